"""What the texts of an entry seem to say of its case definitions, for a person to decide."""

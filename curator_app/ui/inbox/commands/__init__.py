"""What the commands of the contributions window do."""

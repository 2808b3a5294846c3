"""The word lists of the checks, with the owner's own words."""

"""Checks of an entry's wording, fields and links: rules as data, small pure functions by id."""

"""Marked contributions through every journey, and the search for their marks afterwards."""

"""Asking public services about papers, politely: Crossref, PubMed, Europe PMC."""

"""The list of entries: filters, search, table, quick jump."""

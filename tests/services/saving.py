"""Entries that are in the library."""

from curator_app.domain.entry import Entry
from curator_app.services.library import Library


def add(library: Library, **values: object) -> Entry:
    """A saved entry."""
    entry = library.new_entry(values)
    library.save(entry)
    return library.entry_by_id(entry.id)

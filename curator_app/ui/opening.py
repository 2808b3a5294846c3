"""Finding an entry for the desk, and joining what was chosen between two versions."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from typing import TYPE_CHECKING

from curator_app.domain.entry import Entry, changed_fields
from curator_app.domain.fields import stored
from curator_app.domain.revision import replay
from curator_app.errors import NotFound

if TYPE_CHECKING:
    from curator_app.services.library import Library


def found(library: Library, n: int) -> Entry | None:
    """The entry of a row, None when it has just gone."""
    try:
        return library.entry_by_n(n)
    except NotFound:
        return None


def resolved(library: Library, edited: Entry, values: Mapping[str, object]) -> Entry:
    """What the user chose, and the fields that only one side changed, on the stored version."""
    theirs = library.entry_by_id(edited.id)
    base = replay(edited.id, library.history(edited.id)[: edited.version])
    mine = {name: value for name, (_, value) in changed_fields(base, edited).items()}
    chosen = {name: stored(name, value) for name, value in values.items()}
    return theirs.with_(**{**mine, **chosen})


def standing(library: Library, entry_id: str) -> Entry:
    """The entry as it is now; one that was merged away is the one that it went into."""
    now = library.entry_by_id(entry_id)
    if now.removed and now.slug:
        with suppress(NotFound):
            other = library.entry(now.slug)
            return other if now.slug in other.former_slugs else now
    return now

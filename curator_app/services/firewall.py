"""The last look before publishing: no page may hold words of a message that is still open.

Each page that is about to be written is rendered and compared with the open messages by keyed
numbers (domain.fingerprints). Words that the entry had before the message came are the atlas's own,
and so are those of the paper: its title, names, abstract and methods.
"""

from __future__ import annotations

import html
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from curator_app.domain.entry import EMPTY, Entry
from curator_app.domain.fields import BY_NAME, PRIVATE, entry_to_json, to_json
from curator_app.domain.fingerprints import Fingerprints, Numbers
from curator_app.domain.repeating import texts_of
from curator_app.domain.retention import parse_time
from curator_app.domain.revision import apply
from curator_app.errors import Cancelled
from curator_app.inbox.store import Store
from curator_app.services.gate import Candidates, Gate, Held, LibraryGate
from curator_app.services.inbox import Inbox
from curator_app.services.library import Library
from curator_app.services.page_writer import stored_entry
from curator_app.site.context import PageContext
from curator_app.site.pages import evidence_page
from curator_app.site.text import words

HELD = (
    "It holds words of a message in the inbox that is still open. Say them otherwise, or decide"
    " that message first."
)
NOT_CHECKED = "Not checked for words of readers' messages: the inbox is locked."
OF_THE_PAPER = ("title", "authors", "journal", "abstract", "methods_text", "sources", "topics")
_DAY = "2000-01-01"
"""The date of a page that is rendered to be looked at only."""


def gate_of(library: Library, inbox: Inbox | None) -> Gate:
    """The gate of a library with its inbox before it, when there is one."""
    gate = LibraryGate(library)
    if inbox is None or not inbox.vault.exists():
        return gate
    return Firewall(gate, library, inbox.store if inbox.is_open() else None)


class Firewall:
    """A gate before another one. Without an open inbox it says that it did not look."""

    def __init__(self, inner: Gate, library: Library, store: Store | None) -> None:
        self._inner, self._library, self._store = inner, library, store
        self.off = inner.off
        unseen = () if store is not None else (NOT_CHECKED,)
        self.notices: Sequence[str] = (*inner.notices, *unseen)

    def checked(self) -> str:
        """Which rules decided, for the record."""
        looked = "looked" if self._store is not None else "did not look"
        return f"{self._inner.checked()}; the inbox {looked}"

    def held(self, pages: Candidates) -> Held:
        """What the inner gate holds back, and pages with words of open messages."""
        found = self._inner.held(pages)
        left = [n for n, slug in pages.slugs.items() if slug not in found.reasons]
        if self._store is None or not left:
            return found
        prints = gathered(self._store)
        if prints:
            known = prints.hits(self._text(EMPTY.with_(slug="x")))
            suspects = list(self._suspects(pages, left, prints, known))
            for entry in self._leaking(suspects, prints):
                found.reasons[entry.slug] = HELD
                found.fields[entry.slug] = _field(entry, prints)
        return found

    def _suspects(
        self, pages: Candidates, ns: Sequence[int], prints: Fingerprints, known: set[int]
    ) -> Iterator[tuple[Entry, set[int]]]:
        """The entries whose pages share something with a message, and what."""
        for item in pages.items(ns):
            if pages.cancelled is not None and pages.cancelled():
                raise Cancelled
            entry = stored_entry(item)
            hits = prints.hits(self._text(entry)) - known
            if hits:
                yield entry, hits

    def _text(self, entry: Entry) -> str:
        """The words of a page, without the titles of related studies: those are papers' own."""
        library = self._library
        context = PageContext(
            library.versions, library.vocabulary, library.catalogue, library.file.site_url
        )
        return html.unescape(words(evidence_page(entry, _DAY, context)).decode())

    def _leaking(
        self, suspects: Sequence[tuple[Entry, set[int]]], prints: Fingerprints
    ) -> Iterator[Entry]:
        """Those of them that did not have it before the message came."""
        if not suspects or self._store is None:
            return
        wanted = set[int]().union(*(hits for _, hits in suspects))
        came = first_said(self._store, prints.numbers, wanted)
        for entry, hits in suspects:
            history = _states(self._library, entry.id)
            paper = _numbers(prints.numbers, [to_json(n, getattr(entry, n)) for n in OF_THE_PAPER])
            for number in hits - paper:
                moment = parse_time(came[number])
                texts = [state for at, state in history if parse_time(at) <= moment]
                if number not in _numbers(prints.numbers, texts):
                    yield entry
                    break


def _states(library: Library, entry_id: str) -> list[tuple[str, dict[str, Any]]]:
    """When the entry became what, as JSON, oldest first."""
    state, found = EMPTY, list[tuple[str, dict[str, Any]]]()
    for revision in library.history(entry_id):
        state = apply(state, revision.changes, revision.number)
        found.append((revision.at, entry_to_json(state)))
    return found


def gathered(store: Store) -> Fingerprints:
    """The numbers of all open messages."""
    numbers, found = Numbers(), set[int]()
    for said in store.said():
        found |= numbers.of(said.text.reveal())
    return Fingerprints(numbers, found)


def first_said(store: Store, numbers: Numbers, wanted: set[int]) -> dict[int, str]:
    """When each of these numbers came in first."""
    came: dict[int, str] = {}
    for said in store.said():
        for number in numbers.of(said.text.reveal()) & wanted:
            came[number] = min(came.get(number, said.arrived), said.arrived)
    return came


def _numbers(numbers: Numbers, values: Iterable[object]) -> set[int]:
    found = set[int]()
    for value in values:
        for text in texts_of(value):
            found |= numbers.of(text)
    return found


def _field(entry: Entry, prints: Fingerprints) -> str:
    """The field that holds it."""
    for name in BY_NAME:
        if name not in PRIVATE and name not in OF_THE_PAPER:
            texts = texts_of(to_json(name, getattr(entry, name)))
            if any(prints.hits(text) for text in texts):
                return name
    return ""

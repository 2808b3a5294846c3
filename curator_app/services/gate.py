"""The gate: which pages must not be published now, and why."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

import orjson

from curator_app.domain.checks.finding import Finding
from curator_app.domain.decisions import approval_from_json
from curator_app.services.approving import changed_sentence, finding_sentence, item_hash
from curator_app.services.checking import Checker
from curator_app.services.known_checks import parts
from curator_app.services.library import Library
from curator_app.services.page_writer import Item
from curator_app.storage.heads import heads

_CHUNK = 500
UNAPPROVED = "Nobody has approved it: approve it (library.toml asks for that)."


@dataclass(frozen=True)
class Candidates:
    """Pages that would be written: their addresses by row, and how to get what they show.

    `progress` and `cancelled` are for what may take long: entries that were never checked.
    """

    slugs: Mapping[int, str]
    items: Callable[[Sequence[int]], Iterator[Item]]
    progress: Callable[[int, int], None] | None = None
    cancelled: Callable[[], bool] | None = None


@dataclass
class Held:
    """Sentences by address, and the field of an entry that the sentence is about."""

    reasons: dict[str, str] = field(default_factory=dict[str, str])
    fields: dict[str, str] = field(default_factory=dict[str, str])


class Gate(Protocol):
    """Decides what is held back at a publication; `notices` are for everybody to see."""

    notices: Sequence[str]
    off: bool

    def held(self, pages: Candidates) -> Held:
        """Those of these pages that must wait."""
        ...

    def checked(self) -> str:
        """Which rules decided that, for the record."""
        ...


class LibraryGate:
    """The gate of a library, as its settings want it, for one publication.

    Held back are pages with an open CRITICAL finding, pages whose words changed since somebody
    approved them, and, where the settings ask for it, pages that nobody approved.
    """

    def __init__(self, library: Library) -> None:
        self._library = library
        self._settings = library.file.publishing
        self.notices: Sequence[str] = self._settings.notices
        self.off = not self._settings.gate
        self._approvals: dict[int, str | None] = {}
        self._grave: dict[str, Finding] = {}

    def held(self, pages: Candidates) -> Held:
        """Those of these pages that must wait."""
        found = Held()
        if not pages.slugs:
            return found
        self._ask([n for n in pages.slugs if n not in self._approvals], pages)
        self._by_approval(pages, found)
        for slug, finding in self._grave.items():
            found.reasons[slug] = finding_sentence(finding)
            found.fields[slug] = finding.field
        return found

    def _ask(self, new: Sequence[int], pages: Candidates) -> None:
        """Findings and approvals are the same whichever pages there are: they are read once."""
        for part in parts(new, _CHUNK):
            with self._library.db.read() as conn:
                self._approvals |= {head.n: head.approval for head in heads(conn, part)}
        if not self.off:
            self._grave |= Checker(self._library).grave(new, pages.progress, pages.cancelled)

    def checked(self) -> str:
        """The true versions of the rules; what pages print as scanner is the owner's name."""
        return f"{self._library.engine().version}; gate {'off' if self.off else 'on'}"

    def _by_approval(self, pages: Candidates, found: Held) -> None:
        approved: dict[int, str] = {}
        for n, slug in pages.slugs.items():
            if approval := self._approvals.get(n):
                approved[n] = approval
            elif self._settings.approval:
                found.reasons[slug] = UNAPPROVED
        by_slug = {pages.slugs[n]: stored for n, stored in approved.items()}
        for item in pages.items(list(approved)):
            given = approval_from_json(orjson.loads(by_slug[item.slug]))
            if given is not None and item_hash(self._library, item) != given.page:
                found.reasons[item.slug] = changed_sentence(given)

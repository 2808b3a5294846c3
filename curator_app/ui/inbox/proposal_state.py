"""The proposal that is being built: what was changed, what of it is taken, what was released."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from curator_app.domain.entry import CONTENT_FIELDS, Entry
from curator_app.domain.fields import BY_NAME, EVIDENCE, READERS, to_json
from curator_app.domain.private import Private
from curator_app.domain.repeating import Release, Repeat
from curator_app.services.contributing import Opened, Proposal, copied

QUOTABLE = (
    *(
        name
        for name, spec in BY_NAME.items()
        if spec.kind in ("text", "list") and spec.group in (READERS, EVIDENCE)
    ),
    *("title", "authors", "journal", "abstract", "sample_size", "control_group"),
)
"""Fields into which words of a message may be put when they are released."""


class ProposalState:
    """The work on one contribution, without widgets."""

    def __init__(self, opened: Opened, kept: Proposal | None = None) -> None:
        self.opened = opened
        self.base = kept.base if kept else opened.entry
        self.edited = kept.edited if kept else opened.entry
        self.words = kept.words if kept else ""
        self.released: tuple[Release, ...] = kept.released if kept else ()
        self.left = frozenset(self.changed()) - kept.fields if kept else frozenset[str]()
        """What was changed and is not taken."""

    @property
    def id(self) -> str:
        """The contribution's opaque id."""
        return self.opened.contribution.id

    def changed(self) -> list[str]:
        """The fields that were changed, in the order of the table; what is derived is none."""
        old, new = self.base, self.edited
        found = [name for name in CONTENT_FIELDS if getattr(old, name) != getattr(new, name)]
        if "pem" in found and old.pem.override == new.pem.override:
            found.remove("pem")
        return sorted(found, key=list(BY_NAME).index)

    def taken(self) -> list[str]:
        """Those of them that will be saved."""
        return [name for name in self.changed() if name not in self.left]

    def differences(self) -> list[tuple[str, Any, Any]]:
        """The changed fields with their values, as JSON."""
        return [
            (
                name,
                to_json(name, getattr(self.base, name)),
                to_json(name, getattr(self.edited, name)),
            )
            for name in self.changed()
        ]

    def take(self, name: str, *, taken: bool) -> None:
        """Take a changed field, or leave it out."""
        self.left = self.left - {name} if taken else self.left | {name}

    def release(self, release: Release) -> None:
        """Let these words of the message through into a field."""
        self.take_back(release.field, release.text)
        self.released = (*self.released, release)

    def take_back(self, field: str, text: Private) -> None:
        """Let them through no more."""
        self.released = tuple(
            item for item in self.released if (item.field, item.text) != (field, text)
        )

    def with_quotation(self, field: str, text: str) -> Entry:
        """The entry with these words at the end of a field, marked as a quotation."""
        value = getattr(self.edited, field)
        if isinstance(value, tuple):
            return self.edited.with_(**{field: (*value, text)})
        quoted = f"“{text}”" if BY_NAME[field].kind == "text" else text
        joined = f"{value} {quoted}".strip() if BY_NAME[field].kind == "text" else quoted
        return self.edited.with_(**{field: joined})

    def proposal(self) -> Proposal:
        """What would be accepted now."""
        return Proposal(
            self.id, self.base, self.edited, frozenset(self.taken()), self.words, self.released
        )

    def looking(self) -> Callable[[], list[Repeat]]:
        """Finds what of the message stands in it now and was not released, on any thread."""
        message, seen = self.opened.contribution.message, self.opened.seen.entry
        proposal = self.proposal()
        return lambda: copied(message, proposal, seen)

    def is_begun(self) -> bool:
        """Whether there is anything that would be missed."""
        return bool(self.changed() or self.words or self.released)

    def begin_anew(self) -> None:
        """Forget what was built."""
        self.base = self.edited = self.opened.entry
        self.words, self.released, self.left = "", (), frozenset()

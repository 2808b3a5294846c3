"""The publish plan and its outcome, as the window and the command line show them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class PublishPlan:
    """What a publication would do to the evidence pages, as addresses.

    `why` says for each changed page what changed, `reasons` why a page is held back and `fields`
    which field of the entry that is about. A page that is held back stays as it was published, if
    it was. `notices` are sentences for everybody who publishes.
    """

    added: tuple[str, ...]
    changed: tuple[str, ...]
    removed: tuple[str, ...]
    unchanged: tuple[str, ...]
    blocked: tuple[str, ...]
    why: Mapping[str, tuple[str, ...]] = field(default_factory=dict[str, tuple[str, ...]])
    reasons: Mapping[str, str] = field(default_factory=dict[str, str])
    fields: Mapping[str, str] = field(default_factory=dict[str, str])
    notices: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """The JSON of the command line."""
        return {
            "added": list(self.added),
            "changed": list(self.changed),
            "removed": list(self.removed),
            "unchanged": list(self.unchanged),
            "blocked": list(self.blocked),
            "why": {slug: list(parts) for slug, parts in self.why.items()},
            "reasons": dict(self.reasons),
            "notices": list(self.notices),
        }

    def sentence(self) -> str:
        """What would happen, in one line."""
        return f"To publish: {self.counts()}."

    def sizes(self) -> dict[str, int]:
        """How many pages each part has."""
        return {
            "added": len(self.added),
            "changed": len(self.changed),
            "removed": len(self.removed),
            "unchanged": len(self.unchanged),
            "blocked": len(self.blocked),
        }

    def counts(self) -> str:
        """`2 added, 1 changed, 0 removed, 57 unchanged`, and those held back when there are any."""
        sizes = self.sizes()
        held = sizes.pop("blocked")
        parts = [f"{number:,} {name}" for name, number in sizes.items()]
        return ", ".join([*parts, f"{held:,} held back"] if held else parts)


@dataclass(frozen=True)
class PublishResult(PublishPlan):
    """What a publication did; `release` is what is served now, `files` how many were written."""

    release: str = ""
    files: int = 0

    def to_json(self) -> dict[str, Any]:
        """The JSON of the command line."""
        return {**super().to_json(), "release": self.release, "files": self.files}

    def sentence(self) -> str:
        """What happened, in one line."""
        if not self.files:
            return f"The site was up to date: {self.counts()}."
        return f"Published: {self.counts()}."

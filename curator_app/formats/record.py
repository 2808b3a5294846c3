"""What a file yields: drafts of entries, and records that had to be refused."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from curator_app.domain.entry import Source


@dataclass(frozen=True)
class Draft:
    """One record as field values, in the JSON form that `domain.fields.parse` takes.

    `problems` are sentences about what was mended or left out; the record itself is unchanged in
    `source.raw`.
    """

    values: dict[str, Any]
    source: Source
    problems: tuple[str, ...] = ()

    def with_problem(self, sentence: str) -> Draft:
        """The same draft with one more sentence."""
        return replace(self, problems=(*self.problems, sentence))


@dataclass(frozen=True)
class Refused:
    """One record that could not become an entry: where it stands, why, and its own text."""

    file: str
    line: int
    key: str
    reason: str
    raw: str


Record = Draft | Refused

"""What a check says, until somebody dismisses it with a reason or its sentence changes."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import Any, NamedTuple

from curator_app.domain.decisions import Dismissal

CRITICAL, WARN, INFO = "CRITICAL", "WARN", "INFO"
SEVERITIES = (CRITICAL, WARN, INFO)


Key = tuple[str, str, str]
"""Rule, field and hash of the sentence: what a finding is known by, and a dismissal tied to."""


class Finding(NamedTuple):
    """One remark of one rule; at most one for a rule and a sentence.

    `span` is start and end in the field's text (a list field's items joined by newlines), None
    for a remark about the whole field or the record. `sentence` is what the remark is about;
    `replacement` is what may stand in the span's place when there is exactly one proposal, `fix`
    is a field and its new JSON value when exactly one mends a field check.
    """

    rule: str
    severity: str
    field: str
    message: str
    span: tuple[int, int] | None
    sentence: str
    suggestion: str
    version: int
    replacement: str | None = None
    fix: tuple[str, Any] | None = None

    @property
    def sentence_hash(self) -> str:
        """What a dismissal is tied to."""
        return sentence_hash(self.sentence)

    @property
    def key(self) -> Key:
        """What it is known by as long as its sentence stays."""
        return self.rule, self.field, self.sentence_hash

    def to_json(self) -> dict[str, Any]:
        """As the command line prints it; `replacement` and `fix` only where there is one."""
        data: dict[str, Any] = {
            "rule": self.rule,
            "severity": self.severity,
            "field": self.field,
            "message": self.message,
            "span": list(self.span) if self.span else None,
            "suggestion": self.suggestion,
            "sentence_hash": self.sentence_hash,
        }
        if self.replacement is not None:
            data["replacement"] = self.replacement
        if self.fix is not None:
            data["fix"] = {"field": self.fix[0], "value": self.fix[1]}
        return data


def sentence_hash(sentence: str) -> str:
    """The same for the same words, however they are spaced; 64 bits of SHA-256."""
    return hashlib.sha256(" ".join(sentence.split()).encode()).hexdigest()[:16]


def open_findings(
    findings: Iterable[Finding], dismissals: Iterable[Dismissal]
) -> tuple[Finding, ...]:
    """The findings that nobody has dismissed with a reason; a changed sentence asks again."""
    done = _by_sentence(dismissals)
    return tuple(f for f in findings if not done or f.key not in done)


def dismissed_findings(
    findings: Iterable[Finding], dismissals: Iterable[Dismissal]
) -> tuple[tuple[Finding, Dismissal], ...]:
    """The findings that somebody has dismissed, each with that decision."""
    done = _by_sentence(dismissals)
    return tuple((f, done[f.key]) for f in findings if done and f.key in done)


def _by_sentence(dismissals: Iterable[Dismissal]) -> dict[Key, Dismissal]:
    return {d.key: d for d in dismissals if d.reason.strip()}

"""What a person does about findings, as changes of the entry: dismissing and mending."""

from __future__ import annotations

from collections.abc import Iterable

from curator_app.domain.checks.engine import field_text
from curator_app.domain.checks.finding import Finding, Key
from curator_app.domain.decisions import Dismissal
from curator_app.domain.entry import Entry
from curator_app.domain.fields import LIST_FIELDS
from curator_app.domain.plain_text import clean_line
from curator_app.errors import BadValue


def dismiss(entry: Entry, keys: Iterable[Key], reason: str, who: str, at: str) -> Entry:
    """The entry with these findings dismissed; an earlier reason for the same one gives way.

    `at` is an ISO time. Raises BadValue without a reason.
    """
    reason = clean_line(reason)
    if not reason:
        raise BadValue("dismissals", "Dismissing a finding needs a reason. Nothing was changed.")
    made = {key: Dismissal(*key, reason, who, at) for key in keys}
    kept = [done for done in entry.dismissals if done.key not in made]
    return entry.with_(dismissals=(*kept, *made.values()))


def take_back(entry: Entry, keys: Iterable[Key]) -> Entry:
    """The entry without these dismissals: what they were about is open again."""
    gone = set(keys)
    return entry.with_(dismissals=tuple(d for d in entry.dismissals if d.key not in gone))


def reworded(entry: Entry, findings: Iterable[Finding]) -> Entry:
    """The entry with the proposed wording in the place of each finding's span.

    The findings were made for this very text; those without a span or a proposal, and all but
    the first of overlapping ones, are passed over.
    """
    texts: dict[str, str] = {}
    ends: dict[str, int] = {}
    proposed = [f for f in findings if f.span and f.replacement is not None]
    # From the end of a text, so that the places before stay where they are.
    for finding in sorted(proposed, key=lambda f: f.span or (0, 0), reverse=True):
        name, (start, end) = finding.field, finding.span or (0, 0)
        if end > ends.get(name, end):
            continue
        ends[name] = start
        text = texts.get(name) or field_text(entry, name)
        texts[name] = text[:start] + (finding.replacement or "") + text[end:]
    values = {n: tuple(t.split("\n")) if n in LIST_FIELDS else t for n, t in texts.items()}
    return entry.with_(**values)

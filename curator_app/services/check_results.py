"""What the checks give of one entry, packed small: what the rule says by itself is left out."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

import orjson

from curator_app import __version__
from curator_app.domain import checks
from curator_app.domain.checks.engine import Engine, by_severity
from curator_app.domain.checks.finding import CRITICAL, Finding
from curator_app.domain.checks.neighbours import Links
from curator_app.domain.entry import Entry, Relation


def own(engine: Engine, entry: Entry, year: int) -> tuple[Finding, ...]:
    """Every finding of an entry by itself, the gravest first."""
    return tuple(by_severity(engine.check(entry, year)))


def critical(findings: Sequence[Finding]) -> int:
    """How many of them stop a publication."""
    return sum(finding.severity == CRITICAL for finding in findings)


def packed(engine: Engine, findings: Sequence[Finding], links: Links) -> bytes:
    """Findings and links as JSON, to be read with the same engine."""
    rows = [
        (
            f.rule,
            f.field,
            None if f.message == engine.by_id[f.rule].message else f.message,
            f.span,
            f.sentence,
            f.replacement,
            f.fix,
        )
        for f in findings
    ]
    related = [(relation.type, relation.target, relation.note) for relation in links.relations]
    return orjson.dumps((rows, (*links[:6], related, *links[7:])))


def unpacked(engine: Engine, data: bytes) -> tuple[tuple[Finding, ...], Links]:
    """The findings and links again; raises ValueError, KeyError or TypeError for other data."""
    rows, links = orjson.loads(data)
    id_, slug, doi, pmid, title, year, relations, former, parent = links
    related = tuple(Relation(*item) for item in relations)
    found = Links(id_, slug, doi, pmid, title, year, related, tuple(former), parent)
    return tuple(_finding(engine, row) for row in rows), found


def _finding(engine: Engine, row: list[Any]) -> Finding:
    name, field, message, span, sentence, replacement, fix = row
    rule = engine.by_id[name]
    return Finding(
        name,
        rule.severity,
        field,
        rule.message if message is None else message,
        (span[0], span[1]) if span else None,
        sentence,
        rule.suggestion,
        rule.version,
        replacement,
        (fix[0], fix[1]) if fix else None,
    )


@cache
def code_stamp() -> str:
    """Stands for the functions of the rules: they may change without a version of their own."""
    digest = sha256(__version__.encode())
    for path in sorted(Path(checks.__path__[0]).glob("*.py")):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]

"""Studies with all their texts, worded as a curator words them: for the speed of the checks.

Each is made of a study of the demo atlas: its own sentences, numbers, tags and abstract-like text,
and sentences without numbers of others, until it has 3 to 5 kB of text. One sentence in thirty is
replaced by one that a rule must find.
"""

from __future__ import annotations

import json
import random
import re
from collections.abc import Iterator
from functools import cache
from itertools import chain
from pathlib import Path
from typing import Any

from curator_app import demo
from curator_app.domain.entry import Entry, new_id
from curator_app.domain.fields import LIST_FIELDS, parse
from curator_app.knowledge import vocabulary
from tests.benchmarks.corpus import prose, surnames

PAIRS = Path(__file__).parent.parent / "domain" / "checks" / "pairs.jsonl"
FIELDS = {
    "plain_summary": 4,
    "why_it_matters": 3,
    "does_not_prove": 4,
    "advanced_summary": 5,
    "observed_findings": 4,
    "inferred_conclusions": 2,
    "remaining_questions": 2,
    "strengths": 2,
    "limitations": 3,
}
"""The fields that readers read, with the number of sentences or items that each gets."""
FAULTY = 1 / 30
_SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[A-Z])")


def _cut(value: Any) -> list[str]:
    texts = [value] if isinstance(value, str) else value or []
    return [part for text in texts for part in _SENTENCE.split(text)]


@cache
def _plain(field: str) -> list[str]:
    """The demo's sentences of a field that have no number."""
    found = [s for record in demo.records() for s in _cut(record.get(field)) if s]
    return [s for s in found if not re.search(r"\d", s)] or _plain("why_it_matters")


@cache
def _faults() -> list[str]:
    """The sentences of our pairs that rules must find."""
    lines = PAIRS.read_text(encoding="utf-8").splitlines()
    return [json.loads(line)["fires"] for line in lines]


@cache
def _studies() -> list[Entry]:
    """The demo's studies that have texts."""
    known = vocabulary()
    made = [
        Entry(**{name: parse(name, value, known) for name, value in record.items()})
        for record in demo.records()
    ]
    return [entry for entry in made if entry.plain_summary and entry.observed_findings]


def worded(count: int, faulty: float = FAULTY) -> Iterator[Entry]:
    """Published studies with 3 to 5 kB of text each."""
    for number in range(count):
        chance = random.Random(number)
        base = chance.choice(_studies())
        texts = {name: _texts(chance, base, name, size, faulty) for name, size in FIELDS.items()}
        figures = re.findall(r"\d[\d.,]*\d|\d", " ".join(chain.from_iterable(texts.values())))
        abstract = (
            f"{prose(chance, 150)} We found {', '.join(figures)} of those. {prose(chance, 20)}"
        )
        name = surnames()[number % 5000].capitalize()
        yield base.with_(
            id=new_id(),
            version=0,
            slug=f"{name.lower()}-{base.year}-{number}",
            title=f"{prose(chance, 9)[:-1]} {number}.",
            authors=(f"{name}, A B", f"{surnames()[chance.randrange(5000)].capitalize()}, C"),
            doi=f"10.1000/test.{number}",
            pmid=str(10_000_000 + number),
            abstract=abstract,
            state="published",
            **{n: tuple(t) if n in LIST_FIELDS else " ".join(t) for n, t in texts.items()},
        )


def _texts(chance: random.Random, base: Entry, field: str, size: int, faulty: float) -> list[str]:
    own = _cut(getattr(base, field))
    more = chance.choices(_plain(field), k=max(0, size - len(own)))
    return [
        chance.choice(_faults()) if chance.random() < faulty else text for text in (*own, *more)
    ]

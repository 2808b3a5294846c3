"""Field and link rules: every pair of records behaves, and each quick fix mends its finding."""

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from curator_app.domain.checks.engine import RECORD_TESTS
from curator_app.domain.checks.finding import Finding
from curator_app.domain.checks.neighbours import BETWEEN, Links, Neighbour, Neighbours
from curator_app.domain.entry import EMPTY, Entry
from curator_app.domain.fields import entry_from_json, entry_to_json
from curator_app.domain.identifiers import doi_key, title_key
from curator_app.domain.pem_status import Override, Pem
from curator_app.knowledge import checks

PAIRS = [
    json.loads(line)
    for line in Path(__file__).with_name("records.jsonl").read_text(encoding="utf-8").splitlines()
]
YEAR = 2026


def neighbours(entries: list[Any]) -> Neighbours:
    """The index of a library of these entries."""
    made = [entry_from_json(data, f"id{number}") for number, data in enumerate(entries)]
    rows = [
        Neighbour(e.id, e.slug, doi_key(e.doi), e.pmid, title_key(e.title), "", e.year)
        for e in made
    ]
    return Neighbours(rows, {slug for e in made for slug in (e.slug, *e.former_slugs)})


def findings(rule: str, entry: Entry, library: list[Any]) -> list[Finding]:
    """What one rule says of an entry among others."""
    engine = checks()
    found = (
        *engine.check(entry, YEAR),
        *engine.check_among(Links.of(entry), neighbours(library)),
    )
    return [finding for finding in found if finding.rule == rule]


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: pair["rule"][:3])
def test_a_pair(pair: Any) -> None:
    rule, library = pair["rule"], pair.get("library", [])
    entry = entry_from_json(pair["fires"], "this")
    found = findings(rule, entry, library)
    assert found
    assert "{" not in found[0].message
    silent = entry_from_json(pair["silent"], "this")
    assert findings(rule, silent, pair.get("silent_library", library)) == []
    if "fix" in pair:
        assert found[0].fix == tuple(pair["fix"])
    if found[0].fix:
        name, value = found[0].fix
        mended = entry_from_json({**entry_to_json(entry), name: value}, "this")
        assert len(findings(rule, mended, library)) < len(found)


@pytest.mark.parametrize(
    ("quote", "location", "missing"),
    [("all had PEM", "", "place"), ("", "methods", "quotation"), (" ", " ", "quotation")],
)
def test_an_override_needs_its_proof(quote: str, location: str, missing: str) -> None:
    """No file can hold such an override; the editor can, while it is being typed."""
    whole = Override("required", "all had PEM", "methods", "why")
    bare = Override("required", quote, location, "why")
    rule = "F27_override_without_place"
    (found,) = findings(rule, EMPTY.with_(pem=Pem(override=bare)), [])
    assert missing in found.message
    assert findings(rule, EMPTY.with_(pem=Pem(override=whole)), []) == []


def test_every_record_rule_has_three_pairs() -> None:
    counted = Counter(pair["rule"] for pair in PAIRS)
    expected = {rule for rule in (RECORD_TESTS.keys() | BETWEEN.keys()) if rule[0] != "M"}
    expected -= {"F27_override_without_place"}
    assert {rule for rule, number in counted.items() if number >= 3} == expected


def test_every_rule_of_the_data_can_run() -> None:
    engine = checks()
    for rule in engine.rules.rules:
        assert rule.fields, f"{rule.id} looks nowhere"
        assert rule.why, f"{rule.id} does not say why"
        assert rule.source, f"{rule.id} has no source"
    assert len(engine.by_id) == len(engine.rules.rules)

"""Wording rules: every pair of sentences behaves, ours and the survey's."""

import json
from collections import Counter
from pathlib import Path
from time import process_time
from typing import Any

import pytest

from curator_app.domain.checks.engine import RECORD_TESTS
from curator_app.domain.checks.neighbours import BETWEEN
from curator_app.domain.entry import Entry
from curator_app.domain.pem_status import Pem
from curator_app.knowledge import checks
from tests.shared_data import shared_folder

PAIRS = [
    json.loads(line)
    for line in Path(__file__).with_name("pairs.jsonl").read_text(encoding="utf-8").splitlines()
]
GIVEN_AS_TEXT = {"M02_studied_is_not_required", "M08_badge_without_quote"}


def survey() -> list[Any]:
    """The survey's pairs, where its file lies beside the data."""
    data = shared_folder()
    file = data.parent / "reference" / "criteria.json" if data else None
    if file is None or not file.is_file():
        return []
    return json.loads(file.read_text(encoding="utf-8"))["wording_checks"]


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: pair["rule"][:3])
def test_a_pair_of_ours(pair: Any) -> None:
    engine, facts = checks(), pair.get("facts", {})
    found = engine.check_text(pair["rule"], pair["fires"], facts)
    assert found, "says nothing"
    assert all(finding.message and "{" not in finding.message for finding in found)
    assert engine.check_text(pair["rule"], pair["silent"], pair.get("silent_facts", facts)) == ()


@pytest.mark.parametrize("check", survey(), ids=lambda check: check["id"][:3])
def test_a_pair_of_the_survey(check: Any) -> None:
    engine = checks()
    fire, silent = check["must_fire"], check["must_not_fire"]
    assert engine.check_text(check["id"], fire["text"], fire.get("ctx") or {})
    assert engine.check_text(check["id"], silent["text"], silent.get("ctx") or {}) == ()
    assert engine.by_id[check["id"]].severity == check["severity"]


def test_every_wording_rule_has_five_pairs() -> None:
    counted = Counter(pair["rule"] for pair in PAIRS)
    whole = (RECORD_TESTS.keys() | BETWEEN.keys()) - GIVEN_AS_TEXT
    expected = {rule.id for rule in checks().rules.rules} - whole
    assert {rule for rule, number in counted.items() if number >= 5} == expected


def test_a_finding_points_at_its_words() -> None:
    text = "Sleep was short. A slow thyroid causes fatigue. It causes pain and causes weakness."
    found = checks().check_text("C01_causal_verb_non_rct", text, {"design": "case_control"})
    assert [text[slice(*finding.span)] for finding in found if finding.span] == ["causes"] * 2
    assert found[1].sentence == "It causes pain and causes weakness."
    assert found[0].replacement == "is linked to"


def test_small_letters_of_another_length_do_not_move_the_span() -> None:
    text = "İİİ saw it. The scans prove it."
    (found,) = checks().check_text("W01_proves", text, {})
    assert found.span is not None
    assert text[slice(*found.span)] == "prove"


@pytest.mark.parametrize(
    ("text", "rule", "words"),
    [
        ("It pro\u00adves that sleep helps.", "W01_proves", "pro\u00adves"),
        ("The scans pro-\nve it.", "W01_proves", "pro-\nve"),
        ("The scans pro-\r\nve it.", "W01_proves", "pro-\r\nve"),
        ("\ufb01rst, a signi\ufb01cant fall.", "W04_significant_ambiguous", "signi\ufb01cant"),
        ("A cure was found: bene\ufb01t \ufb01ts.", "W02_cure", "cure"),
        ("Low cortisol\ncauses pain \U0001f600.", "C01_causal_verb_non_rct", "causes"),
    ],
)
def test_words_that_a_page_has_broken_are_read(text: str, rule: str, words: str) -> None:
    (finding,) = checks().check_text(rule, text, {"design": "case_control"})
    assert finding.span is not None
    assert text[slice(*finding.span)] == words


def test_broken_words_of_one_field_leave_the_spans_of_the_others() -> None:
    entry = Entry(
        plain_summary="It pro\u00adves it. That proves it.", why_it_matters="So it proves it.",
        publication_type="case_control",
    )  # fmt: skip
    found = [f for f in checks().check(entry, 2026) if f.rule == "W01_proves"]
    marked = [str(getattr(entry, f.field))[slice(*(f.span or (0, 0)))] for f in found]
    assert sorted(marked) == ["proves", "proves", "pro\u00adves"]


@pytest.mark.parametrize(
    "text",
    [
        "causes " * 15_000,
        "may cause and could lead to " * 4_000,
        "a" * 100_000,
        "1 " * 50_000,
        "twenty-one " * 9_000,
        "100 % of 100 patients (100 " * 4_000,
        "post-exertional malaise (" * 4_000,
        "*" * 100_000,
        "(" * 100_000,
        "“'" * 50_000,
        "the only the first the largest " * 3_300,
        "requires a a a a " * 6_000,
        "Dr. Fig. et al. E. " * 5_000,
    ],
    ids=lambda text: text[:12],
)
def test_no_text_takes_long(text: str) -> None:
    """Two fields of 100 kB each take half a second; the bound leaves room for a busy machine."""
    entry = Entry(
        plain_summary=text, abstract=text[::-1], publication_type="case_control",
        sample_size="30", disease_context="long_covid", pem=Pem(status="required"),
    )  # fmt: skip
    start = process_time()
    checks().check(entry, 2026)
    assert process_time() - start < 2

"""What calls a rule leaves none out: with it the findings are those of running every rule."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from curator_app.domain.checks.engine import RECORD_TESTS, Engine
from curator_app.domain.checks.lexicon import Lexicon, lowered, tokens
from curator_app.domain.entry import Entry
from curator_app.domain.pem_status import Pem
from curator_app.knowledge import checks

PAIRS = [
    json.loads(line)
    for line in Path(__file__).with_name("pairs.jsonl").read_text(encoding="utf-8").splitlines()
]
SENTENCES = [pair[side] for pair in PAIRS for side in ("fires", "silent")]


class Everything:
    """Calls every rule."""

    def called(self, low: str, words: object, among: int) -> int:
        return among


def unfiltered() -> Engine:
    """The same rules, each of which looks at every text."""
    known = checks()
    engine = Engine(known.rules, known.words, known.catalogue)
    engine._calls = Everything()  # type: ignore[assignment]
    engine._texts = [item._replace(calling=frozenset()) for item in engine._texts]
    engine._copied = 0
    return engine


ALL = unfiltered()


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: pair["rule"][:3])
def test_every_pair_calls_its_rule(pair: Any) -> None:
    engine = checks()
    if pair["rule"] in RECORD_TESTS:
        return
    (item,) = (item for item in engine._texts if item.rule.id == pair["rule"])
    low = lowered(pair["fires"])
    called = engine._calls.called(low, set(tokens(low)), -1)
    assert called & item.bit
    assert not item.calling or item.calling & set(tokens(low))


STUDIES = st.fixed_dictionaries(
    {
        "publication_type": st.sampled_from(["", "rct", "case_control", "animal_study", "survey"]),
        "disease_context": st.sampled_from(["", "long_covid", "animal_model", "me_cfs_and_other"]),
        "sample_size": st.sampled_from(["", "30", "1,200"]),
        "pem": st.sampled_from([Pem(), Pem(status="required"), Pem(status="not_required")]),
        "title": st.sampled_from(["A study.", "Chronic fatigue syndrome in adolescents."]),
    }
)
TEXTS = st.builds(
    lambda gap, parts: gap.join(parts),
    st.sampled_from([" ", "  ", "\n", "\xa0"]),
    st.lists(st.sampled_from(SENTENCES), max_size=4),
)
ITEMS = st.lists(st.sampled_from(SENTENCES), max_size=3).map(tuple)


@settings(max_examples=150)
@given(STUDIES, TEXTS, TEXTS, TEXTS, ITEMS, ITEMS)
def test_mixtures_of_pairs_give_what_all_rules_give(
    study: dict[str, Any],
    summary: str,
    abstract: str,
    limits: str,
    findings: tuple[str, ...],
    conclusions: tuple[str, ...],
) -> None:
    entry = Entry(
        **study, plain_summary=summary, abstract=abstract, does_not_prove=limits,
        observed_findings=findings, inferred_conclusions=conclusions,
    )  # fmt: skip
    assert checks().check(entry, 2026) == ALL.check(entry, 2026)


def test_a_piece_of_text_calls_every_rule_that_has_it() -> None:
    """Both X01 and X02 have "_": that a word had called the first hid it from the second."""
    entry = Entry(plain_summary="This is evidence at level E2. They were _tired_ afterwards.")
    found = checks().check(entry, 2026)
    assert {"X01_leaked_code", "X02_markdown"} <= {finding.rule for finding in found}
    assert found == ALL.check(entry, 2026)


@given(st.lists(st.sampled_from([*SENTENCES[:400:3], "\xa0", "\n"]), max_size=3))
def test_a_list_finds_the_same_without_asking_for_the_other_words(parts: list[str]) -> None:
    low = lowered(" ".join(parts))
    words = set(tokens(low))
    for name in checks().words.names():
        known = checks().words[name]
        plain = Lexicon(name, known.phrases)
        plain.beside = {word: (frozenset(),) for word in plain.triggers}
        assert known.find(low, words) == plain.find(low, words)

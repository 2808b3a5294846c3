"""The rules are right often enough on sentences that a person has read."""

import pytest

from tests.domain.checks.precision.judged import (
    Judged,
    abstracts,
    demo,
    made,
    scores,
    wording_rules,
)

LEAST = 0.5
LEAST_CRITICAL = 0.8
ENOUGH = 3
"""Findings that a CRITICAL rule must have before its share means anything."""


def _sets() -> list[list[Judged]]:
    real = abstracts()
    return [[made(), demo()], *([[real]] if real else [])]


@pytest.mark.parametrize("sets", _sets(), ids=lambda sets: "+".join(one.name for one in sets))
def test_no_rule_is_wrong_more_often_than_right(sets: list[Judged]) -> None:
    """Below one half a rule is improved, or only informs."""
    found, unjudged = scores(sets)
    assert unjudged == [], "read these, and add their labels"
    for rule, score in found.items():
        if wording_rules()[rule] != "INFO" and score.right + score.wrong:
            assert score.precision >= LEAST, (rule, score.wrong)


def test_a_rule_that_blocks_is_nearly_always_right() -> None:
    real = abstracts()
    found, _ = scores([made(), demo(), *([real] if real else [])])
    for rule, severity in wording_rules().items():
        score = found[rule]
        if severity == "CRITICAL" and len(score.right) + len(score.wrong) >= ENOUGH:
            assert score.precision >= LEAST_CRITICAL, (rule, score.wrong)


def test_most_of_what_should_be_said_is_said() -> None:
    """Of the entries that were labelled before any rule had read them."""
    found, _ = scores([made()])
    right = sum(len(score.right) for score in found.values())
    missed = sum(len(score.missed) for score in found.values())
    assert right > 100
    assert right / (right + missed) >= 0.9


def test_the_entries_are_careful_and_careless() -> None:
    entries = made().entries
    assert len(entries) >= 60
    assert len({entry.publication_type for entry in entries}) >= 15
    careless = {key[0] for key in made().yes}
    assert 0.1 < sum(entry.slug not in careless for entry in entries) / len(entries) < 0.6

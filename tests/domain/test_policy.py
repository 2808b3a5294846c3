"""Policies and rulings as values."""

import pytest

from curator_app.domain.criteria import Criteria
from curator_app.domain.criteria_json import expression_from_json
from curator_app.domain.pem import derive
from curator_app.domain.pem_status import assess, override_from_json
from curator_app.domain.policy import Policy, tags_touched
from curator_app.domain.ruling import following, new_name
from curator_app.errors import BadValue
from curator_app.knowledge import catalogue

CATALOGUE = catalogue()


def test_a_catalogue_under_another_policy_reads_only_those_differently() -> None:
    other = CATALOGUE.with_policy(Policy("v9", {"london_1994": "unclear", "unknown": "required"}))
    assert other.policy_version == "v9"
    assert dict(other.policy) == {**CATALOGUE.policy, "london_1994": "unclear"}
    assert CATALOGUE.the_policy().changed(other.the_policy()) == {
        "london_1994": ("required", "unclear")
    }
    for definition in CATALOGUE.definitions:
        criteria = Criteria(expr=expression_from_json(definition.id))
        statuses = {derive(criteria, c, 2000).status for c in (CATALOGUE, other)}
        assert len(statuses) == (2 if definition.id == "london_1994" else 1)
    words = derive(Criteria(expr=expression_from_json("london_1994")), other, 2000).steps[0].words
    assert words == "London is contested; policy v9 reads it as: it leaves PEM unclear."


def test_the_shipped_policy_is_that_of_the_definitions() -> None:
    for definition in CATALOGUE.definitions:
        assert definition.contested == (definition.id in CATALOGUE.policy)
        assert CATALOGUE.reading(definition) == definition.status


@pytest.mark.parametrize(("name", "after"), [
    ("v0.1", "v0.2"), ("v0.9", "v0.10"), ("words v9", "words v10"), ("v1 beta", "v2 beta"),
    ("house", "house 2"), ("", "2"),
])  # fmt: skip
def test_names_follow_one_another(name: str, after: str) -> None:
    assert following(name) == after


def test_a_new_name_skips_those_taken() -> None:
    assert new_name("", "v0.1", []) == "v0.2"
    assert new_name("", "v0.1", ["v0.2", "v0.3"]) == "v0.4"
    assert new_name("  spring   27 ", "v0.1", []) == "spring 27"
    for bad in ("v0.1", "v0.2", "x" * 41, "a\u200bb"):
        with pytest.raises(BadValue):
            new_name(bad, "v0.1", ["v0.2"])


def test_tags_that_stand_for_a_definition_are_touched_with_it() -> None:
    assert tags_touched({"nice_cg53_2007": 0}) == {"nice_cg53_2007", "nice_unspecified"}
    assert tags_touched({"london_1994": 0}) == {"london_1994"}


def test_the_status_before_stays_while_only_the_name_of_the_policy_differs() -> None:
    other = CATALOGUE.with_policy(Policy("v9", {"london_1994": "unclear"}))
    ccc = Criteria(expr=expression_from_json("ccc_2003"))
    before = assess(ccc, None, CATALOGUE, 2000)
    assert before.policy == "v0.1"
    assert assess(ccc, None, other, 2000, before) is before
    assert assess(ccc, None, other, 2000).policy == "v9"
    override = override_from_json(
        {"status": "unclear", "quote": "q", "location": "methods", "reason": "r"}
    )
    assert assess(ccc, override, other, 2000, before).policy == "v9"
    london = Criteria(expr=expression_from_json("london_1994"))
    assert assess(london, None, other, 2000, assess(london, None, CATALOGUE, 2000)).policy == "v9"

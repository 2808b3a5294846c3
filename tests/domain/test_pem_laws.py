"""The laws of the algebra by which definitions are combined into a PEM status."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from curator_app.domain.criteria import Criteria
from curator_app.domain.criteria_json import criteria_from_json, expression_from_json
from curator_app.domain.pem import STATUSES, combine, derive
from curator_app.errors import BadValue
from curator_app.knowledge import catalogue

CATALOGUE = catalogue()
LEAVES = st.sampled_from(sorted(CATALOGUE.by_id))
TREES = st.recursive(
    LEAVES,
    lambda inner: st.tuples(
        st.sampled_from(["all", "any", "unsure"]), st.lists(inner, min_size=1, max_size=4)
    ).map(lambda pair: [pair[0], *pair[1]]),
    max_leaves=8,
)
STRICTNESS = {"not_required": 0, "unclear": 1, "required": 2}


def status_of(expr: Any) -> str:
    return derive(Criteria(expr=expression_from_json(expr)), CATALOGUE).status


@given(TREES, LEAVES)
def test_adding_a_definition_with_and_never_loosens(tree: Any, leaf: str) -> None:
    assert STRICTNESS[status_of(["all", tree, leaf])] >= STRICTNESS[status_of(tree)]


@given(TREES, LEAVES)
def test_adding_a_definition_with_or_never_tightens(tree: Any, leaf: str) -> None:
    assert STRICTNESS[status_of(["any", tree, leaf])] <= STRICTNESS[status_of(tree)]


@given(
    st.sampled_from(["all", "any", "unsure"]), st.lists(TREES, min_size=1, max_size=5), st.data()
)
def test_order_does_not_matter(operator: str, parts: list[Any], data: st.DataObject) -> None:
    shuffled = data.draw(st.permutations(parts))
    assert status_of([operator, *parts]) == status_of([operator, *shuffled])


@given(TREES, TREES)
def test_whole_expressions_obey_the_same_laws(tree: Any, other: Any) -> None:
    assert STRICTNESS[status_of(["all", tree, other])] >= STRICTNESS[status_of(tree)]
    assert STRICTNESS[status_of(["any", tree, other])] <= STRICTNESS[status_of(tree)]


@given(st.sampled_from(["all", "any"]), TREES, TREES, TREES)
def test_grouping_by_the_same_operator_does_not_matter(
    operator: str, one: Any, two: Any, three: Any
) -> None:
    flat = status_of([operator, one, two, three])
    assert status_of([operator, [operator, one, two], three]) == flat
    assert status_of([operator, one, [operator, two, three]]) == flat


@given(st.sampled_from(["all", "any", "unsure"]), TREES, st.integers(1, 4))
def test_saying_the_same_twice_changes_nothing(operator: str, tree: Any, times: int) -> None:
    assert status_of([operator, *[tree] * times]) == status_of(tree)


@given(TREES, TREES)
def test_one_inside_the_other_is_absorbed(tree: Any, other: Any) -> None:
    assert status_of(["all", tree, ["any", tree, other]]) == status_of(tree)
    assert status_of(["any", tree, ["all", tree, other]]) == status_of(tree)


@given(TREES, LEAVES)
def test_pem_required_by_the_authors_is_required_whatever_is_tagged(tree: Any, leaf: str) -> None:
    criteria = Criteria(expr=expression_from_json(tree), added="all", comparators=(leaf,))
    assert derive(criteria, CATALOGUE).status == "required"


@given(TREES, LEAVES, st.floats(0, 100))
def test_comparators_mentions_and_what_was_seen_decide_nothing(
    tree: Any, leaf: str, seen: float
) -> None:
    plain = Criteria(expr=expression_from_json(tree))
    more = Criteria(
        expr=plain.expr, comparators=(leaf,), mentioned=(leaf,), pem_prevalence=round(seen, 1)
    )
    assert derive(more, CATALOGUE).status == derive(plain, CATALOGUE).status


@given(TREES, TREES)
def test_a_subgroup_only_ever_makes_it_partly(tree: Any, other: Any) -> None:
    plain = criteria_from_json({"expr": tree})
    data = {"expr": tree, "subsets": [{"expr": other, "results_reported": True}]}
    status, base = derive(criteria_from_json(data), CATALOGUE).status, derive(plain, CATALOGUE)
    assert status in (base.status, "partly")
    assert base.status != "required" or status == "required"


@given(TREES)
def test_expressions_survive_their_json(tree: Any) -> None:
    criteria = Criteria(expr=expression_from_json(tree))
    assert criteria_from_json(json.loads(json.dumps(criteria.to_json()))) == criteria


@given(st.sampled_from(["all", "any", "unsure"]), st.lists(st.sampled_from("RNU"), min_size=1))
def test_combining_equal_values_changes_nothing(operator: str, values: list[str]) -> None:
    assert combine(operator, [values[0]] * len(values)) == values[0]


JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8) | st.floats(allow_nan=False),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(["expr", "unit", "subsets", "added", "id", "evidence", "arms"]),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


@given(JSON_VALUES)
def test_any_json_is_read_or_refused_in_a_sentence(data: Any) -> None:
    try:
        criteria = criteria_from_json(data)
    except BadValue:
        return
    assert derive(criteria, CATALOGUE).status in STATUSES


def test_deep_nesting_is_refused() -> None:
    expr: Any = "ccc_2003"
    for _ in range(500):
        expr = ["all", expr]
    with pytest.raises(BadValue, match="deep"):
        expression_from_json(expr)

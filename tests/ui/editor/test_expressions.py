"""Changing an expression by place never loses or invents a definition."""

from hypothesis import given
from hypothesis import strategies as st

from curator_app.domain.criteria import Combination, Expression, Use, uses
from curator_app.domain.criteria_json import expression_from_json
from curator_app.ui.editor import expressions
from curator_app.ui.editor.expressions import Path
from tests.builders import EXPRESSIONS


def places(expr: Expression, here: Path = ()) -> list[Path]:
    """Every place in an expression."""
    found = [here]
    if isinstance(expr, Combination):
        for number, part in enumerate(expr.parts):
            found += places(part, (*here, number))
    return found


def bag(expr: Expression | None) -> list[str]:
    """The definitions, in no order."""
    return sorted(use.definition for use in uses(expr)) if expr is not None else []


SITES = EXPRESSIONS.flatmap(lambda e: st.tuples(st.just(e), st.sampled_from(places(e))))


@given(SITES, st.sampled_from([-1, 1]))
def test_moving_keeps_every_definition_and_follows_the_thing_moved(site, step):
    expr, path = site
    moved, now = expressions.move(expr, path, step)
    assert bag(moved) == bag(expr)
    assert moved is not None
    assert expressions.at(moved, now) == expressions.at(expr, path)


@given(SITES, st.sampled_from(["all", "any", "unsure"]))
def test_wrapping_and_unwrapping_are_opposites(site, operator):
    expr, path = site
    wrapped, at = expressions.wrap(expr, path, operator)
    assert wrapped is not None
    assert bag(wrapped) == bag(expr)
    back, _ = expressions.unwrap(wrapped, at)
    assert back == expr


@given(SITES)
def test_adding_and_removing_are_opposites(site):
    expr, path = site
    grown, new = expressions.add(expr, path, Use("ccc_2003"))
    assert grown is not None
    assert bag(grown) == sorted([*bag(expr), "ccc_2003"])
    assert expressions.at(grown, new) == Use("ccc_2003")
    back, _ = expressions.remove(grown, new)
    assert bag(back) == bag(expr)


@given(SITES)
def test_removing_leaves_an_expression_that_can_be_stored(site):
    expr, path = site
    rest, now = expressions.remove(expr, path)
    gone = bag(expressions.at(expr, path))
    assert sorted([*bag(rest), *gone]) == bag(expr)
    if rest is not None:
        assert expression_from_json(rest.to_json()) == rest
        assert expressions.at(rest, now) is not None


def test_the_second_definition_makes_a_group_and_the_third_joins_it():
    one, at = expressions.add(None, (), Use("ccc_2003"))
    two, at = expressions.add(one, at, Use("fukuda_1994"))
    assert two == Combination("any", (Use("ccc_2003"), Use("fukuda_1994")))
    three, at = expressions.add(two, at, Use("icc_2011"))
    assert isinstance(three, Combination)
    assert [part.definition for part in three.parts if isinstance(part, Use)] == [
        "ccc_2003",
        "fukuda_1994",
        "icc_2011",
    ]


def test_moving_past_the_end_of_a_group_steps_out_of_it():
    expr = expression_from_json(["any", ["all", "ccc_2003", "icc_2011"], "oxford_1991"])
    out, at = expressions.move(expr, (0, 1), 1)
    assert out is not None
    assert out.to_json() == ["any", ["all", "ccc_2003"], "icc_2011", "oxford_1991"]
    assert at == (1,)
    out, at = expressions.move(expr, (0, 0), -1)
    assert out is not None
    assert out.to_json() == ["any", "ccc_2003", ["all", "icc_2011"], "oxford_1991"]
    assert at == (0,)


def test_groups_do_not_nest_without_end():
    expr: Expression | None = Use("ccc_2003")
    for _ in range(40):
        assert expr is not None
        expr, _at = expressions.wrap(expr, (), "any")
    assert expr is not None
    assert expression_from_json(expr.to_json()) == expr

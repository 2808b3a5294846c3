"""Certainty of the criteria and of the status: two things, each by rule or by hand."""

from typing import Any

import pytest
from hypothesis import given

from curator_app.domain.certainty import certainty
from curator_app.domain.criteria_json import criteria_from_json
from curator_app.domain.pem import derive
from curator_app.errors import BadValue
from curator_app.knowledge import catalogue
from tests.builders import CRITERIA

CATALOGUE = catalogue()


@pytest.mark.parametrize(
    ("criteria", "year", "criterion", "status"),
    [
        ({}, None, "unknown", "uncertain"),
        ("ccc_2003", None, "clear", "certain"),
        ("cdc_unspecified", 1996, "ambiguous", "certain"),
        ("cdc_unspecified", 2019, "ambiguous", "uncertain"),
        (["unsure", "holmes_1988", "fukuda_1994"], 1996, "ambiguous", "certain"),
        (["unsure", "reeves_2003", "icc_2011"], 2012, "ambiguous", "uncertain"),
        ("nice_unspecified", 2015, "clear", "contested"),
        ("nice_unspecified", 2022, "ambiguous", "uncertain"),
        ("ramsay_1986", 1990, "clear", "contested"),
        # A definition beside it decides, whatever the policy says of Ramsay.
        (["all", "ramsay_1986", "ccc_2003"], 2010, "clear", "certain"),
        (["any", "ramsay_1986", "fukuda_1994"], 2010, "clear", "certain"),
        (["any", "ramsay_1986", "ccc_2003"], 2010, "clear", "contested"),
        ("nightingale_2007", 2010, "clear", "uncertain"),
        ("icd_code", 2015, "unknown", "uncertain"),
        (["all", "physician_dx", "ccc_2003"], 2015, "clear", "certain"),
        (["any", "physician_dx", "ccc_2003"], 2015, "unknown", "uncertain"),
        (["fukuda_1994", ["like"]], 2015, "ambiguous", "certain"),
        (["ccc_2003", ["partial"]], 2015, "ambiguous", "uncertain"),
        (["fukuda_1994", ["duration_changed"]], 2015, "clear", "certain"),
        ({"expr": "not_stated", "added": "all"}, 2015, "unknown", "certain"),
        ({"expr": "ccc_2003", "pem_prevalence": 80}, 2015, "clear", "uncertain"),
        ({"unit": "animal"}, 2015, "clear", "certain"),
        ({"arms": [{"expr": "ccc_2003"}, {"expr": "fukuda_1994"}]}, 2015, "clear", "certain"),
        ("no_such_definition", 2015, "unknown", "uncertain"),
    ],
)
def test_derived_by_rule(criteria: Any, year: int | None, criterion: str, status: str) -> None:
    found = certainty(criteria_from_json(criteria), CATALOGUE, year)
    assert (found.criterion.value, found.status.value) == (criterion, status)
    assert not found.criterion.by_hand
    assert found.criterion.why.endswith(".")
    assert found.status.why.endswith(".")


def test_set_by_hand_keeps_the_derived_value_beside_it() -> None:
    data = {"expr": "cdc_unspecified", "criterion_certainty": "clear"}
    criteria = criteria_from_json(data)
    found = certainty(criteria, CATALOGUE, 1996)
    assert (found.criterion.value, found.criterion.derived) == ("clear", "ambiguous")
    assert found.criterion.by_hand
    assert not found.status.by_hand
    assert criteria.to_json() == data


@pytest.mark.parametrize("name", ["criterion_certainty", "status_certainty"])
def test_a_certainty_that_there_is_not_is_refused(name: str) -> None:
    with pytest.raises(BadValue, match=name):
        criteria_from_json({name: "rather"})


@given(CRITERIA)
def test_any_criteria_have_both_and_an_unclear_status_is_never_certain(criteria: Any) -> None:
    found = certainty(criteria, CATALOGUE, 2015)
    assert found.criterion.derived in ("clear", "ambiguous", "unknown")
    assert found.status.derived in ("certain", "contested", "uncertain")
    if derive(criteria, CATALOGUE, 2015).status == "unclear":
        assert found.status.derived == "uncertain"

"""Accepting proposals: what each role does to the criteria, and what is never done."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from curator_app.domain.criteria import Criteria, uses
from curator_app.domain.criteria_json import criteria_from_json
from curator_app.domain.detection import Proposal
from curator_app.domain.detection.accepting import (
    ACCEPTED,
    OPEN,
    REJECTED,
    WAYS,
    accept,
    needs_way,
    standing,
    verification_of,
    verify,
)
from curator_app.domain.pem import derive
from curator_app.errors import BadValue
from curator_app.knowledge import catalogue
from curator_app.services.detecting import read
from tests.builders import CRITERIA

NOTHING = Criteria()
ONE = "Thirty patients who fulfilled clinical criteria defined by the CDC for CFS took part."
BOTH = "Patients fulfilled both the Fukuda and the Canadian Consensus Criteria."
MANDATORY = "Post-exertional malaise was mandatory for inclusion."
OPTIONAL = "Post-exertional malaise was not required for inclusion."
PART = "Patients met the Fukuda criteria, with a subgroup also fulfilling the Canadian criteria."
CONTROLS = (
    "Patients met the CCC criteria; long COVID controls met the WHO clinical case definition."
)
TALK = "The Oxford criteria have been criticised as too broad."


def proposals(text: str) -> tuple[Proposal, ...]:
    return read([("abstract", text)]).proposals


def only(text: str, *, kind: str = "definition", definition: str = "") -> Proposal:
    found = [p for p in proposals(text) if p.kind == kind and definition in ("", p.definition)]
    assert len(found) == 1, proposals(text)
    return found[0]


def test_an_entry_rule_is_tagged_with_its_quotation_and_place() -> None:
    item = only(ONE)
    made = accept(NOTHING, item, verification="clinician")
    assert made.to_json() == {
        "expr": {
            "id": "cdc_unspecified",
            "modifiers": [],
            "quote": ONE,
            "location": "abstract",
            "verification": "clinician",
        }
    }
    assert (standing(item, NOTHING, ()), standing(item, made, ())) == (OPEN, ACCEPTED)
    assert derive(made, catalogue(), 1996).status == "not_required"


def test_a_definition_tagged_by_hand_gets_the_proof_and_keeps_the_rest() -> None:
    item = only(ONE)
    before = criteria_from_json(["any", ["cdc_unspecified", ["relaxed"]], "ccc_2003"])
    assert standing(item, before, ()) == OPEN
    assert not needs_way(item, before)
    made = accept(before, item)
    assert made.expr is not None
    first, second = uses(made.expr)
    assert (first.modifiers, first.quote) == (("relaxed",), ONE)
    assert second.quote == ""
    assert standing(item, made, ()) == ACCEPTED


def test_the_readings_of_a_name_tagged_with_its_sentence_settle_it() -> None:
    item = only(ONE)
    tagged = {
        "expr": ["unsure", "holmes_1988", "fukuda_1994"],
        "evidence": [{"quote": "fulfilled clinical criteria defined by the CDC"}],
    }
    assert standing(item, criteria_from_json(tagged), ()) == ACCEPTED
    other = {**tagged, "evidence": [{"quote": "another sentence"}]}
    assert standing(item, criteria_from_json(other), ()) == OPEN


@pytest.mark.parametrize(
    ("way", "expected"),
    [
        ("all", ["all", "ccc_2003", "cdc_unspecified"]),
        ("any", ["any", "ccc_2003", "cdc_unspecified"]),
        ("unsure", ["unsure", "ccc_2003", "cdc_unspecified"]),
        ("instead", "cdc_unspecified"),
    ],
)
def test_a_second_entry_rule_joins_as_told(way: str, expected: object) -> None:
    item = only(ONE)
    before = criteria_from_json("ccc_2003")
    assert needs_way(item, before)
    made = accept(before, item, way=way)
    wanted = criteria_from_json(expected).expr
    assert made.expr is not None
    assert wanted is not None
    assert [u.definition for u in uses(made.expr)] == [u.definition for u in uses(wanted)]
    assert getattr(made.expr, "operator", "") == getattr(wanted, "operator", "")
    assert standing(item, made, ()) == ACCEPTED


def test_a_third_one_joins_the_group_that_is_there() -> None:
    made = accept(criteria_from_json(["any", "ccc_2003", "icc_2011"]), only(ONE), way="any")
    assert made.expr is not None
    assert len(made.expr.to_json()) == 4


def test_a_combination_is_built_at_once_and_its_members_count_as_accepted() -> None:
    item = only(BOTH, kind="expression")
    made = accept(NOTHING, item, verification="interview")
    assert made.expr is not None
    assert made.expr.to_json()[0] == "all"
    assert {standing(p, made, ()) for p in proposals(BOTH)} == {ACCEPTED}
    assert verification_of(made, item) == "interview"
    assert derive(made, catalogue()).status == "required"


def test_a_combination_takes_up_members_that_were_accepted_before() -> None:
    item = only(BOTH, kind="expression")
    first = accept(NOTHING, only(BOTH, definition="fukuda_1994"))
    assert not needs_way(item, first)
    made = accept(first, item)
    assert made.expr is not None
    assert [use.definition for use in uses(made.expr)] == ["fukuda_1994", "ccc_2003"]


def test_mandatory_pem_is_added_for_all_with_its_quotation() -> None:
    item = only(MANDATORY, kind="pem_required")
    made = accept(criteria_from_json("fukuda_1994"), item)
    assert made.added == "all"
    assert made.to_json()["evidence"] == [{"quote": MANDATORY, "location": "abstract"}]
    assert derive(made, catalogue()).status == "required"
    assert accept(made, item) == made


def test_pem_not_required_is_evidence_and_nothing_else() -> None:
    item = only(OPTIONAL, kind="pem_not_required")
    made = accept(criteria_from_json("ccc_2003"), item)
    assert made.added == "no"
    assert len(made.evidence) == 1
    assert made.expr == criteria_from_json("ccc_2003").expr


def test_a_subgroup_a_control_and_a_mention_stay_out_of_the_entry_rule() -> None:
    part = only(PART, definition="ccc_2003")
    made = accept(criteria_from_json("fukuda_1994"), part)
    assert made.subsets[0].expr.to_json()["id"] == "ccc_2003"
    assert made.expr == criteria_from_json("fukuda_1994").expr
    assert standing(part, made, ()) == ACCEPTED
    control = only(CONTROLS, definition="who_pcc_2021")
    assert control.role == "comparator"
    assert accept(NOTHING, control).comparators == ("who_pcc_2021",)
    mention = only(TALK)
    assert accept(NOTHING, mention) == Criteria(mentioned=("oxford_1991",))
    # What decides need not be listed as mentioned too.
    assert standing(mention, criteria_from_json("oxford_1991"), ()) == ACCEPTED


def test_a_subgroup_that_waits_for_its_rule_gets_it() -> None:
    waiting = criteria_from_json({"expr": "fukuda_1994", "subsets": [{"name": "Severe", "n": 9}]})
    made = accept(waiting, only(PART, definition="ccc_2003"))
    assert len(made.subsets) == 1
    assert (made.subsets[0].name, made.subsets[0].n) == ("Severe", 9)
    assert made.subsets[0].expr is not None


def test_verification_is_set_on_every_leaf_also_of_subgroups_and_arms() -> None:
    part = only(PART, definition="ccc_2003")
    made = verify(accept(NOTHING, part), part, "questionnaire")
    assert made.subsets[0].expr.to_json()["verification"] == "questionnaire"
    base = only(PART, definition="fukuda_1994")
    arms = criteria_from_json({"arms": [{"expr": "fukuda_1994"}, {"expr": "ccc_2003"}]})
    made = accept(arms, base, verification="clinician")
    assert made.expr is None
    assert made.arms[0].expr.to_json()["quote"] == PART
    assert verification_of(made, base) == "clinician"


def test_a_rejection_is_remembered_and_an_acceptance_outweighs_it() -> None:
    item = only(ONE)
    assert standing(item, NOTHING, (item.key,)) == REJECTED
    assert standing(item, accept(NOTHING, item), (item.key,)) == ACCEPTED


def test_what_would_be_too_deep_is_refused_in_a_sentence() -> None:
    deep: object = "ccc_2003"
    for number in range(20):
        deep = ["any" if number % 2 else "all", deep, "icc_2011"]
    with pytest.raises(BadValue, match="deep"):
        accept(criteria_from_json({"expr": deep}), only(ONE), way="all")


@pytest.mark.parametrize(
    "words", ["well-characterised patients", "met international study criteria"]
)
def test_praise_that_names_nothing_is_found(words: str) -> None:
    assert read([("abstract", f"We studied {words} with ME/CFS.")]).praise
    assert not read([("abstract", f"We studied {words}. They met the Fukuda criteria.")]).praise


@given(
    CRITERIA,
    st.sampled_from([ONE, BOTH, MANDATORY, OPTIONAL, PART, CONTROLS, TALK]),
    st.sampled_from(WAYS),
)
def test_accepting_all_of_a_text_is_remembered_and_can_be_stored(
    criteria: Criteria, text: str, way: str
) -> None:
    made = criteria
    for item in proposals(text):
        made = accept(made, item, way=way)
        assert standing(item, made, ()) == ACCEPTED
        assert accept(made, item, way=way) == made or way == "instead"
    assert criteria_from_json(made.to_json()) == made

"""Values with structure, given as JSON: what is refused, what is cleaned."""

from typing import Any

import pytest

from curator_app.domain.fields import entry_from_json, entry_to_json, parse
from curator_app.domain.pem import derive
from curator_app.domain.revision import canonical
from curator_app.errors import BadValue
from curator_app.knowledge import catalogue, vocabulary
from tests.builders import study

USE = {"expr": "ccc_2003"}


def _deep(levels: int) -> Any:
    value: Any = "ccc_2003"
    for _ in range(levels):
        value = [value]
    return value


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("criteria", {"subsets": [{**USE, "n": float("inf")}]}),
        ("criteria", {"subsets": [{**USE, "n": float("nan")}]}),
        ("criteria", {"subsets": [{**USE, "n": 10**22}]}),
        ("criteria", {"subsets": [{**USE, "n": "²"}]}),
        ("criteria", {"subsets": [{**USE, "n": True}]}),
        ("criteria", {"pem_prevalence": True}),
        ("criteria", {"expr": _deep(500)}),
        ("sources", [{"line": "x"}]),
        ("sources", [{"line": 10**30}]),
        ("relations", [{"target": "see-1996-alpha-interferon"}]),
        ("relations", [{"type": "cites", "target": "\ud800 \n"}]),
        ("retraction", {"status": "retracted", "date": "2011-13-45"}),
        ("pem", {"status": "required"}),
        ("former_slugs", ["../index"]),
    ],
)
def test_what_no_entry_can_hold_is_refused_with_a_sentence(name: str, value: Any) -> None:
    with pytest.raises(BadValue) as refused:
        parse(name, value, vocabulary())
    assert refused.value.message.endswith(".")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("criteria", {"expr": {"id": "ccc_2003", "quote": "met\ud800 the CCC\x00"}}),
        ("criteria", {"subsets": [{**USE, "n": 12.0}]}),
        ("criteria", {"evidence": ["\udfff quoted"]}),
        ("relations", [{"type": "cites", "target": "roe-2019-a\nb", "note": "\ud800"}]),
        ("retraction", {"status": "retracted", "notice": "\ud8001", "date": "2011-12"}),
        ("sources", [{"format": "bibtex", "file": "\udcff.bib", "line": "3", "raw": "@\ud800"}]),
    ],
)
def test_what_is_taken_can_be_stored_and_read_back(name: str, value: Any) -> None:
    entry = study(1).with_(**{name: parse(name, value, vocabulary())})
    assert canonical(entry_to_json(entry)).decode("utf-8")
    assert entry_from_json(entry_to_json(entry), entry.id, entry.version) == entry


def test_the_target_of_a_relation_is_one_line() -> None:
    (relation,) = parse("relations", [{"type": "cites", "target": " a\nb "}], vocabulary())
    assert relation.target == "a b"


@pytest.mark.parametrize(
    ("recruited", "status"),
    [("2022-01", "required"), ("2020", "unclear"), ("spring 2015", "unclear")],
)
def test_only_a_date_says_which_nice_criteria_were_meant(recruited: str, status: str) -> None:
    given = {"expr": "nice_unspecified", "recruited_from": recruited}
    criteria = parse("criteria", given, vocabulary())
    assert derive(criteria, catalogue(), 2023).status == status


def test_an_unknown_unit_is_named_in_the_trace() -> None:
    criteria = parse("criteria", {"unit": "mouse", **USE}, vocabulary())
    assert any("mouse" in step.words for step in derive(criteria, catalogue()).steps)

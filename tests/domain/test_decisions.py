"""What people decided is kept in the entry, survives a round trip, and stays off pages."""

import pytest

from curator_app import knowledge
from curator_app.domain.decisions import Approval, Dismissal, Distinct, Task
from curator_app.domain.entry import Entry
from curator_app.domain.fields import entry_from_json, entry_to_json, parse
from curator_app.domain.revision import page_hash
from curator_app.errors import BadValue

DECIDED = Entry(
    title="A title.",
    methods_text="Patients met the Oxford criteria.",
    dismissals=(Dismissal("W01_proves", "plain_summary", "0" * 16, "a quotation", "Ann", "2026"),),
    rejected_proposals=("abc",),
    approval=Approval("f" * 64, "Ann", "2026-11-27T10:00:00+00:00"),
    tasks=(Task("check_policy", "Policy v0.2 reads London anew.", "2026-11-27"),),
    distinct=(Distinct("0190-x", "0" * 16, "Ann", "2026-11-28"),),
)


def test_decisions_survive_being_stored() -> None:
    assert entry_from_json(entry_to_json(DECIDED)) == DECIDED


def test_decisions_change_no_page() -> None:
    assert page_hash(DECIDED) == page_hash(Entry(title="A title."))


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("dismissals", [{"rule": "W01_proves", "reason": " "}]),
        ("dismissals", "all of them"),
        ("dismissals", ["W01"]),
        ("tasks", [{"kind": "tea", "note": "now"}]),
        ("distinct", [{"mark": "0" * 16}]),
        ("approval", {"page": "f" * 64}),
    ],
)
def test_what_is_no_decision_is_refused(name: str, value: object) -> None:
    with pytest.raises(BadValue):
        parse(name, value, knowledge.vocabulary())

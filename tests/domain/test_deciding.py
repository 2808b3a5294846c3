"""Deciding about findings: dismissals are tied to sentences, proposals go where they belong."""

import pytest

from curator_app.domain import deciding
from curator_app.domain.checks.finding import Finding, dismissed_findings, open_findings
from curator_app.domain.entry import Entry
from curator_app.errors import BadValue
from curator_app.knowledge import checks

WHO, AT = "Anna", "2026-11-27T10:00:00+00:00"
PROVEN = "This proves it. The virus causes fatigue, and the virus leads to pain."


def found_in(entry: Entry) -> tuple[Finding, ...]:
    return checks().check(entry, 2026)


def of(entry: Entry, rule: str) -> tuple[Finding, ...]:
    return tuple(f for f in found_in(entry) if f.rule == rule)


def test_a_dismissed_finding_returns_with_another_sentence() -> None:
    entry = Entry(plain_summary=PROVEN)
    (proof,) = of(entry, "W01_proves")
    done = deciding.dismiss(entry, [proof.key], "  A quotation\n of the authors ", WHO, AT)
    assert [d.reason for d in done.dismissals] == ["A quotation of the authors"]
    assert proof not in open_findings(found_in(done), done.dismissals)
    ((closed, why),) = dismissed_findings(found_in(done), done.dismissals)
    assert (closed, why.who, why.at) == (proof, WHO, AT)
    changed = done.with_(plain_summary="This surely proves it.")
    (again,) = of(changed, "W01_proves")
    assert again in open_findings(found_in(changed), changed.dismissals)
    back = changed.with_(plain_summary="First of all.  This proves  it.")
    (same,) = of(back, "W01_proves")
    assert same not in open_findings(found_in(back), back.dismissals)


def test_another_reason_takes_the_place_of_the_first() -> None:
    entry = Entry(plain_summary=PROVEN)
    (proof,) = of(entry, "W01_proves")
    done = deciding.dismiss(entry, [proof.key], "one", WHO, AT)
    done = deciding.dismiss(done, [proof.key], "two", "Ben", AT)
    assert [(d.reason, d.who) for d in done.dismissals] == [("two", "Ben")]
    assert deciding.take_back(done, [proof.key]) == entry


def test_a_reason_is_needed() -> None:
    entry = Entry(plain_summary=PROVEN)
    with pytest.raises(BadValue, match="needs a reason"):
        deciding.dismiss(entry, [of(entry, "W01_proves")[0].key], " \n", WHO, AT)


def test_proposed_words_take_their_places() -> None:
    text = "\N{MICROBE} Proves it. The virus causes fatigue."
    entry = Entry(
        plain_summary=text,
        observed_findings=("All is well.", "It proves more.", "It proves most."),
        publication_type="case_control",
    )
    found = [f for f in found_in(entry) if f.replacement is not None]
    better = deciding.reworded(entry, found)
    assert better.plain_summary == "\N{MICROBE} Suggests it. The virus is linked to fatigue."
    assert better.observed_findings == ("All is well.", "It suggests more.", "It suggests most.")


def test_of_overlapping_proposals_one_is_applied() -> None:
    entry = Entry(plain_summary="one two three")
    first, second = (
        Finding("R", "WARN", "plain_summary", "", span, "", "", 1, words)
        for span, words in (((0, 7), "1 2"), ((4, 13), "2 3"))
    )
    assert deciding.reworded(entry, [first, second]).plain_summary == "one 2 3"

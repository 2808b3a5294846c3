"""Deciding about findings in a library, and what the checks then say of its entries."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from curator_app.domain.entry import Entry, Relation
from curator_app.errors import BadValue, Cancelled
from curator_app.services import deciding
from curator_app.services.checking import Checker
from curator_app.services.inspecting import Inspector, Report
from curator_app.services.library import Library
from tests.builders import study

PROOF = "This proves it."


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    made = Library.open(tmp_path / "library", who="Anna")
    made.add_all([study(n, state="drafting").with_(plain_summary=PROOF) for n in range(3)], "Made")
    yield made
    made.close()


def entry(library: Library, number: int) -> Entry:
    return library.entry(study(number).slug)


def report(library: Library, number: int) -> Report:
    return Inspector(library).entry(entry(library, number))


def rules(report: Report) -> set[str]:
    return {finding.rule for finding in report.findings}


def proofs(library: Library, *numbers: int):
    return {
        r.id: [f.key for f in r.findings if f.rule == "W01_proves"]
        for r in (report(library, number) for number in numbers)
    }


def test_dismissing_in_several_entries_is_one_step_of_undo(library: Library) -> None:
    changes = deciding.dismiss(library, proofs(library, 0, 1), "It is a quotation")
    assert changes.message == "Dismissed 2 findings."
    assert library.undo_state().undo.label == "Dismissed findings of 2 entries"
    done = report(library, 1)
    assert "W01_proves" not in rules(done)
    ((finding, why),) = done.dismissed
    assert (finding.rule, why.reason, why.who) == ("W01_proves", "It is a quotation", "Anna")
    assert "W01_proves" in rules(report(library, 2))
    library.undo()
    assert "W01_proves" in rules(report(library, 0)) & rules(report(library, 1))
    library.redo()
    library.set_values(study(1).slug, {"plain_summary": "This really proves it."})
    assert "W01_proves" in rules(report(library, 1))
    assert "W01_proves" not in rules(report(library, 0))


def test_a_dismissal_can_be_taken_back(library: Library) -> None:
    deciding.dismiss(library, proofs(library, 0), "why")
    done = report(library, 0)
    deciding.take_back(library, {done.id: [why.key for _, why in done.dismissed]})
    assert "W01_proves" in rules(report(library, 0))


def test_without_a_reason_nothing_is_dismissed(library: Library) -> None:
    with pytest.raises(BadValue, match="needs a reason"):
        deciding.dismiss(library, proofs(library, 0), " ")
    assert entry(library, 0).version == 1


def test_proposals_are_applied_to_what_is_there_now(library: Library) -> None:
    chosen = proofs(library, 0, 1)
    library.set_values(study(0).slug, {"plain_summary": f"First of all. {PROOF}"})
    library.set_values(study(1).slug, {"plain_summary": "Quite another text that proves it."})
    changes = deciding.apply(library, chosen)
    assert entry(library, 0).plain_summary == "First of all. This suggests it."
    assert entry(library, 1).plain_summary == "Quite another text that proves it."
    assert changes.message == "Applied the proposals in 1 entry."


def test_a_field_is_mended(library: Library) -> None:
    library.set_values(study(0).slug, {"title": "A title without its mark"})
    found = report(library, 0)
    mending = [f for f in found.findings if f.fix is not None]
    assert [f.rule for f in mending] == ["F08_title_without_final_mark"]
    deciding.apply(library, {found.id: [f.key for f in mending]})
    assert entry(library, 0).title == "A title without its mark."


def test_the_whole_library_is_sorted_by_what_was_dismissed(library: Library) -> None:
    deciding.dismiss(library, proofs(library, 1), "why")
    inspector = Inspector(library)
    reports = list(inspector.all())
    assert [r.slug for r in reports] == [study(n).slug for n in range(3)]
    assert ["W01_proves" in rules(r) for r in reports] == [True, False, True]
    assert [len(r.dismissed) for r in reports] == [0, 1, 0]
    assert [r.version for r in reports] == [1, 2, 1]
    assert reports == [report(library, n) for n in range(3)]
    with pytest.raises(Cancelled):
        list(inspector.all(cancelled=lambda: True))


def test_one_entry_sees_the_neighbours_that_the_whole_library_shows(library: Library) -> None:
    library.add_all(
        [
            replace(study(10), doi="10.1000/SAME", pmid="77", title="A long title of two papers."),
            replace(
                study(11),
                doi="10.1000/same",
                pmid="77",
                title="A long title of two papers",
                year=study(10).year,
                relations=(
                    Relation("cites", f"{study(10).slug}x"),
                    Relation("cites", study(10).slug),
                ),
                former_slugs=(study(2).slug,),
            ),
        ],
        "Twins",
    )
    everywhere = {head.slug: findings for head, findings in Checker(library).all()}
    for number in (0, 10, 11):
        assert (
            Inspector(library).entry(entry(library, number)).findings
            == everywhere[entry(library, number).slug]
        )
    found = rules(report(library, 11))
    assert {"F19_relation_dangling", "F23_former_address_taken", "F24_doi_twice"} <= found
    assert {"F25_pmid_twice", "F26_title_twice"} <= found


def test_after_a_change_neighbours_are_looked_at_again(library: Library) -> None:
    inspector = Inspector(library)
    first, second = entry(library, 0), entry(library, 1)
    library.set_values(second.slug, {"doi": first.doi})
    found = {r.id: r for r in inspector.again([second.id], [])}
    assert set(found) == {first.id, second.id}
    assert all("F24_doi_twice" in rules(r) for r in found.values())
    library.set_values(second.slug, {"doi": "10.1000/other"})
    found = {r.id: r for r in inspector.again([second.id], [first.id])}
    assert not any("F24_doi_twice" in rules(r) for r in found.values())
    assert set(found) == {first.id, second.id}
    library.remove([second.id])
    assert inspector.again([second.id], []) == []


def test_what_leads_to_a_removed_entry_is_looked_at_again(library: Library) -> None:
    first, second = entry(library, 0), entry(library, 1)
    leads = library.entry(study(2).slug).with_(relations=(Relation("cites", second.slug),))
    library.save(leads)
    inspector = Inspector(library)
    assert "F19_relation_dangling" not in rules(report(library, 2))
    library.remove([second.id])
    found = {r.id: r for r in inspector.again([second.id], [])}
    assert set(found) == {leads.id}
    assert "F19_relation_dangling" in rules(found[leads.id])
    library.undo()
    found = {r.id: r for r in inspector.again([second.id], [leads.id])}
    assert set(found) == {second.id, leads.id}
    assert "F19_relation_dangling" not in rules(found[leads.id])
    assert first.id not in found


def test_a_finding_is_named_exactly(library: Library) -> None:
    twice = entry(library, 0).with_(plain_summary=f"{PROOF} That proves it too.")
    found = Inspector(library).entry(twice).findings
    with pytest.raises(BadValue, match="found 2 things"):
        deciding.one_finding(found, "W01_proves", "plain_summary", "")
    wanted = next(f for f in found if f.rule == "W01_proves")
    assert deciding.one_finding(found, "W01_proves", "", wanted.sentence_hash) == wanted
    with pytest.raises(BadValue, match="No open finding of W03_hype fits"):
        deciding.one_finding(found, "W03_hype", "", "")

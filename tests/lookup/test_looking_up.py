"""Identifiers become entries by the one plan of imports; what got no answer waits."""

import stat

import pytest

from curator_app.domain.pasted import DOI, PMCID, PMID, Identifier, identifiers_in, wanted
from curator_app.errors import Cancelled
from curator_app.lookup.asking import Contact, Network
from curator_app.services.importing import ImportPlan, PlannedRecord, apply_import
from curator_app.services.library import Library
from curator_app.services.looking_up import LookUps
from curator_app.services.upkeep import make_backup
from curator_app.storage.backup import list_beside
from tests.lookup.servers import Shelf, article, result, update, work

ANN = Contact("ann@example.org")
NO_WAY = "You seem to be offline"


def pmid(value: str) -> Identifier:
    return Identifier(PMID, value)


def doi(value: str) -> Identifier:
    return Identifier(DOI, value)


@pytest.fixture
def lookups(library: Library, services: Network) -> LookUps:
    return LookUps(library, ANN, services)


def outcomes(lookups: LookUps, *identifiers: Identifier) -> list[tuple[str, str]]:
    looked_up = lookups.look_up(identifiers)
    assert looked_up.plan is not None
    assert len(looked_up.plan) + len(looked_up.waiting) == len(identifiers)
    return [(record.outcome, record.key) for record in records(looked_up.plan)]


def records(plan: ImportPlan) -> list[PlannedRecord]:
    return [plan.record(place) for place in range(len(plan))]


def test_two_hundred_and_one_pmids_are_two_requests(lookups: LookUps, shelf: Shelf) -> None:
    shelf.add(*(article(str(n), f"A study of the number {n}") for n in range(1001, 1202)))
    done: list[tuple[int, int]] = []
    found = lookups.look_up([pmid(str(n)) for n in range(1001, 1202)],
                            lambda now, all_: done.append((now, all_)))  # fmt: skip
    assert found.plan is not None
    assert found.plan.count("new") == 201
    assert shelf.paths() == ["pubmed/efetch.fcgi"] * 2
    assert done[-1] == (201, 201)


def test_what_is_found_is_imported_with_its_source_in_one_step(
    lookups: LookUps, shelf: Shelf, library: Library
) -> None:
    shelf.add(article("101", "A study of one thing.", "10.5555/one"))
    result = lookups.apply(lookups.look_up([pmid("101")]))
    assert (result.records, result.created) == (1, 1)
    entry = library.entry(result.items[0]["slug"])
    assert (entry.title, entry.doi, entry.pmid) == ("A study of one thing.", "10.5555/one", "101")
    (source,) = entry.sources
    assert (source.format, source.key, source.line) == ("pubmed-xml", "101", 0)
    assert source.file.startswith("PubMed, 20")
    assert source.raw in shelf.articles["101"]
    (revision,) = library.history(entry.id)
    assert revision.origin == "lookup"
    assert revision.note == f"Looked up in {source.file}"
    assert library.operations()[-1].label == "Look-up of PMID 101"
    assert library.undo().message == "Undone: Look-up of PMID 101."
    assert library.entry_by_id(entry.id).removed


def test_again_is_the_same_and_costs_no_request(
    lookups: LookUps, shelf: Shelf, library: Library
) -> None:
    shelf.add(article("101", "A study of one thing."))
    lookups.apply(lookups.look_up([pmid("101")]))
    assert outcomes(lookups, pmid("101")) == [("same", "101")]
    assert len(shelf.asked) == 1


def test_a_doi_gives_pubmeds_record_where_there_is_one(lookups: LookUps, shelf: Shelf) -> None:
    shelf.add(
        article("7", "A study: retraction.", "10.5555/BOTH", ("Retraction of Publication",)),
        article("8", "A study of both.", "10.5555/BOTH"),
    )
    assert outcomes(lookups, doi("10.5555/both")) == [("new", "8")]
    assert shelf.paths() == ["pubmed/esearch.fcgi", "pubmed/efetch.fcgi"]


def test_a_doi_that_pubmed_does_not_know_is_asked_of_crossref(
    lookups: LookUps, shelf: Shelf
) -> None:
    shelf.publish(work("10.5555/s0(01)2-<3>", "A study in Crossref"))
    looked_up = lookups.look_up([doi("10.5555/S0(01)2-<3>"), doi("10.5555/nowhere")])
    assert looked_up.plan is not None
    known, unknown = records(looked_up.plan)
    assert known.entry is not None
    assert known.entry.title == "A study in Crossref"
    assert unknown.reason == (
        "Neither PubMed nor Crossref knows DOI 10.5555/nowhere. Check it for a slip."
    )
    assert lookups.apply(looked_up).refused == 1
    assert lookups.waiting() == []


def test_a_pmcid_gives_pubmeds_record_or_that_of_europe_pmc(lookups: LookUps, shelf: Shelf) -> None:
    shelf.results["PMC11"] = result("PMC11", "Only in PMC")
    shelf.results["PMC12"] = result("PMC12", "In both, says Europe PMC", pmid="12")
    shelf.add(article("12", "In both, says PubMed.", pmcid="PMC12"))
    ids = [Identifier(PMCID, f"PMC{n}") for n in (11, 12, 13)]
    plan = lookups.look_up(ids).plan
    assert plan is not None
    titles = [record.entry.title if record.entry else record.reason for record in records(plan)]
    assert titles == [
        "Only in PMC", "In both, says PubMed.", "Europe PMC does not know PMC13. Check it for a"
        " slip.",
    ]  # fmt: skip


def test_one_service_in_trouble_leaves_the_others_and_a_queue(
    lookups: LookUps, shelf: Shelf, library: Library
) -> None:
    shelf.odd["pubmed"] = [(500, {}, b"")] * 4
    shelf.results["PMC11"] = result("PMC11", "Only in PMC")
    ids = [pmid("101"), Identifier(PMCID, "PMC11")]
    looked_up = lookups.look_up(ids)
    assert looked_up.plan is not None
    assert looked_up.plan.count("new") == 1
    assert "PubMed has a fault of its own (500)" in looked_up.waiting[0].reason
    again = LookUps(library, ANN)
    assert [str(one.identifier) for one in again.waiting()] == ["PMID 101"]


@pytest.mark.parametrize(("body", "words"), [
    (b"<PubmedArticleSet><PubmedArticle><MedlineCitation>", "cannot be read"),
    (b'{"error":"odd"}', "cannot be read"), (b"", "cannot be read"), (b"\0\0\0", "cannot be read"),
    (b"<html><body>Log in</body></html>", "A web page came back"),
    (b'<!DOCTYPE PubmedArticleSet [<!ENTITY a "b">]><PubmedArticleSet>&a;', "cannot be read"),
])  # fmt: skip
def test_garbage_is_told_and_waits(
    lookups: LookUps, shelf: Shelf, library: Library, body: bytes, words: str
) -> None:
    shelf.odd["pubmed"] = [(200, {}, body)]
    looked_up = lookups.look_up([pmid("101")])
    assert looked_up.plan is None
    assert words in looked_up.waiting[0].reason
    assert [str(one.identifier) for one in lookups.waiting()] == ["PMID 101"]
    shelf.add(article("101", "A study."))
    lookups.apply(lookups.look_up([one.identifier for one in lookups.waiting()]))
    assert lookups.waiting() == []
    assert library.entry("example-2001-study").pmid == "101"


def test_a_plan_that_is_not_taken_leaves_the_queue(lookups: LookUps, shelf: Shelf) -> None:
    shelf.odd["pubmed"] = [(403, {}, b"")]
    lookups.look_up([pmid("101"), pmid("102")])
    shelf.add(article("101", "A study."))
    looked_up = lookups.look_up([one.identifier for one in lookups.waiting()])
    assert looked_up.plan is not None
    # 102 is known to nobody and leaves; 101 waits until somebody takes the plan.
    assert [str(one.identifier) for one in lookups.waiting()] == ["PMID 101"]
    apply_import(lookups.library, looked_up.plan)
    lookups.done(looked_up.answered)
    assert lookups.waiting() == []


def test_a_stopped_look_up_changes_nothing(
    library: Library, services: Network, shelf: Shelf
) -> None:
    with pytest.raises(Cancelled):
        LookUps(library, ANN, services).look_up([pmid("1")], cancelled=lambda: True)
    assert (shelf.asked, LookUps(library).waiting()) == ([], [])


def test_a_notice_and_its_paper_of_crossref(
    lookups: LookUps, library: Library, shelf: Shelf
) -> None:
    shelf.publish(
        work("10.5555/paper", "A study that went",
             **{"updated-by": [update("10.5555/gone", "retraction", "retraction-watch", 2003, 4)]}),
        work("10.5555/gone", "Retraction: A study that went",
             **{"update-to": [update("10.5555/paper", "retraction", "publisher", 2003, 4)]}),
    )  # fmt: skip
    result = lookups.apply(lookups.look_up([doi("10.5555/paper"), doi("10.5555/gone")]))
    paper, notice = (library.entry(item["slug"]) for item in result.items)
    assert (paper.retraction.status, paper.retraction.notice) == ("retracted", "10.5555/gone")
    assert notice.retraction.status == "none"
    assert [relation.type for relation in notice.relations] == ["retraction"]


def test_what_waits_is_put_beside_a_copy_and_can_be_pasted_again(lookups: LookUps) -> None:
    bare = make_backup(lookups.library)
    assert [path.name for path in bare.parent.iterdir()] == [bare.name]
    queued = [pmid("101"), doi("10.5555/a(1)"), Identifier(PMCID, "PMC7")]
    lookups.file.wait_for({i.key: {"kind": i.kind, "value": i.value, "reason": ""} for i in queued})
    copy = make_backup(lookups.library, lookups.library.folder / "backups" / "atlas-x.db")
    beside = list_beside(copy)
    assert stat.S_IMODE(beside.stat().st_mode) == 0o600
    again = wanted(identifiers_in(beside.read_text(encoding="utf-8")))
    assert {one.key for one in again} == {one.key for one in queued}
    lookups.done(queued)
    make_backup(lookups.library, copy)
    assert not beside.exists()

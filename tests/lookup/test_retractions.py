"""The retraction check: what is asked, what is found, what is recorded, and what never is."""

from collections.abc import Callable

import pytest

from curator_app.domain.checks.finding import CRITICAL
from curator_app.domain.checks.finding import Finding as CheckFinding
from curator_app.domain.entry import Entry, Retraction
from curator_app.errors import Cancelled
from curator_app.lookup.asking import Contact, Network
from curator_app.services.checking import Checker
from curator_app.services.library import Library
from curator_app.services.looking_up import LookUps
from curator_app.services.retractions import RetractionCheck
from tests.lookup.servers import Shelf, article, update, work

GONE = (("RetractionIn", "J Invent Med. 2003 Apr 4;1:1", "900"),)
TYPES = ("Journal Article", "Retracted Publication")


@pytest.fixture
def check(library: Library, services: Network) -> RetractionCheck:
    return RetractionCheck(LookUps(library, Contact("ann@example.org"), services))


@pytest.fixture
def add(library: Library) -> Callable[..., Entry]:
    def added(title: str, **values: object) -> Entry:
        entry = library.new_entry({"title": title, "year": 2001, "state": "published", **values})
        library.save(entry)
        return library.entry_by_id(entry.id)

    return added


def findings(library: Library, entry: Entry) -> tuple[CheckFinding, ...]:
    return {head.id: found for head, found in Checker(library).all()}[entry.id]


def rules(library: Library, entry: Entry) -> set[str]:
    return {finding.rule for finding in findings(library, entry)}


def grave(library: Library, entry: Entry) -> set[str]:
    """What the gate holds a page for."""
    return {f.rule for f in findings(library, entry) if f.severity == CRITICAL}


def test_a_retraction_of_pubmed_becomes_a_finding_with_its_notice(
    check: RetractionCheck, shelf: Shelf, library: Library, add: Callable[..., Entry]
) -> None:
    gone, fine = add("A study that went away", pmid="101"), add("A study that stays", pmid="102")
    shelf.add(
        article("101", "RETRACTED: A study that went away.", types=TYPES, links=GONE),
        article("102", "A study that stays."),
    )
    done = check.run()
    assert (done.due, done.answered, done.unasked, done.trouble) == (2, 2, 0, "")
    assert library.entry_by_id(gone.id) == gone  # a check writes nothing
    (finding,) = check.findings()
    assert finding.entry.id == gone.id
    assert finding.sentence == ("PubMed: the paper was retracted (2003-04-04). Notice: 900.")
    changes = check.record([finding])
    marked = library.entry_by_id(gone.id)
    assert marked.retraction == Retraction("retracted", "900", "2003-04-04")
    assert marked.sources[-1].format == "pubmed-xml"
    assert marked.tasks[0].note == finding.sentence
    assert {"F61_retraction_check_open", "F20_retraction_against_state"} <= rules(library, gone)
    assert "F61_retraction_check_open" not in rules(library, fine)
    assert check.findings() == []
    assert set(check.last([gone.id, fine.id])) == {gone.id, fine.id}
    assert changes.operation_id is not None
    library.undo()
    assert library.entry_by_id(gone.id).with_(version=gone.version) == gone


def test_the_gate_holds_a_page_until_somebody_has_looked(
    check: RetractionCheck, shelf: Shelf, library: Library, add: Callable[..., Entry]
) -> None:
    gone = add("A study that went away", pmid="101")
    shelf.add(article("101", "A study that went away.", types=TYPES, links=GONE))
    check.run()
    check.record(check.findings())
    assert "F61_retraction_check_open" in grave(library, gone)
    library.set_values(gone.slug, {"tasks": []})
    assert "F61_retraction_check_open" not in grave(library, gone)


def test_crossref_by_publisher_and_by_retraction_watch(
    check: RetractionCheck, shelf: Shelf, add: Callable[..., Entry]
) -> None:
    for n, kind in enumerate(("retraction", "expression_of_concern", "correction")):
        add(f"A study of kind number {n}", doi=f"10.5555/paper{n}")
        by = update(f"10.5555/notice{n}", kind, "retraction-watch", 2003, 4)
        shelf.publish(work(f"10.5555/PAPER{n}", f"A study of kind number {n}", **{
            "updated-by": [by]}))  # fmt: skip
    add("A study with a comma", doi="10.5555/a,b")
    shelf.publish(work("10.5555/a,b", "A study with a comma"))
    assert check.run().answered == 4
    assert shelf.paths() == ["crossref/works", "crossref/works/10.5555%2Fa%2Cb"]
    found = check.findings()
    assert [f.answered.said.status for f in found] == ["retracted", "concern", "corrected"]
    assert [f.answered.said.notice for f in found] == [f"10.5555/notice{n}" for n in range(3)]
    check.record(found)
    tasks = {f.answered.said.status: check.library.entry_by_id(f.entry.id).tasks for f in found}
    assert [len(tasks[s]) for s in ("retracted", "concern", "corrected")] == [1, 1, 0]


def test_a_notice_is_never_taken_for_the_paper(
    check: RetractionCheck, shelf: Shelf, add: Callable[..., Entry]
) -> None:
    """The notice bears the paper's title; in the library are both, and one with a wrong DOI."""
    add("Retraction: A study that went away", doi="10.5555/notice",
        publication_type="retraction_notice", slug="notice")  # fmt: skip
    add("A study that went away", doi="10.5555/paper", slug="paper")
    add("Something else altogether, with the notice's number", pmid="900", slug="wrong")
    shelf.publish(
        work("10.5555/paper", "A study that went away", **{
            "updated-by": [update("10.5555/notice", "retraction", "publisher", 2003, 4, 4)]}),
        work("10.5555/notice", "Retraction: A study that went away", **{
            "update-to": [update("10.5555/paper", "retraction", "publisher", 2003, 4, 4)]}),
    )  # fmt: skip
    shelf.add(article("900", "A study that went away.", types=("Retraction of Publication",),
                      links=(("RetractionOf", "J Invent Med. 2001", "101"),)))  # fmt: skip
    check.run()
    found = {f.entry.slug: f for f in check.findings()}
    assert set(found) == {"paper", "wrong"}
    assert found["paper"].answered.said.status == "retracted"
    assert found["wrong"].is_remark
    assert found["wrong"].sentence.startswith("PubMed has a notice under PMID 900: “A study")
    check.record(found.values())
    assert check.library.entry("wrong").retraction == Retraction()


def test_another_paper_under_the_identifier_says_nothing(
    check: RetractionCheck, shelf: Shelf, add: Callable[..., Entry]
) -> None:
    entry = add("Graded exercise in adolescents at school", pmid="101")
    shelf.add(article("101", "RETRACTED: Zebrafish and the moon.", types=TYPES, links=GONE))
    check.run()
    (finding,) = check.findings()
    assert finding.is_remark
    assert check.record([finding]).message == "Nothing had changed."
    assert check.library.entry_by_id(entry.id) == entry


def test_a_stopped_check_goes_on_where_it_was(
    check: RetractionCheck, shelf: Shelf, library: Library
) -> None:
    new = [library.new_entry({"title": f"A study of {n}", "pmid": str(1000 + n)})
           for n in range(205)]  # fmt: skip
    library.add_all(new, "Many")
    shelf.add(*(article(str(1000 + n), f"A study of {n}") for n in range(205)))
    with pytest.raises(Cancelled):
        check.run(cancelled=lambda: bool(shelf.asked))
    assert len(check.due()[0]) == 205
    seen: list[tuple[int, int]] = []

    def stop() -> bool:
        return len(shelf.asked) >= 2

    shelf.asked.clear()
    with pytest.raises(Cancelled):
        check.run(progress=lambda done, all_: seen.append((done, all_)), cancelled=stop)
    assert (len(check.due()[0]), seen) == (5, [(200, 205)])
    done = check.run()
    assert (done.due, done.answered) == (5, 5)
    assert check.run().due == 0
    assert check.run(again=0).due == 205


def test_trouble_is_told_and_what_was_answered_stays(
    check: RetractionCheck, shelf: Shelf, add: Callable[..., Entry]
) -> None:
    add("A study with both", pmid="101", doi="10.5555/both")
    add("A study with one", pmid="102")
    add("A study with nothing")
    shelf.add(article("101", "A study with both"), article("102", "A study with one"))
    shelf.odd["crossref"] = [(403, {}, b"")]
    done = check.run()
    assert (done.due, done.answered, done.unasked) == (2, 1, 1)
    assert "Crossref refused to answer (403)" in done.trouble
    assert [row.pmid for row in check.due()[0]] == ["101"]


def test_a_list_that_crossref_cannot_read_is_asked_one_by_one(
    check: RetractionCheck, shelf: Shelf, add: Callable[..., Entry]
) -> None:
    add("A study of something", doi="10.5555/one")
    shelf.publish(work("10.5555/one", "A study of something"))
    shelf.odd["crossref"] = [(400, {}, b'{"status":"failed"}')]
    assert check.run().answered == 1
    assert shelf.paths() == ["crossref/works", "crossref/works/10.5555%2Fone"]


def test_one_answer_that_cannot_be_read_leaves_the_others(
    check: RetractionCheck, shelf: Shelf, library: Library
) -> None:
    new = [library.new_entry({"title": f"A study of {n}", "pmid": str(1000 + n)})
           for n in range(205)]  # fmt: skip
    library.add_all(new, "Many")
    shelf.add(*(article(str(1000 + n), f"A study of {n}") for n in range(205)))
    shelf.odd["pubmed"] = [(200, {}, b"<PubmedArticleSet><PubmedArticle>")]
    done = check.run()
    assert (done.due, done.answered) == (205, 5)
    assert "The answer of PubMed cannot be read" in done.trouble
    assert len(check.due()[0]) == 200

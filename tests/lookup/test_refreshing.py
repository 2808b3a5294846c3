"""Refresh from source: what differs, what is taken, and what is never touched."""

import pytest

from curator_app.domain.entry import Entry
from curator_app.errors import BadValue, NotFound, StaleEdit
from curator_app.lookup.asking import Contact, Network
from curator_app.lookup.troubles import Unanswered
from curator_app.services import refreshing
from curator_app.services.library import Library
from curator_app.services.looking_up import LookUps
from tests.lookup.servers import Shelf, article, update, work


@pytest.fixture
def lookups(library: Library, services: Network) -> LookUps:
    return LookUps(library, Contact("ann@example.org"), services)


@pytest.fixture
def entry(library: Library) -> Entry:
    made = library.new_entry({
        "title": "A study of one thing", "pmid": "101", "year": 2000, "tags": ["mine"],
        "publication_type": "rct", "plain_summary": "A curator's words.", "slug": "one",
    })  # fmt: skip
    library.save(made)
    return library.entry("one")


def test_what_differs_is_shown_and_only_the_ticked_is_taken(
    lookups: LookUps, shelf: Shelf, library: Library, entry: Entry
) -> None:
    shelf.add(article("101", "A study of one thing.", "10.5555/one", ("Review",), year=2001))
    refreshed = refreshing.fetch(lookups, entry)
    assert {n: (a, b) for n, a, b in refreshed.differences} == {
        "title": ("A study of one thing", "A study of one thing."),
        "authors": ([], ["Example, Ann B"]),
        "journal": ("", "Journal of invented medicine"),
        "year": (2000, 2001),
        "month": (None, 3),
        "doi": ("", "10.5555/one"),
        "language": ("", "en"),
    }
    assert refreshed.fills == {"authors", "journal", "month", "doi", "language"}
    assert refreshed.warning == ""
    assert library.entry("one") == entry
    refreshing.apply(library, refreshed, ["title", "doi"])
    now = library.entry("one")
    assert (now.title, now.doi, now.year, now.authors) == (
        "A study of one thing.", "10.5555/one", 2000, ())  # fmt: skip
    assert (now.publication_type, now.tags, now.plain_summary) == (
        "rct", ("mine",), "A curator's words.")  # fmt: skip
    assert now.sources[-1].key == "101"
    last = library.history(now.id)[-1]
    assert (last.origin, set(last.changes)) == ("refresh", {"title", "doi", "sources"})
    assert library.undo().message == "Undone: Refresh of one."
    assert library.entry("one").with_(version=entry.version) == entry


def test_it_asks_anew_each_time(lookups: LookUps, shelf: Shelf, entry: Entry) -> None:
    shelf.add(article("101", "A study of one thing"))
    refreshing.fetch(lookups, entry)
    refreshing.fetch(lookups, entry)
    assert len(shelf.asked) == 2


def test_another_paper_under_the_number_is_warned_of(
    lookups: LookUps, shelf: Shelf, entry: Entry
) -> None:
    shelf.add(article("101", "Zebrafish and the moon over the sea"))
    refreshed = refreshing.fetch(lookups, entry)
    assert refreshed.warning == (
        "PubMed has another paper under PMID 101: “Zebrafish and the moon over the sea”."
        " Nothing is ticked."
    )
    assert refreshed.fills == frozenset()


def test_a_retraction_is_among_the_facts(lookups: LookUps, shelf: Shelf, library: Library) -> None:
    library.save(library.new_entry({"title": "A study", "doi": "10.5555/P", "slug": "p"}))
    shelf.publish(work("10.5555/p", "A study", **{
        "updated-by": [update("10.5555/n", "retraction", "publisher", 2003, 4, 4)]}))  # fmt: skip
    refreshed = refreshing.fetch(lookups, library.entry("p"))
    assert "doi" not in {name for name, _, _ in refreshed.differences}
    refreshing.apply(library, refreshed, ["retraction"])
    assert library.entry("p").retraction.notice == "10.5555/n"


def test_what_cannot_be_done_is_said(
    lookups: LookUps, shelf: Shelf, library: Library, entry: Entry
) -> None:
    with pytest.raises(NotFound, match="PubMed does not know PMID 101"):
        refreshing.fetch(lookups, entry)
    library.save(library.new_entry({"title": "A study", "slug": "bare"}))
    with pytest.raises(NotFound, match="bare has no DOI, PMID or PMCID"):
        refreshing.fetch(lookups, library.entry("bare"))
    shelf.odd["pubmed"] = [(403, {}, b"")]
    with pytest.raises(Unanswered, match="refused to answer"):
        refreshing.fetch(lookups, entry)
    shelf.add(article("101", "A study of one thing."))
    refreshed = refreshing.fetch(lookups, entry)
    with pytest.raises(BadValue, match="says nothing new about 'plain_summary'"):
        refreshing.apply(library, refreshed, ["plain_summary"])
    library.set_values("one", {"title": "Somebody else's edit"})
    with pytest.raises(StaleEdit):
        refreshing.apply(library, refreshed, ["title"])

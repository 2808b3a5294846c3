"""lookup on the command line, at services of this computer."""

import shutil
from pathlib import Path

import pytest

from curator_app.lookup import asking
from curator_app.lookup.asking import Network
from tests.cli.conftest import Atlas, atlas
from tests.lookup.servers import Shelf, article, work

__all__ = ["atlas"]


@pytest.fixture
def library(tmp_path: Path) -> Path:
    return tmp_path / "library"


@pytest.fixture(autouse=True)
def _services(services: Network, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asking, "USUAL", services)


def test_look_up_and_look_up_again(atlas: Atlas, shelf: Shelf) -> None:
    shelf.add(article("101", "A study of one thing.", "10.5555/one"))
    shelf.publish(work("10.5555/two", "A study of two things"))
    ids = ("https://pubmed.ncbi.nlm.nih.gov/101/", "10.5555/two 999")
    dry = atlas("lookup", *ids, "--dry-run", "--json")
    assert [dry.json[name] for name in ("records", "created", "refused")] == [3, 2, 1]
    assert atlas("list", "--json").json == []
    done = atlas("lookup", *ids)
    assert done.code == 0
    assert done.out.splitlines() == [
        "3 records: 2 created, 0 matched, 0 updated, 1 refused",
        "PubMed: PubMed does not know PMID 999. Check it for a slip.",
    ]
    assert atlas("lookup", "101", "--json").json["matched"] == 1


def test_what_got_no_answer_waits(atlas: Atlas, shelf: Shelf, library: Path) -> None:
    shelf.odd["pubmed"] = [(200, {}, b"<html>Log in to the hotel")] * 2
    failed = atlas("lookup", "101", "102", "--json")
    assert failed.code == 1
    assert [one["identifier"] for one in failed.json["waiting"]] == ["PMID 101", "PMID 102"]
    assert failed.err.strip() == (
        "2 of 2 got no answer. Ask again with: atlas-curator lookup --queued."
    )
    shelf.odd.clear()
    shelf.add(article("101", "A study of one thing."))
    again = atlas("lookup", "--queued", "--json")
    assert (again.json["created"], again.json["refused"]) == (1, 1)
    assert atlas("lookup", "--queued").out.strip() == "Nothing waits to be looked up."
    shutil.rmtree(library)


def test_a_slip_asks_nothing(atlas: Atlas, shelf: Shelf) -> None:
    refused = atlas("lookup", "101", "Smith 2001")
    assert refused.code == 1
    assert "If the number is a PMID, write PMID: before it. Nothing was asked." in refused.err
    assert atlas("lookup").code == 1
    assert atlas("lookup", "999", "--json").code == 1
    assert shelf.paths() == ["pubmed/efetch.fcgi"]


def test_refresh_shows_and_takes_what_is_named(atlas: Atlas, shelf: Shelf) -> None:
    shelf.add(article("101", "A study of one thing.", "10.5555/one"))
    atlas("new", "title=A study of one thing", "pmid=101", "slug=one")
    shown = atlas("refresh", "one")
    assert (shown.code, shelf.paths()) == (0, ["pubmed/efetch.fcgi"])
    assert "Title: 'A study of one thing' -> 'A study of one thing.'" in shown.out
    assert atlas("show", "one", "--json").json["version"] == 1
    taken = atlas("refresh", "one", "--apply", "title, year", "--json").json["differences"]
    assert {d["field"] for d in taken if d["taken"]} == {"title", "year"}
    assert atlas("show", "one", "--json").json["year"] == 2001
    atlas("refresh", "one", "--apply")
    assert atlas("show", "one", "--json").json["doi"] == "10.5555/one"
    assert atlas("refresh", "one").out.strip().endswith("says nothing else.")
    assert atlas("refresh", "one", "--apply", "tags").code == 1


def test_retractions_are_found_and_recorded(atlas: Atlas, shelf: Shelf) -> None:
    atlas("new", "title=A study that went away", "pmid=101", "slug=gone", "state=ready")
    atlas("new", "title=A study without a number", "slug=bare")
    links = (("RetractionIn", "J Invent Med. 2003 Apr 4;1:1", "900"),)
    shelf.add(article("101", "A study that went away.", links=links))
    dry = atlas("retractions", "--dry-run", "--json").json
    assert [dry[name] for name in ("due", "answered", "without_identifier")] == [1, 1, 1]
    assert dry["findings"][0]["recorded"] is False
    assert atlas("show", "gone", "--json").json["version"] == 1
    done = atlas("retractions")
    assert done.out.splitlines() == [
        "0 of 0 entries that were due were checked.",
        "1 have no DOI or PMID and cannot be.",
        "gone: PubMed: the paper was retracted (2003-04-04). Notice: 900.",
    ]
    assert len(shelf.asked) == 1
    rules = {finding["rule"] for finding in atlas("check", "gone", "--json").json}
    assert "F61_retraction_check_open" in rules
    assert atlas("retractions", "--all", "--json").json["findings"] == []
    shelf.odd["pubmed"] = [(403, {}, b"")]
    failed = atlas("retractions", "--all")
    assert failed.code == 1
    assert "Not all were checked. PubMed refused" in failed.err

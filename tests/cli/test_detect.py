"""`detect`: proposals as JSON, their status, and that reading a library tags nothing."""

import json
from pathlib import Path

import pytest

from curator_app.services.library import Library
from tests.cli.conftest import Atlas

ABSTRACT = "Thirty patients who fulfilled clinical criteria defined by the CDC for CFS took part."
METHODS = "Post-exertional malaise was mandatory for inclusion."


@pytest.fixture
def two(atlas: Atlas) -> Atlas:
    """One study with texts that say something, and one with none."""
    atlas("new", "title=One", "slug=one", f"abstract={ABSTRACT}", f"methods_text={METHODS}")
    atlas("new", "title=Two", "slug=two")
    return atlas


def test_proposals_of_an_entry(two: Atlas) -> None:
    found = two("detect", "one", "--json").json
    assert [(p["kind"], p["definition"], p["status"]) for p in found] == [
        ("definition", "cdc_unspecified", "open"),
        ("pem_required", "", "open"),
    ]
    first, second = found
    assert set(first) == {
        "slug", "kind", "definition", "role", "location", "span", "quote", "confidence", "why",
        "rule", "key", "expression", "status",
    }  # fmt: skip
    assert ABSTRACT[slice(*first["span"])] == "criteria defined by the CDC"
    assert (first["location"], second["location"]) == ("abstract", "methods")
    assert second["quote"] == METHODS
    assert "criteria defined by the CDC" in two("detect", "one").out


def test_the_status_follows_the_entry(two: Atlas) -> None:
    first, second = two("detect", "one", "--json").json
    two("set", "one", f"criteria={json.dumps({'expr': first['expression']})}")
    two("set", "one", f"rejected_proposals={json.dumps([second['key']])}")
    assert [p["status"] for p in two("detect", "one", "--json").json] == ["accepted", "rejected"]


def test_reading_the_whole_library_tags_nothing(two: Atlas, library: Path) -> None:
    before = {slug: two("show", slug, "--json").json for slug in ("one", "two")}
    assert {p["slug"] for p in two("detect", "--json").json} == {"one"}
    assert {slug: two("show", slug, "--json").json for slug in before} == before
    opened = Library.open(library)
    try:
        assert all(opened.entry(slug).criteria.is_empty() for slug in before)
        assert len(opened.operations()) == 2
    finally:
        opened.close()


def test_a_file_is_read_without_a_library(atlas: Atlas, library: Path, tmp_path: Path) -> None:
    path = tmp_path / "text.txt"
    path.write_text(ABSTRACT, encoding="utf-8")
    found = atlas("detect", "--text", path, "--location", "methods", "--json").json
    assert [(p["definition"], p["location"]) for p in found] == [("cdc_unspecified", "methods")]
    assert not library.exists()


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (("--text", "no-such-file"), "cannot be used"),
        (("--text", "-", "one"), "not both"),
        (("nowhere",), "nowhere"),
    ],
)
def test_what_cannot_be_read_is_refused_in_a_sentence(
    two: Atlas, given: tuple[str, ...], words: str
) -> None:
    done = two("detect", *given)
    assert (done.code, done.out) == (1, "")
    assert words in done.err

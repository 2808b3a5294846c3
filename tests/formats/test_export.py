"""What leaves for other programs: public, safe, and readable again."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from curator_app.domain.entry import Entry, Source
from curator_app.errors import BadFile
from curator_app.formats.bibtex import read_bibtex
from curator_app.formats.export import bibtex, json_lines, writer
from curator_app.formats.record import Draft
from tests.builders import study

LINE = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=30).map(
    lambda text: " ".join(text.split())
)
NAMES = LINE.map(lambda text: text.strip(",; ")).filter(
    lambda text: text and text.lower() not in ("others", "et al.", "et al")
)


def test_bibtex_has_the_fields_of_the_page() -> None:
    (text,) = bibtex([study(1).with_(journal="Brain, behavior, & immunity", authors=("See, D",))])
    assert text.startswith("@article{mecfsatlas-author1-1991-study-1,\n  author = {See, D},\n")
    assert "  journal = {Brain, behavior, \\& immunity},\n" in text
    assert "abstract" not in text


@given(LINE, st.lists(NAMES, max_size=4), LINE, st.integers(1500, 2200))
def test_bibtex_comes_back(title: str, authors: list[str], journal: str, year: int) -> None:
    names = tuple(name for name in authors if not name.startswith("Unknown"))
    entry = study(1).with_(title=title, authors=names, journal=journal, year=year)
    (record,) = read_bibtex("".join(bibtex([entry, entry]))[: -len(next(bibtex([entry])))], "x")
    assert isinstance(record, Draft)
    assert record.values.get("title", "") == title
    assert record.values.get("authors", []) == list(names)
    assert record.values.get("journal", "") == journal
    assert record.values["year"] == year
    assert (record.values["slug"], record.values["pmid"]) == (entry.slug, entry.pmid)
    assert record.problems == ()


def test_only_what_is_public_leaves() -> None:
    source = Source("bibtex", "mine.bib", 1, "k", "raw canary")
    shown = study(1).with_(abstract="canary", sources=(source,))
    hidden: list[Entry] = [study(2, state="drafting"), study(3).with_(removed=True)]
    assert len(list(bibtex([shown, *hidden]))) == 1
    (line,) = json_lines([shown, *hidden])
    assert "canary" not in line
    data = json.loads(line)
    assert data["title"] == shown.title
    assert data["url"].endswith(shown.slug)


def test_the_writer_is_chosen_by_format_or_name() -> None:
    assert writer("auto", "a.bib") is bibtex
    assert writer("auto", "A.JSONL") is json_lines
    assert writer("bibtex", "a.txt") is bibtex
    with pytest.raises(BadFile, match="cannot write"):
        writer("auto", "a.docx")
    with pytest.raises(BadFile, match="cannot write"):
        writer("ris", "a.bib")

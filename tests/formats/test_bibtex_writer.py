"""BibTeX that leaves: as the page has it, as it came, and safe."""

import re
from typing import Any

import pytest
from hypothesis import given
from pybtex.database import parse_string

from curator_app.domain.entry import Entry
from curator_app.formats.bibtex import read_bibtex
from curator_app.formats.latex import ESCAPE_WORDS
from curator_app.formats.record import Draft
from tests.builders import study
from tests.formats.writing import BIBTEX_FIELDS, FEW, papers, parsed, written


def bibtex(*found: Entry) -> str:
    return written("bibtex", *found).decode()


def test_bibtex_has_the_fields_of_the_page() -> None:
    made = study(1).with_(journal="Brain, behavior, & immunity", authors=("See, D",), month=3)
    text = bibtex(made.with_(pmcid="PMC1", language="en", tags=("pain", "sleep, poor")))
    assert text.startswith("@article{mecfsatlas-author1-1991-study-1,\n  author = {See, D},\n")
    assert (
        "  journal = {Brain, behavior, \\& immunity},\n  year = {1991},\n  month = mar,\n" in text
    )
    assert "  keywords = {pain, {sleep, poor}},\n" in text
    assert "abstract" not in text


@FEW
@given(papers(), papers())
def test_bibtex_comes_back(one: Entry, other: Entry) -> None:
    text = bibtex(one, other)
    assert set(re.findall(r"\\([A-Za-z]+|.)", text)) <= {*ESCAPE_WORDS, *"&%#_$"}
    assert list(parse_string(bibtex(one), "bibtex").entries) == [f"mecfsatlas-{one.slug}"]
    records = read_bibtex(text, "x")
    assert len(records) == 2
    for record, entry in zip(records, (one, other), strict=True):
        assert isinstance(record, Draft)
        assert record.problems == ()
        got = parsed(record.values)
        for name in BIBTEX_FIELDS:
            assert getattr(got, name) == getattr(parsed({name: plain(entry, name)}), name), name
    again = [parsed(r.values).with_(sources=(r.source,)) for r in records if isinstance(r, Draft)]
    assert bibtex(*again) == text


def plain(entry: Entry, name: str) -> Any:
    value = getattr(entry, name)
    return list(value) if isinstance(value, tuple) else value


KEPT = (
    r"{ME/CFS} in {S}cotland: {\"O}sterreich \& 50\% of \$5, \#1, a\_b, $\alpha$-interferon",
    r"The {\textit{Helicobacter}} of M{\"u}ller~and {\'E}t\'e",
    r"H$_2$S and {CD4$^+$} cells",
    "H$_2$S",
)
NOT_KEPT = (
    r"A title with \input{/etc/passwd}",
    r"A title with \write18{rm} or \href{http://x.example}{words}",
    r"50 % & more_or less",
    r"<i>In vitro</i> {ME}",
)


@pytest.mark.parametrize("title", KEPT)
def test_latex_of_a_source_comes_out_as_it_came_in(title: str) -> None:
    (draft,) = read_bibtex(
        f"@article{{a1,\n title = {{{title}}},\n journal = {{J {{ME}}}}\n}}", "x"
    )
    assert isinstance(draft, Draft)
    entry = parsed(draft.values).with_(slug="a-2000", sources=(draft.source,), state="ready")
    text = bibtex(entry)
    assert f"  title = {{{title}}},\n  journal = {{J {{ME}}}},\n" in text
    (again,) = read_bibtex(text, "y")
    assert isinstance(again, Draft)
    assert again.values["title"] == draft.values["title"]
    assert bibtex(parsed(again.values).with_(sources=(again.source,))) == text
    # Once edited, it is the editor's text.
    assert "title = {ME 5\\%}" in bibtex(entry.with_(title="ME 5%"))


@pytest.mark.parametrize("title", NOT_KEPT)
def test_a_source_is_not_obeyed(title: str) -> None:
    (draft,) = read_bibtex(f"@article{{a1,\n title = {{{title}}}}}", "x")
    assert isinstance(draft, Draft)
    text = bibtex(parsed(draft.values).with_(slug="a-2000", sources=(draft.source,)))
    assert title not in text
    for command in ("\\input", "\\write", "\\href", "<i>", " & ", " % "):
        assert command not in text

"""A saved atlas page, in every form it is met in, back into one draft."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from curator_app.domain.entry import Entry, Retraction
from curator_app.domain.fields import parse, to_json
from curator_app.domain.revision import Versions
from curator_app.formats.atlas_page import read_page
from curator_app.formats.page_header import badges, citation, header, split_names
from curator_app.formats.reading import read
from curator_app.formats.record import Draft, Refused
from curator_app.knowledge import catalogue, vocabulary
from curator_app.site.context import PageContext
from curator_app.site.pages import evidence_page
from curator_app.site.text import visible_text
from tests.builders import study
from tests.shared_data import seed_folder

PAGE = (Path(__file__).parent / "data" / "invented-page.txt").read_text(encoding="utf-8")
FIRST = "Twelve people with ME/CFS drank"
NOTE = "\nAbout the PEM badge: “PEM required” means\n"


def draft(text: str, name: str = "page.txt") -> Draft:
    record = read_page(text, name)
    assert isinstance(record, Draft), record
    return record


def test_the_text_form_gives_everything_it_holds() -> None:
    page = draft(PAGE)
    values = page.values
    assert values["title"] == "Salted water before standing: an invented trial."
    assert values["authors"] == ["Marek, J O", "Lindqvist, Åsa"]
    assert (values["journal"], values["year"]) == ("Journal of invented physiology", 2011)
    assert (values["doi"], values["pmid"]) == ("10.1000/jip(2011)00012-3", "21000001")
    assert (values["slug"], values["state"]) == ("marek-2011-salted-water", "published")
    assert values["plain_summary"].startswith(FIRST)
    assert values["why_it_matters"].startswith("The study hints")
    assert values["does_not_prove"].startswith("This study does not prove")
    assert page.problems == ()
    assert "Accessed 2026-05-26" in page.source.raw
    assert page.source.key == "marek-2011-salted-water"


@pytest.mark.parametrize(
    "changed",
    [
        PAGE.replace("\n", "\r\n"),
        PAGE.replace("\n", "\n\n"),
        "\ufeff" + PAGE,
        PAGE.replace("}Atlas snapshot", "}\nAtlas snapshot"),
        PAGE.replace(",\n", ",").replace("BibTeX\n@", "BibTeX@"),
        PAGE.replace("trial..", "trial."),
        PAGE.split("Contribute")[0],
    ],
)
def test_layout_does_not_matter(changed: str) -> None:
    assert draft(changed).values == draft(PAGE).values


def test_without_the_bibtex_the_citation_and_the_header_serve() -> None:
    before, _, after = PAGE.partition("BibTeX\n")
    page = draft(before + after.partition("}")[2])
    assert page.values == {k: v for k, v in draft(PAGE).values.items() if k != "pmid"}


def test_a_page_cut_short_keeps_what_is_there_and_says_so() -> None:
    page = draft(PAGE[: PAGE.index("year = {")])
    assert page.values["authors"] == ["Marek, J O", "Lindqvist, Åsa"]
    assert page.values["slug"] == "marek-2011-salted-water"
    assert any("cut short" in problem for problem in page.problems)


OLD = f"""E2 Moderate
Moderate confidence
PEM ?
Cross-Sectional
Peer-reviewed
Reviewed
Standard · 3 min
Invented pictures of a small group.
Nakano, Yuki, Mizu, Kei, Ito, Jun et al. · Journal of pictures (2002) · 2014 · DOI
Quick Summary
Nine people were looked at.
Why It Matters
It is a beginning.
Observed Findings
• First finding
• Second finding
What This Study Does Not Prove
It does not prove a cause.
Related Studies
Another · Journal · 2010
Topics
Brain
Tags
Method Flag:
Small Sample
Metadata
DOI
10.1000/pictures.1
Sample size
9 patients
Control group
Yes
Last updated
7 April 2026
{NOTE}"""


def test_the_oldest_layout() -> None:
    page = draft(OLD)
    assert page.values == {
        "title": "Invented pictures of a small group.",
        "authors": ["Nakano, Yuki", "Mizu, Kei", "Ito, Jun"],
        "journal": "Journal of pictures (2002)",
        "year": 2014,
        "doi": "10.1000/pictures.1",
        "evidence_level": "E2",
        "confidence": "moderate",
        "publication_type": "cross_sectional",
        "peer_review_status": "peer_reviewed",
        "sample_size": "9 patients",
        "control_group": "Yes",
        "plain_summary": "Nine people were looked at.",
        "why_it_matters": "It is a beginning.",
        "observed_findings": ["First finding", "Second finding"],
        "does_not_prove": "It does not prove a cause.",
        "topics": ["Brain"],
        "tags": ["Small Sample"],
        "state": "published",
    }
    assert any("first 3 authors" in problem for problem in page.problems)
    assert any("“PEM ?”" in problem for problem in page.problems)


def test_the_second_layout_without_doi_title_or_authors() -> None:
    end = "Spotted an error in this entry? Report it →\n"
    page = draft(f"Uchida, A · Nihon invented · 1992\nOne.\nTwo.\nThree.\n{end}")
    assert page.values["authors"] == ["Uchida, A"]
    assert page.values["does_not_prove"] == "Three."
    assert "does not hold the paper's title" in page.problems[-1]
    page = draft(f"A title\nJournal of pain & care · 2002\nOne.\nTwo.\nThree.\n{end}")
    assert (page.values["journal"], page.values["year"]) == ("Journal of pain & care", 2002)
    assert page.values["title"] == "A title"
    assert "authors" not in page.values


def test_a_reading_view_in_markdown() -> None:
    page = draft(
        "# A title.\n\n**See, D M · J · 1996 · [DOI](https://doi.org/10.1000/a(1)2)**\n\n"
        "## Quick Summary\n\nText.\n\n## Observed Findings\n\n- one\n- two\n" + NOTE
    )
    assert page.values["title"] == "A title."
    assert page.values["doi"] == "10.1000/a(1)2"
    assert page.values["observed_findings"] == ["one", "two"]


def test_a_text_that_names_no_study_is_refused() -> None:
    record = read_page(NOTE, "note.txt")
    assert isinstance(record, Refused)
    assert record.reason


# ------------------------------------------------------------------ our own pages

CONTEXT = PageContext(Versions(), vocabulary(), catalogue())
SHOWN = (
    *("title", "authors", "journal", "year", "doi", "pmid", "pmcid", "slug", "evidence_level"),
    *("confidence", "publication_type", "peer_review_status", "plain_summary", "why_it_matters"),
    *("does_not_prove", "observed_findings", "inferred_conclusions", "remaining_questions"),
    *("strengths", "limitations", "advanced_summary", "topics", "tags", "sample_size"),
    *("control_group", "disease_context", "research_approach", "state"),
)


def shown(entry: Entry) -> dict[str, Any]:
    return {name: to_json(name, getattr(entry, name)) for name in SHOWN}


def back(values: dict[str, Any]) -> dict[str, Any]:
    return {name: to_json(name, parse(name, values.get(name), vocabulary())) for name in SHOWN}


@pytest.mark.parametrize(
    "entry",
    [
        study(1),
        study(2).with_(doi="", pmid="", confidence="preliminary", pmcid="PMC77"),
        study(3).with_(authors=(), year=None, slug="unknown-without-year"),
        study(4).with_(title="What is “PEM”?", journal=""),
        study(5).with_(authors=tuple(f"Author{n}, A B" for n in range(9)), topics=("Sleep",)),
        study(6).with_(
            inferred_conclusions=("One.",),
            remaining_questions=("Two?", "Three?"),
            strengths=("Large.",),
            limitations=("Old: yes:",),
            advanced_summary="A paragraph.\n\nAnother.",
            sample_size="12 patients",
            disease_context="me_cfs",
            tags=("Small Sample",),
        ),
    ],
)
def test_our_own_page_comes_back(entry: Entry) -> None:
    page = evidence_page(entry, "2026-05-26", CONTEXT)
    for text in (page.decode(), visible_text(page)):
        assert back(draft(text).values) == shown(entry)


def test_a_retracted_paper_comes_back_retracted() -> None:
    entry = study(1).with_(retraction=Retraction("retracted", "10.1000/notice", "2020-01-02"))
    page = evidence_page(entry, "2026-05-26", CONTEXT)
    for text in (page.decode(), visible_text(page)):
        values = draft(text).values
        assert parse("retraction", values["retraction"], vocabulary()) == entry.retraction
        assert values["title"] == entry.title


def test_text_about_no_study_is_refused() -> None:
    assert isinstance(read_page("@article{x, title={A title}}\nand some more text", "a"), Refused)


def test_badge_rows() -> None:
    row = "E2 ModerateModerate confidencePEM unclearMeta-AnalysisPeer-reviewed"
    assert [meanings[0][0] for meanings in badges(row)] == [
        *("evidence_level", "confidence", "pem", "publication_type", "peer_review_status"),
    ]
    assert badges("Moderate confidence in this finding") == []


def test_header_lines() -> None:
    named = header("Healthcare (Basel, Switzerland) · 2021 · DOI", "unknown-2021-some-title")
    assert named is not None
    assert (named.authors, named.journal) == ((), "Healthcare (Basel, Switzerland)")
    named = header("See, D M · 1996", "see-1996-alpha-interferon")
    assert named is not None
    assert (named.authors, named.journal) == (("See, D M",), "")
    assert header("Standard · 3 min") is None
    assert header("A sentence without dots in the middle.") is None


def test_citations() -> None:
    named = citation("Unknown authors (2017). Is it so?. Some journal. https://doi.org/10.1000/x")
    assert named is not None
    assert (named.authors, named.title, named.journal) == ((), "Is it so?", "Some journal")
    named = citation("A, B, C, D, & E, F (2001). One. Two.. J. Med.", "J. Med")
    assert named is not None
    assert (named.authors, named.title) == (("A, B", "C, D", "E, F"), "One. Two.")
    assert citation("No citation at all") is None


def test_running_names() -> None:
    assert split_names("See, D M, Tilles, J G") == ("See, D M", "Tilles, J G")
    assert split_names("Ann R. Lee, Bo C. Ray") == ("Ann R. Lee", "Bo C. Ray")
    assert split_names("Institute of Medicine") == ("Institute of Medicine",)


@given(st.lists(st.sampled_from(PAGE.splitlines(keepends=True)), max_size=12).map("".join))
def test_pages_in_disorder_never_raise(text: str) -> None:
    read_page(text, "x.txt")


@given(st.text(max_size=80), st.integers(0, len(PAGE)))
def test_no_text_raises(noise: str, place: int) -> None:
    read_page(PAGE[:place] + noise + PAGE[place:], "x.txt")
    read_page("<html>" + noise + "<h1>" + noise, "x.html")


@pytest.mark.parametrize("tag", ["div", "span", "ul", "pre"])
def test_deep_html_ends(tag: str) -> None:
    read_page(f"<!doctype html><html><p>{PAGE}</p>" + f"<{tag}>" * 100_000 + "x", "x.html")


def test_entities_are_not_fetched(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("canary", encoding="utf-8")
    text = (
        f'<!DOCTYPE html [<!ENTITY x SYSTEM "{secret.as_uri()}">]>\n<html><h1>T &x;</h1>'
        f"<p>A, B · J · 1999</p><p>One.</p>{NOTE}</html>"
    )
    record = draft(text, "x.html")
    assert "canary" not in record.source.raw


@pytest.mark.skipif(seed_folder() is None, reason="the first page is not here")
def test_the_first_page() -> None:
    folder = seed_folder()
    assert folder is not None
    (record,) = read(folder / "see-1996-alpha-interferon.txt")
    assert isinstance(record, Draft)
    assert record.values["slug"] == "see-1996-alpha-interferon"
    assert record.values["title"].endswith("chronic fatigue syndrome.")
    assert record.values["authors"] == ["See, D M", "Tilles, J G"]
    assert (record.values["pmid"], record.problems) == ("8675231", ())


def test_markup_without_a_root_is_no_page(tmp_path: Path) -> None:
    """Found by fuzzing: a broken declaration alone has no element at all."""
    path = tmp_path / "saved.html"
    path.write_text("<! ti", encoding="utf-8")
    (record,) = read(path, "atlas-page")
    assert isinstance(record, Refused)
    assert record.reason

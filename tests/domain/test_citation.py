"""Header line, citation, BibTeX and snapshot line, in every form the site shows."""

import pytest

from curator_app.domain.citation import (
    citation_authors,
    header_authors,
    header_parts,
    page_bibtex,
    primary_citation,
    snapshot_line,
)
from curator_app.domain.revision import Versions

NAMES = [f"{chr(65 + i)}name, {chr(65 + i)}" for i in range(9)]


@pytest.mark.parametrize(
    ("count", "header", "citation"),
    [
        (0, "", "Unknown authors"),
        (1, "Aname, A", "Aname, A"),
        (2, "Aname, A, Bname, B", "Aname, A & Bname, B"),
        (3, "Aname, A, Bname, B, Cname, C", "Aname, A, Bname, B, & Cname, C"),
        (
            4,
            "Aname, A, Bname, B, Cname, C et al.",
            "Aname, A, Bname, B, Cname, C, & Dname, D",
        ),
        (
            6,
            "Aname, A, Bname, B, Cname, C et al.",
            "Aname, A, Bname, B, Cname, C, Dname, D, Ename, E, & Fname, F",
        ),
        (
            7,
            "Aname, A, Bname, B, Cname, C et al.",
            "Aname, A, Bname, B, Cname, C, Dname, D, Ename, E, Fname, F, et al.",
        ),
    ],
)
def test_authors(count: int, header: str, citation: str) -> None:
    assert header_authors(NAMES[:count]) == header
    assert citation_authors(NAMES[:count]) == citation


def test_header_leaves_out_what_is_missing() -> None:
    assert header_parts([], "Journal of Pain", 2002) == ["Journal of Pain", "2002"]
    assert header_parts(["A Group"], "", None) == ["A Group"]


@pytest.mark.parametrize(
    ("title", "shown"),
    [
        ("A treatment of patients.", "A treatment of patients. Some Journal."),
        ("A treatment of patients", "A treatment of patients. Some Journal."),
        ("Is it useful?", "Is it useful? Some Journal."),
    ],
)
def test_one_full_stop(title: str, shown: str) -> None:
    cited = primary_citation(["See, D M"], 1996, title, "Some Journal", "10.1/x")
    assert cited == f"See, D M (1996). {shown} https://doi.org/10.1/x"


def test_citation_without_doi_or_year() -> None:
    assert primary_citation([], None, "T", "J", "") == "Unknown authors (n.d.). T. J."


def test_bibtex_has_the_sites_order_and_leaves_out_what_is_missing() -> None:
    assert page_bibtex("a-2000-b", ["A, B", "C, D"], "T {x}.", "J", 2000, "10.1/x", "12") == (
        "@article{mecfsatlas-a-2000-b,\n"
        "author = {A, B and C, D},\n"
        "title = {T {x}.},\n"
        "journal = {J},\n"
        "year = {2000},\n"
        "doi = {10.1/x},\n"
        "note = {PubMed: 12},\n"
        "url = {https://www.mecfsatlas.com/evidence/a-2000-b},\n"
        "}"
    )
    assert page_bibtex("x", [], "T", "", None, "", "") == (
        "@article{mecfsatlas-x,\nauthor = {{Unknown authors}},\ntitle = {T},\n"
        "url = {https://www.mecfsatlas.com/evidence/x},\n}"
    )


def test_bibtex_with_a_stray_brace_stays_readable() -> None:
    assert "title = {a } b}" not in page_bibtex("x", [], "a } b", "", None, "", "")


def test_snapshot_line() -> None:
    line = snapshot_line("a-2000-b", Versions().line(), "2026-05-26")
    assert line == (
        "ME/CFS Atlas. Generator v1 / Scanner v1.4 / policy v0.1. Accessed 2026-05-26. "
        "https://www.mecfsatlas.com/evidence/a-2000-b"
    )

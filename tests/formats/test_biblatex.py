"""What biblatex has that BibTeX has not: dates, subtitles, e-prints, its types, related records."""

from typing import Any

import pytest

from curator_app.formats.bibtex import read_bibtex
from curator_app.formats.record import Draft


def one(text: str) -> Draft:
    record = read_bibtex(text, "a.bib")[0]
    assert isinstance(record, Draft)
    return record


def values(fields: str, kind: str = "article") -> dict[str, Any]:
    record = one(f"@{kind}{{a, title = {{T}}, {fields}}}")
    assert record.problems == ()
    del record.values["title"]
    return record.values


DATES = {
    "1999": (1999, None),
    "1999-03": (1999, 3),
    "1999-03-07": (1999, 3),
    "1999-03-07T10:20:30Z": (1999, 3),
    "1999-03/1999-05": (1999, 3),
    "1999/2001": (1999, None),
    "1999-12/..": (1999, 12),
    "1999~": (1999, None),
    "1999?-04": (1999, 4),
    "1999-21": (1999, None),
    "1999-24": (1999, None),
}


@pytest.mark.parametrize("date", DATES)
def test_dates(date: str) -> None:
    found = values(f"date = {{{date}}}")
    assert (found["year"], found.get("month")) == DATES[date]


def test_a_date_beside_a_year() -> None:
    assert values("date = {2001-03}, year = 1999") == {"year": 1999}
    assert values("date = {1999-03}, year = 1999") == {"year": 1999, "month": 3}
    assert values("date = {1999-03}, month = may, year = 1999")["month"] == 5


TITLES = {
    "title = {Rest}, subtitle = {A trial}": "Rest: A trial",
    "title = {Rest?}, subtitle = {A trial}": "Rest? A trial",
    "title = {{Rest}}, subtitle = {{A trial in {ME}}}": "Rest: A trial in ME",
    "title = {Rest: A trial}, subtitle = {A trial}": "Rest: A trial",
}


@pytest.mark.parametrize("fields", TITLES)
def test_subtitles(fields: str) -> None:
    assert one(f"@article{{a, {fields}}}").values["title"] == TITLES[fields]


def test_eprints() -> None:
    assert values("eprint = {8950000}, eprinttype = {pubmed}") == {"pmid": "8950000"}
    assert values("eprint = {8950000}, archiveprefix = {PubMed}") == {"pmid": "8950000"}
    assert values("eprint = {PMC12}, eprinttype = {pmc}") == {"pmcid": "PMC12"}
    preprint = {"publication_type": "preprint", "peer_review_status": "preprint"}
    assert values("eprint = {2101.00001}, eprinttype = {arXiv}", "online") == preprint
    assert values("eprint = {2101.00001}, eprinttype = {arXiv}, journaltitle = {J}") == {
        "journal": "J"
    }


@pytest.mark.parametrize(
    ("kind", "type_"),
    [
        ("online", ""),
        ("thesis", ""),
        ("inproceedings", ""),
        ("mvbook", "book_or_report"),
        ("collection", "book_or_report"),
        ("report", "book_or_report"),
        ("dataset", "dataset"),
        ("software", ""),
    ],
)
def test_types(kind: str, type_: str) -> None:
    found = values("urldate = {2020-01-01}, langid = {british}, shortjournal = {S}", kind)
    assert found == {"language": "en", **({"publication_type": type_} if type_ else {})}


def test_names_with_their_parts() -> None:
    found = values(
        "author = {family=Berg, given=Jan, prefix=van der and von Ahn, Jr, Luis and"
        " Ludwig van Beethoven and {ME/CFS Group} and Иванов, Пётр}"
    )
    assert found["authors"] == [
        "van der Berg, Jan",
        "von Ahn, Luis Jr",
        "van Beethoven, Ludwig",
        "ME/CFS Group",
        "Иванов, Пётр",
    ]


def test_related_records() -> None:
    text = """@article{notice, title = {Retraction}, related = {Paper, other, none},
      relatedtype = {retractionof}}
    @article{paper, title = {A}, doi = {10.1000/a_b}}
    @article{other, title = {B}, pmid = {8950000}, related = {notice}, relatedtype = {multivolume}}
    """
    notice, _, other = read_bibtex(text, "a.bib")
    assert isinstance(notice, Draft)
    assert notice.values["relations"] == [
        {"type": "retraction", "target": "10.1000/a_b", "note": ""},
        {"type": "retraction", "target": "8950000", "note": ""},
    ]
    assert isinstance(other, Draft)
    assert "relations" not in other.values

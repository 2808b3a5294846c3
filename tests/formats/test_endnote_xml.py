"""EndNote's XML: styled runs, groups that end with a comma, notes that say what happened."""

from pathlib import Path

import pytest

from curator_app.formats.reading import read
from curator_app.formats.record import Draft, Refused

FILE = Path(__file__).parent / "data" / "invented-endnote.xml"


def test_records() -> None:
    article, report, empty, broken, last = read(FILE)
    assert isinstance(article, Draft)
    assert article.values == {
        "title": "Müdigkeit & in vitro rest: 10⁶ cells",
        "authors": [
            "See, D M",
            "van der Berg, Jan Jr",
            "Working Group of Rest, ME/CFS",
            "田中, 太郎",
        ],
        "journal": "In Vivo (Athens)",
        "year": 1996,
        "month": 5,
        "doi": "10.1000/S0140-6736(96)90123-4",
        "pmid": "8950000",
        "pmcid": "PMC12",
        "abstract": "Rest helps 10² people.\n\nSo it is.",
        "language": "en",
        "tags": ["fatigue", "rest", "work"],
        "retraction": {"status": "retracted", "notice": "8950001", "date": "1999-02-03"},
    }
    assert article.problems == ("The record names only the first authors (and others).",)
    assert (article.source.key, article.source.line) == ("7", 2)
    assert isinstance(report, Draft)
    assert report.values == {
        "title": "A report",
        "journal": "An Institute",
        "year": 2001,
        "doi": "10.1000/report",
        "publication_type": "book_or_report",
    }
    assert isinstance(empty, Refused)
    assert (empty.line, empty.key) == (4, "9")
    assert empty.reason == "It has neither a title nor a DOI, PMID or PMCID."
    assert isinstance(broken, Refused)
    assert broken.line == 5
    assert broken.reason.startswith("It is not well-formed XML")
    assert isinstance(last, Draft)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-be"])
def test_encodings(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "x"
    path.write_bytes(FILE.read_text(encoding="utf-8").encode(encoding))
    first, *others = read(path)
    assert isinstance(first, Draft)
    assert first.values["authors"][3] == "田中, 太郎"
    assert len(others) == 4


def test_the_file_may_begin_with_its_records(tmp_path: Path) -> None:
    path = tmp_path / "x"
    path.write_text("<records><record><titles><title>A</title></titles></record></records>")
    (record,) = read(path)
    assert isinstance(record, Draft)
    assert record.values == {"title": "A"}

"""RIS: the dialects of those who write it, and what is broken in what they write."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from curator_app.formats.reading import read
from curator_app.formats.record import Draft, Record, Refused
from curator_app.formats.ris_lines import pieces
from tests.shared_data import shared_folder

DATA = Path(__file__).parent / "data"


def values(records: list[Record]) -> list[dict[str, Any]]:
    return [record.values for record in records if isinstance(record, Draft)]


def one(folder: Path, text: str | bytes) -> dict[str, Any]:
    path = folder / "x.txt"
    path.write_bytes(text.encode("utf-8") if isinstance(text, str) else text)
    (record,) = read(path)
    assert isinstance(record, Draft)
    return record.values


def test_records_of_every_kind() -> None:
    records = list(read(DATA / "invented.ris"))
    article, no_end, chapter, no_begin, report = values(records)
    assert article == {
        "title": "Müdigkeit & in vitro rest: 10⁶ cells",
        "authors": ["See, D M", "van der Berg, Jan Jr", "ME/CFS Working Group"],
        "journal": "In Vivo",
        "year": 1996,
        "month": 5,
        "doi": "10.1000/S0140-6736(96)90123-4",
        "pmid": "8950000",
        "pmcid": "PMC12",
        "abstract": "Rest helps.\n\nT1-weighted images did not.",
        "language": "en",
        "tags": ["fatigue", "rest", "work"],
        "retraction": {"status": "corrected", "notice": "8950001", "date": "1997-02-03"},
    }
    assert no_end == {
        "title": "A record whose end is missing",
        "authors": ["Seven, A"],
        "year": 1998,
        "doi": "10.1000/m3",
        "pmid": "8950002",
    }
    assert chapter == {"title": "A chapter", "journal": "The book", "year": 2001, "month": 12}
    assert no_begin["publication_type"] == "review_narrative"
    assert report == {
        "title": "A report",
        "journal": "An Institute",
        "year": 2003,
        "month": 3,
        "doi": "10.1000/report",
        "publication_type": "book_or_report",
    }
    drafts = [record for record in records if isinstance(record, Draft)]
    assert [record.source.line for record in drafts] == [6, 35, 42, 49, 54]
    assert drafts[1].problems == ("The record names only the first authors (and others).",)
    assert drafts[3].problems == ("It does not begin with TY; check it.",)
    refused = [record for record in records if isinstance(record, Refused)]
    assert [(record.line, record.reason) for record in refused] == [
        (62, "It has neither a title nor a DOI, PMID or PMCID."),
        (66, "It has no tags of RIS."),
    ]


LINES = ["TY  - JOUR", "AU  - See, DM", "TI  - T1-weighted rest", "PY  - 1999", "ER  - ", ""]


@pytest.mark.parametrize("dash", ["  - ", " - ", "- ", "  -", "-", " – ", "\t- "])
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_tags_however_spaced(tmp_path: Path, dash: str, newline: str) -> None:
    text = newline.join(LINES).replace("  - ", dash)
    expected = {"title": "T1-weighted rest", "authors": ["See, D M"], "year": 1999}
    assert one(tmp_path, text) == expected
    assert one(tmp_path, " " + text.replace(newline, newline + " ")) == expected


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-be", "cp1252"])
def test_encodings(tmp_path: Path, encoding: str) -> None:
    text = "TY  - JOUR\nTI  - Frémont’s Müdigkeit\nER  - \n"
    assert one(tmp_path, text.encode(encoding))["title"] == "Frémont’s Müdigkeit"


def test_encodings_that_change_within_a_file(tmp_path: Path) -> None:
    text = "TY  - JOUR\nTI  - Žižka\nER  - \n".encode() + "TY  - JOUR\nTI  - é\nER  - \n".encode(
        "latin-1"
    )
    (tmp_path / "x").write_bytes(text)
    first, second = read(tmp_path / "x")
    assert isinstance(first, Draft)
    assert isinstance(second, Draft)
    assert (first.values["title"], first.problems) == ("Žižka", ())
    assert second.values["title"] == "é"
    assert second.problems == (
        "Line 5 is not UTF-8 and was read as Windows-1252: check its letters.",
    )


DIALECTS = {
    "Web of Science": (
        "DA  - NOV\nPY  - 2019\nDO  - 10.1/a1\nC6  - AUG 2019",
        {"year": 2019, "month": 11},
    ),
    "another year's day": ("PY  - 2019\nDA  - 2018/12/30/", {"year": 2019}),
    "EndNote": ("PY  - 2019\nDA  - Sep-Oct", {"year": 2019, "month": 9}),
    "Scopus": (
        "Y1  - 2019///\nN1  - Cited By :5\nN1  - doi: 10.1000/n1(2)",
        {"year": 2019, "doi": "10.1000/n1(2)"},
    ),
    "season": ("PY  - 2019///Winter", {"year": 2019}),
    "Ovid": ("DB  - Ovid MEDLINE(R) <2019>\nAN  - 31000000", {"pmid": "31000000"}),
    "Embase": ("DB  - Embase\nAN  - 2012345678", {}),
    "note": ("N1  - PMID: 31000000\nN1  - PMC77 free", {"pmid": "31000000", "pmcid": "PMC77"}),
    "address": ("UR  - https://doi.org/10.1000/u%28r%29", {"doi": "10.1000/u(r)"}),
    "names in a line": ("AU  - See, DM; Frémont, M.", {"authors": ["See, D M", "Frémont, M"]}),
    "keywords in a line": ("KW  - a; b", {"tags": ["a", "b"]}),
    "type": ("M3  - Meta-Analysis", {"publication_type": "meta_analysis"}),
    "journals": ("JO  - J Rest\nJF  - Journal of Rest", {"journal": "Journal of Rest"}),
    "notice": (
        "N1  - Retraction of: See D. J Rest. 1999;1:1. doi: 10.1000/r",
        {"relations": [{"type": "retraction", "target": "10.1000/r", "note": ""}]},
    ),
    "not Latin": (
        "AU  - 田中, 太郎\nAU  - Иванов, И.И.",
        {"authors": ["田中, 太郎", "Иванов, И И"]},
    ),
}


@pytest.mark.parametrize("name", DIALECTS)
def test_dialects(tmp_path: Path, name: str) -> None:
    lines, expected = DIALECTS[name]
    found = one(tmp_path, f"TY  - JOUR\nTI  - A\n{lines}\nER  - \n")
    if name == "Web of Science":
        assert found.pop("doi", None) is None  # 10.1 is no registrant
    assert found == {"title": "A", **expected}


@given(st.lists(st.sampled_from([*LINES, "T1-weighted", "TY", "ER", "3.", "x", "AB - "])))
def test_no_tag_is_lost(lines: list[str]) -> None:
    text = "\n".join(lines)
    kept = [line for piece in pieces(text) for line in piece.raw.split("\n")]
    tagged = [line.rstrip() for line in lines if line[2:3] == " " and not line.startswith("ER")]
    assert [line.rstrip() for line in kept if line.rstrip() in tagged] == tagged


@pytest.mark.skipif(shared_folder() is None, reason="the real files are not here")
def test_real_files_give_a_draft_for_every_record() -> None:
    for path in sorted((shared_folder() or Path()).glob("ris/*.ris")):
        records = list(read(path))
        assert len(records) == path.read_text(encoding="utf-8-sig").count("TY  - ")
        assert all(isinstance(record, Draft) for record in records)

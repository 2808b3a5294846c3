"""RIS and CSL-JSON that leave, and references that come back through the whole reader."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from curator_app.domain.entry import Entry
from curator_app.formats.reading import read
from curator_app.formats.record import Draft
from curator_app.formats.writers import BY_FORMAT
from tests.formats.writing import BIBTEX_FIELDS, FEW, papers, parsed, references, written


@FEW
@given(papers())
def test_ris_has_a_line_for_each_value(entry: Entry) -> None:
    text = written("ris", entry).decode()
    lines = text.split("\r\n")
    assert lines[-3:] == ["ER  - ", "", ""]
    assert all(line[2:6] == "  - " and line[6:] == line[6:].strip() for line in lines[:-3])
    pairs = [(line[:2], line[6:]) for line in lines[:-3]]
    assert [value for tag, value in pairs if tag == "AU"] == list(entry.authors)
    assert [value for tag, value in pairs if tag == "KW"] == list(entry.tags)
    first = dict(reversed(pairs))
    assert (first["TY"] in ("JOUR", "DATA", "RPRT"), first["ID"]) == (True, entry.slug)
    for tag, name in (("TI", "title"), ("T2", "journal"), ("DO", "doi"), ("AN", "pmid")):
        assert first.get(tag, "") == getattr(entry, name)


def one_form(name: str) -> str:
    return ", ".join(" ".join(part.split()) for part in name.split(","))


@FEW
@given(st.lists(papers(), max_size=2))
def test_csl_json_is_json(found: list[Entry]) -> None:
    items = json.loads(written("csl-json", *found))
    assert [item["id"] for item in items] == [entry.slug for entry in found]
    for item, entry in zip(items, found, strict=True):
        names = [
            name.get("literal") or f"{name['family']}, {name['given']}"
            for name in item.get("author", [])
        ]
        assert [one_form(name) for name in names] == [one_form(name) for name in entry.authors]
        assert item["title"] == entry.title
        assert item.get("DOI", "") == entry.doi
        dated = [n for n in (entry.year, entry.month if entry.year else None) if n]
        assert item.get("issued", {"date-parts": [[]]})["date-parts"] == [dated]


REFERENCE_FIELDS = (*BIBTEX_FIELDS[1:], "publication_type")


@pytest.mark.parametrize("format", ["ris", "csl-json", "csv"])
@FEW
@given(found=st.lists(references(), min_size=1, max_size=3))
def test_a_reference_comes_back(place: Path, format: str, found: list[Entry]) -> None:
    """Through the whole reader: the file is known by its content."""
    path = place / f"x{BY_FORMAT[format].endings[0]}"
    path.write_bytes(written(format, *found))
    records = list(read(path))
    assert [type(record) for record in records] == [Draft] * len(found)
    for record, entry in zip(records, found, strict=True):
        assert isinstance(record, Draft)
        assert record.problems == ()
        assert record.source.format == format
        got = parsed(record.values)
        for name in REFERENCE_FIELDS:
            assert getattr(got, name) == getattr(entry, name), name

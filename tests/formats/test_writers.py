"""What leaves for other programs: public, safe, and readable again."""

import csv
import io
import json
import os
import re
import unicodedata
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from pybtex.database import parse_string

from curator_app.domain.citation import SITE_URL, page_url
from curator_app.domain.entry import EMPTY, Entry, Source
from curator_app.domain.fields import BY_NAME, PRIVATE, entry_from_json, parse
from curator_app.domain.pem_status import Override, Pem
from curator_app.errors import BadFile
from curator_app.formats import xlsx_writer
from curator_app.formats.bibtex import read_bibtex
from curator_app.formats.latex import ESCAPE_WORDS
from curator_app.formats.public_form import PUBLIC_FIELDS, public_form
from curator_app.formats.reading import read
from curator_app.formats.record import Draft, Record, Refused
from curator_app.formats.table_cells import from_cell, guarded, unguarded
from curator_app.formats.writers import BY_FORMAT, WRITERS, writer_for
from curator_app.knowledge import vocabulary
from tests.builders import entries, study
from tests.shared_data import shared_folder

LINE = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=30).map(
    lambda text: unicodedata.normalize("NFC", " ".join(text.split()))
)
SAID = LINE.filter(bool)
SIGNS = st.text("{}\\$&#^_%~\"'`@,;<>-—ä 1a", max_size=20).map(lambda text: " ".join(text.split()))
NAMES = (
    SAID | SIGNS | st.sampled_from(["See, D M", "Others, A", "A and B", "Anderson, B"])
).filter(lambda name: bool(name.strip(",; ")) and not name.startswith("Unknown"))
FEW = settings(max_examples=int(os.environ.get("ATLAS_ROUND_TRIPS", "25")))
SHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def papers() -> st.SearchStrategy[Entry]:
    """Entries with any record of a paper."""
    return st.builds(
        Entry,
        slug=st.from_regex(r"[a-z]{1,8}-[0-9]{4}", fullmatch=True),
        title=SAID | SIGNS.filter(bool),
        authors=st.lists(NAMES, max_size=3).map(tuple),
        journal=LINE | SIGNS,
        year=st.none() | st.integers(1500, 2200),
        month=st.none() | st.integers(1, 12),
        doi=st.sampled_from(
            [
                "",
                "10.1000/a_b",
                "10.1002/(SICI)1096<1::AID-X>3.0.CO;2-9",
                "10.1234/x%y#z$1",
            ]
        ),
        pmid=st.sampled_from(["", "8675231"]),
        pmcid=st.sampled_from(["", "PMC123456"]),
        language=st.sampled_from(["", "en", "ja"]),
        publication_type=st.sampled_from(["", "rct", "dataset", "book_or_report"]),
        tags=st.lists(SAID | SIGNS.filter(bool), max_size=3, unique=True).map(tuple),
        state=st.just("published"),
    )


FAMILY = st.sampled_from(["See", "van Campen", "O'Neill", "Müller-Lüdenscheidt", "Baĭdina", "Li"])
GIVEN = st.sampled_from(["D M", "Jörg", "C Linda M C", "J", "Øystein", "Mary-Ann"])
GROUPS = st.sampled_from(["ME/CFS Group", "Centre for Disease Control and Prevention", "Plato"])
PROSE = (
    st.text("abcXYZ äßé漢字0123456789 .:?!()[]%_#$/'\"=+*@\\{}^~-–,;|", max_size=40)
    .map(lambda text: " ".join(text.split()))
    .filter(lambda text: any(char.isalpha() for char in text))
)


def references() -> st.SearchStrategy[Entry]:
    """Entries with a record as reference managers keep it: what looks like HTML is not in it."""
    return st.builds(
        Entry,
        slug=st.from_regex(r"[a-z]{1,8}-[0-9]{4}", fullmatch=True),
        title=PROSE,
        authors=st.lists(st.builds("{}, {}".format, FAMILY, GIVEN) | GROUPS, max_size=3).map(tuple),
        journal=st.just("") | PROSE,
        year=st.integers(1800, 2030),
        month=st.none() | st.integers(1, 12),
        doi=st.sampled_from(["", "10.1000/a_b", "10.1002/(SICI)1096<1::AID-X>3.0.CO;2-9"]),
        pmid=st.sampled_from(["", "8675231"]),
        pmcid=st.sampled_from(["", "PMC123456"]),
        language=st.sampled_from(["", "en", "ja"]),
        publication_type=st.sampled_from([t.id for t in vocabulary().terms("publication_type")]),
        tags=st.sampled_from(
            [(), ("pain",), ("pain", "long COVID"), ("=1", "a/b"), ("a, b",), ("a, b", "c")]
        ),
        state=st.just("published"),
    )


def written(format: str, *found: Entry) -> bytes:
    """The bytes of a file with these entries."""
    out = io.BytesIO()
    assert BY_FORMAT[format].write(found, SITE_URL, out) == ""
    return out.getvalue()


def parsed(values: dict[str, Any]) -> Entry:
    """What an import makes of a draft's values."""
    return EMPTY.with_(**{name: parse(name, value, vocabulary()) for name, value in values.items()})


def public_part(entry: Entry) -> dict[str, Any]:
    return {name: getattr(entry, name) for name in PUBLIC_FIELDS}


def bibtex(*found: Entry) -> str:
    return written("bibtex", *found).decode()


# --------------------------------------------------------------------- BibTeX


def test_bibtex_has_the_fields_of_the_page() -> None:
    made = study(1).with_(journal="Brain, behavior, & immunity", authors=("See, D",), month=3)
    text = bibtex(made.with_(pmcid="PMC1", language="en", tags=("pain", "sleep, poor")))
    assert text.startswith("@article{mecfsatlas-author1-1991-study-1,\n  author = {See, D},\n")
    assert (
        "  journal = {Brain, behavior, \\& immunity},\n  year = {1991},\n  month = mar,\n" in text
    )
    assert "  keywords = {pain, {sleep, poor}},\n" in text
    assert "abstract" not in text


BIBTEX_FIELDS = (
    *("slug", "title", "authors", "journal", "year", "month", "doi", "pmid", "pmcid"),
    *("language", "tags"),
)


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


# --------------------------------------------------------------------- RIS and CSL-JSON


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
        assert [" ".join(n.replace(",", ", ").split()) for n in names] == [
            " ".join(n.replace(",", ", ").split()) for n in entry.authors
        ]
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


# --------------------------------------------------------------------- tables

FORMULAS = [
    f"{before}{formula}"
    for before in ("", " ", '"', "'", "\ufeff", "\n", "''", " \t")
    for formula in (
        "=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\uff1d1", "\uff0b1",
        "\uff0d1", "\uff20x", "\0=1",
        "=cmd|' /C calc'!A0", '=HYPERLINK("http://x.example","y")', "=IMPORTXML(A1)",
        "=DDE(1)", "-2+3+cmd|' /C calc'!A0", '@SUM(1+1)*cmd|" /C calc"!A0',
        "=1;=2", "=1,=2", "+\t-", "=\n", "\uff1dcmd",
        "=WEBSERVICE(1)", "=IMPORTDATA(1)", "=RTD(1)",
    )
]  # fmt: skip


def test_no_cell_of_a_text_file_is_a_formula() -> None:
    assert len(FORMULAS) == 200
    for text in FORMULAS:
        assert guarded(text) == f"'{text}"
        assert unguarded(guarded(text)) == text
    for text in ("", "a=b", "1-2", "'quoted'", "’s", "(-)", "Anna"):
        assert guarded(text) == text


@given(
    st.text(st.characters(exclude_categories=["Cs"]), max_size=12) | st.text("'\"=+-@\t a\ufeff")
)
def test_the_apostrophe_comes_off_exactly(text: str) -> None:
    assert unguarded(guarded(text)) == text
    assert not guarded(text).lstrip(' "\ufeff').startswith(tuple("=+-@\t\r\n"))


@FEW
@given(st.lists(entries(), max_size=3))
def test_csv_comes_back(found: list[Entry]) -> None:
    text = written("csv", *found).decode("utf-8-sig")
    heading, *rows = csv.reader(io.StringIO(text, newline=""))
    assert tuple(heading) == PUBLIC_FIELDS
    assert len(rows) == len(found)
    for row, entry in zip(rows, found, strict=True):
        values = {
            name: value
            for name, cell in zip(heading, row, strict=True)
            if (value := from_cell(name, unguarded(cell)) if cell else None) is not None
        }
        expected = public_form(entry)
        assert values == {k: str(v) if isinstance(v, int) else v for k, v in expected.items()}


def sheet_of(book: bytes) -> list[dict[str, str]]:
    """The rows of a workbook by column letter, after looking that each cell is text."""
    archive = zipfile.ZipFile(io.BytesIO(book))
    assert archive.testzip() is None
    parts = {name: archive.read(name) for name in archive.namelist()}
    root = etree.fromstring(parts["xl/worksheets/sheet1.xml"])
    assert all(etree.fromstring(part) is not None for part in parts.values())
    assert not root.findall(f".//{SHEET}f")
    assert {cell.get("t") for cell in root.iter(f"{SHEET}c")} == {"inlineStr"}
    return [
        {
            str(cell.get("r")).rstrip("0123456789"): "".join(cell.itertext())
            for cell in row.iter(f"{SHEET}c")
        }
        for row in root.iter(f"{SHEET}row")
    ]


@FEW
@given(st.lists(entries(), max_size=2))
def test_a_workbook_holds_the_cells_as_texts(found: list[Entry]) -> None:
    heading, *rows = sheet_of(written("xlsx", *found))
    assert tuple(heading.values()) == PUBLIC_FIELDS
    assert len(rows) == len(found)
    for row, entry in zip(rows, found, strict=True):
        values = {
            heading[column]: from_cell(heading[column], text.replace("_x005F_", "_"))
            for column, text in row.items()
        }
        expected = public_form(entry)
        assert {k: v for k, v in values.items() if v is not None} == {
            k: str(v) if isinstance(v, int) else v for k, v in expected.items()
        }


def test_a_workbook_of_formulas_has_none() -> None:
    found = [study(n).with_(title=text or "x") for n, text in enumerate(FORMULAS)]
    rows = sheet_of(written("xlsx", *found))
    assert rows[1]["A"] == "=1+1"
    assert rows[0]["A"] == "title"


def test_what_looks_like_an_escape_is_text() -> None:
    rows = sheet_of(written("xlsx", study(1).with_(title="a _x0041_ b & <c>", journal="x\x01y")))
    assert rows[1]["A"] == "a _x005F_x0041_ b & <c>"
    assert rows[1]["C"] == "x\N{REPLACEMENT CHARACTER}y"


def test_a_workbook_says_what_it_had_to_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    out = io.BytesIO()
    long = study(1).with_(plain_summary="\N{GRINNING FACE}" * 20_000)
    said = BY_FORMAT["xlsx"].write([long, study(2)], SITE_URL, out)
    assert said.startswith("1 text was cut: a cell of a workbook holds 32,767 characters.")
    cut = next(text for text in sheet_of(out.getvalue())[1].values() if "\N{GRINNING FACE}" in text)
    assert len(cut.encode("utf-16-le")) // 2 <= 32_767
    assert cut.endswith("…")
    monkeypatch.setattr(xlsx_writer, "MOST_ROWS", 3)
    with pytest.raises(BadFile, match="holds 2 entries"):
        written("xlsx", study(1), study(2), study(3))


# --------------------------------------------------------------------- JSON Lines


def nameless(entry: Entry) -> Entry:
    """Without the names behind an override, which are on no page."""
    override = entry.pem.override
    if override is None:
        return entry
    bare = replace(override, set_by="", confirmed_by="")
    return entry.with_(pem=replace(entry.pem, override=bare))


def lines_of(tmp: Path, data: bytes) -> list[Record]:
    path = tmp / "x.jsonl"
    path.write_bytes(data)
    return list(read(path))


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("jsonl")


@FEW
@given(st.lists(entries(), min_size=1, max_size=3))
def test_json_lines_come_back_exactly(place: Path, found: list[Entry]) -> None:
    records = lines_of(place, written("jsonl", *found))
    assert [r.source.line for r in records if isinstance(r, Draft)] == list(
        range(1, len(found) + 1)
    )
    for record, entry in zip(records, found, strict=True):
        assert isinstance(record, Draft)
        assert record.problems == ()
        assert public_part(entry_from_json(record.values)) == public_part(nameless(entry))


def test_json_lines_that_are_none_are_refused_with_their_line(place: Path) -> None:
    good = written("jsonl", study(1))
    data = good + b"\n[1]\n{broken\n" + b'{"journal": "J"}\n' + good.replace(b"study-1", b"study-2")
    data += b'{"slug":"a-2000","title":"\xff"}\n{"slug":"b-2000","colour":"red","url":"x"}\n'
    records = lines_of(place, data)
    said = [(r.line, r.reason[:20]) for r in records if isinstance(r, Refused)]
    assert said == [
        (3, "It is not an object "),
        (4, "It is not JSON: unex"),
        (5, "It has neither a tit"),
        (7, "It is not JSON: str "),
    ]
    drafts = [r for r in records if isinstance(r, Draft)]
    assert [d.source.line for d in drafts] == [1, 6, 8]
    assert drafts[2].problems == ("colour: no field of a file; left out.",)


def test_a_line_that_is_too_long_is_refused(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from curator_app.formats import json_lines

    monkeypatch.setattr(json_lines, "MAX_LINE", 1000)
    short = b'{"slug":"a-2000","title":"T"}\n'
    long = b'{"slug":"b-2000","title":"' + b"x" * 5000 + b'"}\n'
    records = lines_of(place, short + long + short + long[:-1])
    assert [type(r) for r in records] == [Draft, Refused, Draft, Refused]
    assert all(len(r.raw) <= 1000 for r in records if isinstance(r, Refused))


# --------------------------------------------------------------------- what all of them keep

CANARIES: dict[str, Any] = {
    "abstract": "canary", "methods_text": "canary", "former_slugs": ("canary-2000",),
    "sources": (Source("ris", "canary.ris", 1, "canary", "TI  - canary"),),
    "rejected_proposals": ("canary",),
}  # fmt: skip


@pytest.mark.parametrize("writer", WRITERS, ids=lambda writer: writer.format)
def test_nothing_private_leaves(writer: Any) -> None:
    override = Override("required", "q", "l", "r", confirmed_by="canary", set_by="canary")
    entry = study(1).with_(pem=Pem("required", "unclear", override), **CANARIES)
    data = written(writer.format, entry)
    if writer.format == "xlsx":
        data = b"".join(
            zipfile.ZipFile(io.BytesIO(data)).read(n) for n in ("xl/worksheets/sheet1.xml",)
        )
    assert b"canary" not in data
    assert b"Author" in data
    assert not set(PUBLIC_FIELDS) & PRIVATE
    assert set(PUBLIC_FIELDS) | PRIVATE == set(BY_NAME)


@pytest.mark.parametrize("writer", WRITERS, ids=lambda writer: writer.format)
def test_the_same_entries_give_the_same_bytes(writer: Any) -> None:
    found = [study(n) for n in range(3)]
    assert written(writer.format, *found) == written(writer.format, *found)


def test_addresses_are_those_of_the_librarys_site() -> None:
    for format in ("bibtex", "ris", "csl-json", "jsonl"):
        out = io.BytesIO()
        BY_FORMAT[format].write([study(1)], "https://atlas.example", out)
        assert page_url(study(1).slug, "https://atlas.example") in out.getvalue().decode()
        assert SITE_URL not in out.getvalue().decode()


def test_the_writer_is_chosen_by_format_or_name() -> None:
    chosen = {
        "a.bib": "bibtex", "A.JSONL": "jsonl", "a.ris": "ris", "a.json": "csl-json",
        "a.csv": "csv", "a.b.xlsx": "xlsx",
    }  # fmt: skip
    for name, format in chosen.items():
        assert writer_for("auto", name).format == format
    assert writer_for("bibtex", "a.txt").format == "bibtex"
    for format, name in (("auto", "a.docx"), ("auto", "bib"), ("endnote-xml", "a.bib")):
        with pytest.raises(BadFile, match="cannot write"):
            writer_for(format, name)


# --------------------------------------------------------------------- real records


@pytest.mark.slow
@pytest.mark.skipif(shared_folder() is None, reason="the real files are not here")
def test_real_records_go_out_and_come_back(place: Path) -> None:
    """What was read of every bibliography and of PubMed; the made-up twins are above."""
    folder = shared_folder() or Path()
    files = [*folder.rglob("*.bib"), *sorted((folder / "pubmed").glob("*.xml"))]
    drafts = [
        record for path in sorted(files) for record in read(path) if isinstance(record, Draft)
    ]
    found = [
        parsed(draft.values).with_(slug=f"r-{number}", state="published", sources=(draft.source,))
        for number, draft in enumerate(drafts)
    ]
    assert len(found) > 1_000
    for format, fields in (("bibtex", BIBTEX_FIELDS), ("csv", PUBLIC_FIELDS)):
        path = place / f"real{BY_FORMAT[format].endings[0]}"
        path.write_bytes(written(format, *found))
        records = list(read(path))
        again: list[Entry] = []
        for record, entry in zip(records, found, strict=True):
            assert isinstance(record, Draft)
            got = parsed(record.values)
            assert [(n, getattr(got, n)) for n in fields] == [
                (n, getattr(entry, n)) for n in fields
            ]
            again.append(got.with_(sources=(record.source,)))
        assert written(format, *again) == path.read_bytes()

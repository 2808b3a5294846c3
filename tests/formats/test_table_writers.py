"""Tables and workbooks that leave: no cell is a formula, and all is read again."""

import csv
import io
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from curator_app.domain.citation import SITE_URL
from curator_app.domain.entry import Entry
from curator_app.errors import BadFile
from curator_app.formats import xlsx_writer
from curator_app.formats.public_form import PUBLIC_FIELDS, public_form
from curator_app.formats.table_cells import from_cell, guarded, unguarded
from curator_app.formats.writers import BY_FORMAT
from tests.builders import entries, study
from tests.formats.writing import FEW, written

SHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"

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

"""An Excel workbook: a row per entry under a row of field names, every cell a text.

The cells are `table_cells`', without the apostrophe of text files: a cell of the type "inline text"
is never a formula, whatever it begins with. Written row by row, so that size costs no memory; the
same entries give the same bytes. What a workbook cannot hold: more than 1,048,575 entries (refused)
and cells of more than 32,767 characters (cut, and said).
"""

from __future__ import annotations

import html
import re
import zipfile
from collections.abc import Iterable
from typing import IO, BinaryIO

from curator_app.domain.entry import Entry
from curator_app.errors import BadFile
from curator_app.formats.public_form import PUBLIC_FIELDS
from curator_app.formats.table_cells import cells

MOST_ROWS, MOST_CHARACTERS = 1_048_576, 32_767
_WIDTHS = {"title": 60, "authors": 40, "journal": 32, "doi": 28, "slug": 34}
_WIDE, _NARROW = 40, 14
# XML 1.0 has no such characters; a workbook would write them as _x0001_, and so that very text.
_NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_LIKE_ESCAPE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPES = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_PARTS = {
    "[Content_Types].xml": (
        f'<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels"'
        ' ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{_TYPES}.sheet.main+xml"/>'
        f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{_TYPES}.worksheet+xml"/>'
        f'<Override PartName="/xl/styles.xml" ContentType="{_TYPES}.styles+xml"/></Types>'
    ),
    "_rels/.rels": (
        f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="rId1"'
        f' Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>'
    ),
    "xl/workbook.xml": (
        f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>'
        '<sheet name="Entries" sheetId="1" r:id="rId1"/></sheets></workbook>'
    ),
    "xl/_rels/workbook.xml.rels": (
        f'<Relationships xmlns="{_PACKAGE}/relationships">'
        f'<Relationship Id="rId1" Type="{_OFFICE}/worksheet" Target="worksheets/sheet1.xml"/>'
        f'<Relationship Id="rId2" Type="{_OFFICE}/styles" Target="styles.xml"/></Relationships>'
    ),
    # Style 1 is the heading row's: bold. Both are of the number format "@", which is text.
    "xl/styles.xml": (
        f'<styleSheet xmlns="{_MAIN}"><fonts count="2"><font><sz val="11"/><name val="Calibri"/>'
        '</font><font><b/><sz val="11"/><name val="Calibri"/></font></fonts>'
        '<fills count="2"><fill><patternFill patternType="none"/></fill>'
        '<fill><patternFill patternType="gray125"/></fill></fills>'
        "<borders count=\"1\"><border><left/><right/><top/><bottom/><diagonal/></border></borders>"
        '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/>'
        '</cellStyleXfs><cellXfs count="2">'
        '<xf numFmtId="49" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>'
        '<xf numFmtId="49" fontId="1" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"'
        ' applyFont="1"/></cellXfs><cellStyles count="1"><cellStyle name="Normal" xfId="0"'
        ' builtinId="0"/></cellStyles></styleSheet>'
    ),
}  # fmt: skip


def write_workbook(entries: Iterable[Entry], _site_url: str, out: BinaryIO) -> str:
    """Write the workbook; returns a sentence about cells that were cut, or ""."""
    sheet = _Sheet()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as book:
        for name, text in _PARTS.items():
            with book.open(_dated(name), "w") as part:
                part.write(f"{_HEAD}{text}".encode())
        with book.open(_dated("xl/worksheets/sheet1.xml"), "w", force_zip64=True) as part:
            sheet.write(entries, part)
    if not sheet.cut:
        return ""
    what = "1 text was" if sheet.cut == 1 else f"{sheet.cut:,} texts were"
    return (
        f"{what} cut: a cell of a workbook holds {MOST_CHARACTERS:,} characters. CSV and JSON Lines"
        " hold them whole."
    )


class _Sheet:
    def __init__(self) -> None:
        self.rows = self.cut = 0

    def write(self, entries: Iterable[Entry], part: IO[bytes]) -> None:
        columns = "".join(
            f'<col min="{place}" max="{place}" width="{_width(name)}" customWidth="1" style="0"/>'
            for place, name in enumerate(PUBLIC_FIELDS, 1)
        )
        part.write(
            f'{_HEAD}<worksheet xmlns="{_MAIN}"><sheetViews><sheetView workbookViewId="0">'
            '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/>'
            f"</sheetView></sheetViews><cols>{columns}</cols><sheetData>".encode()
        )
        part.write(self.row(PUBLIC_FIELDS, ' s="1"'))
        for entry in entries:
            part.write(self.row(cells(entry)))
        part.write(b"</sheetData></worksheet>")

    def row(self, texts: Iterable[str], style: str = "") -> bytes:
        self.rows += 1
        if self.rows > MOST_ROWS:
            raise BadFile(
                f"A workbook holds {MOST_ROWS - 1:,} entries; these are more. Nothing was written.",
                "Choose CSV or JSON Lines, or fewer entries.",
            )
        made = [
            f'<c r="{_column(place)}{self.rows}"{style} t="inlineStr"><is>'
            f'<t xml:space="preserve">{self.text(text)}</t></is></c>'
            for place, text in enumerate(texts)
            if text
        ]
        return f'<row r="{self.rows}">{"".join(made)}</row>'.encode()

    def text(self, text: str) -> str:
        if len(text) > MOST_CHARACTERS // 2:
            text = self.shortened(text)
        text = _LIKE_ESCAPE.sub("_x005F_", _NO_XML.sub("\N{REPLACEMENT CHARACTER}", text))
        return html.escape(text, quote=False).replace("\r", "&#13;")

    def shortened(self, text: str) -> str:
        """Counted as spreadsheets do: a character beyond U+FFFF is two."""
        units = text.encode("utf-16-le", "replace")
        if len(units) <= MOST_CHARACTERS * 2:
            return text
        self.cut += 1
        return units[: (MOST_CHARACTERS - 1) * 2].decode("utf-16-le", "ignore") + "…"


def _dated(name: str) -> zipfile.ZipInfo:
    """A member with a fixed date: the same entries give the same bytes."""
    member = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
    member.compress_type = zipfile.ZIP_DEFLATED
    return member


def _width(name: str) -> int:
    return _WIDTHS.get(name, _NARROW if len(name) < 9 else _WIDE)


def _column(place: int) -> str:
    """A, B, … Z, AA: there are fewer than 702."""
    before, last = divmod(place, 26)
    return (chr(64 + before) if before else "") + chr(65 + last)

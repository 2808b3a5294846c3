"""From bytes to text: Unicode where it is Unicode, Windows-1252 line by line where it is not."""

from __future__ import annotations

import codecs
from dataclasses import dataclass

from curator_app.errors import BadFile

_BOMS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_BINARY = (
    (b"%PDF-", "a PDF document"),
    (b"PK\x03\x04", "a ZIP archive or an office document"),
    (b"\x1f\x8b", "a compressed file"),
    (b"BZh", "a compressed file"),
    (b"\xfd7zXZ", "a compressed file"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"SQLite format 3\0", "a database"),
    (b"\x7fELF", "a program"),
    (b"\xd0\xcf\x11\xe0", "an office document"),
)
KEPT = "Nothing was imported from it."
EXPORT_AGAIN = "Export the records again as BibTeX, or save the atlas page again, and import that."


@dataclass(frozen=True)
class Text:
    """A file's text with newlines as \\n, and the lines that were not UTF-8."""

    text: str
    odd_lines: tuple[int, ...] = ()


def decode(data: bytes, name: str) -> Text:
    """The text of a file. Raises BadFile for an empty or a binary one."""
    if not data.strip(b" \t\r\n\0"):
        raise BadFile(f"{name} is empty.", f"{KEPT} {EXPORT_AGAIN}")
    for magic, what in _BINARY:
        if data.startswith(magic):
            raise BadFile(
                f"{name} is {what}, not a text file with records.", KEPT + " " + EXPORT_AGAIN
            )
    encoding = next((encoding for bom, encoding in _BOMS if data.startswith(bom)), "")
    encoding = encoding or _without_bom(data)
    if encoding.startswith(("utf-16", "utf-32")):
        return Text(_newlines(data.decode(encoding, "replace")))
    if b"\0" in data:
        line = data.count(b"\n", 0, data.index(b"\0")) + 1
        raise BadFile(
            f"{name} is not a text file, or is damaged: line {line} holds a zero byte.",
            f"{KEPT} {EXPORT_AGAIN}",
        )
    try:
        return Text(_newlines(data.decode(encoding or "utf-8")))
    except UnicodeDecodeError:
        return _mixed(data.removeprefix(codecs.BOM_UTF8))


def decode_piece(data: bytes, declared: str) -> tuple[str, str]:
    """The text of one record of a file that names its encoding, and a word where that is wrong.

    UTF-8 is tried first: it is hardly ever met by chance, but often called something else.
    """
    for encoding in ("utf-8", declared):
        try:
            return _newlines(data.decode(encoding)), ""
        except (UnicodeDecodeError, LookupError):
            continue
    text = _newlines(_western(data))
    return text, "It is not UTF-8 and was read as Windows-1252: check its letters."


def _without_bom(data: bytes) -> str:
    """UTF-16 that does not say so: every other byte of plain letters is zero."""
    head = data[:400]
    if len(head) < 8 or b"\0" not in head:
        return ""
    even, odd = head[0::2].count(0), head[1::2].count(0)
    if odd > len(head) * 0.4 and not even:
        return "utf-16-le"
    if even > len(head) * 0.4 and not odd:
        return "utf-16-be"
    return ""


def _newlines(text: str) -> str:
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return text


def _mixed(data: bytes) -> Text:
    data = data.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    lines: list[str] = []
    odd: list[int] = []
    for number, line in enumerate(data.split(b"\n"), 1):
        try:
            lines.append(line.decode("utf-8"))
        except UnicodeDecodeError:
            odd.append(number)
            lines.append(_western(line))
    return Text("\n".join(lines), tuple(odd))


def _western(line: bytes) -> str:
    try:
        return line.decode("cp1252")
    except UnicodeDecodeError:
        return line.decode("latin-1")

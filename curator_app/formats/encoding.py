"""From bytes to text: Unicode where it is Unicode, else as the file says, else line by line."""

from __future__ import annotations

import codecs
import re
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
    """A file's text with newlines as \\n, the lines with letters to check, and why in words."""

    text: str
    odd_lines: tuple[int, ...] = ()
    odd_words: str = ""


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
    data = data.rstrip(b"\x1a")  # DOS ends a text with Ctrl-Z
    if b"\0" in data:
        line = data.count(b"\n", 0, data.index(b"\0")) + 1
        raise BadFile(
            f"{name} is not a text file, or is damaged: line {line} holds a zero byte.",
            f"{KEPT} {EXPORT_AGAIN}",
        )
    try:
        return Text(_signs(_newlines(data.decode(encoding or "utf-8"))))
    except UnicodeDecodeError:
        return _declared(data) or _mixed(data.removeprefix(codecs.BOM_UTF8))


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


# JabRef ("% Encoding: Cp1252") and BibDesk ("%% Saved with string encoding Western (ISO Latin 1)").
_SAYS = re.compile(
    rb"^%{0,2}[ \t]*(?:Encoding:|Saved with string encoding)[ \t]*([^\r\n]{1,60})", re.M
)
_BIBDESK = {
    "western (mac os roman)": "mac-roman", "western (windows latin 1)": "cp1252",
    "western (iso latin 1)": "latin-1", "western (iso latin 9)": "iso8859-15",
    "central european (iso latin 2)": "iso8859-2",
}  # fmt: skip


_NAMES = re.compile(
    r"iso[-_]?8859[-_]?\d{1,2}|latin-?\d|(?:windows-|cp)\d{3,4}|mac-?roman|koi8[-_][ru]|gbk|gb2312|"
    r"gb18030|big5|euc[-_](?:jp|kr)|s(?:hift[-_]?)?jis",
    re.IGNORECASE,
)


def _declared(data: bytes) -> Text | None:
    """The text in the encoding that the file's head names; None where that is not its own."""
    said = _SAYS.search(data[:2_000])
    name = said[1].decode("latin-1").strip() if said else ""
    name = _BIBDESK.get(name.lower(), name)
    try:
        return Text(_signs(_newlines(data.decode(name)))) if _NAMES.fullmatch(name) else None
    except (UnicodeDecodeError, LookupError):
        return None


# Signs that no word of a Western language holds are letters in the other encoding: "Fr\x8emont".
_MAC_LETTERS = re.compile(rb"[A-Za-z][\x87-\x90\x98\x9b\x9d\x9f][a-z]")
_WINDOWS_LETTERS = re.compile(rb"[A-Za-z][\xe0-\xfc][a-z]")


def _mixed(data: bytes) -> Text:
    data = data.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    mac = len(_MAC_LETTERS.findall(data)) > len(_WINDOWS_LETTERS.findall(data))
    lines: list[str] = []
    odd: list[int] = []
    for number, line in enumerate(data.split(b"\n"), 1):
        try:
            lines.append(line.decode("utf-8"))
        except UnicodeDecodeError:
            odd.append(number)
            lines.append(line.decode("mac-roman") if mac else _western(line))
    read_as = "Mac OS Roman" if mac else "Windows-1252"
    return Text("\n".join(lines), tuple(odd), f"is not UTF-8 and was read as {read_as}")


_C1 = re.compile("[\x80-\x9f]")


def _signs(text: str) -> str:
    """The text with quotation marks and dashes where a Windows-1252 text was taken for Latin-1."""
    return _C1.sub(lambda match: _western(match[0].encode("latin-1")), text)


def _western(line: bytes) -> str:
    try:
        return line.decode("cp1252")
    except UnicodeDecodeError:
        return line.decode("latin-1")

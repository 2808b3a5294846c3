"""Marks that stand for private text, and finding them again in whatever form they were left.

A mark is 24 letters of eight that are rare in any text, so that eight of them in a row are found at
the speed of a regular expression and belong to exactly one mark.
"""

import base64
import binascii
import gzip
import html
import quopri
import random
import re
import sqlite3
import unicodedata
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import quote

LETTERS = "jkqvwxyz"
LENGTH, PIECE = 24, 8
_ONE = rb"[jkqvwxyzJKQVWXYZ]"
# Letters with accents in UTF-8, whole or with the accent after them.
_ACCENTED = rb"[\xc3-\xc8][\x80-\xbf]|\xe1[\xb8-\xbb][\x80-\xbf]|\xcc[\x80-\xbf]|\xcd[\x80-\xaf]"
_RUN = re.compile(rb"(?:" + _ONE + rb"|" + _ACCENTED + rb"){8,}")
_WIDE = (
    re.compile(rb"(?:" + _ONE + rb"\x00){8,}"),
    re.compile(rb"(?:\x00" + _ONE + rb"){8,}"),
)
_BASE64 = re.compile(rb"[A-Za-z0-9+/_-]{14,}")
_BASE32 = re.compile(rb"[A-Z2-7]{16,}")
_HEX = re.compile(rb"(?:[0-9a-fA-F]{2}[ :]?){8,}")
_PERCENT = re.compile(rb"%([0-9a-fA-F]{2})")
_QUOTED = re.compile(rb"=([0-9A-F]{2})")
_SOFT = re.compile(rb"=\r?\n")
_ENTITY = re.compile(rb"&#(?:x([0-9a-fA-F]{2,4})|([0-9]{2,5}));")
_ESCAPE = re.compile(rb"\\u00([0-9a-fA-F]{2})|\\x([0-9a-fA-F]{2})")
_ZLIB = re.compile(rb"\x1f\x8b\x08|\x78[\x01\x5e\x9c\xda]")
_LARGEST = 20_000_000


class Marks:
    """Makes marks, each with a name of what it stands for, and finds them again."""

    def __init__(self, seed: int) -> None:
        self._chance = random.Random(seed)
        self._owners: dict[str, str] = {}
        self.names: dict[str, str] = {}

    def make(self, name: str) -> str:
        """A new mark that stands for something."""
        while True:
            mark = "".join(self._chance.choices(LETTERS, k=LENGTH))
            pieces = {*_pieces(mark), *_pieces(mark[::-1])}
            if not any(piece in self._owners for piece in pieces):
                break
        self._owners.update(dict.fromkeys(pieces, name))
        self.names[name] = mark
        return mark

    def within(self, data: bytes) -> set[str]:
        """The names of all marks, or pieces of them, that stand in some form in these bytes."""
        return set().union(*(self._plain(view) for view in views(data)))

    def _plain(self, data: bytes) -> set[str]:
        found = set[str]()
        for run in _RUN.findall(data):
            text = unicodedata.normalize("NFKD", run.decode("utf-8", "ignore")).casefold()
            letters = "".join(c for c in text if c in LETTERS)
            found |= {self._owners[p] for p in _pieces(letters) if p in self._owners}
        return found


def _pieces(text: str) -> Iterator[str]:
    return (text[i : i + PIECE] for i in range(len(text) - PIECE + 1))


def views(data: bytes) -> Iterator[bytes]:
    """The bytes as they are, and all that is written in them in another form."""
    yield data
    yield from _narrowed(data)
    for runs, decode, step in (
        (_BASE64, _base64, 4),
        (_BASE32, base64.b32decode, 8),
        (_HEX, _hex, 2),
    ):
        inner = b" ".join(_decoded(data, runs, decode, step))
        yield inner
        yield from _narrowed(inner)
    yield from _unescaped(data)
    for inner in _inflated(data):
        yield from views(inner)


def _narrowed(data: bytes) -> Iterator[bytes]:
    """What is written in two bytes a letter."""
    for place, wide in enumerate(_WIDE):
        yield b" ".join(run[place::2] for run in wide.findall(data))


def _decoded(
    data: bytes, runs: re.Pattern[bytes], decode: Callable[[bytes], bytes], step: int
) -> Iterator[bytes]:
    """What the runs of a form say, wherever in them it may begin."""
    for run in runs.findall(data):
        for start in range(step):
            whole = run[start : start + (len(run) - start) // step * step]
            try:
                yield decode(whole)
            except (binascii.Error, ValueError):
                continue


def _base64(text: bytes) -> bytes:
    return base64.b64decode(text.translate(bytes.maketrans(b"-_", b"+/")))


def _hex(text: bytes) -> bytes:
    digits = re.sub(rb"[ :]", b"", text)
    return bytes.fromhex(digits[: len(digits) // 2 * 2].decode())


def _unescaped(data: bytes) -> Iterator[bytes]:
    def byte(match: re.Match[bytes]) -> bytes:
        return bytes([int(next(filter(None, match.groups())), 16)])

    def entity(match: re.Match[bytes]) -> bytes:
        point = int(match[1], 16) if match[1] else int(match[2])
        return chr(point).encode("utf-8", "ignore") if point < 0xD800 else b"?"

    for form, replace in (
        (_PERCENT, byte),
        (_QUOTED, byte),
        (_ENTITY, entity),
        (_ESCAPE, byte),
    ):
        if form.search(data):
            yield form.sub(replace, _SOFT.sub(b"", data) if form is _QUOTED else data)
    if _SOFT.search(data):
        yield _SOFT.sub(b"", data)


def _inflated(data: bytes) -> Iterator[bytes]:
    """What is packed in it by zlib, as in gzip, zip, PNG and PDF."""
    for match in _ZLIB.finditer(data):
        packed = data[match.start() : match.start() + _LARGEST]
        bits = 31 if packed.startswith(b"\x1f\x8b") else 15
        try:
            inner = zlib.decompressobj(bits).decompress(packed, _LARGEST)
        except zlib.error:
            continue
        if len(inner) >= PIECE:
            yield inner
    for place in _all(data, b"PK\x03\x04"):
        head = data[place : place + 30]
        start = place + 30 + int.from_bytes(head[26:28], "little")
        start += int.from_bytes(head[28:30], "little")
        try:
            yield zlib.decompressobj(-15).decompress(data[start : start + _LARGEST], _LARGEST)
        except zlib.error:
            continue


def _all(data: bytes, needle: bytes) -> Iterator[int]:
    place = data.find(needle)
    while place >= 0:
        yield place
        place = data.find(needle, place + 1)


def indexed(path: Path) -> bytes:
    """The words in the full text indexes of a database: on disk only their ends are written."""
    with sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro&immutable=1", uri=True) as db:
        tables = db.execute("SELECT name FROM sqlite_master WHERE sql LIKE '%USING fts5%'")
        found: list[str] = []
        for (name,) in tables.fetchall():
            db.execute(f"CREATE VIRTUAL TABLE temp.terms USING fts5vocab(main, {name}, row)")
            found += [row[0] for row in db.execute("SELECT term FROM temp.terms")]
            db.execute("DROP TABLE temp.terms")
    return "\n".join(found).encode()


FORMS: dict[str, Callable[[str], bytes]] = {
    "plain": str.encode,
    "upper case": lambda text: text.upper().encode(),
    "NFD with accents": lambda text: unicodedata.normalize("NFD", accented(text)).encode(),
    "NFC with accents": lambda text: accented(text).encode(),
    "UTF-16LE": lambda text: text.encode("utf-16-le"),
    "UTF-16BE": lambda text: text.encode("utf-16-be"),
    "base64": lambda text: base64.b64encode(text.encode()),
    "base64 one in": lambda text: base64.b64encode(b"x" + text.encode()),
    "base64 two in": lambda text: base64.b64encode(b"xy" + text.encode()),
    "base64 for addresses": lambda text: base64.urlsafe_b64encode(b"\xff\xfe" + text.encode()),
    "base64 of UTF-16": lambda text: base64.b64encode(text.encode("utf-16")),
    "base32": lambda text: base64.b32encode(text.encode()),
    "quoted-printable": lambda text: quopri.encodestring(f"ü{text}".encode()),
    "quoted-printable, every letter": lambda text: "".join(f"={ord(c):02X}" for c in text).encode(),
    "quoted-printable, broken": lambda text: f"{text[:9]}=\r\n{text[9:]}".encode(),
    "percent": lambda text: quote(f"ü {text}").encode(),
    "percent, every letter": lambda text: "".join(f"%{ord(c):02x}" for c in text).encode(),
    "HTML entities": lambda text: "".join(f"&#{ord(c)};" for c in text).encode(),
    "HTML entities, hexadecimal": lambda text: "".join(f"&#x{ord(c):x};" for c in text).encode(),
    "HTML": lambda text: html.escape(f"<{text}>").encode(),
    "JSON": lambda text: "".join(f"\\u{ord(c):04x}" for c in text).encode(),
    "Python": lambda text: "".join(f"\\x{ord(c):02x}" for c in text).encode(),
    "hexadecimal": lambda text: text.encode().hex().encode(),
    "hexadecimal, odd": lambda text: b"a" + text.encode().hex().encode(),
    "hexadecimal, apart": lambda text: text.encode().hex(" ").encode(),
    "reversed": lambda text: text[::-1].encode(),
    "gzip": lambda text: gzip.compress(f"some words {text} more".encode()),
    "zlib": lambda text: b"\x89PNG junk" + zlib.compress(f"words {text} more".encode()),
    "a piece of eight": lambda text: f"prefix{text[5:13]}".encode(),
    "cut as in an index": lambda text: f"\x08{text[11:]}\x01".encode(),
}  # fmt: skip
"""How a mark may be left; the tests show that each is found."""


def accented(text: str) -> str:
    """The same letters with accents on some of them."""
    return text.replace("z", "ź").replace("y", "ý").replace("w", "ŵ").replace("k", "ǩ")

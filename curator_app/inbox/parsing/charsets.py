"""Bytes to text, whatever a mail claims its character set to be."""

from __future__ import annotations

import codecs
from encodings import normalize_encoding
from encodings.aliases import aliases
from functools import lru_cache

NAMES = (
    *("ascii", "utf_8", "utf_7", "utf_16", "utf_16_le", "utf_16_be", "utf_32", "latin_1"),
    *(f"iso8859_{number}" for number in (2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 14, 15, 16)),
    *(f"cp{number}" for number in (437, 850, 852, 866, 874, 932, 949, 950)),
    *(f"cp{number}" for number in range(1250, 1259)),
    *("koi8_r", "koi8_u", "mac_roman", "mac_cyrillic", "big5", "big5hkscs", "gb2312", "gbk"),
    *("gb18030", "hz", "shift_jis", "shift_jis_2004", "euc_jp", "euc_kr", "johab", "iso2022_jp"),
    *("iso2022_jp_1", "iso2022_jp_2", "iso2022_jp_ext", "iso2022_kr", "tis_620", "ptcp154"),
)
"""What mails are written in, as Python names it. The child loads these before it can open no more
files. Python has codecs that unpack archives or run for hours (zlib, punycode); a mail that names
one of these, or any other, is read as if it named none."""
_WIDER = {"gb2312": "gb18030", "gbk": "gb18030", "euc_kr": "cp949", "shift_jis": "cp932"}
"""What is called so is in truth often written in the set that contains it."""
_WESTERN = frozenset({"ascii", "latin_1", "cp1252"})


def load() -> None:
    """Import every codec of NAMES, so that none is looked for on the disk later."""
    for name in NAMES:
        codecs.lookup(name)


@lru_cache(maxsize=200)
def _codec(charset: str) -> str:
    """Python's name of a character set, utf_8 when mails are not written in it."""
    plain = charset[:40].strip().strip("'\"").lower().removesuffix("-i").removesuffix("-e")
    name = normalize_encoding(plain) if plain.isascii() else ""
    name = aliases.get(name, name)
    return _WIDER.get(name, name) if name in NAMES else "utf_8"


def decoded(raw: bytes, charset: str) -> str:
    """`raw` as text. Never fails: a false claim is corrected where the bytes prove it false."""
    name = _codec(charset)
    if name in _WESTERN:
        # Text that is valid UTF-8 beyond ASCII is UTF-8 whatever it claims, and browsers read
        # Latin-1 as Windows-1252.
        name, tried = "cp1252", ("utf-8", "cp1252")
    else:
        tried = (name, "utf-8", "cp1252")
    for attempt in tried:
        try:
            return raw.decode(attempt)
        except (UnicodeError, ValueError):
            continue
    return raw.decode(name if name == "cp1252" else "utf-8", "replace")

"""Bytes to text, whatever a mail claims its character set to be."""

from __future__ import annotations

import codecs
import re
from encodings import normalize_encoding
from encodings.aliases import aliases
from functools import lru_cache

NAMES = (
    *("ascii", "utf_8", "utf_7", "utf_16", "utf_16_le", "utf_16_be", "utf_32", "latin_1"),
    *(f"iso8859_{number}" for number in (2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 14, 15, 16)),
    *(f"cp{number}" for number in (437, 850, 852, 855, 858, 862, 866, 874, 932, 949, 950)),
    *(f"cp{number}" for number in range(1250, 1259)),
    *("koi8_r", "koi8_u", "mac_roman", "mac_cyrillic", "big5", "big5hkscs", "gb2312", "gbk"),
    *("gb18030", "hz", "shift_jis", "shift_jis_2004", "euc_jp", "euc_kr", "johab", "iso2022_jp"),
    *("iso2022_jp_1", "iso2022_jp_2", "iso2022_jp_2004", "iso2022_jp_ext", "iso2022_kr"),
    *("tis_620", "ptcp154"),
)
"""What mails are written in, as Python names it. The child loads these before it can open no more
files. Python has codecs that unpack archives or run for hours (zlib, punycode); a mail that names
one of these, or any other, is read as if it named none."""
_WIDER = {"gb2312": "gb18030", "gbk": "gb18030", "euc_kr": "cp949", "shift_jis": "cp932"}
"""What is called so is in truth often written in the set that contains it."""
_WESTERN = frozenset({"ascii", "latin_1", "cp1252"})
_SAME = {"cp50220": "iso2022_jp", "cp50221": "iso2022_jp", "cp50222": "iso2022_jp"}
_NUMBERED = re.compile(r"(?:cp|win|windows|dos|ibm)_?(\d{3,5})")
_SURE = 4
"""With so many foreign letters, or one of three bytes, no text is UTF-8 by chance, whatever it
claims to be: in Chinese sets UTF-8 is mostly valid, but nonsense."""
_ONE_IN = 10
"""So many foreign letters must be right for each one that is not."""
_JAPANESE = re.compile(rb"\x1b\$[@B]")


def load() -> None:
    """Import every codec of NAMES, so that none is looked for on the disk later."""
    for name in NAMES:
        codecs.lookup(name)


@lru_cache(maxsize=200)
def _codec(charset: str) -> str:
    """Python's name of a character set, utf_8 when mails are not written in it."""
    plain = charset[:40].strip().strip("'\"").lower().removesuffix("-i").removesuffix("-e")
    name = normalize_encoding(plain).removeprefix("x_") if plain.isascii() else ""
    if numbered := _NUMBERED.fullmatch(name):
        name = f"cp{numbered[1]}"
    name = aliases.get(name, _SAME.get(name, name))
    return _WIDER.get(name, name) if name in NAMES else "utf_8"


def decoded(raw: bytes, charset: str) -> str:
    """`raw` as text. Never fails: a false claim is corrected where the bytes prove it false."""
    name = _codec(charset)
    if name in _WESTERN:
        # Text that is valid UTF-8 beyond ASCII is UTF-8 whatever it claims, and browsers read
        # Latin-1 as Windows-1252.
        name, tried = "cp1252", ("utf-8",)
    else:
        tried = (name, "utf-8")
    if name.startswith("iso2022_jp") and raw.isascii():
        return _japanese(raw, name)
    text = _exact(raw, "utf-8")
    if text is not None and (_foreign(text) >= _SURE or max(text, default="") > "\u07ff"):
        return text
    found = (
        next((text for one in tried if (text := _exact(raw, one)) is not None), None)
        or next((text for one in tried if (text := _mended(raw, one))), None)
        or _exact(raw, "cp1252")
    )
    return found or raw.decode(name if name == "cp1252" else "utf-8", "replace")


def _exact(raw: bytes, name: str) -> str | None:
    """The text, None when it is not all of this set."""
    try:
        return raw.decode(name)
    except (UnicodeError, ValueError):
        return None


def _mended(raw: bytes, name: str) -> str:
    """The text when next to all of it is in this set: one broken byte spoils no other; else ""."""
    try:
        text = raw.decode(name, "replace")
    except (UnicodeError, ValueError):
        return ""
    broken = text.count("\N{REPLACEMENT CHARACTER}")
    return text if broken * _ONE_IN < _foreign(text) else ""


def _foreign(text: str) -> int:
    return len(text) - len(text.encode("ascii", "ignore"))


def _japanese(raw: bytes, name: str) -> str:
    """ISO-2022-JP with the letters that mail programs write in it and no standard has there."""
    for text, attempt in ((raw, name), (raw, "iso2022_jp_ext")):
        try:
            return text.decode(attempt)
        except UnicodeError:
            continue
    return _JAPANESE.sub(b"\x1b$(Q", raw).decode("iso2022_jp_2004", "replace")

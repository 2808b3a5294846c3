"""Plain text as entries keep it, and foreign text made harmless and visible."""

from __future__ import annotations

import re
import unicodedata

_SURROGATE = re.compile(r"[\ud800-\udfff]")
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")

# What changes how other characters look, or cannot be seen itself. Joiners and direction marks
# (U+200C to U+200F, U+061C) belong to Persian, Hebrew and emoji, so running text keeps them.
_CONTROL = "\x00-\x08\x0b-\x1f\x7f-\x9f"
_DECEIVING = (
    r"\u202a-\u202e\u2066-\u2069\u206a-\u206f\ufff9-\ufffb\u200b\u2060-\u2064\ufeff\u00ad"
    r"\u115f\u1160\u3164\uffa0\U000e0000-\U000e0fff"
)
_IN_TEXT = re.compile(f"[{_CONTROL}{_DECEIVING}\ud800-\udfff]")
_IN_LINE = re.compile(f"[{_CONTROL}{_DECEIVING}\ud800-\udfff\u200c-\u200f\u061c]")
_MARKS = r"\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f"
_PILE = re.compile(f"([{_MARKS}]{{8}})[{_MARKS}]+")
LONGEST_LINE = 2000
"""A longer line is broken: text widgets take seconds for one of a million characters."""


def clean_text(text: str) -> str:
    """Text as it is stored: NFC, line ends as newline, no control characters, no lone surrogate."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return unicodedata.normalize("NFC", _UNPRINTABLE.sub("", text)).strip()


def shown_name(name: str) -> str:
    """The name of a file or a user, which may be bytes that are no text, as it can be stored."""
    return _SURROGATE.sub("\N{REPLACEMENT CHARACTER}", name)


def clean_line(text: str) -> str:
    """The same on one line, with single spaces."""
    return " ".join(clean_text(text).split())


def without_accents(text: str) -> str:
    """Text without accents, and with look-alike forms of letters as the letters they are."""
    return "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))


def counted(number: int, noun: str) -> str:
    """A number with its noun: "1 entry", "2,300 entries"."""
    plural = f"{noun[:-1]}ies" if noun.endswith("y") else f"{noun}s"
    return f"{number:,} {noun if number == 1 else plural}"


def visible_text(text: str) -> str:
    """Foreign text with everything in view: what deceives the eye is named, as in [U+202E].

    Piles of accents are cut at eight, lines of more than LONGEST_LINE characters are broken.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n").removeprefix("\ufeff")
    text = re.sub("[\u2028\u2029\x0b\x0c\x85]", "\n", text)
    text = _PILE.sub(r"\1", _IN_TEXT.sub(_named, text))
    return "\n".join(_broken(line) for line in text.split("\n"))


def visible_line(text: str, limit: int = 1000) -> str:
    """The same for a name, an address or a subject: one line of at most `limit` characters."""
    text = " ".join(text[: limit * 2].split())
    text = _PILE.sub(r"\1", _IN_LINE.sub(_named, text))
    return text if len(text) <= limit else f"{text[: limit - 1]}…"


def _named(found: re.Match[str]) -> str:
    point = ord(found[0])
    if 0xD800 <= point <= 0xDFFF:
        return "\N{REPLACEMENT CHARACTER}"
    if point < 0x20:
        return chr(0x2400 + point)  # the pictures of the control characters
    return "\N{SYMBOL FOR DELETE}" if point == 0x7F else f"[U+{point:04X}]"


def _broken(line: str) -> str:
    """A line in pieces of at most LONGEST_LINE, at a space where there is one."""
    pieces: list[str] = []
    start = 0
    while len(line) - start > LONGEST_LINE:
        end = line.rfind(" ", start + 1, start + LONGEST_LINE) + 1 or start + LONGEST_LINE
        pieces.append(line[start:end].rstrip(" "))
        start = end
    return "\n".join((*pieces, line[start:])) if pieces else line

"""Plain text as entries keep it."""

from __future__ import annotations

import re
import unicodedata

_SURROGATE = re.compile(r"[\ud800-\udfff]")
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")


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

"""Names of attachments: what a sender called a file becomes a name that is safe to save under."""

from __future__ import annotations

import re
import unicodedata

from curator_app.inbox.parsing.headers import words
from curator_app.inbox.parsing.limits import NAME

_UNSAFE = re.compile(r'[<>:"|?*\x00-\x1f\x7f-\x9f]')
_UNSEEN = re.compile(
    "[\u00ad\u061c\u115f\u1160\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164\ufeff\ufff9-\ufffb"
    "\ud800-\udfff\U000e0000-\U000e0fff]"
)
_DEVICES = re.compile(r"(con|prn|aux|nul|com\d|lpt\d|conin\$|conout\$)(\..*)?", re.IGNORECASE)


def safe_name(name: str, default: str = "attachment") -> str:
    """The last component of a path, visible, of at most NAME characters, harmless on any system.

    The ending is kept, so that a program that hides behind a picture's name is seen.
    """
    name = unicodedata.normalize("NFC", _UNSEEN.sub("", words(name[:4000])))
    name = re.split(r"[/\\]", name)[-1]
    name = _UNSAFE.sub("_", " ".join(name.split())).strip(". ")
    if not name:
        return default
    if _DEVICES.fullmatch(name):
        name = f"_{name}"
    if len(name) <= NAME:
        return name
    stem, dot, ending = name.rpartition(".")
    if not dot or len(ending) > 20:
        return name[:NAME].strip(". ")
    return f"{stem[: NAME - len(ending) - 2].rstrip('. ')}….{ending}"


def distinct(name: str, taken: set[str]) -> str:
    """The name, numbered when another file of the mail has it (capitals make no difference)."""
    stem, dot, ending = name.rpartition(".")
    if not stem:
        stem, dot, ending = name, "", ""
    candidate, number = name, 1
    while candidate.casefold() in taken:
        number += 1
        candidate = f"{stem} ({number}){dot}{ending}"
    taken.add(candidate.casefold())
    return candidate

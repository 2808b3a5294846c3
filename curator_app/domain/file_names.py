"""The name under which somebody else's file is saved: harmless wherever it lands."""

from __future__ import annotations

import re
import unicodedata

LONGEST = 100
_ODD = re.compile(r"[^\w.,()+@ -]")
_RESERVED = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)", re.IGNORECASE)
OPENED = frozenset((
    "pdf", "txt", "csv", "tsv", "png", "jpg", "jpeg", "gif", "webp", "tif", "tiff", "docx",
    "xlsx", "odt", "ods", "rtf", "bib", "ris", "eml",
))  # fmt: skip
"""Endings that keep their own; any other gets `.file` after it, so that nothing runs by a click."""


def safe_name(name: str) -> str:
    """A name for the file dialog to begin with: one part, plain characters, no running ending."""
    name = unicodedata.normalize("NFKC", name).replace("\\", "/").rpartition("/")[2]
    name = " ".join(_ODD.sub("_", name).split()).lstrip(". ").rstrip(". ")
    stem, dot, ending = name.rpartition(".")
    if not dot:
        stem, ending = name, ""
    if _RESERVED.match(name):
        stem = f"_{stem}"
    stem = stem[:LONGEST].rstrip(". ") or "attachment"
    if ending.lower() in OPENED:
        return f"{stem}.{ending}"
    return f"{stem}.{ending[:20]}.file" if ending else f"{stem}.file"

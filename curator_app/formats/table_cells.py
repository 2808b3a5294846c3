"""One value as the text of a cell and back: the agreement of the table's writer and its reader.

A list is parted by "; "; where an item holds a semicolon it is JSON. What is neither text, number
nor list is JSON. In a text file a cell that a spreadsheet would take for a formula begins with an
apostrophe (security.md S7): one that begins with = + - @ | %, a tab or a line end, also in full
width, and also behind spaces, quotation marks or a byte order mark.
"""

from __future__ import annotations

import json
import re
from typing import Any, cast

from curator_app.domain.entry import Entry
from curator_app.domain.fields import BY_NAME
from curator_app.formats.public_form import PUBLIC_FIELDS, public_form

_FORMULA = re.compile("[\\s\"'\ufeff\0]*[=+@|%\uff1d\uff0b\uff20\uff0d\t\r\n\0\ufeff-]")


def guarded(text: str) -> str:
    """The text of a cell that no spreadsheet takes for a formula (OWASP, CSV injection)."""
    return f"'{text}" if _FORMULA.match(text) else text


def unguarded(text: str) -> str:
    """What `guarded` was given."""
    return text[1:] if text.startswith("'") and _FORMULA.match(text[1:]) else text


_QUOTED = re.compile(r"""\s*+(?:'((?:[^'\\]|\\.)*+)'|"((?:[^"\\]|\\.)*+)")\s*+(?:,|\Z)""")


def quoted_items(text: str) -> list[str] | None:
    """The items of a list as programs write it, ['See, D', "O'Hara, B"]; None for other cells."""
    if not (text.startswith("[") and text.endswith("]")):
        return None
    found: list[str] = []
    place, inner = 0, text[1:-1].rstrip(" ,")
    while place < len(inner):
        match = _QUOTED.match(inner, place)
        if match is None:
            return None
        found.append(re.sub(r"\\(.)", r"\1", match[1] if match[1] is not None else match[2]))
        place = match.end()
    return found


def cells(entry: Entry) -> list[str]:
    """The cells of an entry, one for each of PUBLIC_FIELDS; not yet guarded."""
    form = public_form(entry)
    return [to_cell(name, form.get(name)) for name in PUBLIC_FIELDS]


def to_cell(name: str, value: Any) -> str:
    """A field's value, in its JSON form, as the text of a cell; not yet guarded."""
    if value is None:
        return ""
    if isinstance(value, str | int):
        return str(value)
    if BY_NAME[name].kind == "list":
        items = cast("list[str]", value)
        plain = all(";" not in item for item in items) and items[:1] != [""]
        joined = "; ".join(items)
        return joined if plain and not joined.startswith("[") else _json(items)
    return _json(value)


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def from_cell(name: str, text: str) -> Any:
    """The value of a field from a cell that `to_cell` made.

    A text that is not of the agreed form is given as it is; `domain.fields.parse` refuses it.
    """
    kind = BY_NAME[name].kind
    if kind not in ("list", "special"):
        return text
    if kind == "special" or text.startswith("["):
        try:
            value = json.loads(text)
        except (ValueError, RecursionError):
            value = None
        if kind == "special":
            return text if value is None else value
        if isinstance(value, list):
            return cast("list[Any]", value)
    return [item.strip() for item in text.split(";") if item.strip()]

"""What may leave the library of an entry: everything that `domain.fields.PRIVATE` does not name."""

from __future__ import annotations

from typing import Any

from curator_app.domain.citation import page_url
from curator_app.domain.entry import Entry
from curator_app.domain.fields import FIELDS, PRIVATE, entry_to_json

PUBLIC_FIELDS = tuple(field.name for field in FIELDS if field.name not in PRIVATE)
"""The names of the fields in the order of the editor; also the headings of a table."""
# Who stands behind an override is the library's own affair: their names are on no page.
_WHO = ("set_by", "confirmed_by")


def public_form(entry: Entry) -> dict[str, Any]:
    """The public fields that say something, as JSON."""
    data = entry_to_json(entry)
    public = {name: value for name, value in data.items() if name not in PRIVATE}
    override = public.get("pem", {}).get("override")
    if override:
        said = {name: value for name, value in override.items() if name not in _WHO}
        public["pem"] = {**public["pem"], "override": said}
    return public


def with_address(entry: Entry, site_url: str) -> dict[str, Any]:
    """The same with the address of its page as `url`."""
    return {**public_form(entry), "url": page_url(entry.slug, site_url)}


def one_line(text: str) -> str:
    """A value for formats that know lines: every run of space becomes one blank."""
    return " ".join(text.split())

"""The style sheet and the icon, under names that carry their content's hash."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cache

from curator_app.errors import NotFound
from curator_app.paths import resources


@dataclass(frozen=True)
class Asset:
    """One file that pages refer to; `path` begins with assets/."""

    path: str
    data: bytes
    mime: str


def _load(name: str, mime: str) -> Asset:
    data = (resources() / "site" / name).read_bytes()
    stem, _, suffix = name.partition(".")
    digest = hashlib.sha256(data).hexdigest()[:8]
    return Asset(f"assets/{stem}.{digest}.{suffix}", data, mime)


@cache
def style() -> Asset:
    """The one style sheet of all pages."""
    return _load("site.css", "text/css")


@cache
def icon() -> Asset:
    """The icon in the browser's tab."""
    return _load("icon.svg", "image/svg+xml")


def all_assets() -> tuple[Asset, ...]:
    """Every asset of the site."""
    return (style(), icon())


def asset(path: str) -> tuple[bytes, str]:
    """The bytes and type of an asset by the path that pages use; raises NotFound."""
    for item in all_assets():
        if path.endswith("/" + item.path) or path == item.path:
            return item.data, item.mime
    raise NotFound(f"The site has no file {path}.")

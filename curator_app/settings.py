"""The user's settings and window layout: one small JSON file in the config folder."""

from __future__ import annotations

import contextlib
import json
import os
import tempfile
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from typing import Any, cast

from curator_app.paths import make_private

FILE = "settings.json"
THEMES = ("system", "light", "dark")


@dataclass(frozen=True)
class Settings:
    """What the user chose; `layout` is what the window remembers of itself.

    `columns` is what tables were read as: for their headings the fields.

    `inbox` is what the window of contributions remembers: sizes and minutes, nothing of a message.
    `lookups` says who asks public services: `email`, and whether the keyring has a `key`.

    `extra` keeps keys that a newer version wrote, so that going back loses nothing.
    """

    who: str = ""
    theme: str = "system"
    publish_to: str = ""
    layout: Mapping[str, Any] = field(default_factory=dict[str, Any])
    inbox: Mapping[str, Any] = field(default_factory=dict[str, Any])
    lookups: Mapping[str, Any] = field(default_factory=dict[str, Any])
    columns: Mapping[str, Any] = field(default_factory=dict[str, Any])
    extra: Mapping[str, Any] = field(default_factory=dict[str, Any])
    export_to: str = ""
    export_format: str = ""


def load(folder: Path) -> Settings:
    """Read the settings; a missing or unreadable file gives the defaults."""
    try:
        data: Any = json.loads((folder / FILE).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return Settings()
    if not isinstance(data, dict):
        return Settings()
    form = cast("dict[str, Any]", data)
    known = {item.name for item in fields(Settings)} - {"extra"}
    values = {name: form[name] for name in known if _fits(name, form.get(name))}
    return Settings(**values, extra={k: v for k, v in form.items() if k not in known})


def _fits(name: str, value: Any) -> bool:
    if name in ("layout", "inbox", "lookups", "columns"):
        return isinstance(value, dict)
    if name == "theme":
        return value in THEMES
    return isinstance(value, str)


def save(folder: Path, settings: Settings) -> None:
    """Write the settings beside the old file and switch, so that a crash leaves one of the two."""
    make_private(folder)
    data = asdict(settings)
    data = {**data.pop("extra"), **data}
    handle, name = tempfile.mkstemp(dir=folder, prefix=f".{FILE}-")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            json.dump(data, file, ensure_ascii=False, indent=1)
        Path(name).replace(folder / FILE)
    except BaseException:
        with contextlib.suppress(OSError):
            Path(name).unlink()
        raise

"""The demo atlas: real studies with summaries of our own, to look around in and to test with."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from curator_app.domain.query import ListQuery
from curator_app.paths import Paths, resources
from curator_app.services.library import Library

SOURCE = "demo/atlas.jsonl"


def folder() -> Path:
    """Where the demo atlas of this user lives: beside the library, never in it."""
    return Paths.of_user().library.with_name("demo")


def records() -> list[dict[str, Any]]:
    """The demo's entries as JSON values by field name."""
    text = (resources() / SOURCE).read_text(encoding="utf-8")
    return [json.loads(line) for line in text.splitlines() if line.strip()]


def fill(library: Library) -> int:
    """Put the demo's entries into an empty library as one step; returns how many."""
    if library.read_only or library.ids(ListQuery(limit=1)):
        return 0
    # The list shows the latest first, so the file's first study goes in last.
    entries = [library.new_entry(record) for record in reversed(records())]
    library.add_all(entries, "The demo atlas", "Written for the demo from published facts")
    return len(entries)

"""What a plan is made from: files with what was said of their tables, or a text."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from curator_app.errors import BadFile
from curator_app.services.import_plan import ImportPlan, Progress, plan_import
from curator_app.services.library import Library
from curator_app.services.tables import ColumnMapping, Proposal, is_table, propose_columns

PASTED = "Pasted text"


@dataclass(frozen=True)
class Source:
    """Files, or a text that has no file."""

    paths: Sequence[Path] = ()
    tables: Mapping[Path, ColumnMapping] = field(default_factory=dict[Path, ColumnMapping])
    text: str = ""

    def plan(
        self, library: Library, progress: Progress, cancelled: Callable[[], bool]
    ) -> ImportPlan:
        """What would become of the records; called on a reader."""
        if not self.text:
            return plan_import(
                library, self.paths, progress=progress, cancelled=cancelled, tables=self.tables
            )
        with tempfile.TemporaryDirectory(prefix="atlas-curator-") as folder:
            path = Path(folder) / PASTED
            path.write_text(self.text, encoding="utf-8", errors="replace")
            return plan_import(library, [path], progress=progress, cancelled=cancelled)


def table_proposals(paths: Sequence[Path]) -> dict[Path, Proposal]:
    """The tables among the files, and what their columns seem to be; called on a reader."""
    found: dict[Path, Proposal] = {}
    for path in paths:
        try:
            if is_table(path):
                found[path] = propose_columns(path)
        except BadFile:
            continue  # The plan says why.
    return found

"""Imports as they stand in the history: the operation of each, and what its files held.

An import's report is a row of `meta`; one made before there were reports has its operation only.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import orjson
from sqlalchemy import Connection

from curator_app.domain.operation import Operation
from curator_app.storage.database import driver_of

LABEL, LOOKUP = "Import of ", "Look-up of "
"""How the label of an import's operation begins: of files, of what services answered."""
_REPORT = "import-"
_IMPORTS = """SELECT id, kind, label, at, who, target, entries,
    coalesce((SELECT kind FROM operation AS later WHERE later.target = operation.id
        ORDER BY later.id DESC LIMIT 1), '') = 'undo'
    FROM operation WHERE kind = 'ordinary'
        AND (substr(label, 1, ?) = ? OR substr(label, 1, ?) = ?) ORDER BY id DESC"""


def keep_report(conn: Connection, operation_id: int, report: Mapping[str, Any]) -> None:
    """Remember what an import read, beside the operation that it was."""
    conn.exec_driver_sql(
        "INSERT INTO meta(name, value) VALUES (?, ?)",
        (f"{_REPORT}{operation_id}", orjson.dumps(report).decode()),
    )


def reports(conn: Connection) -> dict[int, dict[str, Any]]:
    """The reports by the number of their operation."""
    found = driver_of(conn).execute(
        "SELECT name, value FROM meta WHERE name >= ? AND name < ?", (_REPORT, f"{_REPORT}:")
    )
    return {int(name.removeprefix(_REPORT)): orjson.loads(value) for name, value in found}


def operations(conn: Connection) -> list[tuple[Operation, bool]]:
    """All imports, newest first, each with whether it is undone now."""
    found = driver_of(conn).execute(_IMPORTS, (len(LABEL), LABEL, len(LOOKUP), LOOKUP))
    return [(Operation(*row[:7]), bool(row[7])) for row in found]

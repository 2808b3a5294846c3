"""import and export: other people's files in and out."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from curator_app.cli.editing import Command
from curator_app.cli.main import DONE, open_library, refuse, say

if TYPE_CHECKING:
    from curator_app.services.importing import ImportResult

FORMATS = (
    "auto",
    "bibtex",
    "ris",
    "nbib",
    "pubmed-xml",
    "esummary",
    "jats",
    "europe-pmc",
    "crossref",
    "csl-json",
    "endnote-xml",
    "csv",
    "jsonl",
    "atlas-page",
)
WRITTEN = ("auto", "bibtex", "ris", "csl-json", "csv", "xlsx", "jsonl")


def add_commands(command: Command) -> None:
    """Declare the commands of this module."""
    take = command("import", _import, "import files")
    take.add_argument("files", nargs="+", type=Path, metavar="FILE")
    take.add_argument("--dry-run", action="store_true", help="only say what would happen")
    take.add_argument("--format", choices=FORMATS, default="auto")
    take.add_argument(
        "--columns",
        default="",
        metavar="WORDS",
        help='of a table, which column is which field: "Titel=title,Jahr=year,Notes="',
    )
    give = command("export", _export, "write the public entries to a file")
    give.add_argument("file", type=Path, metavar="FILE")
    give.add_argument("--format", choices=WRITTEN, default="auto")
    give.add_argument("--query", default="", help="only what this search finds")


def _import(args: argparse.Namespace) -> int:
    from curator_app.services.importing import apply_import, foresee, plan_import
    from curator_app.services.tables import said_columns

    with closing(open_library(args, write=not args.dry_run)) as library:
        tables = said_columns(args.files, args.columns, args.format) if args.columns else None
        plan = plan_import(library, args.files, args.format, tables=tables)
        data = data_of(foresee(library, plan) if args.dry_run else apply_import(library, plan))
    refusals = [i for i in data["items"] if i["outcome"] == "refused"]
    say(args, data, "\n".join(lines_of(data)))
    if refusals and len(refusals) == data["records"]:
        return refuse(f"Nothing was imported. {refusals[0]['reason']}")
    unread = [i for i in refusals if not i["line"]]
    return refuse(f"The other files were read, but not {_names(unread)}.") if unread else DONE


def lines_of(data: dict[str, Any]) -> list[str]:
    """The counts of an import, and each refusal with where and why."""
    counts = [f"{data[name]:,} {name}" for name in ("created", "matched", "updated", "refused")]
    lines = [f"{data['records']:,} records: {', '.join(counts)}"]
    for item in data["items"]:
        if item["outcome"] == "refused":
            where = f", line {item['line']}" if item["line"] else ""
            lines.append(f"{item['file']}{where}: {item['reason']}")
    return lines


def _names(items: Sequence[dict[str, Any]]) -> str:
    return "; nor ".join(f"{item['file']} ({item['reason']})" for item in items)


def _export(args: argparse.Namespace) -> int:
    from curator_app.services.exporting import WHOLE, export

    with closing(open_library(args, write=False)) as library:
        done = export(library, args.file, args.format, replace(WHOLE, text=args.query))
    data = {"file": str(args.file), "entries": done.entries, "left_out": done.left_out}
    say(args, data | ({"remark": done.remark} if done.remark else {}), done.sentence())
    return DONE


def data_of(result: ImportResult) -> dict[str, Any]:
    """What an import did, for programs."""
    return {
        "records": result.records,
        "created": result.created,
        "matched": result.matched,
        "updated": result.updated,
        "refused": result.refused,
        "items": list(result.items),
    }

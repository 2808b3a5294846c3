"""import and export: other people's files in and out."""

from __future__ import annotations

import argparse
from contextlib import closing
from pathlib import Path
from typing import Any

from curator_app.cli.editing import Command
from curator_app.cli.main import DONE, REFUSED, open_library, refuse, say

FORMATS = (
    "auto",
    "bibtex",
    "ris",
    "nbib",
    "pubmed-xml",
    "csl-json",
    "endnote-xml",
    "csv",
    "atlas-page",
)


def add_commands(command: Command) -> None:
    """Declare the commands of this module."""
    take = command("import", _import, "import files")
    take.add_argument("files", nargs="+", type=Path, metavar="FILE")
    take.add_argument("--dry-run", action="store_true", help="only say what would happen")
    take.add_argument("--format", choices=FORMATS, default="auto")
    give = command("export", _export, "write the public entries to a file")
    give.add_argument("file", type=Path, metavar="FILE")
    give.add_argument("--format", choices=("auto", "bibtex", "jsonl"), default="auto")
    give.add_argument("--query", default="", help="only what this search finds")


def _import(args: argparse.Namespace) -> int:
    from curator_app.services.importing import apply_import, plan_import

    with closing(open_library(args, write=not args.dry_run)) as library:
        plan = plan_import(library, args.files, args.format)
        data = _planned(plan) if args.dry_run else _done(apply_import(library, plan))
    counts = [f"{data[name]:,} {name}" for name in ("created", "matched", "updated", "refused")]
    refusals = [i for i in data["items"] if i["outcome"] == "refused"]
    lines = [f"{data['records']:,} records: {', '.join(counts)}"]
    lines += [f"{i['file']}, line {i['line']}: {i['reason']}" for i in refusals]
    say(args, data, "\n".join(lines))
    if refusals and len(refusals) == data["records"]:
        return refuse(f"Nothing was imported. {refusals[0]['reason']}")
    return REFUSED if any(not i["line"] for i in refusals) else DONE


def _export(args: argparse.Namespace) -> int:
    from curator_app.services.exporting import export

    with closing(open_library(args, write=False)) as library:
        count = export(library, args.file, args.format, args.query)
    say(args, {"file": str(args.file), "entries": count}, f"{count:,} entries: {args.file}")
    return DONE


def _done(result: Any) -> dict[str, Any]:
    return {
        "records": result.records,
        "created": result.created,
        "matched": result.matched,
        "updated": result.updated,
        "refused": result.refused,
        "items": list(result.items),
    }


def _planned(plan: Any) -> dict[str, Any]:
    """The same shape for a dry run, by what applying the plan would do."""
    words = {"new": "created", "same": "matched", "refused": "refused"}
    items: list[dict[str, Any]] = []
    for record in plan.records:
        fills = any(mine in ("", None, [], {}) for _, mine, _ in record.differences)
        outcome = words.get(record.outcome) or ("updated" if fills else "matched")
        items.append(
            {
                "file": record.file,
                "line": record.line,
                "key": record.key,
                "outcome": outcome,
                "slug": record.slug,
                "reason": record.reason,
            }
        )
    counts = {
        name: sum(item["outcome"] == name for item in items)
        for name in ("created", "matched", "updated", "refused")
    }
    return {"records": len(items), **counts, "items": items}

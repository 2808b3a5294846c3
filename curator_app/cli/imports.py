"""imports: those that were made, and taking one back."""

from __future__ import annotations

import argparse
from contextlib import closing
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from curator_app.cli.editing import Command
from curator_app.cli.main import DONE, add_global, open_library, say

if TYPE_CHECKING:
    from curator_app.services.import_history import PastImport


def add_commands(command: Command) -> None:
    """Declare the commands of this module."""
    top = command("imports", _list, "the imports that were made, and taking one back")
    acts = top.add_subparsers(dest="imports_command", metavar="COMMAND", parser_class=type(top))
    listing = acts.add_parser("list", help="print them, the newest first (the default)")
    undo = acts.add_parser("undo", help="take a whole import back, except what was edited since")
    undo.add_argument("id", type=int, metavar="ID", help="its number in the list")
    undo.add_argument("--dry-run", action="store_true", help="only say what would happen")
    for sub, run in ((listing, _list), (undo, _undo)):
        add_global(sub, top=False)
        sub.set_defaults(run=run)


def _list(args: argparse.Namespace) -> int:
    from curator_app.services.import_history import past_imports

    with closing(open_library(args, write=False)) as library:
        found = past_imports(library)
    lines = [_line(past) for past in found] or ["Nothing was imported yet."]
    say(args, [_json(past) for past in found], "\n".join(lines))
    return DONE


def _undo(args: argparse.Namespace) -> int:
    from curator_app.services.import_history import foresee_undo, undo_import

    with closing(open_library(args, write=not args.dry_run)) as library:
        act = foresee_undo if args.dry_run else undo_import
        done = act(library, args.id)
    data = {
        "removed": done.removed,
        "emptied": done.emptied,
        "left": [asdict(x) for x in done.left],
    }
    lines = [done.sentence(), *(f"{x.slug}\t{x.why}" for x in done.left)]
    say(args, data, "\n".join(lines))
    return DONE


def _json(past: PastImport) -> dict[str, Any]:
    names = ("file", "line", "reason")
    refusals = [dict(zip(names, item, strict=True)) for item in past.refusals]
    return asdict(past) | {"files": list(past.files), "refusals": refusals}


def _line(past: PastImport) -> str:
    counts = (
        f"{past.entries:,} entries"
        if past.created is None
        else f"{past.created:,} created, {past.updated:,} updated, {past.matched:,} matched,"
        f" {past.refused:,} refused"
    )
    undone = "\ttaken back" if past.undone else ""
    return f"{past.id}\t{past.at}\t{past.who}\t{', '.join(past.files)}\t{counts}{undone}"

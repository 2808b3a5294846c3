"""approve: a person read the pages and found them ready."""

from __future__ import annotations

import argparse
from contextlib import closing

from curator_app.cli.editing import Command
from curator_app.cli.main import DONE, open_library, say


def add_commands(command: Command) -> None:
    """Declare the command of this module."""
    approve = command("approve", _approve, "say that you read these pages and that they are ready")
    approve.add_argument("slugs", nargs="+", metavar="SLUG")
    approve.add_argument("-m", "--note", default="", help="why, for the history")


def _approve(args: argparse.Namespace) -> int:
    from curator_app.services import approving

    with closing(open_library(args, write=True)) as library:
        ids = list(dict.fromkeys(library.entry(slug).id for slug in args.slugs))
        changes = approving.approve(library, ids, args.note)
        found = [library.entry_by_id(id_) for id_ in ids]
        data = [
            {
                "slug": entry.slug,
                "state": entry.state,
                "approval_standing": approving.standing(library, entry),
                "approved_by": entry.approval.who if entry.approval else "",
                "approved_at": entry.approval.at if entry.approval else "",
            }
            for entry in found
        ]
    say(args, data, changes.message)
    return DONE

"""backup, verify, recover, self-check: keeping a library whole."""

from __future__ import annotations

import argparse
from contextlib import closing
from pathlib import Path

from curator_app.cli.editing import Command
from curator_app.cli.main import DONE, library_folder, open_library, refuse, say
from curator_app.domain.query import ListQuery


def add_commands(command: Command) -> None:
    """Declare the commands of this module."""
    backup = command("backup", _backup, "make a verified copy of the library's database")
    backup.add_argument("--to", type=Path, metavar="FILE", help="default: the backups folder")
    command("verify", _verify, "check the whole library, its history included")
    recover = command("recover", _recover, "salvage a damaged database or backup into a new file")
    recover.add_argument("file", type=Path, metavar="FILE")
    recover.add_argument("--to", type=Path, metavar="FILE", help="default: beside FILE")
    command("self-check", _self_check, "start every part once and say what is missing")


def _backup(args: argparse.Namespace) -> int:
    from curator_app.services import upkeep

    with closing(open_library(args, write=False)) as library:
        path = upkeep.make_backup(library, args.to)
    say(args, {"file": str(path)}, f"The copy was made and checked: {path}")
    return DONE


def _verify(args: argparse.Namespace) -> int:
    from curator_app.services import upkeep

    with closing(open_library(args, write=False)) as library:
        problems = upkeep.check(library)
        count = len(library.ids(ListQuery(removed=True))) + len(library.ids(ListQuery()))
    data = {"ok": not problems, "entries": count, "problems": problems}
    say(args, data, "\n".join(problems) or f"All is well: {count:,} entries and their history.")
    if problems:
        return refuse(f"{len(problems)} problems were found. Nothing was changed; see the list.")
    return DONE


def _recover(args: argparse.Namespace) -> int:
    from curator_app.services import upkeep

    target, report = upkeep.salvage(args.file, args.to)
    say(args, {"file": str(target), **report.to_json()}, report.sentence())
    return DONE


def _self_check(args: argparse.Namespace) -> int:
    from curator_app import self_check

    results = self_check.run(library_folder(args))
    data = {"ok": all(r.ok for r in results), "parts": [r.to_json() for r in results]}
    lines = [f"{'ok' if r.ok else 'MISSING'}  {r.part}: {r.detail}" for r in results]
    say(args, data, "\n".join(lines))
    missing = [r.part for r in results if not r.ok]
    return refuse(f"Missing: {', '.join(missing)}.") if missing else DONE

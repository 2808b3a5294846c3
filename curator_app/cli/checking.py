"""check: the findings of wording, field and link checks."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from contextlib import closing
from typing import TYPE_CHECKING

from curator_app.cli.editing import Command
from curator_app.cli.main import DONE, open_library, refuse, say

if TYPE_CHECKING:
    from curator_app.domain.checks.finding import Finding
    from curator_app.services.library import Library

SEVERITIES = ("CRITICAL", "WARN", "INFO")


def add_commands(command: Command) -> None:
    """Declare the command of this module."""
    check = command("check", _check, "check wording, fields and links (exit 1: CRITICAL is open)")
    check.add_argument("slugs", nargs="*", metavar="SLUG", help="default: every entry")
    check.add_argument(
        "--severity",
        action="append",
        choices=SEVERITIES,
        help="print only these (may be repeated)",
    )


def _check(args: argparse.Namespace) -> int:
    with closing(open_library(args, write=False)) as library:
        found = [(slug, f) for slug, findings in _findings(library, args.slugs) for f in findings]
    wanted = set(args.severity or SEVERITIES)
    shown = [(slug, f) for slug, f in found if f.severity in wanted]
    data = [{"slug": slug, **finding.to_json()} for slug, finding in shown]
    lines = [f"{slug}: {f.severity} {f.field} {f.rule}: {f.message}" for slug, f in shown]
    say(args, data, "\n".join(lines) or "Nothing was found.")
    grave = sum(f.severity == "CRITICAL" for _, f in found)
    if grave:
        count = "1 CRITICAL finding is" if grave == 1 else f"{grave} CRITICAL findings are"
        return refuse(f"{count} open. Nothing was changed; see the list.")
    return DONE


def _findings(library: Library, slugs: list[str]) -> Iterator[tuple[str, tuple[Finding, ...]]]:
    from curator_app.services.checking import Checker

    checker = Checker(library)
    if not slugs:
        yield from checker.all()
        return
    for slug in slugs:
        entry = library.entry(slug)
        yield entry.slug, checker.entry(entry)

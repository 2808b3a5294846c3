"""check and dismiss: the findings of wording, field and link checks, and deciding about them."""

from __future__ import annotations

import argparse
from collections.abc import Container, Iterable
from contextlib import closing
from typing import TYPE_CHECKING, Any

from curator_app.cli.editing import Command
from curator_app.cli.main import DONE, open_library, refuse, say
from curator_app.domain.checks.finding import CRITICAL, SEVERITIES

if TYPE_CHECKING:
    from curator_app.domain.checks.finding import Finding
    from curator_app.services.inspecting import Report
    from curator_app.services.library import Library


def add_commands(command: Command) -> None:
    """Declare the commands of this module."""
    check = command("check", _check, "check wording, fields and links (exit 1: CRITICAL is open)")
    check.add_argument("slugs", nargs="*", metavar="SLUG", help="default: every entry")
    check.add_argument(
        "--severity",
        action="append",
        choices=SEVERITIES,
        help="print only these (may be repeated)",
    )
    check.add_argument(
        "--dismissed", action="store_true", help="print what was dismissed, by whom and why"
    )
    dismiss = command("dismiss", _dismiss, "dismiss a finding, with the reason")
    dismiss.add_argument("slug", metavar="SLUG")
    dismiss.add_argument("rule", metavar="RULE")
    dismiss.add_argument("--field", default="", help="the field that it speaks of")
    dismiss.add_argument("--reason", required=True, help="why it does not hold; kept in the entry")
    dismiss.add_argument(
        "--sentence", default="", metavar="HASH", help="the sentence_hash, when several were found"
    )


def _check(args: argparse.Namespace) -> int:
    with closing(open_library(args, write=False)) as library:
        reports = list(_reports(library, args.slugs))
    wanted = set(args.severity or SEVERITIES)
    if args.dismissed:
        return _print_dismissed(args, reports, wanted)
    shown = [(r.slug, f) for r in reports for f in r.findings if f.severity in wanted]
    data = [{"slug": slug, **finding.to_json()} for slug, finding in shown]
    say(args, data, "\n".join(_line(slug, f) for slug, f in shown) or "Nothing was found.")
    grave = sum(f.severity == CRITICAL for r in reports for f in r.findings)
    if grave:
        count = "1 CRITICAL finding is" if grave == 1 else f"{grave} CRITICAL findings are"
        return refuse(f"{count} open. Nothing was changed; see the list.")
    return DONE


def _print_dismissed(
    args: argparse.Namespace, reports: Iterable[Report], wanted: Container[str]
) -> int:
    data: list[dict[str, Any]] = []
    lines: list[str] = []
    for report in reports:
        for finding, done in report.dismissed:
            if finding.severity in wanted:
                decision = {"reason": done.reason, "who": done.who, "at": done.at}
                data.append({"slug": report.slug, **finding.to_json(), **decision})
                said = f"dismissed by {done.who}, {done.at}: {done.reason}"
                lines.append(f"{_line(report.slug, finding)} ({said})")
    say(args, data, "\n".join(lines) or "Nothing was dismissed.")
    return DONE


def _line(slug: str, finding: Finding) -> str:
    return f"{slug}: {finding.severity} {finding.field} {finding.rule}: {finding.message}"


def _reports(library: Library, slugs: list[str]) -> Iterable[Report]:
    from curator_app.services.inspecting import Inspector

    inspector = Inspector(library)
    return [inspector.entry(library.entry(slug)) for slug in slugs] if slugs else inspector.all()


def _dismiss(args: argparse.Namespace) -> int:
    from curator_app.services import deciding
    from curator_app.services.inspecting import Inspector

    with closing(open_library(args, write=True)) as library:
        entry = library.entry(args.slug)
        found = Inspector(library).entry(entry).findings
        finding = deciding.one_finding(found, args.rule, args.field, args.sentence)
        changes = deciding.dismiss(library, {entry.id: [finding.key]}, args.reason)
    data = {"slug": entry.slug, **finding.to_json(), "reason": args.reason}
    say(args, data, f"{_line(entry.slug, finding)}\n{changes.message}")
    return DONE

"""lookup, refresh and retractions: public services asked about papers, when told to."""

from __future__ import annotations

import argparse
from contextlib import closing
from typing import TYPE_CHECKING, Any

from curator_app.cli.editing import Command
from curator_app.cli.files import data_of, lines_of
from curator_app.cli.main import DONE, open_library, refuse, say
from curator_app.errors import BadValue

if TYPE_CHECKING:
    from curator_app.domain.pasted import Identifier
    from curator_app.services.library import Library
    from curator_app.services.looking_up import LookUps, Waiting


def add_commands(command: Command) -> None:
    """Declare the commands of this module."""
    take = command("lookup", _lookup, "add papers by DOI, PMID, PMCID or the address of their page")
    take.add_argument("ids", nargs="*", metavar="ID")
    take.add_argument("--queued", action="store_true", help="ask again for what got no answer")
    take.add_argument("--dry-run", action="store_true", help="ask, and only say what would happen")
    fresh = command("refresh", _refresh, "compare an entry with what its source says now")
    fresh.add_argument("slug", metavar="SLUG")
    fresh.add_argument(
        "--apply",
        metavar="FIELDS",
        default="",
        help="take these fields from the source (title,year); empty: those the entry has not",
        nargs="?",
        const="empty",
    )
    check = command("retractions", _retractions, "ask what happened to the papers of the library")
    check.add_argument("--all", action="store_true", help="also those checked in the last 7 days")
    check.add_argument("--dry-run", action="store_true", help="ask, and write nothing into entries")


def lookups_of(library: Library) -> LookUps:
    """The look-ups of a library, asked in the name of this computer's settings."""
    from curator_app import settings
    from curator_app.keychain import Keychain
    from curator_app.paths import Paths
    from curator_app.services.looking_up import LookUps, contact_of

    chosen = settings.load(Paths.of_user().config)
    return LookUps(library, contact_of(chosen, Keychain()))


def _lookup(args: argparse.Namespace) -> int:
    from curator_app.services.importing import ImportResult, foresee

    if not args.ids and not args.queued:
        raise BadValue("ids", "Say what to look up, or --queued.")
    given = _identifiers(args.ids)
    with closing(open_library(args, write=not args.dry_run)) as library:
        lookups = lookups_of(library)
        queued = [one.identifier for one in lookups.waiting()] if args.queued else []
        wanted = list({i.key: i for i in (*given, *queued)}.values())
        found = lookups.look_up(wanted, queue=not args.dry_run)
        result = ImportResult(0, 0, 0, 0, 0)
        if found.plan is not None:
            result = foresee(library, found.plan) if args.dry_run else lookups.apply(found)
        waiting = [_json(one) for one in found.waiting]
        data: dict[str, Any] = {**data_of(result), "waiting": waiting}
        if found.plan is not None:
            found.plan.close()
    lines = lines_of(data) if wanted else ["Nothing waits to be looked up."]
    say(args, data, "\n".join([*lines, *_sentences(found.waiting)]))
    if found.waiting:
        kept = "" if args.dry_run else " Ask again with: atlas-curator lookup --queued."
        return refuse(f"{len(found.waiting):,} of {len(wanted):,} got no answer.{kept}")
    if result.records and result.refused == result.records:
        return refuse(f"Nothing was added. {data['items'][0]['reason']}")
    return DONE


def _refresh(args: argparse.Namespace) -> int:
    from curator_app.domain.fields import label
    from curator_app.services import refreshing

    with closing(open_library(args, write=bool(args.apply))) as library:
        refreshed = refreshing.fetch(lookups_of(library), library.entry(args.slug))
        wanted = [name for part in args.apply.split(",") if (name := part.strip())]
        if wanted == ["empty"]:
            wanted = sorted(refreshed.fills)
        message = ""
        if args.apply:
            message = refreshing.apply(library, refreshed, wanted).message
    lines = [refreshed.warning] if refreshed.warning else []
    lines += [
        f"{label(name)}: {mine!r} -> {theirs!r}{' (taken)' if name in wanted else ''}"
        for name, mine, theirs in refreshed.differences
    ]
    differences = [
        {"field": name, "entry": mine, "source": theirs, "taken": name in wanted}
        for name, mine, theirs in refreshed.differences
    ]
    data = {"slug": args.slug, "source": refreshed.source.file, "differences": differences,
            "warning": refreshed.warning}  # fmt: skip
    nothing = f"{refreshed.source.file} says nothing else."
    say(args, data, "\n".join([*(lines or [nothing]), *([message] if message else [])]))
    return DONE


def _retractions(args: argparse.Namespace) -> int:
    from curator_app.services.retractions import AGAIN, RetractionCheck

    with closing(open_library(args, write=True)) as library:
        check = RetractionCheck(lookups_of(library))
        done = check.run(0 if args.all else AGAIN)
        findings = check.findings()
        if not args.dry_run:
            check.record(findings)
    data = {
        "due": done.due,
        "answered": done.answered,
        "without_identifier": done.unasked,
        "trouble": done.trouble,
        "findings": [
            {"slug": f.entry.slug, "status": f.answered.said.status, "found": f.sentence,
             "recorded": not (args.dry_run or f.is_remark)}
            for f in findings
        ],
    }  # fmt: skip
    lines = [f"{done.answered:,} of {done.due:,} entries that were due were checked."]
    if done.unasked:
        lines.append(f"{done.unasked:,} have no DOI or PMID and cannot be.")
    lines += [f"{f.entry.slug}: {f.sentence}" for f in findings]
    say(args, data, "\n".join(lines))
    return refuse(f"Not all were checked. {done.trouble}") if done.trouble else DONE


def _identifiers(texts: list[str]) -> list[Identifier]:
    """All of these, or none: one that is no identifier is refused with why."""
    from curator_app.domain.pasted import identifiers_in, wanted

    found: list[Identifier] = []
    for text in texts:
        pieces = identifiers_in(text)
        odd = next((piece for piece in pieces if piece.identifier is None), None)
        if odd is not None or not pieces:
            reason = odd.reason if odd is not None else "There is nothing in it."
            raise BadValue("ids", f"{text!r}: {reason} Nothing was asked.")
        found += wanted(pieces)
    return found


def _json(one: Waiting) -> dict[str, str]:
    return {"identifier": str(one.identifier), "reason": one.reason}


def _sentences(waiting: tuple[Waiting, ...]) -> list[str]:
    """Each reason once, with the identifiers that wait for it."""
    by_reason: dict[str, list[str]] = {}
    for one in waiting:
        by_reason.setdefault(one.reason, []).append(str(one.identifier))
    return [f"{', '.join(names)}: {reason}" for reason, names in by_reason.items()]

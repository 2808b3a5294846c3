"""duplicates, distinct, merge: entries that are one study, from the command line."""

from __future__ import annotations

import argparse
from collections.abc import Mapping, Sequence
from contextlib import closing
from typing import TYPE_CHECKING, Any

from curator_app.cli.editing import Command
from curator_app.cli.main import DONE, open_library, say
from curator_app.domain.fields import to_json
from curator_app.domain.plain_text import counted
from curator_app.errors import BadValue

if TYPE_CHECKING:
    from curator_app.services.duplicates import Found, Likeness
    from curator_app.services.library import Library
    from curator_app.services.merging import Planned


def add_commands(command: Command) -> None:
    """Declare the commands of this module."""
    listing = command("duplicates", _duplicates, "print entries that may be one study, and why")
    which = listing.add_mutually_exclusive_group()
    which.add_argument("--sure", action="store_true", help="only those that surely are")
    which.add_argument("--apart", action="store_true", help="those decided to be two studies")
    merging = command("merge", _merge, "merge RIGHT into LEFT, or all that surely are one study")
    merging.add_argument("slugs", nargs="*", metavar="SLUG", help="LEFT, which stays, and RIGHT")
    merging.add_argument(
        "--take",
        action="append",
        default=[],
        metavar="field=side",
        help="left, right or both; else what is there, the left one where both say something",
    )
    merging.add_argument("--sure", action="store_true", help="all sure duplicates of the library")
    merging.add_argument("--dry-run", action="store_true", help="only say what would be done")
    merging.add_argument("-m", "--note", default="", help="why, for the history")
    apart = command("distinct", _distinct, "remember that two entries are no duplicates")
    apart.add_argument("left", metavar="LEFT")
    apart.add_argument("right", metavar="RIGHT")
    apart.add_argument("--undo", action="store_true", help="ask about them again")


def _find(library: Library) -> Found:
    from curator_app.services.duplicates import find_duplicates

    return find_duplicates(library)


def _duplicates(args: argparse.Namespace) -> int:
    with closing(open_library(args, write=False)) as library:
        found = _find(library)
    pairs = found.apart if args.apart else found.sure if args.sure else found.pairs
    lines = [f"{p.match.level:7}{p.left.slug}  {p.right.slug}  {p.match.words}" for p in pairs]
    lines.append(f"{counted(len(pairs), 'pair')} among {counted(found.entries, 'entry')}.")
    say(args, [_pair_json(pair) for pair in pairs], "\n".join(lines))
    return DONE


def _pair_json(pair: Likeness) -> dict[str, Any]:
    return {
        "left": pair.left.slug,
        "right": pair.right.slug,
        "level": pair.match.level,
        "score": pair.match.score,
        "reasons": list(pair.match.reasons),
        "against": list(pair.match.against),
    }


def _merge(args: argparse.Namespace) -> int:
    if args.sure == bool(args.slugs) or (args.slugs and len(args.slugs) != 2):
        raise BadValue(
            "merge",
            "It has to be said what to merge. Nothing was changed.",
            "Give two addresses, or --sure.",
        )
    if args.sure and (args.take or args.note):
        raise BadValue("merge", "--take and --note are for one pair. Nothing was changed.")
    with closing(open_library(args, write=not args.dry_run)) as library:
        return _merge_sure(args, library) if args.sure else _merge_pair(args, library)


def _merge_pair(args: argparse.Namespace, library: Library) -> int:
    from curator_app.domain.duplicates.merging import choices
    from curator_app.services.merging import merge

    left, right = (library.entry(slug) for slug in args.slugs)
    taken = _sides(args.take)
    if args.dry_run:
        differing = [choice for choice in choices(left, right) if choice.differs]
        data = [
            {
                "field": choice.name,
                "left": to_json(choice.name, choice.left),
                "right": to_json(choice.name, choice.right),
                "taken": taken.get(choice.name, choice.taken) or None,
            }
            for choice in differing
        ]
        lines = [f"{item['field']}: {item['taken'] or 'has to be chosen'}" for item in data]
        say(args, data, "\n".join(lines) or "The two do not differ.")
        return DONE
    changes = merge(library, left.id, right.id, taken, note=args.note)
    merged = library.entry_by_id(left.id)
    data = {"slug": merged.slug, "version": merged.version, "merged": [right.slug]}
    say(args, data, changes.message)
    return DONE


def _sides(pairs: Sequence[str]) -> Mapping[str, str]:
    sides: dict[str, str] = {}
    for pair in pairs:
        name, equals, side = pair.partition("=")
        if not equals:
            raise BadValue(name, f"{pair!r} is not field=side.", "For example: title=right.")
        sides[name] = side
    return sides


def _merge_sure(args: argparse.Namespace, library: Library) -> int:
    from curator_app.services.merging import foresee_all, merge_all

    groups = _find(library).groups
    planned = foresee_all(library, groups)
    if args.dry_run:
        done = "" if planned else "No entries are surely one study."
    else:
        done = merge_all(library, groups).message
    lines = [_line(item) for item in planned]
    say(args, [_planned_json(item) for item in planned], "\n".join(filter(None, (*lines, done))))
    return DONE


def _line(item: Planned) -> str:
    from curator_app.services.merging import adds

    gone = ", ".join(entry.slug for entry in item.gone)
    said = item.reason or adds(item)
    return f"{'left' if item.reason else 'merge':7}{item.kept.slug} < {gone}  {said}".rstrip()


def _planned_json(item: Planned) -> dict[str, Any]:
    return {
        "kept": item.kept.slug,
        "merged": [entry.slug for entry in item.gone],
        "adds": list(item.added),
        "left_because": item.reason,
    }


def _distinct(args: argparse.Namespace) -> int:
    from curator_app.services.duplicates import ask_again, keep_apart

    with closing(open_library(args, write=True)) as library:
        left, right = (library.entry(slug) for slug in (args.left, args.right))
        decide = ask_again if args.undo else keep_apart
        changes = decide(library, left.id, right.id)
    say(args, {"left": left.slug, "right": right.slug}, changes.message)
    return DONE

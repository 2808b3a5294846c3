"""policy and words: what the owner decided for all entries, and deciding it."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from contextlib import closing
from typing import TYPE_CHECKING, Any

from curator_app.cli.editing import Command
from curator_app.cli.main import DONE, open_library, say
from curator_app.domain.policy import READINGS, Policy
from curator_app.domain.ruling import POLICY
from curator_app.errors import BadValue

if TYPE_CHECKING:
    from curator_app.domain.checks.lexicon import Lexicons
    from curator_app.domain.checks.word_changes import WordChanges
    from curator_app.services.library import Library
    from curator_app.services.policy import Flip


def add_commands(command: Command) -> None:
    """Declare the commands of this module."""
    policy = command("policy", _policy, "how contested definitions are read, and changing it")
    policy.add_argument(
        "--set",
        nargs="+",
        action="extend",
        default=[],
        metavar="ID=STATUS",
        help=f"read a contested definition as {', '.join(READINGS)}",
    )
    policy.add_argument("--dry-run", action="store_true", help="only say what would change")
    policy.add_argument("--name", default="", help="the new version's name (default: the next)")
    policy.add_argument("-m", "--note", default="", help="why, for the history")
    words = command("words", _words, "the word lists of the checks, and changing them")
    words.add_argument("list", nargs="?", metavar="LIST", help="default: all lists, without words")
    words.add_argument("--add", nargs="+", action="extend", default=[], metavar="WORD")
    words.add_argument("--remove", nargs="+", action="extend", default=[], metavar="WORD")
    words.add_argument("-m", "--note", default="", help="why, for the history")


# ---------------------------------------------------------------------- policy


def _policy(args: argparse.Namespace) -> int:
    if not args.set:
        if args.dry_run or args.name or args.note:
            raise BadValue("policy", "Nothing is to be read otherwise.", "Say so with --set.")
        with closing(open_library(args, write=False)) as library:
            return _show_policy(args, library)
    with closing(open_library(args, write=not args.dry_run)) as library:
        return _change_policy(args, library)


def _show_policy(args: argparse.Namespace, library: Library) -> int:
    policy = library.catalogue.the_policy()
    made = [ruling for ruling in library.rules.rulings if ruling.kind == POLICY]
    data = {**_policy_json(policy), "history": [ruling.to_json() for ruling in made]}
    lines = [f"Policy {policy.version}"]
    lines += [f"  {id_}: {status}" for id_, status in sorted(policy.contested.items())]
    lines += [f"{r.version}\t{r.at}\t{r.who}\t{r.note}" for r in made]
    say(args, data, "\n".join(lines))
    return DONE


def _policy_json(policy: Policy) -> dict[str, Any]:
    return {"version": policy.version, "contested": dict(sorted(policy.contested.items()))}


def _change_policy(args: argparse.Namespace, library: Library) -> int:
    from curator_app.services import policy as service

    policy = service.propose(library, _readings(args.set), args.name)
    flips = service.what_would_change(library, policy)
    data = {**_policy_json(policy), "flips": [flip.to_json() for flip in flips]}
    if args.dry_run:
        first = f"Policy {policy.version} would change {len(flips):,} entries."
    else:
        changes = service.adopt(library, policy, args.note, flips)
        first = data["message"] = changes.message
    say(args, {**data, "adopted": not args.dry_run}, "\n".join([first, *map(_line, flips)]))
    return DONE


def _line(flip: Flip) -> str:
    badges = f"{flip.old_badge or 'no badge'} -> {flip.new_badge or 'no badge'}"
    what = badges if flip.flips else f"{flip.old} -> {flip.new}, the same badge"
    override = " (overridden)" if flip.overridden else ""
    return f"{flip.slug}\t{what}{override}\t{', '.join(flip.by)}"


def _readings(pairs: Sequence[str]) -> dict[str, str]:
    readings: dict[str, str] = {}
    for pair in pairs:
        id_, equals, status = pair.partition("=")
        if not equals:
            raise BadValue(id_, f"{pair!r} is not ID=STATUS.", "For example: london_1994=unclear.")
        if id_ in readings:
            raise BadValue(id_, f"{id_} is given twice. Nothing was changed.", "Give it once.")
        readings[id_] = status
    return readings


# ---------------------------------------------------------------------- words


def _words(args: argparse.Namespace) -> int:
    from curator_app.services import words as service

    changing = bool(args.add or args.remove)
    if args.list is None:
        if changing or args.note:
            raise BadValue("words", "Words are added to one list.", "Name the list first.")
        with closing(open_library(args, write=False)) as library:
            return _show_lists(args, library)
    with closing(open_library(args, write=changing)) as library:
        if changing:
            changes = service.edited(library, args.list, args.add, args.remove)
            service.change_words(library, changes, args.note)
        return _show_list(args, library)


def _show_lists(args: argparse.Namespace, library: Library) -> int:
    words, own = library.engine().words, library.rules.words
    data = [
        {"list": name, "words": len(words[name].phrases), "changed": bool(own.of(name))}
        for name in words.names()
    ]
    lines = [f"{d['list']}\t{d['words']}{' (changed)' if d['changed'] else ''}" for d in data]
    say(args, {"version": words.version, "lists": data}, "\n".join(lines))
    return DONE


def _show_list(args: argparse.Namespace, library: Library) -> int:
    engine, own = library.engine(), library.rules.words
    data = {
        "version": engine.words.version,
        "list": args.list,
        "help": engine.words[args.list].help,
        **_list_json(engine.words, own, args.list),
        "rules": [rule.id for rule in engine.rules.users(args.list)],
    }
    change = own.of(args.list)
    marks = dict.fromkeys(change.added, " (own)")
    lines = [f"{word}{marks.get(word, '')}" for word in data["words"]]
    say(args, data, "\n".join([*lines, *(f"{word} (taken out)" for word in change.removed)]))
    return DONE


def _list_json(words: Lexicons, own: WordChanges, name: str) -> dict[str, Any]:
    change = own.of(name)
    return {
        "words": list(words[name].phrases),
        "added": list(change.added),
        "removed": list(change.removed),
    }

"""inbox set, note, erase, undo, redo: deciding about contributions from the command line."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import Any

from curator_app.cli.main import DONE, refuse, say
from curator_app.domain.contribution import KINDS, STATES
from curator_app.errors import BadValue

Add = Callable[[str, Callable[[argparse.Namespace], int], str], argparse.ArgumentParser]
FREELY = 10
"""So many may be erased without saying their number."""


def add_commands(add: Add) -> None:
    """Declare the commands of this module."""
    setting = add("set", _set, "decide about a contribution")
    setting.add_argument("id")
    setting.add_argument("state", choices=STATES)
    setting.add_argument("--kind", choices=KINDS)
    setting.add_argument("--assign", metavar="WHO")
    setting.add_argument("--tag", action="append", metavar="TAG", help="instead of those it has")
    noting = add("note", _note, "add a note for the other reviewers")
    noting.add_argument("id")
    noting.add_argument("file", type=Path, metavar="FILE", help="with the text (- for input)")
    erasing = add("erase", _erase, "erase contributions for good, in the inbox and its copies")
    erasing.add_argument("id", nargs="+")
    erasing.add_argument(
        "--person", action="store_true", help="everything from the same senders, until today"
    )
    erasing.add_argument("--reason", default="request", choices=("request", "spam", "mistake"))
    erasing.add_argument("--count", type=int, metavar="N", help=f"needed for more than {FREELY}")
    add("erase-copies", _erase_copies, "erase on the mail servers what was erased here")
    add("undo", _undo, "take back the latest decision")
    add("redo", _redo, "repeat what was undone")


def _set(args: argparse.Namespace) -> int:
    from curator_app.cli.inbox import opened, standing_of

    changes: dict[str, Any] = {"state": args.state}
    changes |= {"kind": args.kind} if args.kind else {}
    changes |= {"assigned_to": args.assign} if args.assign is not None else {}
    changes |= {"tags": tuple(args.tag)} if args.tag else {}
    with opened(args) as (_, inbox):
        contribution = inbox.store.matching_id(args.id)
        label = f"Set to {args.state.replace('_', ' ')}"
        done = inbox.store.change(inbox.store.numbers([contribution]), changes, label)
        (row,) = inbox.store.rows(inbox.store.numbers([contribution]))
    say(args, standing_of(row), done.message)
    return DONE


def _note(args: argparse.Namespace) -> int:
    from curator_app.cli.inbox import opened, read_text
    from curator_app.domain.private import Private

    with opened(args) as (_, inbox):
        contribution = inbox.store.matching_id(args.id)
        done = inbox.store.letters.add_note(contribution, Private(read_text(args.file)))
    say(args, {"id": contribution}, done.message)
    return DONE


def _erase(args: argparse.Namespace) -> int:
    from curator_app.cli.inbox import opened

    with opened(args) as (_, inbox):
        store = inbox.store
        ns = set(store.numbers([store.matching_id(beginning) for beginning in args.id]))
        if args.person:
            ns |= {other for n in ns for other in store.same_sender(n)}
        if len(ns) > FREELY and args.count != len(ns):
            raise BadValue(
                "count",
                f"This would erase {len(ns)} contributions for good. Nothing was erased.",
                f"If that is right, add --count {len(ns)}.",
            )
        proof = store.forgetting.erase(ns, reason=args.reason, senders=args.person)
    say(args, proof.to_json(), f"{proof.gone.contributions} contributions were erased for good.")
    return DONE


def _erase_copies(args: argparse.Namespace) -> int:
    from curator_app.cli.inbox import opened
    from curator_app.services.forgetting import erase_on_servers

    with opened(args) as (_, inbox):
        before = len(inbox.store.forgetting.server_copies())
        removed = erase_on_servers(inbox.store, inbox.sources())
        left = len(inbox.store.forgetting.server_copies())
    data = {"erased": before - left, "left": left, "problems": removed.problems}
    say(args, data, f"{before - left} copies are erased on servers, {left} are left.")
    return refuse(removed.problems[0]) if left and removed.problems else DONE


def _undo(args: argparse.Namespace) -> int:
    return _step(args, back=True)


def _redo(args: argparse.Namespace) -> int:
    return _step(args, back=False)


def _step(args: argparse.Namespace, *, back: bool) -> int:
    from curator_app.cli.inbox import opened
    from curator_app.services.contributing import Contributing

    with opened(args) as (library, inbox):
        both = Contributing(library, inbox.store)
        done = both.undo() if back else both.redo()
    say(args, {"message": done.message, "contributions": len(done.contributions)}, done.message)
    return DONE

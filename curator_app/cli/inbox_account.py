"""inbox account: mailboxes, feeds and the server for replies, from the command line."""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from curator_app.cli.main import DONE, refuse, say
from curator_app.errors import BadFile, BadValue

if TYPE_CHECKING:
    from curator_app.services.sources import Sources

Add = Callable[[str, Callable[[argparse.Namespace], int], str], argparse.ArgumentParser]


def add_commands(add: Add) -> None:
    """Declare the command of this module."""
    account = add("account", _account, "list, add, try or forget accounts")
    account.add_argument("what", choices=("list", "add", "try", "forget"))
    account.add_argument("name", nargs="?", help="the account's JSON file, or its name")
    account.add_argument("--secret-file", type=Path, metavar="F", help="its password or token")


def _account(args: argparse.Namespace) -> int:
    from curator_app.cli.inbox import opened
    from curator_app.inbox.accounts import to_json

    with opened(args) as (_, inbox):
        sources = inbox.sources()
        if args.what == "list":
            found = sources.accounts()
            names = "\n".join(account.name for account in found)
            say(args, [to_json(account) for account in found], names or "There are no accounts.")
            return DONE
        if not args.name:
            raise BadValue("name", "Say which account.", "inbox account list names them.")
        return _add(args, sources) if args.what == "add" else _known(args, sources)


def _add(args: argparse.Namespace, sources: Sources) -> int:
    """Keep an account; one of the same name and kind is changed."""
    from curator_app.cli.inbox import read_text
    from curator_app.domain.private import Private
    from curator_app.inbox.accounts import from_json, to_json

    given = from_json(_form(Path(args.name)))
    for old in sources.accounts():
        if old.name == given.name and type(old) is type(given):
            given = replace(given, id=old.id)
    secret = read_text(args.secret_file) if args.secret_file else ""
    sources.keep(given, Private(secret))
    say(args, to_json(given), f"{given.name} was kept.")
    return DONE


def _known(args: argparse.Namespace, sources: Sources) -> int:
    """Try an account, or forget it."""
    account = next((one for one in sources.accounts() if one.name == args.name), None)
    if account is None:
        raise BadValue("name", f"There is no account {args.name!r}.", "See inbox account list.")
    if args.what == "forget":
        sources.forget(account)
        say(args, {"forgotten": args.name}, f"{args.name} was forgotten.")
        return DONE
    steps = list(sources.attempt(account))
    shown = "\n".join(f"{'ok' if step.good else 'NO'}  {step.text} {step.hint}" for step in steps)
    say(args, [vars(step) for step in steps], shown)
    return DONE if all(step.good for step in steps) else refuse(f"{args.name} does not work yet.")


def _form(path: Path) -> dict[str, Any]:
    try:
        return dict(json.loads(path.read_bytes()))
    except OSError as error:
        raise BadFile(f"{path} cannot be read ({error.strerror}).", "Check its path.") from None
    except (ValueError, TypeError):
        raise BadFile(f"{path} is not the JSON of an account.", "See inbox account list.") from None

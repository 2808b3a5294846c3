"""inbox create, status, confirm, retention, person, bundle, merge, backup, restore, key, log."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

from curator_app.cli.main import DONE, open_library, refuse, say
from curator_app.errors import BadFile, BadValue

if TYPE_CHECKING:
    from curator_app.inbox.store import Store

Run = Callable[[argparse.Namespace], int]
Add = Callable[[str, Run, str], argparse.ArgumentParser]


def add_commands(add: Add) -> None:
    """Declare the commands of this module."""
    add("create", _create, "make the inbox; prints its recovery code, once")
    add("status", _status, "say whether there is an inbox and how it is protected")
    confirm = add("confirm", _confirm, "show that the recovery code was written down")
    confirm.add_argument("file", type=Path, metavar="FILE", help="with the code (- for input)")
    retention = add("retention", _retention, "say what is due to be erased, or erase it")
    retention.add_argument("--run", dest="go", action="store_true", help="erase what is due")
    retention.add_argument("--clock-is-right", action="store_true", help="after a long pause")
    person = add("person", _person, "write all that is kept about one person, for that person")
    person.add_argument("file", type=Path, metavar="FILE", help="with the address (- for input)")
    _for_whom(person)
    bundle = add("bundle", _bundle, "write contributions for another reviewer, encrypted")
    bundle.add_argument("id", nargs="*", help="which (default: all)")
    bundle.add_argument("--recipient", metavar="age1…", help="instead of a passphrase")
    _for_whom(bundle)
    merge = add("merge", _merge, "take in a bundle of another reviewer")
    merge.add_argument("file", type=Path, metavar="FILE")
    merge.add_argument("--secret-file", type=Path, metavar="F", help="with its passphrase")
    add("recipient", _recipient, "print what a reviewer needs to make a bundle for this inbox")
    add("backup", _backup, "copy the inbox, encrypted and checked")
    restore = add("restore", _restore, "put a copy in the place of the inbox")
    restore.add_argument("copy", type=Path, metavar="FOLDER")
    key = add("new-key", _new_key, "change the key of the inbox; prints the new recovery code")
    key.add_argument("--to", type=Path, metavar="F", help="the new key file or passphrase's file")
    add("set-aside", _set_aside, "keep an inbox that nobody can open, and make room for a new one")
    add("verify", _verify, "check every page, every key, every message and the log")
    add("log", _log, "print the audit log, which holds no content, and check it")


def _for_whom(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--to", type=Path, required=True, metavar="FILE")
    parser.add_argument("--secret-file", type=Path, metavar="F", help="a passphrase for the file")


def _create(args: argparse.Namespace) -> int:
    from curator_app.cli.inbox import read_text
    from curator_app.inbox.keys import Master
    from curator_app.services import inbox as inboxes

    with closing(open_library(args, write=True)) as library:
        inbox = inboxes.of_library(library)
        try:
            if args.key_file is not None:
                there = args.key_file.exists()
                text = inboxes.key_from_file(args.key_file).key if there else ""
                key = Master.from_text(text) if there else inboxes.make_key_file(args.key_file)
                code = inbox.create(key=key, passphrase="" if key else text)
            elif args.passphrase_file is not None:
                code = inbox.create(passphrase=read_text(args.passphrase_file))
            else:
                code = inbox.create()
        finally:
            inbox.lock()
    words = "The inbox was made. Write its recovery code down; it is shown this once:"
    say(args, {"recovery_code": code}, f"{words}\n{code}")
    return DONE


def _status(args: argparse.Namespace) -> int:
    from curator_app.services import inbox as inboxes

    with closing(open_library(args, write=False)) as library:
        state = inboxes.of_library(library).state()
    words = {"keyring": "in the keyring", "passphrase": "a passphrase", "key_file": "in a file"}
    text = f"There is an inbox; its key is {words.get(state.protection, 'not known')}."
    data = {name: value for name, value in vars(state).items() if name != "open"}
    say(args, data, text if state.protection else f"{state.message} {state.hint}")
    return DONE


def _confirm(args: argparse.Namespace) -> int:
    from curator_app.cli.inbox import read_text
    from curator_app.services import inbox as inboxes

    with closing(open_library(args, write=True)) as library:
        inboxes.of_library(library).vault.confirm(read_text(args.file))
    say(args, {"confirmed": True}, "This is the recovery code.")
    return DONE


def _retention(args: argparse.Namespace) -> int:
    from curator_app.cli.inbox import opened

    with opened(args) as (_, inbox):
        forgetting = inbox.store.forgetting
        preview = forgetting.preview()
        data: dict[str, Any] = {
            "day": preview.day,
            "erase": _ids(inbox.store, preview.erase),
            "thin": _ids(inbox.store, preview.thin),
            "asks": _ids(inbox.store, preview.asks),
            "clock": preview.jump,
            "periods": inbox.store.choices.periods().to_json(),
        }
        if args.go:
            proof = forgetting.run(preview, clock_is_right=args.clock_is_right)
            data["proof"] = proof.to_json()
    text = (
        f"{len(preview.erase)} contributions are due, {len(preview.thin)} lose their address and"
        f" attachments, {len(preview.asks)} wait for a decision. {preview.jump}"
    )
    say(args, data, f"{text.strip()} {'Done.' if args.go else 'Nothing was erased.'}")
    return DONE


def _ids(store: Store, ns: tuple[int, ...]) -> list[str]:
    return [row.id for row in store.rows(ns)]


def _person(args: argparse.Namespace) -> int:
    from curator_app.cli.inbox import opened, read_text

    with opened(args) as (_, inbox):
        found = inbox.store.forgetting.person(read_text(args.file).strip())
        data = inbox.store.sharing.person_file(found.ns, _secret(args))
        _write(args.to, data)
        mentions = _ids(inbox.store, tuple(found.mentions))
    result = {"file": str(args.to), "contributions": len(found.ns), "mentioned_in": mentions}
    say(args, result, f"{len(found.ns)} contributions; {len(mentions)} others name the address.")
    return DONE


def _bundle(args: argparse.Namespace) -> int:
    from curator_app.cli.inbox import opened
    from curator_app.domain.inbox_query import InboxQuery

    with opened(args) as (_, inbox):
        store = inbox.store
        chosen = store.numbers([store.matching_id(beginning) for beginning in args.id])
        ns = chosen or list(store.ids(InboxQuery(snoozed="")))
        secret = "" if args.recipient else _secret(args)
        data = store.sharing.bundle(ns, passphrase=secret, recipient=args.recipient or "")
        _write(args.to, data)
    result = {"file": str(args.to), "contributions": len(ns)}
    say(args, result, f"{len(ns)} contributions are in {args.to}.")
    return DONE


def _merge(args: argparse.Namespace) -> int:
    from curator_app.cli.inbox import opened

    try:
        data = args.file.read_bytes()
    except OSError as error:
        raise BadFile(f"{args.file} cannot be read ({error.strerror}).", "Check it.") from None
    with opened(args) as (_, inbox):
        secret = _secret(args) if args.secret_file else ""
        done = inbox.store.sharing.merge(data, passphrase=secret)
    result = {name: value for name, value in vars(done).items() if name != "ns"}
    say(args, result, done.sentence())
    return DONE


def _recipient(args: argparse.Namespace) -> int:
    from curator_app.cli.inbox import opened

    with opened(args) as (_, inbox):
        recipient = inbox.store.sharing.recipient()
    say(args, {"recipient": recipient}, recipient)
    return DONE


def _backup(args: argparse.Namespace) -> int:
    from curator_app.cli.inbox import opened

    with opened(args) as (_, inbox):
        made = inbox.make_copy()
    say(args, {"folder": str(made)}, f"The copy was made and checked: {made}")
    return DONE


def _restore(args: argparse.Namespace) -> int:
    from curator_app.services import inbox as inboxes

    with closing(open_library(args, write=True)) as library:
        aside = inboxes.of_library(library).restore(args.copy)
    say(args, {"replaced": str(aside)}, f"The copy took over. What was there is in {aside}")
    return DONE


def _new_key(args: argparse.Namespace) -> int:
    from curator_app.cli.inbox import opened, read_text
    from curator_app.inbox.header import KEY_FILE, PASSPHRASE
    from curator_app.services import inbox as inboxes

    with opened(args) as (_, inbox):
        protection = inbox.vault.header().protection
        if protection in (KEY_FILE, PASSPHRASE) and args.to is None:
            raise BadValue("to", "Say with --to where the new key or passphrase is.")
        key = inboxes.make_key_file(args.to) if protection == KEY_FILE else None
        passphrase = read_text(args.to) if protection == PASSPHRASE else ""
        code = inbox.change_key(passphrase=passphrase, key=key)
    words = "The key was changed. Write the new recovery code down; it is shown this once:"
    say(args, {"recovery_code": code}, f"{words}\n{code}")
    return DONE


def _set_aside(args: argparse.Namespace) -> int:
    from curator_app.services import inbox as inboxes

    with closing(open_library(args, write=True)) as library:
        aside = inboxes.of_library(library).vault.set_aside()
    words = f"The inbox is in {aside} now. What is still on the servers can be fetched again."
    say(args, {"folder": str(aside)}, words)
    return DONE


def _verify(args: argparse.Namespace) -> int:
    from curator_app.cli.inbox import opened
    from curator_app.domain.inbox_query import InboxQuery
    from curator_app.inbox import checking

    with opened(args) as (_, inbox):
        problems = checking.check(inbox.store.session)
        count = len(inbox.store.ids(InboxQuery(snoozed="")))
    data = {"ok": not problems, "contributions": count, "problems": problems}
    say(args, data, "\n".join(problems) or f"All is well: {count:,} contributions.")
    return refuse(f"{len(problems)} problems were found. See the list.") if problems else DONE


def _log(args: argparse.Namespace) -> int:
    from curator_app.cli.inbox import opened
    from curator_app.inbox import audit

    with opened(args) as (_, inbox), inbox.store.session.read() as db:
        problems = audit.verify(db)
        lines = [event.to_json() for event in audit.events(db)]
    text = "\n".join(f"{one['at']} {one['who']} {one['action']} {one['count']}" for one in lines)
    say(args, {"ok": not problems, "problems": problems, "events": lines}, text)
    return refuse(problems[0]) if problems else DONE


def _secret(args: argparse.Namespace) -> str:
    from curator_app.cli.inbox import read_text

    if args.secret_file is None:
        raise BadValue("passphrase", "The file needs a passphrase.", "--secret-file F.")
    return read_text(args.secret_file)


def _write(path: Path, data: bytes) -> None:
    from curator_app.inbox.places import write_private

    if path.exists():
        raise BadFile(f"{path} is there already and was left as it is.", "Choose another name.")
    write_private(path, data)

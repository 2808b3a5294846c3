"""inbox: contributions from the command line, for work without a desktop.

No passphrase, address or search text is ever an argument: arguments are seen by everybody on the
machine. They are read from files, or from standard input (-).
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Generator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from curator_app.cli.editing import Command
from curator_app.cli.main import DONE, add_global, open_library, refuse, say
from curator_app.domain.contribution import KINDS, STATES
from curator_app.errors import BadFile, BadValue

if TYPE_CHECKING:
    from curator_app.domain.contribution import Contribution
    from curator_app.domain.inbox_query import InboxRow
    from curator_app.inbox.store import Store
    from curator_app.inbox.taking import Taken
    from curator_app.services.inbox import Inbox
    from curator_app.services.library import Library

Run = Callable[[argparse.Namespace], int]
Add = Callable[[str, Run, str], argparse.ArgumentParser]


def add_commands(command: Command) -> None:
    """Declare `inbox` and its commands."""
    from curator_app.cli import inbox_account, inbox_deciding, inbox_keeping

    top = command("inbox", _nothing, "contributions: private, encrypted, reviewed by people")
    commands = top.add_subparsers(
        dest="inbox_command", metavar="COMMAND", required=True, parser_class=type(top)
    )

    def add(name: str, run: Run, text: str) -> argparse.ArgumentParser:
        sub = commands.add_parser(name, help=text, description=text)
        add_global(sub, top=False)
        sub.add_argument(
            "--key-file", type=Path, metavar="F", help="a file with the key, instead of the keyring"
        )
        sub.add_argument("--passphrase-file", type=Path, metavar="F", help="likewise (- for input)")
        sub.set_defaults(run=run)
        return sub

    _add_own(add)
    inbox_deciding.add_commands(add)
    inbox_keeping.add_commands(add)
    inbox_account.add_commands(add)


def _add_own(add: Add) -> None:
    taking = add("import", _import, "take in mails (.eml, .mbox) and contributions (JSON)")
    taking.add_argument("files", nargs="+", type=Path, metavar="FILE")
    add("fetch", _fetch, "take in what is new in all accounts")
    listing = add("list", _list, "print contributions, the newest first")
    listing.add_argument("--state", action="append", default=[], choices=("open", *STATES))
    listing.add_argument("--kind", action="append", default=[], choices=KINDS)
    listing.add_argument("--slug", action="append", default=[], help="about this study")
    listing.add_argument("--query-file", type=Path, metavar="F", help="words to search for")
    listing.add_argument("--limit", type=int, metavar="N")
    showing = add("show", _show, "print a contribution")
    showing.add_argument("id")
    showing.add_argument("--identity", action="store_true", help="with the sender's name (logged)")
    saving = add("save", _save, "save an attachment, or the message as it came, to a file")
    saving.add_argument("id")
    saving.add_argument("key", nargs="?", help="the attachment's key (without: as it came)")
    saving.add_argument("--to", type=Path, required=True, metavar="FILE")


def _nothing(args: argparse.Namespace) -> int:
    raise BadValue("command", f"inbox {args.inbox_command} is no command.")


@contextmanager
def opened(args: argparse.Namespace) -> Generator[tuple[Library, Inbox]]:
    """The library and its open inbox; both are closed afterwards. Raises CuratorError."""
    from curator_app.services import inbox as inboxes

    with closing(open_library(args, write=True)) as library:
        found = inboxes.of_library(library)
        try:
            if args.key_file is not None:
                inboxes.open_with_file(found, args.key_file)
            elif args.passphrase_file is not None:
                found.unlock(inboxes.Credential(passphrase=read_text(args.passphrase_file)))
            else:
                found.unlock()
            yield library, found
        finally:
            found.lock()


def read_text(path: Path) -> str:
    """The text in a file, or on standard input (-), without its last line end; raises BadFile."""
    try:
        data = sys.stdin.buffer.read() if str(path) == "-" else path.read_bytes()
        return data.decode("utf-8").rstrip("\r\n")
    except (OSError, UnicodeDecodeError):
        raise BadFile(f"{path} cannot be read as text.", "Check its path.") from None


# ---------------------------------------------------------------------- messages in


def _import(args: argparse.Namespace) -> int:
    with opened(args) as (_, inbox):
        known = set(_all(inbox.store))
        taken = inbox.sources().take_files(args.files)
        new = [row for row in inbox.store.rows(_all(inbox.store)) if row.n not in known]
        inbox.daily()
    items = [{"id": row.id, "state": row.state, "slug": row.slug} for row in new]
    say(args, {**counts(taken), "items": items}, "\n".join([taken.sentence(), *taken.problems]))
    return refuse(taken.problems[0]) if taken.left else DONE


def _fetch(args: argparse.Namespace) -> int:
    with opened(args) as (_, inbox):
        sources = inbox.sources()
        if not sources.accounts():
            raise BadValue("account", "There is no account to fetch from.", "inbox account add.")
        fetched = sources.fetch()
        inbox.daily()
    data = {
        **counts(fetched.all),
        "accounts": [{"name": name, **counts(taken)} for name, taken in fetched.accounts],
    }
    say(args, data, "\n".join([fetched.all.sentence(), *fetched.all.problems]))
    return refuse(fetched.all.problems[0]) if fetched.all.problems else DONE


def counts(taken: Taken) -> dict[str, Any]:
    """What became of messages, as JSON."""
    return {
        "messages": taken.seen,
        "new": taken.new,
        "known": taken.known,
        "unreadable": taken.unreadable,
        "left": taken.left,
        "problems": taken.problems,
    }


def _all(store: Store) -> list[int]:
    from curator_app.domain.inbox_query import InboxQuery

    return list(store.ids(InboxQuery(snoozed="")))


# ---------------------------------------------------------------------- looking


def _list(args: argparse.Namespace) -> int:
    from curator_app.domain.contribution import OPEN_STATES
    from curator_app.domain.inbox_query import InboxQuery
    from curator_app.domain.private import Private

    states = [s for name in args.state for s in (OPEN_STATES if name == "open" else (name,))]
    query = InboxQuery(
        Private(read_text(args.query_file)) if args.query_file else Private(),
        tuple(states),
        tuple(args.kind),
        tuple(args.slug),
        snoozed="",
    )
    with opened(args) as (_, inbox):
        rows = inbox.store.rows(inbox.store.ids(query)[: args.limit])
    lines = [f"{row.id[:8]}\t{row.received[:10]}\t{row.state}\t{row.slug}" for row in rows]
    say(args, [shown_row(row) for row in rows], "\n".join(lines))
    return DONE


def shown_row(row: InboxRow) -> dict[str, Any]:
    """A line of the list; its subject is told only by the commands that are asked for texts."""
    return {"subject": row.subject.reveal(), **standing_of(row)}


def standing_of(row: InboxRow) -> dict[str, Any]:
    """How a contribution stands, without a word of it."""
    return {
        "id": row.id,
        "received": row.received,
        "state": row.state,
        "kind": row.kind,
        "slug": row.slug,
        "sender": row.pseudonym,
        "unread": row.unread,
        "assigned_to": row.assigned_to,
        "tags": list(row.tags),
        "attachments": row.files,
        "erase_on": row.erase_on,
    }


def _show(args: argparse.Namespace) -> int:
    with opened(args) as (_, inbox):
        store = inbox.store
        contribution = store.matching_id(args.id)
        found = store.get(contribution)
        data = _whole(store, found)
        if args.identity:
            name, address = store.identity(contribution)
            data["identity"] = {"name": name.reveal(), "address": address.reveal()}
    text = f"{data['subject']}\n{found.standing.state}, {data['slug'] or 'no study named'}"
    say(args, data, f"{text}\n\n{data['body']}")
    return DONE


def _whole(store: Store, found: Contribution) -> dict[str, Any]:
    message, standing = found.message, found.standing
    return {
        "id": found.id,
        **{name: value for name, value in vars(standing).items() if name != "tags"},
        "tags": list(standing.tags),
        "received": message.received,
        "subject": message.subject.reveal(),
        "body": message.body.reveal(),
        "sender": found.pseudonym,
        "consent": message.consent,
        "snapshot": message.snapshot,
        "source": found.origin.source,
        "trouble": found.trouble,
        "remarks": list(message.remarks),
        "attachments": [
            {"key": one.key, "name": one.name.reveal(), "type": one.media_type, "bytes": one.size}
            for one in message.attachments
        ],
        "notes": [
            {"who": note.who, "at": note.at, "text": note.text.reveal()}
            for note in store.letters.notes(found.id)
        ],
        "replies": [
            {"state": reply.state, "at": reply.at, "body": reply.body.reveal()}
            for reply in store.letters.replies(found.id)
        ],
        "erase_on": found.erase_on,
        "asks": found.asks,
    }


def _save(args: argparse.Namespace) -> int:
    from curator_app.inbox.places import write_private

    with opened(args) as (_, inbox):
        contribution = inbox.store.matching_id(args.id)
        if args.to.exists():
            raise BadFile(f"{args.to} is there already and was left as it is.", "Another name.")
        store = inbox.store
        content = store.attachment(contribution, args.key) if args.key else store.raw(contribution)
        write_private(args.to, content)
    say(args, {"file": str(args.to), "bytes": len(content)}, f"Saved {len(content):,} bytes.")
    return DONE

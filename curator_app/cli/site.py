"""render and publish: the page's bytes, and the site in a folder."""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Generator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from curator_app.cli.editing import Command
from curator_app.cli.main import DONE, open_library, say

if TYPE_CHECKING:
    from curator_app.services.gate import Gate
    from curator_app.services.library import Library
    from curator_app.services.publish_plan import PublishPlan


def iso_date(text: str) -> str:
    """An ISO date as argparse wants it checked."""
    from datetime import date

    if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
        raise argparse.ArgumentTypeError(f"{text!r} is not a date like 2026-05-26")
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not a day of the calendar") from None


def add_commands(command: Command) -> None:
    """Declare the commands of this module."""
    render = command("render", _render, "print the page of an entry, as it will be published")
    render.add_argument("slug")
    render.add_argument("--accessed", type=iso_date, metavar="DATE")
    render.add_argument("--text", action="store_true", help="the visible text, one block a line")
    publish = command("publish", _publish, "build the site into a folder and switch to it")
    publish.add_argument("--to", required=True, type=Path, metavar="DIR")
    publish.add_argument("--dry-run", action="store_true", help="only say what would change")
    publish.add_argument("--accessed", type=iso_date, metavar="DATE")
    publish.add_argument(
        "--key-file", type=Path, metavar="F",
        help="the inbox's key: pages are compared with open messages before they are written",
    )  # fmt: skip


def _render(args: argparse.Namespace) -> int:
    from curator_app.services import publishing
    from curator_app.site.text import visible_text

    with closing(open_library(args, write=False)) as library:
        page = publishing.page(library, library.entry(args.slug), args.accessed)
    if args.json:
        text = visible_text(page) if args.text else page.decode()
        say(args, {"slug": args.slug, "text" if args.text else "html": text}, "")
    elif args.text:
        say(args, None, visible_text(page))
    else:
        sys.stdout.buffer.write(page)
    return DONE


def _told(plan: PublishPlan) -> str:
    """What happens, what the settings say of it, and why pages are held back."""
    held = [f"Held back: {slug}: {plan.reasons[slug]}" for slug in plan.blocked]
    return "\n".join((*plan.notices, plan.sentence(), *held))


@contextmanager
def _gate(args: argparse.Namespace, library: Library) -> Generator[Gate]:
    """What holds pages back; with a key file also the words of open messages."""
    from curator_app.services import firewall
    from curator_app.services import inbox as inboxes

    inbox = inboxes.of_library(library)
    try:
        if args.key_file is not None:
            inbox.unlock(inboxes.key_from_file(args.key_file))
        yield firewall.gate_of(library, inbox)
    finally:
        inbox.lock()


def _publish(args: argparse.Namespace) -> int:
    from curator_app.services import publishing

    write = not args.dry_run or args.key_file is not None
    with closing(open_library(args, write=write)) as library, _gate(args, library) as gate:
        if args.dry_run:
            plan = publishing.plan_publish(library, args.to, args.accessed, gate=gate)
            say(args, plan.to_json(), _told(plan))
            return DONE
        result = publishing.publish(library, args.to, args.accessed, gate=gate)
        say(args, result.to_json(), _told(result))
    return DONE

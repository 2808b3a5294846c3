"""detect: what an entry's texts seem to say of its case definitions; it proposes, it never tags."""

from __future__ import annotations

import argparse
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

from curator_app import knowledge
from curator_app.cli.editing import Command
from curator_app.cli.main import DONE, open_library, say
from curator_app.domain.criteria import Criteria
from curator_app.domain.plain_text import clean_text
from curator_app.errors import BadValue


def add_commands(command: Command) -> None:
    """Declare the command of this module."""
    detect = command("detect", _detect, "propose case definitions from the texts (changes nothing)")
    detect.add_argument("slugs", nargs="*", metavar="SLUG", help="default: every entry")
    detect.add_argument("--text", metavar="FILE", help="a text instead of entries (- is stdin)")
    detect.add_argument(
        "--location",
        default="abstract",
        metavar="PLACE",
        help="what the text of --text is: title, abstract, methods (default: abstract)",
    )


def _detect(args: argparse.Namespace) -> int:
    if args.text is not None:
        if args.slugs:
            raise BadValue("detect", "detect takes addresses or --text, not both.")
        data = _of_text(_text(args.text), args.location)
    else:
        data = _of_entries(args)
    lines = [
        f"{d.get('slug') or d['location']}: {d['status']} {d['definition'] or d['kind']} "
        f"as {d['role']} in {d['location']} ({d['confidence']:.2f}): {d['quote']}"
        for d in data
    ]
    say(args, data, "\n".join(lines) or "Nothing was found.")
    return DONE


def _text(name: str) -> str:
    raw = (
        (sys.stdin.buffer.read() if sys.stdin else b"") if name == "-" else Path(name).read_bytes()
    )
    try:
        return clean_text(raw.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise BadValue("text", f"{name} is not UTF-8 text.") from None


def _of_text(text: str, location: str) -> list[dict[str, Any]]:
    from curator_app.services import detecting

    known = [choice.id for choice in knowledge.catalogue().locations]
    if location not in known:
        raise BadValue("location", f"{location!r} is no place.", f"One of {', '.join(known)}.")
    return detecting.to_json(detecting.read([(location, text)]), Criteria(), ())


def _of_entries(args: argparse.Namespace) -> list[dict[str, Any]]:
    from curator_app.services import detecting

    with closing(open_library(args, write=False)) as library:
        return [
            {"slug": entry.slug, **item}
            for entry in detecting.entries_to_read(library, args.slugs)
            for item in detecting.to_json(
                detecting.read(detecting.texts_of(entry)), entry.criteria, entry.rejected_proposals
            )
        ]

"""list: entries found by words and filters."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from contextlib import closing
from typing import TYPE_CHECKING

from curator_app import knowledge
from curator_app.cli.editing import Command
from curator_app.cli.main import DONE, open_library, say
from curator_app.domain.pem import STATUSES
from curator_app.domain.query import EntryRow, ListQuery
from curator_app.errors import BadValue

if TYPE_CHECKING:
    from curator_app.services.library import Library

_MOST = 10**9
_VOCABULARY = {"retraction": "retraction_status"}


def add_commands(command: Command) -> None:
    """Declare the command of this module."""
    listing = command("list", _list, "print entries")
    listing.add_argument("--query", default="", help="words to search for")
    listing.add_argument(
        "--filter",
        action="append",
        default=[],
        metavar="field=value",
        help="more values of one field widen the list, more fields narrow it; field=none; "
        "approval=approved|changed|none",
    )
    listing.add_argument("--limit", type=_number, default=None, metavar="N")
    listing.add_argument("--sort", default="slug", help="the order (default: slug)")


def _number(text: str) -> int:
    if not (text.isdecimal() and int(text) <= _MOST):
        raise argparse.ArgumentTypeError(f"{text!r} is not a number of entries")
    return int(text)


def filters_of(pairs: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """`field=value` arguments as filters: labels are read as well as ids; raises BadValue."""
    filters: dict[str, tuple[str, ...]] = {}
    for pair in pairs:
        name, equals, value = pair.partition("=")
        if not equals:
            raise BadValue(name, f"{pair!r} is not field=value.", "For example: state=published.")
        filters[name] = (*filters.get(name, ()), *_values(name, value))
    return filters


def _values(name: str, value: str) -> Sequence[str]:
    words = knowledge.vocabulary()
    enumeration = _VOCABULARY.get(name, name)
    if name != "retraction" and value.lower() == "none":
        return ("",)
    if enumeration in words.fields:
        return (words.resolve(enumeration, value),)
    return _pem_statuses(value) if name == "pem" else (value,)


def _pem_statuses(value: str) -> Sequence[str]:
    """The statuses with this id or badge; two of them share the badge "PEM not required"."""
    wanted = value.casefold().replace("-", " ").replace("_", " ")
    badges = knowledge.catalogue().badges
    found = [s for s in STATUSES if wanted == s.replace("_", " ")]
    found = found or [s for s in STATUSES if wanted == (badges.get(s) or "").casefold()]
    if not found:
        raise BadValue("pem", f"{value!r} is not a PEM status.", f"Allowed: {', '.join(STATUSES)}.")
    return found


def _standing_so(library: Library, ns: Sequence[int], wanted: Sequence[str]) -> list[int]:
    """Those of these rows whose approval stands so: it follows from the page, so no row has it."""
    from curator_app.services import approving

    asked = {approving.NONE if value == "" else value for value in wanted}
    if odd := sorted(asked - set(approving.STANDINGS)):
        raise BadValue(
            "approval",
            f"{odd[0]!r} is no standing of an approval.",
            f"Allowed: {', '.join(approving.STANDINGS)}.",
        )
    found = approving.standings(library, ns)
    return [n for n in ns if found.get(n) in asked]


def _list(args: argparse.Namespace) -> int:
    filters = filters_of(args.filter)
    standings = filters.pop("approval", ())
    limit = None if standings else args.limit
    query = ListQuery(args.query, filters, args.sort, args.sort == "changed", limit)
    with closing(open_library(args, write=False)) as library:
        found: Sequence[int] = library.ids(query)
        if standings:
            found = _standing_so(library, found, standings)[: args.limit]
        rows: Sequence[EntryRow] = library.rows(found)
        data = [
            {
                "slug": row.slug,
                "title": row.title,
                "authors": row.authors,
                "journal": row.journal,
                "year": row.year,
                "state": row.state,
                "evidence_level": row.evidence_level,
                "pem": row.pem,
            }
            for row in rows
        ]
        say(args, data, "\n".join(f"{row.slug}\t{row.year or ''}\t{row.title}" for row in rows))
    return DONE

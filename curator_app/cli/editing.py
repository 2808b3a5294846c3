"""new, set, show, history, restore, undo, pem: entries from the command line."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from curator_app import knowledge
from curator_app.cli.main import DONE, library_folder, open_library, say
from curator_app.domain.catalogue import Catalogue
from curator_app.domain.certainty import certainty
from curator_app.domain.criteria import Criteria
from curator_app.domain.entry import Entry, is_public
from curator_app.domain.fields import BY_NAME, entry_to_json, parse
from curator_app.domain.pem import derive
from curator_app.domain.pem_status import Override, needs_second_reviewer
from curator_app.domain.revision import Revision
from curator_app.errors import BadValue

if TYPE_CHECKING:
    from curator_app.services.library import Library

Command = Callable[[str, Callable[[argparse.Namespace], int], str], argparse.ArgumentParser]
STRUCTURED = ("list", "special")


def add_commands(command: Command) -> None:
    """Declare the commands of this module."""
    new = command("new", _new, "create an entry")
    new.add_argument("values", nargs="+", metavar="field=value")
    new.add_argument("-m", "--note", default="", help="why, for the history")
    change = command("set", _set, "change fields of an entry (lists as JSON)")
    change.add_argument("slug")
    change.add_argument("values", nargs="+", metavar="field=value")
    change.add_argument("-m", "--note", default="", help="why, for the history")
    show = command("show", _show, "print an entry")
    show.add_argument("slug")
    history = command("history", _history, "print the revisions of an entry")
    history.add_argument("slug")
    restore = command("restore", _restore, "bring back an earlier revision, as a new one")
    restore.add_argument("slug")
    restore.add_argument("revision", type=int)
    restore.add_argument("-m", "--note", default="", help="why, for the history")
    for name, run, text in (
        ("undo", _undo, "take back the latest step"),
        ("redo", _redo, "repeat what was undone"),
    ):
        command(name, run, text)
    pem = command("pem", _pem, "derive the PEM status, with the rules that decided")
    pem.add_argument("slug", nargs="?")
    pem.add_argument("--input", metavar="JSON", help="criteria instead of an entry (- or @FILE)")


def assignments(pairs: Sequence[str]) -> dict[str, Any]:
    """`field=value` arguments as values by field name; lists and objects are read as JSON."""
    values: dict[str, Any] = {}
    for pair in pairs:
        name, equals, text = pair.partition("=")
        if not equals:
            raise BadValue(name, f"{pair!r} is not field=value.", "For example: year=1996.")
        if name in values:
            raise BadValue(name, f"{name} is given twice. Nothing was changed.", "Give it once.")
        spec = BY_NAME.get(name)
        values[name] = _json_or_text(name, text) if spec and spec.kind in STRUCTURED else text
    return values


def _json_or_text(name: str, text: str) -> Any:
    if name != "sources" and text[:1] not in ("[", "{", '"') and text != "null":
        return text
    return read_json(name, text)


def read_json(name: str, text: str | bytes) -> Any:
    """JSON from an argument or a file; raises BadValue with what is wrong."""
    try:
        return json.loads(text)
    except ValueError as error:
        raise BadValue(name, f"{name} is not valid JSON ({error}). Nothing was changed.") from None
    except RecursionError:
        raise BadValue(name, f"{name} is nested too deeply. Nothing was changed.") from None


def public_json(library: Library, entry: Entry) -> dict[str, Any]:
    """The entry with the field names of design 4, its badge and its version."""
    data = entry_to_json(entry, all_fields=True)
    data["pem"]["badge"] = library.catalogue.badge(entry.pem.status)
    standing = "none"
    if entry.approval is not None:
        from curator_app.services import approving

        standing = approving.standing(library, entry)
    head = {"id": entry.id, "version": entry.version, "public": is_public(entry)}
    return {**head, "approval_standing": standing, **data}


def _new(args: argparse.Namespace) -> int:
    with closing(open_library(args, write=True)) as library:
        entry = library.new_entry(assignments(args.values))
        library.save(entry, args.note)
        return _print_entry(args, library, library.entry_by_id(entry.id))


def _set(args: argparse.Namespace) -> int:
    with closing(open_library(args, write=True)) as library:
        entry_id = library.entry(args.slug).id
        library.set_values(args.slug, assignments(args.values), args.note)
        return _print_entry(args, library, library.entry_by_id(entry_id))


def _print_entry(args: argparse.Namespace, library: Library, entry: Entry) -> int:
    say(args, public_json(library, entry), f"{entry.slug}: version {entry.version}")
    return DONE


def _show(args: argparse.Namespace) -> int:
    with closing(open_library(args, write=False)) as library:
        data = public_json(library, library.entry(args.slug))
        lines = [f"{k}: {_shown(v)}" for k, v in data.items() if v not in ("", None, [], {})]
        say(args, data, "\n".join(lines))
    return DONE


def _shown(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _history(args: argparse.Namespace) -> int:
    with closing(open_library(args, write=False)) as library:
        revisions = library.history(library.entry(args.slug).id)
        lines = [
            f"{r.number}\t{r.at}\t{r.who}\t{r.origin}\t{', '.join(r.changes)}\t{r.note}"
            for r in revisions
        ]
        say(args, [_revision_json(r) for r in revisions], "\n".join(lines))
    return DONE


def _revision_json(revision: Revision) -> dict[str, Any]:
    return {
        "revision": revision.number,
        "at": revision.at,
        "who": revision.who,
        "origin": revision.origin,
        "note": revision.note,
        "versions": revision.versions,
        "changes": {k: {"old": old, "new": new} for k, (old, new) in revision.changes.items()},
        "hash": revision.hash,
        "previous_hash": revision.previous_hash,
    }


def _restore(args: argparse.Namespace) -> int:
    with closing(open_library(args, write=True)) as library:
        entry = library.entry(args.slug)
        library.restore(entry.id, args.revision, args.note)
        return _print_entry(args, library, library.entry_by_id(entry.id))


def _undo(args: argparse.Namespace) -> int:
    with closing(open_library(args, write=True)) as library:
        return _print_step(args, library.undo())


def _redo(args: argparse.Namespace) -> int:
    with closing(open_library(args, write=True)) as library:
        return _print_step(args, library.redo())


def _print_step(args: argparse.Namespace, changes: Any) -> int:
    say(args, {"message": changes.message, "entries": len(changes.entries)}, changes.message)
    return DONE


def _pem(args: argparse.Namespace) -> int:
    if args.input is not None:
        criteria, year = _criteria_input(args.input)
        data = _pem_json(criteria, year, None, _catalogue(args))
    elif args.slug:
        with closing(open_library(args, write=False)) as library:
            entry = library.entry(args.slug)
            data = _pem_json(entry.criteria, entry.year, entry.pem.override, library.catalogue)
    else:
        raise BadValue("pem", "pem needs an address or --input JSON.")
    lines = [f"{data['status']}: {data['badge'] or 'no badge'}"]
    lines += [f"  {step['rule']}  {step['words']}" for step in data["rules"]]
    for name, sure in data["certainty"].items():
        lines.append(f"  {name}: {sure['value']} ({sure['why']})")
    say(args, data, "\n".join(lines))
    return DONE


def _catalogue(args: argparse.Namespace) -> Catalogue:
    """The catalogue of the library that was named, where there is one; else the shipped one."""
    if args.library is None or not (library_folder(args) / "atlas.db").exists():
        return knowledge.catalogue()
    with closing(open_library(args, write=False)) as library:
        return library.catalogue


def _criteria_input(text: str) -> tuple[Criteria, int | None]:
    given: str | bytes = text
    if text == "-":
        given = sys.stdin.buffer.read() if sys.stdin else b""
    elif text.startswith("@"):
        given = Path(text[1:]).read_bytes()
    data: Any = read_json("criteria", given)
    year: Any = cast("dict[str, Any]", data).get("year") if isinstance(data, dict) else None
    words = knowledge.vocabulary()
    return parse("criteria", data, words), parse("year", year, words)


def _pem_json(
    criteria: Criteria, year: int | None, override: Override | None, catalogue: Catalogue
) -> dict[str, Any]:
    derivation, sure = derive(criteria, catalogue, year), certainty(criteria, catalogue, year)
    status = override.status if override else derivation.status
    steps = [{"rule": step.rule, "words": step.words} for step in derivation.steps]
    trace = list(derivation.trace)
    if override:
        trace.append("override")
        words = f"Overridden to {status}: {override.reason} ({override.location})."
        steps.append({"rule": "D27", "words": words})
    return {
        "status": status,
        "badge": catalogue.badge(status),
        "trace": trace,
        "derived": derivation.status,
        "base": derivation.base,
        "rules": steps,
        "conflicts": list(derivation.conflicts),
        "contested": list(derivation.contested),
        "certainty": {"criterion": asdict(sure.criterion), "status": asdict(sure.status)},
        "needs_second_reviewer": needs_second_reviewer(override, derivation.status),
        "override": override.to_json() if override else None,
    }

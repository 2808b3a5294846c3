"""Arguments, and what every command shares: the library, the output form, the exit code."""

from __future__ import annotations

import argparse
import io
import json
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, NoReturn, cast

from curator_app import __version__
from curator_app.domain.plain_text import shown_name
from curator_app.errors import CuratorError
from curator_app.paths import Paths

DONE, REFUSED, WRONG_USAGE = 0, 1, 2
_FLAG: dict[str, Any] = {"action": "store_true"}
_FOLDER: dict[str, Any] = {"metavar": "DIR", "type": Path}


class _Parser(argparse.ArgumentParser):
    """argparse, with its complaint as one line."""

    def error(self, message: str) -> NoReturn:
        self.exit(WRONG_USAGE, f"atlas-curator: {message}. See atlas-curator --help.\n")


def add_global(parser: argparse.ArgumentParser, *, top: bool) -> None:
    """The global options are understood before and after the command."""
    for names, help_text, options in (
        ("--library", "the library folder (default: the user's own)", _FOLDER),
        ("--json", "one JSON document on standard output, nothing else", _FLAG),
        ("--demo", "the demo atlas (with --library: made there when empty)", _FLAG),
    ):
        default = None if top else argparse.SUPPRESS
        if options is _FLAG and top:
            default = False
        parser.add_argument(names, help=help_text, default=default, **options)


def build_parser() -> argparse.ArgumentParser:
    """The whole command line (design 6)."""
    from curator_app.cli import (
        approving,
        checking,
        detecting,
        duplicates,
        editing,
        files,
        imports,
        inbox,
        listing,
        lookups,
        rulings,
        site,
        upkeep,
    )

    parser = _Parser(prog="atlas-curator", description="Curate the ME/CFS Atlas.")
    parser.add_argument("--version", action="version", version=f"atlas-curator {__version__}")
    add_global(parser, top=True)
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", parser_class=_Parser)

    def command(
        name: str, run: Callable[[argparse.Namespace], int], text: str
    ) -> argparse.ArgumentParser:
        sub = commands.add_parser(name, help=text, description=text)
        add_global(sub, top=False)
        sub.set_defaults(run=run)
        return sub

    modules = (
        files,
        imports,
        lookups,
        editing,
        listing,
        checking,
        approving,
        detecting,
        duplicates,
        rulings,
        site,
        inbox,
        upkeep,
    )
    for module in modules:
        module.add_commands(command)
    return parser


def run(argv: Sequence[str]) -> int:
    """Run one command (the window when there is none) and return its exit code."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # there is none when the caller closed it
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    try:
        args = _parsed(argv)
    except SystemExit as stop:
        return int(stop.code or 0)
    try:
        if args.command is None:
            return _window(args)
        if not sys.stdout:
            return refuse("Standard output is closed, so nothing was done.")
        return int(args.run(args))
    except CuratorError as error:
        return refuse(error.sentence())
    except BrokenPipeError:
        sys.stderr.close()
        return REFUSED
    except KeyboardInterrupt:
        return refuse("Stopped. What was saved before is kept.")
    except OSError as error:
        what = os.fsdecode(error.filename) if error.filename else "The output or a folder"
        return refuse(f"{what} cannot be used: {error.strerror}.")


def _parsed(argv: Sequence[str]) -> argparse.Namespace:
    parser = build_parser()
    args = parser.parse_args(argv)
    odd = [text for text in _texts(args) if shown_name(text) != text]
    if odd:
        parser.error(f"{odd[0]!r} is not UTF-8 text")
    return args


def _texts(args: argparse.Namespace) -> Iterator[str]:
    """The arguments that are text; the names of files may be any bytes."""
    for value in vars(args).values():
        for text in cast("list[object]", value) if isinstance(value, list) else [value]:
            if isinstance(text, str):
                yield text


def _window(args: argparse.Namespace) -> int:
    from curator_app import app

    return app.run(args.library, demo=args.demo)


def refuse(sentence: str) -> int:
    """Say on standard error, in one line, what was refused."""
    if sys.stderr:  # print() would take standard output instead
        print(" ".join(sentence.split()), file=sys.stderr)
    return REFUSED


def say(args: argparse.Namespace, data: Any, text: str) -> None:
    """Print the result: JSON for programs, the text for people."""
    shown = json.dumps(data, ensure_ascii=False, indent=1) if args.json else text
    print(shown)


def library_folder(args: argparse.Namespace) -> Path:
    """The folder that the command works on."""
    if args.library is not None:
        return Path(args.library).expanduser()
    if args.demo:
        from curator_app import demo

        return demo.folder()
    return Paths.of_user().library


def open_library(args: argparse.Namespace, *, write: bool) -> Any:
    """The library for a command: writing commands insist on the lock, reading ones never wait."""
    from curator_app import demo
    from curator_app.services.library import Library

    folder = library_folder(args)
    if not write and not (folder / "atlas.db").exists():
        Library.open(folder, insist=True).close()
    library = Library.open(folder, write=write or args.demo, insist=write)
    if args.demo:
        demo.fill(library)
    return library

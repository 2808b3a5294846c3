"""What may be told of an error that nobody foresaw: many read a log, a report or a terminal.

Where it happened is always told. What the error says is left out when the inbox has a part in it,
and while one is open: the text of a ValueError, for one, quotes the value.
"""

from __future__ import annotations

import logging
import sys
import threading
import traceback
from collections.abc import Iterator
from pathlib import Path
from weakref import WeakSet

_PACKAGE = Path(__file__).resolve().parent
_PARTS = (
    "inbox",
    "contact",
    "contribut",
    "correspondence",
    "firewall",
    "keychain",
    "repeating",
    "sources",
    "triage",
    "web",
    "wire",
)
"""What the path of a module begins with, or one of its folders, that handles messages."""
open_inboxes: WeakSet[object] = WeakSet()
"""The inboxes that are open in this process. While one is, every part may hold a reader's words: a
proposed change lies in the editor, and the checks of the atlas run over it."""
_LEFT_OUT = "(what it says is left out: it may quote a message)"


def story(error: BaseException) -> str:
    """The technical story of an error, for a report."""
    chain = list(_chain(error))
    private = bool(open_inboxes) or any(_is_private(found) for found in chain)
    return "\nThen:\n\n".join(_told(found, private=private) for found in chain)


def _chain(error: BaseException) -> Iterator[BaseException]:
    """The errors that led to this one, and it last; each once."""
    found: list[BaseException] = []
    now: BaseException | None = error
    while now is not None and now not in found:
        found.append(now)
        now = now.__cause__ or (None if now.__suppress_context__ else now.__context__)
    return reversed(found)


def _told(error: BaseException, *, private: bool) -> str:
    lines = "".join(traceback.format_tb(error.__traceback__))
    if private:
        kind = type(error)
        name = (
            kind.__qualname__
            if kind.__module__ == "builtins"
            else f"{kind.__module__}.{kind.__qualname__}"
        )
        return f"{lines}{name} {_LEFT_OUT}\n"
    return lines + "".join(traceback.format_exception_only(error))


def _is_private(error: BaseException) -> bool:
    """Whether a part of the inbox is on the way from where it was caught to where it happened."""
    frames = traceback.walk_tb(error.__traceback__)
    return any(_handles_messages(frame.f_code.co_filename) for frame, _ in frames)


def _handles_messages(file: str) -> bool:
    try:
        parts = Path(file).resolve().relative_to(_PACKAGE).parts
    except (ValueError, OSError):
        return False
    return any(part.startswith(_PARTS) for part in parts)


def watch() -> None:
    """Tell by `story` of every error that nothing else catches, on the standard error stream."""
    sys.excepthook = lambda _kind, error, _trace: _say(error)
    threading.excepthook = lambda args: _say(args.exc_value)
    sys.unraisablehook = lambda args: _say(args.exc_value)


def _say(error: BaseException | None) -> None:
    if error is not None and sys.stderr:
        sys.stderr.write(story(error))


class OwnWords(logging.Filter):
    """Lets our own lines through, and of libraries only warnings: they log what they work on."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether a line is kept; an error's own text is told by `story`."""
        if record.exc_info and record.exc_info[1] is not None:
            record.exc_text = story(record.exc_info[1])
        return record.name.startswith("curator_app") or record.levelno >= logging.WARNING

"""Messages from files: one mail (.eml), many (.mbox), or contributions as JSON.

What a file is shows in its beginning, not in its name. Every message in it is accounted for: new,
known, kept as it came, or refused with the reason and its place.
"""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO, Any

import orjson

from curator_app.domain.contribution import Incoming
from curator_app.domain.plain_text import shown_name
from curator_app.errors import BadFile, Cancelled
from curator_app.inbox import feed_document, mbox
from curator_app.inbox.keeper import Keeper
from curator_app.inbox.mail import MOST_BYTES, MailReader
from curator_app.inbox.taking import Taken
from curator_app.wire import never

ACCOUNT = "files"
_SOURCE = "file"
_MOST_JSON = 200 * 1024 * 1024
_BATCH, _BATCH_BYTES = 100, 8 * 1024 * 1024
_HEADER = re.compile(rb"(?:[\x21-\x39\x3b-\x7e]{1,100}[ \t]*:.*\r?\n(?:[ \t].*\r?\n)*){1,3}")


def take(
    path: Path,
    keeper: Keeper,
    reader: MailReader,
    *,
    cancelled: Callable[[], bool] = never,
    progress: Callable[[int, int], None] = lambda _done, _all: None,
) -> Taken:
    """Take in the messages of one file. `progress(bytes done, bytes)` is called on this thread.

    A file that cannot be read, or is none of these, is told in the answer.
    """
    taken = Taken()
    name = shown_name(path.name)
    try:
        with os.fdopen(_opened(path), "rb") as file:
            size = os.fstat(file.fileno()).st_size
            batch = _Batch(keeper, taken)
            for incoming in _messages(name, file, reader, taken):
                batch.add(incoming)
                progress(file.tell(), size)
                if cancelled():
                    raise Cancelled
            batch.keep()
    except Cancelled:
        taken.say(f"{name}: stopped. What was taken until then is kept.")
    except BadFile as error:
        taken.leave(f"{name}: {error.message}")
    except OSError as error:
        taken.leave(f"{name} cannot be read: {error.strerror}.")
    return taken


def _opened(path: Path) -> int:
    """A file's handle; a pipe or a device, which might never end, is refused."""
    handle = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    if not stat.S_ISREG(os.fstat(handle).st_mode):
        os.close(handle)
        raise BadFile("This is no file.")
    return handle


class _Batch:
    """Messages that are kept together."""

    def __init__(self, keeper: Keeper, taken: Taken) -> None:
        self._keeper, self._taken = keeper, taken
        self._waiting: list[Incoming] = []
        self._bytes = 0

    def add(self, incoming: Incoming) -> None:
        self._waiting.append(incoming)
        self._bytes += len(incoming.raw)
        if len(self._waiting) >= _BATCH or self._bytes > _BATCH_BYTES:
            self.keep()

    def keep(self) -> None:
        self._taken.keep(self._keeper, self._waiting)
        self._waiting, self._bytes = [], 0


def _messages(name: str, file: IO[bytes], reader: MailReader, taken: Taken) -> Iterator[Incoming]:
    head = file.read(65536)
    file.seek(0)
    start = head.lstrip(b"\r\n\t \xef\xbb\xbf")
    if not start:
        raise BadFile("This file is empty.")
    if mbox.is_mbox(head):
        yield from _of_mbox(name, file, reader, taken)
    elif start[:1] in (b"{", b"["):
        yield from _of_json(name, file)
    elif _HEADER.match(start) or name.lower().endswith(".eml"):
        raw = file.read(MOST_BYTES + 1)
        if len(raw) > MOST_BYTES:
            raise BadFile("This mail is larger than 25 MB, so it was not taken.")
        yield reader.read(raw, _SOURCE, ACCOUNT, name)
    else:
        raise BadFile("This is no mail, no mailbox (mbox) and no file of contributions (JSON).")


def _of_mbox(name: str, file: IO[bytes], reader: MailReader, taken: Taken) -> Iterator[Incoming]:
    for piece in mbox.pieces(file, MOST_BYTES):
        if piece.raw is None:
            where = f"mail {piece.number:,} at byte {piece.offset:,}"
            taken.leave(f"{name}, {where}: it is larger than 25 MB, so it was not taken.")
        else:
            yield reader.read(piece.raw, _SOURCE, ACCOUNT, f"{name};{piece.number}")


def _of_json(name: str, file: IO[bytes]) -> Iterator[Incoming]:
    body = file.read(_MOST_JSON + 1)
    if len(body) > _MOST_JSON:
        raise BadFile("This file is larger than 200 MB; split it.")
    for number, item in enumerate(_items(body), 1):
        yield feed_document.incoming(item, _SOURCE, ACCOUNT, f"{name};{number}")


def _items(body: bytes) -> list[Any]:
    """The contributions of a feed's answer, a list, a single one, or one on each line."""
    body = body.removeprefix(b"\xef\xbb\xbf").strip()
    try:
        form: Any = feed_document.loaded(body)
    except orjson.JSONDecodeError:
        try:
            return [feed_document.loaded(line) for line in body.splitlines() if line.strip()]
        except orjson.JSONDecodeError:
            raise BadFile("This is not JSON, or it is cut off.") from None
    if isinstance(form, list):
        return form  # pyright: ignore[reportUnknownVariableType]
    if isinstance(form, dict) and "messages" in form:
        return list(feed_document.read_page(body).messages)
    return [form]

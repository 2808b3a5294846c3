"""The child process: one mail after the other, from pipe to pipe."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator

from curator_app.inbox.frames import HEAD, READY, framed, length
from curator_app.inbox.parsing import charsets
from curator_app.inbox.parsing.confine import allow_one_mail, confine
from curator_app.inbox.parsing.message import read_mail

_REHEARSAL = (
    b"From: a@b.example\r\nDate: Fri, 27 Nov 2026 10:00:00 +0000\r\n"
    b"Content-Type: text/html; name*=utf-8''x\r\n\r\n<p>a <a href='b'>c</a>"
)


def main() -> None:
    """Read mails until the pipe is closed."""
    charsets.load()
    answer(_REHEARSAL)  # imports what is imported late
    confine()
    _write(1, framed(READY))
    while True:
        head = _read(0, HEAD)
        raw = _read(0, length(head)) if len(head) == HEAD else b""
        if len(head) < HEAD:
            return
        allow_one_mail()
        for frame in answer(raw):
            _write(1, framed(frame))


def answer(raw: bytes) -> Iterator[bytes]:
    """The frames that answer one mail; what went wrong is a name, never words of the mail."""
    try:
        form, files = read_mail(raw)
        text = json.dumps(form, ensure_ascii=False).encode("utf-8")
    except MemoryError:
        return iter([b'{"error": "memory"}'])
    except Exception:  # noqa: BLE001 - whatever a mail does to its reader, the mail is kept
        return iter([b'{"error": "broken"}'])
    return iter([text, *files])


def _read(descriptor: int, size: int) -> bytes:
    pieces: list[bytes] = []
    while size > 0 and (piece := os.read(descriptor, min(size, 1 << 20))):
        pieces.append(piece)
        size -= len(piece)
    return b"".join(pieces)


def _write(descriptor: int, content: bytes) -> None:
    view = memoryview(content)
    while view:
        view = view[os.write(descriptor, view) :]

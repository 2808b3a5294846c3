"""Command and answer with an IMAP server: tags, continuations, refusals."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from curator_app.domain.plain_text import visible_line
from curator_app.errors import NetworkTrouble
from curator_app.inbox.imap_lines import SMALL, Line, Lines, Value
from curator_app.inbox.imap_names import quoted
from curator_app.wire import Wire

_END = re.compile(rb"(OK|NO|BAD)(?=[ \r\n])", re.IGNORECASE)


class Refused(NetworkTrouble):
    """The server answered NO or BAD to one command; `hint` has its words. The talk goes on."""


@dataclass(frozen=True)
class Word:
    """An argument that comes from somebody: quoted, or sent as a literal."""

    text: bytes = field(repr=False)


class Talk:
    """One conversation. Raises NetworkTrouble and Cancelled, and Refused where it says so."""

    def __init__(self, wire: Wire) -> None:
        self.wire = wire
        self._lines = Lines(wire)
        self._count = 0

    def greeting(self) -> list[Value]:
        """What the server says first."""
        return values_of(self._lines.next())

    def ask(self, *command: bytes | Word, most: int = SMALL) -> list[Line]:
        """Send a command; the lines before its end. Raises Refused."""
        return list(self.answer(self.send(*command), most))

    def send(self, *command: bytes | Word) -> bytes:
        """Begin a command; its tag. Raises Refused when the server will not take a literal."""
        self._count += 1
        tag = b"A%04d" % self._count
        self.wire.begin()
        self._lines.begin()
        waiting = bytearray(tag)
        for part in command:
            text = part if isinstance(part, bytes) else _quoted(part)
            if text is None and isinstance(part, Word):
                self.wire.send(bytes(waiting) + b" {%d}\r\n" % len(part.text))
                self.asked(tag)
                waiting = bytearray(part.text)
            else:
                waiting += b" " + (text or b"")
        self.wire.send(bytes(waiting) + b"\r\n")
        return tag

    def asked(self, tag: bytes) -> None:
        """Wait until the server asks for more; raises Refused when it does not want it."""
        while True:
            line = self._lines.next()
            if line.texts[0].startswith(b"+"):
                return
            if self._ended(tag, line):
                raise NetworkTrouble(f"{self.wire.host} said that it was done before it was.")

    def answer(self, tag: bytes, most: int = SMALL) -> Iterator[Line]:
        """The lines before the end of a command."""
        while not self._ended(tag, line := self._lines.next(most)):
            yield line

    def _ended(self, tag: bytes, line: Line) -> bool:
        """Whether this line ends the command; raises Refused when it ends it badly."""
        text = line.texts[0]
        if text.startswith(b"* "):
            if text[2:5].upper() == b"BYE":
                raise NetworkTrouble(
                    f"{self.wire.host} ended the connection.", "Try again later; nothing was lost."
                )
            return False
        found = _END.match(text, len(tag) + 1) if text.startswith(tag + b" ") else None
        if found is None:
            raise NetworkTrouble(
                f"{self.wire.host} answered with something that is no answer, so it was not"
                " listened to any longer."
            )
        if found[1].upper() == b"OK":
            return True
        words = visible_line(text[found.end() :].decode("utf-8", "replace"), 200)
        raise Refused(f"{self.wire.host} refused.", f"The server says: {words or 'nothing'}.")


def _quoted(word: Word) -> bytes | None:
    return quoted(word.text)


def values_of(line: Line) -> list[Value]:
    """The values of a line; raises NetworkTrouble when it is not well written."""
    try:
        return line.values()
    except ValueError:
        raise NetworkTrouble("The server's answer is not well written.") from None

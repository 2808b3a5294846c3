"""What an IMAP server says, line by line, with its literals; nothing is believed beyond its size.

Measured against the misbehaving server of the tests, imaplib, and imap-tools on top of it, reserve
4.4 GB for a literal of 4 GB that is only announced, collect literals that nobody asked for without
end (4 GB in 20 s), give a mail of another UID than was asked for, and know no time that all of an
answer may take. This reader knows the largest literal before it reads it, counts lines and bytes,
and gives up.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TypeAlias, cast

from curator_app.errors import NetworkTrouble
from curator_app.wire import Wire

MOST_LINE = 16 * 1024 * 1024
"""Bytes of one line without its literals: the numbers of two million mails."""
MOST_LINES = 50_000
"""Lines of one answer."""
MOST_BYTES = 64 * 1024 * 1024
"""Bytes of all literals of one answer."""
SMALL = 64 * 1024
"""Bytes of a literal that is no mail."""
_LITERAL = re.compile(rb"\{(\d{1,20})\}\r?\n$")
_DEEPEST = 20
_TOKEN = re.compile(rb'"((?:[^"\\\r\n]|\\.)*)"|([()])|([^\s()"]+)')

Value: TypeAlias = "bytes | list[Value] | None"


@dataclass(frozen=True)
class Line:
    """One line: the text between the literals, and the literals."""

    texts: tuple[bytes, ...] = field(repr=False)
    literals: tuple[bytes, ...] = field(repr=False)

    def values(self) -> list[Value]:
        """Atoms, strings and literals as bytes, NIL as None, what is in brackets as lists.

        Raises ValueError for brackets that do not fit.
        """
        top: list[Value] = []
        open_lists = [top]
        for number, text in enumerate(self.texts):
            for found in _TOKEN.finditer(text):
                if found[2] == b"(":
                    inner: list[Value] = []
                    open_lists[-1].append(inner)
                    open_lists.append(inner)
                    if len(open_lists) > _DEEPEST:
                        raise ValueError("too many brackets")
                elif found[2] == b")":
                    open_lists.pop()
                    if not open_lists:
                        raise ValueError("a bracket closes that was not opened")
                elif found[3] is not None:
                    open_lists[-1].append(None if found[3].upper() == b"NIL" else found[3])
                else:
                    open_lists[-1].append(re.sub(rb"\\(.)", rb"\1", found[1]))
            if number < len(self.literals):
                open_lists[-1].append(self.literals[number])
        if len(open_lists) != 1:
            raise ValueError("a bracket is not closed")
        return top


class Lines:
    """The lines of one connection."""

    def __init__(self, wire: Wire) -> None:
        self._wire = wire
        self._waiting = bytearray()
        self._left, self._bytes_left = MOST_LINES, MOST_BYTES

    def begin(self) -> None:
        """Another answer begins: its lines are counted from none."""
        self._left, self._bytes_left = MOST_LINES, MOST_BYTES

    def next(self, most: int = SMALL) -> Line:
        """The next line; a literal may have `most` bytes. Raises NetworkTrouble."""
        self._left -= 1
        if self._left < 0:
            raise self._wrong("sent more than was asked for")
        texts: list[bytes] = []
        literals: list[bytes] = []
        size = 0
        while True:
            text = self._text()
            size += len(text)
            found = _LITERAL.search(text)
            if found is None:
                texts.append(text)
                return Line(tuple(texts), tuple(literals))
            announced = int(found[1])
            if announced > most:
                raise self._wrong("announced more than was asked for")
            self._bytes_left -= announced
            if size > MOST_LINE or len(literals) > 100 or self._bytes_left < 0:
                raise self._wrong("sent more than was asked for")
            texts.append(text[: found.start()])
            literals.append(self._exactly(announced))

    def _text(self) -> bytes:
        looked = 0
        while (end := self._waiting.find(b"\n", looked)) < 0:
            looked = len(self._waiting)
            if looked > MOST_LINE:
                raise self._wrong("sent a line without an end")
            self._more()
        text = bytes(self._waiting[: end + 1])
        del self._waiting[: end + 1]
        return text

    def _exactly(self, size: int) -> bytes:
        while len(self._waiting) < size:
            self._more()
        content = bytes(self._waiting[:size])
        del self._waiting[:size]
        return content

    def _more(self) -> None:
        piece = self._wire.receive()
        if not piece:
            raise NetworkTrouble(
                f"{self._wire.host} closed the connection.", "Try again later; nothing was lost."
            )
        self._waiting += piece

    def _wrong(self, what: str) -> NetworkTrouble:
        return NetworkTrouble(f"{self._wire.host} {what}, so it was not listened to any longer.")


def pairs(values: list[Value]) -> dict[bytes, Value]:
    """A list of names and values, as a FETCH gives them, by upper-case name."""
    found: dict[bytes, Value] = {}
    for name, value in zip(values[::2], values[1::2], strict=False):
        if isinstance(name, bytes):
            found.setdefault(name.upper(), value)
    return found


def texts(values: Value | None) -> list[bytes]:
    """The strings of a list, without the lists in it."""
    return [one for one in cast("list[Value]", values or []) if isinstance(one, bytes)]

"""Mailboxes that misbehave in how they send a mail, one way each."""

from __future__ import annotations

import socket
import struct
import time
from collections.abc import Iterator

from tests.inbox.servers.scripted_imap import DATE, Dropped, Script


class _Mail(Script):
    """Misbehaves in how it sends a mail."""

    def line(self, number: int, uid: int, size: int | bytes) -> bytes:
        return b"* %d FETCH (UID %d BODY[] {%s}\r\n" % (number, uid, str(size).encode())


class MidLiteral(_Mail):
    def whole(self, number: int, uid: int, raw: bytes) -> Iterator[bytes]:
        yield self.line(number, uid, len(raw)) + raw[: len(raw) // 2]
        raise Dropped


class ByeMidLiteral(_Mail):
    def whole(self, number: int, uid: int, raw: bytes) -> Iterator[bytes]:
        yield self.line(number, uid, len(raw)) + raw[: len(raw) // 2] + b"\r\n* BYE\r\n"
        raise Dropped


class ResetMidLiteral(_Mail):
    def whole(self, number: int, uid: int, raw: bytes) -> Iterator[bytes]:
        yield self.line(number, uid, len(raw)) + raw[:10]
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        raise Dropped


class DroppedAfterLiteral(_Mail):
    def whole(self, number: int, uid: int, raw: bytes) -> Iterator[bytes]:
        yield self.line(number, uid, len(raw)) + raw
        raise Dropped


class DroppedBeforeTheEnd(_Mail):
    def done(self, tag: bytes, step: str) -> bytes:
        if step == "UID FETCH mail":
            raise Dropped
        return super().done(tag, step)


class Longer(_Mail):
    def whole(self, number: int, uid: int, raw: bytes) -> Iterator[bytes]:
        yield self.line(number, uid, len(raw) + 40) + raw + b")\r\n"


class Shorter(_Mail):
    def whole(self, number: int, uid: int, raw: bytes) -> Iterator[bytes]:
        yield self.line(number, uid, max(0, len(raw) - 5)) + raw + b")\r\n"


class ShorterByALine(_Mail):
    def whole(self, number: int, uid: int, raw: bytes) -> Iterator[bytes]:
        """What follows the announced bytes looks like the end of an answer."""
        yield self.line(number, uid, len(raw)) + raw + b")\r\nstill of the mail)\r\n)\r\n"


class ShorterByItems(_Mail):
    def whole(self, number: int, uid: int, raw: bytes) -> Iterator[bytes]:
        yield self.line(number, uid, raw.rindex(b" ")) + raw + b" UID 5)\r\n"


def announced(size: str) -> type[Script]:
    class Announced(_Mail):
        def whole(self, number: int, uid: int, raw: bytes) -> Iterator[bytes]:
            yield self.line(number, uid, size) + raw + b")\r\n"

    return Announced


class Drip(_Mail):
    def whole(self, number: int, uid: int, raw: bytes) -> Iterator[bytes]:
        yield self.line(number, uid, len(raw))
        for place in range(12):
            yield raw[place : place + 1]
            time.sleep(0.1)
        raise Dropped


class Nothing(_Mail):
    def whole(self, number: int, uid: int, raw: bytes) -> Iterator[bytes]:
        yield b"* %d FETCH (UID %d BODY[] NIL)\r\n" % (number, uid)


class AnotherUid(_Mail):
    def whole(self, number: int, uid: int, raw: bytes) -> Iterator[bytes]:
        yield from super().whole(number, uid + 1000, raw)


class NoUid(_Mail):
    def whole(self, number: int, uid: int, raw: bytes) -> Iterator[bytes]:
        yield b"* %d FETCH (BODY[] {%d}\r\n" % (number, len(raw)) + raw + b")\r\n"


class StrangeUid(_Mail):
    def whole(self, number: int, uid: int, raw: bytes) -> Iterator[bytes]:
        yield b"* %d FETCH (UID -1 BODY[] {%d}\r\n" % (number, len(raw)) + raw + b")\r\n"


class Unasked(_Mail):
    def whole(self, number: int, uid: int, raw: bytes) -> Iterator[bytes]:
        yield b"* 77 FETCH (FLAGS (\\Seen))\r\n* 5 EXPUNGE\r\n* OK [ALERT] look\r\n"
        yield b"* 99 FETCH (UID 4711 BODY[] {5}\r\nnever)\r\n"
        yield from super().whole(number, uid, raw)


class Twice(_Mail):
    def whole(self, number: int, uid: int, raw: bytes) -> Iterator[bytes]:
        yield from super().whole(number, uid, raw)
        yield from super().whole(number, uid, raw)


class ManyLiterals(_Mail):
    def whole(self, number: int, uid: int, raw: bytes) -> Iterator[bytes]:
        while True:
            yield b"* 1 FETCH (UID 4711 BODY[] {20000000}\r\n" + bytes(20_000_000) + b")\r\n"


class LiteralsInLine(_Mail):
    def whole(self, number: int, uid: int, raw: bytes) -> Iterator[bytes]:
        yield b"* 1 FETCH (" + b"X {1}\r\ny " * 100_000 + b")\r\n"


class ManyBrackets(_Mail):
    def whole(self, number: int, uid: int, raw: bytes) -> Iterator[bytes]:
        yield b"* 1 FETCH " + b"(" * 1_000_000 + b"\r\n"


class Closing(_Mail):
    def whole(self, number: int, uid: int, raw: bytes) -> Iterator[bytes]:
        yield b"* 1 FETCH )))((\r\n"


class LowerCase(_Mail):
    def whole(self, number: int, uid: int, raw: bytes) -> Iterator[bytes]:
        yield b"* %d FETCH (uid %d body[] {%d}\n" % (number, uid, len(raw)) + raw + b")\n"


class ItemsAfter(_Mail):
    def whole(self, number: int, uid: int, raw: bytes) -> Iterator[bytes]:
        yield b"* %d FETCH (BODY[] {%d}\r\n" % (number, len(raw)) + raw
        yield b" FLAGS (\\Seen $x) INTERNALDATE %s MODSEQ (5) UID %d)\r\n" % (DATE, uid)


class OnlyOne(_Mail):
    """Gives the first mail of whatever is asked for."""

    def chosen(self, rest: bytes) -> list[tuple[int, int, bytes]]:
        return super().chosen(rest)[:1]


MAILS: dict[str, type[Script]] = {
    "dropped in the middle of a mail": MidLiteral,
    "BYE in the middle of a mail": ByeMidLiteral,
    "reset in the middle of a mail": ResetMidLiteral,
    "dropped after a mail": DroppedAfterLiteral,
    "dropped before the end": DroppedBeforeTheEnd,
    "longer than sent": Longer,
    "shorter than sent": Shorter,
    "shorter, and the rest looks like an end": ShorterByALine,
    "shorter, and the rest looks like items": ShorterByItems,
    "four gigabytes announced": announced("4294967296"),
    "more than there is announced": announced("1" * 30),
    "less than nothing announced": announced("-1"),
    "a word announced": announced("many"),
    "a mail byte by byte": Drip,
    "NIL for a mail": Nothing,
    "a mail of another UID": AnotherUid,
    "a mail without UID": NoUid,
    "a mail with a strange UID": StrangeUid,
    "what nobody asked for": Unasked,
    "every mail twice": Twice,
    "large literals without end": ManyLiterals,
    "a hundred thousand literals in a line": LiteralsInLine,
    "a million brackets": ManyBrackets,
    "brackets that do not fit": Closing,
    "lower case and bare line feeds": LowerCase,
    "items behind the mail": ItemsAfter,
    "only one of many": OnlyOne,
}

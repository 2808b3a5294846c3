"""Mailboxes that misbehave, one way each. `limit` is for how many connections they do."""

from __future__ import annotations

import socket
import struct
import time
from collections.abc import Callable, Iterator

from tests.inbox.servers.scripted_imap import DATE, Dropped, Folder, Script

STEPS = (
    "greeting",
    "CAPABILITY",
    "AUTHENTICATE",
    "EXAMINE",
    "UID SEARCH",
    "UID FETCH size",
    "UID FETCH mail",
    "SELECT",
    "UID STORE",
)
ALL: dict[str, type[Script]] = {}


def add(name: str, script: type[Script], limit: int = 3) -> None:
    """Note a misbehaviour."""
    script.limit = limit
    ALL[name] = script


def drop(script: Script) -> None:
    raise Dropped


def bye(script: Script) -> None:
    script.send(b"* BYE going down\r\n")
    raise Dropped


def silence(script: Script) -> None:
    time.sleep(0.7)
    raise Dropped


def garbage(script: Script) -> None:
    script.send(bytes(range(256)) * 4 + b"\r\n")


def endless_line(script: Script) -> None:
    while True:
        script.send(b"x" * 100_000)


def a_million_lines(script: Script) -> None:
    script.send(b"* 1 EXISTS\r\n" * 1_000_000)


def drip(script: Script) -> None:
    for _ in range(7):
        script.send(b"*")
        time.sleep(0.1)
    raise Dropped


def at_step(name: str, step: str, act: Callable[[Script], None]) -> None:
    """Something that happens before one step."""

    class AtStep(Script):
        def at(self, now: str) -> None:
            if now == step:
                act(self)

    add(name, AtStep)


for _step in STEPS:
    at_step(f"dropped at {_step}", _step, drop)
for _step in ("greeting", "EXAMINE", "UID FETCH mail"):
    at_step(f"BYE at {_step}", _step, bye)
    at_step(f"garbage at {_step}", _step, garbage)
for _step in ("greeting", "UID SEARCH", "UID FETCH mail"):
    at_step(f"silent at {_step}", _step, silence)
    at_step(f"a byte now and then at {_step}", _step, drip)
for _step in ("EXAMINE", "UID SEARCH", "UID FETCH mail"):
    at_step(f"a million lines at {_step}", _step, a_million_lines)
    at_step(f"a line without end at {_step}", _step, endless_line)

for _step in STEPS[1:]:
    for _word in (b"NO", b"BAD"):

        class Refusing(Script):
            step, word = _step, _word

            def command(self, tag: bytes, name: str, rest: bytes) -> None:
                if name == self.step:
                    self.send(b"%s %s not today\r\n" % (tag, self.word))
                else:
                    super().command(tag, name, rest)

        add(f"{_word.decode()} to {_step}", Refusing)


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

    Announced.limit = 3
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


class NoSizes(Script):
    def sized(self, number: int, uid: int, raw: bytes) -> bytes:
        return b"* %d FETCH (UID %d)\r\n" % (number, uid)


class SmallSizes(Script):
    def sized(self, number: int, uid: int, raw: bytes) -> bytes:
        return b"* %d FETCH (UID %d RFC822.SIZE 1 INTERNALDATE %s)\r\n" % (number, uid, DATE)


class HugeSizes(Script):
    def sized(self, number: int, uid: int, raw: bytes) -> bytes:
        return b"* %d FETCH (UID %d RFC822.SIZE %d)\r\n" % (number, uid, 10**30)


class Searching(Script):
    answer = b""

    def found(self, uids: list[int]) -> bytes:
        return self.answer


def searching(answer: bytes) -> type[Script]:
    class Answers(Searching):
        pass

    Answers.answer = answer
    return Answers


class Unsorted(Script):
    def found(self, uids: list[int]) -> bytes:
        mixed = [*reversed(uids), *uids, 3, 3]
        return b"* SEARCH %s\r\n" % b" ".join(b"%d" % uid for uid in mixed)


class SearchedByPieces(Script):
    def found(self, uids: list[int]) -> bytes:
        return b"".join(b"* SEARCH %d\r\n" % uid for uid in uids) + b"* SEARCH\r\n"


def opening(answer: bytes) -> type[Script]:
    class Opens(Script):
        def opened(self, folder: Folder) -> bytes:
            return answer

    return Opens


class OtherTag(Script):
    def done(self, tag: bytes, step: str) -> bytes:
        return b"Z999 OK whose?\r\n"


class EarlyEnd(Script):
    def do_uid_fetch_mail(self, tag: bytes, rest: bytes) -> None:
        self.send(b"%s OK early\r\n" % tag)
        super().do_uid_fetch_mail(tag, rest)


class AsksForMore(Script):
    def at(self, step: str) -> None:
        if step == "UID SEARCH":
            self.send(b"+ go on\r\n")


class Preauth(Script):
    def greeting(self) -> bytes:
        return b"* PREAUTH welcome\r\n"


class GreetsBye(Script):
    def greeting(self) -> bytes:
        return b"* BYE too many\r\n"


class NoPassword(Script):
    capabilities = b"IMAP4rev1 LOGINDISABLED"


class OldProtocol(Script):
    capabilities = b"IMAP2"


class NotAsked(Script):
    def do_authenticate(self, tag: bytes, rest: bytes) -> None:
        """Says yes before it was told a password."""


class Locked(Script):
    def logged_in(self, user: str, password: str) -> bool:
        super().logged_in(user, password)
        return False


class PlainText(Script):
    @staticmethod
    def before_tls(plain: socket.socket) -> None:
        plain.sendall(b"* OK [CAPABILITY IMAP4rev1 STARTTLS] ready\r\n")
        time.sleep(0.2)
        raise Dropped


class Injected(Script):
    @staticmethod
    def before_tls(plain: socket.socket) -> None:
        plain.sendall(b"* PREAUTH injected\r\n")


class ClosedDoor(Script):
    @staticmethod
    def before_tls(plain: socket.socket) -> None:
        raise Dropped


class NulInLine(Script):
    def opened(self, folder: Folder) -> bytes:
        return b"* OK \x00\x00\xff\r\n" + super().opened(folder)


class Renumbered(Script):
    """Another UIDVALIDITY at each opening."""

    def opened(self, folder: Folder) -> bytes:
        self.server.folders["INBOX"].validity += 1
        return super().opened(folder)

    def whole(self, number: int, uid: int, raw: bytes) -> Iterator[bytes]:
        raise Dropped


class OldClock(Script):
    def sized(self, number: int, uid: int, raw: bytes) -> bytes:
        return super().sized(number, uid, raw).replace(DATE, b'" 1-Jan-1970 00:00:00 +0000"')


class NoClock(Script):
    def sized(self, number: int, uid: int, raw: bytes) -> bytes:
        return super().sized(number, uid, raw).replace(DATE, b'"99-Foo-0000 99:99:99 +9999"')


for _name, _script in {
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
    "no sizes": NoSizes,
    "sizes too small": SmallSizes,
    "sizes too large": HugeSizes,
    "no answer to the search": searching(b""),
    "a search of words": searching(b"* SEARCH one two\r\n"),
    "a search of huge numbers": searching(b"* SEARCH 1 99999999999999999999\r\n"),
    "a search out of order": Unsorted,
    "a search in pieces": SearchedByPieces,
    "no answer to the opening": opening(b""),
    "an opening of nonsense": opening(b"* x EXISTS\r\n* OK [UIDVALIDITY x]\r\n* 5\r\n"),
    "UIDVALIDITY missing": opening(b"* 3 EXISTS\r\n* OK [UIDNEXT 4] n\r\n"),
    "UIDVALIDITY of nothing": opening(b"* 3 EXISTS\r\n* OK [UIDVALIDITY 0] v\r\n"),
    "UIDNEXT missing": opening(b"* 3 EXISTS\r\n* OK [UIDVALIDITY 7] v\r\n"),
    "UIDNEXT too small": opening(b"* 3 EXISTS\r\n* OK [UIDVALIDITY 7] v\r\n* OK [UIDNEXT 1] n\r\n"),
    "EXISTS shrinks": opening(
        b"* 3 EXISTS\r\n* 1 EXISTS\r\n* 0 EXISTS\r\n* OK [UIDVALIDITY 7]\r\n"
    ),
    "another UIDVALIDITY each time": Renumbered,
    "another tag": OtherTag,
    "an end before the answer": EarlyEnd,
    "asks for more": AsksForMore,
    "PREAUTH": Preauth,
    "BYE as a greeting": GreetsBye,
    "nobody may log in": NoPassword,
    "an old protocol": OldProtocol,
    "yes before the password": NotAsked,
    "every password is wrong": Locked,
    "STARTTLS only": PlainText,
    "text before TLS": Injected,
    "closed before TLS": ClosedDoor,
    "NUL in a line": NulInLine,
    "the clock of 1970": OldClock,
    "no clock": NoClock,
}.items():
    add(_name, _script)

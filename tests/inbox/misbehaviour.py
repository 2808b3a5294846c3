"""Mailboxes that misbehave, one way each: ALL of them by name.

Each does so for a few connections (`Script.limit`); then it is honest.
"""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator

from tests.inbox.misbehaving_mails import MAILS
from tests.inbox.misbehaving_steps import STEPPED
from tests.inbox.servers.scripted_imap import DATE, Dropped, Folder, Script


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


ALL: dict[str, type[Script]] = {
    **STEPPED,
    **MAILS,
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
}
for _script in ALL.values():
    _script.limit = 3

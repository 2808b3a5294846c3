"""A mailbox, looked at: logged in once, opened for reading, mails named by UID only.

What is ever changed on a server is the mark of a mail that is kept here already, where the account
asks for one (`mark`), and a mail that a person wants erased (`delete`). No word of a mail is ever
part of a command.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Self

from curator_app import tls
from curator_app.domain.private import Private
from curator_app.errors import LoginRefused, NetworkTrouble
from curator_app.inbox.accounts import ImapAccount
from curator_app.inbox.imap_lines import SMALL, Line, Value, pairs, texts
from curator_app.inbox.imap_names import from_utf7, to_utf7, uid_set
from curator_app.inbox.imap_talk import Refused, Talk, Word, values_of
from curator_app.wire import PATIENT, Patience, Wire, never

_CODE = re.compile(rb"\[(UIDVALIDITY|UIDNEXT) (\d{1,10})\]", re.IGNORECASE)
_DATE = re.compile(
    r"\s*(\d{1,2})-([A-Za-z]{3})-(\d{4}) (\d\d):(\d\d):(\d\d) ([+-]\d\d)(\d\d)", re.ASCII
)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_ITEMS = re.compile(rb"UID|FLAGS|INTERNALDATE|RFC822\.SIZE|MODSEQ|BODY\[\](<0>)?|X-[A-Z0-9.-]+")


@dataclass(frozen=True)
class Box:
    """A mailbox that was opened.

    `validity` is 0 where the server does not say: then its UIDs mean nothing beyond this
    connection. `next_uid` is 0 where it does not say that.
    """

    name: str
    validity: int
    next_uid: int
    count: int


@dataclass(frozen=True)
class Listed:
    """A mail before it is fetched: `size` in bytes as the server says, `received` ISO or ""."""

    uid: int
    size: int
    received: str


class Imap:
    """One connection. Raises NetworkTrouble and Cancelled; close it after any."""

    def __init__(self, talk: Talk) -> None:
        self._talk = talk
        self._host = talk.wire.host

    @classmethod
    def connect(
        cls,
        account: ImapAccount,
        patience: Patience = PATIENT,
        cancelled: Callable[[], bool] = never,
    ) -> Self:
        """A connection whose certificate was checked; nobody is logged in yet."""
        context = tls.context(account.authority)
        wire = Wire.to(account.host, account.port, patience, cancelled)
        try:
            wire.start_tls(context)
            return cls.over(wire)
        except BaseException:
            wire.close()
            raise

    @classmethod
    def over(cls, wire: Wire) -> Self:
        """The mailbox at the other end of an encrypted connection, when it greets as one."""
        imap = cls(Talk(wire))
        imap._greeted()
        return imap

    def log_in(self, user: str, password: Private) -> None:
        """Log in, with one try; raises LoginRefused."""
        able = self._capabilities()
        name, secret = user.encode(), password.reveal().encode()
        try:
            if b"AUTH=PLAIN" in able:
                tag = self._talk.send(b"AUTHENTICATE PLAIN")
                self._talk.asked(tag)
                self._talk.wire.send(base64.b64encode(b"\0%s\0%s" % (name, secret)) + b"\r\n")
                list(self._talk.answer(tag))
            elif b"LOGINDISABLED" in able:
                raise NetworkTrouble(f"{self._host} lets nobody log in with a password.")
            else:
                self._talk.ask(b"LOGIN", Word(name), Word(secret))
        except (Refused, ValueError) as error:
            said = error.hint if isinstance(error, Refused) else ""
            raise LoginRefused(
                f"{self._host} refused the user or the password. It was not tried again.",
                f"Check both; many providers want an app password. {said}".strip(),
            ) from None

    def folders(self) -> list[str]:
        """The mailboxes that can be opened; one whose name has control characters is left out."""
        names: list[str] = []
        for line in self._talk.ask(b"LIST", b'""', b'"*"'):
            values = values_of(line)
            if values[1:2] == [b"LIST"] and len(values) >= 5 and isinstance(values[4], bytes):
                flags = {flag.lower() for flag in texts(values[2])}
                name = from_utf7(values[4])
                if not flags & {b"\\noselect", b"\\nonexistent"} and name.isprintable():
                    names.append(name)
        return names

    def examine(self, name: str) -> Box:
        """Open a mailbox so that nothing in it can change; raises Refused when there is none."""
        return self._open(b"EXAMINE", name)

    def uids(self, first: int) -> list[int]:
        """The UIDs from `first` on, ascending."""
        found: set[int] = set()
        for line in self._talk.ask(b"UID SEARCH UID %d:*" % first):
            words = line.texts[0].split()
            if words[1:2] == [b"SEARCH"]:
                found.update(_number(uid) for uid in words[2:])
        return sorted(uid for uid in found if uid >= first)

    def listed(self, uids: Sequence[int]) -> dict[int, Listed]:
        """Size and time of these mails by UID; one that is gone is left out."""
        found: dict[int, Listed] = {}
        lines = self._talk.ask(b"UID FETCH", uid_set(uids), b"(UID RFC822.SIZE INTERNALDATE)")
        for uid, items in _fetched(lines, set(uids)):
            size = items.get(b"RFC822.SIZE")
            if isinstance(size, bytes):
                found[uid] = Listed(uid, _number(size), _time(items))
        return found

    def mails(self, uids: Sequence[int], most: int) -> dict[int, bytes]:
        """The bytes of these mails by UID; none is marked as read. One that is gone is left out.

        Only what the server brought to its end is given, so that no mail is taken for whole that
        is not. A mail of more than `most` bytes raises TooLarge, and the connection is done for.
        """
        found: dict[int, bytes] = {}
        lines = self._talk.ask(b"UID FETCH", uid_set(uids), b"(UID BODY.PEEK[])", most=most)
        for uid, items in _fetched(lines, set(uids)):
            raw = items.get(b"BODY[]")
            if isinstance(raw, bytes):
                found.setdefault(uid, raw)
        return found

    def beginning(self, uid: int) -> bytes:
        """The first bytes of a mail that is too large; b"" when it is gone."""
        part = b"(UID BODY.PEEK[]<0.%d>)" % SMALL
        for _, items in _fetched(self._talk.ask(b"UID FETCH", uid_set([uid]), part), {uid}):
            raw = items.get(b"BODY[]<0>")
            if isinstance(raw, bytes):
                return raw
        return b""

    def mark(self, box: Box, uids: Sequence[int], mark: str) -> None:
        """Set a mark on mails that are kept; raises Refused where that is not allowed."""
        if self._open(b"SELECT", box.name).validity == box.validity:
            flags = b"(%s)" % mark.encode("ascii")
            self._talk.ask(b"UID STORE", uid_set(uids), b"+FLAGS.SILENT", flags)

    def delete(self, box: Box, uid: int) -> bool:
        """Delete one mail; whether it is gone already, or only marked to go.

        A server without UIDPLUS can only delete everything that is marked, what others marked too;
        there the mail is marked and the rest left to the mailbox's owner. Raises Refused.
        """
        if self._open(b"SELECT", box.name).validity != box.validity:
            raise Refused(f"{self._host} renumbered {box.name}.")
        number = uid_set([uid])
        self._talk.ask(b"UID STORE", number, b"+FLAGS.SILENT", b"(\\Deleted)")
        if b"UIDPLUS" not in self._capabilities():
            return False
        self._talk.ask(b"UID EXPUNGE", number)
        return True

    def close(self) -> None:
        """End the connection; the server notices."""
        self._talk.wire.close()

    # ------------------------------------------------------------------ parts of the above

    def _greeted(self) -> None:
        values = self._talk.greeting()
        if values[:2] == [b"*", b"OK"]:
            return
        if values[1:2] == [b"PREAUTH"]:
            raise NetworkTrouble(
                f"{self._host} takes us for somebody without asking for a password, so the"
                " connection was given up."
            )
        busy = values[1:2] == [b"BYE"]
        raise NetworkTrouble(
            f"{self._host} closed the door at once."
            if busy
            else f"{self._host} does not greet as a mailbox does.",
            "Try again later." if busy else "Check the server's name and port.",
        )

    def _capabilities(self) -> set[bytes]:
        able: set[bytes] = set()
        for line in self._talk.ask(b"CAPABILITY"):
            values = texts(values_of(line))
            if values[1:2] == [b"CAPABILITY"]:
                able.update(value.upper() for value in values[2:])
        if not able & {b"IMAP4REV1", b"IMAP4REV2"}:
            raise NetworkTrouble(f"{self._host} is no mailbox of a kind that is known.")
        return able

    def _open(self, command: bytes, name: str) -> Box:
        numbers = {b"UIDVALIDITY": 0, b"UIDNEXT": 0}
        count = 0
        for line in self._talk.ask(command, Word(to_utf7(name))):
            for found in _CODE.finditer(line.texts[0][:300]):
                numbers[found[1].upper()] = int(found[2])
            exists = re.match(rb"\* (\d{1,10}) EXISTS\b", line.texts[0], re.IGNORECASE)
            count = int(exists[1]) if exists else count
        return Box(name, numbers[b"UIDVALIDITY"], numbers[b"UIDNEXT"], count)


def _fetched(lines: Sequence[Line], wanted: set[int]) -> list[tuple[int, Mapping[bytes, Value]]]:
    """What a FETCH gave for the UIDs that were asked for; the rest is nobody's business.

    Raises NetworkTrouble when an answer has items that no server sends: then a literal was not as
    long as announced, and what was taken for a mail is not one.
    """
    found: list[tuple[int, Mapping[bytes, Value]]] = []
    for line in lines:
        values = values_of(line)
        if values[2:3] != [b"FETCH"]:
            continue
        inner = values[3] if len(values) == 4 else None
        items = pairs(inner) if isinstance(inner, list) and len(inner) % 2 == 0 else {}
        if not items or not all(_ITEMS.fullmatch(name) for name in items):
            raise NetworkTrouble("The server's answer is not well written.")
        uid = items.get(b"UID")
        if isinstance(uid, bytes) and uid.isdigit() and int(uid[:11]) in wanted:
            found.append((int(uid[:11]), items))
    return found


def _number(text: bytes) -> int:
    if not text.isdigit() or len(text) > 10:
        raise NetworkTrouble("The server's answer is not well written.")
    return int(text)


def _time(items: Mapping[bytes, Value]) -> str:
    """INTERNALDATE as ISO in UTC, "" when it is none."""
    value = items.get(b"INTERNALDATE")
    found = _DATE.match(value.decode("ascii", "replace")) if isinstance(value, bytes) else None
    if found is None or found[2].lower() not in _MONTHS:
        return ""
    day, _, year, hour, minute, second, zone, rest = found.groups()
    month = _MONTHS.index(found[2].lower()) + 1
    try:
        when = datetime.fromisoformat(
            f"{year}-{month:02}-{int(day):02}T{hour}:{minute}:{second}{zone}:{rest}"
        )
        return when.astimezone(UTC).isoformat()
    except (ValueError, OverflowError):
        return ""

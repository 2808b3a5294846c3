"""Handing one mail to a server, encrypted from before the password on.

smtplib knows no time that a whole answer may take and nobody can stop it; this speaks over the
same `Wire` as the mailboxes do.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Self

from curator_app import tls
from curator_app.domain.plain_text import visible_line
from curator_app.domain.private import Private
from curator_app.errors import Cancelled, LoginRefused, NetworkTrouble
from curator_app.inbox.accounts import STARTTLS, SmtpAccount
from curator_app.wire import PATIENT, Patience, Wire, never

_LINE = re.compile(rb"([2-5]\d\d)([ -]?)(.*)", re.DOTALL)
_MOST_LINE, _MOST_LINES = 4096, 100
_US = b"[127.0.0.1]"
"""What we call ourselves: this computer's name is nobody's business."""


class Unsure(NetworkTrouble):
    """The connection ended after the mail was handed over, before the server said it has it."""


@dataclass(frozen=True)
class _Said:
    """An answer: its code, and its words as one line."""

    code: int
    lines: tuple[bytes, ...] = field(repr=False)

    @property
    def words(self) -> str:
        return visible_line(b" ".join(self.lines).decode("utf-8", "replace"), 200)


class Smtp:
    """One connection. Raises NetworkTrouble and Cancelled; close it after any."""

    def __init__(self, wire: Wire) -> None:
        self._wire = wire
        self._waiting = bytearray()
        self._able: dict[bytes, bytes] = {}
        self._reader = ""

    @classmethod
    def connect(
        cls,
        account: SmtpAccount,
        patience: Patience = PATIENT,
        cancelled: Callable[[], bool] = never,
    ) -> Self:
        """An encrypted connection whose certificate was checked; nobody is logged in yet."""
        wire = Wire.to(account.host, account.port, patience, cancelled)
        try:
            return cls.over(wire, account)
        except BaseException:
            wire.close()
            raise

    @classmethod
    def over(cls, wire: Wire, account: SmtpAccount) -> Self:
        """The server at the other end of a connection, which is encrypted here."""
        context = tls.context(account.authority)
        smtp = cls(wire)
        if account.security == STARTTLS:
            smtp._greeted()
            smtp._ask_for_tls()
            wire.start_tls(context)
        else:
            wire.start_tls(context)
            smtp._greeted()
        smtp._introduce()
        return smtp

    def log_in(self, user: str, password: Private) -> None:
        """Log in, with one try; raises LoginRefused."""
        ways = self._able.get(b"AUTH", b"").split()
        name, secret = user.encode(), password.reveal().encode()
        if b"PLAIN" in ways:
            said = self._ask(b"AUTH PLAIN " + base64.b64encode(b"\0%s\0%s" % (name, secret)))
        elif b"LOGIN" in ways:
            said = self._ask(b"AUTH LOGIN")
            for word in (name, secret):
                said = self._ask(base64.b64encode(word)) if said.code == 334 else said
        else:
            raise NetworkTrouble(f"{self._wire.host} lets nobody log in with a password.")
        if said.code != 235:
            raise LoginRefused(
                f"{self._wire.host} refused the user or the password. It was not tried again.",
                f"Check both; many providers want an app password. {self._quoted(said)}",
            )

    def hand_over(self, sender: str, to: str, raw: bytes) -> None:
        """Hand a mail over; when this returns the server has it.

        Raises NetworkTrouble when it surely has not, and Unsure when nobody can know.
        """
        self._reader = to
        self._insist(f"MAIL FROM:<{sender}>", f"does not let {sender} send")
        self._insist(f"RCPT TO:<{to}>", "does not take mail for the sender's address")
        self._insist("DATA", "does not take the reply", code=354)
        # A line of a single point would end the mail before its end.
        body = re.sub(rb"(?m)^\.", b"..", raw.replace(b"\r\n", b"\n"))
        body = body.replace(b"\n", b"\r\n").removesuffix(b"\r\n")
        self._wire.begin()
        try:
            self._wire.send(body + b"\r\n.\r\n")
            said = self._answer()
        except (NetworkTrouble, Cancelled):
            raise Unsure(
                f"{self._wire.host} broke off after the reply was handed over, so it may have been"
                " sent.",
                "Ask the reader, or send it again: it keeps its identity, so that most mail"
                " programs show it once.",
            ) from None
        if said.code // 100 != 2:
            raise self._refused(said, "did not take the reply")

    def close(self) -> None:
        """End the connection; the server notices."""
        self._wire.close()

    # ------------------------------------------------------------------ parts of the above

    def _greeted(self) -> None:
        said = self._answer()
        if said.code != 220:
            raise self._refused(said, "does not take mail now")

    def _introduce(self) -> None:
        said = self._ask(b"EHLO " + _US)
        if said.code != 250:
            raise self._refused(said, "does not want to talk to us")
        self._able = {}
        for line in said.lines[1:]:
            name, _, rest = line.strip().upper().replace(b"=", b" ").partition(b" ")
            self._able.setdefault(name, rest)

    def _ask_for_tls(self) -> None:
        """Ask for encryption; whatever somebody put between is a reason to end."""
        self._introduce()
        if b"STARTTLS" not in self._able or self._ask(b"STARTTLS").code != 220:
            raise NetworkTrouble(
                f"{self._wire.host} offers no encryption at this port, so nothing was sent.",
                "Check the port: 465 is encrypted from the beginning, 587 asks for it.",
            )
        if self._waiting:
            raise NetworkTrouble(
                f"Somebody spoke between us and {self._wire.host}, so nothing was sent."
            )
        self._able = {}

    def _insist(self, command: str, failure: str, code: int = 250) -> None:
        said = self._ask(command.encode("ascii"))
        if said.code not in (code, 251 if code == 250 else code):
            raise self._refused(said, failure)

    def _refused(self, said: _Said, failure: str) -> NetworkTrouble:
        later = "Try again later." if said.code // 100 == 4 else ""
        return NetworkTrouble(
            f"{self._wire.host} {failure}.", f"{later} {self._quoted(said)}".strip()
        )

    def _quoted(self, said: _Said) -> str:
        """Its words without the reader's address: a reply's trouble is read by everybody who
        reads the message, and who wrote it is asked for by name."""
        words = said.words
        for private in (self._reader, self._reader.partition("@")[0]):
            if private:
                whole = rf"(?i)(?<!\w){re.escape(private)}(?!\w)"
                words = re.sub(whole, "(the reader's address)", words)
        return f"The server says: {said.code} {words}".rstrip()

    def _ask(self, command: bytes) -> _Said:
        if b"\r" in command or b"\n" in command:
            raise ValueError("a command with a line end")
        self._wire.begin()
        self._wire.send(command + b"\r\n")
        return self._answer()

    def _answer(self) -> _Said:
        lines: list[bytes] = []
        while len(lines) < _MOST_LINES:
            found = _LINE.fullmatch(self._line())
            if found is None:
                break
            lines.append(found[3].strip())
            if found[2] != b"-":
                return _Said(int(found[1]), tuple(lines))
        raise NetworkTrouble(f"{self._wire.host} does not answer as a mail server does.")

    def _line(self) -> bytes:
        while (end := self._waiting.find(b"\n")) < 0:
            if len(self._waiting) > _MOST_LINE:
                raise NetworkTrouble(f"{self._wire.host} does not answer as a mail server does.")
            piece = self._wire.receive()
            if not piece:
                raise NetworkTrouble(
                    f"{self._wire.host} closed the connection.", "Try again later."
                )
            self._waiting += piece
        line = bytes(self._waiting[: end + 1])
        del self._waiting[: end + 1]
        return line.rstrip(b"\r\n")

"""A server that takes mails and keeps them in a list, until a test tells it otherwise."""

from __future__ import annotations

import base64
import contextlib
import socket
import ssl
import threading
from typing import Self


class Dropped(Exception):
    """The server ends the connection here."""


class SmtpScript:
    """One connection, served honestly."""

    offers = (b"PIPELINING", b"AUTH PLAIN LOGIN", b"8BITMIME")
    starts_tls = True

    def __init__(self, server: SmtpServer, connection: socket.socket) -> None:
        self.server, self.connection = server, connection
        self.file = connection.makefile("rb")
        self.envelope: list[str] = []

    # -- what a misbehaviour overrides

    def at(self, step: str) -> None:
        """Called before each answer."""

    def answer(self, step: str, usual: bytes) -> bytes:
        return usual

    # -- the protocol

    def say(self, step: str, usual: bytes) -> None:
        self.at(step)
        self.connection.sendall(self.answer(step, usual) + b"\r\n")

    def serve(self) -> None:
        self.say("greeting", b"220 sink ready")
        while line := self.file.readline():
            word, _, rest = line.strip().partition(b" ")
            name = word.upper().decode("ascii", "replace")
            self.server.commands.append(line.decode("utf-8", "replace").strip())
            getattr(self, f"do_{name.lower()}", self.unknown)(rest)

    def unknown(self, rest: bytes) -> None:
        self.say("unknown", b"500 what?")

    def do_ehlo(self, rest: bytes) -> None:
        offers = list(self.offers)
        if self.starts_tls and not isinstance(self.connection, ssl.SSLSocket):
            offers = [b"STARTTLS"]
        lines = [b"250-sink", *(b"250-" + offer for offer in offers[:-1]), b"250 " + offers[-1]]
        self.say("EHLO", b"\r\n".join(lines))

    def do_starttls(self, rest: bytes) -> None:
        self.say("STARTTLS", b"220 go ahead")
        self.connection = self.server.context.wrap_socket(self.connection, server_side=True)
        self.server.open.add(self.connection)
        self.file = self.connection.makefile("rb")

    def do_auth(self, rest: bytes) -> None:
        way, _, first = rest.partition(b" ")
        if way == b"PLAIN":
            _, user, password = base64.b64decode(first).split(b"\0")
        else:
            self.connection.sendall(b"334 VXNlcm5hbWU6\r\n")
            user = base64.b64decode(self.file.readline())
            self.connection.sendall(b"334 UGFzc3dvcmQ6\r\n")
            password = base64.b64decode(self.file.readline())
        self.server.logins.append((user.decode(), password.decode()))
        good = self.server.logins[-1] == ("curator", "app-password")
        self.say("AUTH", b"235 welcome" if good else b"535 5.7.8 no such user or password")

    def do_mail(self, rest: bytes) -> None:
        self.envelope = [rest.decode()]
        self.say("MAIL", b"250 ok")

    def do_rcpt(self, rest: bytes) -> None:
        self.envelope.append(rest.decode())
        self.say("RCPT", b"250 ok")

    def do_data(self, rest: bytes) -> None:
        self.say("DATA", b"354 go on")
        lines: list[bytes] = []
        while (line := self.file.readline()) != b".\r\n":
            if not line:
                raise Dropped
            lines.append(line[1:] if line.startswith(b".") else line)
        self.server.mails.append((tuple(self.envelope), b"".join(lines)))
        self.say("end", b"250 queued")


class SmtpServer:
    """Listens on a port of its own; `implicit` speaks TLS from the first byte on."""

    def __init__(
        self,
        context: ssl.SSLContext,
        script: type[SmtpScript] = SmtpScript,
        *,
        implicit: bool = True,
    ) -> None:
        self.context, self.script, self.implicit = context, script, implicit
        self.mails: list[tuple[tuple[str, ...], bytes]] = []
        self.logins: list[tuple[str, str]] = []
        self.commands: list[str] = []
        self.open: set[socket.socket] = set()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self) -> None:
        self._listener.close()
        for connection in list(self.open):
            with contextlib.suppress(OSError):
                connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _accept(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            threading.Thread(target=self._serve, args=[connection], daemon=True).start()

    def _serve(self, connection: socket.socket) -> None:
        self.open.add(connection)
        script = None
        with contextlib.suppress(OSError, ValueError, Dropped):
            if self.implicit:
                connection = self.context.wrap_socket(connection, server_side=True)
                self.open.add(connection)
            script = self.script(self, connection)
            script.serve()
        (script.connection if script is not None else connection).close()
        if script is not None:
            script.file.close()

"""A mailbox that behaves, until a test tells it how not to.

`Script` is the honest server, step by step; a misbehaviour is a subclass that does one step in
another way. Mails are kept in `Folder`s that a test fills.
"""

from __future__ import annotations

import contextlib
import re
import socket
import ssl
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Self

DATE = b'"27-Nov-2026 10:00:00 +0000"'


@dataclass
class Folder:
    """Mails by UID, and what the server says of itself."""

    mails: dict[int, bytes] = field(default_factory=dict)
    validity: int = 7
    flags: dict[int, str] = field(default_factory=dict)

    def add(self, *raws: bytes) -> None:
        """Deliver mails."""
        for raw in raws:
            self.mails[max(self.mails, default=0) + 1] = raw


class Dropped(Exception):
    """The server ends the connection here."""


class Script:
    """One connection, served honestly. `server` is shared by all connections."""

    limit = 10**9
    """How many connections misbehave before the server becomes honest."""

    def __init__(self, server: Server, connection: ssl.SSLSocket) -> None:
        self.server, self.connection = server, connection
        self.file = connection.makefile("rb")
        self.folder = Folder()

    # -- what a misbehaviour overrides

    capabilities = b"IMAP4rev1 AUTH=PLAIN UIDPLUS"

    def at(self, step: str) -> None:
        """Called before each step: greeting, then each command by its name."""

    def greeting(self) -> bytes:
        return b"* OK ready\r\n"

    def opened(self, folder: Folder) -> bytes:
        count, following = len(folder.mails), max(folder.mails, default=0) + 1
        return (
            b"* %d EXISTS\r\n* OK [UIDVALIDITY %d] v\r\n* OK [UIDNEXT %d] n\r\n"
            b"* FLAGS (\\Seen)\r\n" % (count, folder.validity, following)
        )

    def found(self, uids: list[int]) -> bytes:
        return b"* SEARCH %s\r\n" % b" ".join(b"%d" % uid for uid in uids)

    def sized(self, number: int, uid: int, raw: bytes) -> bytes:
        return b"* %d FETCH (UID %d RFC822.SIZE %d INTERNALDATE %s)\r\n" % (
            number, uid, len(raw), DATE)  # fmt: skip

    def whole(self, number: int, uid: int, raw: bytes) -> Iterator[bytes]:
        yield b"* %d FETCH (UID %d BODY[] {%d}\r\n" % (number, uid, len(raw))
        yield raw
        yield b")\r\n"

    def part(self, number: int, uid: int, raw: bytes) -> Iterator[bytes]:
        yield b"* %d FETCH (UID %d BODY[]<0> {%d}\r\n" % (number, uid, len(raw))
        yield raw
        yield b")\r\n"

    def done(self, tag: bytes, step: str) -> bytes:
        return b"%s OK %s done\r\n" % (tag, step.encode())

    def logged_in(self, user: str, password: str) -> bool:
        self.server.logins.append((user, password))
        return (user, password) == ("curator", "app-password")

    # -- the protocol

    def serve(self) -> None:
        self.at("greeting")
        self.send(self.greeting())
        while line := self.file.readline():
            tag, _, rest = line.strip().partition(b" ")
            words = rest.split(b" ", 2)
            name = words[0].upper().decode("ascii", "replace")
            if name == "UID":
                name = f"UID {words[1].upper().decode()}"
                rest = words[2]
                if name == "UID FETCH":
                    name = "UID FETCH mail" if b"BODY" in rest else "UID FETCH size"
            else:
                rest = b" ".join(words[1:])
            self.server.commands.append(f"{name} {rest.decode('utf-8', 'replace')}")
            self.at(name)
            self.command(tag, name, rest)

    def send(self, content: bytes) -> None:
        self.connection.sendall(content)

    def command(self, tag: bytes, name: str, rest: bytes) -> None:
        handler = getattr(self, f"do_{name.lower().replace(' ', '_')}", None)
        if handler is None:
            self.send(b"%s BAD what?\r\n" % tag)
        elif handler(tag, rest) is not False:
            self.send(self.done(tag, name))

    def do_capability(self, tag: bytes, rest: bytes) -> None:
        self.send(b"* CAPABILITY %s\r\n" % self.capabilities)

    def do_authenticate(self, tag: bytes, rest: bytes) -> bool:
        import base64

        self.send(b"+ \r\n")
        _, user, password = base64.b64decode(self.file.readline()).split(b"\0")
        return self._checked(tag, user.decode(), password.decode())

    def do_login(self, tag: bytes, rest: bytes) -> bool:
        words: list[bytes] = []
        while rest:
            if found := re.match(rb'"((?:[^"\\]|\\.)*)" ?', rest):
                words.append(re.sub(rb"\\(.)", rb"\1", found[1]))
            elif found := re.match(rb"\{(\d+)\}$", rest):
                self.send(b"+ \r\n")
                words.append(self.file.read(int(found[1])))
                rest = self.file.readline().strip()
                continue
            else:
                break
            rest = rest[found.end() :]
        return self._checked(tag, words[0].decode(), words[1].decode())

    def _checked(self, tag: bytes, user: str, password: str) -> bool:
        if self.logged_in(user, password):
            return True
        self.send(b"%s NO [AUTHENTICATIONFAILED] Invalid credentials\r\n" % tag)
        return False

    def do_list(self, tag: bytes, rest: bytes) -> None:
        for name in self.server.folders:
            self.send(b'* LIST (\\HasNoChildren) "/" "%s"\r\n' % name.encode())

    def do_examine(self, tag: bytes, rest: bytes) -> bool:
        name = rest.decode().strip('"')
        if name not in self.server.folders:
            self.send(b"%s NO no such mailbox\r\n" % tag)
            return False
        self.folder = self.server.folders[name]
        self.send(self.opened(self.folder))
        return True

    do_select = do_examine

    def do_uid_search(self, tag: bytes, rest: bytes) -> None:
        first = int(rest.split()[-1].split(b":")[0])
        uids = [uid for uid in self.folder.mails if uid >= first]
        self.send(self.found(uids or sorted(self.folder.mails)[-1:]))

    def do_uid_fetch_size(self, tag: bytes, rest: bytes) -> None:
        lines = [self.sized(*one) for one in self.chosen(rest)]
        self.send(b"".join(lines))

    def do_uid_fetch_mail(self, tag: bytes, rest: bytes) -> None:
        found = re.search(rb"<0\.(\d+)>", rest)
        for number, uid, raw in self.chosen(rest):
            if found:
                pieces = self.part(number, uid, raw[: int(found[1])])
            else:
                pieces = self.whole(number, uid, raw)
            for piece in pieces:
                self.send(piece)

    def do_uid_store(self, tag: bytes, rest: bytes) -> None:
        for _, uid, _ in self.chosen(rest):
            self.folder.flags[uid] = rest[rest.index(b"(") :].decode()

    def do_uid_expunge(self, tag: bytes, rest: bytes) -> None:
        for _, uid, _ in self.chosen(rest):
            if "Deleted" in self.folder.flags.get(uid, ""):
                del self.folder.mails[uid]

    def do_logout(self, tag: bytes, rest: bytes) -> None:
        self.send(b"* BYE\r\n")

    def chosen(self, rest: bytes) -> list[tuple[int, int, bytes]]:
        wanted: set[int] = set()
        for piece in rest.split(b" ")[0].split(b","):
            first, _, last = piece.partition(b":")
            wanted.update(range(int(first), int(last or first) + 1))
        numbered = enumerate(sorted(self.folder.mails.items()), 1)
        return [(number, uid, raw) for number, (uid, raw) in numbered if uid in wanted]


class Server:
    """Listens on a port of its own; `script` is how it behaves, and may be changed at any time."""

    def __init__(self, context: ssl.SSLContext | None, script: type[Script] = Script) -> None:
        self.script, self.folders = script, {"INBOX": Folder()}
        self.logins: list[tuple[str, str]] = []
        self.commands: list[str] = []
        self.connections = self.misbehaved = 0
        self._context = context
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self._open: set[socket.socket] = set()
        threading.Thread(target=self._accept, daemon=True).start()

    @property
    def inbox(self) -> Folder:
        return self.folders["INBOX"]

    def behave(self, script: type[Script]) -> None:
        """Change the behaviour of the connections that come."""
        self.script, self.misbehaved = script, 0

    def close(self) -> None:
        """Stop listening and end every connection."""
        self._listener.close()
        for connection in list(self._open):
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)

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
            self.connections += 1
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            threading.Thread(target=self._serve, args=[connection], daemon=True).start()

    def _serve(self, plain: socket.socket) -> None:
        script = self.script
        if script is not Script:
            self.misbehaved += 1
            if self.misbehaved > script.limit:
                script = Script
        self._open.add(plain)
        with (
            contextlib.suppress(OSError, ValueError, Dropped, IndexError),
            plain,
            self.secured(script, plain) as connection,
        ):
            self._open.add(connection)
            try:
                script(self, connection).serve()
            finally:
                self._open.discard(connection)
        self._open.discard(plain)

    def secured(self, script: type[Script], plain: socket.socket) -> ssl.SSLSocket:
        before = getattr(script, "before_tls", None)
        if before is not None:
            before(plain)
        assert self._context is not None
        return self._context.wrap_socket(plain, server_side=True)

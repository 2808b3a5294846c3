"""A connection to a server that can neither hang nor be stopped too late.

Every step has a deadline that counts from `begin`, and moves on only as fast as bytes arrive at a
sensible rate; ten times a second a step asks whether the user wants to stop.
"""

from __future__ import annotations

import ipaddress
import selectors
import socket
import ssl
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Self, TypeVar

from curator_app import tls
from curator_app.errors import Cancelled, NetworkTrouble, Offline

_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
"""An IPv4 address within it is what is reached (RFC 6052)."""
_LOOK = 0.1
_PIECE = 64 * 1024
T = TypeVar("T")


@dataclass(frozen=True)
class Patience:
    """Seconds for reaching a server, seconds for one step, and the slowest bytes a second."""

    connect: float = 15.0
    step: float = 30.0
    rate: int = 20_000


PATIENT = Patience()


def never() -> bool:
    """For work that nobody stops."""
    return False


class Wire:
    """Bytes to and from one server. Raises NetworkTrouble and Cancelled; close it after any."""

    def __init__(
        self, host: str, patience: Patience = PATIENT, cancelled: Callable[[], bool] = never
    ) -> None:
        self.host, self._patience, self._cancelled = host, patience, cancelled
        self._socket: socket.socket | None = None
        self._until = time.monotonic() + patience.connect

    @classmethod
    def to(
        cls,
        host: str,
        port: int,
        patience: Patience = PATIENT,
        cancelled: Callable[[], bool] = never,
        *,
        public: bool = False,
    ) -> Self:
        """A connection that was made; nothing is encrypted yet.

        With `public` only to an address of the internet: what is checked is what is connected to.
        """
        wire = cls(host, patience, cancelled)
        addresses = wire._addresses(port)
        if public:
            addresses = [found for found in addresses if is_public(str(found[1][0]))]
            if not addresses:
                raise NetworkTrouble(
                    f"{host} leads to an address that is not on the internet; it was not asked.",
                    "Something in this network answers in its place: ask whoever runs it.",
                )
        failure = f"{host} cannot be reached at port {port}."
        for family, address in addresses:
            try:
                wire._connect(family, address)
            except OSError as error:
                failure = f"{host} cannot be reached at port {port}: {_reason(error)}."
                wire.close()
                continue
            except BaseException:
                wire.close()
                raise
            wire.begin()
            return wire
        raise Offline(failure, "Check the server's name and port, and the network.")

    def begin(self) -> None:
        """The next step begins: its time counts from now."""
        self._until = time.monotonic() + self._patience.step

    def start_tls(self, context: ssl.SSLContext) -> None:
        """Encrypt from here on; raises NetworkTrouble with what is wrong about the certificate."""
        plain = self._open()
        self._until = time.monotonic() + self._patience.connect
        try:
            # The name in the certificate is checked before the first byte is sent.
            made = context.wrap_socket(
                plain, server_hostname=self.host, do_handshake_on_connect=False
            )
        except (ValueError, OSError):
            raise NetworkTrouble(
                f"{self.host!r} is no name of a server.", "Check the account."
            ) from None
        self._socket = made
        self._do(made.do_handshake, reading=True)
        self.begin()

    def receive(self, most: int = _PIECE) -> bytes:
        """Some bytes, b"" when the server closed the connection."""
        piece = self._do(lambda: self._open().recv(most), reading=True)
        self._until += len(piece) / self._patience.rate
        return piece

    def send(self, content: bytes) -> None:
        """All of these bytes."""
        view = memoryview(content)
        while view:
            piece = view[:_PIECE]
            sent = self._do(lambda piece=piece: self._open().send(piece), reading=False)
            self._until += sent / self._patience.rate
            view = view[sent:]

    def close(self) -> None:
        """End the connection, at once."""
        if self._socket is not None:
            self._socket.close()
            self._socket = None

    def certificate(self) -> dict[str, Any]:
        """What the server's certificate says, checked already; {} without encryption."""
        made = self._socket
        return dict(made.getpeercert() or {}) if isinstance(made, ssl.SSLSocket) else {}

    # ------------------------------------------------------------------ waiting

    def _open(self) -> socket.socket:
        if self._socket is None:
            raise NetworkTrouble(f"The connection to {self.host} is closed.")
        return self._socket

    def _addresses(self, port: int) -> list[tuple[socket.AddressFamily, Any]]:
        """What the name stands for. The system's look-up cannot be stopped, so it is left alone."""
        self._check()
        found: list[tuple[socket.AddressFamily, Any]] = []
        done = threading.Event()

        def look() -> None:
            try:
                for family, _, _, _, address in socket.getaddrinfo(
                    self.host, port, type=socket.SOCK_STREAM
                ):
                    found.append((family, address))
            except (OSError, UnicodeError):
                found.clear()
            done.set()

        threading.Thread(target=look, daemon=True).start()
        while not done.wait(_LOOK):
            self._check()
        if not found:
            raise Offline(
                f"No server is known by the name {self.host}.",
                "Check the name, and whether this computer is online.",
            )
        return found

    def _connect(self, family: socket.AddressFamily, address: Any) -> None:
        made = socket.socket(family, socket.SOCK_STREAM)
        self._socket = made
        made.setblocking(False)
        try:
            made.connect(address)
        except BlockingIOError:
            self._wait(selectors.EVENT_WRITE)
        error = made.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)
        if error:
            raise OSError(error, "")
        made.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def _do(self, act: Callable[[], T], *, reading: bool) -> T:
        while True:
            self._check()
            try:
                return act()
            except ssl.SSLWantReadError:
                self._wait(selectors.EVENT_READ)
            except ssl.SSLWantWriteError:
                self._wait(selectors.EVENT_WRITE)
            except BlockingIOError:
                self._wait(selectors.EVENT_READ if reading else selectors.EVENT_WRITE)
            except ssl.SSLEOFError:
                raise self._broken() from None
            except ssl.SSLError as error:
                raise tls.trouble(error, self.host) from None
            except OSError:
                raise self._broken() from None

    def _wait(self, event: int) -> None:
        with selectors.DefaultSelector() as selector:
            selector.register(self._open(), event)
            while not selector.select(_LOOK):
                self._check()

    def _check(self) -> None:
        if self._cancelled():
            raise Cancelled
        if time.monotonic() > self._until:
            raise NetworkTrouble(
                f"{self.host} did not answer in time.", "Try again later; nothing was lost."
            )

    def _broken(self) -> NetworkTrouble:
        return NetworkTrouble(
            f"{self.host} broke the connection off.", "Try again later; nothing was lost."
        )


def is_public(address: str) -> bool:
    """Whether an address is one of the internet: none of this computer or the network it is in."""
    try:
        found = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(found, ipaddress.IPv6Address):
        translated = ipaddress.IPv4Address(found.packed[-4:]) if found in _NAT64 else None
        inner = found.ipv4_mapped or found.sixtofour or translated
        if inner is not None:
            return is_public(str(inner))
    return found.is_global and not found.is_multicast


def _reason(error: OSError) -> str:
    if isinstance(error, ConnectionRefusedError):
        return "nothing answers there"
    return "no answer came" if isinstance(error, TimeoutError) else "the network has no way there"

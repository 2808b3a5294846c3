"""The one place that speaks HTTP: https, a checked certificate, no redirect, no proxy, no cookie.

httpx makes the request, the bytes go over a `Wire`, so that time, size and stopping hold for the
header of an answer as for its body.
"""

from __future__ import annotations

import ssl
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, cast

import httpcore
import httpx

from curator_app import __version__
from curator_app.domain.private import NOTHING, Private
from curator_app.errors import BadValue, NetworkTrouble
from curator_app.wire import PATIENT, Patience, Wire, never

MOST_BYTES = 10 * 1024 * 1024


@dataclass(frozen=True)
class Answer:
    """What a server said; header names in lower case."""

    status: int
    headers: Mapping[str, str] = field(repr=False)
    body: bytes = field(repr=False)


@dataclass(frozen=True)
class Web:
    """How to ask: whom to believe, for how long, how much to take; `public`: only the internet."""

    context: ssl.SSLContext
    patience: Patience = PATIENT
    cancelled: Callable[[], bool] = never
    most: int = MOST_BYTES
    public: bool = False

    def get(self, url: str, headers: Mapping[str, str], token: Private = NOTHING) -> Answer:
        """Ask for one address; `token` goes along as a bearer token.

        Raises BadValue for an address that is none, NetworkTrouble, Cancelled. Any status is an
        answer, a redirect too.
        """
        address = checked(url)
        sent = {"User-Agent": f"AtlasCurator/{__version__}", "Accept-Encoding": "identity"}
        sent |= headers
        if token:
            sent["Authorization"] = f"Bearer {token.reveal()}"
        transport = _Transport(self)
        host = address.host
        with httpx.Client(transport=transport, trust_env=False, follow_redirects=False) as client:
            try:
                with client.stream("GET", address, headers=sent) as response:
                    return self._answer(response, host)
            except (httpcore.ProtocolError, httpx.HTTPError, ValueError):
                raise NetworkTrouble(
                    f"{host} answered with something that is no web page.",
                    "Check the address, or ask whoever runs it.",
                ) from None

    def _answer(self, response: httpx.Response, host: str) -> Answer:
        if response.headers.get("content-encoding", "identity").lower() != "identity":
            raise NetworkTrouble(f"{host} packed its answer though it was asked not to.")
        body = bytearray()
        for piece in response.iter_raw():
            body += piece
            if len(body) > self.most:
                raise NetworkTrouble(
                    f"The answer of {host} is larger than {self.most // 2**20} MB."
                    " Nothing of it was taken."
                )
        headers = {name.lower(): value for name, value in response.headers.items()}
        return Answer(response.status_code, headers, bytes(body))


def checked(url: str) -> httpx.URL:
    """An https address without a user's name in it; raises BadValue."""
    hint = "It begins with https:// and names a server."
    try:
        address = httpx.URL(url.strip())
    except (httpx.InvalidURL, ValueError):
        raise BadValue("url", "This is no web address.", hint) from None
    if address.scheme != "https":
        raise BadValue("url", "Only an address that begins with https:// is safe.", hint)
    odd = address.userinfo or address.fragment or not 0 < (address.port or 443) < 65536
    if not address.host or odd:
        raise BadValue("url", "This is no address of a feed.", hint)
    return address


class _Transport(httpx.BaseTransport):
    """httpx's requests over a connection of ours, one for each request."""

    def __init__(self, web: Web) -> None:
        self._pool = httpcore.ConnectionPool(
            ssl_context=web.context, network_backend=_Backend(web), max_keepalive_connections=0
        )

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        url = request.url
        answer = self._pool.handle_request(
            httpcore.Request(
                method=request.method,
                url=httpcore.URL(
                    scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path
                ),
                headers=request.headers.raw,
                content=cast("Iterable[bytes]", request.stream),
            )
        )
        stream = _Body(cast("Iterable[bytes]", answer.stream))
        return httpx.Response(answer.status, headers=answer.headers, stream=stream)

    def close(self) -> None:
        self._pool.close()


class _Body(httpx.SyncByteStream):
    def __init__(self, stream: Iterable[bytes]) -> None:
        self._stream = stream

    def __iter__(self) -> Any:
        yield from self._stream

    def close(self) -> None:
        if hasattr(self._stream, "close"):
            cast("Any", self._stream).close()


class _Backend(httpcore.NetworkBackend):
    def __init__(self, web: Web) -> None:
        self._web = web

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        web = self._web
        return _Stream(Wire.to(host, port, web.patience, web.cancelled, public=web.public))


class _Stream(httpcore.NetworkStream):
    def __init__(self, wire: Wire) -> None:
        self._wire = wire

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._wire.receive(max_bytes)

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._wire.send(buffer)

    def close(self) -> None:
        self._wire.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore.NetworkStream:
        try:
            self._wire.start_tls(ssl_context)
        except BaseException:
            self._wire.close()
            raise
        return self

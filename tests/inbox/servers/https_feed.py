"""An HTTPS server that gives what a test tells it to."""

from __future__ import annotations

import contextlib
import json
import socket
import ssl
import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self
from urllib.parse import parse_qs, urlsplit

Reply = tuple[int, dict[str, str], bytes]


class FeedServer:
    """Serves `messages` page by page to whoever has the token; `answer` takes over when set."""

    token = "feed-token"

    def __init__(self, context: ssl.SSLContext) -> None:
        self.messages: list[Any] = []
        self.requests: list[tuple[str, dict[str, str]]] = []
        self.answer: Callable[[str, dict[str, str]], Reply] | None = None
        self.raw: Callable[[socket.socket], None] | None = None
        outer = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                headers = {name.lower(): value for name, value in self.headers.items()}
                outer.requests.append((self.path, headers))
                if outer.raw is not None:
                    outer.raw(self.connection)
                    self.close_connection = True
                    return
                status, more, body = (outer.answer or outer.page)(self.path, headers)
                self.send_response(status)
                for name, value in {"Content-Length": str(len(body)), **more}.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, format: str, *args: object) -> None:
                """Say nothing."""

        class Quiet(ThreadingHTTPServer):
            daemon_threads = True

            def handle_error(self, request: object, client_address: object) -> None:
                """A client that goes away is part of the tests."""

        self._server = Quiet(("127.0.0.1", 0), Handler)
        self._server.socket = context.wrap_socket(
            self._server.socket, server_side=True, do_handshake_on_connect=False
        )
        self.port: int = self._server.server_address[1]
        threading.Thread(target=self._server.serve_forever, args=[0.02], daemon=True).start()

    @property
    def url(self) -> str:
        return f"https://localhost:{self.port}/contributions?form=atlas"

    def page(self, path: str, headers: dict[str, str]) -> Reply:
        """The honest answer."""
        if headers.get("authorization") != f"Bearer {self.token}":
            return 401, {}, b""
        query = parse_qs(urlsplit(path).query)
        first = int(query.get("after", ["0"])[0])
        if first > len(self.messages):
            return 410, {}, b""
        page = self.messages[first : first + int(query["limit"][0])]
        last = first + len(page)
        tag = f'"{last}-{len(self.messages)}"'
        if headers.get("if-none-match") == tag:
            return 304, {}, b""
        form = {"version": 1, "messages": page, "after": str(last),
                "more": last < len(self.messages)}  # fmt: skip
        return 200, {"ETag": tag, "Content-Type": "application/json"}, json.dumps(form).encode()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def raw(*pieces: bytes, pause: float = 0.0) -> Callable[[socket.socket], None]:
    """An answer byte for byte, for what no HTTP library would send."""

    def send(connection: socket.socket) -> None:
        stop = threading.Event()
        with contextlib.suppress(OSError):
            for piece in pieces:
                connection.sendall(piece)
                stop.wait(pause)

    return send

"""A feed over HTTPS: page by page, once each, and every way it can refuse in words."""

from __future__ import annotations

import gzip
import json
import re
import time
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from curator_app.domain.private import Private
from curator_app.errors import BadValue
from curator_app.inbox.accounts import FeedAccount, check
from curator_app.inbox.fetching import fetch
from curator_app.inbox.mail import MailReader
from curator_app.inbox.taking import Taken
from curator_app.web import MOST_BYTES, checked
from curator_app.wire import Patience
from tests.inbox.keeping import ListKeeper
from tests.inbox.servers.certificates import Authority
from tests.inbox.servers.https_feed import FeedServer, raw

SECRET = Private(FeedServer.token)
HASTY = Patience(connect=1.0, step=0.4, rate=2_000_000)


@pytest.fixture(scope="module")
def listening(authority: Authority) -> Iterator[FeedServer]:
    with FeedServer(authority.issue().context()) as made:
        yield made


@pytest.fixture
def server(listening: FeedServer) -> FeedServer:
    listening.messages.clear()
    listening.requests.clear()
    listening.answer = listening.raw = None
    return listening


@pytest.fixture
def account(server: FeedServer, authority: Authority) -> FeedAccount:
    account = FeedAccount(url=server.url, authority=authority.pem, id="feed")
    check(account)
    return account


def contribution(number: int, **more: Any) -> dict[str, Any]:
    return {
        "id": f"c-{number}",
        "received": "2026-11-27T10:00:00+01:00",
        "message": f"Words of contribution {number}.",
        **more,
    }


WHOLE = contribution(
    1,
    subject="About table 2",
    slug="see-1996-alpha-interferon",
    kind="correction",
    contact={"name": "Ann\u202e", "address": "ann@reader.example"},
    consent="You may publish this without my name.",
    snapshot="Version 3, 2026-05-26",
    form="a member that nobody asked for",
)


def test_a_contribution_with_everything(
    server: FeedServer, account: FeedAccount, keeper: ListKeeper, reader: MailReader
) -> None:
    server.messages.append(WHOLE)
    assert fetch(account, SECRET, keeper, reader) == Taken(new=1)
    (incoming,) = keeper.kept
    message = incoming.message
    assert message is not None
    assert (message.slug, message.kind) == ("see-1996-alpha-interferon", "correction")
    assert message.received == "2026-11-27T09:00:00+00:00"
    assert message.sender_name.reveal() == "Ann[U+202E]"
    assert message.sender_address.reveal() == "ann@reader.example"
    assert message.subject.reveal() == "About table 2"
    assert (message.consent, message.snapshot) == (WHOLE["consent"], WHOLE["snapshot"])
    assert json.loads(incoming.raw) == WHOLE
    assert incoming.origin.place == "c-1"


def test_pages_bookmarks_and_nothing_new(
    server: FeedServer, account: FeedAccount, keeper: ListKeeper, reader: MailReader
) -> None:
    server.messages += [contribution(number) for number in range(250)]
    assert fetch(account, SECRET, keeper, reader) == Taken(new=250)
    assert len(server.requests) == 3
    assert "form=atlas" in server.requests[0][0]
    assert fetch(account, SECRET, keeper, reader) == Taken()
    assert fetch(account, SECRET, keeper, reader) == Taken()
    assert "if-none-match" in server.requests[-1][1]
    server.messages.append(contribution(250))
    assert fetch(account, SECRET, keeper, reader) == Taken(new=1)
    assert len(keeper.kept) == 251


def test_a_feed_that_forgot_the_bookmark_is_read_from_the_beginning(
    server: FeedServer, account: FeedAccount, keeper: ListKeeper, reader: MailReader
) -> None:
    server.messages += [contribution(number) for number in range(5)]
    fetch(account, SECRET, keeper, reader)
    del server.messages[:3]
    server.messages.append(contribution(9))
    assert fetch(account, SECRET, keeper, reader) == Taken(new=1, known=2)


def test_a_page_that_fails_leaves_the_pages_before(
    server: FeedServer, account: FeedAccount, keeper: ListKeeper, reader: MailReader
) -> None:
    server.messages += [contribution(number) for number in range(250)]

    def answer(path: str, headers: dict[str, str]) -> Any:
        return (503, {}, b"") if "after=200" in path else server.page(path, headers)

    server.answer = answer
    taken = fetch(account, SECRET, keeper, reader)
    assert (taken.new, taken.problems) == (
        200,
        ["localhost has a fault of its own (503). Try again later."],
    )
    server.answer = None
    assert fetch(account, SECRET, keeper, reader) == Taken(new=50)


BAD_ITEMS = {
    "no message": {"id": "x", "received": "2026-11-27T10:00:00Z"},
    "a number for a message": contribution(2, message=5),
    "an empty message": contribution(3, message=""),
    "a kind that is none": contribution(4, kind="complaint"),
    "a slug with a path": contribution(5, slug="../x"),
    "a slug with a line end": contribution(6, slug="see-1996-a\n"),
    "an id with a space": contribution(7, id="a b"),
    "a date that is none": contribution(8, received="yesterday"),
    "a contact that is a text": contribution(9, contact="ann@reader.example"),
    "a text": "hello",
    "nothing": None,
    "a list": [1, [2]],
    "too long": contribution(10, message="x" * 200_001),
}


@pytest.mark.parametrize("name", BAD_ITEMS)
def test_a_contribution_without_the_form_is_kept_aside(
    name: str, server: FeedServer, account: FeedAccount, keeper: ListKeeper, reader: MailReader
) -> None:
    server.messages += [contribution(1), BAD_ITEMS[name], contribution(99)]
    assert fetch(account, SECRET, keeper, reader) == Taken(new=2, unreadable=1)
    kept = keeper.kept[1]
    assert json.loads(kept.raw) == BAD_ITEMS[name]
    assert re.match(
        r"This contribution has not the agreed form: it(s [a-z.]+)? (is|has) ", kept.trouble
    )
    assert "hello" not in kept.trouble
    assert fetch(account, SECRET, keeper, reader) == Taken()


def reply(status: int, headers: dict[str, str] | None = None, body: bytes = b"") -> Any:
    return lambda path, sent: (status, headers or {}, body)


REFUSALS = {
    "401": (reply(401), "refused the token (401). It was not tried again."),
    "403": (reply(403), "refused the token (403)"),
    "404": (reply(404), "has no feed at this address"),
    "410": (reply(410), "has no feed at this address"),
    "429": (reply(429), "Try again later"),
    "429 with a time": (reply(429, {"Retry-After": "90"}), "Try again in 2 minutes"),
    "429 with nonsense": (reply(429, {"Retry-After": "9" * 50}), "Try again later"),
    "500": (reply(500), "has a fault of its own (500)"),
    "a redirect": (
        reply(302, {"Location": "https://evil.example/\u00a0"}),
        "(https://evil.example/), which was not followed",
    ),
    "a redirect to a file": (reply(301, {"Location": "file:///etc/passwd"}), "was not followed"),
    "418": (reply(418), "refused to answer (418)"),
    "HTML": (reply(200, {}, b"<html>sign in"), "This is not JSON"),
    "nothing": (reply(200), "This is not JSON"),
    "a list": (reply(200, {}, b"[]"), "it is no object"),
    "no messages": (reply(200, {}, b'{"version": 1}'), "it has no messages"),
    "messages of another kind": (
        reply(200, {}, b'{"version": 1, "messages": {}}'),
        "messages is no array",
    ),
    "a newer version": (reply(200, {}, b'{"version": 2, "messages": []}'), "a newer kind of feed"),
    "true for a version": (
        reply(200, {}, b'{"version": true, "messages": []}'),
        "version has a value",
    ),
    "brackets": (reply(200, {}, b"[" * 1_000_000), "This is not JSON"),
    "a large answer": (reply(200, {}, b" " * (MOST_BYTES + 1)), "is larger than 10 MB"),
    "a packed answer": (
        reply(200, {"Content-Encoding": "gzip"}, gzip.compress(bytes(10_000_000))),
        "packed its answer",
    ),
}


@pytest.mark.parametrize("name", REFUSALS)
def test_every_refusal_is_a_sentence(
    name: str, server: FeedServer, account: FeedAccount, keeper: ListKeeper, reader: MailReader
) -> None:
    answer, words = REFUSALS[name]
    server.answer = answer
    taken = fetch(account, SECRET, keeper, reader, patience=replace(HASTY, step=2.0))
    assert words in " ".join(taken.problems)
    assert FeedServer.token not in " ".join(taken.problems)
    assert len(server.requests) == 1
    assert keeper.kept == []
    server.answer = None
    server.messages.append(contribution(1))
    assert fetch(account, SECRET, keeper, reader) == Taken(new=1)


RAW = {
    "no HTTP": raw(b"* OK ready\r\n"),
    "silence": raw(pause=0.6),
    "a header byte by byte": raw(*([b"H"] * 8), pause=0.1),
    "a body byte by byte": raw(b"HTTP/1.1 200 OK\r\n\r\n", *([b" "] * 8), pause=0.1),
    "an endless header": raw(b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 1_000_000),
    "an endless body": raw(b"HTTP/1.1 200 OK\r\n\r\n", *([b"x" * 1_000_000] * 12)),
    "cut off": raw(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{}"),
    "a huge length": raw(b"HTTP/1.1 200 OK\r\nContent-Length: 99999999999999\r\n\r\n{}"),
    "a negative length": raw(b"HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n{}"),
    "broken pieces": raw(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nZZ\r\n"),
    "an endless list of interim answers": raw(b"HTTP/1.1 100 Continue\r\n\r\n" * 100_000),
}


@pytest.mark.parametrize("name", RAW)
def test_no_answer_hangs_or_grows(
    name: str, server: FeedServer, account: FeedAccount, keeper: ListKeeper, reader: MailReader
) -> None:
    server.raw = RAW[name]
    started = time.monotonic()
    taken = fetch(account, SECRET, keeper, reader, patience=HASTY)
    assert time.monotonic() - started < 3
    assert (taken.new, len(taken.problems)) == (0, 1)


def test_stopping_is_answered_at_once(
    server: FeedServer, account: FeedAccount, keeper: ListKeeper, reader: MailReader
) -> None:
    server.raw = raw(b"HTTP", pause=2)
    until = time.monotonic() + 0.3
    taken = fetch(account, SECRET, keeper, reader, cancelled=lambda: time.monotonic() > until)
    assert time.monotonic() - until < 0.5
    assert taken.problems == ["Stopped. What was taken until then is kept."]


def test_a_feed_that_promises_more_without_end_is_left(
    server: FeedServer, account: FeedAccount, keeper: ListKeeper, reader: MailReader
) -> None:
    form = {"version": 1, "messages": [contribution(1)], "after": "same", "more": True}
    server.answer = reply(200, {}, json.dumps(form).encode())
    taken = fetch(account, SECRET, keeper, reader)
    assert (taken.new, taken.known) == (1, 1)
    assert "does not give them" in taken.problems[0]


def test_a_changed_contribution_is_another_one(
    server: FeedServer, account: FeedAccount, keeper: ListKeeper, reader: MailReader
) -> None:
    server.messages.append(contribution(1))
    fetch(account, SECRET, keeper, reader)
    server.messages.append(contribution(1, message="Said differently."))
    assert fetch(account, SECRET, keeper, reader) == Taken(new=1)


@pytest.mark.parametrize(
    "url",
    [
        "http://feed.example/", "ftp://feed.example/", "https://", "https:///x", "feed.example",
        "https://user:pass@feed.example/", "https://feed.example/#x", "file:///etc/passwd",
        "https://feed.example:99999/", "https://[::1", "javascript:alert(1)", "",
    ],
)  # fmt: skip
def test_only_https_addresses_are_asked(url: str) -> None:
    with pytest.raises(BadValue):
        checked(url)


def test_nothing_answers_there(
    authority: Authority, keeper: ListKeeper, reader: MailReader
) -> None:
    account = FeedAccount(url="https://localhost:9/", authority=authority.pem)
    assert fetch(account, SECRET, keeper, reader).problems == [
        "localhost cannot be reached at port 9: nothing answers there."
        " Check the server's name and port, and the network."
    ]
    unknown = replace(account, url="https://no-such-host.invalid/")
    assert fetch(unknown, SECRET, keeper, reader).problems[0].startswith("No server is known")


def test_the_environment_does_not_redirect_anything(
    server: FeedServer,
    account: FeedAccount,
    keeper: ListKeeper,
    reader: MailReader,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name in ("HTTPS_PROXY", "https_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    monkeypatch.setenv("SSL_CERT_FILE", "/nonexistent")
    monkeypatch.setenv("SSLKEYLOGFILE", "")
    server.messages.append(contribution(1))
    assert fetch(account, SECRET, keeper, reader).new == 1


def test_a_token_with_a_line_end_is_no_header(
    server: FeedServer, account: FeedAccount, keeper: ListKeeper, reader: MailReader
) -> None:
    taken = fetch(account, Private("x\r\nX-Evil: y"), keeper, reader)
    assert taken.problems
    assert all("x-evil" not in headers for _, headers in server.requests)

"""Replies: kept before they go out, written so that nothing slips into their header, sent once."""

from __future__ import annotations

import ssl
import threading
import time
from collections.abc import Iterator
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from curator_app.domain.correspondence import FAILED, QUEUED, SENDING, SENT, Reply
from curator_app.domain.private import Private
from curator_app.errors import BadValue, Cancelled
from curator_app.inbox.accounts import STARTTLS, SmtpAccount, check
from curator_app.inbox.parsing.addresses import addresses
from curator_app.inbox.parsing.headers import read
from curator_app.inbox.parsing.message import read_mail
from curator_app.inbox.sending import compose, send
from curator_app.wire import Patience
from tests.inbox.servers import certificates
from tests.inbox.servers.certificates import Authority
from tests.inbox.servers.smtp_sink import Dropped, SmtpScript, SmtpServer

SECRET = Private("app-password")
HASTY = Patience(connect=1.0, step=0.5, rate=2_000_000)
QUESTION = Private("<question-1@reader.example>")
REPLY = Reply(
    "key", "contribution", QUEUED, "Bo", "2026-11-27T10:00:00+00:00",
    Private("ann@reader.example"), Private("Re: Table 2"), Private("Thank you.\n\n.\nBo"),
)  # fmt: skip


class Outbox:
    """Every state that a reply was kept in."""

    def __init__(self) -> None:
        self.kept: list[Reply] = []

    def keep(self, reply: Reply) -> Reply:
        self.kept.append(reply)
        return reply

    def states(self) -> list[str]:
        return [reply.state for reply in self.kept]


@pytest.fixture(scope="module", params=["tls", "starttls"])
def listening(request: pytest.FixtureRequest, authority: Authority) -> Iterator[SmtpServer]:
    with SmtpServer(authority.issue().context(), implicit=request.param == "tls") as made:
        yield made


@pytest.fixture
def server(listening: SmtpServer) -> SmtpServer:
    listening.script = SmtpScript
    for noted in (listening.mails, listening.logins, listening.commands):
        noted.clear()
    return listening


@pytest.fixture
def account(server: SmtpServer, authority: Authority) -> SmtpAccount:
    return account_of(server, authority)


def account_of(server: SmtpServer, authority: Authority) -> SmtpAccount:
    account = SmtpAccount(
        host="localhost",
        port=server.port,
        security="tls" if server.implicit else STARTTLS,
        user="curator",
        sender_name="The atlas’s editors",
        sender_address="atlas@site.example",
        authority=authority.pem,
    )
    check(account)
    return account


def test_a_reply_is_kept_sent_and_kept_as_sent(server: SmtpServer, account: SmtpAccount) -> None:
    outbox = Outbox()
    sent = send(account, SECRET, outbox, REPLY, QUESTION)
    assert sent.state == SENT
    assert outbox.states() == [SENDING, SENT]
    ((envelope, raw),) = server.mails
    assert envelope == ("FROM:<atlas@site.example>", "TO:<ann@reader.example>")
    form, files = read_mail(raw)
    assert (form["subject"], form["name"]) == ("Re: Table 2", "The atlas’s editors")
    assert form["body"] == "Thank you.\n\n.\nBo"
    assert form["in_reply_to"] == QUESTION.reveal()
    assert form["message_id"] == sent.message_id.reveal()
    assert files == []
    assert b"X-Mailer" not in raw
    assert not any("EHLO" in command and "localhost" in command for command in server.commands)


def test_sent_again_it_is_the_same_mail(server: SmtpServer, account: SmtpAccount) -> None:
    class LosesTheAnswer(SmtpScript):
        def at(self, step: str) -> None:
            if step == "end":
                raise Dropped

    server.script = LosesTheAnswer
    outbox = Outbox()
    unsure = send(account, SECRET, outbox, REPLY)
    assert unsure.state == SENDING
    assert "may have been sent" in unsure.trouble
    server.script = SmtpScript
    again = send(account, SECRET, outbox, unsure)
    assert (again.state, again.trouble) == (SENT, "")
    ids = {read_mail(raw)[0]["message_id"] for _, raw in server.mails}
    assert len(server.mails) == 2
    assert len(ids) == 1


STEPS = ("greeting", "EHLO", "AUTH", "MAIL", "RCPT", "DATA")


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("how", ["drop", "refuse", "later", "silence", "garbage", "endless"])
def test_trouble_before_the_mail_is_handed_over(
    step: str, how: str, server: SmtpServer, account: SmtpAccount
) -> None:
    class Troubled(SmtpScript):
        def at(self, now: str) -> None:
            if now != step:
                return
            if how == "drop":
                raise Dropped
            if how == "silence":
                time.sleep(0.8)
                raise Dropped
            if how == "endless":
                while True:
                    self.connection.sendall(b"250-more\r\n" * 1000)

        def answer(self, now: str, usual: bytes) -> bytes:
            answers = {"refuse": b"550 5.1.1 no", "later": b"451 later", "garbage": b"\xff\x00?"}
            return answers.get(how, usual) if now == step else usual

    server.script = Troubled
    outbox = Outbox()
    started = time.monotonic()
    failed = send(account, SECRET, outbox, REPLY, patience=HASTY)
    assert time.monotonic() - started < 3
    assert failed.state == FAILED
    assert outbox.states() == [SENDING, FAILED]
    assert failed.trouble.startswith("localhost ")
    assert "Thank you" not in failed.trouble
    assert SECRET.reveal() not in failed.trouble
    assert server.mails == []
    if how == "later" and step != "AUTH":
        assert "Try again later." in failed.trouble


@pytest.mark.parametrize("step", ["RCPT", "DATA", "end"])
def test_what_a_server_says_does_not_tell_who_the_reader_is(
    step: str, server: SmtpServer, account: SmtpAccount
) -> None:
    """A reply's trouble stands beside the message, whose sender is a pseudonym until asked for."""
    local, _, _ = REPLY.to.reveal().partition("@")

    class Refuses(SmtpScript):
        def answer(self, now: str, usual: bytes) -> bytes:
            said = f"550 5.1.1 <{REPLY.to.reveal().upper()}>: no {local} here, {local}s neither"
            return said.encode() if now == step else usual

    server.script = Refuses
    trouble = send(account, SECRET, Outbox(), REPLY).trouble
    assert "550 5.1.1 <(the reader's address)>: no (the reader's address) here" in trouble
    assert REPLY.to.reveal() not in trouble.lower()
    assert f"{local}s neither" in trouble


def test_a_refusal_after_the_mail_is_a_refusal(server: SmtpServer, account: SmtpAccount) -> None:
    class Spam(SmtpScript):
        def answer(self, step: str, usual: bytes) -> bytes:
            return b"554 5.7.1 looks like spam" if step == "end" else usual

    server.script = Spam
    failed = send(account, SECRET, Outbox(), REPLY)
    assert failed.state == FAILED
    assert "did not take the reply" in failed.trouble
    assert "554 5.7.1 looks like spam" in failed.trouble


def test_a_wrong_password_is_tried_once(server: SmtpServer, account: SmtpAccount) -> None:
    failed = send(account, Private("wrong"), Outbox(), REPLY)
    assert "It was not tried again" in failed.trouble
    assert len(server.logins) == 1


def test_a_server_that_knows_only_login(server: SmtpServer, account: SmtpAccount) -> None:
    class Old(SmtpScript):
        offers = (b"AUTH=LOGIN",)

    server.script = Old
    assert send(account, SECRET, Outbox(), REPLY).state == SENT
    assert server.logins == [("curator", "app-password")]


def test_stopping(server: SmtpServer, account: SmtpAccount) -> None:
    class Slow(SmtpScript):
        def at(self, step: str) -> None:
            if step == "MAIL":
                time.sleep(2)

    server.script = Slow
    outbox, stop = Outbox(), threading.Event()
    threading.Timer(0.3, stop.set).start()
    started = time.monotonic()
    with pytest.raises(Cancelled):
        send(account, SECRET, outbox, REPLY, cancelled=stop.is_set)
    assert time.monotonic() - started < 1
    assert outbox.states() == [SENDING, QUEUED]


# ---------------------------------------------------------------- encryption


def test_a_server_that_offers_no_encryption_hears_nothing(authority: Authority) -> None:
    class Stripped(SmtpScript):
        starts_tls = False

    with SmtpServer(authority.issue().context(), Stripped, implicit=False) as server:
        failed = send(account_of(server, authority), SECRET, Outbox(), REPLY)
        assert "offers no encryption at this port, so nothing was sent" in failed.trouble
        assert [command.split()[0] for command in server.commands] == ["EHLO"]


@pytest.mark.parametrize("extra", [b"\r\n250 injected", b"\r\n250-AUTH PLAIN\r\n250 x"])
def test_what_somebody_puts_before_the_encryption_is_not_heard(
    extra: bytes, authority: Authority
) -> None:
    class Injected(SmtpScript):
        def answer(self, step: str, usual: bytes) -> bytes:
            return usual + extra if step == "STARTTLS" else usual

    with SmtpServer(authority.issue().context(), Injected, implicit=False) as server:
        failed = send(account_of(server, authority), SECRET, Outbox(), REPLY)
        assert "Somebody spoke between us" in failed.trouble
        assert server.logins == []


@pytest.mark.parametrize("implicit", [True, False])
def test_bad_certificates_are_refused(
    implicit: bool, authority: Authority, tmp_path_factory: pytest.TempPathFactory
) -> None:
    found: dict[str, tuple[ssl.SSLContext, str]] = certificates.bad(
        authority, tmp_path_factory.mktemp("bad")
    )
    for name, (context, words) in found.items():
        with SmtpServer(context, implicit=implicit) as server:
            failed = send(account_of(server, authority), SECRET, Outbox(), REPLY)
            assert failed.state == FAILED, name
            assert words in failed.trouble, name
            assert (server.logins, server.mails) == ([], [])


def test_there_is_no_way_without_encryption() -> None:
    account = SmtpAccount(host="a.example", user="u", sender_address="a@b.example")
    check(account)
    with pytest.raises(BadValue, match="encrypted only"):
        check(replace(account, security="none"))


# ---------------------------------------------------------------- what is written

WRITER = SmtpAccount(
    host="a.example", user="u", sender_name="Editors", sender_address="a@bücher.example"
)
LINES = st.text(alphabet=st.characters(codec="utf-8"), max_size=200)
TRICKS = st.sampled_from(
    [
        "x\r\nBcc: evil@x.example",
        "x\nTo: y",
        "x\r\n\r\nbody",
        "\x0bBcc: a",
        "\u2028Bcc: a",
        "\x85B: a",
    ]
)


def written(reply: Reply, account: SmtpAccount = WRITER) -> tuple[dict[str, list[bytes]], str]:
    raw = compose(account, replace(reply, message_id=Private("<m@b.example>")), QUESTION)
    headers, _ = read(raw, 0, len(raw))
    return headers.lines, read_mail(raw)[0]["body"]


NAMES = {
    *("message-id", "in-reply-to", "references", "from", "to", "subject", "date"),
    *("content-type", "content-transfer-encoding", "mime-version"),
}


@given(subject=LINES | TRICKS, body=LINES, name=LINES | TRICKS)
def test_nothing_slips_into_the_header(subject: str, body: str, name: str) -> None:
    reply = replace(REPLY, subject=Private(subject), body=Private(body))
    try:
        lines, _ = written(reply, replace(WRITER, sender_name=name))
    except BadValue:
        return
    assert set(lines) == NAMES
    assert all(len(values) == 1 for values in lines.values())
    assert lines["to"] == [b"ann@reader.example"]
    ((_, address),) = addresses(lines["from"][0].decode())
    assert address == "a@xn--bcher-kva.example"


@pytest.mark.parametrize(
    "address",
    [
        "", "ann", "ann@", "@b", "a@b, c@d", "a@b\r\nBcc: c@d", "a@b>", "<a@b>", "a b@c", "a@b c",
        "a@b;c", "a(x)@b", '"a"@b', "a@b\0", ".a@b", "a..b@c", "a@" + "b" * 300, "a@\u2028b",
        "ann\u00e9@b.example",
    ],
)  # fmt: skip
def test_what_is_no_single_address_is_refused(address: str) -> None:
    with pytest.raises(BadValue) as caught:
        written(replace(REPLY, to=Private(address)))
    assert caught.value.field == "to"
    assert not address or address not in caught.value.sentence()


@pytest.mark.parametrize(
    "answers", ["<a\r\nBcc: b>", "no brackets", "<a b>", "<é@b>", "", "<" * 300]
)
def test_an_id_that_is_none_is_left_out(answers: str) -> None:
    raw = compose(WRITER, replace(REPLY, message_id=Private("<m@b.example>")), Private(answers))
    assert b"In-Reply-To" not in raw
    assert b"Bcc" not in raw


def test_long_ids_stay_in_one_piece() -> None:
    long = Private(f"<{'x' * 200}@b.example>")
    raw = compose(WRITER, replace(REPLY, message_id=long), long)
    assert raw.count(long.reveal().encode()) == 3


@pytest.mark.parametrize("field", ["subject", "body"])
def test_an_empty_reply_is_not_sent(field: str) -> None:
    outbox = Outbox()
    with pytest.raises(BadValue) as caught:
        send(WRITER, SECRET, outbox, replace(REPLY, **{field: Private(" \n")}))
    assert caught.value.field == field
    assert outbox.kept == []


def test_long_lines_points_and_letters_arrive(server: SmtpServer, account: SmtpAccount) -> None:
    body = "Ein Wort, sehr lang: " + "ä" * 5000 + "\n.\n..\nFrom me\n 日本語"
    send(account, SECRET, Outbox(), replace(REPLY, body=Private(body)))
    raw = server.mails[0][1]
    assert max(map(len, raw.split(b"\r\n"))) <= 998
    assert raw.isascii()
    assert read_mail(raw)[0]["body"].split("\n")[-4:] == [".", "..", "From me", " 日本語"]
    assert read_mail(raw)[0]["body"].count("ä") == 5000

"""Fetching from a real mailbox."""

from __future__ import annotations

import contextlib
import imaplib
import ssl
import threading
import time
from collections.abc import Iterator
from dataclasses import replace

import pytest

from curator_app.domain.private import Private
from curator_app.inbox.accounts import ImapAccount
from curator_app.inbox.fetching import fetch
from curator_app.inbox.imap import Imap
from curator_app.inbox.mail import MailReader
from curator_app.inbox.taking import Taken
from tests.inbox import mails
from tests.inbox.keeping import ListKeeper
from tests.inbox.servers import dovecot
from tests.inbox.servers.certificates import Authority
from tests.inbox.servers.dovecot import Dovecot

pytestmark = pytest.mark.skipif(not dovecot.installed(), reason="dovecot is not installed")
SECRET = Private("app-password")


@pytest.fixture(scope="module")
def server(authority: Authority) -> Iterator[Dovecot]:
    with Dovecot(authority.issue()) as made:
        yield made


class Owner:
    """The mailbox's owner, with a mail program of another kind: the standard library's."""

    def __init__(self, server: Dovecot, authority: Authority, folder: str) -> None:
        context = ssl.create_default_context(cadata=authority.pem)
        self.imap = imaplib.IMAP4_SSL("localhost", server.port, ssl_context=context)
        self.imap.login("curator", "app-password")
        self.imap.create(folder)
        self.folder = folder

    def deliver(self, *raws: bytes) -> None:
        for raw in raws:
            answer, _ = self.imap.append(self.folder, "", "", raw)
            assert answer == "OK"

    def flags(self) -> str:
        self.imap.select(self.folder, readonly=True)
        _, lines = self.imap.uid("FETCH", "1:*", "(FLAGS)")
        self.imap.unselect()
        return " ".join(line.decode() for line in lines if isinstance(line, bytes))


@pytest.fixture
def owner(server: Dovecot, authority: Authority, request: pytest.FixtureRequest) -> Iterator[Owner]:
    made = Owner(server, authority, f"Box{abs(hash(request.node.name)) % 10**8}")
    yield made
    with contextlib.suppress(OSError, imaplib.IMAP4.error):
        made.imap.logout()
    made.imap.sock.close()


@pytest.fixture
def account(server: Dovecot, authority: Authority, owner: Owner) -> ImapAccount:
    return ImapAccount(
        host="localhost",
        port=server.port,
        user="curator",
        folders=(owner.folder,),
        authority=authority.pem,
    )


def test_every_named_mail_arrives_as_it_was_sent(
    owner: Owner, account: ImapAccount, keeper: ListKeeper, reader: MailReader
) -> None:
    chosen = [
        raw.replace(b"\r\n", b"\n").replace(b"\r", b"").replace(b"\n", b"\r\n")
        for raw in mails.everything().values()
        if raw and b"\0" not in raw and len(raw) < 300_000  # dovecot takes no NUL
    ]
    owner.deliver(*chosen)
    taken = fetch(account, SECRET, keeper, reader)
    assert taken.problems == []
    assert keeper.raws() == sorted(set(chosen))
    assert taken.new == len(set(chosen))
    assert fetch(account, SECRET, keeper, reader) == Taken()
    assert "Seen" not in owner.flags()


def test_kept_mails_are_marked(
    owner: Owner, account: ImapAccount, keeper: ListKeeper, reader: MailReader
) -> None:
    owner.deliver(mails.mail("one"), mails.mail("two"))
    fetch(replace(account, mark="$AtlasKept"), SECRET, keeper, reader)
    assert owner.flags().count("$AtlasKept") == 2
    assert "Seen" not in owner.flags()


def test_a_mailbox_that_was_made_anew(
    owner: Owner, account: ImapAccount, keeper: ListKeeper, reader: MailReader
) -> None:
    owner.deliver(mails.mail("one"), mails.mail("two"))
    fetch(account, SECRET, keeper, reader)
    owner.imap.delete(owner.folder)
    time.sleep(1.1)  # dovecot numbers mailboxes by the second
    owner.imap.create(owner.folder)
    owner.deliver(mails.mail("three"), mails.mail("one"))
    assert fetch(account, SECRET, keeper, reader) == Taken(new=1, known=1)
    assert len(keeper.kept) == 3


def test_folders_with_any_name(server: Dovecot, owner: Owner, account: ImapAccount) -> None:
    owner.imap.create('"Entw&APw-rfe"')
    owner.imap.create('"with space"')
    imap = Imap.connect(account)
    try:
        imap.log_in(account.user, SECRET)
        assert {"INBOX", "Entwürfe", "with space", owner.folder} <= set(imap.folders())
        assert imap.examine("Entwürfe").validity > 0
    finally:
        imap.close()


def test_a_wrong_password(account: ImapAccount, keeper: ListKeeper, reader: MailReader) -> None:
    taken = fetch(account, Private("wrong"), keeper, reader)
    assert taken.refused
    assert "The server says: [AUTHENTICATIONFAILED] Authentication failed." in taken.problems[0]


@pytest.mark.slow
def test_a_server_that_is_killed_while_it_is_read(
    server: Dovecot, owner: Owner, account: ImapAccount, keeper: ListKeeper, reader: MailReader
) -> None:
    sent = [mails.mail(f"Mail {number} " + "x" * 20_000) for number in range(300)]
    owner.deliver(*sent)

    def kill(done: int, total: int) -> None:
        if done and not killed.is_set():
            killed.set()
            server.kill()

    killed = threading.Event()
    taken = fetch(account, SECRET, keeper, reader, progress=kill)
    server.start()
    assert killed.is_set()
    assert taken.problems
    assert taken.left == 300 - taken.new
    assert fetch(account, SECRET, keeper, reader).new == taken.left
    assert keeper.raws() == sorted(sent)


@pytest.mark.slow
def test_many_mails(
    owner: Owner, account: ImapAccount, keeper: ListKeeper, reader: MailReader
) -> None:
    owner.deliver(*(mails.mail(f"Mail {number}") for number in range(500)))
    started = time.monotonic()
    assert fetch(account, SECRET, keeper, reader).new == 500
    took = time.monotonic() - started
    print(f"{500 / took:.0f} mails a second from dovecot")
    assert took < 15

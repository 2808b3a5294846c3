"""Accounts, fetching, files and replies through the service, into a real inbox."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from curator_app.domain.correspondence import DRAFT, SENT, Reply
from curator_app.domain.inbox_query import InboxQuery, InboxRow
from curator_app.domain.private import Private
from curator_app.errors import BadValue, NotFound
from curator_app.inbox.accounts import FeedAccount, ImapAccount, SmtpAccount
from curator_app.inbox.store import Store
from curator_app.services.sources import Sources
from tests.inbox.keyrings import Remembering, chain
from tests.inbox.mails import STDLIB_TRAPS, mail
from tests.inbox.servers.certificates import Authority
from tests.inbox.servers.https_feed import FeedServer
from tests.inbox.servers.scripted_imap import Server
from tests.inbox.servers.smtp_sink import SmtpServer
from tests.inbox.test_feed import contribution


@pytest.fixture
def sources(store: Store, ring: Remembering) -> Sources:
    return Sources(store, chain(ring))


@pytest.fixture
def mailbox(authority: Authority) -> Iterator[Server]:
    with Server(authority.issue().context()) as made:
        yield made


def imap(server: Server, authority: Authority) -> ImapAccount:
    return ImapAccount("Post", "localhost", server.port, "curator", authority=authority.pem)


def kept_rows(store: Store) -> list[InboxRow]:
    """All messages."""
    return store.rows(store.ids(InboxQuery(states=frozenset(), snoozed="")))


def kept(store: Store) -> list[str]:
    """The texts of all messages."""
    return sorted(store.get(row.id).message.body.reveal() for row in kept_rows(store))


def test_from_a_mailbox_a_feed_and_files_into_the_inbox(
    sources: Sources, store: Store, mailbox: Server, authority: Authority, tmp_path: Path
) -> None:
    mailbox.inbox.add(mail("From the mailbox."), mail("Seen twice."))
    path = tmp_path / "a.eml"
    path.write_bytes(mail("From a file."))
    with FeedServer(authority.issue().context()) as feed:
        feed.messages.append(contribution(1, message="From the feed."))
        account = FeedAccount("Form", feed.url, authority.pem)
        sources.keep(imap(mailbox, authority), Private("app-password"))
        sources.keep(account, Private(feed.token))
        fetched = sources.fetch()
        assert [(name, taken.new) for name, taken in fetched.accounts] == [("Form", 1), ("Post", 2)]
        assert fetched.all.sentence() == "3 new messages."
        assert sources.take_files([path, tmp_path / "gone"]).new == 1
        again = sources.fetch().all
        assert (again.new, again.known, again.problems) == (0, 0, [])
        feed.token = "another"
        mailbox.inbox.add(mail("Later."))
        fetched = sources.fetch()
    assert fetched.all.new == 1
    assert fetched.all.refused
    assert fetched.all.problems[0].startswith("Form: localhost refused the token")
    assert kept(store) == [
        "From a file.", "From the feed.", "From the mailbox.", "Later.", "Seen twice.",
    ]  # fmt: skip


def test_the_bookmark_is_in_the_inbox(
    sources: Sources, mailbox: Server, authority: Authority
) -> None:
    mailbox.inbox.add(*(mail(f"Mail {number}") for number in range(5)))
    sources.keep(imap(mailbox, authority), Private("app-password"))
    sources.fetch()
    mailbox.commands.clear()
    assert sources.fetch().all.seen == 0
    assert not any("FETCH mail" in command for command in mailbox.commands)


def test_an_account_holds_no_secret(
    sources: Sources, store: Store, ring: Remembering, mailbox: Server, authority: Authority
) -> None:
    account = imap(mailbox, authority)
    sources.keep(account, Private("app-password"))
    assert "app-password" not in str(store.choices.accounts())
    assert sources.accounts() == [account]
    assert sources.secret(account).reveal() == "app-password"
    sources.keep(account)
    assert sources.secret(account).reveal() == "app-password"
    sources.forget(account)
    assert sources.accounts() == []
    assert not sources.secret(account)


def test_an_account_without_its_secret_is_told(sources: Sources, mailbox: Server) -> None:
    sources.keep(ImapAccount("Post", "localhost", mailbox.port, "curator"))
    fetched = sources.fetch().all
    assert fetched.problems == ["Post: It has no password or token. Enter it."]
    assert mailbox.connections == 0


def test_a_bad_account_is_not_kept(sources: Sources) -> None:
    with pytest.raises(BadValue):
        sources.keep(ImapAccount("Post", "local host", 993, "curator"), Private("x"))
    assert sources.accounts() == []


def test_stopping_leaves_the_other_accounts(
    sources: Sources, mailbox: Server, authority: Authority
) -> None:
    mailbox.inbox.add(*(mail(f"Mail {number}") for number in range(250)))
    sources.keep(imap(mailbox, authority), Private("app-password"))
    stop = threading.Event()
    fetched = sources.fetch(stop.is_set, lambda done, total: stop.set())
    assert fetched.all.new == 100
    assert fetched.all.problems == ["Post: Stopped. What was taken until then is kept."]
    assert sources.fetch().all.new == 150


def test_what_cannot_be_read_is_in_the_inbox_too(
    sources: Sources, store: Store, tmp_path: Path
) -> None:
    path = tmp_path / "c.json"
    path.write_text('[{"id": "x"}]')
    assert sources.take_files([path]).unreadable == 1
    (row,) = kept_rows(store)
    found = store.get(row.id)
    assert found.standing.state == "unreadable"
    assert "has not the agreed form" in found.trouble
    assert store.raw(row.id) == b'{"id":"x"}'


def test_every_named_mail_goes_into_the_inbox(
    sources: Sources, store: Store, tmp_path: Path
) -> None:
    paths: list[Path] = []
    for number, raw in enumerate(set(STDLIB_TRAPS.values()) - {b""}):
        paths.append(tmp_path / f"{number}.eml")
        paths[-1].write_bytes(raw)
    taken = sources.take_files(paths)
    refused = [problem for problem in taken.problems if "This file is empty" in problem]
    assert taken.left == len(refused) == 1  # line ends only
    assert taken.new == len(paths) - 1


def test_a_reply_is_sent_and_its_answer_finds_the_message(
    sources: Sources, store: Store, authority: Authority, tmp_path: Path
) -> None:
    path = tmp_path / "a.eml"
    path.write_bytes(mail("A question."))
    sources.take_files([path])
    (row,) = kept_rows(store)
    reply = store.letters.keep(
        Reply("", row.id, DRAFT, "Ann", "", Private("ann@reader.example"),
              Private("Re: A question"), Private("An answer."))
    )  # fmt: skip
    with pytest.raises(NotFound, match="no account to send"):
        sources.send(reply)
    with SmtpServer(authority.issue().context()) as server:
        account = SmtpAccount(
            "Out", "localhost", server.port, "tls", "curator", "Editors", "atlas@site.example",
            authority.pem,
        )  # fmt: skip
        sources.keep(account, Private("app-password"))
        sent = sources.send(reply)
    assert sent.state == SENT
    ((_, raw),) = server.mails
    assert b"In-Reply-To: <one@reader.example>" in raw
    assert store.letters.replies(row.id)[0].state == SENT
    answer = tmp_path / "b.eml"
    answer.write_bytes(mail("Thanks!", f"In-Reply-To: {sent.message_id.reveal()}"))
    sources.take_files([answer])
    assert list(store.answers(sent.message_id)) == [row.n]

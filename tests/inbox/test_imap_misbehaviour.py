"""A mailbox that misbehaves: nothing is lost, doubled or made up, and nothing hangs.

Each misbehaviour is met with one mailbox; with ATLAS_MAILBOXES=50 in the environment it is met with
49 more that are drawn by number: other mails, other sizes, and another connection that goes wrong.
"""

from __future__ import annotations

import os
import random
import resource
import time
from collections.abc import Iterator

import pytest

from curator_app.domain.private import Private
from curator_app.inbox.accounts import ImapAccount
from curator_app.inbox.fetching import fetch
from curator_app.inbox.mail import MailReader
from curator_app.inbox.taking import Taken
from curator_app.wire import Patience
from tests.inbox import misbehaviour
from tests.inbox.keeping import ListKeeper
from tests.inbox.mails import mail
from tests.inbox.misbehaving_mails import MidLiteral
from tests.inbox.servers.certificates import Authority
from tests.inbox.servers.scripted_imap import Folder, Script, Server

SECRET = Private("app-password")
HASTY = Patience(connect=1.0, step=0.4, rate=2_000_000)
DEADLINE = 6.0
BUSY = 10
"""So many programs may want the processor at once."""
MAILS = [mail("The first."), mail("(In brackets)"), mail("The last. " * 2000)]
MAILBOXES = int(os.environ.get("ATLAS_MAILBOXES", "1"))
LINES = [")", "* 1 FETCH (UID 1 BODY[] {5}", "A1 OK done", "{99}", "* BYE", "", "Words. " * 40, "."]


@pytest.fixture(scope="module")
def server(authority: Authority) -> Iterator[Server]:
    with Server(authority.issue().context()) as made:
        yield made


@pytest.fixture
def account(server: Server, authority: Authority) -> ImapAccount:
    server.behave(Script)
    server.folders = {"INBOX": Folder()}
    server.inbox.add(*MAILS)
    server.logins.clear()
    return ImapAccount(
        host="localhost",
        port=server.port,
        user="curator",
        authority=authority.pem,
        id="box",
        mark="\\Seen",
    )


def settled(account: ImapAccount, keeper: ListKeeper, reader: MailReader) -> Taken:
    """Fetch from the server that behaves again, until it has nothing more."""
    taken = Taken()
    for _ in range(3):
        taken.add(fetch(account, SECRET, keeper, reader))
    return taken


def drawn(number: int) -> tuple[list[bytes], int]:
    """The mails of a mailbox, and how many connections to it go wrong."""
    chance = random.Random(number)
    sizes = [chance.choice((0, 1, 3, 30, 300)) for _ in range(chance.randint(1, 12))]
    bodies = ["\n".join(chance.choices(LINES, k=size)) for size in sizes]
    # A word of its own at the end: no two are alike, and none is left out unnoticed.
    return [mail(f"{body}\n{place}") for place, body in enumerate(bodies)], chance.randint(1, 4)


@pytest.mark.parametrize("number", range(MAILBOXES))
@pytest.mark.parametrize("name", misbehaviour.ALL)
def test_misbehaviour(
    name: str,
    number: int,
    server: Server,
    account: ImapAccount,
    keeper: ListKeeper,
    reader: MailReader,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    script, mails = misbehaviour.ALL[name], MAILS
    if number:
        mails, limit = drawn(number)
        monkeypatch.setattr(script, "limit", limit)
        server.folders = {"INBOX": Folder()}
        server.inbox.add(*mails)
    server.behave(script)
    for _ in range(2):
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        started, worked = time.monotonic(), time.process_time()
        taken = fetch(account, SECRET, keeper, reader, patience=HASTY)
        # Who waits uses no processor; who works waits for it where others use it too.
        worked = time.process_time() - worked
        assert worked < DEADLINE
        assert time.monotonic() - started < DEADLINE + BUSY * worked
        grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
        assert grown < 200_000, f"{grown} KB more"
        assert all(message.raw in mails for message in keeper.kept), "made up"
        assert not any("app-password" in problem for problem in taken.problems)
        assert taken.seen == taken.new + taken.known + taken.unreadable + taken.left
    server.behave(Script)
    honest = settled(account, keeper, reader)
    assert honest.problems == []
    assert keeper.raws() == sorted(mails)
    assert all(one.message is not None for one in keeper.kept)
    assert set(server.inbox.flags) == set(range(1, len(mails) + 1))


@pytest.mark.parametrize("name", ["every password is wrong", "NO to AUTHENTICATE"])
def test_a_refused_password_is_tried_once_a_fetch(
    name: str, server: Server, account: ImapAccount, keeper: ListKeeper, reader: MailReader
) -> None:
    server.behave(misbehaviour.ALL[name])
    connections = server.connections
    assert fetch(account, SECRET, keeper, reader).refused
    assert server.connections == connections + 1


def test_one_mail_that_the_server_chokes_on_blocks_no_other(
    server: Server, account: ImapAccount, keeper: ListKeeper, reader: MailReader
) -> None:
    class Chokes(MidLiteral):
        limit = 10**9

        def whole(self, number: int, uid: int, raw: bytes) -> Iterator[bytes]:
            if uid == 2:
                return super().whole(number, uid, raw)
            return Script.whole(self, number, uid, raw)

    server.behave(Chokes)
    taken = fetch(account, SECRET, keeper, reader)
    assert (taken.new, taken.left) == (2, 1)
    assert taken.problems[0].startswith("A mail could not be fetched and is still there.")
    server.inbox.add(mail("A later one."))
    taken = fetch(account, SECRET, keeper, reader)
    assert (taken.new, taken.left) == (1, 1)
    assert set(server.inbox.flags) == {1, 3, 4}
    server.behave(Script)
    assert settled(account, keeper, reader).new == 1


def test_many_bad_mails_block_no_good_one_for_long(
    server: Server, account: ImapAccount, keeper: ListKeeper, reader: MailReader
) -> None:
    class Chokes(MidLiteral):
        limit = 10**9

        def whole(self, number: int, uid: int, raw: bytes) -> Iterator[bytes]:
            if uid < 20:
                return super().whole(number, uid, raw)
            return Script.whole(self, number, uid, raw)

    server.inbox.add(*(mail(f"Mail {number}") for number in range(4, 30)))
    server.behave(Chokes)
    for _ in range(6):
        taken = fetch(account, SECRET, keeper, reader)
        assert taken.problems
    assert len(keeper.kept) == 10
    server.behave(Script)
    settled(account, keeper, reader)
    assert len(keeper.kept) == 29


# ---------------------------------------------------------------- numbers that change their meaning


def test_a_new_uidvalidity_doubles_nothing(
    server: Server, account: ImapAccount, keeper: ListKeeper, reader: MailReader
) -> None:
    fetch(account, SECRET, keeper, reader)
    server.folders["INBOX"] = Folder(validity=8)
    server.inbox.add(mail("New in the new numbering."), *reversed(MAILS))
    assert fetch(account, SECRET, keeper, reader) == Taken(new=1, known=3)
    assert len(keeper.kept) == 4


def test_an_old_uidvalidity_that_comes_back_hides_nothing(
    server: Server, account: ImapAccount, keeper: ListKeeper, reader: MailReader
) -> None:
    fetch(account, SECRET, keeper, reader)
    server.folders["INBOX"] = Folder(validity=8)
    fetch(account, SECRET, keeper, reader)
    server.folders["INBOX"] = Folder(validity=7)
    server.inbox.add(mail("Under an old number."))
    assert fetch(account, SECRET, keeper, reader) == Taken(new=1)


def test_numbers_given_to_other_mails_hide_nothing(
    server: Server, account: ImapAccount, keeper: ListKeeper, reader: MailReader
) -> None:
    fetch(account, SECRET, keeper, reader)
    server.folders["INBOX"] = Folder(validity=7)
    others = [mail(f"Other mail {number} under the same number") for number in range(5)]
    server.inbox.add(*others)
    fetch(account, SECRET, keeper, reader)
    assert keeper.raws() == sorted(MAILS + others)


def test_a_mailbox_made_anew_with_fewer_mails_hides_nothing(
    server: Server, account: ImapAccount, keeper: ListKeeper, reader: MailReader
) -> None:
    fetch(account, SECRET, keeper, reader)
    server.folders["INBOX"] = Folder(validity=7)
    server.inbox.add(mail("The only one."))
    assert fetch(account, SECRET, keeper, reader).new == 1


def test_mails_that_go_are_not_missed(
    server: Server, account: ImapAccount, keeper: ListKeeper, reader: MailReader
) -> None:
    fetch(account, SECRET, keeper, reader)
    del server.inbox.mails[1], server.inbox.mails[2]
    server.inbox.add(mail("Another."))
    assert fetch(account, SECRET, keeper, reader) == Taken(new=1)


def test_a_mail_that_goes_while_it_is_fetched_is_forgotten(
    server: Server, account: ImapAccount, keeper: ListKeeper, reader: MailReader
) -> None:
    class Goes(Script):
        def at(self, step: str) -> None:
            if step == "UID FETCH mail":
                self.folder.mails.pop(2, None)

    server.behave(Goes)
    taken = fetch(account, SECRET, keeper, reader)
    assert (taken.new, taken.left) == (2, 1)
    server.behave(Script)
    assert fetch(account, SECRET, keeper, reader) == Taken()


# ---------------------------------------------------------------- Message-ID proves nothing


def test_mails_are_told_apart_by_their_bytes_only(
    server: Server, account: ImapAccount, keeper: ListKeeper, reader: MailReader
) -> None:
    one_id = [mail(f"Different words {number}, one Message-ID.") for number in range(3)]
    no_id = [mail(f"{number}", head=b"Subject: no id\r\n") for number in range(3)]
    server.folders["INBOX"] = Folder()
    server.inbox.add(*one_id, *no_id, one_id[0])
    assert fetch(account, SECRET, keeper, reader) == Taken(new=6, known=1)
    assert keeper.raws() == sorted(one_id + no_id)


def test_names_of_folders_with_line_ends_are_not_offered(
    server: Server, account: ImapAccount
) -> None:
    class Lists(Script):
        def do_list(self, tag: bytes, rest: bytes) -> None:
            self.send(b'* LIST () "/" {17}\r\nIN\r\nA9 DELETE BOX\r\n* LIST () NIL {4}\r\nGood\r\n')
            self.send(b'* LIST (\\Noselect) "/" Parent\r\n* LIST () "/" "a \\"b\\""\r\n')

    from curator_app.inbox.imap import Imap

    server.behave(Lists)
    imap = Imap.connect(account)
    try:
        imap.log_in(account.user, SECRET)
        assert imap.folders() == ["Good", 'a "b"']
    finally:
        imap.close()

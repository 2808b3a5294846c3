"""Fetching from a mailbox that behaves: what is taken, what is asked, what is left alone."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from dataclasses import replace

import pytest

from curator_app.domain.private import Private
from curator_app.errors import BadValue
from curator_app.inbox.accounts import ImapAccount, check
from curator_app.inbox.fetching import fetch
from curator_app.inbox.imap_names import from_utf7, quoted, to_utf7, uid_set
from curator_app.inbox.mail import MailReader
from curator_app.inbox.taking import Taken
from tests.inbox.keeping import ListKeeper
from tests.inbox.mails import mail
from tests.inbox.servers.certificates import Authority
from tests.inbox.servers.scripted_imap import Folder, Script, Server

SECRET = Private("app-password")


@pytest.fixture(scope="module")
def server(authority: Authority) -> Iterator[Server]:
    with Server(authority.issue().context()) as made:
        yield made


@pytest.fixture
def account(server: Server, authority: Authority) -> ImapAccount:
    server.behave(Script)
    server.folders = {"INBOX": Folder()}
    server.logins.clear()
    server.commands.clear()
    return ImapAccount(
        host="localhost", port=server.port, user="curator", authority=authority.pem, id="box"
    )


def numbered(count: int) -> list[bytes]:
    return [mail(f"Mail {number}") for number in range(count)]


def test_what_is_new_is_taken_once(
    server: Server, account: ImapAccount, keeper: ListKeeper, reader: MailReader
) -> None:
    server.inbox.add(*numbered(250))
    assert fetch(account, SECRET, keeper, reader) == Taken(new=250)
    assert fetch(account, SECRET, keeper, reader) == Taken()
    server.inbox.add(mail("one more"))
    assert fetch(account, SECRET, keeper, reader) == Taken(new=1)
    assert keeper.raws() == sorted(server.inbox.mails.values())
    last = keeper.kept[-1]
    assert last.origin.place == "INBOX;7;251"
    assert last.message is not None
    assert last.message.received == "2026-11-27T10:00:00+00:00"


def test_nothing_is_changed_on_the_server(
    server: Server, account: ImapAccount, keeper: ListKeeper, reader: MailReader
) -> None:
    server.inbox.add(*numbered(3))
    fetch(account, SECRET, keeper, reader)
    commands = {command.split()[0] for command in server.commands}
    assert commands == {"CAPABILITY", "AUTHENTICATE", "EXAMINE", "UID"}
    assert all("BODY.PEEK" in command or "BODY" not in command for command in server.commands)
    assert server.inbox.flags == {}


def test_what_is_kept_is_marked_where_the_account_asks_for_it(
    server: Server, account: ImapAccount, keeper: ListKeeper, reader: MailReader
) -> None:
    server.inbox.add(*numbered(3))
    account = replace(account, mark="\\Seen")
    check(account)
    fetch(account, SECRET, keeper, reader)
    assert server.inbox.flags == dict.fromkeys((1, 2, 3), "(\\Seen)")
    server.inbox.flags.clear()
    server.inbox.add(mail("another"))
    fetch(account, SECRET, keeper, reader)
    assert server.inbox.flags == {4: "(\\Seen)"}


def test_several_folders_and_one_that_is_not_there(
    server: Server, account: ImapAccount, keeper: ListKeeper, reader: MailReader
) -> None:
    server.folders["Atlas"] = Folder(validity=9)
    server.folders["Atlas"].add(mail("filed"))
    server.inbox.add(mail("not filed"))
    account = replace(account, folders=("Gone", "INBOX", "Atlas"))
    taken = fetch(account, SECRET, keeper, reader)
    assert (taken.new, len(taken.problems)) == (2, 1)
    assert taken.problems[0].startswith("The folder Gone cannot be read.")
    server.folders["Atlas"].add(mail("not filed"))  # moved by a rule
    assert fetch(account, SECRET, keeper, reader).known == 1


def test_a_wrong_password_is_tried_once(
    server: Server, account: ImapAccount, keeper: ListKeeper, reader: MailReader
) -> None:
    taken = fetch(account, Private("wrong"), keeper, reader)
    assert len(server.logins) == 1
    assert taken.refused
    assert "refused the user or the password. It was not tried again" in taken.problems[0]
    assert "wrong" not in " ".join(taken.problems)


@pytest.mark.parametrize("password", ["app-password", 'q"uo\\te', "pässwörd", "with space"])
def test_a_server_that_knows_only_login(
    server: Server, account: ImapAccount, keeper: ListKeeper, reader: MailReader, password: str
) -> None:
    class Plain(Script):
        capabilities = b"IMAP4rev1"

        def logged_in(self, user: str, password_: str) -> bool:
            super().logged_in(user, password_)
            return True

    server.behave(Plain)
    server.inbox.add(mail())
    assert fetch(account, Private(password), keeper, reader).new == 1
    assert server.logins == [("curator", password)]


@pytest.mark.parametrize("password", ["line\r\nA9 DELETE INBOX", "nul\0"])
def test_a_password_cannot_be_a_command(
    server: Server, account: ImapAccount, keeper: ListKeeper, reader: MailReader, password: str
) -> None:
    class Plain(Script):
        capabilities = b"IMAP4rev1"

    server.behave(Plain)
    taken = fetch(account, Private(password), keeper, reader)
    assert taken.refused
    assert not any("DELETE" in command for command in server.commands)


def test_stopping_keeps_what_was_taken(
    server: Server, account: ImapAccount, keeper: ListKeeper, reader: MailReader
) -> None:
    server.inbox.add(*numbered(250))
    stop = threading.Event()

    def progress(done: int, total: int) -> None:
        if done >= 100:
            stop.set()

    taken = fetch(account, SECRET, keeper, reader, cancelled=stop.is_set, progress=progress)
    assert (taken.new, taken.left) == (100, 150)
    assert taken.problems == ["Stopped. What was taken until then is kept."]
    assert fetch(account, SECRET, keeper, reader) == Taken(new=150)


def test_stopping_is_answered_while_the_server_is_silent(
    server: Server, account: ImapAccount, keeper: ListKeeper, reader: MailReader
) -> None:
    class Silent(Script):
        def at(self, step: str) -> None:
            if step == "UID SEARCH":
                time.sleep(3)

    server.behave(Silent)
    stop = threading.Event()
    threading.Timer(0.3, stop.set).start()
    started = time.monotonic()
    taken = fetch(account, SECRET, keeper, reader, cancelled=stop.is_set)
    assert time.monotonic() - started < 1
    assert taken.problems == ["Stopped. What was taken until then is kept."]


@pytest.mark.slow
def test_ten_thousand_mails(
    server: Server, account: ImapAccount, keeper: ListKeeper, reader: MailReader
) -> None:
    class Uncounted(ListKeeper):
        """Adding to a list must not be what takes the time."""

        def add(self, messages):  # type: ignore[no-untyped-def]
            self.kept += messages
            return [True] * len(messages)

    server.inbox.add(*numbered(10_000))
    many = Uncounted()
    started = time.monotonic()
    taken = fetch(account, SECRET, many, reader)
    took = time.monotonic() - started
    assert taken == Taken(new=10_000)
    assert len({one.origin.digest for one in many.kept}) == 10_000
    print(f"{10_000 / took:.0f} mails a second")
    assert took < 30
    started = time.monotonic()
    assert fetch(account, SECRET, many, reader) == Taken()
    assert time.monotonic() - started < 2


def test_a_mail_of_fifty_megabytes_stays_and_is_told(
    server: Server, account: ImapAccount, keeper: ListKeeper, reader: MailReader
) -> None:
    server.inbox.add(mail("before"), mail(b"x" * 50_000_000), mail("after"))
    taken = fetch(account, SECRET, keeper, reader)
    assert (taken.new, taken.unreadable, taken.left) == (2, 1, 0)
    (large,) = (one for one in keeper.kept if one.message is None)
    assert "larger than 25 MB" in large.trouble
    assert server.inbox.mails[2].startswith(large.raw)
    assert len(large.raw) == 65536
    assert fetch(account, SECRET, keeper, reader) == Taken()


@pytest.mark.parametrize(
    ("name", "wire"),
    [
        ("INBOX", b"INBOX"), ("Entwürfe", b"Entw&APw-rfe"), ("A & B", b"A &- B"),
        ("台北/日本語", b"&U,BTFw-/&ZeVnLIqe-"), ("\U0001f9ea", b"&2D7d6g-"),
    ],
)  # fmt: skip
def test_names_of_folders(name: str, wire: bytes) -> None:
    assert to_utf7(name) == wire
    assert from_utf7(wire) == name


def test_names_that_are_not_well_written_stay() -> None:
    assert from_utf7(b"a&!!-b &2D- \xff") == "a&!!-b &2D- \ufffd"


def test_sets_of_numbers() -> None:
    assert uid_set([3, 1, 2, 9, 7, 8, 20]) == b"1:3,7:9,20"


@pytest.mark.parametrize("word", [b"a\r\nb", b"a\0", b"\n"])
def test_no_word_ends_a_line(word: bytes) -> None:
    with pytest.raises(ValueError, match="line end"):
        quoted(word)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("host", "imap.example.org/"), ("host", "a b"), ("host", ""), ("host", "x\r\n"),
        ("host", "-a.example"), ("port", 0), ("port", 70000), ("user", ""), ("user", "a\nb"),
        ("folders", ()), ("folders", ("IN\r\nBOX",)), ("mark", "\\Deleted"), ("mark", "a b"),
        ("mark", "x)\r\nA DELETE"), ("authority", "not a certificate"), ("name", " "),
    ],
)  # fmt: skip
def test_an_account_that_makes_no_sense(field: str, value: object) -> None:
    good = ImapAccount(host="imap.example.org", user="a@b.example")
    check(good)
    with pytest.raises(BadValue) as caught:
        check(replace(good, **{field: value}))
    assert caught.value.field == field

"""Trying an account says step by step what works and what does not."""

from __future__ import annotations

from dataclasses import replace

import pytest

from curator_app.domain.private import Private
from curator_app.errors import Cancelled
from curator_app.inbox.accounts import STARTTLS, FeedAccount, ImapAccount, SmtpAccount
from curator_app.inbox.trying import Step, try_account
from curator_app.wire import Patience
from tests.inbox.mails import mail
from tests.inbox.servers.certificates import NOW, Authority
from tests.inbox.servers.https_feed import FeedServer
from tests.inbox.servers.scripted_imap import Folder, Script, Server
from tests.inbox.servers.smtp_sink import SmtpServer
from tests.inbox.test_feed import contribution

SECRET = Private("app-password")
UNTIL = (NOW.replace(microsecond=0)).date()


def steps(account: ImapAccount | FeedAccount | SmtpAccount, secret: Private = SECRET) -> list[str]:
    found = list(try_account(account, secret, patience=Patience(3.0, 3.0)))
    assert all(step.good for step in found[:-1])
    return [("" if step.good else "NO: ") + step.text for step in found]


def test_a_mailbox(authority: Authority) -> None:
    with Server(authority.issue().context()) as server:
        server.folders["Atlas"] = Folder()
        server.inbox.add(mail(), mail("x"))
        account = ImapAccount(
            host="localhost", port=server.port, user="curator", authority=authority.pem,
            folders=("INBOX", "Gone"),
        )  # fmt: skip
        found = steps(account)
        assert found[0] == f"localhost answers at port {server.port}."
        assert found[1].startswith("Its certificate is good: Test authority vouches for it, until ")
        assert found[2:] == [
            "curator could log in.",
            "2 folders: INBOX, Atlas.",
            "INBOX has 2 messages.",
            "NO: There is no folder Gone.",
        ]
        assert steps(account, Private("wrong"))[-1] == (
            "NO: localhost refused the user or the password. It was not tried again."
        )
        assert steps(account, Private(""))[-1] == "NO: There is no password yet."
        assert len(server.logins) == 2
        assert not any("mail" in command for command in server.commands)


def test_a_mailbox_that_does_not_number(authority: Authority) -> None:
    class NoNumbers(Script):
        def opened(self, folder: Folder) -> bytes:
            return b"* 0 EXISTS\r\n"

    with Server(authority.issue().context(), NoNumbers) as server:
        account = ImapAccount(
            host="localhost", port=server.port, user="curator", authority=authority.pem
        )
        assert "does not number the messages" in steps(account)[-1]


def test_a_feed(authority: Authority) -> None:
    with FeedServer(authority.issue().context()) as server:
        account = FeedAccount(url=server.url, authority=authority.pem)
        server.messages += [contribution(number) for number in range(150)]
        found = steps(account, Private(server.token))
        assert found[2:] == ["The token was accepted.", "The feed has 100 messages or more."]
        assert steps(account)[-1].startswith("NO: localhost refused the token (401)")
        assert steps(account, Private(""))[-1] == "NO: There is no token yet."


@pytest.mark.parametrize("implicit", [True, False])
def test_a_server_for_replies(implicit: bool, authority: Authority) -> None:
    with SmtpServer(authority.issue().context(), implicit=implicit) as server:
        account = SmtpAccount(
            host="localhost", port=server.port, user="curator", authority=authority.pem,
            sender_address="atlas@site.example", security="tls" if implicit else STARTTLS,
        )  # fmt: skip
        assert steps(account)[-1] == "curator could log in. No mail was sent."
        assert server.mails == []


def test_failures_say_which_step(authority: Authority) -> None:
    account = ImapAccount(host="localhost", port=9, user="curator")
    assert steps(account) == ["NO: localhost cannot be reached at port 9: nothing answers there."]
    assert steps(replace(account, host="no-such-host.invalid")) == [
        "NO: No server is known by the name no-such-host.invalid."
    ]
    assert steps(replace(account, host="a b")) == ["NO: This is no name of a server."]
    with Server(authority.issue().context()) as server:
        found = steps(replace(account, port=server.port))
        assert found[-1].startswith("NO: The certificate of localhost is from nobody")
    assert len(found) == 2


def test_stopping() -> None:
    account = ImapAccount(host="localhost", port=9, user="curator")
    with pytest.raises(Cancelled):
        list[Step](try_account(account, SECRET, cancelled=lambda: True))

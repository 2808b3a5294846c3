"""Sending from the window by a real server: sent, refused with the reason, sent again."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from curator_app.domain.correspondence import FAILED, SENT
from curator_app.domain.private import Private
from curator_app.inbox.accounts import SmtpAccount
from curator_app.inbox.store import Store
from curator_app.services.inbox import Inbox
from curator_app.ui.inbox.window import InboxWindow
from tests.inbox.servers.certificates import Authority
from tests.inbox.servers.smtp_sink import SmtpScript, SmtpServer
from tests.ui.inbox.conftest import press, settled

PASSWORD = Private("app-password")


class Refusing(SmtpScript):
    """Takes no mail for anybody."""

    def answer(self, step: str, usual: bytes) -> bytes:
        return b"550 no such mailbox" if step == "RCPT" else usual


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    """The authority that signed the server's certificate."""
    folder: Path = tmp_path_factory.mktemp("authority")
    return Authority(folder)


@pytest.fixture
def server(authority: Authority) -> Iterator[SmtpServer]:
    """A server that takes mails."""
    with SmtpServer(authority.issue().context(), implicit=True) as made:
        yield made


@pytest.fixture
def account(server: SmtpServer, authority: Authority, inbox: Inbox) -> SmtpAccount:
    """An account at that server, kept in the inbox."""
    made = SmtpAccount(
        host="localhost",
        port=server.port,
        user="curator",
        sender_name="The atlas’s editors",
        sender_address="atlas@site.example",
        authority=authority.pem,
    )
    inbox.sources().keep(made, PASSWORD)
    return made


def test_ctrl_enter_sends_and_the_reply_says_so(
    window: InboxWindow, qtbot: QtBot, store: Store, server: SmtpServer, account: SmtpAccount
) -> None:
    found = window.reader.reading().row.id
    press(window, qtbot, Qt.Key.Key_R)
    qtbot.keyClicks(window.pane.reply.body, "Dear reader, thank you.")
    qtbot.keyClick(window.pane.reply.body, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: len(server.mails) == 1, timeout=20_000)
    qtbot.waitUntil(lambda: window.pane.reply.state.text().startswith("Answered"))
    settled(window, qtbot)
    (reply,) = store.letters.replies(found)
    assert reply.state == SENT
    mail = str(server.mails[0])
    assert "canary1@example.org" in mail
    assert "Dear reader, thank you." in mail
    assert not window.pane.reply.send_button.isEnabled()
    assert window.pane.reply.body.isReadOnly()
    press(window, qtbot, Qt.Key.Key_R)
    assert window.pane.reply.body.toPlainText() == ""  # another one is begun


def test_a_refusal_is_told_and_it_can_be_sent_again(
    window: InboxWindow, qtbot: QtBot, store: Store, server: SmtpServer, account: SmtpAccount
) -> None:
    server.script = Refusing
    found = window.reader.reading().row.id
    press(window, qtbot, Qt.Key.Key_R)
    qtbot.keyClicks(window.pane.reply.body, "Dear reader")
    window.pane.reply.send_button.click()
    qtbot.waitUntil(
        lambda: window.pane.reply.state.text().startswith("Reply not sent"), timeout=20_000
    )
    settled(window, qtbot)
    (reply,) = store.letters.replies(found)
    assert reply.state == FAILED
    assert reply.trouble
    assert window.pane.reply.state.text().endswith(reply.trouble)
    assert window.pane.reply.send_button.text() == "Send again"
    server.script = SmtpScript
    window.pane.reply.send_button.click()
    qtbot.waitUntil(lambda: window.pane.reply.state.text().startswith("Answered"), timeout=20_000)
    settled(window, qtbot)
    (reply,) = store.letters.replies(found)
    assert reply.state == SENT
    assert len(server.mails) == 1

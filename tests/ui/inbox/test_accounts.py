"""The accounts window: set up, tried against a real server, kept with its secret in the keyring."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
import shiboken6
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from curator_app.domain.private import Private
from curator_app.inbox.accounts import FeedAccount, ImapAccount, SmtpAccount
from curator_app.inbox.vault import Vault
from curator_app.services.sources import Sources
from curator_app.ui.inbox.accounts import AccountsWindow
from curator_app.ui.messages import Question
from curator_app.ui.tasks import Tasks
from curator_app.ui.theme import Theme
from tests.inbox.keyrings import Raising, Remembering, chain
from tests.inbox.servers.certificates import Authority
from tests.inbox.servers.scripted_imap import Script, Server
from tests.ui.shell.test_accessible import nameless, reached_by_tab


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("authority"))


@pytest.fixture
def server(authority: Authority) -> Iterator[Server]:
    with Server(authority.issue().context()) as made:
        yield made


@pytest.fixture
def ring() -> Remembering:
    return Remembering()


@pytest.fixture
def sources(tmp_path: Path, ring: Remembering) -> Iterator[Sources]:
    vault = Vault(tmp_path, chain(ring))
    vault.create("Ann")
    with closing(vault.open(vault.unlock(), "Ann")) as store:
        yield Sources(store, chain(ring))


@pytest.fixture
def window(qtbot: QtBot, qapp: QApplication, sources: Sources) -> Iterator[AccountsWindow]:
    tasks, parent = Tasks(), QWidget()
    made = AccountsWindow(tasks, Theme(qapp, "light"), sources, parent)
    made.show()
    qtbot.waitUntil(lambda: made.stack.currentWidget() is made.listing)
    yield made
    tasks.wait()
    if shiboken6.isValid(made):
        made.ticket = None
        made._edited = False
        made.reject()
        made.reject()
    parent.deleteLater()


def fill(window: AccountsWindow, server: Server, authority: Authority, password: str) -> None:
    form = window.form
    assert form is not None
    form.user.setText("curator")
    form.secret.setText(password)
    form.host.setText("localhost")
    form.port.setText(str(server.port))
    form.authority.pem = authority.pem


def tried(window: AccountsWindow, qtbot: QtBot) -> list[str]:
    window.test_button.click()
    qtbot.waitUntil(lambda: window.ticket is None, timeout=10_000)
    return window.trial.lines()


def test_a_mailbox_is_set_up_tried_and_kept(
    qtbot: QtBot, window: AccountsWindow, sources: Sources, server: Server, authority: Authority,
    ring: Remembering,
) -> None:  # fmt: skip
    window.listing.mailbox_button.click()
    fill(window, server, authority, "app-password")
    lines = tried(window, qtbot)
    assert window.trial.words.text() == "The account works."
    assert lines[2:] == ["curator could log in.", "1 folder: INBOX.", "INBOX has 0 messages."]
    assert sources.accounts() == []
    with qtbot.waitSignal(window.changed):
        window.save_button.click()
    qtbot.waitUntil(lambda: window.stack.currentWidget() is window.listing)
    (account,) = sources.accounts()
    assert isinstance(account, ImapAccount)
    assert (account.user, account.port, account.folders) == ("curator", server.port, ("INBOX",))
    assert sources.secret(account).reveal() == "app-password"
    assert window.listing.list.topLevelItemCount() == 1
    assert not any("app-password" in field.text() for field in window.findChildren(QLineEdit))


def test_what_is_wrong_is_said_at_its_field(qtbot: QtBot, window: AccountsWindow) -> None:
    window.listing.mailbox_button.click()
    form = window.form
    assert form is not None
    window.save_button.click()
    assert form._problems["host"].text().startswith("This is no name of a server.")
    assert form.host.hasFocus() or window.focusWidget() is form.host
    qtbot.keyClicks(form.user, "ann@reader.example")
    form.user.editingFinished.emit()
    assert form.host.text() == "imap.reader.example"
    assert not form._problems["host"].isVisible()
    window.save_button.click()
    assert form._problems["secret"].text() == "The account needs its password."
    form.port.setText("")
    window.save_button.click()
    assert form._problems["port"].text().startswith("0 is no port.")


def test_a_wrong_password_is_a_sentence_and_can_be_corrected(
    qtbot: QtBot, window: AccountsWindow, server: Server, authority: Authority
) -> None:
    window.listing.mailbox_button.click()
    fill(window, server, authority, "wrong")
    lines = tried(window, qtbot)
    assert window.trial.words.text() == "It does not work yet."
    assert lines[-1].startswith("localhost refused the user or the password.")
    assert len(server.logins) == 1
    assert window.form is not None
    qtbot.keyClicks(window.form.secret, "x")
    assert not window.trial.isVisible()
    window.form.secret.setText("app-password")
    assert tried(window, qtbot)[-1] == "INBOX has 0 messages."


def test_a_test_can_be_stopped_while_the_server_is_silent(
    qtbot: QtBot, window: AccountsWindow, server: Server, authority: Authority
) -> None:
    class Silent(Script):
        def at(self, step: str) -> None:
            if step == "greeting":
                time.sleep(3)

    server.behave(Silent)
    window.listing.mailbox_button.click()
    fill(window, server, authority, "app-password")
    window.test_button.click()
    qtbot.waitUntil(lambda: len(window.trial.lines()) == 2)
    assert not window.save_button.isEnabled()
    started = time.monotonic()
    qtbot.keyClick(window, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: window.ticket is None)
    assert time.monotonic() - started < 1
    assert window.trial.words.text() == "The test was stopped."
    assert window.stack.currentWidget() is window.editing


def test_an_account_is_edited_without_its_password(
    qtbot: QtBot, window: AccountsWindow, sources: Sources, server: Server, authority: Authority
) -> None:
    kept = ImapAccount("Post", "localhost", server.port, "curator", authority=authority.pem)
    sources.keep(kept, Private("app-password"))
    window._read()
    qtbot.waitUntil(lambda: window.listing.current() is not None)
    qtbot.keyClick(window.listing.list, Qt.Key.Key_Return)
    form = window.form
    assert form is not None
    assert form.secret.text() == ""
    assert "keyring" in form.secret.placeholderText()
    assert tried(window, qtbot)[-1] == "INBOX has 0 messages."
    form.folders.setText("INBOX, Atlas")
    form.mark.setCurrentIndex(1)
    window.save_button.click()
    qtbot.waitUntil(lambda: window.stack.currentWidget() is window.listing)
    (account,) = sources.accounts()
    assert (account.folders, account.mark) == (("INBOX", "Atlas"), "\\Seen")
    assert sources.secret(account).reveal() == "app-password"


FOLDERS = ("INBOX", "ME, CFS", 'said "so"', " padded ", "Entwürfe, alt", "疲労", "a/b", ",", '"')


def test_names_of_folders_survive_the_form(
    qtbot: QtBot, window: AccountsWindow, sources: Sources
) -> None:
    kept = ImapAccount("Post", "localhost", 993, "curator", FOLDERS)
    sources.keep(kept, Private("app-password"))
    window._read()
    qtbot.waitUntil(lambda: window.listing.current() is not None)
    qtbot.keyClick(window.listing.list, Qt.Key.Key_Return)
    form = window.form
    assert form is not None
    assert form.account() == kept
    before = form.folders.text()
    form.folders.setText(' INBOX ,"ME, CFS" , Atlas,, INBOX')
    assert form.account().folders == ("INBOX", "ME, CFS", "Atlas")  # type: ignore[union-attr]
    form.folders.setText(before)
    form.name.setText("Letters")
    window.save_button.click()
    qtbot.waitUntil(lambda: window.stack.currentWidget() is window.listing)
    (account,) = sources.accounts()
    assert (account.name, account.folders) == ("Letters", FOLDERS)


def answer(qtbot: QtBot, window: AccountsWindow, words: str) -> None:
    question = next(one for one in window.findChildren(Question) if one.isVisible())
    made = next(one for one in question.findChildren(QPushButton) if one.text() == words)
    qtbot.mouseClick(made, Qt.MouseButton.LeftButton)


def test_an_account_is_removed_with_its_password(
    qtbot: QtBot, window: AccountsWindow, sources: Sources, ring: Remembering
) -> None:
    sources.keep(FeedAccount("Form", "https://feed.example/"), Private("token"))
    secrets = len(ring.kept)
    window._read()
    qtbot.waitUntil(lambda: window.listing.current() is not None)
    window.remove_button.click()
    answer(qtbot, window, "Remove")
    qtbot.waitUntil(lambda: not window.listing.accounts)
    assert window.listing.empty.isVisible()
    assert len(ring.kept) == secrets - 1


def test_leaving_asks_only_when_something_was_typed(qtbot: QtBot, window: AccountsWindow) -> None:
    window.listing.feed_button.click()
    window.close_button.click()
    assert window.stack.currentWidget() is window.listing
    window.listing.feed_button.click()
    assert window.form is not None
    qtbot.keyClicks(window.form.url, "https")
    window.close_button.click()
    assert window.stack.currentWidget() is window.editing
    answer(qtbot, window, "Leave")
    assert window.stack.currentWidget() is window.listing


def test_replies_take_after_the_mailbox_and_the_encryption_sets_the_port(
    qtbot: QtBot, window: AccountsWindow, sources: Sources
) -> None:
    sources.keep(ImapAccount("Post", "imap.post.example", 993, "a@post.example"), Private("x"))
    window._read()
    qtbot.waitUntil(lambda: bool(window.listing.accounts))
    window.listing.replies_button.click()
    form = window.form
    assert form is not None
    assert (form.host.text(), form.sender_address.text()) == ("smtp.post.example", "a@post.example")
    form.security.setCurrentIndex(1)
    form.security.activated.emit(1)
    assert form.port.text() == "587"
    form.secret.setText("y")
    window.save_button.click()
    qtbot.waitUntil(lambda: len(sources.accounts()) == 2)
    account = next(one for one in sources.accounts() if isinstance(one, SmtpAccount))
    assert (account.security, account.port) == ("starttls", 587)
    qtbot.waitUntil(lambda: window.stack.currentWidget() is window.listing)
    assert not window.listing.replies_button.isVisible()


def test_a_keyring_that_refuses_keeps_what_was_typed(
    qtbot: QtBot, window: AccountsWindow, sources: Sources
) -> None:
    sources._keyring = chain(Raising(RuntimeError("no")))
    window.listing.feed_button.click()
    form = window.form
    assert form is not None
    form.url.setText("https://feed.example/")
    form.secret.setText("token")
    window.save_button.click()
    qtbot.waitUntil(lambda: bool(window.notices.texts()))
    assert "keyring" in window.notices.texts()[0]
    assert (form.secret.text(), sources.accounts()) == ("token", [])
    assert window.save_button.isEnabled()


def test_a_file_that_is_no_certificate(
    qtbot: QtBot, window: AccountsWindow, tmp_path: Path, authority: Authority
) -> None:
    window.listing.feed_button.click()
    form = window.form
    assert form is not None
    path = tmp_path / "ca.pem"
    path.write_text("hello")
    form.url.setText("https://feed.example/")
    form.secret.setText("x")
    form.authority.take(str(path))
    window.save_button.click()
    assert form._problems["authority"].text().startswith("This is no certificate")
    path.write_text(authority.pem)
    form.authority.take(str(path))
    window.save_button.click()
    qtbot.waitUntil(lambda: window.stack.currentWidget() is window.listing)


@pytest.mark.parametrize("kind", ["mailbox_button", "feed_button", "replies_button"])
def test_every_field_has_a_name_and_is_reached_by_tab(
    kind: str, qtbot: QtBot, window: AccountsWindow
) -> None:
    assert nameless(window) == []
    getattr(window.listing, kind).click()
    assert nameless(window) == []
    window.activateWindow()
    assert window.form is not None
    window.form.name.setFocus()
    reached = reached_by_tab(window, qtbot)
    assert {window.test_button, window.save_button, window.form.name} <= set(reached)
    assert all(field in reached for field in window.form.findChildren(QLineEdit))

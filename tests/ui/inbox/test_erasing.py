"""The end of messages: counted exactly, a word for many, proved; periods and their preview."""

import re

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from curator_app.domain.contribution import ACCEPTED
from curator_app.domain.correspondence import DRAFT, Reply
from curator_app.domain.inbox_query import InboxQuery
from curator_app.domain.private import Private
from curator_app.inbox.store import Store
from curator_app.ui.inbox.erase_window import EraseWindow
from curator_app.ui.inbox.retention_window import RetentionWindow
from curator_app.ui.inbox.window import InboxWindow
from tests.inbox.messages import message
from tests.ui.inbox.conftest import answer, settled, shown_dialog


def opened(window: InboxWindow, qtbot: QtBot) -> EraseWindow:
    """The erasing window, once everything is counted."""
    window.commands.erase()
    dialog = shown_dialog(window, EraseWindow)
    assert isinstance(dialog, EraseWindow)
    qtbot.waitUntil(lambda: dialog.stack.currentWidget() is dialog.planning)
    qtbot.waitUntil(lambda: bool(dialog.sum.text()))
    settled(window, qtbot)
    return dialog


def test_erasing_a_person_counts_exactly_and_proves(
    window: InboxWindow, qtbot: QtBot, store: Store
) -> None:
    mine = window.reader.reading().row
    (other,) = store.same_sender(mine.n)
    store.letters.add_note(mine.id, Private("a note"))
    store.letters.keep(Reply("", mine.id, DRAFT, "Anna", "", body=Private("Dear")))
    (naming,) = store.take(
        [message(70, body="My friend canary1@example.org wrote to you", sender="x@example.org")]
    )
    dialog = opened(window, qtbot)
    assert dialog.sum.text().startswith(f"2 messages, 1 note and 1 reply of {mine.pseudonym}")
    assert dialog.named.text().startswith("1 other message names the address")
    assert not dialog.typed.isVisible()
    assert dialog.list.count() == 3
    ticked = dialog.list.item(2)
    ticked.setCheckState(Qt.CheckState.Checked)
    qtbot.waitUntil(lambda: dialog.erase_button.text() == "Erase 3 messages")
    ticked.setCheckState(Qt.CheckState.Unchecked)
    qtbot.waitUntil(lambda: dialog.erase_button.text() == "Erase 2 messages")
    dialog.erase_button.click()
    qtbot.waitUntil(lambda: dialog.stack.currentWidget() is dialog.finished_step)
    report = dialog.report.toPlainText()
    assert "Erased: 2 messages, 1 note and 1 reply." in report
    assert re.search(r"Gone everywhere at the latest on 20\d\d-\d\d-\d\d", report)
    assert "canary" not in report.lower()
    dialog.copy_button.click()
    assert QGuiApplication.clipboard().text() == report
    dialog.reject()
    settled(window, qtbot)
    assert store.rows([mine.n, other]) == []
    assert store.rows([naming.n])
    assert mine.n not in window.list.table.numbers()
    assert window.pane.head.subject.text() != "Canary5subject"


def test_above_ten_a_word_has_to_be_typed(window: InboxWindow, qtbot: QtBot, store: Store) -> None:
    store.take([message(100 + i, sender="canary1@example.org") for i in range(12)])
    dialog = opened(window, qtbot)
    assert dialog.sum.text().startswith("14 messages of")
    assert dialog.typed.isVisible()
    assert not dialog.erase_button.isEnabled()
    qtbot.keyClicks(dialog.typed, "erase")
    assert not dialog.erase_button.isEnabled()
    dialog.typed.setText("ERASE")
    assert dialog.erase_button.isEnabled()
    dialog.reject()
    settled(window, qtbot)
    assert len(store.ids(InboxQuery())) == 18


def test_what_is_due_is_previewed_and_let_go(
    window: InboxWindow, qtbot: QtBot, store: Store, monkeypatch
) -> None:
    first, second = window.list.table.numbers()[:2]
    store.change([first], {"state": ACCEPTED}, "Accepted")
    clock = store.session.clock

    def later():
        from datetime import timedelta

        return clock() + timedelta(days=91)

    monkeypatch.setattr(store.session, "clock", later)
    store.forgetting.confirm_clock()
    window.commands.retention()
    dialog = shown_dialog(window, RetentionWindow)
    assert isinstance(dialog, RetentionWindow)
    qtbot.waitUntil(lambda: dialog.stack.currentWidget() is dialog.page)
    assert dialog.today.text() == "1 message to be erased today."
    dialog.run_button.click()
    qtbot.waitUntil(lambda: dialog.today.text() == "Nothing is due today.")
    assert "Erased: 1 message." in " ".join(dialog.notices.texts())
    assert store.rows([first]) == []
    assert store.rows([second])
    dialog.reject()


def test_periods_are_changed_and_the_dates_follow(
    window: InboxWindow, qtbot: QtBot, store: Store
) -> None:
    window.commands.retention()
    dialog = shown_dialog(window, RetentionWindow)
    assert isinstance(dialog, RetentionWindow)
    qtbot.waitUntil(lambda: dialog.stack.currentWidget() is dialog.page)
    assert dialog.days.count() == 0
    assert not dialog.keep_button.isEnabled()
    dialog.spins["waiting"].setValue(30)
    assert dialog.keep_button.isEnabled()
    dialog.keep_button.click()
    qtbot.waitUntil(lambda: dialog.days.count() == 1)
    assert dialog.days.item(0).text().endswith("6 messages to decide")
    assert store.choices.periods().waiting == 30
    dialog.spins["tombstones"].setValue(1)
    dialog.keep_button.click()
    qtbot.waitUntil(lambda: "At least 120 days" in " ".join(dialog.notices.texts()))
    dialog.reject()


def test_restricting_hides_and_lifting_shows_again(
    window: InboxWindow, qtbot: QtBot, store: Store
) -> None:
    n = window.reader.reading().row.n
    window.commands.restrict()
    answer(window, "Restrict")
    settled(window, qtbot)
    qtbot.waitUntil(lambda: "Restricted" in window.pane.head.subject.text())
    assert window.pane.text.toPlainText() == ""
    assert not window.actions_["reply"].isEnabled()
    window.commands.restrict()
    settled(window, qtbot)
    qtbot.waitUntil(lambda: window.pane.head.subject.text() == "Canary5subject")
    qtbot.waitUntil(lambda: window.pane.text.toPlainText().startswith("Canary5body"))
    assert not store.standings([n])[n].frozen

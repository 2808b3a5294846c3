"""Replies: kept while they are typed, begun from texts, sent or copied, sent again."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from curator_app.domain.correspondence import (
    COPIED,
    DRAFT,
    FAILED,
    Reply,
    Template,
    filled,
    placeholders_in,
)
from curator_app.domain.private import Private
from curator_app.inbox.store import Store
from curator_app.services import triage
from curator_app.ui.inbox.templates_window import TemplatesWindow
from curator_app.ui.inbox.window import InboxWindow
from tests.ui.inbox.conftest import answer, press, settled, shown_dialog

K = Qt.Key
CTRL = Qt.KeyboardModifier.ControlModifier


def written(window: InboxWindow, qtbot: QtBot, text: str) -> str:
    """Begin a reply and write; returns the contribution's id."""
    press(window, qtbot, K.Key_R)
    qtbot.keyClicks(window.pane.reply.body, text)
    return window.reader.reading().row.id


def test_a_draft_is_kept_while_it_is_typed_and_found_again(
    window: InboxWindow, qtbot: QtBot, store: Store
) -> None:
    found = written(window, qtbot, "Dear")
    qtbot.waitUntil(lambda: len(store.letters.replies(found)) == 1)
    qtbot.keyClicks(window.pane.reply.body, " reader")
    window.list.step(1)  # leaving keeps the rest at once
    qtbot.waitUntil(lambda: window.pane.head.subject.text() == "Canary4subject")
    assert not window.pane.reply.isVisible()
    settled(window, qtbot)
    (draft,) = store.letters.replies(found)
    assert (draft.state, draft.body.reveal()) == (DRAFT, "Dear reader")
    assert draft.subject.reveal() == "Re: Canary5subject"
    assert draft.to.reveal() == "canary1@example.org"
    window.list.step(-1)
    qtbot.waitUntil(lambda: window.pane.reply.isVisible())
    assert window.pane.reply.body.toPlainText() == "Dear reader"
    assert not window.pane.reply.body.document().isUndoAvailable()


def test_typing_on_while_the_first_letters_are_kept_makes_one_draft(
    window: InboxWindow, qtbot: QtBot, store: Store
) -> None:
    found = written(window, qtbot, "a")
    window.pane.reply.flush()
    qtbot.keyClicks(window.pane.reply.body, "b")
    window.pane.reply.flush()
    qtbot.keyClicks(window.pane.reply.body, "c")
    window.pane.reply.flush()
    settled(window, qtbot)
    (draft,) = store.letters.replies(found)
    assert draft.body.reveal() == "abc"
    assert window.pane.reply.body.toPlainText() == "abc"


def test_a_text_is_filled_in_and_the_name_is_asked_for_in_the_log(
    window: InboxWindow, qtbot: QtBot, store: Store
) -> None:
    store.choices.set_templates(
        [Template("Both", "Dear {name}, on “{title}” at {address} until {erase_on}. {curator}")]
    )
    window.commands.take_templates(store)
    settled(window, qtbot)
    written(window, qtbot, "")
    window.pane.reply.templates.setCurrentIndex(1)
    window.pane.reply.templates.activated.emit(1)
    settled(window, qtbot)
    reading = window.reader.reading()
    text = window.pane.reply.body.toPlainText()
    assert text.startswith(f"Dear Reader 5, on “{reading.study.title}” at https://")
    assert f"/evidence/{reading.study.slug} until {reading.contribution.erase_on}. Anna" in text
    with store.session.read() as db:
        logged = db.execute("SELECT count(*) FROM event WHERE action = 'identity'").fetchone()
    assert logged == (1,)
    qtbot.keyClick(window.pane.reply.body, K.Key_Z, CTRL)
    assert window.pane.reply.body.toPlainText() == ""


def test_blanks_are_not_sent(window: InboxWindow, qtbot: QtBot, store: Store) -> None:
    found = written(window, qtbot, "Dear {name}")
    qtbot.keyClick(window.pane.reply.body, K.Key_Return, CTRL)
    settled(window, qtbot)
    assert "still has blanks: the sender's name" in " ".join(window.notices.texts())
    assert all(reply.state == DRAFT for reply in store.letters.replies(found))


def test_without_an_account_it_is_said_and_the_draft_stays(
    window: InboxWindow, qtbot: QtBot, store: Store
) -> None:
    found = written(window, qtbot, "Dear reader")
    qtbot.keyClick(window.pane.reply.body, K.Key_Return, CTRL)
    settled(window, qtbot)
    qtbot.waitUntil(lambda: "no account to send replies" in " ".join(window.notices.texts()))
    (draft,) = store.letters.replies(found)
    assert draft.state == DRAFT
    assert window.pane.reply.send_button.isEnabled()
    assert not window.pane.reply.body.isReadOnly()


def test_copying_puts_only_the_text_on_the_clipboard(
    window: InboxWindow, qtbot: QtBot, store: Store
) -> None:
    found = written(window, qtbot, "Dear reader, thank you.")
    window.commands.copy_reply()
    settled(window, qtbot)
    assert QGuiApplication.clipboard().text() == "Dear reader, thank you."
    (kept,) = store.letters.replies(found)
    assert kept.state == COPIED
    qtbot.waitUntil(lambda: "Answered elsewhere" in window.pane.reply.state.text())


def test_a_reply_that_failed_says_why_and_can_be_sent_again(
    window: InboxWindow, qtbot: QtBot, store: Store
) -> None:
    n = window.list.table.numbers()[2]
    (row,) = store.rows([n])
    store.letters.keep(
        Reply("", row.id, FAILED, "Anna", "", body=Private("text"), trouble="It was refused.")
    )
    window.list.view.go_to(2)
    qtbot.waitUntil(lambda: window.pane.reply.isVisible())
    assert window.pane.reply.send_button.text() == "Send again"
    assert window.pane.reply.state.text().startswith("Reply not sent")
    assert window.pane.reply.state.text().endswith("It was refused.")
    assert window.pane.context.replies.list.count() == 1


def test_a_draft_is_thrown_away_after_a_question(
    window: InboxWindow, qtbot: QtBot, store: Store
) -> None:
    found = written(window, qtbot, "Dear")
    settled(window, qtbot)
    window.commands.drop_reply()
    answer(window, "Throw away")
    settled(window, qtbot)
    qtbot.wait(1000)
    assert store.letters.replies(found) == []
    assert not window.pane.reply.isVisible()


def test_texts_to_begin_with_are_the_owners(
    window: InboxWindow, qtbot: QtBot, store: Store
) -> None:
    window.commands.templates()
    settled(window, qtbot)
    dialog = shown_dialog(window, TemplatesWindow)
    assert isinstance(dialog, TemplatesWindow)
    assert dialog.list.count() == len(triage.usual_templates())
    dialog.add.click()
    dialog.name.setText("Mine")
    dialog.name.textEdited.emit("Mine")
    dialog.text.setPlainText("Hello {name}")
    dialog._on_keep()
    settled(window, qtbot)
    kept = store.choices.templates()
    assert kept is not None
    assert kept[-1] == Template("Mine", "Hello {name}")
    box = window.pane.reply.templates
    assert box.itemText(box.count() - 1) == "Mine"


def test_filling_leaves_what_has_no_value() -> None:
    text = "Dear {name}, {title} {unknown} {erase_on}"
    assert filled(text, {"title": "T", "name": ""}) == "Dear {name}, T {unknown} {erase_on}"
    assert placeholders_in(text) == {"name", "title", "erase_on"}
    for template in triage.usual_templates():
        assert template.name
        assert "{" not in filled(
            template.text,
            dict.fromkeys(("title", "address", "name", "erase_on", "curator"), "x"),
        )


@pytest.mark.parametrize("suffix", ["py"])
def test_no_module_of_the_window_shows_foreign_text_as_markup(suffix: str) -> None:
    """Labels, tooltips and message boxes read tags; only plain ones may be used here."""
    folder = Path(__file__).parents[3] / "curator_app" / "ui" / "inbox"
    bad = ("QTextEdit", "QTextBrowser", "setHtml", "appendHtml", "setMarkdown", "QErrorMessage",
           "openUrl", "QDesktopServices", "setOpenExternalLinks", "QSettings", "linkActivated",
           "showText(", "QSystemTrayIcon")  # fmt: skip
    for path in folder.rglob(f"*.{suffix}"):
        text = path.read_text(encoding="utf-8")
        assert [word for word in bad if word in text] == [], path.name
        assert "QLabel(" not in text.replace("QLabel()", "").replace("(QLabel)", ""), path.name

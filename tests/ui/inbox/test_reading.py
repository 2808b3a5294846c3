"""Reading: loaded at rest, marked as read when looked at, plain, private, nothing followed."""

import subprocess
import sys

import pytest
from PySide6.QtCore import QPoint, Qt, QUrl
from PySide6.QtGui import QClipboard, QGuiApplication
from PySide6.QtWidgets import QAbstractItemView, QLabel, QLineEdit
from pytestqt.qtbot import QtBot

from curator_app.domain.private import Private
from curator_app.inbox.store import Store
from curator_app.ui.inbox.clipboard import UNKEPT
from curator_app.ui.inbox.link_dialog import LinkDialog
from curator_app.ui.inbox.message_text import LONGEST, MessageText, links_in
from curator_app.ui.inbox.window import InboxWindow
from curator_app.ui.theme import Theme
from tests.inbox.messages import message, unreadable
from tests.shared_data import PROJECT
from tests.ui.inbox.conftest import COUNT, press, settled, shown_dialog, standing

K = Qt.Key
CTRL = Qt.KeyboardModifier.ControlModifier


def read_lines(store: Store) -> int:
    """How many lines of the log say that a message was read."""
    with store.session.read() as db:
        return db.execute("SELECT count(*) FROM event WHERE action = 'read'").fetchone()[0]


def identity_lines(store: Store) -> int:
    """How many lines of the log say that somebody asked who a sender is."""
    with store.session.read() as db:
        return db.execute("SELECT count(*) FROM event WHERE action = 'identity'").fetchone()[0]


def test_the_message_is_shown_with_what_stands_beside_it(
    window: InboxWindow, qtbot: QtBot, store: Store
) -> None:
    number = COUNT - 1
    pane = window.pane
    assert pane.head.subject.text() == f"Canary{number}subject"
    assert pane.text.toPlainText().startswith(f"Canary{number}body")
    assert pane.head.study_button.isVisible()
    assert "PEM" in pane.head.study_marks._labels[0].text()
    same = [pane.context.same_sender.list.item(i).text() for i in range(1)]
    assert "Canary1subject" in same[0]
    assert "Canary1subject" in pane.context.same_entry.list.item(0).text()
    assert "then you are asked" in pane.head.until.text()
    pane.context.same_sender.list.setCurrentRow(0)
    qtbot.keyClick(pane.context.same_sender.list, K.Key_Return)
    qtbot.waitUntil(lambda: pane.head.subject.text() == "Canary1subject")
    assert window.list.view.current_number() == window.reader.reading().row.n


def test_holding_an_arrow_loads_and_marks_only_where_it_rests(
    window: InboxWindow, qtbot: QtBot, store: Store
) -> None:
    qtbot.waitUntil(lambda: not standing(store, window.reader.reading().row.n).unread)
    settled(window, qtbot)
    before = read_lines(store)
    window.list.view.setFocus()
    for _ in range(COUNT - 1):
        qtbot.keyClick(window.list.view, K.Key_Down)
    qtbot.waitUntil(lambda: window.pane.head.subject.text() == "Canary0subject")
    assert read_lines(store) == before + 1
    last = window.list.table.numbers()[-1]
    qtbot.waitUntil(lambda: not standing(store, last).unread)
    settled(window, qtbot)
    passed = window.list.table.numbers()[1:-1]
    assert all(standing(store, n).unread for n in passed)
    assert store.undo_state().undo is None


def test_nothing_is_dragged_away(window: InboxWindow, qtbot: QtBot) -> None:
    fields = window.findChildren(QLineEdit)
    views = window.findChildren(QAbstractItemView)
    assert fields
    assert len(views) > 5
    assert [one for one in (*fields, *views) if one.dragEnabled()] == []
    selectable = Qt.TextInteractionFlag.TextSelectableByMouse
    assert [
        one
        for one in window.findChildren(QLabel)
        if one.textInteractionFlags() & selectable and not window.notices.isAncestorOf(one)
    ] == []


def test_a_short_line_is_copied_for_no_history(window: InboxWindow, qtbot: QtBot) -> None:
    lines = window.pane.context.same_sender.list
    lines.setCurrentRow(0)
    qtbot.keyClick(lines, K.Key_C, CTRL)
    clipboard = QGuiApplication.clipboard()
    assert clipboard.text() == lines.item(0).text()
    assert clipboard.mimeData().data(UNKEPT[0][0]).data() == UNKEPT[0][1]


def test_a_program_that_copied_something_ends_well() -> None:
    """Qt destroys what is on the clipboard after Python has ended."""
    program = (
        "from PySide6.QtWidgets import QApplication\n"
        "from curator_app.ui.inbox.clipboard import put\n"
        "app = QApplication([])\n"
        "put('once'); put('twice')\n"
        "assert app.clipboard().text() == 'twice'\n"
        "assert 'text/plain' in app.clipboard().mimeData().formats()\n"
        "assert not app.clipboard().mimeData().hasHtml()\n"
    )
    done = subprocess.run([sys.executable, "-c", program], cwd=PROJECT, check=False)
    assert done.returncode == 0


def test_what_could_not_be_read_is_shown_as_it_came_on_a_wish(
    window: InboxWindow, qtbot: QtBot, store: Store
) -> None:
    store.take([unreadable(7)])
    window.commands.reload()
    settled(window, qtbot)
    window.side.choose(("todo", "unreadable"))
    qtbot.waitUntil(lambda: window.pane.head.subject.text() == "(could not be read)")
    text = window.pane.text
    assert text.toPlainText() == ""
    assert "V shows it as it came" in text.placeholderText()
    press(window, qtbot, K.Key_V)
    qtbot.waitUntil(lambda: text.toPlainText().endswith(" broken 7"))
    with store.session.read() as db:
        said = db.execute("SELECT count(*) FROM event WHERE action = 'raw'").fetchone()
    assert said == (1,)
    press(window, qtbot, K.Key_V)
    assert text.toPlainText() == ""


def test_another_message_is_never_shown_as_it_came(
    window: InboxWindow, qtbot: QtBot, store: Store
) -> None:
    text, number = window.pane.text, COUNT - 1
    press(window, qtbot, K.Key_V)
    qtbot.waitUntil(lambda: f"Subject: Canary{number}subject" in text.toPlainText())
    window.reader.refresh()
    settled(window, qtbot)
    assert "Subject:" in text.toPlainText()
    press(window, qtbot, K.Key_J)
    qtbot.waitUntil(lambda: "Subject:" not in text.toPlainText())
    assert text.toPlainText().startswith("Canary")


def test_marking_as_unread_lasts(window: InboxWindow, qtbot: QtBot, store: Store) -> None:
    n = window.reader.reading().row.n
    qtbot.waitUntil(lambda: not standing(store, n).unread)
    settled(window, qtbot)
    press(window, qtbot, K.Key_M)
    qtbot.wait(400)
    assert standing(store, n).unread


def test_looking_does_not_take_it_out_of_the_queue_of_unread(
    window: InboxWindow, qtbot: QtBot, store: Store
) -> None:
    window.side.choose(("todo", "unread"))
    settled(window, qtbot)
    numbers = list(window.list.table.numbers())
    window.list.view.go_to(1)
    qtbot.waitUntil(lambda: not standing(store, numbers[1]).unread)
    settled(window, qtbot)
    assert numbers[1] in window.list.table.numbers()


def test_the_sender_is_a_pseudonym_until_asked_and_asking_is_logged(
    window: InboxWindow, qtbot: QtBot, store: Store
) -> None:
    head = window.pane.head
    assert head.who.text().startswith("Contributor ")
    assert identity_lines(store) == 0
    press(window, qtbot, K.Key_W)
    qtbot.waitUntil(lambda: "canary1@example.org" in head.who.text())
    assert identity_lines(store) == 1
    press(window, qtbot, K.Key_W)
    assert head.who.text().startswith("Contributor ")
    press(window, qtbot, K.Key_W)
    press(window, qtbot, K.Key_J)
    qtbot.waitUntil(lambda: window.pane.head.subject.text() == "Canary4subject")
    assert head.who.text().startswith("Contributor ")


def test_nothing_reaches_the_clipboard_but_by_copying(window: InboxWindow, qtbot: QtBot) -> None:
    clipboard = QGuiApplication.clipboard()
    clipboard.setText("before")
    text = window.pane.text
    text.selectAll()
    assert not text.createMimeDataFromSelection().hasText()
    assert clipboard.text() == "before"
    window.activateWindow()
    text.setFocus()
    qtbot.keyClick(text, K.Key_C, CTRL)
    assert clipboard.text().startswith("Canary5body")
    press(window, qtbot, K.Key_L)
    dialog = shown_dialog(window, LinkDialog)
    assert isinstance(dialog, LinkDialog)
    assert dialog.whole.toPlainText() == "https://example.org/5"
    assert clipboard.text().startswith("Canary5body")
    qtbot.keyClick(dialog, K.Key_Return)
    assert clipboard.text() == "https://example.org/5"
    for name, value in UNKEPT:
        assert clipboard.mimeData().data(name).data() == value


def test_links_are_found_and_not_their_full_stops() -> None:
    text = "See https://a.example/x?y=1. Or (www.b.example), or mailto:c@d.example; not this: a.b"
    assert links_in(text) == ["https://a.example/x?y=1", "www.b.example", "mailto:c@d.example"]


HOSTILE = (
    "<img src='file:///etc/passwd'><b>bold</b> &amp; <a href='https://evil.example'>x</a>"
    " \u202egnp.exe\u202c \u200b end"
)


def test_foreign_text_is_plain_everywhere_and_tricks_are_visible(
    window: InboxWindow, qtbot: QtBot, store: Store
) -> None:
    store.take(
        [message(99, body=HOSTILE, subject=HOSTILE, sender="evil@example.org",
                 received="2026-11-25T08:00:00Z", files={HOSTILE: b"1"})]
    )  # fmt: skip
    window.commands.reload()
    settled(window, qtbot)
    window.list.view.go_to(0)
    qtbot.waitUntil(lambda: "<img" in window.pane.head.subject.text())
    shown = window.pane.text.toPlainText()
    assert "<b>bold</b> &amp;" in shown
    assert "[U+202E]gnp.exe[U+202C]" in shown
    assert "[U+200B]" in shown
    for label in window.findChildren(QLabel):
        assert label.textFormat() == Qt.TextFormat.PlainText or "<img" not in label.text()
        assert "\u202e" not in label.text()
        assert "<img" not in label.toolTip()


def test_an_endless_message_is_cut_and_says_so(qtbot: QtBot, qapp: object) -> None:
    text = MessageText(Theme(qapp, "light"))  # type: ignore[arg-type]
    qtbot.addWidget(text)
    text.show_text(Private("word " * 200_000))
    assert len(text.toPlainText()) < LONGEST + 2000
    assert text.toPlainText().rstrip().endswith("raw copy, which can be saved.]")


def test_space_reads_on_and_then_goes_to_the_next(
    window: InboxWindow, qtbot: QtBot, store: Store
) -> None:
    store.take([message(50, body="line\n" * 300, received="2026-11-25T08:00:00Z")])
    window.commands.reload()
    settled(window, qtbot)
    window.list.view.go_to(0)
    qtbot.waitUntil(lambda: window.pane.text.toPlainText().startswith("line"))
    press(window, qtbot, K.Key_Space)
    assert window.pane.text.verticalScrollBar().value() > 0
    for _ in range(60):
        if window.list.view.currentIndex().row():
            break
        press(window, qtbot, K.Key_Space)
    assert window.list.view.currentIndex().row() == 1


def test_the_study_is_opened_in_the_main_window(window: InboxWindow, qtbot: QtBot) -> None:
    with qtbot.waitSignal(window.study_wanted) as asked:
        press(window, qtbot, K.Key_E)
    assert asked.args == [window.reader.reading().row.slug]


@pytest.mark.parametrize("drop", [True, False])
def test_files_are_saved_on_demand_under_a_harmless_name(
    window: InboxWindow, qtbot: QtBot, store: Store, tmp_path: object, drop: bool
) -> None:
    from curator_app.domain.file_names import safe_name
    from curator_app.ui.inbox.saving import write_out

    path = tmp_path / "plan.pdf"  # type: ignore[operator]
    if drop:
        path.write_bytes(b"older and longer")
        path.chmod(0o755)
    write_out(path, b"content")
    assert path.read_bytes() == b"content"
    assert path.stat().st_mode & 0o777 == 0o600
    for name, safe in (
        ("../../etc/passwd", "passwd.file"),
        ("run.desktop", "run.desktop.file"),
        ("C:\\x\\Plan.PDF", "Plan.PDF"),
        ("con.txt", "_con.txt"),
        (".bashrc", "bashrc.file"),
        ("a\u202egpj.exe", "a_gpj.exe.file"),
        ("", "attachment.file"),
        ("x" * 300 + ".png", "x" * 100 + ".png"),
    ):
        assert safe_name(name) == safe, name
    assert QUrl.fromLocalFile(str(path)).isValid()


@pytest.mark.realwindow
def test_selecting_copies_nothing_where_selecting_usually_does(
    window: InboxWindow, qtbot: QtBot
) -> None:
    clipboard = QGuiApplication.clipboard()
    assert clipboard.supportsSelection()
    mode = QClipboard.Mode.Selection
    text = window.pane.text
    window.activateWindow()
    text.setFocus()
    qtbot.mousePress(text.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(40, 16))
    qtbot.mouseMove(text.viewport(), QPoint(160, 16))
    qtbot.mouseRelease(text.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(160, 16))
    qtbot.keyClick(text, K.Key_End, Qt.KeyboardModifier.ShiftModifier)
    qtbot.wait(100)
    assert text.textCursor().hasSelection()
    assert clipboard.text(mode) == ""
    window.commands.reply()
    for field in (window.pane.reply.subject, window.list.search):
        field.setText("Canary in a field")
        field.setFocus()
        qtbot.mouseDClick(field, Qt.MouseButton.LeftButton, pos=field.rect().center())
        qtbot.keyClick(field, K.Key_Home, Qt.KeyboardModifier.ShiftModifier)
        qtbot.wait(100)
        assert field.selectedText()
        assert clipboard.text(mode) == ""


def test_enter_goes_into_the_message_and_esc_back(window: InboxWindow, qtbot: QtBot) -> None:
    press(window, qtbot, K.Key_Return)
    assert window.pane.text.hasFocus()
    qtbot.keyClick(window.pane.text, K.Key_Escape)
    assert window.list.view.hasFocus()

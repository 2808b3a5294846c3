"""The list: search, saved filters, files dropped in, thousands of lines without waiting."""

import time
from pathlib import Path

from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from pytestqt.qtbot import QtBot

from curator_app.domain.inbox_query import OPEN
from curator_app.inbox.store import Store
from curator_app.ui.inbox.filters_window import FiltersWindow
from curator_app.ui.inbox.queues import SAVED
from curator_app.ui.inbox.table import ROW_ROLE, InboxTable
from curator_app.ui.inbox.window import InboxWindow
from tests.inbox.messages import many, message
from tests.ui.inbox.conftest import press, settled, shown_dialog

K = Qt.Key


def test_search_narrows_the_queue_and_esc_brings_it_back(window: InboxWindow, qtbot: QtBot) -> None:
    window.commands.search()
    qtbot.keyClicks(window.list.search, "canary3subj")
    qtbot.waitUntil(lambda: window.list.table.rowCount() == 1)
    assert window.list.count.text() == "1 message"
    qtbot.waitUntil(lambda: window.pane.head.subject.text() == "Canary3subject")
    window.list.search.setText("nothing like this")
    qtbot.waitUntil(window.list.empty.isVisible)
    assert window.list.empty.title.text() == "Nothing found"
    qtbot.keyClick(window.list.search, K.Key_Escape)
    qtbot.waitUntil(lambda: window.list.table.rowCount() == 6)


def test_a_view_is_saved_renamed_and_deleted(
    window: InboxWindow, qtbot: QtBot, store: Store
) -> None:
    qtbot.keyClicks(window.list.search, "canary3")
    qtbot.waitUntil(lambda: window.list.table.rowCount() == 1)
    window.commands.save_filter()
    from PySide6.QtWidgets import QInputDialog

    dialog = shown_dialog(window, QInputDialog)
    assert isinstance(dialog, QInputDialog)
    dialog.setTextValue("Three")
    dialog.accept()
    settled(window, qtbot)
    qtbot.waitUntil(lambda: window.side.current_key() == (SAVED, "Three"))
    window.side.choose(("todo", "open"))
    qtbot.waitUntil(lambda: window.list.table.rowCount() == 6)
    assert window.list.search.text() == ""
    window.side.choose((SAVED, "Three"))
    qtbot.waitUntil(lambda: window.list.table.rowCount() == 1)
    assert window.list.search.text() == "canary3"
    window.commands.filters()
    settled(window, qtbot)
    editing = shown_dialog(window, FiltersWindow)
    assert isinstance(editing, FiltersWindow)
    editing.list.item(0).setText("Number three")
    editing._on_keep()
    settled(window, qtbot)
    assert [item.name for item in store.choices.filters()] == ["Number three"]
    window.commands.filters()
    settled(window, qtbot)
    editing = shown_dialog(window, FiltersWindow)
    editing.delete.click()
    editing._on_keep()
    settled(window, qtbot)
    qtbot.waitUntil(lambda: (SAVED, "Number three") not in window.side._items)
    assert window.side.current_key() == ("todo", "open")


def test_files_are_dropped_in_and_the_result_is_told(
    window: InboxWindow, qtbot: QtBot, tmp_path: Path, store: Store
) -> None:
    path = tmp_path / "one.eml"
    path.write_bytes(
        b"From: Nobody <nobody@example.org>\r\nSubject: wording: x\r\nMessage-ID: <1@x>\r\n"
        b"Date: Mon, 23 Nov 2026 08:00:00 +0000\r\nContent-Type: text/plain\r\n\r\nHello\r\n"
    )
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)), QUrl.fromLocalFile(str(tmp_path / "no.eml"))])
    event = QDropEvent(
        QPointF(QPoint(5, 5)), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )  # fmt: skip
    window.dropEvent(event)
    qtbot.waitUntil(lambda: window.list.table.rowCount() == 7, timeout=20_000)
    told = " ".join(window.notices.texts())
    assert "1 new message, 1 not taken." in told
    assert "no.eml cannot be read" in told
    window.commands.fetch()
    qtbot.waitUntil(
        lambda: any("No new messages." in text for text in window.notices.texts()), timeout=20_000
    )


def test_a_line_is_blank_until_it_is_decrypted_and_nothing_waits(
    window: InboxWindow, qtbot: QtBot, store: Store
) -> None:
    store.take(many(600, size=4))
    slow: list[int] = []

    def fetch(ns: object) -> list[object]:
        time.sleep(0.2)
        slow.append(1)
        return store.rows(ns)  # type: ignore[arg-type,return-value]

    table = InboxTable(window.tasks, window)
    table.set_source(fetch)  # type: ignore[arg-type]
    table.show_rows(store.ids(OPEN), {})
    begun = time.perf_counter()
    for line in range(0, 600, 10):
        assert table.index(line, 0).data(ROW_ROLE) is None
    assert time.perf_counter() - begun < 0.15
    qtbot.waitUntil(lambda: table.index(590, 0).data(ROW_ROLE) is not None)
    assert len(slow) <= 2  # what was passed by is not decrypted first
    row = table.index(590, 0).data(ROW_ROLE)
    table.refresh([row.n])
    assert table.index(590, 0).data(ROW_ROLE) == row  # the old line stays meanwhile


def test_the_selection_outlives_new_messages(
    window: InboxWindow, qtbot: QtBot, store: Store
) -> None:
    window.list.view.go_to(2)
    n = window.list.view.current_number()
    settled(window, qtbot)
    store.take([message(80, received="2026-11-26T08:00:00Z")])
    window.commands.reload()
    settled(window, qtbot)
    assert window.list.table.rowCount() == 7
    assert window.list.view.current_number() == n
    assert window.list.view.currentIndex().row() == 3


def test_sorting_by_study_and_oldest(window: InboxWindow, qtbot: QtBot, store: Store) -> None:
    window.actions_["sort_oldest"].trigger()
    settled(window, qtbot)
    rows = store.rows(window.list.table.numbers())
    assert [row.received for row in rows] == sorted(row.received for row in rows)
    assert window.actions_["sort_oldest"].isChecked()
    window.actions_["sort_study"].trigger()
    settled(window, qtbot)
    rows = store.rows(window.list.table.numbers())
    assert [row.slug for row in rows] == sorted(row.slug for row in rows)


def test_keys_in_the_short_lists_are_commands(window: InboxWindow, qtbot: QtBot) -> None:
    window.commands.focus_beside()
    shorts = window.pane.context.same_sender.list
    assert shorts.hasFocus()
    qtbot.keyClick(shorts, K.Key_J)
    settled(window, qtbot)
    assert window.list.view.currentIndex().row() == 1
    press(window, qtbot, K.Key_K)

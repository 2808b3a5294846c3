"""Hostile text in every part of a message: no widget takes it for markup and opens a file."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QHelpEvent
from PySide6.QtWidgets import QAbstractItemView, QApplication, QLabel, QToolTip, QWidget
from pytestqt.qtbot import QtBot

from curator_app.domain.private import Private
from curator_app.inbox.store import Store
from curator_app.services.contributing import Contributing
from curator_app.services.library import Library
from curator_app.ui.history.window import HistoryWindow
from curator_app.ui.inbox.proposal_window import ProposalWindow
from curator_app.ui.inbox.release_dialog import ReleaseDialog
from curator_app.ui.inbox.window import InboxWindow
from curator_app.ui.preview import scheme
from tests.builders import study
from tests.inbox.messages import message
from tests.ui.inbox.conftest import settled
from tests.ui.inbox.opens import Opens

scheme.prepare()


@pytest.fixture
def bait(tmp_path: Path) -> Path:
    """A picture that a hostile text names."""
    path = tmp_path / "bait.png"
    path.write_bytes(b"\x89PNG\r\n\x1a\n")
    return path


@pytest.fixture
def opens(bait: Path) -> Iterator[Opens]:
    """Who opens it."""
    with closing(Opens(bait)) as watched:
        yield watched


def text(bait: Path) -> str:
    """Every way to have a widget open it."""
    uri = bait.as_uri()
    return (
        f"<html><img src='{uri}'><b style=\"background:url('{uri}')\">x</b>"
        f"<link rel=stylesheet href='{uri}'>![x]({uri})\u202e{uri}</html>"
    )


@pytest.fixture
def hostile(store: Store, bait: Path) -> str:
    """A message whose every part is hostile; its id."""
    said = text(bait)
    sent = message(99, body=said * 3, slug=study(0).slug, received="2026-11-27T10:00:00Z")
    assert sent.message is not None
    made = replace(
        sent.message,
        subject=Private(said),
        sender_name=Private(said),
        sender_address=Private(f"{said}@x.example"),
        reply_to=Private(said),
        snapshot=said,
        consent=said,
        remarks=(said,),
    )
    (added,) = store.take([replace(sent, message=made)])
    store.letters.add_note(added.id, Private(said))
    store.change([added.n], {"add_tags": (said[:40],)}, "Tagged")
    return added.id


def hover(window: QWidget) -> None:
    """Ask every widget, and every line in view, for its tool tip."""
    for widget in [window, *window.findChildren(QWidget)]:
        places = [QPoint(4, 4)]
        if isinstance(widget, QAbstractItemView):
            places = [QPoint(20, y) for y in range(4, widget.height(), 24)]
            widget = widget.viewport()
        for place in places:
            event = QHelpEvent(QEvent.Type.ToolTip, place, widget.mapToGlobal(place))
            QApplication.sendEvent(widget, event)
    QToolTip.hideText()


def test_the_watch_notices_a_label_that_reads_markup(
    qtbot: QtBot, bait: Path, opens: Opens
) -> None:
    label = QLabel(text(bait))
    qtbot.addWidget(label)
    label.show()
    qtbot.wait(50)
    label.grab()
    assert opens.count() > 0


def test_the_windows_of_the_inbox_open_nothing(
    qtbot: QtBot, hostile: str, window: InboxWindow, opens: Opens
) -> None:
    settled(window, qtbot)
    n = next(iter(window.list.table.numbers()))
    window.list.view.go_to(0)
    qtbot.waitUntil(lambda: (r := window.reader.reading()) is not None and r.row.n == n)
    assert window.reader.reading().row.id == hostile  # type: ignore[union-attr]
    window.commands.reply()
    window.commands.who()
    settled(window, qtbot)
    hover(window)
    window.grab()
    assert opens.count() == 0


def test_the_proposal_opens_nothing(
    qtbot: QtBot,
    hostile: str,
    window: InboxWindow,
    library: Library,
    store: Store,
    opens: Opens,
    bait: Path,
) -> None:
    made = ProposalWindow(
        window.atlas, window.tasks, window.theme, Contributing(library, store), window
    )
    made.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
    made.show()
    made.show_contribution(hostile)
    qtbot.waitUntil(lambda: made.state is not None)
    state = made.state
    assert state is not None
    said = text(bait)
    made._on_edited(state.edited.with_(plain_summary=said, limitations=(said,), journal=said))
    made.editor.show_entry(state.base, state.edited)
    state.words = said
    made._show_state()
    made.accept_and_close()
    made.releasing.ask(state, Private(said))
    (dialog,) = made.findChildren(ReleaseDialog)
    for shown in (made, dialog):
        hover(shown)
        shown.grab()
    dialog.reject()
    made.close()
    assert opens.count() == 0


def test_a_note_in_the_history_opens_nothing(
    qtbot: QtBot, window: InboxWindow, library: Library, opens: Opens, bait: Path
) -> None:
    entry = library.entry(study(0).slug)
    note = f"0b0e4f0e-1111-4222-8333-444455556666: {text(bait)}"
    library.save(entry.with_(sample_size="3"), note, "contribution")
    made = HistoryWindow(window.tasks, window.theme, library, library.entry(entry.slug), window)
    made.open()
    qtbot.waitUntil(lambda: made.table.currentIndex().isValid())
    hover(made)
    made.grab()
    assert opens.count() == 0
    made.reject()

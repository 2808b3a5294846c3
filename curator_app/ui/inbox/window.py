"""The contributions window: queues, list and message side by side, behind the inbox's gate."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import (
    QDialog,
    QMainWindow,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from curator_app.domain.changes import Changes
from curator_app.domain.operation import UndoState
from curator_app.services.inbox import Inbox, State
from curator_app.ui.actions import ActionSet
from curator_app.ui.inbox import layout
from curator_app.ui.inbox.access import Access
from curator_app.ui.inbox.arriving import Arriving
from curator_app.ui.inbox.clipboard import SelectionGuard
from curator_app.ui.inbox.commands.window import Commands
from curator_app.ui.inbox.counting import Counted, Counting
from curator_app.ui.inbox.gate import Gate
from curator_app.ui.inbox.idle import IdleWatch
from curator_app.ui.inbox.list_pane import MessageList
from curator_app.ui.inbox.message_pane import MessagePane
from curator_app.ui.inbox.queues import Queue
from curator_app.ui.inbox.reader import Reader
from curator_app.ui.inbox.side import Key, SidePanel
from curator_app.ui.inbox.specs import INBOX, READING
from curator_app.ui.inbox.work import Work
from curator_app.ui.messages import Messages
from curator_app.ui.tasks import Tasks
from curator_app.ui.theme import Theme
from curator_app.ui.widgets import NoticeArea

if TYPE_CHECKING:
    from curator_app.inbox.store import Store
    from curator_app.services.library import Library

TITLE = "Contributions – Atlas Curator"


class InboxWindow(QMainWindow):
    """Everything about contributions. It has tasks of its own, so that an import into the atlas
    and a decision here do not wait for one another; `atlas` are those that write to the library.

    Signals: study_wanted(slug) to show an entry in the main window; remembered(dict) when sizes and
    settings are to be kept (nothing of any message is among them).
    """

    study_wanted = Signal(str)
    remembered = Signal(object)

    def __init__(
        self,
        inbox: Inbox,
        library: Library | None,
        atlas: Tasks,
        theme: Theme,
        known: Mapping[str, Any],
    ) -> None:
        super().__init__()
        self.theme, self.library, self.known = theme, library, dict(known)
        self.tasks, self.atlas = Tasks(self), atlas
        self.access = Access(inbox, self.tasks, self)
        self.work = Work(self.tasks, self.access, self)
        self.undo_state = UndoState()
        self.setWindowTitle(TITLE)
        self.setAcceptDrops(True)
        self.setMinimumSize(960, 600)
        SelectionGuard(self)
        self._make_panes()
        self._make_bars()
        self._lay_out()
        self._connect()
        layout.restore(self)
        self.update_actions()

    # ------------------------------------------------------------------ building

    def _make_panes(self) -> None:
        self.side = SidePanel(self.theme)
        self.list = MessageList(self.tasks, self.theme)
        self.pane = MessagePane(self.theme)
        self.reader = Reader(self.tasks, self.pane, self.library)
        self.gate = Gate(self.theme)
        self.idle = IdleWatch(self)
        self._counting = Counting(self.tasks, self.failed, self)
        self._choose: Key | None = None
        self._arriving = Arriving(self)

    def _make_bars(self) -> None:
        self.notices = NoticeArea(self.theme)
        self.messages = Messages(self, self.theme, self.notices, self.statusBar())
        self.statusBar().setSizeGripEnabled(False)
        self.commands = Commands(self)
        self.actions_ = ActionSet(self, self.theme, self.commands.handlers(), INBOX)
        self.actions_.fill_menus(self.menuBar())
        self._bar = self.actions_.make_toolbar(self)
        shorts = self.pane.context.lists()
        for place in (self.list.view, self.pane.text, *shorts):
            self.actions_.add_list_actions(place, READING)

    def _lay_out(self) -> None:
        self.splitter = QSplitter(Qt.Orientation.Horizontal)
        self.splitter.setChildrenCollapsible(False)
        for place, (pane, least) in enumerate(
            ((self.side, 170), (self.list, 280), (self.pane, 420))
        ):
            pane.setMinimumWidth(least)
            self.splitter.addWidget(pane)
            self.splitter.setStretchFactor(place, (0, 2, 5)[place])
        self.stack = QStackedWidget()
        self.stack.addWidget(self.gate)
        self.stack.addWidget(self.splitter)
        middle = QWidget()
        column = QVBoxLayout(middle)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.notices)
        column.addWidget(self.stack, 1)
        self.setCentralWidget(middle)

    def _connect(self) -> None:
        self.tasks.failed.connect(self.failed)
        self.tasks.changed.connect(self._on_changed)
        self.atlas.changed.connect(self._on_changed)
        self.access.opened.connect(self._on_opened)
        self.access.shut.connect(self._on_shut)
        self.access.waiting.connect(self._on_waiting)
        self.access.failed.connect(self.failed)
        self.gate.create_asked.connect(self.commands.create)
        self.gate.unlock_asked.connect(self.access.unlock)
        self.gate.aside_asked.connect(self.commands.set_aside)
        self.idle.left.connect(self.commands.lock)
        self.idle.paused.connect(self.commands.daily)
        self.side.chosen.connect(self._on_queue)
        self.list.current_changed.connect(self.reader.open_number)
        self.list.opened.connect(self.commands.focus_message)
        self.list.selection_changed.connect(self._on_selection)
        self._counting.counted.connect(self._on_counted)
        self.reader.changed.connect(self.update_actions)
        self.reader.changed.connect(self.commands.follow)
        self.commands.connect_pane()

    # ------------------------------------------------------------------ open and shut

    def begin(self) -> None:
        """Show the window and open the inbox, or say why it is shut."""
        self.show()
        self.raise_()
        self.activateWindow()
        self.access.sign(self.library.who if self.library is not None else "")
        if self.stack.currentWidget() is self.gate and not self.gate.waiting:
            self.access.begin()

    def _on_opened(self, store: Store) -> None:
        self.notices.clear("error")
        self.list.set_store(store)
        self.reader.set_store(store)
        self.stack.setCurrentWidget(self.splitter)
        self.idle.watch(self.commands.minutes())
        self.commands.take_templates(store)
        self._bar.show()
        self.refresh_side()
        self.list.focus_list()
        self.commands.say_what_is_left()
        self.update_actions()
        self._arriving.show()

    def show_contribution(self, contribution: str) -> None:
        """Show the message that caused a revision, as soon as the inbox is open."""
        self.begin()
        self._arriving.want(contribution)

    def take_texts_away(self, but: QDialog | None = None) -> None:
        """Take every text off every widget; what was being written is kept first.

        All dialogs are closed `but` the one that shows none.
        """
        self.pane.clear()
        self.reader.set_store(None)
        self.list.set_store(None)
        self.side.clear()
        self.commands.close_dialogs(but)
        for kind in ("error", "taken", "daily"):
            self.notices.clear(kind)
        self.undo_state = UndoState()
        self.actions_.say("undo", "")
        self.actions_.say("redo", "")
        self.statusBar().clearMessage()
        self.messages.steady("")
        self._counting.forget()
        self.idle.rest()
        self._on_waiting("Locking…")

    def _on_shut(self, state: State) -> None:
        self._bar.hide()
        self.gate.show_state(state)
        self.stack.setCurrentWidget(self.gate)
        self.update_actions()

    def _on_waiting(self, words: str) -> None:
        self._bar.hide()
        self.gate.say_waiting(words)
        self.stack.setCurrentWidget(self.gate)
        self.update_actions()

    def shut(self) -> None:
        """Close for good: lock the inbox and end what runs."""
        self.close()
        self.tasks.wait()
        self.deleteLater()

    # ------------------------------------------------------------------ what was changed

    def _on_changed(self, changes: Changes, initiator: object) -> None:
        if self.access.store is None or not changes.contributions:
            return
        self.list.table.refresh(changes.contributions)
        if initiator is self.reader:
            self.refresh_side()  # looked at, nothing moved: the list stays as it is
            return
        if changes.message:
            self.messages.say(changes.message)
        self.list.reload()
        self.reader.apply(changes)
        self.refresh_side()

    def failed(self, error: Exception) -> None:
        """Tell what went wrong; once the inbox is locked, nothing more is said of it."""
        if self.access.store is not None or not self.access.inbox.vault.exists():
            self.messages.show_error(error)

    # ------------------------------------------------------------------ queues and counts

    def refresh_side(self, choose: Key | None = None) -> None:
        """Count anew, and ask what undo would do; then go to the queue of this key."""
        store = self.access.store
        self._choose = choose or self._choose
        if store is not None:
            self._counting.ask(store)

    def _on_counted(self, found: Counted) -> None:
        if self.access.store is None:
            return
        self.side.show_queues(found.queues)
        self.side.show_counts(found.counts)
        self.undo_state = found.undo
        for name, step in (("undo", found.undo.undo), ("redo", found.undo.redo)):
            self.actions_.say(name, step.label if step else "")
        self.update_actions()
        if self._choose is not None:
            self.side.choose(self._choose)
            self._choose = None

    def _on_queue(self, queue: Queue) -> None:
        self.list.show_view(queue.query)

    def _on_selection(self) -> None:
        self.pane.say_chosen(self.list.selected_count())
        self.update_actions()

    # ------------------------------------------------------------------ actions

    def update_actions(self) -> None:
        """Turn commands on and off as the state of the window allows."""
        self.actions_.update(self.commands.conditions())
        self.commands.update_marks()

    def remember(self, **values: Any) -> None:
        """Have sizes and settings kept."""
        self.known = {**self.known, **layout.state(self), **values}
        self.remembered.emit(self.known)

    # ------------------------------------------------------------------ Qt

    def closeEvent(self, event: QCloseEvent) -> None:
        self.remember()
        self.commands.lock()
        event.accept()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if self.access.store is not None and event.mimeData().hasUrls():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        urls = event.mimeData().urls()
        paths: Sequence[Path] = [Path(url.toLocalFile()) for url in urls if url.isLocalFile()]
        if paths:
            event.acceptProposedAction()
            self.commands.take_paths(paths)

"""The main window: filters, list, editor and preview side by side, and what holds them together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QMainWindow, QSplitter, QVBoxLayout, QWidget

from curator_app import knowledge, settings
from curator_app.domain.changes import Changes
from curator_app.domain.operation import UndoState
from curator_app.domain.plain_text import counted
from curator_app.domain.query import ListQuery
from curator_app.settings import Settings
from curator_app.ui import window_layout
from curator_app.ui.action_table import ENTRY, OPEN, SELECTION, WRITE
from curator_app.ui.actions import ActionSet
from curator_app.ui.approving import Approvals
from curator_app.ui.checking import Checking
from curator_app.ui.closing import ask_before_closing
from curator_app.ui.commands.window import Commands
from curator_app.ui.desk import Desk
from curator_app.ui.draft_book import DraftBook
from curator_app.ui.entries.columns import RowTexts
from curator_app.ui.entries.facets import FacetTexts
from curator_app.ui.entries.filters import FilterPanel
from curator_app.ui.entries.list_pane import ListPane
from curator_app.ui.messages import Messages
from curator_app.ui.previewing import PreviewBox, Previewer
from curator_app.ui.tasks import Latest, Tasks
from curator_app.ui.theme import Theme
from curator_app.ui.twins import Twins
from curator_app.ui.view_menus import ViewMenus
from curator_app.ui.widgets import NoticeArea

if TYPE_CHECKING:
    from curator_app.services.library import Library

FILTERS, LIST, EDITOR, PREVIEW = range(4)
MINIMUM = {FILTERS: 184, LIST: 280, EDITOR: 380, PREVIEW: 300}


class MainWindow(QMainWindow):
    """Everything the curator sees.

    Signals: library_wanted(Path) to open another library (or the same one again).
    """

    library_wanted = Signal(object)

    def __init__(self, tasks: Tasks, theme: Theme, chosen: Settings, config: Path) -> None:
        super().__init__()
        self.tasks, self.theme = tasks, theme
        self.settings, self._config = chosen, config
        self.library: Library | None = None
        self.undo_state = UndoState()
        self._leaving = False
        self.setWindowTitle("Atlas Curator")
        self.setAcceptDrops(True)
        self.setMinimumSize(960, 600)
        self._make_panes()
        self._make_bars()
        self._lay_out()
        self._connect_signals()
        self.twins = Twins(self, self.commands.go_to_slug)
        window_layout.restore(self)
        self.update_actions()

    # ------------------------------------------------------------------ building

    def _make_panes(self) -> None:
        vocabulary, catalogue = knowledge.vocabulary(), knowledge.catalogue()
        self.texts = RowTexts(vocabulary, catalogue)
        self.filters = FilterPanel(self.theme, FacetTexts(vocabulary, catalogue))
        self.list = ListPane(self.tasks, self.theme, self.texts, self.filters)
        self.splitter = QSplitter(Qt.Orientation.Horizontal)
        self.splitter.setChildrenCollapsible(False)
        self.preview_box = PreviewBox(self.theme)
        self.preview = Previewer(self.tasks, self.preview_box)
        self.drafts = DraftBook(self.tasks, self)
        self.desk = Desk(self.tasks, self.theme, self.drafts)
        self.checking = Checking(self.tasks, self.theme, self.desk, self.list)
        self._undo_question = Latest(self.tasks, self)
        self.approvals = Approvals(self)

    def _make_bars(self) -> None:
        self.notices = NoticeArea(self.theme)
        self.messages = Messages(self, self.theme, self.notices, self.statusBar())
        self.statusBar().setSizeGripEnabled(False)
        self.commands = Commands(self)
        self.actions_ = ActionSet(self, self.theme, self.commands.handlers())
        self.actions_.fill_menus(self.menuBar())
        self.actions_.make_toolbar(self)
        self.actions_.add_list_actions(self.list)
        self.view_menus = ViewMenus(self)

    def _lay_out(self) -> None:
        panes = (self.filters, self.list, self.desk.place, self.preview_box)
        for place, pane in enumerate(panes):
            pane.setMinimumWidth(MINIMUM[place])
            self.splitter.addWidget(pane)
            self.splitter.setStretchFactor(place, (0, 2, 3, 2)[place])
        middle = QWidget()
        layout = QVBoxLayout(middle)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.notices)
        self.rows = QSplitter(Qt.Orientation.Vertical)
        self.rows.setChildrenCollapsible(False)
        self.rows.addWidget(self.splitter)
        self.rows.addWidget(self.checking.panel)
        self.rows.setStretchFactor(0, 1)
        layout.addWidget(self.rows, 1)
        self.setCentralWidget(middle)

    def _connect_signals(self) -> None:
        self.tasks.failed.connect(self.messages.show_error)
        self.tasks.changed.connect(self._on_changed)
        self.list.current_changed.connect(self.desk.open_number)
        self.list.asked.connect(self._on_asked)
        self.list.opened.connect(self.commands.focus_editor)
        self.list.selection_changed.connect(self.update_actions)
        self.list.view_changed.connect(self.update_actions)
        self.desk.entry_changed.connect(self.update_actions)
        self.desk.shown.connect(self.preview.show_entry)
        self.desk.typed.connect(self.preview.show_typed)
        self.desk.fixes_asked.connect(self.commands.offer_fixes)
        self.commands.serve(self.checking.panel)
        self.desk.told.connect(self.messages.say)
        self.desk.elsewhere.connect(self._on_elsewhere)
        self.desk.saved.connect(self._on_saved)
        self.preview.link_activated.connect(self.commands.go_to_slug)
        self.preview.outside_link.connect(self._on_outside_link)
        self.preview.told.connect(self.messages.say)
        self.drafts.changed.connect(self._on_drafts)
        self.drafts.found.connect(self._on_drafts_found)

    # ------------------------------------------------------------------ library

    def set_library(self, library: Library | None) -> None:
        """Work on this library."""
        self.commands.close_inbox()
        self.library = library
        self.commands.close_rulings()
        if library is not None and self.settings.who:
            library.who = self.settings.who
        for kind in ("library", "demo", "drafts", "elsewhere"):
            self.notices.clear(kind)
        self.desk.set_library(library)
        self.preview.set_library(library)
        self.checking.set_library(library)
        self.drafts.set_library(library)
        self.list.set_library(library)
        self.list.focus_list()
        if library is not None:
            self.setWindowTitle(f"{library.folder.name} – Atlas Curator")
            self.messages.steady(f"{library.folder} · {library.who}")
            if library.read_only:
                self._say_read_only(library)
            self._reopen(library)
        self.refresh_undo()
        self.commands.queue.again()
        self.update_actions()

    def _reopen(self, library: Library) -> None:
        """Go on with the entry that was open when the window was closed."""
        slug = self.settings.layout.get("entry")
        if isinstance(slug, str) and slug:
            query = ListQuery(filters={"slug": (slug,)})
            self.tasks.read(lambda: library.ids(query), self, self._on_reopened)

    def _on_reopened(self, found: Sequence[int]) -> None:
        if found:
            self.list.show_entry(found[0])

    def _say_read_only(self, library: Library) -> None:
        notice = library.notice or "This library is open for reading only."
        actions = [("Try again", self.commands.reopen)]
        self.notices.show_notice("library", "warn", notice, actions, closable=False)

    def say_demo(self, own: Path) -> None:
        """Say that this is the demo atlas, and offer the user's own library."""
        text = "This is the demo atlas: try anything, it is kept apart from your own library."
        label = "Open your library" if own.exists() else "Start your own library"
        actions = [(label, partial(self.library_wanted.emit, own))]
        self.notices.show_notice("demo", "info", text, actions)

    def say_unusable(self, sentence: str) -> None:
        """Say that the library could not be opened, and offer another."""
        self.set_library(None)
        actions = [
            ("Try again", self.commands.reopen),
            ("Open another library…", self.commands.library),
        ]
        self.notices.show_notice("library", "error", sentence, actions, closable=False)
        self.list.say_closed()

    # ------------------------------------------------------------------ actions

    def update_actions(self) -> None:
        """Turn commands on and off as the state of the window allows."""
        library = self.library
        entry = self.desk.entry()
        state = {
            OPEN: library is not None,
            WRITE: library is not None and not library.read_only,
            ENTRY: entry is not None,
            "saved": entry is not None and entry.version > 0,
            "dirty": self.desk.is_dirty(),
            SELECTION: self.list.view.selectionModel().hasSelection(),
            "pair": self.list.view.number_selected() == 2 and not self.list.removed,
            "removed": self.list.removed,
            "present": not self.list.removed,
            "filtered": self.list.filtered(),
            "undo": self.undo_state.undo is not None,
            "redo": self.undo_state.redo is not None,
            "drafts": bool(self.drafts.ids()),
            "approvable": entry is not None or self.list.view.selectionModel().hasSelection(),
        }
        self.actions_.update({name for name, holds in state.items() if holds})
        self.actions_["filters"].setChecked(not self.filters.isHidden())
        self.actions_["preview"].setChecked(self.preview.is_shown())
        self.actions_["findings"].setChecked(not self.checking.panel.isHidden())
        self.actions_["show_removed"].setChecked(self.list.removed)
        self.view_menus.update()

    def refresh_undo(self) -> None:
        """Ask what undo and redo would do."""
        library = self.library
        if library is None:
            self._on_undo_state(UndoState())
        else:
            self._undo_question.ask(library.undo_state, self._on_undo_state)

    def _on_undo_state(self, state: UndoState) -> None:
        self.undo_state = state
        self.actions_.say("undo", state.undo.label if state.undo else "")
        self.actions_.say("redo", state.redo.label if state.redo else "")
        self.update_actions()

    # ------------------------------------------------------------------ what happened

    def _on_changed(self, changes: Changes, initiator: object) -> None:
        self.desk.apply(changes, initiator)
        if changes.rules:
            self.preview.again()
        if changes.entries or changes.structure:
            self.list.reload()
            self.refresh_undo()
        if changes.entries or changes.structure or changes.rules:
            self.checking.apply(changes)

    def _on_saved(self, changes: Changes) -> None:
        entry = self.desk.entry()
        if changes.structure and entry is not None:
            self.commands.show_in_list(entry)

    def _on_drafts(self) -> None:
        self.list.table.set_drafts(self.drafts.ids())
        self.update_actions()

    def _on_drafts_found(self, count: int) -> None:
        words = counted(count, "entry")
        self.notices.show_notice(
            "drafts",
            "info",
            f"Unsaved text of {words} was kept from last time.",
            [("Review", self.commands.drafts)],
        )

    def _on_asked(self, command: str) -> None:
        self.actions_[command].trigger()

    def _on_outside_link(self, address: str) -> None:
        self.messages.say(f"The preview does not leave the atlas: {address}")

    def _on_elsewhere(self, slug: str) -> None:
        text = (
            f"{slug} was changed by something else while you were editing it. Your text is kept; "
            "when you save, the two are joined field by field."
        )
        self.notices.show_notice("elsewhere", "info", text)

    # ------------------------------------------------------------------ what the window remembers

    def remember(self, **values: Any) -> None:
        """Change and write the settings; a full disk only costs the settings."""
        self.settings = replace(self.settings, **values)
        try:
            settings.save(self._config, self.settings)
        except OSError as error:
            self.messages.say(f"The settings could not be written ({error.strerror}).")

    # ------------------------------------------------------------------ Qt

    def closeEvent(self, event: QCloseEvent) -> None:
        if self._leaving or not self.desk.is_dirty():
            self.remember(layout=window_layout.state(self))
            self.commands.close_inbox()
            event.accept()
            return
        event.ignore()
        ask_before_closing(self, self.desk, self._leave)

    def _leave(self) -> None:
        self._leaving = True
        self.close()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        writable = self.library is not None and not self.library.read_only
        if writable and event.mimeData().hasUrls():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        paths = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
        if paths:
            event.acceptProposedAction()
            self.commands.import_files(paths)

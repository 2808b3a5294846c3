"""The word lists: what each is for, its words, and the owner's own; nothing is in force at once."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QCloseEvent, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QDialog, QListView, QSplitter, QVBoxLayout, QWidget

from curator_app.domain.changes import Changes
from curator_app.domain.checks.engine import Engine
from curator_app.domain.checks.lexicon import Lexicons
from curator_app.errors import BadValue
from curator_app.services import words as service
from curator_app.services.library import Library
from curator_app.ui.catalogue.definitions import SearchLine
from curator_app.ui.editor.tree_paint import ROW, Row, RowPainter
from curator_app.ui.messages import confirm
from curator_app.ui.tasks import Tasks
from curator_app.ui.theme import Theme
from curator_app.ui.widgets import NoticeArea, PlainLabel, button, fill_window, row
from curator_app.ui.words import words
from curator_app.ui.words.phrases import Phrases
from curator_app.ui.words.plan import WordsPlanWindow

NAME = Qt.ItemDataRole.UserRole


class WordsWindow(QDialog):
    """Lists on the left, the words of one on the right; changes collect at the foot."""

    def __init__(self, tasks: Tasks, theme: Theme, library: Library, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("Word lists")
        self._tasks, self._theme, self._library = tasks, theme, library
        self._engine: Engine | None = None
        self._shipped: Lexicons | None = None
        self._draft = library.rules.words
        self._current = ""
        self._filling = False
        self._model = QStandardItemModel(self)
        self.notices = NoticeArea(theme)
        self.search = SearchLine()
        self.lists = QListView()
        self.nothing = PlainLabel("No list and no word has these letters.", "muted")
        self.title = PlainLabel("", "title")
        self.help = PlainLabel("")
        self.users = PlainLabel("", "muted")
        self.phrases = Phrases()
        self.phrases.set_read_only(library.read_only)
        self.reset_button = button("This list as shipped", self._on_reset)
        self.foot = PlainLabel("", "muted")
        self.discard_button = button("Discard the changes", self._on_discard)
        self.plan_button = button("What would change…", self._on_plan, "primary")
        self.close_button = button("Close", self.reject)
        self.nothing.hide()
        self._make_lists()
        self._lay_out()
        self._connect()
        self._foot()
        tasks.read(self._load, self, self._on_loaded)
        self.search.setFocus()

    def _make_lists(self) -> None:
        self.search.setPlaceholderText("Search lists and their words…")
        self.search.setAccessibleName("Search the word lists")
        self.search.setClearButtonEnabled(True)
        self.lists.setModel(self._model)
        self.lists.setItemDelegate(RowPainter(self.lists))
        self.lists.setProperty("framed", True)
        self.lists.setUniformItemSizes(True)
        self.lists.setAccessibleName("Word lists")
        self.lists.setEditTriggers(QListView.EditTrigger.NoEditTriggers)

    def _lay_out(self) -> None:
        left, right = QWidget(), QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 12, 0)
        column.setSpacing(8)
        column.addWidget(self.search)
        column.addWidget(self.nothing)
        column.addWidget(self.lists, 1)
        detail = QVBoxLayout(right)
        detail.setContentsMargins(16, 0, 0, 0)
        detail.setSpacing(8)
        for widget in (self.title, self.help, self.users):
            detail.addWidget(widget)
        detail.addWidget(self.phrases, 1)
        detail.addLayout(row(1, self.reset_button))
        splitter = QSplitter(Qt.Orientation.Horizontal)
        splitter.setChildrenCollapsible(False)
        splitter.addWidget(left)
        splitter.addWidget(right)
        left.setMinimumWidth(260)
        right.setMinimumWidth(380)
        splitter.setSizes([320, 600])
        body = QVBoxLayout()
        body.setContentsMargins(16, 12, 16, 12)
        body.addWidget(splitter, 1)
        foot = row(
            self.foot, self.discard_button, self.close_button, self.plan_button,
            margins=(16, 12, 16, 12),
        )  # fmt: skip
        foot.setStretch(0, 1)
        fill_window(self, body, foot, self.notices)
        self.resize(980, 660)

    def _connect(self) -> None:
        self.search.textChanged.connect(self._fill)
        self.search.left_down.connect(self._into_lists)
        self.lists.selectionModel().currentChanged.connect(self._on_current)
        self.phrases.added.connect(self._on_added)
        self.phrases.taken_out.connect(self._on_taken_out)
        self.phrases.put_back.connect(self._on_put_back)
        self._tasks.changed.connect(self._on_changed)

    # ------------------------------------------------------------------ showing

    def _load(self) -> tuple[Engine, Lexicons]:
        """Compiling the patterns takes a moment, so it is done on a reader thread."""
        return self._library.engine(), service.shipped()

    def _on_loaded(self, found: tuple[Engine, Lexicons]) -> None:
        self._engine, self._shipped = found
        self._fill()

    def _fill(self) -> None:
        shipped = self._shipped
        if shipped is None:
            return
        wanted = self.search.text().strip().lower()
        current, catalogue = self._current, self._library.catalogue
        self._filling = True
        self._model.clear()
        for name in sorted(shipped.names(), key=lambda n: words.title(n, catalogue).lower()):
            heading, change = words.title(name, catalogue), self._draft.of(name)
            held = (heading.lower(), *shipped[name].phrases, *change.added)
            if not any(wanted in text for text in held):
                continue
            count = len(shipped[name].phrases) + len(change.added) - len(change.removed)
            item = QStandardItem(heading)
            item.setData(name, NAME)
            item.setData(Row(heading, f"{count}", words.own(change), "partly"), ROW)
            self._model.appendRow(item)
        self.nothing.setVisible(self._model.rowCount() == 0)
        self._point_at(current)
        self._filling = False
        self._on_current(self.lists.currentIndex(), QModelIndex())

    def _point_at(self, name: str) -> None:
        names = [self._model.item(line).data(NAME) for line in range(self._model.rowCount())]
        if names:
            line = names.index(name) if name in names else 0
            self.lists.setCurrentIndex(self._model.index(line, 0))

    def show_list(self, name: str) -> None:
        """Point at one list."""
        self.search.clear()
        self._point_at(name)

    def _on_current(self, now: QModelIndex, _before: QModelIndex) -> None:
        name = now.data(NAME)
        if isinstance(name, str) and not self._filling:
            if name != self._current:
                self.notices.clear("error")
            self._current = name
            self._show_words()

    def _show_words(self) -> None:
        engine, shipped, name = self._engine, self._shipped, self._current
        if engine is None or shipped is None or not name:
            return
        self.title.setText(words.title(name, self._library.catalogue))
        self.help.setText(shipped[name].help)
        self.users.setText(words.used_by(engine.rules.users(name)))
        self.phrases.show_list(shipped[name].phrases, self._draft.of(name))
        changeable = bool(self._draft.of(name)) and not self._library.read_only
        self.reset_button.setEnabled(changeable)

    def _foot(self) -> None:
        now = self._library.rules.words
        changed = bool(words.changed_lists(self._draft, now))
        self.foot.setText(words.drafted(self._draft, now))
        self.discard_button.setVisible(changed)
        self.plan_button.setVisible(changed)

    def _into_lists(self) -> None:
        self.lists.setFocus(Qt.FocusReason.ShortcutFocusReason)

    # ------------------------------------------------------------------ changing

    def _on_added(self, text: str) -> None:
        word = " ".join(text.lower().split())
        if self._edit([text], []):
            self.phrases.line.clear()
            self.phrases.select(word)

    def _on_taken_out(self, chosen: list[str]) -> None:
        self._edit([], chosen)

    def _on_put_back(self, chosen: list[str]) -> None:
        self._edit(chosen, [])

    def _edit(self, add: list[str], remove: list[str]) -> bool:
        try:
            draft = service.edited(self._library, self._current, add, remove, self._draft)
        except BadValue as error:
            self.notices.show_notice("error", "error", error.sentence())
            return False
        self.notices.clear("error")
        if add and draft == self._draft:
            self.notices.show_notice("error", "info", f"“{add[0].strip()}” is in the list already.")
        self._take(draft)
        return True

    def _take(self, draft: service.WordChanges) -> None:
        self._draft = draft
        self._fill()
        self._foot()

    def _on_reset(self) -> None:
        self._take(service.reset(self._library, self._current, self._draft))
        self.phrases.line.setFocus()

    def _on_discard(self) -> None:
        self._take(self._library.rules.words)
        self.lists.setFocus()

    def _on_plan(self) -> None:
        WordsPlanWindow(self._tasks, self._theme, self._library, self._draft, self).open()

    def _on_changed(self, changes: Changes, _initiator: object) -> None:
        if changes.rules:
            self.notices.clear("error")
            self._draft = self._library.rules.words
            self._foot()
            self._tasks.read(self._load, self, self._on_loaded)

    # ------------------------------------------------------------------ leaving

    def reject(self) -> None:
        """Esc and Close; changes that are not in force are asked about first."""
        if not words.changed_lists(self._draft, self._library.rules.words):
            super().reject()
            return
        confirm(
            self,
            "Word lists",
            words.drafted(self._draft, self._library.rules.words),
            "Discard and close",
            super().reject,
            more="Nothing of it is kept when the window closes.",
            danger=True,
        )

    def closeEvent(self, event: QCloseEvent) -> None:
        if words.changed_lists(self._draft, self._library.rules.words):
            event.ignore()
            self.reject()
        else:
            super().closeEvent(event)

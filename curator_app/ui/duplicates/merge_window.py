"""Merging two entries side by side: left, result, right; pair after pair."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QDialog,
    QGridLayout,
    QPlainTextEdit,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from curator_app.domain.changes import Changes
from curator_app.domain.duplicates.judging import LIKELY, NOT, SURE
from curator_app.domain.entry import Entry
from curator_app.domain.fields import BY_NAME, label
from curator_app.errors import BadValue, CuratorError, NotFound
from curator_app.services.duplicates import Likeness, keep_apart
from curator_app.services.library import Library
from curator_app.services.merging import merge
from curator_app.ui.duplicates.comparison import (
    CHOOSE,
    LEFT_SIDE,
    RESULT,
    RIGHT_SIDE,
    Comparison,
    ComparisonView,
)
from curator_app.ui.duplicates.side_text import SideText
from curator_app.ui.editor.conflicts import EDITABLE
from curator_app.ui.editor.parts import exact_text, heading, plain_tip
from curator_app.ui.messages import sentence_of
from curator_app.ui.tasks import Tasks
from curator_app.ui.theme import Theme
from curator_app.ui.widgets import NoticeArea, PlainLabel, button, fill_window, row
from curator_app.ui.word_diff import unlike

KEYS = (
    "← → take a side   B both   ↑ ↓ field   F4 next clash"
    "   Ctrl+Enter merge   N not a duplicate   K skip"
)
TAKEN_FOR = {
    SURE: "Surely one study",
    LIKELY: "Likely one study",
    NOT: "Not taken for one study",
}


class MergeWindow(QDialog):
    """Goes through pairs. Signals: settled(Likeness) when a pair was merged or told apart."""

    settled = Signal(object)

    def __init__(
        self,
        tasks: Tasks,
        theme: Theme,
        library: Library,
        pairs: Sequence[Likeness],
        start: int,
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("Merge duplicates")
        self._tasks, self._library = tasks, library
        self._pairs, self._place = list(pairs), start
        self._entries: tuple[Entry, Entry] | None = None
        self._odd = False
        self.notices = NoticeArea(theme)
        self.why = PlainLabel("", "heading")
        self.count = PlainLabel("", "muted", wrap=False)
        self.model = Comparison(theme, self)
        self.view = ComparisonView(self.model)
        self.left, self.right = SideText("Left"), SideText("Right")
        self.merged = QPlainTextEdit()
        self.detail = heading("")
        self.merge_button = button("&Merge and next", self._on_merge, "primary")
        self.apart_button = button("&Not a duplicate", self._on_apart)
        self.skip_button = button("S&kip", self._on_next)
        self.swap_button = button("S&wap sides", self._on_swap)
        self.close_button = button("Close", self.reject)
        self._lay_out()
        self._connect_signals()
        if len(pairs) == 1:
            self.merge_button.setText("&Merge")
            for made in (self.count, self.skip_button):
                made.hide()
        self._load()

    def _lay_out(self) -> None:
        self.merged.setTabChangesFocus(True)
        self.merged.setAccessibleName("Result")
        detail = QWidget()
        grid = QGridLayout(detail)
        grid.setContentsMargins(0, 8, 0, 0)
        grid.setSpacing(6)
        grid.addWidget(self.detail, 0, 0, 1, 3)
        for column, text in enumerate((self.left, self.merged, self.right)):
            grid.addWidget(text, 1, column)
            grid.setColumnStretch(column, 1)
        splitter = QSplitter(Qt.Orientation.Vertical)
        splitter.setChildrenCollapsible(False)
        splitter.addWidget(self.view)
        splitter.addWidget(detail)
        splitter.setSizes([360, 190])
        head = row(self.why, self.count)
        head.setStretch(0, 1)
        body = QVBoxLayout()
        body.setContentsMargins(16, 12, 16, 12)
        body.setSpacing(8)
        body.addLayout(head)
        body.addWidget(splitter, 1)
        body.addWidget(PlainLabel(KEYS, "muted"))
        foot = row(
            self.swap_button, 1, self.close_button, self.skip_button, self.apart_button,
            self.merge_button, margins=(16, 12, 16, 12),
        )  # fmt: skip
        fill_window(self, body, foot, self.notices)
        self.resize(1180, 720)

    def _connect_signals(self) -> None:
        self.view.selectionModel().currentRowChanged.connect(self._on_row)
        self.view.asked.connect(self._on_asked)
        self.model.chosen.connect(self._on_chosen)
        self.merged.textChanged.connect(self._on_typed)
        keys = QKeySequence(Qt.Modifier.CTRL | Qt.Key.Key_Return)
        QShortcut(keys, self, self.merge_button.click)

    # ------------------------------------------------------------------ the pair

    def pair(self) -> Likeness | None:
        """The pair that is shown."""
        return self._pairs[self._place] if 0 <= self._place < len(self._pairs) else None

    def _load(self) -> None:
        """Read both entries; a pair of which one has gone meanwhile is passed over."""
        pair, library = self.pair(), self._library
        self._entries = None
        self._enable()
        if pair is None:
            self.accept()
            return
        left, right = pair.left.key, pair.right.key

        def work() -> tuple[Entry, Entry]:
            return library.entry_by_id(left), library.entry_by_id(right)

        self._tasks.read(work, self, self._on_loaded)

    def _on_loaded(self, found: tuple[Entry, Entry]) -> None:
        pair = self.pair()
        if pair is None or any(entry.removed for entry in found):
            self._on_next()
            return
        self._entries = found
        words = pair.match.words or "a title is missing"
        self.why.setText(f"{TAKEN_FOR[pair.match.level]}: {words}")
        self.count.setText(f"{self._place + 1:,} of {len(self._pairs):,}")
        self.view.setFocus()  # the result is not written over while somebody types in it
        self.model.show_pair(*found)
        clashes = self.model.undecided() or self.model.clashing()
        if self.model.rowCount():
            self.view.go_to(clashes[0] if clashes else 0)

    def _on_next(self) -> None:
        self._place += 1
        self._load()

    def _on_swap(self) -> None:
        if self._entries is not None:
            left, right = self._entries
            self._entries = right, left
            self.model.show_pair(right, left)
            self.view.go_to(0)

    def _on_asked(self, what: str) -> None:
        (self.apart_button if what == "apart" else self.skip_button).click()

    # ------------------------------------------------------------------ the field

    def _on_row(self) -> None:
        if self._odd:
            self._take_back_error()
        self._show_detail()

    def _on_chosen(self) -> None:
        self._show_detail()
        self._enable()

    def _show_detail(self) -> None:
        here = self.view.currentIndex().row()
        choice = self.model.choice(here)
        name = choice.name if choice else ""
        self.detail.setText(label(name) if choice else "")
        sides = [self.model.text(here, column) for column in (LEFT_SIDE, RIGHT_SIDE)]
        for shown, text, spans in zip((self.left, self.right), sides, unlike(*sides), strict=True):
            shown.show_text(text, spans)
        written = self.model.text(here, RESULT)
        undecided = choice is not None and not self.model.side(choice)
        self.merged.setPlaceholderText(CHOOSE if undecided else "")
        if exact_text(self.merged.document()) != written and not self.merged.hasFocus():
            self.merged.blockSignals(True)
            self.merged.setPlainText(written)
            self.merged.blockSignals(False)
        self.merged.setReadOnly(name == "slug" or not name or BY_NAME[name].kind not in EDITABLE)

    def _take_back_error(self) -> None:
        """What was typed is read again, or shown no more."""
        self._odd = False
        self.notices.clear("error")
        self._enable()

    def _on_typed(self) -> None:
        here = self.view.currentIndex().row()
        choice = self.model.choice(here)
        if choice is None or self.merged.isReadOnly() or not self.merged.hasFocus():
            return
        text = exact_text(self.merged.document())
        listed = BY_NAME[choice.name].kind == "list"
        given = [part for line in text.splitlines() if (part := line.strip())] if listed else text
        try:
            entry = self._library.with_values(Entry(), {choice.name: given})
        except BadValue as error:
            self._odd = True
            self.notices.show_notice("error", "error", error.sentence())
            self._enable()
            return
        self._take_back_error()
        self.model.write(here, getattr(entry, choice.name))

    # ------------------------------------------------------------------ deciding

    def _enable(self) -> None:
        ready = self._entries is not None
        can = ready and not self._library.read_only
        undecided = self.model.undecided() if ready else []
        self.merge_button.setEnabled(can and not undecided and not self._odd)
        self.merge_button.setToolTip(plain_tip("Choose the fields in red" if undecided else ""))
        self.apart_button.setEnabled(can)
        for made in (self.skip_button, self.swap_button):
            made.setEnabled(ready)

    def _on_merge(self) -> None:
        if self._entries is None:
            return
        library, (left, right) = self._library, self._entries
        taken, written = self.model.taken(), self.model.written()
        self._write(lambda: merge(library, left.id, right.id, taken, written))

    def _on_apart(self) -> None:
        if self._entries is None:
            return
        library, (left, right) = self._library, self._entries
        self._write(lambda: keep_apart(library, left.id, right.id))

    def _write(self, work: Callable[[], Changes]) -> None:
        self._entries = None
        self._enable()
        self._tasks.write(work, self, self._on_written, self._on_failed)

    def _on_written(self, _changes: Changes) -> None:
        self.settled.emit(self.pair())
        self._on_next()

    def _on_failed(self, error: Exception) -> None:
        if isinstance(error, NotFound):
            self._on_next()
            return
        self.notices.show_notice("error", "error", sentence_of(error))
        if not isinstance(error, CuratorError):
            self._tasks.failed.emit(error)
        self._load()

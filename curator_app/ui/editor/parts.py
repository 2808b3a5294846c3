"""Small building blocks of the editor: plain labels, growing text, calm choosers."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QEvent, QMimeData, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QResizeEvent, QTextDocument, QWheelEvent
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QWidget,
)

from curator_app.ui.widgets import PlainLabel

MAX_LINES = 30
# How Qt stores the end of a paragraph and of a line inside one.
_BREAKS = "\u2029\u2028\ufdd0\ufdd1"


def heading(text: str, parent: QWidget | None = None) -> PlainLabel:
    """A label that begins a group of fields."""
    label = PlainLabel(text, "section", parent)
    font = label.font()
    font.setBold(True)
    label.setFont(font)
    return label


def badge(text: str, tone: str = "neutral", parent: QWidget | None = None) -> PlainLabel:
    """A short status in a frame; `tone` is neutral, good, warn or bad (the theme colours it)."""
    label = PlainLabel(text, "badge", parent)
    label.setWordWrap(False)
    label.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
    set_tone(label, tone)
    return label


def set_tone(widget: QWidget, tone: str) -> None:
    """Change what the theme colours by; the style has to look again."""
    if widget.property("tone") != tone:
        widget.setProperty("tone", tone)
        widget.style().unpolish(widget)
        widget.style().polish(widget)


def show_text(label: QLabel, text: str) -> None:
    """Set a label's text and hide the label when there is none."""
    if label.text() != text:
        label.setText(text)
    label.setVisible(bool(text))


def line(parent: QWidget | None = None) -> QFrame:
    """A thin rule between parts of a form."""
    rule = QFrame(parent)
    rule.setFrameShape(QFrame.Shape.HLine)
    rule.setFrameShadow(QFrame.Shadow.Plain)
    rule.setProperty("role", "rule")
    return rule


def button(text: str, tip: str = "", parent: QWidget | None = None) -> QPushButton:
    """A push button that Enter in a neighbouring field does not press."""
    made = QPushButton(text, parent)
    made.setAutoDefault(False)
    made.setToolTip(tip)
    return made


def tool(text: str, name: str, tip: str = "", parent: QWidget | None = None) -> QToolButton:
    """A small button; `name` is what a screen reader says, `tip` names its key."""
    made = QToolButton(parent)
    made.setText(text)
    made.setAccessibleName(name)
    made.setToolTip(tip or name)
    made.setAutoRaise(True)
    made.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    return made


def exact_text(document: QTextDocument) -> str:
    """A document's text exactly; toPlainText() would turn no-break spaces into common ones."""
    text = document.toRawText()
    for mark in _BREAKS:
        text = text.replace(mark, "\n")
    return text


class GrowingText(QPlainTextEdit):
    """Plain text that is as high as what it holds, up to `most` lines.

    `edited` fires for the user's changes only.
    """

    edited = Signal()
    left = Signal()

    def __init__(
        self, rows: int = 3, parent: QWidget | None = None, *, most: int = MAX_LINES
    ) -> None:
        super().__init__(parent)
        self._rows, self._most = rows, most
        self._filling = False
        self.setTabChangesFocus(True)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.textChanged.connect(self._on_changed)
        self.document().documentLayout().documentSizeChanged.connect(self._fit)
        self._fit()

    def text(self) -> str:
        """The text exactly."""
        return exact_text(self.document())

    def fill(self, text: str) -> None:
        """Show `text` without reporting an edit; nothing happens when it is there already."""
        if text == self.text():
            return
        self._filling = True
        self.setPlainText(text)
        self._filling = False

    def _on_changed(self) -> None:
        if not self._filling:
            self.edited.emit()

    def _fit(self) -> None:
        lines = round(self.document().size().height())
        shown = max(self._rows, min(lines, self._most))
        margins = self.contentsMargins()
        frame = max(2 * self.frameWidth(), margins.top() + margins.bottom())
        spare = 2 * round(self.document().documentMargin()) + frame + 2
        self.setFixedHeight(shown * self.fontMetrics().lineSpacing() + spare)
        policy = Qt.ScrollBarPolicy
        self.setVerticalScrollBarPolicy(
            policy.ScrollBarAsNeeded if lines > self._most else policy.ScrollBarAlwaysOff
        )

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.left.emit()

    def insertFromMimeData(self, source: QMimeData) -> None:
        self.insertPlainText(source.text())


class Chooser(QComboBox):
    """A choice among ids with labels; the wheel scrolls the page, not the value.

    A stored value that the list does not know is shown as it is and kept.
    """

    chosen = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(12)
        self.activated.connect(self._on_activated)
        self._fixed = 0

    def _on_activated(self, _index: int) -> None:
        self.chosen.emit()

    def offer(self, items: Iterable[tuple[str, str, str]]) -> None:
        """Set the choices as (id, label, help)."""
        self.clear()
        for id_, label, help_ in items:
            self.addItem(label, id_)
            self.setItemData(self.count() - 1, plain_tip(help_), Qt.ItemDataRole.ToolTipRole)
        self._fixed = self.count()

    def id(self) -> str:
        """The chosen id."""
        return str(self.currentData() or "")

    def show_id(self, id_: str) -> None:
        """Show `id_` without reporting a choice."""
        while self.count() > self._fixed:
            self.removeItem(self.count() - 1)
        index = self.findData(id_)
        if index < 0:
            self.addItem(f"{id_} (not in the list)", id_)
            index = self.count() - 1
        self.setCurrentIndex(index)

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()

    def sizeHint(self) -> QSize:
        hint = super().sizeHint()
        return QSize(min(hint.width(), 320), hint.height())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            event.ignore()
            return
        super().keyPressEvent(event)


def plain_tip(text: str) -> str:
    """A tool tip's text that Qt cannot take for HTML: brackets become their full-width forms."""
    return text.replace("<", "\uff1c").replace(">", "\uff1e")


def focusable(root: QWidget, *, hidden: bool = False) -> list[QWidget]:
    """What Tab reaches inside `root`, in order; with `hidden`, what it may reach later too."""
    found: list[QWidget] = []
    widget = root.nextInFocusChain()
    while widget is not None and widget is not root:
        if (
            root.isAncestorOf(widget)
            and widget.focusPolicy() & Qt.FocusPolicy.TabFocus
            and widget.focusProxy() is None
            and (hidden or (widget.isEnabled() and widget.isVisibleTo(root)))
        ):
            found.append(widget)
        widget = widget.nextInFocusChain()
    return found

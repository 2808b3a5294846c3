"""Small widgets that every window uses: plain labels, buttons, notices, empty states."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QIcon, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QLayout,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from curator_app.ui import icons
from curator_app.ui.theme import Theme

GAP, SPACE = 4, 8


class PlainLabel(QLabel):
    """A label that never reads its text as markup: titles and file names come from anywhere."""

    def __init__(
        self, text: str = "", role: str = "", parent: QWidget | None = None, *, wrap: bool = True
    ) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(wrap)
        if role:
            self.setProperty("role", role)
        self.setText(text)


class ElidedLabel(QLabel):
    """One line that ends in an ellipsis where the room ends; the whole text is its tooltip."""

    def __init__(self, text: str = "", role: str = "") -> None:
        super().__init__()
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        if role:
            self.setProperty("role", role)
        self.setText(text)

    def minimumSizeHint(self) -> QSize:
        return QSize(0, super().minimumSizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        metrics, area = self.fontMetrics(), self.contentsRect()
        text = metrics.elidedText(self.text(), Qt.TextElideMode.ElideRight, area.width())
        painter.setPen(self.palette().color(self.foregroundRole()))
        painter.drawText(area, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, text)


def button(text: str, on_click: Callable[[], None] | None = None, kind: str = "") -> QPushButton:
    """A push button; `kind` is primary, danger, quiet, section or nothing."""
    made = QPushButton(text)
    made.setAutoDefault(kind == "primary")
    if kind:
        made.setProperty("kind", kind)
    if on_click is not None:
        made.clicked.connect(on_click)
    return made


def tool_button(icon: QIcon, name: str, on_click: Callable[[], None] | None = None) -> QToolButton:
    """A button with an icon only; `name` is its tooltip and what a screen reader says."""
    made = QToolButton()
    made.setIcon(icon)
    made.setAccessibleName(name)
    made.setToolTip(name)
    made.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    if on_click is not None:
        made.clicked.connect(on_click)
    return made


def rule() -> QFrame:
    """A thin line between two parts."""
    made = QFrame()
    made.setProperty("role", "rule")
    made.setFixedHeight(1)
    return made


def row(*items: QWidget | int, margins: tuple[int, int, int, int] = (0, 0, 0, 0)) -> QHBoxLayout:
    """Widgets side by side; a number is a stretch."""
    made = QHBoxLayout()
    made.setContentsMargins(*margins)
    made.setSpacing(SPACE)
    for item in items:
        if isinstance(item, int):
            made.addStretch(item)
        else:
            made.addWidget(item)
    return made


def fill_window(
    window: QWidget, body: QWidget | QLayout, foot: QLayout, notices: QWidget | None = None
) -> None:
    """From edge to edge: notices on top, then what the window is about, buttons under a line."""
    layout = QVBoxLayout(window)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(0)
    if notices is not None:
        layout.addWidget(notices)
    if isinstance(body, QWidget):
        layout.addWidget(body, 1)
    else:
        layout.addLayout(body, 1)
    layout.addWidget(rule())
    layout.addLayout(foot)


def restyle(widget: QWidget, name: str, value: object) -> None:
    """Change a property that the style sheet looks at."""
    if widget.property(name) != value:
        widget.setProperty(name, value)
        widget.style().unpolish(widget)
        widget.style().polish(widget)


class Notice(QFrame):
    """A sentence above the panes with what can be done about it; never in the way.

    Signals: closed(kind) when it was dismissed.
    """

    closed = Signal(str)

    def __init__(
        self,
        theme: Theme,
        kind: str,
        tone: str,
        text: str,
        actions: Sequence[tuple[str, Callable[[], None]]] = (),
        *,
        closable: bool = True,
    ) -> None:
        super().__init__()
        self._theme, self._kind, self._tone = theme, kind, tone
        self.setProperty("role", "notice")
        self.setProperty("tone", tone)
        self.setAccessibleName(text)
        self.label = PlainLabel(text)
        self.label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.label.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._mark = QLabel()
        layout = row(self._mark, self.label, margins=(12, 6, 8, 6))
        self.buttons = [button(words, act) for words, act in actions]
        for made in self.buttons:
            layout.addWidget(made)
        if closable:
            self.close_button = tool_button(theme.icon("close"), "Dismiss", self._on_close)
            layout.addWidget(self.close_button)
        self.setLayout(layout)
        self._tint()
        theme.switched.connect(self._tint)

    def _on_close(self) -> None:
        self.closed.emit(self._kind)

    def _tint(self) -> None:
        color = self._theme.scheme.tokens[f"{self._tone}_text"]
        self._mark.setPixmap(icons.pixmap(self._tone, color, 18))


class NoticeArea(QWidget):
    """The notices of one window, newest first; several of one kind replace each other."""

    LIMIT = 3

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._kinds: dict[str, Notice] = {}
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(0)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)

    def show_notice(
        self,
        kind: str,
        tone: str,
        text: str,
        actions: Sequence[tuple[str, Callable[[], None]]] = (),
        *,
        closable: bool = True,
    ) -> Notice:
        """Put a notice on top; one of the same kind gives way."""
        self.clear(kind)
        notice = Notice(self._theme, kind, tone, text, actions, closable=closable)
        self._kinds[kind] = notice
        notice.closed.connect(self.clear)
        self._layout.insertWidget(0, notice)
        for old in list(self._kinds)[: -self.LIMIT]:
            self.clear(old)
        return notice

    def clear(self, kind: str) -> None:
        """Take the notice of this kind away."""
        notice = self._kinds.pop(kind, None)
        if notice is not None:
            self._layout.removeWidget(notice)
            notice.hide()
            notice.deleteLater()

    def texts(self) -> list[str]:
        """What the notices say, oldest first."""
        return [notice.label.text() for notice in self._kinds.values()]

    def notice(self, kind: str) -> Notice | None:
        """The notice of this kind that is shown now."""
        return self._kinds.get(kind)


class EmptyState(QWidget):
    """What a pane shows when it has nothing: an icon, a sentence, what to do."""

    def __init__(self, theme: Theme, icon: str, title: str, text: str = "") -> None:
        super().__init__()
        self._theme, self._icon = theme, icon
        self._picture = QLabel()
        self._picture.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.title = PlainLabel(title, "heading")
        self.text = PlainLabel(text, "muted")
        for label in (self.title, self.text):
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.buttons = QHBoxLayout()
        self.buttons.setSpacing(SPACE)
        self.buttons.setAlignment(Qt.AlignmentFlag.AlignCenter)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 24, 24, 24)
        layout.setSpacing(SPACE)
        layout.addStretch(2)
        for item in (self._picture, self.title, self.text):
            layout.addWidget(item)
        layout.addSpacing(GAP)
        layout.addLayout(self.buttons)
        layout.addStretch(3)
        self._tint()
        theme.switched.connect(self._tint)

    def say(self, title: str, text: str = "") -> None:
        """Change the words."""
        self.title.setText(title)
        self.text.setText(text)

    def offer(self, made: QPushButton) -> QPushButton:
        """Add a button."""
        self.buttons.addWidget(made)
        return made

    def _tint(self) -> None:
        token = "accent" if self._icon == "good" else "disabled"
        self._picture.setPixmap(icons.pixmap(self._icon, self._theme.scheme.tokens[token], 40))

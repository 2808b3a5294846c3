"""What the user is told: the status line, notices for errors, questions, and unforeseen faults."""

from __future__ import annotations

import logging
import sys
import threading
from collections.abc import Callable
from types import TracebackType

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QMessageBox, QStatusBar, QWidget

from curator_app.errors import Cancelled, CuratorError
from curator_app.ui.theme import Theme
from curator_app.ui.widgets import ElidedLabel, NoticeArea, restyle
from curator_app.unforeseen import story

log = logging.getLogger(__name__)
UNFORESEEN = (
    "Something happened that the program was not prepared for. What you saved is safe, and text "
    "being typed is kept. You can go on; the details help whoever mends it."
)
STATUS_MS = 8000


class Messages(QObject):
    """Shows errors once, in plain text, without stopping the work."""

    _raised = Signal(object)

    def __init__(self, window: QWidget, theme: Theme, notices: NoticeArea, bar: QStatusBar) -> None:
        super().__init__(window)
        self._theme, self._notices = theme, notices
        self._bar = bar
        self._details = ""
        self._before = sys.excepthook, threading.excepthook, sys.unraisablehook
        self._steady = ElidedLabel("", "muted")
        self._steady.setAccessibleName("Status")
        self._steady.setContentsMargins(12, 0, 12, 0)
        bar.addWidget(self._steady, 1)
        self._raised.connect(self.show_error, Qt.ConnectionType.QueuedConnection)

    def say(self, text: str) -> None:
        """A sentence in the status line, for a while."""
        self._bar.showMessage(text, STATUS_MS)

    def steady(self, text: str) -> None:
        """What the status line says when nothing else is to be said."""
        self._steady.setText(text)

    def current(self) -> str:
        """What the status line shows for a while now."""
        return self._bar.currentMessage()

    @Slot(object)
    def show_error(self, error: BaseException) -> None:
        """Tell the user: the sentence of a known error, or that something unforeseen happened."""
        if isinstance(error, Cancelled):
            self.say(error.sentence())
            return
        if isinstance(error, CuratorError):
            self._notices.show_notice("error", "error", error.sentence())
            return
        self._details = story(error)
        log.error("unforeseen: %s", self._details)
        actions = [("Copy details", self._copy_details)]
        self._notices.show_notice("error", "error", UNFORESEEN, actions)

    def install_hook(self) -> None:
        """Take every exception that nothing else caught, from any thread."""
        self._before = sys.excepthook, threading.excepthook, sys.unraisablehook
        sys.excepthook = self._on_exception
        threading.excepthook = self._on_thread_exception
        sys.unraisablehook = self._on_unraisable

    def remove_hook(self) -> None:
        """Give the hooks back that were there before."""
        sys.excepthook, threading.excepthook, sys.unraisablehook = self._before

    def _on_exception(
        self, kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        if issubclass(kind, KeyboardInterrupt):
            QGuiApplication.quit()
            return
        self._raised.emit(error.with_traceback(trace))

    def _on_thread_exception(self, args: threading.ExceptHookArgs) -> None:
        if args.exc_value is not None:
            self._raised.emit(args.exc_value)

    def _on_unraisable(self, args: sys.UnraisableHookArgs) -> None:
        """Python cannot raise it (it came from a destructor), so there is nothing to be done."""
        if args.exc_value is not None:
            log.error("unforeseen: %s", story(args.exc_value))

    def _copy_details(self) -> None:
        QGuiApplication.clipboard().setText(self._details)
        self.say("The details are on the clipboard.")


def shortened(text: str, length: int = 80) -> str:
    """A text that a question or a menu has room for."""
    return text if len(text) <= length else f"{text[: length - 1].rstrip()}…"


def sentence_of(error: BaseException) -> str:
    """What a window of its own says about an error."""
    if isinstance(error, CuratorError):
        return error.sentence()
    log.error("unforeseen: %s", story(error))
    return UNFORESEEN


class Question(QMessageBox):
    """A question whose button names the act; never modal to other programs, never rich text."""

    def __init__(self, parent: QWidget, title: str, text: str, more: str = "") -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWindowTitle(title)
        self.setText(text)
        self.setInformativeText(more)
        self.setIcon(QMessageBox.Icon.NoIcon)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._acts: dict[object, Callable[[], None]] = {}
        self.finished.connect(self._on_finished)

    def offer(self, words: str, act: Callable[[], None], kind: str = "") -> None:
        """Add a button; the first one offered as primary or danger is what Enter presses."""
        made = self.addButton(words, QMessageBox.ButtonRole.ActionRole)
        if kind:
            restyle(made, "kind", kind)
        if kind == "primary":
            self.setDefaultButton(made)
        self._acts[made] = act

    def ask(self) -> Question:
        """Show it with a Cancel button; the answer arrives later."""
        cancel = self.addButton(QMessageBox.StandardButton.Cancel)
        self.setEscapeButton(cancel)
        if self.defaultButton() is None:
            self.setDefaultButton(cancel)
        self.open()
        return self

    def _on_finished(self) -> None:
        act = self._acts.get(self.clickedButton())
        if act is not None:
            act()


def confirm(
    parent: QWidget,
    title: str,
    text: str,
    act: str,
    done: Callable[[], None],
    *,
    more: str = "",
    danger: bool = False,
) -> Question:
    """Ask before an act; its button says what will be done."""
    question = Question(parent, title, text, more)
    question.offer(act, done, "danger" if danger else "primary")
    return question.ask()

"""What can be copied from the page: selected text, and what it offers for citing it."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QPoint, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWebEngineWidgets import QWebEngineView
from PySide6.QtWidgets import QMenu, QToolButton, QWidget

FORMS = (("citation", "&Citation"), ("bibtex", "&BibTeX"), ("snapshot", "&Snapshot reference"))
"""Forms of services.copying, and what they are called."""


class CopyButton(QToolButton):
    """A button whose menu is also the one of the page. Signals: `asked(form)`, one of FORMS."""

    asked = Signal(str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._view: QWebEngineView | None = None
        self.setText("Copy")
        self.setAutoRaise(True)
        self.setToolTip("Copy from the page")
        self.setAccessibleName("Copy from the page")
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.offers = QMenu(self)
        self.selected = self.offers.addAction("Selected &text\tCtrl+C", self._on_selected)
        self.offers.addSeparator()
        for form, words in FORMS:
            self.offers.addAction(words, partial(self.asked.emit, form))
        self.offers.aboutToShow.connect(self._on_menu)
        self.setMenu(self.offers)
        self.setEnabled(False)

    def serve(self, view: QWebEngineView) -> None:
        """Copy from this view; its `customContextMenuRequested` shows the menu."""
        self._view = view
        view.customContextMenuRequested.connect(self._on_asked)

    def _on_asked(self, place: QPoint) -> None:
        if self._view is not None and self.isEnabled():
            self.offers.popup(self._view.mapToGlobal(place))

    def _on_menu(self) -> None:
        self.selected.setEnabled(self._view is not None and self._view.hasSelection())

    def _on_selected(self) -> None:
        if self._view is not None:
            QGuiApplication.clipboard().setText(self._view.selectedText())

"""The preview of the entry being edited: rendered by the publishing service, half a step behind."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from curator_app.domain.entry import Entry
from curator_app.errors import CuratorError, NotFound
from curator_app.ui.tasks import Latest, Tasks
from curator_app.ui.theme import Theme
from curator_app.ui.widgets import EmptyState

if TYPE_CHECKING:
    from curator_app.services.library import Library
    from curator_app.ui.preview.pane import PreviewPane

DEBOUNCE_MS = 250
COPIED = {"citation": "citation", "bibtex": "BibTeX record", "snapshot": "snapshot reference"}
WIDE = 720
Pages = dict[str, tuple[bytes, str]]
_REFERENCE = re.compile(rb'(?:href|src)="([^"#?]*assets/[^"#?]+)"')


def render(library: Library, entry: Entry) -> tuple[Pages, str]:
    """The page of an entry with its files, by path; runs on a reader thread."""
    from curator_app.services import publishing

    path = f"/evidence/{entry.slug or 'new-entry'}"
    return with_files(publishing.page(library, entry), path), path


def with_files(page: bytes, path: str) -> Pages:
    """A page with the files that it refers to, by path."""
    from curator_app.services import publishing

    pages: Pages = {path: (page, "text/html")}
    for found in sorted(set(_REFERENCE.findall(page))):
        name = found.decode()
        try:
            data, mime = publishing.asset(name)
        except NotFound:
            continue
        pages[_absolute(name)] = (data, mime)
    return pages


def _absolute(name: str) -> str:
    """`../assets/x.css` and `/assets/x.css` are one file of the site."""
    return "/assets/" + name.rpartition("assets/")[2]


class PreviewBox(QWidget):
    """The place of the preview pane; Chromium is only loaded when it is first shown."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setAccessibleName("Preview")
        self.setMinimumWidth(280)
        self._stack = QStackedWidget()
        self._stack.addWidget(EmptyState(theme, "preview", "No entry is open"))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._stack)
        self.pane: PreviewPane | None = None

    def make_pane(self) -> PreviewPane:
        """Load the pane."""
        from curator_app.ui.preview.pane import PreviewPane

        made = PreviewPane(self)
        made.set_device("desktop" if self.width() >= WIDE else "phone")
        self._stack.addWidget(made)
        self._stack.setCurrentWidget(made)
        return made


class Previewer(QObject):
    """Keeps the preview pane on the entry that is edited, while the pane is shown.

    Signals: link_activated(slug) and outside_link(url) of the page; told(sentence).
    """

    link_activated = Signal(str)
    outside_link = Signal(str)
    told = Signal(str)

    def __init__(self, tasks: Tasks, box: PreviewBox) -> None:
        super().__init__(box)
        self._box, self._tasks = box, tasks
        self._library: Library | None = None
        self._entry: Entry | None = None
        self._shown: Entry | None = None
        self._question = Latest(tasks, self)
        self._question.on_failed(self._on_failed)
        self._timer = QTimer(self, singleShot=True, interval=DEBOUNCE_MS)
        self._timer.timeout.connect(self._render)

    def set_library(self, library: Library | None) -> None:
        """Render with the rules and neighbours of this library."""
        self._library = library
        self.clear()

    def again(self) -> None:
        """The rules changed: the page of the same text may be another."""
        self._shown = None
        self._timer.start(0)

    def set_shown(self, shown: bool) -> None:
        """Show or hide the pane."""
        self._box.setVisible(shown)
        if shown:
            self._shown = None
            self._timer.start(0)

    def is_shown(self) -> bool:
        """Whether the pane is to be seen."""
        return not self._box.isHidden()

    def show_entry(self, entry: Entry | None) -> None:
        """Preview this text at once; None when no entry is open."""
        if entry is None:
            self.clear()
        else:
            self._entry = entry
            self._timer.start(0)

    def show_typed(self, entry: Entry) -> None:
        """Preview this text when typing rests."""
        self._entry = entry
        self._timer.start(DEBOUNCE_MS)

    def clear(self) -> None:
        """No entry is open."""
        self._entry = self._shown = None
        self._question.forget()
        if self._box.pane is not None:
            self._box.pane.clear("No entry is open.")

    def focus(self) -> None:
        """Take the keyboard into the preview."""
        if self._box.pane is not None:
            self._box.pane.setFocus()

    def _render(self) -> None:
        library, entry = self._library, self._entry
        if library is None or entry is None or not self.is_shown() or entry == self._shown:
            return
        self._pane()
        self._shown = entry
        self._question.ask(lambda: render(library, entry), self._on_rendered)

    def _pane(self) -> PreviewPane:
        if self._box.pane is None:
            self._box.pane = self._box.make_pane()
            self._box.pane.link_activated.connect(self.link_activated)
            self._box.pane.outside_link.connect(self.outside_link)
            self._box.pane.copy_asked.connect(self._on_copy)
        return self._box.pane

    def _on_rendered(self, answer: tuple[Pages, str]) -> None:
        pages, path = answer
        if self._box.pane is not None and self._entry is not None:
            self._box.pane.show_page(pages, path)

    def _on_copy(self, form: str) -> None:
        """Copy what the page says: of the text that is shown, saved or not."""
        from curator_app.services.copying import as_text

        library, entry = self._library, self._shown

        def done(text: str) -> None:
            QGuiApplication.clipboard().setText(text)
            self.told.emit(f"Copied the {COPIED[form]}.")

        if library is not None and entry is not None:
            self._tasks.read(lambda: as_text(library, entry, form), self, done)

    def _on_failed(self, error: Exception) -> None:
        self._shown = None
        if isinstance(error, CuratorError):
            self._pane().set_stale(True)
        else:
            self._tasks.failed.emit(error)

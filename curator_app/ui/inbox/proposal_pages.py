"""The page as the reader saw it beside the page as it is now, with their differences marked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSplitter, QVBoxLayout, QWidget

from curator_app.services import publishing
from curator_app.services.contributing import Opened
from curator_app.site.marking import ANCHOR, marked
from curator_app.ui.previewing import Pages, with_files
from curator_app.ui.theme import Theme
from curator_app.ui.widgets import EmptyState, PlainLabel

if TYPE_CHECKING:
    from curator_app.services.library import Library
    from curator_app.ui.preview.pane import PreviewPane

WIDE = 700
"""Pixels from which on a page is shown as on a desk."""


@dataclass(frozen=True)
class Compared:
    """Both pages with their files; `places` is in how many they differ, -1 when unknown."""

    then: Pages
    now: Pages
    path: str
    places: int

    def sentence(self) -> str:
        """What the reviewer reads above them."""
        if self.places == 0:
            return "The page has not changed since."
        if self.places < 0:
            return "The pages differ in so much that nothing is marked."
        places = "1 place" if self.places == 1 else f"{self.places} places"
        return f"It differs in {places}: struck out on the left, underlined on the right."


def compared(library: Library, opened: Opened) -> Compared | None:
    """Render both; on a reader thread. None when the reader saw no page."""
    seen, entry = opened.seen, opened.entry
    if seen.entry is None:
        return None
    # One date for both: that the page is older is said above it, and is no difference.
    accessed = seen.accessed or publishing.today()
    old = publishing.page(library, seen.entry, accessed)
    new = publishing.page(library, entry, accessed)
    then, now, places = marked(old, new)
    path = f"/evidence/{entry.slug}"
    return Compared(with_files(then, path), with_files(now, path), path, places)


class ComparePane(QWidget):
    """Two previews side by side. Chromium is loaded when there is something to show.

    Signals: link_activated(slug) when a link to another study was clicked.
    """

    link_activated = Signal(str)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.sentence = PlainLabel("", "muted")
        self.empty = EmptyState(theme, "preview", "")
        self.splitter = QSplitter(Qt.Orientation.Horizontal)
        self.splitter.setChildrenCollapsible(False)
        self._headings = (PlainLabel("As the reader saw it", "label"), PlainLabel("Now", "label"))
        self._then, self._now = QWidget(), QWidget()
        self._columns = [
            self._column(box, heading)
            for box, heading in zip((self._then, self._now), self._headings, strict=True)
        ]
        self.panes: tuple[PreviewPane, PreviewPane] | None = None
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 12, 12, 12)
        layout.setSpacing(8)
        layout.addWidget(self.sentence)
        layout.addWidget(self.empty, 1)
        layout.addWidget(self.splitter, 1)
        self.splitter.hide()

    def _column(self, box: QWidget, heading: PlainLabel) -> QVBoxLayout:
        layout = QVBoxLayout(box)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(heading)
        self.splitter.addWidget(box)
        return layout

    def say(self, title: str, text: str = "") -> None:
        """Show no pages, and why."""
        self.sentence.hide()
        self.splitter.hide()
        self.empty.say(title, text)
        self.empty.show()

    def show_pages(self, found: Compared, opened: Opened) -> None:
        """Show both pages, or the one when they are the same."""
        then, now = self._made()
        self.sentence.setText(f"{opened.seen.sentence} {found.sentence()}")
        self.sentence.show()
        self.empty.hide()
        self.splitter.show()
        same = found.places == 0
        self._then.setVisible(not same)
        when = f" ({opened.seen.accessed})" if opened.seen.accessed else ""
        self._headings[0].setText(f"As the reader saw it{when}")
        self._headings[1].setText(
            "As the reader saw it, and as it is now" if same else "As it is now"
        )
        for pane in (then, now):
            pane.set_look(self._theme.scheme.name)
        if not same:
            then.show_page(found.then, found.path, ANCHOR)
        now.show_page(found.now, found.path, "" if same else ANCHOR)
        self._fit()

    def _made(self) -> tuple[PreviewPane, PreviewPane]:
        if self.panes is None:
            from curator_app.ui.preview.pane import PreviewPane

            then, now = PreviewPane(), PreviewPane()
            for box, pane, name in zip(self._columns, (then, now), ("then", "now"), strict=True):
                pane.bar.hide()
                pane.setAccessibleName(f"The page {name}")
                pane.link_activated.connect(self.link_activated)
                box.addWidget(pane)
            self.panes = then, now
        return self.panes

    def _fit(self) -> None:
        """As wide as a phone where a page made smaller could not be read."""
        for pane in self.panes or ():
            pane.set_device("desktop" if pane.width() >= WIDE else "phone")

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def focus(self) -> None:
        """Take the keyboard into the pages."""
        if self.panes is not None:
            self.panes[1].setFocus()

"""The preview pane: the page's own bytes, as readers will see them."""

from __future__ import annotations

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QMarginsF, Qt, Signal
from PySide6.QtGui import QPageLayout, QPageSize, QResizeEvent
from PySide6.QtPdf import QPdfDocument
from PySide6.QtPdfWidgets import QPdfView
from PySide6.QtWebEngineCore import QWebEnginePage
from PySide6.QtWebEngineWidgets import QWebEngineView
from PySide6.QtWidgets import (
    QBoxLayout,
    QButtonGroup,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from curator_app.ui.preview import appearance
from curator_app.ui.preview.copy_button import CopyButton
from curator_app.ui.preview.guard import Content, Profile, address
from curator_app.ui.preview.page import Page
from curator_app.ui.preview.stage import Stage

DEVICES = (
    ("phone", "Phone", "As wide as a phone, 390 pixels"),
    ("tablet", "Tablet", "As wide as a tablet, 768 pixels"),
    ("desktop", "Desktop", "As wide as the pane, made smaller where it is narrow"),
)
LOOKS = (
    ("light", "Light", "As on a light screen"),
    ("dark", "Dark", "As on a dark screen"),
    ("print", "Print", "As it prints on A4"),
)
NARROW = 470
"""Below this width the buttons stand in two rows."""
EMPTY, PAGE, PRINT, CRASHED = range(4)
NOTHING = "Choose a study to see its page."


class PreviewPane(QWidget):
    """Shows pages from memory.

    Signals: `link_activated(slug)` when a link to another study was clicked, `outside_link(url)`
    when one leads out (nothing is followed), `link_hovered(url)` for the status line ("" when the
    pointer leaves it), `shown(path)` when a page stands on the screen, `copy_asked(form)` when
    something the page offers for citing is wanted.
    """

    link_activated = Signal(str)
    outside_link = Signal(str)
    link_hovered = Signal(str)
    shown = Signal(str)
    copy_asked = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("previewPane")
        self._content: dict[str, tuple[bytes, str]] = {}
        self._path, self._fragment = "", ""
        self._look = "light"
        self._view: QWebEngineView | None = None
        self._page: Page | None = None
        self._profile: Profile | None = None
        self.printed = QPdfDocument(self)
        self._pdf_bytes = QBuffer(self)
        self.stage = Stage(self)
        self.stack = QStackedWidget(self)
        self.stale = _label("Out of date", "badge")
        self.stale.setProperty("tone", "warn")
        self.zoom = _label("", "hint")
        self.copy_button = CopyButton(self)
        self.copy_button.asked.connect(self.copy_asked)
        self._groups: list[QButtonGroup] = []
        self._lay_out()
        self.stage.zoomed.connect(self._on_zoomed)
        self.set_stale(False)

    def _lay_out(self) -> None:
        self.bar = QWidget(self)
        self._bar = QBoxLayout(QBoxLayout.Direction.LeftToRight, self.bar)
        self._bar.setContentsMargins(8, 6, 8, 6)
        self._bar.setSpacing(4)
        widths, looks = QHBoxLayout(), QHBoxLayout()
        self.devices = self._choices(widths, DEVICES, "desktop", self._on_device)
        self.looks = self._choices(looks, LOOKS, "light", self._on_look)
        widths.addStretch(1)
        looks.addStretch(1)
        looks.addWidget(self.stale)
        looks.addWidget(self.zoom)
        looks.addWidget(self.copy_button)
        self._bar.addLayout(widths)
        self._bar.addSpacing(8)
        self._bar.addLayout(looks, 1)
        self._empty = _said(NOTHING)
        self.stack.addWidget(self._empty)
        self.stack.addWidget(self.stage)
        self.stack.addWidget(self._print_view())
        self.stack.addWidget(self._crash_view())
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.bar)
        layout.addWidget(self.stack, 1)

    def _choices(
        self, bar: QHBoxLayout, offers: tuple[tuple[str, str, str], ...], first: str, slot: object
    ) -> dict[str, QToolButton]:
        group = QButtonGroup(self)
        made: dict[str, QToolButton] = {}
        for id_, text, tip in offers:
            button = QToolButton(self)
            button.setText(text)
            button.setCheckable(True)
            button.setAutoRaise(True)
            button.setObjectName(f"preview.{id_}")
            button.setToolTip(tip)
            button.setAccessibleName(tip)
            button.setChecked(id_ == first)
            group.addButton(button)
            bar.addWidget(button)
            made[id_] = button
        group.buttonClicked.connect(slot)
        self._groups.append(group)
        return made

    def _print_view(self) -> QPdfView:
        view = QPdfView(self)
        view.setDocument(self.printed)
        view.setPageMode(QPdfView.PageMode.MultiPage)
        view.setZoomMode(QPdfView.ZoomMode.FitToWidth)
        view.setAccessibleName("The page as it prints")
        return view

    def _crash_view(self) -> QWidget:
        box = _said("The preview stopped. Your text is not affected.")
        self.reload = QPushButton("Reload the preview", box)
        self.reload.clicked.connect(self._on_reload)
        layout = box.layout()
        assert isinstance(layout, QVBoxLayout)  # noqa: S101 - made two lines above
        layout.insertWidget(2, self.reload, 0, Qt.AlignmentFlag.AlignHCenter)
        return box

    # --- what the window asks for

    def show_page(self, pages: Content, path: str, fragment: str = "") -> None:
        """Show the page at `path`; the same bytes again do nothing, new ones keep the place.

        With a `fragment` it begins at the part of this id.
        """
        content = dict(pages)
        self.set_stale(False)
        self.copy_button.setEnabled(True)
        if content == self._content and path == self._path:
            if self.stack.currentIndex() in (EMPTY, CRASHED):
                self._load()
            return
        self._content, self._path, self._fragment = content, path, fragment
        self._load()

    def set_stale(self, on: bool) -> None:
        """Whether a newer text is being rendered, or could not be."""
        self.stale.setVisible(on)

    def set_look(self, look: str) -> None:
        """Choose light, dark or print."""
        self.looks[look].setChecked(True)
        self._look = look
        if self._page is None:
            return
        appearance.show(self._page, "dark" if look == "dark" else "light")
        self._show_look()

    def set_device(self, device: str) -> None:
        """Choose phone, tablet or desktop."""
        self.devices[device].setChecked(True)
        self.stage.set_device(device)

    def clear(self, text: str = NOTHING) -> None:
        """Show that there is no page, and why."""
        self._content, self._path = {}, ""
        self.copy_button.setEnabled(False)
        label = self._empty.findChild(QLabel)
        if label is not None:
            label.setText(text)
        self.set_stale(False)
        self.stack.setCurrentIndex(EMPTY)

    # --- inside

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        direction = QBoxLayout.Direction
        narrow = self.width() < NARROW
        self._bar.setDirection(direction.TopToBottom if narrow else direction.LeftToRight)

    def _engine(self) -> Page:
        if self._page is None:
            profile = Profile()
            self._view = QWebEngineView(self.stage)
            self._page = Page(profile, self._view)
            self._view.setPage(self._page)
            self.setFocusProxy(self._view)
            # Never Chromium's own menu, which saves, views sources and goes places.
            self._view.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
            self.copy_button.serve(self._view)
            self._view.setAcceptDrops(False)
            self._view.setAccessibleName("Preview of the page")
            # Last, so that it is destroyed after the page that uses it.
            profile.setParent(self)
            self._profile = profile
            self._page.link_activated.connect(self.link_activated)
            self._page.outside_link.connect(self.outside_link)
            self._page.linkHovered.connect(self.link_hovered)
            self._page.loadFinished.connect(self._on_loaded)
            self._page.renderProcessTerminated.connect(self._on_terminated)
            appearance.show(self._page, "dark" if self._look == "dark" else "light")
            self.stage.hold(self._view)
            self._on_zoomed(self.stage.zoom() or 1.0)
        return self._page

    def _load(self) -> None:
        page = self._engine()
        assert self._profile is not None  # noqa: S101 - the engine has one
        self._profile.pages.serve(self._content)
        page.go(address(self._path, self._fragment))
        if self.stack.currentIndex() in (EMPTY, CRASHED):
            self.stack.setCurrentIndex(PAGE)

    def _on_loaded(self, good: bool) -> None:
        if good and self._path:
            self._show_look()
            self.shown.emit(self._path)

    def _show_look(self) -> None:
        if self._look != "print" or self._page is None:
            if self.stack.currentIndex() == PRINT:
                self.stack.setCurrentIndex(PAGE)
            return
        self._page.printToPdf(self._on_pdf, _paper())

    def _on_pdf(self, data: QByteArray) -> None:
        if self._look != "print":
            return
        self.printed.close()
        self._pdf_bytes.close()
        self._pdf_bytes.setData(data)
        self._pdf_bytes.open(QIODevice.OpenModeFlag.ReadOnly)
        self.printed.load(self._pdf_bytes)
        self.stack.setCurrentIndex(PRINT)

    def _on_device(self, button: QToolButton) -> None:
        self.set_device(button.objectName().removeprefix("preview."))

    def _on_look(self, button: QToolButton) -> None:
        self.set_look(button.objectName().removeprefix("preview."))

    def _on_zoomed(self, factor: float) -> None:
        if self._page is not None:
            self._page.setZoomFactor(factor)
        self.zoom.setText(f"{factor:.0%}" if factor < 0.995 else "")

    def _on_terminated(self, status: QWebEnginePage.RenderProcessTerminationStatus) -> None:
        if status != QWebEnginePage.RenderProcessTerminationStatus.NormalTerminationStatus:
            self.stack.setCurrentIndex(CRASHED)

    def _on_reload(self) -> None:
        self._load()


def _paper() -> QPageLayout:
    return QPageLayout(
        QPageSize(QPageSize.PageSizeId.A4),
        QPageLayout.Orientation.Portrait,
        QMarginsF(15, 15, 15, 15),
        QPageLayout.Unit.Millimeter,
    )


def _label(text: str, role: str) -> QLabel:
    label = QLabel()
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setProperty("role", role)
    label.setText(text)
    return label


def _said(text: str) -> QWidget:
    box = QWidget()
    label = _label(text, "muted")
    label.setWordWrap(True)
    label.setAlignment(Qt.AlignmentFlag.AlignCenter)
    layout = QVBoxLayout(box)
    layout.setContentsMargins(24, 24, 24, 24)
    layout.addStretch(2)
    layout.addWidget(label)
    layout.addStretch(3)
    return box

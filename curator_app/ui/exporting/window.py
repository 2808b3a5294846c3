"""Export: which entries, in which format, into which file; then the file, whole or not at all."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from PySide6.QtCore import QStandardPaths, Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import (
    QButtonGroup,
    QComboBox,
    QFileDialog,
    QLineEdit,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from curator_app.formats.writers import BY_FORMAT, WRITERS, Writer
from curator_app.services import exporting
from curator_app.services.exporting import ExportResult, Wanted
from curator_app.services.library import Library
from curator_app.ui.messages import confirm
from curator_app.ui.steps import StepWindow
from curator_app.ui.tasks import Tasks
from curator_app.ui.theme import Theme
from curator_app.ui.widgets import EmptyState, PlainLabel, button, row

NAME = "atlas"
NOTHING = "Nothing here is public yet. An entry is exported once its state is ready or published."


class Offer(NamedTuple):
    """Some entries that could be exported: what they are called, and which they are."""

    words: str
    wanted: Wanted


class ExportWindow(StepWindow):
    """Signals: remembered(folder, format) once a file was written."""

    remembered = Signal(str, str)

    def __init__(
        self,
        tasks: Tasks,
        theme: Theme,
        library: Library,
        offers: Sequence[Offer],
        before: tuple[str, str],
        parent: QWidget,
    ) -> None:
        """`offers` come in the order of preference; `before` are the last folder and format."""
        super().__init__(tasks, theme, parent, "Export")
        self._library, self._offers = library, tuple(offers)
        self._public: list[int] = []
        self._written: Path | None = None
        self.choices = [QRadioButton(offer.words) for offer in offers]
        self.group = QButtonGroup(self)
        self.format = QComboBox()
        self.help = PlainLabel("", "muted")
        self.file = QLineEdit()
        self.choose_button = button("Choose…", self._choose)
        self.finished_step = EmptyState(theme, "good", "")
        self.open_button = button("Open the folder", self._on_open)
        self.export_button = button("Export", self._on_export, "primary")
        self._build()
        self._fill(*before)
        self._connect()
        self.end(self.choosing)
        self.export_button.setEnabled(False)
        self.tasks.read(self._count, self, self._on_counts)

    def _build(self) -> None:
        self.choosing = QWidget()
        layout = QVBoxLayout(self.choosing)
        layout.setContentsMargins(24, 20, 24, 16)
        layout.setSpacing(8)
        layout.addWidget(PlainLabel("Entries", "heading"))
        for place, choice in enumerate(self.choices):
            self.group.addButton(choice, place)
            layout.addWidget(choice)
        self.choices[0].setChecked(True)
        layout.addSpacing(12)
        for words, widget in (("&Format", self.format), ("F&ile", self.file)):
            caption = PlainLabel(words, "heading", wrap=False)
            caption.setBuddy(widget)
            layout.addWidget(caption)
            if widget is self.format:
                layout.addLayout(row(self.format, 1))
                layout.addWidget(self.help)
                layout.addSpacing(12)
        line = row(self.file, self.choose_button)
        line.setStretch(0, 1)
        layout.addLayout(line)
        layout.addStretch(1)
        for step in (self.choosing, self.finished_step):
            self.stack.addWidget(step)
        self.right.addWidget(self.open_button)
        self.right.addWidget(self.export_button)
        self.resize(600, 460)

    def _fill(self, folder: str, format: str) -> None:
        for writer in WRITERS:
            self.format.addItem(f"{writer.name} ({writer.endings[0]})", writer.format)
        self.format.setAccessibleName("Format")
        self.file.setAccessibleName("File")
        known = BY_FORMAT.get(format, WRITERS[0])
        self.format.setCurrentIndex(WRITERS.index(known))
        place = Path(folder) if folder and Path(folder).is_dir() else _documents()
        self.file.setText(str(place / f"{NAME}{known.endings[0]}"))
        self.help.setText(known.help)

    def _connect(self) -> None:
        self.group.idClicked.connect(self.step_changed)
        self.format.currentIndexChanged.connect(self._on_format)
        self.file.textEdited.connect(self._on_typed)
        self.file.returnPressed.connect(self._on_export)

    def step_changed(self) -> None:
        step = self.stack.currentWidget()
        self.export_button.setVisible(step is self.choosing)
        self.export_button.setEnabled(self._number() > 0 and bool(self.file.text().strip()))
        self.open_button.setVisible(step is self.finished_step)
        self.close_button.setText("Close" if step is self.finished_step else "Cancel")

    # ------------------------------------------------------------------ choosing

    def writer(self) -> Writer:
        """The chosen format."""
        return WRITERS[self.format.currentIndex()]

    def target(self) -> Path:
        """The chosen file, with the format's ending if it was typed without one."""
        path = Path(self.file.text().strip()).expanduser()
        path = path if path.is_absolute() else _documents() / path
        return path if path.suffix else path.with_name(f"{path.name}{self.writer().endings[0]}")

    def _number(self) -> int:
        place = self.group.checkedId()
        return self._public[place] if 0 <= place < len(self._public) else 0

    def _count(self) -> list[tuple[int, int]]:
        return [exporting.count(self._library, offer.wanted) for offer in self._offers]

    def _on_counts(self, counts: list[tuple[int, int]]) -> None:
        self._public = [public for _, public in counts]
        for choice, offer, (total, public) in zip(self.choices, self._offers, counts, strict=True):
            choice.setText(_described(offer.words, total, public))
            choice.setEnabled(public > 0)
        if not any(self._public):
            self.notices.show_notice("public", "info", NOTHING, closable=False)
        elif not self._number():
            self.choices[next(i for i, n in enumerate(self._public) if n)].setChecked(True)
        self.step_changed()
        self.export_button.setFocus()

    def _on_format(self) -> None:
        """Another format: the name keeps what the user made of it, with the format's ending."""
        writer, path = self.writer(), Path(self.file.text().strip())
        self.help.setText(writer.help)
        endings = [ending for known in WRITERS for ending in known.endings]
        if path.name and path.suffix.lower() in ("", *endings):
            self.file.setText(str(path.with_suffix(writer.endings[0])))

    def _on_typed(self) -> None:
        """A typed ending that only one format has chooses it."""
        suffix = Path(self.file.text().strip()).suffix.lower()
        for place, writer in enumerate(WRITERS):
            if suffix in writer.endings:
                self.format.blockSignals(True)
                self.format.setCurrentIndex(place)
                self.format.blockSignals(False)
                self.help.setText(writer.help)
        self.step_changed()

    def _choose(self) -> None:
        dialog = QFileDialog(self, "Export to", str(self.target().parent))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setFileMode(QFileDialog.FileMode.AnyFile)
        # This window asks itself, also about a name that was typed into it.
        dialog.setOption(QFileDialog.Option.DontConfirmOverwrite)
        each = [f"{w.name} ({' '.join(f'*{ending}' for ending in w.endings)})" for w in WRITERS]
        dialog.setNameFilters([*each, "All files (*)"])
        dialog.selectNameFilter(each[self.format.currentIndex()])
        dialog.selectFile(self.target().name)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(self._on_file)
        dialog.open()

    def _on_file(self, name: str) -> None:
        self.file.setText(name)
        self._on_typed()
        self.export_button.setFocus()

    # ------------------------------------------------------------------ exporting

    def _on_export(self) -> None:
        if not self.export_button.isEnabled() or self.ticket is not None:
            return
        target = self.target()
        if not target.exists():
            self._go()
            return
        more = "It stays as it is until the new one is whole."
        question = f"{target.name} exists already. Replace it?"
        confirm(self, "Export", question, "Replace it", self._go, more=more)

    def _go(self) -> None:
        library, target, format = self._library, self.target(), self.writer().format
        wanted = self._offers[self.group.checkedId()].wanted
        ticket = self.begin(f"Writing {target.name}…")

        def work() -> ExportResult:
            return exporting.export(
                library, target, format, wanted, ticket.report, ticket.cancelled
            )

        self.tasks.read(work, self, self._on_done, self._on_failed)

    def _on_failed(self, error: Exception) -> None:
        self.fail(self.choosing, error)

    def _on_done(self, result: ExportResult) -> None:
        self._written = result.file
        self.finished_step.say("Exported", f"{result.sentence()}\n{result.file.parent}")
        self.end(self.finished_step)
        self.close_button.setFocus()
        self.remembered.emit(str(result.file.parent), self.writer().format)

    def _on_open(self) -> None:
        if self._written is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._written.parent)))


def _described(words: str, total: int, public: int) -> str:
    """An offer with its numbers: what would go out, and what stays."""
    if not total:
        return f"{words} (none)"
    hidden = total - public
    if not hidden:
        return f"{words} ({public:,})"
    verb = "is" if hidden == 1 else "are"
    return f"{words} ({public:,}; {hidden:,} more {verb} not public)"


def _documents() -> Path:
    """Where files of the user go when nothing else was chosen."""
    place = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
    return Path(place) if place and Path(place).is_dir() else Path.home()

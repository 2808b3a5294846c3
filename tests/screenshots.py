"""Pictures of every window on the demo atlas, light and dark, for the eye and for the docs.

`make screenshots` runs this on a virtual screen of 24 bits: python -m tests.screenshots [FOLDER]
[NAME…]; with names, only pictures whose name holds one of them are written.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from pathlib import Path

if hasattr(os, "geteuid") and os.geteuid() == 0:
    os.environ["QTWEBENGINE_DISABLE_SANDBOX"] = "1"

from PySide6.QtCore import QEvent, QPoint
from PySide6.QtGui import QHelpEvent, QPainter
from PySide6.QtWidgets import QApplication, QToolTip, QWidget

from curator_app import settings
from curator_app.app import Program, application
from curator_app.domain.changes import Changes
from curator_app.domain.checks.finding import Key
from curator_app.domain.entry import Entry
from curator_app.services import deciding
from curator_app.services.library import Library
from curator_app.services.overview import Line
from curator_app.settings import Settings
from curator_app.ui.catalogue.plan import PolicyWindow
from curator_app.ui.catalogue.window import CatalogueWindow
from curator_app.ui.closing import ask_before_closing
from curator_app.ui.editor.parts import GrowingText
from curator_app.ui.entries.jump import JumpDialog
from curator_app.ui.exporting.window import ExportWindow
from curator_app.ui.findings.panel import FindingsPanel
from curator_app.ui.help import KeysWindow
from curator_app.ui.history.window import HistoryWindow
from curator_app.ui.publishing.window import PublishWindow
from curator_app.ui.window import MainWindow
from curator_app.ui.words.window import WordsWindow
from tests import walk
from tests.screenshots_duplicates import duplicates
from tests.screenshots_import import import_window
from tests.screenshots_inbox import contributions
from tests.walk import settle, until

SIZES = ((1280, 800), (1920, 1080))
THEMES = ("light", "dark")
SLUG = "fluge-2019-lymphocyte-depletion"


class Camera:
    """Takes the pictures of one program."""

    def __init__(self, program: Program, folder: Path, names: list[str]) -> None:
        self.program, self.folder, self.names = program, folder, names
        self.suffix = ""

    def shoot(self, widget: QWidget, name: str) -> None:
        """Write one picture."""
        settle(0.3)
        name = f"{name}-{self.suffix}"
        if not self.names or any(part in name for part in self.names):
            widget.grab().save(str(self.folder / f"{name}.png"))
            print(name)

    def shoot_over(self, window: QWidget, popup: QWidget, name: str) -> None:
        """Write a picture of a window with a menu, dialog or tip where it stands over it."""
        name = f"{name}-{self.suffix}"
        if not self.names or any(part in name for part in self.names):
            picture = window.grab()
            painter = QPainter(picture)
            painter.drawPixmap(window.mapFromGlobal(popup.mapToGlobal(QPoint())), popup.grab())
            painter.end()
            picture.save(str(self.folder / f"{name}.png"))
            print(name)


def prepare(library: Library) -> Entry:
    """A history to look at; returns the entry that the pictures show."""
    first = "It matters because people were followed for longer than before."
    second = "It matters because patients were followed for much longer than in earlier trials."
    library.set_values(SLUG, {"why_it_matters": first, "sample_size": "151"}, "First reading")
    library.set_values(SLUG, {"why_it_matters": second}, "Clearer, after the second reading")
    return library.entry(SLUG)


def page_is_painted(window: MainWindow) -> bool:
    """Whether the page stands in the preview: its engine paints when it has time."""
    pane = window.preview_box.pane
    if pane is None:
        return False
    image = pane.stage.grab().toImage()
    across, down = range(0, image.width(), 3), range(0, image.height(), 5)
    return len({image.pixel(x, y) for x in across for y in down}) > 30


def main_window(camera: Camera, size: tuple[int, int]) -> None:
    """The main window in its states."""
    program = camera.program
    window = program.window
    window.resize(*size)
    wide = size[0] > 1600
    if window.preview.is_shown() != wide:
        window.commands.preview()
    width = window.width()
    window.splitter.setSizes([212, 560, width - 1290, 518] if wide else [212, 470, width - 682, 0])
    if wide:
        until(lambda: page_is_painted(window))
    camera.shoot(window, "main")
    if wide:
        window.commands.preview()
        window.splitter.setSizes([212, 480, width - 692, 0])
        window.desk.editor().focus_field("criteria")
        camera.shoot(window, "criteria")
        window.desk.editor().focus_first()
        window.splitter.setSizes([212, 900, width - 1112, 0])
        camera.shoot(window, "columns")
        return
    window.list.search.setText("rituximab xylophone")
    until(lambda: window.list.table.rowCount() == 0)
    camera.shoot(window, "nothing-found")
    window.list.clear()
    until(lambda: window.list.table.rowCount() > 0)
    window.notices.show_notice("drafts", "info", "Unsaved text of 2 entries was kept from last "
                               "time.", [("Review", window.commands.drafts)])  # fmt: skip
    window.notices.show_notice("library", "warn", "The library is open elsewhere (Anna on desk, "
                               "since 10:42), so this window only reads.",
                               [("Try again", window.commands.reopen)], closable=False)  # fmt: skip
    window.notices.show_notice("error", "error", "The disk is full. What you saved before is safe.")
    camera.shoot(window, "notices")
    for kind in ("drafts", "library", "error"):
        window.notices.clear(kind)


SPUN = (
    "This breakthrough study proves that rituximab causes recovery \N{MICROBE}. All patients "
    "suffering from ME/CFS felt significantly better. The drug was found to be safe, and the "
    "virus leads to pain."
)


def findings(camera: Camera, size: tuple[int, int]) -> None:
    """What the checks say of a text that promises too much."""
    window = camera.program.window
    window.resize(*size)
    editor = window.desk.editor()
    editor.focus_field("plain_summary")
    edit = editor.form.boxes["plain_summary"].editor.target()
    assert isinstance(edit, GrowingText)
    edit.selectAll()
    edit.insertPlainText(SPUN)
    until(lambda: any(note.finding.rule == "W01_proves" for note in editor.notes.all()))
    camera.shoot(window, "findings")
    proof = next(n for n in editor.notes.all() if n.finding.rule == "W01_proves")
    editor.notes.reveal(proof)
    window.commands.quick_fix()
    until(lambda: QApplication.activePopupWidget() is not None)
    menu = QApplication.activePopupWidget()
    assert menu is not None
    camera.shoot_over(window, menu, "findings-fixes")
    menu.close()
    tip_at = edit.cursorRect().center()
    QApplication.sendEvent(
        edit.viewport(),
        QHelpEvent(QEvent.Type.ToolTip, tip_at, edit.viewport().mapToGlobal(tip_at)),
    )
    tip = next(w for w in QApplication.topLevelWidgets() if w.inherits("QTipLabel"))
    camera.shoot_over(window, tip, "findings-tip")
    QToolTip.hideText()
    for act, name in ((window.commands.dismiss, "dismiss"), (window.commands.explain, "explain")):
        window.activateWindow()
        editor.notes.reveal(proof)
        act()
        until(lambda: QApplication.activeModalWidget() is not None)
        dialog = QApplication.activeModalWidget()
        assert dialog is not None
        camera.shoot_over(window, dialog, f"findings-{name}")
        dialog.close()
    window.desk.discard()


def first(panel: FindingsPanel, number: int) -> list[Line]:
    """The findings on the first rows."""
    lines = [panel.table.line(row) for row in range(number)]
    return [line for line in lines if line is not None]


def panel(camera: Camera, size: tuple[int, int]) -> None:
    """The findings of the whole library, and those that were dismissed."""
    window = camera.program.window
    library = window.library
    assert library is not None
    window.resize(*size)
    window.commands.check_library()
    shown = window.checking.panel
    until(lambda: shown.table.rowCount() > 20)
    shown.focus()
    camera.shoot(window, "findings-panel")
    shown.head.severities["INFO"].click()
    until(lambda: all(line.severity == "INFO" for line in first(shown, 6)))
    chosen: dict[str, list[Key]] = {}
    for line in first(shown, 6):
        chosen.setdefault(line.id, []).append(line.key)
    deciding.dismiss(library, chosen, "Checked against the full text.")
    window.checking.apply(Changes(frozenset(chosen)))
    shown.head.dismissed.click()
    until(lambda: shown.table.rowCount() == 6)
    shown.view.selectRow(0)
    camera.shoot(window, "findings-dismissed")
    library.undo()
    window.checking.apply(Changes(frozenset(chosen)))
    shown.head.dismissed.click()
    shown.head.severities[""].click()
    shown.show_scope("selection")
    window.list.view.clearSelection()
    until(lambda: shown.table.rowCount() == 0)
    camera.shoot(window, "findings-empty")
    shown.show_scope("entry")
    window.commands.findings()


def tagging(camera: Camera, size: tuple[int, int]) -> None:
    """See 1996 tagged from its abstract by keyboard alone, step by step."""
    program = camera.program
    window = program.window
    assert window.library is not None
    walk.prepare(window.library)
    window.resize(*size)
    wide = size[0] > 1600
    if window.preview.is_shown() != wide:
        window.commands.preview()
    width = window.width()
    window.splitter.setSizes([212, 400, width - 1130, 518] if wide else [212, 430, width - 642, 0])
    window.activateWindow()
    window.list.focus_list()

    def seen(name: str) -> None:
        popup = QApplication.activePopupWidget()
        if popup is None:
            camera.shoot(window, name)
        else:
            camera.shoot_over(window, popup, name)

    walk.Walk(program, seen).go()
    if wide:
        until(lambda: page_is_painted(window))
    settle(1)
    camera.shoot(window, "walk-6-page")


def dialogs(camera: Camera, entry: Entry, work: Path) -> None:
    """The other windows."""
    program = camera.program
    window, library = program.window, program.window.library
    assert library is not None
    history = HistoryWindow(program.tasks, program.theme, library, entry, window)
    history.open()
    until(lambda: history.model.rowCount() > 1)
    camera.shoot(history, "history")
    history.accept()
    sheet = KeysWindow(window)
    sheet.open()
    camera.shoot(sheet, "keys")
    sheet.accept()
    jump = JumpDialog(program.tasks, program.theme, window.texts, library, window)
    jump.open()
    jump.field.setText("fatigue")
    camera.shoot(jump, "jump")
    jump.reject()
    import_window(camera, entry, work)
    export_window(camera, work)
    publish_window(camera, work)
    ruling_windows(camera)
    question = ask_before_closing(window, window.desk, settle_nothing)
    camera.shoot(question, "question")
    question.reject()


def settle_nothing() -> None:
    """What the picture of a question does when it is answered."""


def ruling_windows(camera: Camera) -> None:
    """The catalogue with a choice made, what it would change, and the word lists."""
    program = camera.program
    window, library = program.window, program.window.library
    assert library is not None
    made = CatalogueWindow(program.tasks, program.theme, library, window)
    made.show()
    made.show_definition("nice_cg53_2007")
    made.detail.chosen.emit("nice_cg53_2007", "unclear")
    camera.shoot(made, "catalogue")
    plan = PolicyWindow(program.tasks, program.theme, library, made.draft(), made)
    plan.open()
    until(lambda: plan.stack.currentWidget() is plan.planning)
    camera.shoot(plan, "policy-plan")
    plan.reject()
    made.deleteLater()
    lists = WordsWindow(program.tasks, program.theme, library, window)
    lists.show()
    until(lambda: lists.lists.currentIndex().isValid())
    lists.show_list("causal")
    lists.phrases.added.emit("begets")
    camera.shoot(lists, "words")
    lists.deleteLater()


def publish_window(camera: Camera, work: Path) -> None:
    """The plan and the end of a publication."""
    program = camera.program
    library = program.window.library
    assert library is not None
    site = str(work / f"site-{time.monotonic_ns()}")
    made = PublishWindow(program.tasks, program.theme, library, site, program.window)
    made.open()
    until(lambda: made.publish_button.isEnabled())
    camera.shoot(made, "publish-plan")
    made.publish_button.click()
    until(lambda: made.stack.currentWidget() is made.finished_step)
    camera.shoot(made, "publish-done")
    made.reject()


def export_window(camera: Camera, work: Path) -> None:
    """The choice of entries, format and file, and the end."""
    window = camera.program.window
    window.list.view.selectAll()
    window.commands.export()
    (made,) = [child for child in window.findChildren(ExportWindow) if child.isVisible()]
    until(lambda: made.export_button.isEnabled())
    place = work / f"Documents {camera.suffix}"
    place.mkdir()
    made.file.setText(str(place / "atlas.bib"))
    settle(0.3)
    camera.shoot_over(window, made, "export")
    made.export_button.click()
    until(lambda: made.stack.currentWidget() is made.finished_step)
    camera.shoot(made, "export-done")
    made.reject()


def main(arguments: list[str]) -> int:
    """Take all pictures."""
    folder = Path(arguments[0] if arguments else "screenshots")
    folder.mkdir(parents=True, exist_ok=True)
    app = application(["atlas-curator"])
    with tempfile.TemporaryDirectory() as made:
        work = Path(made)
        settings.save(work / "config", Settings(who="Anna Lind"))
        program = Program(app, work / "Demo atlas", work / "config", demo=True)
        window = program.window
        program.start()
        until(lambda: window.list.table.rowCount() > 0)
        assert window.library is not None
        entry = prepare(window.library)
        camera = Camera(program, folder, arguments[1:])
        window.list.sort_by("title", False)
        window.commands.show_in_list(entry)
        until(lambda: (now := window.desk.entry()) is not None and now.id == entry.id)
        for theme in THEMES:
            program.theme.choose(theme)
            for size in SIZES:
                camera.suffix = f"{theme}-{size[0]}"
                main_window(camera, size)
                findings(camera, size)
                panel(camera, size)
                tagging(camera, size)
                window.commands.show_in_list(entry)
                until(lambda: (now := window.desk.entry()) is not None and now.id == entry.id)
            camera.suffix = theme
            dialogs(camera, entry, work)
            duplicates(camera, entry, theme, SIZES)
            contributions(camera, theme, SIZES)
        window.close()
        program.stop()
        QApplication.processEvents()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

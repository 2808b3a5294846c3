"""The program with its window: everything is put together here, and taken apart in order."""

from __future__ import annotations

import logging
import sys
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QObject, QTimer
from PySide6.QtWidgets import QApplication

from curator_app import __version__, settings
from curator_app.errors import CuratorError
from curator_app.paths import Paths, make_private
from curator_app.ui.garbage import GuiThreadCollector
from curator_app.ui.keys import AltDigits
from curator_app.ui.preview import scheme
from curator_app.ui.tasks import Tasks
from curator_app.ui.theme import Theme
from curator_app.ui.window import MainWindow
from curator_app.unforeseen import OwnWords

if TYPE_CHECKING:
    from curator_app.services.library import Library

LOG_BYTES, LOGS_KEPT = 500_000, 2


class Program(QObject):
    """The window with the library it works on.

    The library is opened on the writer thread after the window has been shown.
    """

    def __init__(self, app: QApplication, folder: Path, config: Path, *, demo: bool) -> None:
        super().__init__(app)
        self.folder, self._demo = folder, demo
        chosen = settings.load(config)
        self.tasks = Tasks(self)
        self.theme = Theme(app, chosen.theme)
        self.window = MainWindow(self.tasks, self.theme, chosen, config)
        self.window.library_wanted.connect(self._on_wanted)
        self._digits = AltDigits(app, self)

    def start(self) -> None:
        """Show the window and open the library."""
        self.window.show()
        # Without a window manager nobody else gives the window the keyboard.
        self.window.activateWindow()
        QTimer.singleShot(0, self._open)

    def stop(self) -> None:
        """Close the library after what is being written, on the thread that opened it."""
        library = self.window.library
        self.window.commands.close_inbox()
        if library is not None:
            self.window.library = None
            self.tasks.write(library.close, self)
        self.tasks.wait()

    def _open(self) -> None:
        folder, demo, who = self.folder, self._demo, self.window.settings.who

        def work() -> object:
            from curator_app import demo as demo_atlas
            from curator_app.services.library import Library

            library = Library.open(folder, who=who)
            if demo:
                demo_atlas.fill(library)
            return library

        self.tasks.write(work, self, self._on_opened, self._on_failed)

    def _on_opened(self, library: Library) -> None:
        self.window.set_library(library)
        if self._demo:
            self.window.say_demo(Paths.of_user().library)

    def _on_failed(self, error: Exception) -> None:
        if isinstance(error, CuratorError):
            self.window.say_unusable(error.sentence())
        else:
            self.window.say_unusable("The library could not be opened. It was left as it is.")
            self.window.messages.show_error(error)

    def _on_wanted(self, folder: object) -> None:
        """Close this library and open another (or the same one again)."""
        library = self.window.library
        if isinstance(folder, Path):
            from curator_app import demo as demo_atlas

            self.folder, self._demo = folder, folder == demo_atlas.folder()
        self.window.set_library(None)
        if library is not None:
            self.tasks.write(library.close, self)
        self._open()


def run(folder: str | None, *, demo: bool = False) -> int:
    """Show the window until it is closed; returns the exit code."""
    paths = Paths.of_user()
    _log_to(paths.logs)
    app = application(sys.argv[:1])
    demo = demo or wants_demo(folder)
    program = Program(app, library_folder(folder, demo=demo), paths.config, demo=demo)
    program.window.messages.install_hook()
    program.start()
    try:
        return app.exec()
    finally:
        program.stop()
        program.window.messages.remove_hook()


def wants_demo(folder: str | None) -> bool:
    """Until the user has a library, the demo atlas shows around instead of an empty window."""
    return folder is None and not (Paths.of_user().library / "atlas.db").exists()


def library_folder(folder: str | None, *, demo: bool) -> Path:
    """The folder asked for, the demo's, or the user's own."""
    if folder is not None:
        return Path(folder).expanduser()
    if demo:
        from curator_app import demo as demo_atlas

        return demo_atlas.folder()
    return Paths.of_user().library


def application(arguments: list[str]) -> QApplication:
    """The one QApplication, ready for a preview that is loaded later."""
    QCoreApplication.setApplicationName("Atlas Curator")
    QCoreApplication.setApplicationVersion(__version__)
    # Readers in Python give way to the window five times as often as Python would have them.
    sys.setswitchinterval(0.001)
    # Chromium reads this, and it is too late once the application exists.
    scheme.prepare()
    found = QApplication.instance()
    app = found if isinstance(found, QApplication) else QApplication(arguments)
    GuiThreadCollector.keep_on(app)
    return app


def try_window() -> str:
    """Build the window once without showing it, for the self-check."""
    import tempfile

    app = application(["atlas-curator"])
    with tempfile.TemporaryDirectory() as folder:
        program = Program(app, Path(folder), Path(folder), demo=False)
        program.tasks.wait()
        title = program.window.windowTitle()
        program.window.deleteLater()
    return f"{title}, Qt style {app.style().objectName()}"


def _log_to(folder: Path) -> None:
    try:
        make_private(folder)
        handler = RotatingFileHandler(
            folder / "curator.log", maxBytes=LOG_BYTES, backupCount=LOGS_KEPT, encoding="utf-8"
        )
    except OSError:
        return
    handler.addFilter(OwnWords())
    logging.basicConfig(
        handlers=[handler],
        level=logging.INFO,
        format="%(asctime)s %(levelname)s %(name)s %(message)s",
    )

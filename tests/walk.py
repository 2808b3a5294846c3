"""The walk of a curator who has no mouse: tag See 1996 from its abstract.

Every step is keys on whatever has the cursor. The test asserts on it, the screenshots show it.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QDeadlineTimer, QEventLoop, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from curator_app.app import Program
from curator_app.domain.entry import Entry
from curator_app.services.library import Library
from curator_app.ui.editor.detection.panel import DetectionPanel

Key = Qt.Key
SLUG = "see-1996-alpha-interferon"
CLAUSE = (
    "Thirty patients who fulfilled clinical criteria defined by the CDC for Chronic Fatigue "
    "Syndrome"
)
# The publisher's abstract is not ours to print: only the clause in the middle is the paper's.
ABSTRACT = (
    "Natural killer cells of people with chronic fatigue syndrome may work poorly. "
    f"{CLAUSE} received interferon or placebo in turn. "
    "Symptoms by the Canadian Occupational Performance Measure were no entry rule. "
    "The Oxford criteria have been criticised as too broad."
)


def settle(seconds: float) -> None:
    """Let the program go on for a while."""
    loop = QEventLoop()
    QTimer.singleShot(int(seconds * 1000), loop.quit)
    loop.exec()


def until(condition: Callable[[], bool], seconds: float = 60) -> None:
    """Let the program go on until something holds."""
    end = QDeadlineTimer(int(seconds * 1000))
    while not condition():
        if end.hasExpired():
            raise TimeoutError("The window did not get there.")
        settle(0.02)


def prepare(library: Library) -> None:
    """The study as it came out of an import: with an abstract, without criteria."""
    values = {"abstract": ABSTRACT, "criteria": {}, "state": "ready"}
    library.set_values(SLUG, values, "As imported")


def press(key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    """A key, sent to what has the cursor."""
    QTest.keyClick(_target(), key, modifier)


def type_text(text: str) -> None:
    """Letters, sent to what has the cursor."""
    QTest.keyClicks(_target(), text)


def _target() -> QWidget:
    target = QApplication.focusWidget() or QApplication.activeWindow()
    assert target is not None
    return target


class Walk:
    """One walk; `seen(name)` is called where there is something to look at."""

    def __init__(self, program: Program, seen: Callable[[str], None]) -> None:
        self.window = program.window
        self._seen = seen

    def panel(self) -> DetectionPanel:
        """The panel of proposals."""
        panel = self.window.desk.editor().form.detection
        assert panel is not None
        return panel

    def edited(self) -> Entry:
        """The entry as it stands in the editor."""
        entry = self.window.desk.edited()
        assert entry is not None
        return entry

    def go(self) -> None:
        """From the list to the saved entry and its page."""
        self.open()
        self.read()
        self.accept()
        self.verify()
        self.save()

    def open(self) -> None:
        """Go to the study by its address."""
        self._come_back()
        press(Key.Key_G, Qt.KeyboardModifier.ControlModifier)
        until(lambda: QApplication.focusWidget() is not self.window.list.view)
        type_text("see 1996 interferon")
        settle(0.5)
        press(Key.Key_Return)
        desk = self.window.desk
        until(lambda: (entry := desk.entry()) is not None and entry.slug == SLUG)
        self._come_back()

    def _come_back(self) -> None:
        """A virtual screen has no window manager to go back to the window below a closed one."""
        settle(0.2)
        if QApplication.focusWidget() is None:
            self.window.activateWindow()
            until(lambda: QApplication.focusWidget() is not None)

    def read(self) -> None:
        """Ctrl+D: what the texts say."""
        press(Key.Key_D, Qt.KeyboardModifier.ControlModifier)
        until(self.panel().is_read)
        until(lambda: QApplication.focusWidget() is self.panel().body.list)
        self._seen("walk-1-proposed")

    def accept(self) -> None:
        """Enter: tagged, with its quotation."""
        press(Key.Key_Return)
        until(lambda: not self.edited().criteria.is_empty())
        self._seen("walk-2-accepted")

    def verify(self) -> None:
        """V: how the study verified it."""
        self.panel().body.list.point(0)
        press(Key.Key_V)
        chooser = self.panel().body.verification
        until(lambda: chooser.view().isVisible())
        self._seen("walk-3-verified-by")
        type_text("Not st")
        settle(0.1)
        press(Key.Key_Return)
        self._come_back()
        until(lambda: QApplication.focusWidget() is self.panel().body.list)
        self._seen("walk-4-verified")

    def save(self) -> None:
        """Ctrl+S: a revision."""
        press(Key.Key_S, Qt.KeyboardModifier.ControlModifier)
        until(lambda: not self.window.desk.is_dirty())
        self._seen("walk-5-saved")

"""Widgets in reference cycles are destroyed on the GUI thread, whoever allocates."""

import gc
import threading

from PySide6.QtCore import QThread
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from curator_app.ui.garbage import GuiThreadCollector
from curator_app.ui.tasks import Tasks


class Knot(QWidget):
    """A widget that only the garbage collector can free; it says where that happened."""

    ends: list[bool] = []  # noqa: RUF012 - shared on purpose

    def __init__(self) -> None:
        super().__init__()
        self.itself = self

    def __del__(self) -> None:
        Knot.ends.append(threading.current_thread() is threading.main_thread())


def test_what_the_program_consists_of_is_not_looked_at_again(qapp: QApplication) -> None:
    """Going through 87,000 objects of modules kept the window waiting for 30 ms each time."""
    GuiThreadCollector.keep_on(qapp)
    assert gc.get_freeze_count() > 20_000


def test_a_worker_that_allocates_much_frees_no_widget(qtbot: QtBot, qapp: QApplication) -> None:
    collector = GuiThreadCollector.keep_on(qapp)
    assert not gc.isenabled()
    assert collector.thread() is QThread.currentThread()
    tasks = Tasks()
    Knot.ends.clear()
    for _ in range(50):
        Knot()
    done: list[int] = []
    tasks.read(lambda: len([[[]] for _ in range(50_000)]), tasks, done.append)
    qtbot.waitUntil(lambda: bool(done))
    assert False not in Knot.ends  # The GUI thread's own timer may have come by meanwhile.
    while collector.collect_if_due() >= 0:
        pass
    gc.collect()
    assert Knot.ends == [True] * 50
    tasks.wait()

"""Work off the GUI thread comes back on it, once, and never to the dead."""

import threading
import time
from collections.abc import Iterator

import pytest
import shiboken6
from PySide6.QtCore import QObject, QThread, Signal
from pytestqt.qtbot import QtBot

from curator_app.domain.changes import Changes
from curator_app.errors import BadFile, Cancelled
from curator_app.ui.tasks import Latest, Tasks, Ticket


@pytest.fixture
def tasks(qapp) -> Iterator[Tasks]:
    made = Tasks()
    yield made
    made.wait()


def test_work_runs_elsewhere_and_the_answer_comes_home(qtbot: QtBot, tasks: Tasks, qapp):
    threads: list[QThread] = []
    answers: list[int] = []
    owner = QObject()

    def done(value: int) -> None:
        threads.append(QThread.currentThread())
        answers.append(value)

    def work() -> int:
        threads.append(QThread.currentThread())
        return 7

    tasks.read(work, owner, done)
    qtbot.waitUntil(lambda: answers == [7])
    assert threads[0] is not threads[1]
    assert threads[1] is qapp.thread()


def test_writes_are_one_after_the_other(qtbot: QtBot, tasks: Tasks):
    running: list[int] = []
    most: list[int] = []
    order: list[int] = []
    owner = QObject()

    def write(number: int) -> int:
        running.append(number)
        most.append(len(running))
        time.sleep(0.01)
        running.remove(number)
        return number

    for number in range(8):
        tasks.write(lambda number=number: write(number), owner, order.append)
    qtbot.waitUntil(lambda: len(order) == 8)
    assert order == list(range(8))
    assert max(most) == 1


def test_an_error_goes_to_its_caller_or_to_the_window_but_not_to_both(qtbot: QtBot, tasks: Tasks):
    shown: list[Exception] = []
    mine: list[Exception] = []
    owner = QObject()
    tasks.failed.connect(shown.append)

    def broken() -> None:
        raise BadFile("No file.")

    tasks.read(broken, owner, lambda _: None, mine.append)
    qtbot.waitUntil(lambda: len(mine) == 1)
    assert shown == []
    tasks.write(broken, owner)
    qtbot.waitUntil(lambda: len(shown) == 1)
    assert len(mine) == 1


def test_an_answer_for_a_closed_window_is_dropped_but_its_change_is_told(
    qtbot: QtBot, tasks: Tasks
):
    go = threading.Event()
    answers: list[Changes] = []
    told: list[tuple[Changes, object]] = []
    owner = QObject()
    tasks.changed.connect(lambda changes, who: told.append((changes, who)))

    def work() -> Changes:
        go.wait(5)
        return Changes(frozenset({"a"}))

    tasks.write(work, owner, answers.append)
    shiboken6.delete(owner)
    go.set()
    qtbot.waitUntil(lambda: len(told) == 1)
    assert answers == []
    assert told[0] == (Changes(frozenset({"a"})), None)


def test_only_the_newest_question_is_answered(qtbot: QtBot, tasks: Tasks):
    go = threading.Event()
    asked: list[str] = []
    answers: list[str] = []
    interrupts: list[bool] = []
    owner = QObject()
    latest = Latest(tasks, owner, lambda: interrupts.append(True))

    def answer(text: str) -> str:
        asked.append(text)
        go.wait(5)
        return text

    for text in ("c", "cf", "cfs"):
        latest.ask(lambda text=text: answer(text), answers.append)
    qtbot.waitUntil(lambda: asked == ["c"])
    go.set()
    qtbot.waitUntil(lambda: answers == ["cfs"])
    assert asked == ["c", "cfs"]
    assert len(interrupts) == 2


def test_an_interrupted_question_gives_way_to_the_next(qtbot: QtBot, tasks: Tasks):
    go = threading.Event()
    answers: list[str] = []
    errors: list[Exception] = []
    latest = Latest(tasks, tasks)
    latest.on_failed(errors.append)

    def stopped() -> str:
        go.wait(5)
        raise Cancelled

    latest.ask(stopped, answers.append)
    latest.ask(lambda: "next", answers.append)
    go.set()
    qtbot.waitUntil(lambda: answers == ["next"])
    assert errors == []


def test_progress_is_told_on_the_gui_thread_and_can_be_stopped(qtbot: QtBot, tasks: Tasks, qapp):
    seen: list[tuple[int, int]] = []
    threads: set[QThread] = set()
    errors: list[Exception] = []
    ticket = Ticket()

    def progressed(done: int, total: int) -> None:
        seen.append((done, total))
        threads.add(QThread.currentThread())

    def work() -> None:
        for i in range(1000):
            ticket.report(i, 1000)
            time.sleep(0.002)
            if ticket.cancelled():
                raise Cancelled

    ticket.progressed.connect(progressed)
    tasks.write(work, ticket, None, errors.append)
    qtbot.waitUntil(lambda: len(seen) >= 2)
    ticket.cancel()
    qtbot.waitUntil(lambda: len(errors) == 1)
    assert isinstance(errors[0], Cancelled)
    assert threads == {qapp.thread()}
    assert len(seen) < 50


def test_waiting_finishes_what_was_begun(tasks: Tasks):
    done: list[int] = []

    def work() -> None:
        time.sleep(0.05)
        done.append(1)

    tasks.write(work, tasks)
    tasks.write(work, tasks)
    tasks.wait()
    assert done == [1, 1]
    tasks.write(work, tasks)
    tasks.wait()
    assert done == [1, 1]


class Asking(QObject):
    """A dialog that asks through an owner which outlives it."""

    answered = Signal()

    def on_done(self, _: object) -> None:
        self.answered.emit()

    def on_failed(self, _: Exception) -> None:
        self.answered.emit()


@pytest.mark.parametrize("fails", [False, True])
def test_an_answer_for_a_method_of_what_has_died_is_dropped(
    qtbot: QtBot, tasks: Tasks, fails: bool
):
    owner, dialog, answers = QObject(), Asking(), list[str]()
    others: list[Exception] = []
    tasks.failed.connect(others.append)
    gate = threading.Event()

    def work() -> None:
        gate.wait(5)
        if fails:
            raise BadFile("late")

    tasks.read(work, owner, dialog.on_done, dialog.on_failed)
    shiboken6.delete(dialog)
    gate.set()
    tasks.read(lambda: None, owner, lambda _: answers.append("later"))
    qtbot.waitUntil(lambda: bool(answers) and len(others) == int(fails))

"""What every test of the window starts with: garbage is collected on the GUI thread only."""

import gc
import itertools
from collections.abc import Callable, Iterator

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from curator_app.ui.garbage import GuiThreadCollector

FULL_EVERY = 25
PATIENCE = 60_000
_NUMBER = itertools.count(1)


@pytest.fixture(autouse=True)
def collected(qapp: QApplication) -> Iterator[None]:
    """As in the program; what a test leaves behind goes at its end.

    What it made is young and is looked through at once; the hundreds of thousands of objects that
    were there before, which takes half a second, only now and then.
    """
    GuiThreadCollector.keep_on(qapp)
    yield
    gc.collect(1 if next(_NUMBER) % FULL_EVERY else 2)


class PatientBot(QtBot):
    """Waits as long as a busy machine may need: a wait ends when its condition holds."""

    def waitUntil(self, callback: Callable[[], object], *, timeout: int = PATIENCE) -> None:
        super().waitUntil(callback, timeout=max(timeout, PATIENCE))


@pytest.fixture
def qtbot(qapp: QApplication, request: pytest.FixtureRequest) -> QtBot:
    """pytest-qt's, more patient."""
    return PatientBot(request)

"""What every test of the window starts with: garbage is collected on the GUI thread only."""

import gc
from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication

from curator_app.ui.garbage import GuiThreadCollector


@pytest.fixture(autouse=True)
def collected(qapp: QApplication) -> Iterator[None]:
    """As in the program; what a test leaves behind goes at its end."""
    GuiThreadCollector.keep_on(qapp)
    yield
    gc.collect()

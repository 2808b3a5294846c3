"""A library and a folder to publish to, and one view for all tests that look at pages."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from curator_app.services.library import Library
from curator_app.ui.preview import scheme
from tests.site.samples import FULL, RETRACTED, TWIN, fresh

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

    from tests.site.browser import Browser

scheme.prepare()  # the engine's flags have to be set before any test runs


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    """Three public studies, one of which points at another, and a draft."""
    with closing(Library.open(tmp_path / "library", who="Anna")) as made:
        draft = TWIN.with_(slug="secret-2024-unpublished-draft", state="drafting")
        made.add_all([fresh(e) for e in (TWIN, FULL, RETRACTED, draft)], "test")
        yield made


@pytest.fixture
def to(tmp_path: Path) -> Path:
    """The folder to publish to; it does not exist yet."""
    return tmp_path / "www"


@pytest.fixture(scope="session")
def browser(qapp: "QApplication") -> "Iterator[Browser]":
    """The view; the engine starts when the first test asks for it."""
    from tests.site.browser import Browser

    scheme.register()
    made = Browser()
    yield made
    made.close()

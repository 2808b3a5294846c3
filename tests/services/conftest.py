"""A library for the tests of services."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from curator_app.services.library import Library
from curator_app.services.upkeep import check


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    """A new library, checked whole at the end of every test."""
    library = Library.open(tmp_path / "L", who="Anna", insist=True)
    yield library
    assert check(library) == []
    library.close()

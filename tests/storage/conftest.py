"""Libraries on disk for storage tests."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from curator_app.storage.database import Database
from tests.builders import study
from tests.storage.saving import open_library, save_new


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Database]:
    """An empty library."""
    with closing(open_library(tmp_path)) as made:
        yield made


@pytest.fixture
def shelf(db: Database) -> Database:
    """A library of forty studies."""
    save_new(db, [study(number) for number in range(40)])
    return db

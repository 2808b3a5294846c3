"""Running the command line in this process, as its users do."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from curator_app.cli.main import run


@dataclass(frozen=True)
class Done:
    """What a command answered."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """Standard output as the one JSON document it must be."""
        return json.loads(self.out)


Atlas = Callable[..., Done]


@pytest.fixture
def library(tmp_path: Path) -> Path:
    """A folder where the library of this test is made."""
    return tmp_path / "library"


@pytest.fixture
def atlas(library: Path, capsysbinary: pytest.CaptureFixture[bytes]) -> Atlas:
    """`atlas("list", "--json")` on this test's library."""

    def call(*argv: str | Path) -> Done:
        capsysbinary.readouterr()
        code = run(["--library", str(library), *map(str, argv)])
        out, err = capsysbinary.readouterr()
        return Done(code, out.decode(), err.decode())

    return call

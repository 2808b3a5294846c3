"""Benchmarks share their libraries and end with a summary; `make bench` runs them."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.benchmarks import figures
from tests.benchmarks.libraries import Libraries

HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything here is a benchmark."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.bench)


@pytest.fixture(scope="session")
def bench_folder() -> Iterator[Path]:
    """A folder on disk that is gone after the run."""
    folder = Path(tempfile.mkdtemp(prefix="atlas-curator-bench-"))
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def libraries(bench_folder: Path) -> Libraries:
    """The libraries of this run."""
    return Libraries(bench_folder)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """All figures once more, together, with what else the machine was doing."""
    if not figures.found:
        return
    load = ", ".join(f"{part:.1f}" for part in os.getloadavg())
    terminalreporter.section(f"figures ({os.cpu_count()} cores, load at the end {load})")
    terminalreporter.line("what | figure | target | floor or peer | ratio | verdict")
    for figure in figures.found:
        terminalreporter.line(figure.line())

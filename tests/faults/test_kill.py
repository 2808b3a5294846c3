"""Kill -9: nothing acknowledged is lost, nothing is half there."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.shared_data import PROJECT

TRIALS = int(os.environ.get("ATLAS_KILLS", "150"))
ACCEPTS = int(os.environ.get("ATLAS_ACCEPT_KILLS", "40"))


def kill(module: str, folder: Path, trials: int) -> dict[str, Any]:
    """Run the trials of a module; its summary."""
    done = subprocess.run(
        [sys.executable, "-m", f"tests.faults.{module}", str(folder), str(trials), "11"],
        cwd=PROJECT,
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    summary = json.loads(done.stdout)
    print(summary)
    return summary


@pytest.mark.slow
def test_kills_during_save_lose_nothing_acknowledged(tmp_path: Path) -> None:
    summary = kill("kill_saves", tmp_path / "L", TRIALS)
    assert summary["lost_or_half"] == []
    assert summary["trials"] == TRIALS
    # The kills must have hit libraries that were saving, or the test proves nothing.
    assert summary["acknowledged"] >= TRIALS / 2
    assert summary["killed_before_the_first"] < TRIALS * 0.7


@pytest.mark.slow
def test_kills_between_accepting_and_closing_leave_one_revision(tmp_path: Path) -> None:
    summary = kill("kill_accepts", tmp_path / "L", ACCEPTS)
    assert summary["wrong"] == []
    assert summary["trials"] == ACCEPTS
    # Some kills must have come between the two, or the test proves nothing.
    assert summary["acknowledged"] >= 1
    assert summary["killed_between_the_two"] >= 1

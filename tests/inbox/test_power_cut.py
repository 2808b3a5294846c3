"""The power goes: what was acknowledged is there, and no act is half there; see power_cut."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.inbox.power_cut import CARELESS, run

STATES = int(os.environ.get("ATLAS_POWER_CUTS", "20"))


def can_trace() -> bool:
    """Whether a program may be traced here; some containers forbid it."""
    if shutil.which("strace") is None:
        return False
    trial = subprocess.run(["strace", "-f", "true"], capture_output=True, timeout=60, check=False)
    return trial.returncode == 0


needs_strace = pytest.mark.skipif(not can_trace(), reason="needs strace, and leave to trace")


@needs_strace
@pytest.mark.parametrize("moved", [False, True], ids=["where it was", "moved"])
def test_no_power_cut_loses_or_halves_an_act(tmp_path: Path, moved: bool) -> None:
    done = run(tmp_path / "library", STATES, 7, moved=moved)
    print(done)
    assert done["wrong"] == {}
    assert done["states"] == STATES


@needs_strace
def test_a_program_that_does_not_wait_for_the_disk_is_noticed(tmp_path: Path) -> None:
    assert run(tmp_path / "library", 20, 7, CARELESS)["wrong"]

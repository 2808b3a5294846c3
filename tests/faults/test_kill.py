"""Kill -9: nothing acknowledged is lost, nothing is half there."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.shared_data import PROJECT

TRIALS = int(os.environ.get("ATLAS_KILLS", "500"))


@pytest.mark.slow
def test_kills_during_save_lose_nothing_acknowledged(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.faults.kill_saves", str(tmp_path / "L"), str(TRIALS), "11"],
        cwd=PROJECT,
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    summary = json.loads(done.stdout)
    print(summary)
    assert summary["lost_or_half"] == []
    assert summary["trials"] == TRIALS
    # The kills must have hit libraries that were saving, or the test proves nothing.
    assert summary["acknowledged"] >= TRIALS / 2
    assert summary["killed_before_the_first"] < TRIALS * 0.7

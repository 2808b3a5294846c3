"""The inbox with a real keyring daemon, in a session of its own: no desktop is needed."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.shared_data import PROJECT

PROGRAMS = ("dbus-run-session", "gnome-keyring-daemon")


@pytest.mark.slow
@pytest.mark.skipif(
    any(shutil.which(name) is None for name in PROGRAMS), reason="make system installs them"
)
def test_a_key_lives_in_a_real_keyring(tmp_path: Path) -> None:
    environment = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("PYTHON_KEYRING", "DBUS_", "GNOME_", "DISPLAY", "WAYLAND"))
    }
    done = subprocess.run(
        [
            "dbus-run-session", "--",
            sys.executable, "-m", "tests.keyring.real_keyring", str(tmp_path),
        ],
        cwd=PROJECT, env=environment, capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-3000:]
    seen = json.loads(done.stdout)
    print(seen)
    assert seen["backend"] == "keyring.backends.SecretService.Keyring"
    assert seen["key_in_clear_on_disk"] is False
    assert seen["locked"] == "locked"
    assert seen["locked_seconds"] < 10
    assert seen["dead"] in ("gone", "no_keyring", "locked", "denied")
    assert seen["untouched"] is True
    assert seen["after_restart"] == seen["after_rotation"] == 1
    assert seen["old_key_gone"] is True
    assert seen["old_code"] == "wrong"
    assert seen["missing"] == "missing"
    assert seen["no_bus"] in ("gone", "no_keyring", "denied")
    assert seen["still_untouched"] is True

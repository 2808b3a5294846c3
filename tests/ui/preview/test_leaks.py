"""Nothing leaves the preview: a hostile page against counting listeners (security.md S3)."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

PROBE = Path(__file__).with_name("leak_probe.py")
ROOT = PROBE.parents[3]
pytestmark = pytest.mark.slow


def isolated() -> list[str]:
    """A command that gives a program a network of its own; empty where that is not allowed."""
    unshare = shutil.which("unshare")
    if not unshare or not hasattr(os, "geteuid") or os.geteuid() != 0:
        return []
    command = [unshare, "--net", "--mount", "--propagation", "private"]
    tried = subprocess.run([*command, "true"], capture_output=True, check=False)
    return command if tried.returncode == 0 else []


def probe(mode: str) -> dict[str, Any]:
    """What got out in one mode."""
    prefix = isolated()
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "LEAKS_ISOLATED": "1" if prefix else "0"}
    done = subprocess.run(
        [*prefix, sys.executable, str(PROBE), mode],
        capture_output=True,
        text=True,
        timeout=120,
        env=environment,
        check=False,
    )
    results = [text for text in done.stdout.splitlines() if text.startswith("RESULT ")]
    assert results, done.stderr[-2000:]
    return json.loads(results[-1].removeprefix("RESULT "))


def test_nothing_gets_out_and_nothing_is_written():
    got = probe("closed")
    assert got["shown"], "the hostile page was not even shown"
    assert got["tcp"] == []
    assert got["udp"] == []
    assert got["dns"] == []
    assert got["files"] == []


WAYS_OUT = ("/css", "/img", "/prefetch", "/fetch", "/websocket", "/iframe")


def test_the_listeners_notice_an_open_engine():
    # On a busy machine the page may be left before its last request had a turn: look again then.
    for _ in range(3):
        got = probe("open")
        asked = " ".join(got["tcp"])
        if all(way in asked for way in WAYS_OUT) and got["udp"]:
            break
    assert [way for way in WAYS_OUT if way not in asked] == []
    assert len(got["tcp"]) >= 15
    assert got["udp"], "WebRTC was not noticed"
    assert got["files"], "written files were not noticed"
    if isolated():
        assert got["dns"], "questions for names were not noticed"


def test_the_dead_proxy_is_what_stops_preconnect():
    got = probe("unproxied")
    assert got["tcp"], "without the proxy a preconnect should have been noticed"
    assert all("GET" not in line and "POST" not in line for line in got["tcp"])

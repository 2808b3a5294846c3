"""Commands in odd surroundings: closed streams, bytes that are no text, damaged settings."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import Atlas
from tests.shared_data import PROJECT

POSIX = pytest.mark.skipif(os.name != "posix", reason="needs a POSIX shell")


def shell(line: str, library: Path) -> subprocess.CompletedProcess[bytes]:
    """Run a line in which $ATLAS is the command on this library."""
    command = f'"{sys.executable}" -m curator_app --library "{library}"'
    done = line.replace("$ATLAS", command)
    return subprocess.run(
        ["/bin/bash", "-c", done], cwd=PROJECT, capture_output=True, check=False, timeout=60
    )


@POSIX
@pytest.mark.parametrize(
    ("line", "code", "said"),
    [
        ("$ATLAS list >&-", 1, b"Standard output is closed"),
        ("$ATLAS show nothing 2>&-", 1, b""),
        ("$ATLAS list >/dev/full", 1, b"No space left"),
        ("printf '\\xff' | $ATLAS pem --input -", 1, b"not valid JSON"),
        ("$ATLAS pem --input - <&-", 1, b"not valid JSON"),
        ("$ATLAS show $'\\xff'", 2, b"is not UTF-8 text"),
        ("$ATLAS new title=$'a\\xff'", 2, b"is not UTF-8 text"),
        ("USER=$'\\xff' LOGNAME=$'\\xff' $ATLAS new title=a", 0, b""),
    ],
)
def test_one_sentence_whatever_the_streams_are(
    line: str, code: int, said: bytes, library: Path, atlas: Atlas
) -> None:
    atlas("list")
    done = shell(line, library)
    assert (done.returncode, done.stderr.count(b"\n")) == (code, 1 if said else 0)
    assert said in done.stderr
    assert code == 0 or done.stdout == b""


@pytest.mark.parametrize(
    "text",
    [
        'site = "x"',
        "versions = 3",
        "[site]\nurl = 5",
        '[site]\nurl = "javascript:alert(1)"',
        '[site]\nurl = "https://x/\\"><script>"',
        "[site",
    ],
)
def test_settings_that_cannot_be_used_are_named_and_the_lock_is_free(
    text: str, atlas: Atlas, library: Path
) -> None:
    atlas("list")
    usual = (library / "library.toml").read_text(encoding="utf-8")
    (library / "library.toml").write_text(text, encoding="utf-8")
    refused = atlas("new", "title=A title")
    assert (refused.code, refused.out) == (1, "")
    assert "library.toml" in refused.err
    (library / "library.toml").write_text(usual, encoding="utf-8")
    assert atlas("new", "title=A title").code == 0


def test_json_nested_beyond_reading_is_refused(atlas: Atlas) -> None:
    atlas("new", "title=One", "slug=one")
    for given in ("[" * 5000, '{"a":' * 5000):
        refused = atlas("set", "one", f"topics={given}")
        assert (refused.code, refused.err.count("\n")) == (1, 1)


def test_a_file_among_others_that_cannot_be_read_gets_its_sentence(
    atlas: Atlas, tmp_path: Path
) -> None:
    good, bad = tmp_path / "good.bib", tmp_path / "bad.bib"
    good.write_text("@article{a, title={A title}}", encoding="utf-8")
    bad.write_bytes(b"")
    done = atlas("import", good, bad, "--json")
    assert (done.code, done.json["created"], done.json["refused"]) == (1, 1, 1)
    assert "bad.bib" in done.err
    assert done.err.count("\n") == 1

"""inbox from the command line, without a desktop: a key file, JSON, sentences."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import Atlas
from tests.shared_data import PROJECT

MAIL = """From: Jane Roe <jane@example.org>
To: atlas@example.org
Subject: The sample size of See 1996
Date: Thu, 19 Nov 2026 10:00:00 +0000
Message-ID: <one@example.org>
Content-Type: text/plain; charset=utf-8

The page says 30 patients, the paper says 32. I have canarydisease myself.
"""
ITEM = {
    "id": "c-1",
    "slug": "see-1996",
    "kind": "correction",
    "message": "Table 2 has canarynumber 32 rows.",
    "received": "2026-11-19T10:00:00Z",
}


@pytest.fixture
def key(tmp_path: Path) -> Path:
    """A key file, not there yet."""
    return tmp_path / "inbox.key"


@pytest.fixture
def mail(tmp_path: Path) -> Path:
    """A mail."""
    path = tmp_path / "one.eml"
    path.write_text(MAIL, encoding="utf-8")
    return path


def test_from_a_mail_to_its_end(atlas: Atlas, key: Path, mail: Path, tmp_path: Path) -> None:
    with_key = ("--key-file", key, "--json")
    done = atlas("inbox", "import", mail, *with_key)
    assert (done.code, done.err) == (0, "")
    assert (done.json["messages"], done.json["new"], done.json["known"]) == (1, 1, 0)
    (item,) = done.json["items"]
    again = atlas("inbox", "import", mail, *with_key).json
    assert (again["new"], again["known"], again["items"]) == (0, 1, [])
    (row,) = atlas("inbox", "list", *with_key).json
    assert row["id"] == item["id"]
    assert (row["state"], row["subject"]) == ("new", "The sample size of See 1996")
    assert row["sender"].startswith("Contributor ")
    shown = atlas("inbox", "show", row["id"][:8], *with_key).json
    assert "32" in shown["body"]
    assert "jane" not in json.dumps(shown).lower()
    named = atlas("inbox", "show", row["id"], "--identity", *with_key).json
    assert named["identity"] == {"name": "Jane Roe", "address": "jane@example.org"}
    note = tmp_path / "note"
    note.write_text("compare the paper\n")
    atlas("inbox", "note", row["id"], note, *with_key)
    decided = atlas("inbox", "set", row["id"], "declined", "--tag", "numbers", *with_key).json
    assert (decided["state"], decided["tags"], decided["unread"]) == (
        "declined",
        ["numbers"],
        False,
    )
    assert atlas("inbox", "list", "--state", "open", *with_key).json == []
    assert "Undone" in atlas("inbox", "undo", *with_key).json["message"]
    assert len(atlas("inbox", "list", "--state", "open", *with_key).json) == 1
    query = tmp_path / "query"
    query.write_text("canarydisease compare\n")
    assert len(atlas("inbox", "list", "--query-file", query, *with_key).json) == 1
    saved = tmp_path / "raw.eml"
    atlas("inbox", "save", row["id"], "--to", saved, *with_key)
    assert saved.read_bytes() == MAIL.encode()
    assert saved.stat().st_mode & 0o077 == 0
    proof = atlas("inbox", "erase", row["id"], "--person", *with_key).json
    assert proof["gone"]["contributions"] == 1
    assert atlas("inbox", "list", *with_key).json == []
    kept_out = atlas("inbox", "import", mail, *with_key).json
    assert (kept_out["new"], kept_out["known"]) == (0, 1)
    log = atlas("inbox", "log", *with_key).json
    assert log["ok"]
    actions = [event["action"] for event in log["events"]]
    assert {"added", "read", "identity", "noted", "changed", "undone", "raw", "erased"} <= set(
        actions
    )
    assert "jane" not in json.dumps(log).lower()


def test_contributions_as_json(atlas: Atlas, key: Path, tmp_path: Path) -> None:
    path = tmp_path / "feed.json"
    path.write_text(json.dumps(ITEM), encoding="utf-8")
    done = atlas("inbox", "import", path, "--key-file", key, "--json")
    assert done.code == 0, done.err
    (row,) = atlas("inbox", "list", "--slug", "see-1996", "--key-file", key, "--json").json
    assert (row["kind"], row["slug"]) == ("correction", "see-1996")


def test_a_file_that_is_none_is_refused_and_the_others_are_taken(
    atlas: Atlas, key: Path, mail: Path, tmp_path: Path
) -> None:
    bad = tmp_path / "bad.bin"
    bad.write_bytes(bytes(range(256)))
    done = atlas("inbox", "import", bad, mail, "--key-file", key, "--json")
    assert done.code == 1
    assert "bad.bin" in done.err
    assert done.err.count("\n") == 1
    assert (done.json["new"], done.json["left"]) == (1, 1)


REFUSALS = [
    (("inbox", "show", "0000"), "no such contribution"),
    (("inbox", "set", "0000", "accepted"), "no such contribution"),
    (("inbox", "erase", "0000"), "no such contribution"),
    (("inbox", "fetch"), "no account"),
]


@pytest.mark.parametrize(("command", "said"), REFUSALS)
def test_refusals_are_one_sentence(
    atlas: Atlas, key: Path, mail: Path, command: tuple[str, ...], said: str
) -> None:
    atlas("inbox", "import", mail, "--key-file", key)
    done = atlas(*command, "--key-file", key, "--json")
    assert (done.code, done.out) == (1, "")
    assert said in done.err
    assert done.err.count("\n") == 1


def test_a_wrong_key_and_no_key_change_nothing(
    atlas: Atlas, key: Path, mail: Path, library: Path, tmp_path: Path
) -> None:
    atlas("inbox", "import", mail, "--key-file", key)
    before = {path.name: path.read_bytes() for path in library.glob("inbox.*")}
    other = tmp_path / "other.key"
    other.write_text("ab" * 32)
    for arguments, said in (
        (("--key-file", other), "key file does not hold"),
        (("--key-file", mail), "key file does not hold"),
        (("--key-file", tmp_path / "none"), "cannot be read"),
        ((), "is opened with its key file"),
    ):
        done = atlas("inbox", "list", *arguments)
        assert done.code == 1
        assert said in done.err
    short = tmp_path / "short.key"
    short.write_text("short")
    assert "holds no key" in atlas("inbox", "list", "--key-file", short).err
    assert {path.name: path.read_bytes() for path in library.glob("inbox.*")} == before
    assert not (tmp_path / "none").exists()


def test_the_key_may_be_given_or_a_passphrase(
    atlas: Atlas, mail: Path, tmp_path: Path, library: Path
) -> None:
    given = tmp_path / "given.key"
    given.write_text("0f" * 32 + "\n")
    assert atlas("inbox", "import", mail, "--key-file", given).code == 0
    assert atlas("inbox", "status", "--json").json["protection"] == "key_file"
    for path in library.glob("inbox.*"):
        path.unlink()
    words = tmp_path / "words"
    words.write_text("four words that differ\n")
    done = atlas("inbox", "create", "--passphrase-file", words, "--json")
    code = done.json["recovery_code"]
    assert atlas("inbox", "import", mail, "--passphrase-file", words).code == 0
    status = atlas("inbox", "status", "--json").json
    assert (status["protection"], status["confirmed"]) == ("passphrase", False)
    paper = tmp_path / "code"
    paper.write_text(code)
    assert atlas("inbox", "confirm", paper).code == 0
    assert atlas("inbox", "status", "--json").json["confirmed"]


def test_without_a_keyring_nothing_is_made(atlas: Atlas, library: Path, mail: Path) -> None:
    done = atlas("inbox", "create")
    assert done.code == 1
    assert "keyring" in done.err
    assert "no private inbox yet" in atlas("inbox", "import", mail).err
    assert not list(library.glob("inbox.*"))
    assert atlas("list", "--json").json == []


def test_many_are_erased_only_by_their_number(atlas: Atlas, key: Path, tmp_path: Path) -> None:
    path = tmp_path / "many.json"
    items = [{**ITEM, "id": f"c-{n}", "message": f"Message {n}"} for n in range(12)]
    path.write_text("\n".join(json.dumps(item) for item in items), encoding="utf-8")
    new = atlas("inbox", "import", path, "--key-file", key, "--json").json["items"]
    ids = [item["id"] for item in new]
    refused = atlas("inbox", "erase", *ids, "--key-file", key)
    assert refused.code == 1
    assert "--count 12" in refused.err
    done = atlas("inbox", "erase", *ids, "--count", "12", "--key-file", key, "--json")
    assert done.json["gone"]["contributions"] == 12


def test_backups_of_the_atlas_hold_nothing_and_the_inbox_has_its_own(
    atlas: Atlas, key: Path, mail: Path, library: Path, tmp_path: Path
) -> None:
    atlas("inbox", "import", mail, "--key-file", key)
    atlas("backup", "--to", tmp_path / "atlas-copy.db")
    assert atlas("verify").code == 0
    made = Path(atlas("inbox", "backup", "--key-file", key, "--json").json["folder"])
    assert {path.name for path in made.iterdir()} == {
        "inbox.db", "inbox.keys.db", "inbox.audit.db", "inbox.header",
    }  # fmt: skip
    (row,) = atlas("inbox", "list", "--key-file", key, "--json").json
    for path in [*library.rglob("*"), tmp_path / "atlas-copy.db"]:
        if path.is_file():
            data = path.read_bytes()
            assert b"canarydisease" not in data, path
            assert b"jane@" not in data, path
            assert row["id"].encode() not in data, path
    atlas("inbox", "set", row["id"], "spam", "--key-file", key)
    assert atlas("inbox", "restore", made).code == 0
    (back,) = atlas("inbox", "list", "--key-file", key, "--json").json
    assert back["state"] == "new"


def test_a_new_key_and_a_bundle(atlas: Atlas, key: Path, mail: Path, tmp_path: Path) -> None:
    atlas("inbox", "import", mail, "--key-file", key)
    newer = tmp_path / "newer.key"
    assert atlas("inbox", "new-key", "--key-file", key, "--to", newer, "--json").code == 0
    assert atlas("inbox", "list", "--key-file", key).code == 1
    assert len(atlas("inbox", "list", "--key-file", newer, "--json").json) == 1
    recipient = atlas("inbox", "recipient", "--key-file", newer, "--json").json["recipient"]
    target = tmp_path / "bundle.age"
    made = atlas(
        "inbox", "bundle", "--recipient", recipient, "--to", target, "--key-file", newer, "--json"
    )
    assert made.json["contributions"] == 1
    merged = atlas("inbox", "merge", target, "--key-file", newer, "--json")
    assert (merged.json["same"], merged.json["new"]) == (1, 0)
    target.write_bytes(target.read_bytes()[:-5])
    cut = atlas("inbox", "merge", target, "--key-file", newer)
    assert (cut.code, cut.err.count("\n")) == (1, 1)
    assert "cut off" in cut.err


def test_retention_says_what_is_due_and_erases_when_told(
    atlas: Atlas, key: Path, mail: Path
) -> None:
    atlas("inbox", "import", mail, "--key-file", key)
    said = atlas("inbox", "retention", "--key-file", key, "--json").json
    assert (said["erase"], said["thin"], said["asks"]) == ([], [], [])
    assert said["periods"]["spam"] == 14
    done = atlas("inbox", "retention", "--run", "--clock-is-right", "--key-file", key, "--json")
    assert done.json["proof"]["gone"]["contributions"] == 0


def test_accounts_keep_their_secret_in_the_encrypted_inbox(
    atlas: Atlas, key: Path, tmp_path: Path, library: Path
) -> None:
    form, secret = tmp_path / "account.json", tmp_path / "secret"
    form.write_text(json.dumps({"kind": "feed", "name": "Web", "url": "https://example.org/feed"}))
    secret.write_text("canarytoken\n")
    with_key = ("--key-file", key, "--json")
    assert atlas("inbox", "import", form, *with_key).code in (0, 1)
    made = atlas("inbox", "account", "add", form, "--secret-file", secret, *with_key)
    assert made.json["name"] == "Web"
    assert "canarytoken" not in made.out
    assert [one["name"] for one in atlas("inbox", "account", "list", *with_key).json] == ["Web"]
    left = [path for path in library.rglob("*") if path.is_file()]
    assert not [path for path in left if b"canarytoken" in path.read_bytes()]
    assert atlas("inbox", "account", "forget", "Web", *with_key).code == 0
    assert atlas("inbox", "account", "list", *with_key).json == []


def test_a_lost_key_makes_room_for_a_new_inbox(
    atlas: Atlas, key: Path, mail: Path, tmp_path: Path
) -> None:
    atlas("inbox", "import", mail, "--key-file", key)
    assert atlas("inbox", "verify", "--key-file", key, "--json").json["contributions"] == 1
    key.unlink()
    assert atlas("inbox", "list", "--key-file", key).code == 1
    aside = Path(atlas("inbox", "set-aside", "--json").json["folder"])
    assert len(list(aside.iterdir())) == 4
    newer = tmp_path / "newer.key"
    assert atlas("inbox", "import", mail, "--key-file", newer, "--json").json["new"] == 1
    assert "no private inbox" not in atlas("inbox", "status").out


def test_wrong_usage_ends_with_two(atlas: Atlas, key: Path) -> None:
    for arguments in (("inbox",), ("inbox", "set", "x", "happy"), ("inbox", "nonsense")):
        done = atlas(*arguments, "--key-file", key)
        assert done.code == 2
        assert done.err.count("\n") == 1


@pytest.mark.slow
def test_no_content_in_arguments_output_or_logs_of_a_real_run(
    library: Path, key: Path, mail: Path, tmp_path: Path
) -> None:
    home = tmp_path / "home"
    home.mkdir()
    run = (sys.executable, "-m", "curator_app", "--library", str(library))
    done = subprocess.run(
        [*run, "inbox", "import", str(mail), "--key-file", str(key)],
        cwd=PROJECT, capture_output=True, text=True, check=False,
        env={**os.environ, "HOME": str(home), "TMPDIR": str(home)},
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")
    assert "canarydisease" not in done.stdout
    assert "jane" not in done.stdout.lower()
    left = [path for path in home.rglob("*") if path.is_file()]
    assert not [path for path in left if b"canarydisease" in path.read_bytes()]

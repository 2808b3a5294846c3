"""approve, and how an approval is seen in show, list and publish."""

from pathlib import Path

from tests.cli.conftest import Atlas

LIMIT = "does_not_prove=It cannot show what happens to other people than the 30 of this one clinic."
FIELDS = ("journal=Brain", "year=2001", "plain_summary=It went well for 30 people.", LIMIT)


def test_approve(atlas: Atlas, tmp_path: Path) -> None:
    atlas("new", "title=A study.", "slug=one", *FIELDS)
    atlas("new", "title=Other study.", "slug=two", *FIELDS)
    assert atlas("show", "one", "--json").json["approval_standing"] == "none"
    done = atlas("approve", "one", "-m", "Read", "--json")
    assert (done.code, done.err) == (0, "")
    assert [(d["slug"], d["state"], d["approval_standing"]) for d in done.json] == [
        ("one", "ready", "approved")
    ]
    shown = atlas("show", "one", "--json").json
    assert shown["approval_standing"] == "approved"
    assert shown["approval"]["who"] == done.json[0]["approved_by"]

    def listed(standing: str) -> list[str]:
        rows = atlas("list", "--filter", f"approval={standing}", "--json").json
        return [row["slug"] for row in rows]

    assert (listed("approved"), listed("none"), listed("changed")) == (["one"], ["two"], [])
    atlas("set", "one", "plain_summary=It went well for 30 women.")
    assert (listed("approved"), listed("changed")) == ([], ["one"])
    wrong = atlas("list", "--filter", "approval=maybe")
    assert (wrong.code, "no standing" in wrong.err) == (1, True)
    told = atlas("publish", "--to", str(tmp_path / "www"))
    assert told.code == 0
    assert "Held back: one: It was changed since" in told.out
    atlas("undo")
    assert listed("approved") == ["one"]
    atlas("undo")
    assert listed("approved") == []


def test_approve_refuses(atlas: Atlas) -> None:
    atlas("new", "title=A study.", "slug=one", *FIELDS, "why_it_matters=This proves it.")
    refused = atlas("approve", "one")
    assert refused.code == 1
    assert "W01_proves" in refused.err
    assert "Nothing was changed." in refused.err
    assert atlas("approve", "gone").code == 1
    assert atlas("approve").code == 2
    assert atlas("set", "one", 'approval={"page": "x", "who": "me", "at": "now"}').code == 1


def test_the_gate_is_seen(atlas: Atlas, library: Path, tmp_path: Path) -> None:
    atlas("new", "title=A study.", "slug=one", "state=ready", *FIELDS, "tags=[]")
    atlas("set", "one", "why_it_matters=This proves it.")
    to = str(tmp_path / "www")
    plan = atlas("publish", "--to", to, "--dry-run", "--json").json
    assert plan["blocked"] == ["one"]
    assert "W01_proves" in plan["reasons"]["one"]
    assert plan["notices"] == []
    (library / "library.toml").write_text('[publishing]\ngate = "off"\n', encoding="utf-8")
    told = atlas("publish", "--to", to)
    assert told.out.startswith("The gate is off (library.toml)")
    assert "1 added" in told.out

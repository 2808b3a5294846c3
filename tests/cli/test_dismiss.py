"""check and dismiss: what was decided no longer counts, and says why when asked."""

from tests.cli.conftest import Atlas

TEXT = "plain_summary=This proves it. That proves it too."


def test_dismiss_and_check(atlas: Atlas) -> None:
    atlas("new", "title=A study.", "slug=s", TEXT)
    found = [f for f in atlas("check", "--json").json if f["rule"] == "W01_proves"]
    assert {"slug", "rule", "severity", "field", "message", "span"} <= set(found[0])
    assert found[0]["replacement"] == "suggests"
    assert len({f["sentence_hash"] for f in found}) == 2

    many = atlas("dismiss", "s", "W01_proves", "--field", "plain_summary", "--reason", "quoted")
    assert many.code == 1
    assert "found 2 things" in many.err
    assert atlas("dismiss", "s", "W01_proves", "--field", "plain_summary").code == 2
    nothing = atlas("dismiss", "s", "W01_proves", "--reason", " ", "--sentence",
                    found[0]["sentence_hash"])  # fmt: skip
    assert nothing.code == 1
    assert "needs a reason" in nothing.err

    for finding in found:
        done = atlas("dismiss", "s", "W01_proves", "--field", "plain_summary", "--reason", "quoted",
                     "--sentence", finding["sentence_hash"], "--json")  # fmt: skip
        assert done.code == 0
        assert (done.json["rule"], done.json["reason"]) == ("W01_proves", "quoted")
    assert atlas("check").code == 1
    missing = "L01_limitation_missing_or_boilerplate"
    assert atlas("dismiss", "s", missing, "--reason", "still being written").code == 0
    after = atlas("check", "--json")
    assert after.code == 0
    assert "W01_proves" not in {f["rule"] for f in after.json}
    kept = atlas("check", "s", "--dismissed", "--json")
    assert kept.code == 0
    proofs = [(f["rule"], f["reason"]) for f in kept.json if f["rule"] != missing]
    assert proofs == [("W01_proves", "quoted")] * 2
    assert len(kept.json) == 3
    assert "dismissed by" in atlas("check", "--dismissed").out
    assert atlas("history", "s", "--json").json[-1]["changes"].keys() == {"dismissals"}

    atlas("set", "s", "plain_summary=This proves it all.")
    again = atlas("check", "s")
    assert again.code == 1
    assert "1 CRITICAL finding is open" in again.err
    atlas("undo")
    assert atlas("check", "s").code == 0


def test_check_names_a_fix(atlas: Atlas) -> None:
    atlas("new", "title=A study", "slug=s")
    (found,) = [f for f in atlas("check", "s", "--json").json if "fix" in f]
    assert found["fix"] == {"field": "title", "value": "A study."}
    assert atlas("check", "s", "--dismissed").out == "Nothing was dismissed.\n"

"""policy and words on the command line: the contract that acceptance runs."""

import json
from pathlib import Path

import pytest

from curator_app import knowledge
from tests.cli.conftest import Atlas

LISTS = knowledge.checks().words.version
LONDON = json.dumps({"expr": "london_1994"})


@pytest.fixture
def tagged(atlas: Atlas) -> Atlas:
    """A library with two studies."""
    atlas("new", "title=One", "slug=one", "year=2001", f"criteria={LONDON}", "state=ready")
    atlas("new", "title=Two", "slug=two", 'criteria={"expr":"ccc_2003"}')
    return atlas


def test_a_library_that_never_adopted_one_has_the_shipped_policy(atlas: Atlas) -> None:
    shown = atlas("policy", "--json").json
    assert shown["version"] == "v0.1"
    assert shown["contested"]["london_1994"] == "required"
    assert len(shown["contested"]) == 11
    assert shown["history"] == []
    assert atlas("policy").out.startswith("Policy v0.1\n  australian_1988_1990: not_required\n")


def test_a_dry_run_says_what_would_change_and_changes_nothing(tagged: Atlas) -> None:
    done = tagged("policy", "--set", "london_1994=unclear", "--dry-run", "--json")
    assert done.code == 0
    assert (done.json["version"], done.json["adopted"]) == ("v0.2", False)
    (flip,) = done.json["flips"]
    assert flip == {
        "slug": "one", "title": "One", "state": "ready", "removed": False,
        "old": "required", "new": "unclear",
        "old_badge": "PEM required", "new_badge": "PEM unclear", "flips": True,
        "derived": ["required", "unclear"], "overridden": False, "by": ["london_1994"],
    }  # fmt: skip
    assert tagged("policy", "--json").json["version"] == "v0.1"
    assert tagged("show", "one", "--json").json["version"] == 1
    text = tagged("policy", "--set", "london_1994=unclear", "--dry-run").out
    assert "one\tPEM required -> PEM unclear\tlondon_1994" in text


def test_adoption_in_one_command(tagged: Atlas) -> None:
    done = tagged("policy", "--set", "london_1994=unclear", "-m", "decided", "--json")
    assert (done.code, done.json["adopted"]) == (0, True)
    shown = tagged("policy", "--json").json
    assert (shown["version"], shown["contested"]["london_1994"]) == ("v0.2", "unclear")
    assert [(r["version"], r["note"]) for r in shown["history"]] == [("v0.2", "decided")]
    one = tagged("show", "one", "--json").json
    assert (one["pem"]["status"], one["pem"]["badge"]) == ("unclear", "PEM unclear")
    assert one["tasks"][0]["kind"] == "check_policy"
    assert tagged("history", "one", "--json").json[-1]["origin"] == "policy"
    assert [e["slug"] for e in tagged("list", "--filter", "tasks=any", "--json").json] == ["one"]
    assert "policy v0.2" in tagged("render", "one", "--text").out
    checked = tagged("check", "one", "--json")
    assert checked.code == 1
    assert "F60_policy_check_open" in {finding["rule"] for finding in checked.json}
    undone = tagged("undo")
    assert undone.code == 1
    assert "Adoption of policy v0.2 is not taken back by undo" in undone.err
    assert tagged("verify").code == 0


def test_pem_follows_the_library_that_is_named(tagged: Atlas, library: Path) -> None:
    assert tagged("pem", "--input", LONDON, "--json").json["status"] == "required"
    tagged("policy", "--set", "london_1994=unclear")
    assert tagged("pem", "one", "--json").json["status"] == "unclear"
    assert tagged("pem", "--input", LONDON, "--json").json["status"] == "unclear"
    nowhere = tagged("--library", library / "none", "pem", "--input", LONDON, "--json")
    assert nowhere.json["status"] == "required"
    assert not (library / "none").exists()


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (["policy", "--set", "ccc_2003=unclear"], 1, "ccc_2003 is not a contested definition"),
        (["policy", "--set", "london_1994=partly"], 1, "'partly' is not a reading"),
        (["policy", "--set", "london_1994=required"], 1, "says already"),
        (["policy", "--set", "london_1994"], 1, "is not ID=STATUS"),
        (["policy", "--set", "a=b", "a=c"], 1, "given twice"),
        (["policy", "--set", "london_1994=unclear", "--name", "v0.1"], 1, "in force already"),
        (["policy", "--dry-run"], 1, "Nothing is to be read otherwise"),
        (["policy", "--set"], 2, "expected at least one argument"),
        (["words", "nonsense"], 1, "There is no word list 'nonsense'"),
        (["words", "causal", "--remove", "xyz"], 1, "'xyz' is not in the word list causal"),
        (["words", "causal", "--add", "*"], 1, "mark that stands for other words"),
        (["words", "causal", "--add", "causes"], 1, "in force already"),
        (["words", "--add", "x"], 1, "Name the list first"),
        (["words", "-m", "why"], 1, "Name the list first"),
    ],
)
def test_refusals(atlas: Atlas, arguments: list[str], code: int, says: str) -> None:
    done = atlas(*arguments)
    assert done.code == code
    assert says in done.err
    assert done.err.count("\n") == 1
    assert done.out == ""


def test_words_are_listed_added_and_removed(atlas: Atlas) -> None:
    lists = atlas("words", "--json").json
    assert lists["version"] == LISTS
    assert {"list": "significance", "words": 2, "changed": False} in lists["lists"]
    done = atlas(
        "words", "significance", "--add", "Notable", "not able", "--remove", "significant", "--json"
    )
    assert done.json == {
        "version": f"{LISTS} + words v1",
        "list": "significance",
        "help": "The bare word.",
        "words": ["significantly", "notable", "not able"],
        "added": ["notable", "not able"],
        "removed": ["significant"],
        "rules": ["W04_significant_ambiguous"],
    }
    shown = atlas("words", "significance")
    assert shown.out == "significantly\nnotable (own)\nnot able (own)\nsignificant (taken out)\n"
    text = "The change was notable."
    atlas("new", "title=T.", "slug=t", f"plain_summary={text}", "year=2001")
    rules = {f["rule"] for f in atlas("check", "t", "--json").json}
    assert "W04_significant_ambiguous" in rules
    assert "significance\t3 (changed)" in atlas("words").out

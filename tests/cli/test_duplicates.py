"""duplicates, merge and distinct from the command line."""

from tests.cli.conftest import Atlas

TITLE = "title=Exercise and recovery in adults with chronic fatigue syndrome"
SAME = (TITLE, 'authors=["Brännström, A"]', "year=2020", "journal=Sleep", "doi=10.1000/x")


def two(atlas: Atlas, *more: str) -> None:
    atlas("new", *SAME, "slug=one")
    atlas("new", *SAME, "slug=two", "pmid=77", *more)


def test_duplicates_are_listed_with_their_reasons(atlas: Atlas) -> None:
    two(atlas)
    atlas("new", "title=A study of something else", "slug=other")
    found = atlas("duplicates", "--json").json
    assert [(p["left"], p["right"], p["level"]) for p in found] == [("two", "one", "sure")]
    assert found[0]["reasons"][:2] == ["same DOI", "same title"]
    text = atlas("duplicates", "--sure").out
    assert text.startswith("sure   two  one  same DOI; same title;")
    assert text.endswith("1 pair among 3 entries.\n")


def test_a_merge_takes_what_is_said(atlas: Atlas) -> None:
    two(atlas, "evidence_level=E2")
    atlas("set", "one", "evidence_level=E1", "plain_summary=Mine.")
    plan = atlas("merge", "one", "two", "--take", "evidence_level=right", "--dry-run", "--json")
    assert {item["field"]: item["taken"] for item in plan.json} == {
        "pmid": "right",
        "slug": "left",
        "evidence_level": "right",
        "plain_summary": "left",
    }
    done = atlas("merge", "one", "two", "--take", "evidence_level=right", "-m", "why", "--json")
    assert done.json == {"slug": "one", "version": 3, "merged": ["two"]}
    shown = atlas("show", "two", "--json").json
    assert (shown["slug"], shown["pmid"], shown["evidence_level"]) == ("one", "77", "E2")
    assert atlas("history", "one", "--json").json[-1]["note"] == "why"
    atlas("undo")
    assert atlas("show", "two", "--json").json["slug"] == "two"


def test_a_choice_that_is_missing_is_asked_for_in_a_sentence(atlas: Atlas) -> None:
    two(atlas, 'criteria={"expr":"ccc_2003"}')
    atlas("set", "one", 'criteria={"expr":"fukuda_1994"}')
    refused = atlas("merge", "one", "two")
    assert refused.code == 1
    assert "has to be chosen" in refused.err
    assert atlas("merge", "one", "two", "--take", "criteria=right").code == 0
    assert atlas("show", "one", "--json").json["pem"]["status"] == "required"


def test_all_sure_ones_are_merged_with_a_preview(atlas: Atlas) -> None:
    two(atlas)
    preview = atlas("merge", "--sure", "--dry-run", "--json").json
    assert preview == [{"kept": "two", "merged": ["one"], "adds": [], "left_because": ""}]
    assert atlas("show", "one", "--json").json["slug"] == "one"
    assert "Merge of 1 duplicate." in atlas("merge", "--sure").out
    assert atlas("show", "one", "--json").json["slug"] == "two"
    assert atlas("duplicates", "--json").json == []


def test_two_studies_stay_two(atlas: Atlas) -> None:
    two(atlas)
    assert atlas("distinct", "one", "two", "--json").json == {"left": "one", "right": "two"}
    assert atlas("duplicates", "--json").json == []
    assert atlas("merge", "--sure", "--json").json == []
    assert atlas("merge", "--sure", "--dry-run").out == "No entries are surely one study.\n"
    assert [pair["right"] for pair in atlas("duplicates", "--apart", "--json").json] == ["one"]
    atlas("undo")
    assert len(atlas("duplicates", "--json").json) == 1
    atlas("distinct", "two", "one")
    said = atlas("distinct", "two", "one", "--undo").out
    assert said == "Perhaps a duplicate again: two and one.\n"
    assert len(atlas("duplicates", "--json").json) == 1


def test_what_to_merge_has_to_be_said_once(atlas: Atlas) -> None:
    two(atlas)
    for wrong in ((), ("one",), ("one", "two", "--sure"), ("--sure", "--take", "title=left")):
        refused = atlas("merge", *wrong)
        assert (refused.code, refused.out) == (1, "")
    assert atlas("merge", "one", "two", "--take", "title").code == 1

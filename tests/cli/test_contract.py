"""The command line as a contract: outcomes, JSON, exit codes, sentences."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import Atlas
from tests.shared_data import PROJECT

BIB = """@article{one,
  title = {First study of {ME/CFS}}, author = {M{\\"u}ller, A and Lee, B},
  journal = {Journal of Trials}, year = 2001, doi = {10.1000/one}, pmid = {111}
}
@article{broken, year = {1990}}
@article{two, title = {Second study of something else}, author = {Chan, C}, year = 2002}
"""


def test_new_set_show_history_restore(atlas: Atlas) -> None:
    made = atlas("--json", "new", "title=A study of sleep", "year=2019", 'authors=["Roe, J"]')
    assert made.code == 0
    assert made.json["slug"] == "roe-2019-study-sleep"
    assert (made.json["state"], made.json["version"]) == ("drafting", 1)
    slug = made.json["slug"]
    changed = atlas(
        "set", slug, "evidence_level=E1 Replicated", 'observed_findings=["One","Two"]', "-m", "why",
        "--json",
    )  # fmt: skip
    assert changed.json["evidence_level"] == "E1"
    assert changed.json["observed_findings"] == ["One", "Two"]
    history = atlas("history", slug, "--json").json
    assert [r["revision"] for r in history] == [1, 2]
    assert history[1]["note"] == "why"
    assert history[1]["changes"]["evidence_level"] == {"old": "", "new": "E1"}
    assert history[1]["previous_hash"] == history[0]["hash"]
    restored = atlas("restore", slug, "1", "--json").json
    assert restored["evidence_level"] == ""
    assert restored["version"] == 3
    assert atlas("show", slug, "--json").json["observed_findings"] == []


def test_pem_of_an_entry_and_of_input(atlas: Atlas) -> None:
    given = json.dumps({"expr": ["any", "iom_2015", "ccc_2003"], "added": "all"})
    answer = atlas("pem", "--input", given, "--json").json
    assert (answer["status"], answer["badge"]) == ("required", "PEM required")
    assert answer["trace"] == ["base=R", "author_added"]
    atlas("new", "title=T", "slug=t", 'criteria={"expr":"oxford_1991"}')
    assert atlas("pem", "t", "--json").json["badge"] == "PEM not required"
    override = {
        "override": {
            "status": "required",
            "quote": "all had to have PEM",
            "location": "methods",
            "reason": "the protocol says so",
        }
    }
    shown = atlas("set", "t", f"pem={json.dumps(override)}", "--json").json
    assert (shown["pem"]["status"], shown["pem"]["derived"]) == ("required", "not_required")
    assert shown["pem"]["badge"] == "PEM required"
    answer = atlas("pem", "t", "--json").json
    assert (answer["status"], answer["derived"]) == ("required", "not_required")
    assert answer["trace"][-1] == "override"


def test_import_counts_add_up_and_repeat_is_a_match(atlas: Atlas, tmp_path: Path) -> None:
    path = tmp_path / "some.bib"
    path.write_text(BIB, encoding="utf-8")
    plan = atlas("import", path, "--dry-run", "--json").json
    assert atlas("list", "--json").json == []
    first = atlas("import", path, "--json").json
    assert {k: first[k] for k in plan if k != "items"} == {k: plan[k] for k in plan if k != "items"}
    assert all(item["line"] for item in first["items"])
    counted = first["created"] + first["matched"] + first["updated"] + first["refused"]
    assert first["records"] == counted == len(first["items"]) == 3
    assert first["created"] == 2
    refused = [item for item in first["items"] if item["outcome"] == "refused"]
    assert [(item["file"], item["line"]) for item in refused] == [("some.bib", 5)]
    assert refused[0]["reason"]
    again = atlas("import", path, "--json").json
    assert (again["created"], again["matched"], again["refused"]) == (0, 2, 1)
    listed = atlas("list", "--query", "müller", "--json").json
    assert [row["title"] for row in listed] == ["First study of ME/CFS"]


def test_a_record_without_its_end_loses_nothing_and_says_so(atlas: Atlas, tmp_path: Path) -> None:
    path = tmp_path / "some.bib"
    path.write_text("@article{open, title = {No end\n@article{two, title={Two}}\n", "utf-8")
    first, second = atlas("import", path, "--json").json["items"]
    assert (first["line"], second["outcome"]) == (1, "created")
    assert first["reason"]


def test_a_second_record_fills_what_is_empty_and_overwrites_nothing(
    atlas: Atlas, tmp_path: Path
) -> None:
    atlas("new", "title=First study of ME/CFS", "doi=10.1000/one", "year=1999")
    path = tmp_path / "some.bib"
    path.write_text(BIB, encoding="utf-8")
    result = atlas("import", path, "--json").json
    item = result["items"][0]
    assert (item["outcome"], item["key"]) == ("updated", "one")
    entry = atlas("show", item["slug"], "--json").json
    assert (entry["year"], entry["pmid"]) == (1999, "111")
    assert "year" in item["reason"]
    assert entry["sources"][0]["raw"].startswith("@article{one,")


def test_export_writes_what_is_public_and_comes_back(atlas: Atlas, tmp_path: Path) -> None:
    atlas("new", "title=Costs & effects of 5% α-blockers", 'authors=["Roe, J"]', "state=ready")
    atlas("new", "title=Nobody may see this", "state=drafting")
    path = tmp_path / "out.bib"
    assert atlas("export", path, "--json").json["entries"] == 1
    assert "Nobody" not in path.read_text(encoding="utf-8")
    assert atlas("import", path, "--json").json["matched"] == 1
    lines = tmp_path / "out.jsonl"
    assert atlas("export", lines, "--query", "blockers").code == 0
    assert json.loads(lines.read_text(encoding="utf-8"))["title"].endswith("α-blockers")
    assert atlas("export", tmp_path / "out.xyz").code == 1
    assert atlas("export", tmp_path / "no" / "out.bib").code == 1


def test_undo_takes_an_import_back_as_one_step(atlas: Atlas, tmp_path: Path) -> None:
    path = tmp_path / "some.bib"
    path.write_text(BIB, encoding="utf-8")
    atlas("import", path)
    assert len(atlas("list", "--json").json) == 2
    assert atlas("undo", "--json").json["entries"] == 2
    assert atlas("list", "--json").json == []
    assert atlas("redo", "--json").json["entries"] == 2
    assert len(atlas("list", "--json").json) == 2
    assert atlas("verify", "--json").json["ok"] is True


@pytest.mark.parametrize(
    "query", ["ME/CFS", "post-exertional", '"quoted phrase', "t:ME", "a\x00b", "AND OR NOT", "*"]
)
def test_every_search_text_is_legal(atlas: Atlas, query: str) -> None:
    atlas("new", "title=ME/CFS and post-exertional malaise: a quoted phrase", "year=2000")
    done = atlas("list", "--query", query, "--json")
    assert done.code == 0
    hits = 1 if query in ("ME/CFS", "post-exertional", '"quoted phrase', "*") else 0
    assert len(done.json) == hits or query in ("AND OR NOT", "*", "a\x00b")


def test_filters(atlas: Atlas) -> None:
    atlas("new", "title=One", "year=1996", "evidence_level=E1", 'criteria={"expr":"ccc_2003"}')
    atlas("new", "title=Two", "year=2001", "state=ready")
    for given, titles in (
        ("evidence_level=E1", ["One"]),
        ("evidence_level=E1 Replicated", ["One"]),
        ("pem=required", ["One"]),
        ("criteria=ccc_2003", ["One"]),
        ("state=ready", ["Two"]),
        ("year=2001", ["Two"]),
        ("year=1990-1999", ["One"]),
    ):
        rows = atlas("list", "--filter", given, "--json").json
        assert [row["title"] for row in rows] == titles, given


@pytest.mark.parametrize(
    ("argv", "code", "words"),
    [
        (["show", "no-such"], 1, "no-such"),
        (["new", "year=abc"], 1, "abc"),
        (["new", "nonsense=1"], 1, "nonsense"),
        (["new", "title"], 1, "field=value"),
        (["set", "no-such", "title=x"], 1, "no-such"),
        (["new", 'authors=["a"'], 1, "JSON"),
        (["list", "--filter", "nonsense=1"], 1, "nonsense"),
        (["list", "--filter", "state=nonsense"], 1, "nonsense"),
        (["import", "no-such-file.bib"], 1, "no-such-file.bib"),
        (["pem", "--input", "{"], 1, "JSON"),
        (["pem", "--input", '{"expr": ["either", "a", "b"]}'], 1, "."),
        (["nonsense"], 2, "nonsense"),
        (["render", "x", "--accessed", "yesterday"], 2, "yesterday"),
        (["publish"], 2, "--to"),
    ],
)
def test_refusals_are_one_sentence_on_standard_error(
    atlas: Atlas, argv: list[str], code: int, words: str
) -> None:
    done = atlas(*argv)
    assert done.code == code
    assert done.out == ""
    assert words in done.err
    assert "Traceback" not in done.err
    assert done.err.count("\n") == 1


def test_the_module_runs_as_a_program(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "curator_app", "--library", str(tmp_path), "list", "--json"],
        cwd=PROJECT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, json.loads(done.stdout), done.stderr) == (0, [], "")


def test_a_command_is_refused_while_a_window_writes(atlas: Atlas, library: Path) -> None:
    from curator_app.services.library import Library

    atlas("new", "title=One", "slug=one")
    holder = Library.open(library, who="Anna")
    try:
        refused = atlas("set", "one", "title=Two")
        assert refused.code == 1
        assert "open elsewhere" in refused.err
        assert atlas("show", "one", "--json").json["title"] == "One"
        window = Library.open(library)
        assert window.read_only
        assert "only reads" in window.notice
        window.close()
    finally:
        holder.close()
    assert atlas("set", "one", "title=Two").code == 0

"""imports on the command line: the list, and taking one back."""

from pathlib import Path

from tests.cli.conftest import Atlas

RECORDS = """@article{a, title={The first of several long titles}, year={2001}}
@article{b, title={The second of several long titles}, year={2002}}
@article{d, year={1999}}
"""


def test_imports_are_listed_and_taken_back(atlas: Atlas, tmp_path: Path) -> None:
    assert atlas("imports").out == "Nothing was imported yet.\n"
    path = tmp_path / "records.bib"
    path.write_text(RECORDS, encoding="utf-8")
    atlas("import", path)
    (past,) = atlas("imports", "list", "--json").json
    assert (past["files"], past["created"], past["refused"]) == (["records.bib"], 2, 1)
    assert past["refusals"][0]["line"] == 3
    slug = atlas("list", "--query", "first", "--json").json[0]["slug"]
    atlas("set", slug, "journal=J")
    number = str(past["id"])
    planned = atlas("imports", "undo", number, "--dry-run", "--json")
    assert (planned.json["removed"], len(atlas("list", "--json").json)) == (1, 2)
    done = atlas("imports", "undo", number, "--json").json
    assert done == planned.json
    assert [item["slug"] for item in done["left"]] == [slug]
    assert [entry["slug"] for entry in atlas("list", "--json").json] == [slug]
    assert atlas("imports").out.endswith("records.bib\t2 created, 0 updated, 0 matched, 1 refused"
                                         "\ttaken back\n")  # fmt: skip
    refused = atlas("imports", "undo", number)
    assert (refused.code, "taken back already" in refused.err) == (1, True)
    assert atlas("imports", "undo", "77").code == 1

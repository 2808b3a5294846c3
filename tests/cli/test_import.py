"""import: tables, whose columns are guessed or said, beside files of other formats."""

from pathlib import Path

from tests.cli.conftest import Atlas


def test_a_table_whose_columns_are_known(atlas: Atlas, tmp_path: Path) -> None:
    path = tmp_path / "t.txt"
    path.write_text("Title;Year\nA;1999\n;2000\nA;1999\n", encoding="utf-8")
    done = atlas("import", path, "--json")
    counts = [done.json[name] for name in ("records", "created", "matched", "updated", "refused")]
    assert counts == [3, 1, 1, 0, 1]
    (refused,) = [item for item in done.json["items"] if item["outcome"] == "refused"]
    assert (refused["file"], refused["line"]) == ("t.txt", 3)


def test_a_table_whose_columns_are_said(atlas: Atlas, tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text("Was,Wann\nMüde am Morgen,1999\n", encoding="cp1252")
    unsure = atlas("import", path)
    assert unsure.code != 0
    assert "not recognised" in unsure.err
    unsure = atlas("import", path, "--format", "csv")
    assert "It is unsure which column of t.csv is what." in unsure.err
    assert "--columns" in unsure.err
    done = atlas("import", path, "--columns", "Was=title,2=year", "--json")
    assert done.json["created"] == 1
    (entry,) = atlas("list", "--json").json
    assert (entry["title"], entry["year"]) == ("Müde am Morgen", 1999)


def test_columns_that_do_not_exist(atlas: Atlas, tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text("Title,Year\nA,1999\n", encoding="utf-8")
    for words in ("Titel=title", "Title=colour", "nothing"):
        done = atlas("import", path, "--columns", words)
        assert done.code != 0
        assert done.err.count("\n") <= 2
    assert atlas("list", "--json").json == []

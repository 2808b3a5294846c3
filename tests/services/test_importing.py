"""Imports: foreseen as they come out, and harmless when repeated."""

import os
from pathlib import Path

import pytest

from curator_app.services.importing import ImportResult, apply_import, foresee, plan_import
from curator_app.services.library import Library

SHORT = """@article{a, title={Editorial}, year={1999}}
@article{b, title={Editorial}, year={1999}, journal={Another}}
@article{b, title={Editorial}, year={1999}, journal={Another}}
"""
TWINS = """@article{a, title={The first of two long titles}, doi={10.1000/one}}
@article{b, title={The first of two long titles}, doi={10.1000/one}, journal={J}, year={in press}}
@article{c, title={The first of two long titles}, doi={10.1000/ONE}, journal={K}}
@article{d, title={Not closed
@article{e, year={1999}}
"""


def take(library: Library, path: Path) -> tuple[ImportResult, ImportResult]:
    plan = plan_import(library, [path])
    return foresee(library, plan), apply_import(library, plan)


def outcomes(result: ImportResult) -> list[str]:
    return [item["outcome"] for item in result.items]


def test_a_dry_run_says_what_the_import_then_does(library: Library, tmp_path: Path) -> None:
    path = tmp_path / "twins.bib"
    path.write_text(TWINS, encoding="utf-8")
    foreseen, done = take(library, path)
    assert foreseen.items == done.items
    assert outcomes(done) == ["created", "updated", "matched", "created", "refused"]
    assert "doi" not in done.items[2]["reason"]


def test_records_without_identifiers_are_known_by_their_text(
    library: Library, tmp_path: Path
) -> None:
    path = tmp_path / "short.bib"
    path.write_text(SHORT, encoding="utf-8")
    assert outcomes(take(library, path)[1]) == ["created", "created", "matched"]
    first, second = (
        library.entry("unknown-1999-editorial"),
        library.entry("unknown-1999-editorial-2"),
    )
    library.set_values(first.slug, {"title": "Another title now", "doi": ""})
    foreseen, again = take(library, path)
    assert outcomes(again) == outcomes(foreseen) == ["matched", "matched", "matched"]
    assert [item["slug"] for item in again.items] == [first.slug, second.slug, second.slug]


@pytest.mark.skipif(os.name != "posix", reason="names of files are bytes on POSIX only")
def test_a_file_whose_name_is_no_text_is_imported(library: Library, tmp_path: Path) -> None:
    path = Path(os.fsdecode(os.fsencode(tmp_path) + b"/caf\xe9.bib"))
    path.write_text("@article{a, title={A title}}", encoding="utf-8")
    (item,) = take(library, path)[1].items
    assert (item["file"], item["outcome"]) == ("caf\ufffd.bib", "created")
    assert library.history(library.entry(item["slug"]).id)[0].note == "Imported from caf\ufffd.bib"

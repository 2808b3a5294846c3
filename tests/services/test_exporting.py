"""Exports through the library: whole or not at all, only what is public, and in again."""

import csv
import os
import resource
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from lxml import html

from curator_app.domain.citation import SITE_URL
from curator_app.domain.entry import Entry
from curator_app.domain.pem_status import Override, Pem
from curator_app.domain.query import ListQuery
from curator_app.errors import BadFile, Cancelled, DiskTrouble
from curator_app.formats.public_form import PUBLIC_FIELDS
from curator_app.formats.writers import WRITERS
from curator_app.services import publishing
from curator_app.services.copying import FORMS, as_text, copies
from curator_app.services.exporting import WHOLE, count, export
from curator_app.services.importing import apply_import, plan_import
from curator_app.services.library import Library
from tests.builders import study

ATLAS = "https://atlas.example"
SOURCE = r"""@article{key1,
  author = {M{\"u}ller, J{\"o}rg and {The {ME/CFS} Group and Friends} and O'Neill, S},
  title = {{ME/CFS} \& 50\% of {M{\"u}ller's} patients: \#1 in $\beta$-blockers, a\_b {\o} \$5},
  journal = {Brain, Behavior, \& {Immunity}},
  year = 1999, month = mar,
  doi = {10.1002/(SICI)1097-0142(1999)84:5<1::AID-CNCR\_1>3.0.CO;2-D},
  url = {https://example.org/a_b%20c?d=1&e=#f}, pmid = {111}, keywords = {pain, sleep}
}
@article{key2,
  author = {Frémont, Ştefan}, title = {Accents as they are: é ł ø}, journal = {J_1}, year = 2001
}
"""


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    (tmp_path / "L").mkdir()
    (tmp_path / "L" / "library.toml").write_text(f'[site]\nurl = "{ATLAS}"\n', encoding="utf-8")
    with opened(tmp_path / "L") as made:
        made.add_all([study(n, state="drafting" if n % 3 == 0 else "ready") for n in range(9)], "x")
        yield made


@contextmanager
def opened(folder: Path) -> Iterator[Library]:
    made = Library.open(folder, who="Anna", insist=True)
    try:
        yield made
    finally:
        made.close()


def take(library: Library, path: Path) -> list[Entry]:
    """Import a file and make its entries public."""
    apply_import(library, plan_import(library, [path]))
    found = [library.entry_by_n(n) for n in library.ids(WHOLE)]
    for entry in found:
        if entry.state == "imported":
            library.set_values(entry.slug, {"state": "ready"})
    return [library.entry_by_n(n) for n in library.ids(WHOLE)]


def test_a_selection_a_view_and_the_whole(library: Library, tmp_path: Path) -> None:
    target = tmp_path / "x.csv"
    done = export(library, target)
    assert (done.entries, done.left_out) == (6, 3)
    assert done.sentence() == "6 entries written to x.csv. 3 entries that are not public left out."
    assert len(rows(target)) == 6
    view = ListQuery(filters={"state": ("ready",)}, sort="year", descending=True)
    assert count(library, view) == (6, 6)
    assert export(library, target, wanted=view).entries == 6
    years = [row["year"] for row in rows(target)]
    assert years == sorted(years, reverse=True)
    chosen = library.ids(WHOLE)[:4]
    assert count(library, chosen) == (4, export(library, target, wanted=chosen).entries)


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("writer", WRITERS, ids=lambda writer: writer.format)
def test_a_full_disk_and_a_stop_leave_the_old_file(
    library: Library, tmp_path: Path, writer: object
) -> None:
    library.add_all([study(n, state="ready") for n in range(100, 1000)], "more")
    format = writer.format  # type: ignore[attr-defined]
    folder = tmp_path / "out"
    folder.mkdir()
    target = folder / "x.txt"
    target.write_bytes(b"old")
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, hard))
    try:
        with pytest.raises(DiskTrouble, match=r"x\.txt could not be written"):
            export(library, target, format)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    seen: list[int] = []

    def cancelled() -> bool:
        return len(seen) > 2

    with pytest.raises(Cancelled):
        export(library, target, format, WHOLE, lambda done, _: seen.append(done), cancelled)
    assert target.read_bytes() == b"old"
    assert list(folder.iterdir()) == [target]
    assert export(library, target, format).entries == 906
    assert list(folder.iterdir()) == [target]


def test_the_file_may_be_read_as_others_of_its_folder(library: Library, tmp_path: Path) -> None:
    target = tmp_path / "x.bib"
    before = os.umask(0o022)
    try:
        export(library, target)
    finally:
        os.umask(before)
    assert stat.S_IMODE(target.stat().st_mode) == 0o644
    target.chmod(0o600)
    link = tmp_path / "link.bib"
    link.symlink_to(target)
    export(library, link)
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    assert link.is_symlink()


def test_no_name_leads_to_the_librarys_own_files(library: Library, tmp_path: Path) -> None:
    link = tmp_path / "x.bib"
    link.symlink_to(library.folder / "atlas.db")
    with pytest.raises(BadFile, match="belongs to the library"):
        export(library, link)
    for odd in (tmp_path, tmp_path / "no" / "x.bib"):
        with pytest.raises((DiskTrouble, BadFile)):
            export(library, odd, "bibtex")


def test_bibtex_goes_round_without_a_byte_changed(tmp_path: Path) -> None:
    source = tmp_path / "source.bib"
    source.write_text(SOURCE, encoding="utf-8")
    first, second = tmp_path / "first.bib", tmp_path / "second.bib"
    with opened(tmp_path / "A") as library:
        before = take(library, source)
        assert export(library, first).entries == 2
    with opened(tmp_path / "B") as library:
        after = take(library, first)
        assert export(library, second).entries == 2
    assert second.read_bytes() == first.read_bytes()
    text = first.read_text(encoding="utf-8")
    for line in SOURCE.splitlines():
        if line.startswith(("  title", "  journal")):
            assert line in text
    assert "author = {Müller, Jörg and {The ME/CFS Group and Friends} and O'Neill, S}" in text
    assert "doi = {10.1002/(SICI)1097-0142(1999)84:5<1::AID-CNCR_1>3.0.CO;2-D}" in text
    assert "journal = {J\\_1}" in text
    for one, other in zip(before, after, strict=True):
        assert replace(one, id="", version=0, sources=()) == replace(
            other, id="", version=0, sources=()
        )


@pytest.mark.parametrize("ending", ["jsonl", "csv"])
def test_everything_public_comes_into_another_library(
    library: Library, tmp_path: Path, ending: str
) -> None:
    slug = study(1).slug
    override = {"status": "required", "quote": "Q", "location": "p. 1", "reason": "R"}
    library.set_values(slug, {"pem": {"override": override}, "tags": ["a; b", "=1"]})
    path = tmp_path / f"all.{ending}"
    export(library, path)
    with opened(tmp_path / "B") as other:
        result = apply_import(other, plan_import(other, [path]))
        assert (result.records, result.created) == (6, 6)
        for n in library.ids(ListQuery(filters={"state": ("ready",)})):
            mine = library.entry_by_n(n)
            theirs = other.entry(mine.slug)
            for name in PUBLIC_FIELDS:
                assert shown(theirs, name) == shown(mine, name), name
        assert other.entry(slug).pem.status == "required"
        assert theirs.abstract == ""
        again = plan_import(other, [path])
        assert again.count("same") == 6


def shown(entry: Entry, name: str) -> object:
    value = getattr(entry, name)
    if not isinstance(value, Pem):
        return value
    override = value.override
    return replace(value, override=override and Override(*override.says()))


def test_copies_say_what_the_page_says(library: Library) -> None:
    chosen = library.ids(WHOLE)[:3]
    for form, place in (("citation", ".//p[@class='quote']"), ("bibtex", ".//pre/code")):
        texts = copies(library, chosen, form).split("\n\n")
        assert len(texts) == 3
        for n, text in zip(chosen, texts, strict=True):
            entry = library.entry_by_n(n)
            page = html.fromstring(publishing.page(library, entry).decode())
            assert page.findall(place)[0].text_content() == text
            assert as_text(library, entry, form) == text
    entry = library.entry_by_n(chosen[0])
    page = html.fromstring(publishing.page(library, entry).decode())
    (snapshot,) = [
        text
        for quote in page.findall(".//p[@class='quote']")
        if (text := quote.text_content()).startswith("ME/CFS Atlas.")
    ]
    assert as_text(library, entry, "snapshot") == snapshot
    assert f"url = {{{ATLAS}/evidence/" in copies(library, chosen, "bibtex")
    assert SITE_URL not in copies(library, chosen, "ris") + copies(library, chosen, "csl-json")
    assert copies(library, chosen, "ris").count("\nER  - \n") == 3
    for form in FORMS:
        assert "abstract" not in copies(library, chosen, form).lower()

"""What leaves for other programs, in every format: public, the same each time, real records too."""

import io
import zipfile
from pathlib import Path
from typing import Any

import pytest

from curator_app.domain.citation import SITE_URL, page_url
from curator_app.domain.entry import Entry, Source
from curator_app.domain.fields import BY_NAME, PRIVATE
from curator_app.domain.pem_status import Override, Pem
from curator_app.errors import BadFile
from curator_app.formats.public_form import PUBLIC_FIELDS
from curator_app.formats.reading import read
from curator_app.formats.record import Draft
from curator_app.formats.writers import BY_FORMAT, WRITERS, writer_for
from tests.builders import study
from tests.formats.writing import BIBTEX_FIELDS, parsed, written
from tests.shared_data import shared_folder

CANARIES: dict[str, Any] = {
    "abstract": "canary", "methods_text": "canary", "former_slugs": ("canary-2000",),
    "sources": (Source("ris", "canary.ris", 1, "canary", "TI  - canary"),),
    "rejected_proposals": ("canary",),
}  # fmt: skip


@pytest.mark.parametrize("writer", WRITERS, ids=lambda writer: writer.format)
def test_nothing_private_leaves(writer: Any) -> None:
    override = Override("required", "q", "l", "r", confirmed_by="canary", set_by="canary")
    entry = study(1).with_(pem=Pem("required", "unclear", override), **CANARIES)
    data = written(writer.format, entry)
    if writer.format == "xlsx":
        data = b"".join(
            zipfile.ZipFile(io.BytesIO(data)).read(n) for n in ("xl/worksheets/sheet1.xml",)
        )
    assert b"canary" not in data
    assert b"Author" in data
    assert not set(PUBLIC_FIELDS) & PRIVATE
    assert set(PUBLIC_FIELDS) | PRIVATE == set(BY_NAME)


@pytest.mark.parametrize("writer", WRITERS, ids=lambda writer: writer.format)
def test_the_same_entries_give_the_same_bytes(writer: Any) -> None:
    found = [study(n) for n in range(3)]
    assert written(writer.format, *found) == written(writer.format, *found)


def test_addresses_are_those_of_the_librarys_site() -> None:
    for format in ("bibtex", "ris", "csl-json", "jsonl"):
        out = io.BytesIO()
        BY_FORMAT[format].write([study(1)], "https://atlas.example", out)
        assert page_url(study(1).slug, "https://atlas.example") in out.getvalue().decode()
        assert SITE_URL not in out.getvalue().decode()


def test_the_writer_is_chosen_by_format_or_name() -> None:
    chosen = {
        "a.bib": "bibtex", "A.JSONL": "jsonl", "a.ris": "ris", "a.json": "csl-json",
        "a.csv": "csv", "a.b.xlsx": "xlsx",
    }  # fmt: skip
    for name, format in chosen.items():
        assert writer_for("auto", name).format == format
    assert writer_for("bibtex", "a.txt").format == "bibtex"
    for format, name in (("auto", "a.docx"), ("auto", "bib"), ("endnote-xml", "a.bib")):
        with pytest.raises(BadFile, match="cannot write"):
            writer_for(format, name)


@pytest.mark.slow
@pytest.mark.skipif(shared_folder() is None, reason="the real files are not here")
def test_real_records_go_out_and_come_back(place: Path) -> None:
    """What was read of every bibliography and of PubMed; the made-up twins are above."""
    folder = shared_folder() or Path()
    files = [*folder.rglob("*.bib"), *sorted((folder / "pubmed").glob("*.xml"))]
    drafts = [
        record for path in sorted(files) for record in read(path) if isinstance(record, Draft)
    ]
    found = [
        parsed(draft.values).with_(slug=f"r-{number}", state="published", sources=(draft.source,))
        for number, draft in enumerate(drafts)
    ]
    assert len(found) > 1_000
    for format, fields in (("bibtex", BIBTEX_FIELDS), ("csv", PUBLIC_FIELDS)):
        path = place / f"real{BY_FORMAT[format].endings[0]}"
        path.write_bytes(written(format, *found))
        records = list(read(path))
        again: list[Entry] = []
        for record, entry in zip(records, found, strict=True):
            assert isinstance(record, Draft)
            got = parsed(record.values)
            assert [(n, getattr(got, n)) for n in fields] == [
                (n, getattr(entry, n)) for n in fields
            ]
            again.append(got.with_(sources=(record.source,)))
        assert written(format, *again) == path.read_bytes()

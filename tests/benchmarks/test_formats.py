"""Each reader at 10,000 generated records: to drafts and to entries, beside a bare parse.

The peers build nothing: pybtex and rispy give fields, lxml forgets each record at once, json and
csv load or go through the whole.
"""

from __future__ import annotations

import csv
import importlib
import importlib.util
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from lxml import etree
from pybtex import errors
from pybtex.database.input.bibtex import Parser

from curator_app.formats.reading import read
from curator_app.formats.record import Draft
from curator_app.services.importing import apply_import, plan_import
from tests.benchmarks.figures import Figure, tell, timed
from tests.benchmarks.libraries import opened, sizes
from tests.benchmarks.made_files import write

COUNT = sizes("ATLAS_BENCH_FORMAT_RECORDS", "10000")[0]
FORMATS = ("bibtex", "ris", "pubmed-xml", "endnote-xml", "nbib", "csl-json", "csv", "jsonl")


def pybtex(path: Path) -> object:
    with errors.capture():
        return Parser(encoding="utf-8").parse_file(str(path))


def elements(path: Path) -> int:
    count = 0
    for _, element in etree.iterparse(path, resolve_entities=False):
        element.clear()
        count += 1
    return count


def rows(path: Path) -> int:
    with path.open(encoding="utf-8", newline="") as text:
        return sum(1 for _ in csv.reader(text))


def json_lines(path: Path) -> int:
    with path.open(encoding="utf-8") as text:
        return sum(bool(json.loads(line)) for line in text)


def rispy(path: Path) -> object:
    parser: Any = importlib.import_module("rispy")
    with path.open(encoding="utf-8") as text:
        return parser.load(text)


PEERS: dict[str, tuple[str, Callable[[Path], object]]] = {
    "bibtex": ("pybtex", pybtex),
    "pubmed-xml": ("lxml iterparse", elements),
    "endnote-xml": ("lxml iterparse", elements),
    "csl-json": ("json.loads", lambda path: json.loads(path.read_text(encoding="utf-8"))),
    "csv": ("csv.reader", rows),
    "jsonl": ("json.loads", json_lines),
}
if importlib.util.find_spec("rispy"):
    PEERS["ris"] = ("rispy", rispy)


@pytest.mark.parametrize("format", FORMATS)
def test_format(format: str, tmp_path: Path) -> None:
    """All records are new; the three are measured in turn on the same file."""
    path = write(tmp_path / "made", format, COUNT)
    peer, bare = PEERS.get(format, ("", None))
    theirs = timed(lambda: bare(path))[0] if bare else None
    found: list[int] = []
    drafts = timed(lambda: found.append(sum(isinstance(r, Draft) for r in read(path))))[0]
    with opened(tmp_path / "library") as library:
        committed = timed(
            lambda: found.append(apply_import(library, plan_import(library, [path])).created)
        )[0]
    assert found == [COUNT, COUNT]
    note = f"{path.stat().st_size / 1e6:.0f} MB"
    beside = COUNT / theirs * 1000 if theirs else None
    for what, taken in (("drafts", drafts), ("entries", committed)):
        rate = COUNT / taken * 1000
        name = f"{format}, {COUNT:,} records to {what}"
        tell(Figure(name, rate, "records/s", peer=peer, peer_value=beside, note=note))

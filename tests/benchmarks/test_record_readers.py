"""The readers of reference managers' formats at 10,000 records, beside a bare parse of the file.

The peers of tables, JSON and XML build nothing. rispy, which gives fields, is measured where it is
installed; pybtex's parser of BibTeX builds persons but reads no LaTeX.
"""

from __future__ import annotations

import csv
import importlib
import importlib.util
import json
import re
from pathlib import Path
from typing import Any

import orjson
import pytest
from pybtex.database import parse_string

from tests.benchmarks.test_pubmed_readers import COUNT, DATA, measure, parsed, repeated
from tests.shared_data import shared_folder


def real(pattern: str) -> list[Path]:
    """The real files, where they are."""
    folder = shared_folder()
    return sorted(folder.glob(pattern)) if folder else []


def test_ris(tmp_path: Path) -> None:
    files = real("ris/*.ris")
    text = "\n".join(file.read_text(encoding="utf-8-sig") for file in files)
    text = text or (DATA / "invented.ris").read_text(encoding="utf-8")
    records = re.findall(r"(?ms)^TY  - .*?^ER  -", text)
    path = tmp_path / "x.txt"
    path.write_text("\n\n".join(repeated(records[:300])), encoding="utf-8")
    peer: Any = importlib.import_module("rispy") if importlib.util.find_spec("rispy") else None
    bare = (lambda: peer.loads(path.read_text(encoding="utf-8"))) if peer else None
    measure("RIS", path, "rispy.loads", bare)


def test_csv(tmp_path: Path) -> None:
    files = real("duplicates/cytology*pre_merged.csv")
    text = (files or [DATA / "invented.csv"])[0].read_text(encoding="utf-8")
    headings, *rows = text.splitlines()
    path = tmp_path / "x.txt"
    path.write_text("\n".join([headings, *repeated(rows[:900] if files else rows[2:3])]))

    def bare() -> int:
        with path.open(encoding="utf-8", newline="") as file:
            return sum(1 for _ in csv.DictReader(file))

    measure("CSV", path, "csv.DictReader", bare)


@pytest.mark.parametrize("format", ["csl", "crossref"])
def test_json(tmp_path: Path, format: str) -> None:
    data = json.loads((DATA / f"invented-{format}.json").read_text(encoding="utf-8"))
    works = data[:3] if format == "csl" else data["message"]["items"]
    path = tmp_path / "x.txt"
    path.write_text(json.dumps((works * COUNT)[:COUNT], ensure_ascii=False), encoding="utf-8")
    measure(format, path, "orjson.loads", lambda: orjson.loads(path.read_bytes()))


def test_endnote_xml(tmp_path: Path) -> None:
    lines = (DATA / "invented-endnote.xml").read_text(encoding="utf-8").splitlines()
    path = tmp_path / "x.txt"
    records = "\n".join(repeated(lines[1:3]))
    path.write_text(f"<xml><records>{records}</records></xml>", encoding="utf-8")
    measure("EndNote XML", path, "lxml iterparse", lambda: parsed(path, "record"))


def test_bibtex(tmp_path: Path) -> None:
    record = "@article{%d,\n title = {A {Title} of {\\'e}},\n author = {See, D M and Berg, J},\n}\n"
    text = "".join(record % number for number in range(COUNT))
    path = tmp_path / "x.txt"
    path.write_text(text, encoding="utf-8")
    measure("BibTeX", path, "pybtex", lambda: parse_string(text, "bibtex"))

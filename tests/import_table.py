"""Every file of a folder through the command line, and whether its counts add up.

python -m tests.import_table [FOLDER] prints a row a file. `counted` is how many records it holds by
a search for what begins one, which shares nothing with the readers. Ends with 1 when the numbers of
a file do not agree.
"""

from __future__ import annotations

import contextlib
import csv
import io
import json
import re
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from curator_app.cli.main import run
from curator_app.errors import BadFile
from curator_app.formats.reading import detect
from curator_app.formats.source_file import SourceFile
from tests.shared_data import shared_folder

OUTCOMES = ("created", "matched", "updated", "refused")
_BEGINS = {
    "bibtex": r"(?im)^[ \t]*@(?!comment|string|preamble|xdata)[a-z]+[ \t]*[{(]",
    "ris": r"(?m)^[\ufeff \t]*TY[ \t]{0,2}-",
    "nbib": r"(?m)^PMID ?-",
    "pubmed-xml": r"<Pubmed(?:Book)?Article>",
    "jats": r"<article[\s>]",
    "endnote-xml": r"<record>",
    "jsonl": r"(?m)^.",
    "atlas-page": r"(?i)</html>",
}


@dataclass(frozen=True)
class Outcome:
    """What came of one file; `refusal`: why it was refused as a whole."""

    name: str
    format: str
    counted: int
    records: int
    counts: tuple[int, ...]
    seconds: float
    refusal: str = ""

    @property
    def adds_up(self) -> bool:
        """Whether every record that was counted has one outcome."""
        return bool(self.refusal) or self.counted == self.records == sum(self.counts)

    def row(self) -> str:
        """The line of the table."""
        if self.refusal:
            return f"{self.name} | – | – | – | – | – | – | – | – | {self.refusal}"
        cells = [self.name, self.format, self.counted, self.records, *self.counts]
        wrong = "" if self.adds_up else " | DOES NOT ADD UP"
        return " | ".join(map(str, cells)) + f" | {self.seconds:.2f}{wrong}"


def counted(text: str, format: str) -> int:
    """How many records the text holds, counted without the readers."""
    if format == "csv":
        return sum(any(row) for row in csv.reader(io.StringIO(text))) - 1
    if format in ("csl-json", "crossref", "esummary", "europe-pmc"):
        return _items(text, format)
    return len(re.findall(_BEGINS[format], text))


def _items(text: str, format: str) -> int:
    try:
        whole: Any = json.loads(text)
    except ValueError:
        return sum(bool(line.strip()) for line in text.splitlines())
    if format == "esummary":
        return len(whole["result"]["uids"])
    if format == "europe-pmc":
        return len(whole["resultList"]["result"])
    if isinstance(whole, dict):
        whole = whole.get("message", whole)
        whole = whole.get("items", [whole])
    return len(whole)


def import_one(path: Path, library: Path) -> Outcome:
    """Import a file into a library of its own with the command line."""
    try:
        format = detect(SourceFile.of(path))
    except BadFile as error:
        return Outcome(path.name, "", 0, 0, (), 0.0, error.message)
    out, err = io.TextIOWrapper(io.BytesIO(), "utf-8"), io.TextIOWrapper(io.BytesIO(), "utf-8")
    began = time.perf_counter()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        run(["--library", str(library), "import", str(path), "--json"])
    seconds = time.perf_counter() - began
    said, trouble = _said(out), _said(err)
    if not said:
        return Outcome(path.name, format, 0, 0, (), seconds, " ".join(trouble.split()))
    data = json.loads(said)
    text = path.read_bytes().decode("utf-8-sig", "replace")
    counts = tuple(data[name] for name in OUTCOMES)
    return Outcome(path.name, format, counted(text, format), data["records"], counts, seconds)


def _said(stream: io.TextIOWrapper) -> str:
    stream.flush()
    stream.seek(0)
    return stream.read()


def main() -> int:
    """Print the table; 1 when something does not add up."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else shared_folder()
    if folder is None:
        raise SystemExit("There is no folder of real files; name one.")
    wrong = 0
    print("file | format | counted | records | " + " | ".join(OUTCOMES) + " | seconds")
    for number, path in enumerate(sorted(p for p in folder.rglob("*") if p.is_file())):
        with tempfile.TemporaryDirectory() as scratch:
            outcome = import_one(path, Path(scratch) / str(number))
        print(outcome.row(), flush=True)
        wrong += not outcome.adds_up
    return 1 if wrong else 0


if __name__ == "__main__":
    raise SystemExit(main())

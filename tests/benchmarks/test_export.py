"""Writing 10,000 entries in each format, beside a bare writer of the same content; memory.

The floors are given the finished content and make bytes of it: json.dumps, csv.writer, pybtex's
writer, zlib for a workbook's sheet, joined lines for RIS. Times are of the processor, because other
programs share the machine.
"""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys
import time
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest
from pybtex.database import parse_string

from curator_app.domain.citation import SITE_URL
from curator_app.domain.entry import Entry
from curator_app.formats.writers import WRITERS, Writer
from curator_app.services.exporting import export
from tests.benchmarks.corpus import studies
from tests.benchmarks.figures import Figure, median, tell
from tests.benchmarks.libraries import Libraries, opened

COUNT = 10_000
LARGE = int(os.environ.get("ATLAS_BENCH_EXPORT", "100000"))
ROUNDS = 3
MEGABYTES = 40
"""What an export may need beside the open library, whatever its size."""
PROBE = """
import re, sys
from pathlib import Path
from curator_app.services.exporting import WHOLE, export
from curator_app.services.library import Library

def now(name):
    return int(re.search(name + r":\\s+(\\d+) kB", Path("/proc/self/status").read_text())[1])

library = Library.open(Path(sys.argv[1]), who="Bench")
folder = Path(sys.argv[2])
export(library, folder / f"warm.{sys.argv[3]}", wanted=library.ids(WHOLE)[:1000])
Path("/proc/self/clear_refs").write_text("5")  # the peak begins anew
before = now("VmRSS")
done = export(library, folder / f"all.{sys.argv[3]}")
print(done.entries, now("VmHWM") - before)
library.close()
"""


def cpu(work: Callable[[], object]) -> float:
    """Seconds of the processor."""
    began = time.process_time()
    work()
    return time.process_time() - began


def bare(writer: Writer, data: bytes) -> tuple[str, Callable[[], object]]:
    """What is compared with: the same content through the barest writer there is."""
    if writer.format == "bibtex":
        found = parse_string(data.decode(), "bibtex")
        return "pybtex's writer", lambda: found.to_string("bibtex")
    if writer.format == "xlsx":
        sheet = zipfile.ZipFile(io.BytesIO(data)).read("xl/worksheets/sheet1.xml")
        return "zlib of the sheet", lambda: zlib.compress(sheet, 6)
    if writer.format == "csv":
        rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))
        return "csv.writer", lambda: csv.writer(io.StringIO(), quoting=csv.QUOTE_ALL).writerows(
            rows
        )
    if writer.format == "ris":
        lines = [tuple(line.split("  - ", 1)) for line in data.decode().split("\r\n")]
        return "joined lines", lambda: "\r\n".join("  - ".join(line) for line in lines).encode()
    texts = data.decode().split("\n") if writer.format == "jsonl" else [data.decode()]
    found_json = [json.loads(text) for text in texts if text]
    return "json.dumps", lambda: [json.dumps(each, ensure_ascii=False) for each in found_json]


@pytest.fixture(scope="module")
def entries() -> list[Entry]:
    return list(studies(COUNT, public=True))


@pytest.mark.parametrize("writer", WRITERS, ids=lambda writer: writer.format)
def test_rates(writer: Writer, entries: list[Entry], libraries: Libraries, tmp_path: Path) -> None:
    out = io.BytesIO()
    writer.write(entries, SITE_URL, out)
    data = out.getvalue()
    peer, floor = bare(writer, data)
    ours, theirs = [], []
    for _ in range(ROUNDS):
        ours.append(cpu(lambda: writer.write(entries, SITE_URL, io.BytesIO())))
        theirs.append(cpu(floor))
    size = f"{len(data) / 1e6:.0f} MB"
    rate, beside = COUNT / median(ours), COUNT / median(theirs)
    what = f"{writer.name}: write {COUNT:,} entries"
    tell(Figure(what, rate, "entries/s", peer=peer, peer_value=beside, note=size))
    with opened(libraries.folder(COUNT, public=True)) as library:
        target = tmp_path / f"x{writer.endings[0]}"
        whole = [cpu(lambda: export(library, target)) for _ in range(ROUNDS)]
        tell(Figure(f"{writer.name}: export from a library", COUNT / median(whole), "entries/s"))


@pytest.mark.parametrize("ending", ["csv", "xlsx", "jsonl", "bib"])
def test_memory(ending: str, libraries: Libraries, tmp_path: Path) -> None:
    folder = libraries.folder(LARGE, public=True)
    done = subprocess.run(
        [sys.executable, "-c", PROBE, str(folder), str(tmp_path), ending],
        capture_output=True,
        text=True,
        check=True,
    )
    count, grown = map(int, done.stdout.split())
    assert count == LARGE
    size = (tmp_path / f"all.{ending}").stat().st_size / 1e6
    what = f"memory that an export of {LARGE:,} entries adds"
    note = f"{ending}, {size:.0f} MB"
    tell(Figure(what, grown / 1024, "MB", target=MEGABYTES, note=note))
    assert grown / 1024 <= MEGABYTES

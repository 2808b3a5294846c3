"""The readers of PubMed's formats at 10,000 records, beside a bare parse of the same file.

The peers build nothing: lxml's iterparse forgets each record at once, orjson loads the whole.
Biopython's Medline parser, which gives fields, is measured where it is installed.
"""

from __future__ import annotations

import importlib
import importlib.util
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import orjson
import pytest
from lxml import etree

from curator_app.formats.reading import read
from curator_app.formats.record import Draft
from tests.benchmarks.figures import Figure, median, tell, timed
from tests.shared_data import shared_folder

DATA = Path(__file__).parents[1] / "formats" / "data"
COUNT = 10_000
ROUNDS = 3


def measure(what: str, path: Path, peer: str, bare: Callable[[], object] | None) -> None:
    """Read and parse in turns, so that both see the same machine."""
    ours: list[float] = []
    theirs: list[float] = []
    found: list[int] = []
    for _ in range(ROUNDS):
        ours += timed(lambda: found.append(sum(isinstance(r, Draft) for r in read(path))))
        theirs += timed(bare) if bare else []
    assert found == [COUNT] * ROUNDS
    size = f"{path.stat().st_size / 1e6:.0f} MB"
    rate = COUNT / median(ours) * 1000
    beside = COUNT / median(theirs) * 1000 if theirs else None
    tell(
        Figure(
            f"{what}, {COUNT:,} records", rate, "records/s", peer=peer, peer_value=beside, note=size
        )
    )


def repeated(records: list[str]) -> list[str]:
    """As many as are measured, taken in turns."""
    return [records[number % len(records)] for number in range(COUNT)]


def articles(path: Path, tag: str) -> list[str]:
    """The records of a file as they stand there."""
    text = path.read_text(encoding="utf-8")
    return [match.group() for match in re.finditer(rf"<{tag}[ >].*?</{tag}>\n", text, re.DOTALL)]


def parsed(path: Path, tag: str) -> int:
    """What lxml needs to go through the file and forget each record."""
    count = 0
    for _, element in etree.iterparse(path, tag=tag, resolve_entities=False):
        element.clear()
        count += 1
    return count


def test_pubmed_xml(tmp_path: Path) -> None:
    folder = shared_folder()
    files = sorted((folder / "pubmed").glob("*.xml")) if folder else []
    records = [
        a
        for file in files or [DATA / "invented-pubmed.xml"]
        for a in articles(file, "PubmedArticle")
    ]
    path = tmp_path / "pubmed.xml"
    path.write_text(f"<PubmedArticleSet>{''.join(repeated(records))}</PubmedArticleSet>", "utf-8")
    what = "PubMed XML (real records)" if files else "PubMed XML (made up)"
    measure(what, path, "lxml iterparse", lambda: parsed(path, "PubmedArticle"))


def test_jats(tmp_path: Path) -> None:
    records = articles(DATA / "invented-jats.xml", "article")[:2]
    xlink = 'xmlns:xlink="http://www.w3.org/1999/xlink"'
    path = tmp_path / "jats.xml"
    path.write_text(
        f"<pmc-articleset {xlink}>{''.join(repeated(records))}</pmc-articleset>", "utf-8"
    )
    measure("JATS", path, "lxml iterparse", lambda: parsed(path, "article"))


def medline() -> Any:
    """Biopython's parser of the format, or None."""
    return importlib.import_module("Bio.Medline") if importlib.util.find_spec("Bio") else None


def test_nbib(tmp_path: Path) -> None:
    records = (DATA / "invented.nbib").read_text(encoding="utf-8").split("\n\n")
    path = tmp_path / "x.nbib"
    path.write_text("\n\n".join(repeated(records)) + "\n", encoding="utf-8")
    peer = medline()

    def bare() -> int:
        with path.open(encoding="utf-8") as file:
            return sum(1 for _ in peer.parse(file))

    measure("NBIB", path, "Bio.Medline", bare if peer else None)


@pytest.mark.parametrize("format", ["esummary", "europe-pmc"])
def test_json(tmp_path: Path, format: str) -> None:
    data = json.loads((DATA / f"invented-{format}.json").read_text(encoding="utf-8"))
    if format == "esummary":
        first = data["result"]["90000001"]
        uids = [str(90_000_001 + number) for number in range(COUNT)]
        data["result"] = {"uids": uids} | {uid: first | {"uid": uid} for uid in uids}
    else:
        data["resultList"]["result"] = data["resultList"]["result"][:1] * COUNT
    path = tmp_path / f"{format}.json"
    path.write_text(json.dumps(data, ensure_ascii=False, indent=1), encoding="utf-8")
    measure(format, path, "orjson.loads", lambda: orjson.loads(path.read_bytes()))

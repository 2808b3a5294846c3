"""XML and JSON made to hurt: refused in a sentence, in time, reading and fetching nothing else."""

import ast
import gzip
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pytest

from curator_app.errors import BadFile
from curator_app.formats.reading import read
from curator_app.formats.record import Draft, Record, Refused

PACKAGE = Path(__file__).parents[2] / "curator_app"
GOOD = (
    '<PubmedArticle><MedlineCitation><PMID Version="1">7</PMID><Article><ArticleTitle>Good.'
    "</ArticleTitle></Article></MedlineCitation></PubmedArticle>\n"
)
SECRET = "canary-in-a-local-file"


def titled(title: str, prolog: str = "") -> str:
    return f"{prolog}<PubmedArticleSet>\n{GOOD.replace('Good.', title)}{GOOD}</PubmedArticleSet>\n"


def timed(path: Path, format: str = "auto") -> list[Record] | str:
    """The records, or the sentence; within 2 s and 1 s a megabyte."""
    began = time.process_time()
    try:
        found: list[Record] | str = list(read(path, format))
    except BadFile as error:
        found = error.sentence()
    assert time.process_time() - began < 2 + path.stat().st_size / 1e6
    return found


def entities(*declared: str) -> str:
    return f"<!DOCTYPE PubmedArticleSet [{''.join(declared)}]>\n"


def laughs() -> str:
    names = "abcdefghij"
    nested = [f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in pairwise(names)]
    return titled("&j;", entities('<!ENTITY a "ha">', *nested))


BOMBS: dict[str, Callable[[Path], str]] = {
    "billion laughs": lambda _: laughs(),
    "quadratic": lambda _: titled("&a;" * 50_000, entities(f'<!ENTITY a "{"x" * 50_000}">')),
    "external file": lambda p: titled("&x;", entities(f'<!ENTITY x SYSTEM "file://{p}">')),
    "external parameter": lambda p: titled("x", entities(f'<!ENTITY % x SYSTEM "{p}"> %x;')),
    "public": lambda p: titled("&x;", entities(f'<!ENTITY x PUBLIC "x" "{p}">')),
}


@pytest.mark.parametrize("name", BOMBS)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_files_with_entities_of_their_own_are_refused(
    tmp_path: Path, name: str, encoding: str
) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text(SECRET, encoding="utf-8")
    path = tmp_path / "bomb.xml"
    path.write_bytes(BOMBS[name](secret).encode(encoding))
    found = timed(path)
    assert found == (
        "bomb.xml declares entities of its own, which no export of records does. Nothing was"
        " imported from it. Export the records again as BibTeX, or save the atlas page again,"
        " and import that."
    )


def test_nothing_is_read_or_fetched_for_a_file(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text(SECRET, encoding="utf-8")
    asked: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.5)
        place = f"http://127.0.0.1:{server.getsockname()[1]}/x"
        path = tmp_path / "fetch.xml"
        path.write_text(
            f'<?xml version="1.0"?><!DOCTYPE PubmedArticleSet SYSTEM "{place}">\n'
            f'<?xml-stylesheet href="{place}"?><PubmedArticleSet>\n'
            + GOOD.replace(
                "<PubmedArticle>",
                f'<PubmedArticle xmlns:x="urn:x" x:schemaLocation="{place}">',
            )
            + GOOD.replace(
                "Good.",
                f'<i:include xmlns:i="http://www.w3.org/2001/XInclude" href="{secret}"'
                ' parse="text"/>',
            )
            + GOOD
            + "</PubmedArticleSet>",
            encoding="utf-8",
        )

        def listen() -> None:
            try:
                asked.append(server.accept()[0].recv(100))
            except TimeoutError:
                return

        listener = threading.Thread(target=listen)
        listener.start()
        found = timed(path)
        listener.join()
    assert asked == []
    assert SECRET not in str(found)
    assert isinstance(found[-1], Draft)


DEEP = 200_000
BROKEN = {
    "deep": ("<i>" * DEEP + "</i>" * DEEP, "It is nested too deeply, or holds a text"),
    "undefined entity": ("&nothing;", "It is not well-formed XML (its line 1): Entity 'nothing'"),
    "zero": ("a\x01b", "It is not well-formed XML"),
    "crossed": ("<b><i></b></i>", "It is not well-formed XML"),
    "doctype inside": ("<!DOCTYPE a [<!ENTITY b 'c'>]>&b;", "It is not well-formed XML"),
    "long title": ("x" * 1_000_000, "Its title is 1,000,000 characters long; up to 20,000 are"),
    "endless record": ("x" * 11_000_000, "It is longer than 10 MB, which no record is."),
    "long attribute": (f'<i a="{"x" * 1_000_000}">a</i>' * 2, ""),
    "unclosed comment": ("<!-- never", ""),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_record_is_refused_and_the_next_is_read(tmp_path: Path, name: str) -> None:
    markup, reason = BROKEN[name]
    path = tmp_path / "broken.xml"
    path.write_text(titled(markup), encoding="utf-8")
    found = timed(path)
    if name == "unclosed comment":
        assert [record.reason for record in found if isinstance(record, Refused)] == [
            "The file ends before it does."
        ]
        return
    first, second = found
    if reason:
        assert isinstance(first, Refused)
        assert first.reason.startswith(reason)
        assert first.reason.endswith(".")
        assert first.line == 2
    assert isinstance(second, Draft)
    assert second.values["title"] == "Good."


def test_records_that_never_end(tmp_path: Path) -> None:
    path = tmp_path / "open.xml"
    path.write_text(titled("<!-- </PubmedArticle> -->Fine") + GOOD[:100] + "\n" + GOOD + GOOD[:50])
    found = timed(path)
    assert [(type(record).__name__, getattr(record, "reason", "")) for record in found] == [
        *(("Draft", ""), ("Draft", "")),
        ("Refused", "Its end is missing."),
        ("Draft", ""),
        ("Refused", "The file ends before it does."),
    ]
    assert [getattr(record, "line", 0) for record in found] == [0, 0, 5, 0, 7]


@pytest.mark.parametrize("encoding", ["utf-7", "cp037", "zip", "rot13", "hz"])
def test_encodings_that_are_tricks_are_not_read(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "trick.xml"
    path.write_text(f'<?xml version="1.0" encoding="{encoding}"?>{GOOD}', encoding="utf-8")
    assert timed(path, "pubmed-xml") == (
        f"trick.xml says its encoding is {encoding}, which is not read."
        " Nothing was imported from it."
    )


@pytest.mark.parametrize("format", ["esummary", "europe-pmc"])
@pytest.mark.parametrize(
    ("value", "reason"),
    [
        ("[" * DEEP + "]" * DEEP, "It is nested too deeply."),
        ("9" * 100_000, "It holds a number that is too long."),
        ('{"uid": "1", "title": "' + "x" * 1_000_000 + '"}', "Its title is 1,000,000 characters"),
        ('{"a": NaN, "b": 1e999}', "It has neither a title nor"),
        ('"\\ud800"', "It is no "),
        ('{"x": 1', "It is not JSON from line 1 on: "),
    ],
)
def test_hostile_json(tmp_path: Path, format: str, value: str, reason: str) -> None:
    wrapped = {"esummary": '{"result": {"1": %s}}', "europe-pmc": '{"resultList":{"result":[%s]}}'}
    path = tmp_path / "x.json"
    path.write_text(wrapped[format] % value, encoding="utf-8")
    *_, record = timed(path, format)
    assert isinstance(record, Refused)
    assert record.reason.startswith(reason)


def test_a_compressed_file_is_not_opened(tmp_path: Path) -> None:
    path = tmp_path / "pubmed.xml.gz"
    path.write_bytes(gzip.compress(GOOD.encode() * 1000))
    assert "is a compressed file" in str(timed(path))
    assert "is a compressed file" in str(timed(path, "pubmed-xml"))


COUNTING = """
import sys
from pathlib import Path
from curator_app.formats.reading import read

def most():
    # Not getrusage: its figure begins with that of the process that started this one.
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM"))

before = most()
count = sum(1 for record in read(Path(sys.argv[1])))
print(count, most() - before)
"""


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="Linux tells it")
@pytest.mark.parametrize(
    ("thousands", "words"),
    [(10, 400), pytest.param(100, 400, marks=pytest.mark.bench)],
    ids=["20 MB", "200 MB"],
)
def test_many_records_take_the_memory_of_one(tmp_path: Path, thousands: int, words: int) -> None:
    abstract = f"<Abstract><AbstractText>{'word ' * words}</AbstractText></Abstract></Article>"
    path = tmp_path / "large.xml"
    with path.open("w", encoding="utf-8") as file:
        file.write("<PubmedArticleSet>\n")
        for _ in range(thousands):
            file.write(GOOD.replace("</Article>", abstract) * 1_000)
        file.write("</PubmedArticleSet>\n")
    assert path.stat().st_size > thousands * 2_000_000
    done = subprocess.run(
        [sys.executable, "-c", COUNTING, str(path)], capture_output=True, text=True, check=True
    )
    count, kilobytes = map(int, done.stdout.split())
    assert count == thousands * 1_000
    assert kilobytes < 60_000


def test_xml_is_parsed_in_one_place() -> None:
    """Beside what takes HTML, and the sitemaps, which only escape what they write."""
    html = {"formats/page_html.py", "inbox/parsing/html_text.py", "site/marking.py", "site/text.py"}
    users = {"formats/xml_records.py", "site/sitemaps.py"} | html
    found = set[str]()
    for path in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            if any(name.split(".")[0] in ("lxml", "xml", "defusedxml") for name in names):
                found.add(path.relative_to(PACKAGE).as_posix())
    assert found == users

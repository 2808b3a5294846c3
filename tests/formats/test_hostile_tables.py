"""RIS, tables, CSL-JSON, Crossref and EndNote made to hurt: a sentence within 2 s and 1 s a MB."""

import json
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

from curator_app.errors import BadFile
from curator_app.formats.names import from_parts, listed_names
from curator_app.formats.reading import detect, read
from curator_app.formats.record import Draft, Record, Refused
from curator_app.formats.source_file import SourceFile

MEGABYTE = 1_000_000


def timed(path: Path, format: str) -> list[Record] | str:
    """The records, or the sentence; within 2 s and 1 s a megabyte of this process's time."""
    began = time.process_time()
    try:
        found: list[Record] | str = list(read(path, format))
    except BadFile as error:
        found = error.sentence()
    assert time.process_time() - began < 2 + path.stat().st_size / 1e6
    return found


def ris(title: str, author: str) -> str:
    return f"TY  - JOUR\nTI  - {title}\nAU  - {author}\nER  - \nTY  - JOUR\nTI  - Good\n"


def table(title: str, author: str) -> str:
    return f'Title,Authors\n"{title}","{author}"\nGood,\n'


def csl(title: str, author: str) -> str:
    return json.dumps([{"title": title, "author": [{"literal": author}]}, {"title": "Good"}])


def crossref(title: str, author: str) -> str:
    work = {"title": [title], "author": [{"name": author}]}
    return json.dumps({"message": {"items": [work, {"title": ["Good"]}]}})


def endnote(title: str, author: str) -> str:
    first = f"<titles><title>{title}</title></titles><contributors><authors><author>{author}"
    return (
        f"<xml><records><record>{first}</author></authors></contributors></record>"
        "<record><titles><title>Good</title></titles></record></records></xml>"
    )


MAKERS: dict[str, Callable[[str, str], str]] = {
    "ris": ris,
    "csv": table,
    "csl-json": csl,
    "crossref": crossref,
    "endnote-xml": endnote,
}


@pytest.mark.parametrize("format", MAKERS)
@pytest.mark.parametrize("part", ["title", "author"])
@pytest.mark.parametrize("filler", ["x", "a, b ", "A.B. ", "é;", "and "])
def test_a_field_of_a_megabyte_is_refused(
    tmp_path: Path, format: str, part: str, filler: str
) -> None:
    long = (filler * MEGABYTE)[:MEGABYTE]
    text = MAKERS[format](*((long, "See, D") if part == "title" else ("A", long)))
    path = tmp_path / "x"
    path.write_text(text, encoding="utf-8")
    first, *_, last = timed(path, format)
    assert isinstance(first, Refused) or filler == "é;"
    if isinstance(first, Refused):
        words = ("characters long", "more than 600,000", "500,000 authors")
        assert any(word in first.reason for word in words)
    assert isinstance(last, Draft)
    assert last.values["title"] == "Good"


DEEP = 200_000
NESTED = {
    "list": "[" * DEEP + "]" * DEEP,
    "object": '{"a":' * DEEP + "1" + "}" * DEEP,
    "number": "[" + "9" * 100_000 + "]",
    "open": '[{"title": "A", "author": [',
}


@pytest.mark.parametrize("format", ["csl-json", "crossref"])
@pytest.mark.parametrize("name", NESTED)
def test_json_that_is_nested_or_open(tmp_path: Path, format: str, name: str) -> None:
    path = tmp_path / "x"
    path.write_text(f'[{{"title": "Good"}}, {NESTED[name]}]', encoding="utf-8")
    first, last = timed(path, format)
    assert isinstance(first, Draft)
    assert isinstance(last, Refused)
    assert last.reason.endswith(".")


BOMBS = {
    "laughs": '<!DOCTYPE xml [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;">]>',
    "file": '<!DOCTYPE xml [<!ENTITY b SYSTEM "file:///etc/hostname">]>',
}


@pytest.mark.parametrize("name", BOMBS)
def test_entities_in_endnotes_xml(tmp_path: Path, name: str) -> None:
    path = tmp_path / "x"
    path.write_text(BOMBS[name] + endnote("&b;", "x"), encoding="utf-8")
    assert "declares entities of its own" in str(timed(path, "endnote-xml"))


def test_styles_nested_without_end(tmp_path: Path) -> None:
    path = tmp_path / "x"
    path.write_text(endnote("<style>" * DEEP + "</style>" * DEEP, "x"), encoding="utf-8")
    first, second = timed(path, "endnote-xml")
    assert isinstance(first, Refused)
    assert first.reason.startswith("It is nested too deeply")
    assert isinstance(second, Draft)


MANY = {
    "ris lines": ("ris", "TY  - JOUR\nTI  - A\n" + "\n" * MEGABYTE),
    "ris tags": ("ris", "TY  - JOUR\n" + "AU  - a\n" * 60_000),
    "ris ends": ("ris", "TY  - JOUR\nTI  - A\n" + "ER  - \n" * 60_000),
    "ris notes": ("ris", "TY  - JOUR\nTI  - A\nN1  - " + "Erratum in: " * 40_000),
    "commas": ("csv", "Title,Year\n" + "," * MEGABYTE),
    "quotes": ("csv", 'Title,Year\n"' + '""' * 250_000 + "\n"),
    "open quotes": ("csv", "Title,Year\n" + '"a\n' * 50_000),
    "shut quotes": ("csv", "Title,Year\n" + '"a""\n' * 40_000),
    "letters": ("csv", "10.1000/x,8950000,A study of rest," + "x" * 190_000 + "\n"),
    "ends of lists": ("csv", 'Title,Authors\nA,"' + ", ;" * 150_000 + '"\n'),
    "headings": ("csv", "Title," * 160_000 + "\nA,"),
    "delimiters": ("csv", "Title,DOI;a|b\n" + ";,|\t" * 100_000),
}


NAMES = {
    "initials": "E M CFS " + "ÿ" * 400 + "Group T/",
    "words": "J " + "a " * 240 + "1",
    "letters": "a" * 490 + " 1",
    "dots": "A." * 240,
    "others": " , ;" * 100_000,
    "and": " and" * 50_000 + " 1",
}


@pytest.mark.parametrize("name", NAMES)
def test_names_that_are_none(name: str) -> None:
    began = time.process_time()
    from_parts(NAMES[name])
    listed_names(NAMES[name])
    assert time.process_time() - began < 2


@pytest.mark.parametrize("name", MANY)
def test_much_of_little(tmp_path: Path, name: str) -> None:
    format, text = MANY[name]
    path = tmp_path / "x"
    path.write_text(text, encoding="utf-8")
    timed(path, "auto")
    with suppress(BadFile):
        assert detect(SourceFile.of(path)) == format

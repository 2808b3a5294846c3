"""Whatever a title or a name is, it comes back; whatever is done to a file, records add up."""

import json
import re
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from xml.sax.saxutils import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from curator_app.errors import BadFile
from curator_app.formats.reading import read
from curator_app.formats.record import Draft, Record, Refused

DATA = Path(__file__).parent / "data"
FILES = {
    "pubmed-xml": "invented-pubmed.xml",
    "nbib": "invented.nbib",
    "esummary": "invented-esummary.json",
    "europe-pmc": "invented-europe-pmc.json",
    "jats": "invented-jats.xml",
}
LETTERS = st.characters(exclude_categories=["Cs", "Cc", "Cn", "Zl", "Zp"], exclude_characters="<&")
WORDS = st.text(LETTERS, min_size=1, max_size=40).map(lambda text: " ".join(text.split()))
TEXTS = WORDS.filter(lambda text: any(char.isalpha() for char in text))


def read_bytes(data: bytes, format: str) -> list[Record]:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "x"
        path.write_bytes(data)
        return list(read(path, format))


def only(data: str, format: str) -> dict[str, Any]:
    (record,) = read_bytes(data.encode(), format)
    assert isinstance(record, Draft)
    return record.values


@given(TEXTS, TEXTS, TEXTS, st.integers(1500, 2200), st.integers(1, 12))
def test_facts_come_back_from_xml(title: str, last: str, given: str, year: int, month: int) -> None:
    title = f"T{title}"
    text = (
        "<PubmedArticle><MedlineCitation><PMID>7</PMID><Article><Journal><JournalIssue><PubDate>"
        f"<Year>{year}</Year><Month>{month:02}</Month></PubDate></JournalIssue></Journal>"
        f"<ArticleTitle>{escape(title)} &amp; &lt;i&gt;</ArticleTitle><AuthorList><Author>"
        f"<LastName>{escape(last)}</LastName><ForeName>{escape(given)}</ForeName></Author>"
        "</AuthorList></Article></MedlineCitation></PubmedArticle>"
    )
    values = only(text, "pubmed-xml")
    assert values["title"] == f"{title} & <i>"
    assert values["authors"] == [f"{last}, {given}"]
    assert (values["year"], values["month"]) == (year, month)


@given(TEXTS, TEXTS)
def test_facts_come_back_from_nbib_and_json(title: str, last: str) -> None:
    title, last = f"T{title}", f"L{last}"
    nbib = only(f"PMID- 7\nTI  - {title}\nFAU - {last}, A B\nAU  - X Y\n", "nbib")
    summary = {"uid": "7", "title": title, "authors": [{"name": f"{last} AB"}]}
    esummary = only(json.dumps({"result": {"7": summary}}), "esummary")
    author = {"lastName": last, "initials": "AB"}
    result = {"pmid": "7", "title": title, "authorList": {"author": [author]}}
    europe = only(json.dumps({"resultList": {"result": [result]}}), "europe-pmc")
    for values in (nbib, esummary, europe):
        assert (values["title"], values["authors"]) == (title, [f"{last}, A B"])


@pytest.mark.parametrize("format", FILES)
@given(st.data())
def test_damage_gives_drafts_or_sentences(format: str, data: st.DataObject) -> None:
    whole = (DATA / FILES[format]).read_bytes()
    start = data.draw(st.integers(0, len(whole)))
    end = data.draw(st.integers(start, min(len(whole), start + 3_000)))
    inserted = data.draw(st.binary(max_size=20) | st.just(whole[end : end + 500]))
    with suppress(BadFile):
        for record in read_bytes(whole[:start] + inserted + whole[end:], format):
            if isinstance(record, Refused):
                assert record.reason.endswith(".")
                assert record.line > 0


@pytest.mark.parametrize(
    ("format", "sign"), [("pubmed-xml", r"<PubmedArticle[\s>]"), ("nbib", "PMID-")]
)
@given(cut=st.integers(0, 10_000))
def test_every_record_that_begins_is_counted(format: str, sign: str, cut: int) -> None:
    text = (DATA / FILES[format]).read_text(encoding="utf-8")
    begins = re.compile(f"^{sign}", re.MULTILINE)
    first = begins.search(text)
    assert first is not None
    text = text[: first.end() + cut] + "\n"
    assert len(read_bytes(text.encode(), format)) == len(begins.findall(text))

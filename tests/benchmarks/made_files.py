"""The same made-up studies in every format that is read: for rates and for large files."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterator
from html import escape
from itertools import islice
from pathlib import Path
from typing import TextIO

from curator_app.domain.entry import Entry
from curator_app.formats.writers import BY_FORMAT
from tests.benchmarks.corpus import SURNAMES, bibtex, studies, surnames

Record = Callable[[int, Entry], str]


def _pubmed(number: int, entry: Entry) -> str:
    names = "".join(
        f"<Author><LastName>{last}</LastName><Initials>{first}</Initials></Author>"
        for last, first in _names(entry)
    )
    return (
        f"<PubmedArticle><MedlineCitation><PMID>{10_000_000 + number}</PMID><Article><Journal>"
        f"<JournalIssue><PubDate><Year>{entry.year}</Year></PubDate></JournalIssue>"
        f"<Title>{escape(entry.journal)}</Title></Journal>"
        f"<ArticleTitle>{escape(entry.title)}</ArticleTitle>"
        f'<ELocationID EIdType="doi">10.1234/x.{number}</ELocationID>'
        f"<Abstract><AbstractText>{escape(entry.abstract)}</AbstractText></Abstract>"
        f"<AuthorList>{names}</AuthorList></Article></MedlineCitation></PubmedArticle>\n"
    )


def _endnote(number: int, entry: Entry) -> str:
    names = "".join(f"<author>{escape(name)}</author>" for name in entry.authors)
    return (
        '<record><ref-type name="Journal Article">17</ref-type>'
        f"<contributors><authors>{names}</authors></contributors>"
        f"<titles><title>{escape(entry.title)}</title>"
        f"<secondary-title>{escape(entry.journal)}</secondary-title></titles>"
        f"<dates><year>{entry.year}</year></dates>"
        f"<electronic-resource-num>10.1234/x.{number}</electronic-resource-num>"
        f"<abstract>{escape(entry.abstract)}</abstract></record>\n"
    )


def _ris(number: int, entry: Entry) -> str:
    names = "".join(f"AU  - {name}\n" for name in entry.authors)
    return (
        f"TY  - JOUR\nTI  - {entry.title}\n{names}JO  - {entry.journal}\nPY  - {entry.year}\n"
        f"DO  - 10.1234/x.{number}\nAB  - {entry.abstract}\nER  - \n\n"
    )


def _nbib(number: int, entry: Entry) -> str:
    names = "".join(f"FAU - {name}\n" for name in entry.authors)
    return (
        f"PMID- {10_000_000 + number}\nTI  - {entry.title}\n{names}JT  - {entry.journal}\n"
        f"DP  - {entry.year}\nLID - 10.1234/x.{number} [doi]\nAB  - {entry.abstract}\n\n"
    )


def _csl(number: int, entry: Entry) -> str:
    return json.dumps({
        "id": f"r{number}", "type": "article-journal", "title": entry.title,
        "author": [{"family": last, "given": first} for last, first in _names(entry)],
        "container-title": entry.journal, "issued": {"date-parts": [[entry.year]]},
        "DOI": f"10.1234/x.{number}", "abstract": entry.abstract,
    })  # fmt: skip


def _names(entry: Entry) -> list[tuple[str, str]]:
    parts = (name.partition(", ") for name in entry.authors)
    return [(last, first) for last, _, first in parts]


AROUND: dict[str, tuple[str, Record, str, str]] = {
    "pubmed-xml": ("<PubmedArticleSet>\n", _pubmed, "", "</PubmedArticleSet>\n"),
    "endnote-xml": ("<xml><records>\n", _endnote, "", "</records></xml>\n"),
    "ris": ("", _ris, "", ""),
    "nbib": ("", _nbib, "", ""),
    "csl-json": ("[\n", _csl, ",\n", "\n]\n"),
}
"""What stands before the records, each, between and after them."""


def write(path: Path, format: str, count: int, *, repeat: int = 1) -> Path:
    """A file of this many records; each abstract stands there `repeat` times."""
    if format == "bibtex":
        path.write_text(bibtex(count), encoding="utf-8")
    elif format in ("jsonl", "csv"):
        made = studies(count, public=True)
        if format == "jsonl":
            with path.open("wb") as out:
                BY_FORMAT[format].write(made, "https://example.org", out)
        else:
            with path.open("w", encoding="utf-8", newline="") as text:
                _table(text, made)
    else:
        before, record, between, after = AROUND[format]
        with path.open("w", encoding="utf-8") as file:
            file.write(before)
            for number, entry in enumerate(_repeated(count, repeat)):
                file.write((between if number else "") + record(number, entry))
            file.write(after)
    return path


def _table(text: TextIO, made: Iterator[Entry]) -> None:
    rows = csv.writer(text)
    rows.writerow(["Title", "Authors", "Journal", "Year", "DOI", "Abstract"])
    for number, entry in enumerate(made):
        names, doi = "; ".join(entry.authors), f"10.1234/x.{number}"
        rows.writerow([entry.title, names, entry.journal, entry.year, doi, entry.abstract])


def _repeated(count: int, repeat: int) -> Iterator[Entry]:
    """Studies by people of their own with long abstracts, whose making takes longest: the same
    thousand again."""
    known = list(islice(studies(min(count, 1_000)), 1_000))
    for number in range(count):
        entry = known[number % len(known)]
        yield entry.with_(
            title=f"{entry.title[:-1]} part {number}.",
            authors=(f"{surnames()[number % SURNAMES].capitalize()}, A", *entry.authors[1:]),
            year=1990 + number % 35,
            abstract=" ".join([entry.abstract] * repeat),
        )

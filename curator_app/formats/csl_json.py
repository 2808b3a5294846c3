"""CSL-JSON (Zotero, Mendeley, Pandoc, doi.org) and the works of Crossref's REST API.

Crossref's works are CSL-JSON with lists where CSL has texts, and with what was published about a
work later (`update-to` of a notice, `updated-by` of its paper); so one reader takes both.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from typing import Any, cast

from curator_app.domain.entry import Source
from curator_app.domain.identifiers import doi_key
from curator_app.errors import BadFile
from curator_app.formats.corrections import Correction
from curator_app.formats.dates import MONTHS
from curator_app.formats.encoding import KEPT
from curator_app.formats.json_records import (
    BrokenJson,
    Value,
    child,
    documents,
    listed,
    objects,
    text,
    values,
)
from curator_app.formats.markup_text import from_html
from curator_app.formats.names import from_parts, stored_name
from curator_app.formats.odd_lines import with_odd_lines
from curator_app.formats.paper import Paper, with_subtitle
from curator_app.formats.record import Record, Refused
from curator_app.formats.source_file import SourceFile

CSL, CROSSREF = "csl-json", "crossref"
# Only what a type says for certain, in PubMed's words.
_TYPES = {
    "book": "book", "monograph": "book", "edited-book": "book", "reference-book": "book",
    "report": "technical report", "dataset": "dataset", "posted-content": "preprint",
    "preprint": "preprint",
}  # fmt: skip
# What Crossref calls an update (its documentation, "Crossmark: types of updates").
_UPDATES = {
    "retraction": "retraction", "partial_retraction": "retraction", "withdrawal": "retraction",
    "removal": "retraction", "erratum": "erratum", "corrigendum": "erratum",
    "correction": "erratum", "expression_of_concern": "expressionofconcern",
}  # fmt: skip
_NOTICE = {
    "retraction": "retraction of publication",
    "erratum": "published erratum",
    "expressionofconcern": "expression of concern",
}
_WORDS = ("literal", "raw", "edtf", "date-time")
_PARTICLES = ("dropping-particle", "non-dropping-particle", "prefix")
_NOTED = re.compile(r"^[ \t]*(PMID|PMCID|DOI)[ \t]*[:=][ \t]*(\S+)", re.MULTILINE | re.IGNORECASE)
_PARAGRAPH = re.compile(r"</(?:jats:)?(?:p|sec)>", re.IGNORECASE)
_HEADING = re.compile(r"<(?:jats:)?title>([^<>]{0,300})</(?:jats:)?title>", re.IGNORECASE)
_MEMBERS = frozenset({"title", "author", "issued", "DOI", "type", "container-title"})
_MESSAGE = re.compile(r'"message"\s*:\s*\{')
_MESSAGE_TYPE = re.compile(r'"message-type"\s*:\s*"([a-z-]{1,40})"')
_ITEMS = re.compile(r'"(items|references)"\s*:\s*\[')
# In a text without markup: an empty line, or the label of a structured abstract's next part.
_LINES = re.compile(r"\n\s*\n|\n(?=[A-Z][A-Za-z ,&/'-]{2,60}: )")


def read_csl_json(file: SourceFile, format: str = CSL) -> Iterator[Record]:
    """Every work: of a list, of an object's `items`, of Crossref's message, or the only one.

    Also of an object that names its works by their ids.
    """
    return with_odd_lines(_records(file, format), file.text)


def _records(file: SourceFile, format: str) -> Iterator[Record]:
    try:
        about = _MESSAGE_TYPE.search(file.text.text[:5_000])
        if about and about[1] not in ("work", "work-list"):
            what = about[1].replace("-", " ")
            raise BadFile(f"{file.name} is Crossref's {what}, not its works.", KEPT)
        for count, value in enumerate(_works(file.text.text)):
            if count % 100 == 0:
                file.stop_if_cancelled()
            yield _record(value, file.name, format)
    except BrokenJson as error:
        yield Refused(file.name, error.line, "", str(error), "")


read_crossref = partial(read_csl_json, format=CROSSREF)


def is_crossref(head: str) -> bool:
    """Whether works are told by what only Crossref gives."""
    begins = head[:100_000]
    marks = ('"message-type"', '"reference-count"', '"is-referenced-by-count"', '"content-domain"')
    return head.startswith(("{", "[")) and any(mark in begins for mark in marks)


def _works(whole: str) -> Iterator[Value]:
    begins = whole[:100_000].lstrip("\ufeff \t\n")
    message, found = bool(_MESSAGE.search(begins[:5_000])), _ITEMS.search(begins)
    if begins.startswith("[") and not (message and found):
        return map(_unwrapped, values(whole))
    if found:
        return values(whole, *(["message"] if message else []), found[1])
    if message:
        return (value for value in values(whole) if value.key == "message")
    return _single(whole)


def _unwrapped(value: Value) -> Value:
    """Of an answer of Crossref that stands in a list with others its work."""
    message = child(value.value, "message") if child(value.value, "message-type") else None
    return value if message is None else replace(value, value=message)


def _single(whole: str) -> Iterator[Value]:
    """The values of a text, one after the other; of an object of works by id its members."""
    for value in documents(whole):
        if value.line == 1 and value.key == "1" and _names_works(value.value):
            yield from values(whole)
            return
        yield value


def _names_works(found: Any) -> bool:
    if not isinstance(found, dict) or _MEMBERS & found.keys():
        return False
    works: list[Any] = list(cast("dict[str, Any]", found).values())
    return bool(works) and all(isinstance(w, dict) and _MEMBERS & w.keys() for w in works)


def _record(value: Value, file: str, format: str) -> Record:
    work: Any = value.value
    if not isinstance(work, dict):
        return Refused(file, value.line, value.key, "It is no record of a work.", value.raw[:2_000])
    if not _MEMBERS & work.keys():
        reason = "It is no CSL-JSON: it has no title, author, date, DOI or type by CSL's names."
        return Refused(file, value.line, value.key, reason, value.raw[:2_000])
    key = (text(child(work, "id")) or text(child(work, "DOI")))[:200]
    return _paper(work).record(Source(format, file, value.line, key, value.raw))


def _paper(work: Any) -> Paper:
    noted = {match[1].upper(): match[2] for match in _NOTED.finditer(_note(work))}
    kind = text(child(work, "type"))
    links, notices = _links(work)
    genre = text(child(work, "genre")) or text(child(work, "subtype"))
    # Crossref's posted content is also what a blog posts.
    kind = "" if kind == "posted-content" and genre not in ("", "preprint") else kind
    return Paper(
        title=_title(work),
        vernacular=_first(work, "original-title"),
        authors=[name for each in listed(child(work, "author")) if (name := _name(each))],
        journal=_journal(work),
        date=_date(child(work, "issued")),
        other_dates=[
            _date(child(work, name))
            for name in ("published-print", "published", "published-online", "event-date", "year")
        ],
        # By other names than CSL's where a program has kept its own.
        doi=text(child(work, "DOI") or child(work, "doi"))
        or noted.get("DOI", "")
        or _doi_of(text(child(work, "URL"))),
        pmid=text(child(work, "PMID") or child(work, "pmid")) or noted.get("PMID", ""),
        pmcid=text(child(work, "PMCID") or child(work, "pmcid")) or noted.get("PMCID", ""),
        abstract=_abstract(child(work, "abstract")),
        languages=[text(child(work, "language"))],
        types=[*notices, _TYPES.get(genre.lower(), genre), _TYPES.get(kind, "")],
        keywords=_keywords(child(work, "keyword")),
        links=links,
    )


def _note(work: Any) -> str:
    note = child(work, "note")
    return note[:10_000] if isinstance(note, str) else ""


def _first(work: Any, name: str) -> str:
    return next(
        (found for each in listed(child(work, name)) if (found := from_html(text(each)))), ""
    )


def _journal(work: Any) -> str:
    """What the work stands in; of a preprint (CSL's article) the server, of a book the publisher.

    Crossref names a chapter's series before its book.
    """
    kind = text(child(work, "type"))
    titles: list[Any] = listed(child(work, "container-title"))
    if kind in ("book-chapter", "proceedings-article"):
        titles = titles[::-1]
    server: list[Any] = listed(child(work, "institution")) if kind == "posted-content" else []
    named = [*titles, *(child(each, "name") for each in server)]
    found = next((title for each in named if (title := from_html(text(each)))), "")
    return found or (_first(work, "publisher") if kind in (*_TYPES, "article") else "")


def _title(work: Any) -> str:
    """Crossref parts a title from its subtitle; CSL does not."""
    title = _first(work, "title")
    return with_subtitle(title, _first(work, "subtitle")) if title else ""


def _name(author: Any) -> str:
    if isinstance(author, str):
        return from_parts(from_html(author))
    part = {
        name: from_html(text(child(author, name)))
        for name in ("family", "given", "suffix", "literal", "name", *_PARTICLES)
    }
    if not part["family"]:
        return part["literal"] or part["name"] or part["given"]
    particles = " ".join(part[name] for name in _PARTICLES[:2] if part[name])
    gap = "" if particles.endswith(("'", "’", "-")) else " "
    # In quotation marks stands a surname whose first word is no particle (citeproc-js).
    family = part["family"].strip('"')
    return stored_name(f"{particles}{gap}{family}", part["given"], part["suffix"])


def _date(date: Any) -> str:
    """The first of a range's dates: 2020 Mar 5, 2020 Mar or 2020; else what is written in words.

    Some programs write the date as a text or a number, or put it into a list.
    """
    if isinstance(date, list):
        date = next(iter(cast("list[Any]", date)), None)
    if not isinstance(date, dict):
        return text(date)
    year, month, day = _date_parts(date)
    if not year:
        return next((t for name in _WORDS if (t := text(child(date, name)))), "")
    if month.isdecimal() and 1 <= int(month[:3]) <= 12:
        return f"{year} {MONTHS[int(month) - 1].title()} {day}".strip()
    return year


def _date_parts(date: Any) -> list[str]:
    """Year, month and day as they are written; members of those names are pandoc's old form."""
    parts: list[Any] = listed(child(date, "date-parts"))
    first = listed(parts[0]) if parts and isinstance(parts[0], list) else parts
    first = first or [child(date, name) for name in ("year", "month", "day")]
    return [*map(text, first), "", "", ""][:3]


def _doi_of(url: str) -> str:
    return url if "doi.org/10." in url else ""


def _abstract(given: Any) -> str:
    """Paragraphs of JATS or HTML; a heading becomes the label of its paragraph."""
    whole = given if isinstance(given, str) else ""
    parts = _PARAGRAPH.split(whole) if _PARAGRAPH.search(whole) else _LINES.split(whole)
    paragraphs = [from_html(_HEADING.sub(_label, part)) for part in parts]
    return "\n\n".join(paragraph for paragraph in paragraphs if paragraph)


def _label(match: re.Match[str]) -> str:
    heading = match[1].strip().rstrip(":")
    return "" if heading.lower() in ("", "abstract", "summary") else f"{heading}: "


def _keywords(given: Any) -> list[str]:
    words = [text(each) for each in listed(given)]
    if len(words) == 1:
        words = words[0].split(";" if ";" in words[0] else ",")
    return [from_html(word) for word in words]


def _links(work: Any) -> tuple[list[Correction], list[str]]:
    """What happened to the work and what it is a notice of, and the notice's types."""
    links: list[Correction] = []
    notices: list[str] = []
    for name, ending in (("updated-by", "in"), ("update-to", "of")):
        for update in objects(child(work, name)):
            kind = _UPDATES.get(text(child(update, "type")).lower().replace(" ", "_"), "")
            doi = text(child(update, "DOI"))
            if not kind:
                continue
            if ending == "of" and doi_key(doi) == doi_key(text(child(work, "DOI"))):
                # The publisher put the notice under the paper's own DOI: this is the paper.
                notices += ["retracted publication"] if kind == "retraction" else []
                continue
            if ending == "of":
                notices.append(_NOTICE[kind])
            end = "for" if ending == "of" and kind != "retraction" else ending
            links.append(Correction.of(kind + end, _date(child(update, "updated")), doi=doi))
    for preprint in objects(child(child(work, "relation"), "is-preprint-of")):
        if text(child(preprint, "id-type")) == "doi":
            links.append(Correction.of("preprintof", "", doi=text(child(preprint, "id"))))
    return links, notices

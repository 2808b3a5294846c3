"""A table's columns, guessed from their headings and from what stands in them."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from curator_app.domain.fields import BY_NAME
from curator_app.domain.identifiers import clean_doi, clean_pmcid
from curator_app.errors import BadFile
from curator_app.formats.column_headings import ADDRESSES, BY_HEADING, WEB_OF_SCIENCE
from curator_app.formats.columns import COLUMN_FIELDS, IDENTIFYING, ColumnMapping, plain_heading
from curator_app.formats.dates import year_of
from curator_app.formats.encoding import KEPT
from curator_app.formats.notes import noted_pmid
from curator_app.formats.source_file import HEAD, SourceFile
from curator_app.formats.table_rows import DELIMITERS, excel_delimiter, first_rows

SAMPLE = 100
"""Rows that are looked at for a guess."""
MAX_COLUMNS = 1_000
_LOOKED_AT = 1_000
_WORDS = re.compile(r"\S+\s+\S+\s+\S+")
_NUMBER = re.compile(r"[1-9]\d{3,8}")


@dataclass(frozen=True)
class Proposal:
    """A guessed mapping, what is unsure about it (sentences), and the first rows to show it on."""

    mapping: ColumnMapping
    doubts: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def propose(file: SourceFile, delimiter: str = "", has_headings: bool | None = None) -> Proposal:
    """Guess how the table is to be read; what is given is not guessed.

    Raises BadFile when the file is no text or holds no rows.
    """
    text = file.text.text.lstrip("\ufeff")
    found = _proposal(text[:HEAD], delimiter, has_headings)
    if found is None:
        raise BadFile(f"{file.name} holds no rows of a table.", KEPT)
    return found


def looks_like_table(head: str) -> bool:
    """Whether the beginning of a file is a table of records: by headings, or by regular rows."""
    found = _proposal(head, "", None)
    if found is None:
        return False
    mapping = found.mapping
    if mapping.has_headings:
        return any(name in mapping.fields for name in IDENTIFYING)
    alike = sum(len(row) == len(found.rows[0]) for row in found.rows)
    regular = len(found.rows) > 1 and len(found.rows[0]) > 2 and alike >= 0.9 * len(found.rows)
    return regular and not mapping.trouble


def _proposal(head: str, delimiter: str, has_headings: bool | None) -> Proposal | None:
    delimiter = delimiter or excel_delimiter(head) or _delimiter(head)
    quoted = _quoted(head, delimiter)
    sample = [row for row in first_rows(head, delimiter, quoted, SAMPLE) if not row.reason]
    if not sample or len(sample[0].cells) > MAX_COLUMNS:
        return None
    first, body = sample[0].cells, [row.cells for row in sample[1:]]
    named = _by_headings(first)
    if has_headings is None:
        has_headings = any(named) or not (body and any(_by_contents([first])))
    if not has_headings:
        body = [first, *body]
        fields = _by_contents(body)
        headings = tuple(f"Column {place}" for place in range(1, len(first) + 1))
    else:
        fields = _checked(first, named, body)
        headings = tuple(
            " ".join(cell.split()) or f"Column {place}" for place, cell in enumerate(first, 1)
        )
    mapping = ColumnMapping(headings, tuple(fields), delimiter, quoted, has_headings)
    return Proposal(mapping, tuple(_doubts(mapping, body)), tuple(body))


def _delimiter(head: str) -> str:
    """The one that parts the first rows into the most columns known, or the most alike."""

    def merit(delimiter: str) -> tuple[int, float, int]:
        sample = first_rows(head, delimiter, _quoted(head, delimiter), 20)
        if not sample:
            return 0, 0.0, 0
        width = len(sample[0].cells)
        alike = sum(len(row.cells) == width for row in sample) / len(sample)
        known = sum(bool(name) for name in _by_headings(sample[0].cells))
        return known, alike if width > 1 else 0.0, width

    return max(DELIMITERS, key=merit)


def _quoted(head: str, delimiter: str) -> bool:
    """Tab-delimited exports often quote nothing: marks at a cell's beginning are then its own."""
    if delimiter != "\t":
        return True
    opened = re.findall(r'(?:^|\t)"', head, re.MULTILINE)
    closed = re.findall(r'"(?=\t|$)', head, re.MULTILINE)
    return len(opened) == len(closed)


def _by_headings(headings: Sequence[str]) -> list[str]:
    """For each column its field; of several that could be one field the best named."""
    tags = sum(heading.strip() in WEB_OF_SCIENCE for heading in headings)
    if tags >= 4:
        order = list(WEB_OF_SCIENCE)
        known = [h.strip() if h.strip() in WEB_OF_SCIENCE else "" for h in headings]
        named = [(WEB_OF_SCIENCE[tag], order.index(tag)) if tag else ("", 0) for tag in known]
    else:
        own = "slug" in headings
        named = [
            _named(heading) if own or heading.strip() not in _OWN else ("", 0)
            for heading in headings
        ]
    best: dict[str, int] = {}
    for place, (field, rank) in enumerate(named):
        if field and (field not in best or rank < named[best[field]][1]):
            best[field] = place
    return [
        field if field and (best[field] == place or _together(field, headings, place, best)) else ""
        for place, (field, _) in enumerate(named)
    ]


def _named(heading: str) -> tuple[str, int]:
    name = heading.strip()
    if name in COLUMN_FIELDS:
        return name, -1
    plain = plain_heading(name)
    if plain in BY_HEADING:
        return BY_HEADING[plain]
    numbered = re.fullmatch(r"(author|keyword|tag)\d{1,2}", plain)
    if numbered:
        return BY_HEADING[numbered[1]]
    return _LABELS.get(plain, ("", 0))


def _together(field: str, headings: Sequence[str], place: int, best: dict[str, int]) -> bool:
    """Author 1, Author 2 are one field; Authors and Author full names say the same twice."""
    stem = plain_heading(headings[best[field]]).rstrip("0123456789")
    return field in ("authors", "tags") and bool(
        re.fullmatch(rf"{stem}\d{{1,2}}", plain_heading(headings[place]))
    )


# What the atlas decides; elsewhere a column called state or topics says something else.
_OWN = frozenset(
    {"slug", "state", "criteria", "pem", "relations", "retraction", "topics", "confidence"}
)
# Address, Confidence and the like are common words: those fields only go by their own names.
_LABELS = {
    plain_heading(BY_NAME[name].label): (name, 0)
    for name in ("evidence_level", "peer_review_status", "plain_summary", "why_it_matters")
}


def _checked(headings: Sequence[str], named: list[str], body: list[tuple[str, ...]]) -> list[str]:
    """The fields by headings; an address that mostly leads to a DOI is one where none is named."""
    fields = list(named)
    if "doi" not in fields:
        for place, heading in enumerate(headings):
            if plain_heading(heading) in ADDRESSES and _share(body, place, _is_doi) > 0.5:
                fields[place] = "doi"
                break
    if "journal" not in fields and any(plain_heading(h).startswith("cochrane") for h in headings):
        fields = _with(fields, headings, "journal", lambda place, name: name == "source")
    if "pmid" not in fields:
        fields = _with(
            fields, headings, "pmid", lambda place, name: _notes_pmids(body, place, name)
        )
    return fields


def _with(
    fields: list[str], headings: Sequence[str], field: str, test: Callable[[int, str], bool]
) -> list[str]:
    """The fields, the first column free of which the test is true taken for `field`."""
    free = (place for place, name in enumerate(fields) if not name)
    found = next((at for at in free if test(at, plain_heading(headings[at]))), None)
    return [field if place == found else name for place, name in enumerate(fields)]


def _notes_pmids(body: list[tuple[str, ...]], place: int, heading: str) -> bool:
    """Zotero keeps the PMID in its column Extra, others in their notes: "PMID: 8950000"."""
    cells = (row[place] for row in body if place < len(row))
    return heading in ("extra", "note", "notes") and any(map(noted_pmid, cells))


def _by_contents(body: list[tuple[str, ...]]) -> list[str]:
    """Fields of a table without headings: what looks like a DOI, a year, names, a title."""
    width = max(len(row) for row in body)
    fields = [""] * width
    for field, test in _LOOKS.items():
        shares = [0.0 if fields[place] else _share(body, place, test) for place in range(width)]
        best = max(range(width), key=shares.__getitem__)
        if shares[best] > 0.5:
            fields[best] = field
    texts = [place for place in range(width) if not fields[place]]
    title = max(texts, key=lambda place: _title_like(body, place), default=None)
    if title is not None and _title_like(body, title):
        fields[title] = "title"
    return fields


def _is_doi(cell: str) -> bool:
    return bool(clean_doi(cell))


def _is_year(cell: str) -> bool:
    return len(cell) <= 20 and year_of(cell) is not None


def _is_names(cell: str) -> bool:
    return bool(re.search(r"[^\W\d_]{2,},? (?:[^\W\d_a-z]\.? ?){1,3}(?:[;,]| and |$)", cell))


_LOOKS: Mapping[str, Callable[[str], bool]] = {
    "doi": _is_doi,
    "pmcid": lambda cell: bool(clean_pmcid(cell)),
    "year": _is_year,
    "pmid": lambda cell: bool(_NUMBER.fullmatch(cell)),
    "authors": _is_names,
}


def _title_like(body: list[tuple[str, ...]], place: int) -> float:
    """How much the cells look like titles: several words, but no abstracts."""
    return _share(body, place, lambda cell: bool(_WORDS.match(cell)) and len(cell) < 400)


def _share(body: list[tuple[str, ...]], place: int, test: Callable[[str], bool]) -> float:
    cells = [row[place][:_LOOKED_AT].strip() for row in body if place < len(row)]
    cells = [cell for cell in cells if cell]
    return sum(test(cell) for cell in cells) / len(cells) if cells else 0.0


def _doubts(mapping: ColumnMapping, body: list[tuple[str, ...]]) -> list[str]:
    found = [mapping.trouble] if mapping.trouble else []
    if not mapping.has_headings and not found:
        found.append("The table has no headings that are known; its columns were only guessed.")
    for heading in {h for h in mapping.headings if h and mapping.headings.count(h) > 1}:
        if any(f for h, f in zip(mapping.headings, mapping.fields, strict=True) if h == heading):
            found.append(f"Several columns are called {heading}.")
    tests: Mapping[str, tuple[Callable[[str], bool], str]] = {
        "doi": (_is_doi, "DOIs"),
        "year": (_is_year, "years"),
    }
    for field, (test, what) in tests.items():
        for place in mapping.columns_of(field):
            filled = any(place < len(row) and row[place].strip() for row in body)
            if filled and _share(body, place, test) < 0.5:
                found.append(f"The column {mapping.headings[place]} holds no {what}.")
    return found

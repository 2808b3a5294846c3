"""From the fields of a BibTeX record to the fields of a study entry."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from typing import Any

from curator_app.domain.fields import YEAR_RANGE
from curator_app.domain.identifiers import clean_doi, clean_pmcid, clean_pmid
from curator_app.domain.slug import is_valid
from curator_app.formats.biblatex import (
    REPORTS,
    eprint,
    is_preprint,
    month_of_date,
)
from curator_app.formats.dates import MONTHS
from curator_app.formats.languages import known_language
from curator_app.formats.latex import has_more_than_escapes, to_identifier, to_text, unescape
from curator_app.formats.markup_text import TAG, gap, with_superscripts
from curator_app.formats.notes import Notes, doi_of_address
from curator_app.formats.paper import is_no_abstract, type_of, with_subtitle

Fields = dict[str, str]
Names = Callable[[str, bool], tuple[list[str], str]]
OWN_KEY = "mecfsatlas-"

# Only what the entry type says for certain; a thesis or a talk has no value of its own.
_TYPES = {
    "book": "book_or_report",
    "booklet": "book_or_report",
    "manual": "book_or_report",
    "report": "book_or_report",
    "techreport": "book_or_report",
    "dataset": "dataset",
    **dict.fromkeys(REPORTS, "book_or_report"),
}
_MONTH = re.compile(rf"(?<![^\W\d_])({'|'.join(MONTHS)})")
_YEAR = re.compile(r"(?<!\d)\d{4}(?!\d)")
# Keywords are parted by semicolons, which leave "Fatigue Syndrome, Chronic" whole, or by commas.
_GROUP = re.compile(r"\{(?:[^{}]|\{[^{}]*+\})*+\}")
_BETWEEN_SEMICOLONS = re.compile(r"(?:[^;{}]|\{(?:[^{}]|\{[^{}]*+\})*+\}|[{}])++")
_BETWEEN_COMMAS = re.compile(r"(?:[^,{}]|\{(?:[^{}]|\{[^{}]*+\})*+\}|[{}])++")
_LONGEST_KEYWORD = 80
_OWN_TAG = re.compile(r"\s*(\{(?:[^{}]|\{\})*\}|(?:[^,{}]|\{\})+)")
_NOTHING_KNOWN = re.compile(r"\{?Unknown(?: authors|,[ ]*\w*)?\}?")
_KEY_PMID = re.compile(r"pmid[:_-]?(\d{1,9})", re.IGNORECASE)
_NOTE_PMID = re.compile(r"\b(?:PubMed|PMID)(?:\s*ID)?\s*:?\s*(\d{1,9})\b", re.IGNORECASE)


def values_of(
    kind: str, key: str, fields: Fields, problems: list[str], names: Names
) -> dict[str, Any]:
    """The entry's values; what cannot be read is left out with a sentence in `problems`."""
    own = key.startswith(OWN_KEY)
    shown = own_text if own else _shown
    noted = Notes(_shown(fields.get("note", "")))  # TeXMed has identifiers there
    values: dict[str, Any] = {
        "title": shown(with_subtitle(fields.get("title", ""), fields.get("subtitle", ""))),
        "authors": _authors(fields.get("author", ""), own, problems, names),
        "journal": shown(_journal(kind, fields)),
        "year": _year(fields, problems),
        "month": _month(fields, problems),
        "doi": _doi(fields, problems, noted),
        "pmid": _pmid(fields, problems, noted) or _pmid_of_key(key),
        "pmcid": _pmcid(fields, problems, own, noted),
        "abstract": _abstract(fields.get("abstract", "")),
        "language": _language(fields.get("language") or fields.get("langid") or "", problems),
        "tags": _own_tags(fields.get("keywords", "")) if own else _tags(_keywords(fields)),
        "publication_type": _TYPES.get(kind, "") or _type_named(fields),
    }
    if is_preprint(kind, fields):
        values |= {"publication_type": "preprint", "peer_review_status": "preprint"}
    slug = key.removeprefix(OWN_KEY) if own else ""
    values["slug"] = slug if is_valid(slug) else ""
    return {name: _folded(value) for name, value in values.items() if value}


def own_text(value: str) -> str:
    """A value of the atlas's own record: its escapes undone; LaTeX that it kept of a source too."""
    return _shown(value) if has_more_than_escapes(value) else unescape(value)


_HTML = re.compile(
    rf"{TAG.pattern}|&(?:#\d{{1,7}}|#x[0-9a-f]{{1,6}}|[a-z]{{2,8}}\d?);", re.IGNORECASE
)


def without_html(value: str) -> str:
    """Publishers' and Crossref's titles hold HTML: `<i>` is left out, `&amp;` becomes its sign."""
    if "<" not in value and "&" not in value:
        return value
    return _HTML.sub(_sign, with_superscripts(value))


def _sign(match: re.Match[str]) -> str:
    sign = html.unescape(match.group()) if match.group().startswith("&") else gap(match)
    return f"\\{sign}" if sign in ("$", "{", "}") else sign


def _shown(value: str) -> str:
    return without_html(to_text(without_html(value)))


def _folded(value: Any) -> Any:
    return " ".join(value.split()) if isinstance(value, str) else value


def _authors(value: str, own: bool, problems: list[str], names: Names) -> list[str]:
    if not value or (own and _NOTHING_KNOWN.fullmatch(value)):
        return []
    found, problem = names(value if own else without_html(value), own)
    if problem:
        problems.append(problem)
    return found


def _abstract(value: str) -> str:
    text = _shown(value)
    return "" if is_no_abstract(text) else text


def _journal(kind: str, fields: Fields) -> str:
    names = ["journal", "journaltitle", "booktitle"]
    if kind in _TYPES:
        # The atlas shows a report's publisher in the journal's place (page.md 1.4).
        names += ["publisher", "institution", "organization"]
    return next((fields[name] for name in names if name in fields), "")


def _year(fields: Fields, problems: list[str]) -> int | None:
    given = [fields[name] for name in ("year", "date") if name in fields]
    for text in given:
        match = _YEAR.search(text)
        year = int(match.group()) if match else 0
        if YEAR_RANGE[0] <= year <= YEAR_RANGE[1]:
            return year
    if given:
        problems.append(f"{_short(given[0])} is not a year; it was left out.")
    return None


def _month(fields: Fields, problems: list[str]) -> int | None:
    text = fields.get("month", "").strip("{}., ").lower()
    if not text:
        year = _YEAR.search(fields.get("year", ""))
        text = month_of_date(fields, year.group() if year else "")
    if not text:
        return None
    number = int(text) if re.fullmatch(r"[0-9]{1,2}", text) else 0
    if 1 <= number <= 12:
        return number
    named = _MONTH.search(text)  # also in "10~january", the manual's "10~" # jan
    if named:
        return MONTHS.index(named[1]) + 1
    problems.append(f"{_short(text)} is not a month; it was left out.")
    return None


def _doi(fields: Fields, problems: list[str], noted: Notes) -> str:
    given = to_identifier(fields.get("doi", ""))
    doi = clean_doi(given) or doi_of_address(given)
    if given and not doi:
        problems.append(f"{_short(given)} is not a DOI; it was left out.")
    address = fields.get("url") or fields.get("howpublished") or ""
    doi = doi or doi_of_address(to_identifier(address))
    return doi or (clean_doi(noted.doi(noted.text)) if "10." in noted.text else "")


def _pmid(fields: Fields, problems: list[str], noted: Notes) -> str:
    given = fields.get("pmid", "").strip("{} ")
    pmid = clean_pmid(given)
    if given and not pmid and not clean_pmcid(given):
        problems.append(f"{_short(given)} is not a PMID; it was left out.")
    if pmid:
        return pmid
    if listed := clean_pmid(eprint(fields, "pubmed", "pmid", "medline")):
        return listed
    named = _NOTE_PMID.search(noted.text)
    return clean_pmid(named.group(1)) if named else clean_pmid(fields.get("url", ""))


def _pmid_of_key(key: str) -> str:
    """Europe PMC and TeXMed write the PMID only into the key: PMID:8950000, pmid8950000."""
    named = _KEY_PMID.fullmatch(key)
    return clean_pmid(named[1]) if named else ""


def _pmcid(fields: Fields, problems: list[str], own: bool, noted: Notes) -> str:
    given = (fields.get("pmcid") or fields.get("pmc") or "").strip("{} ")
    given = given or eprint(fields, "pmc", "pmcid", "pubmedcentral")
    pmcid = clean_pmcid(f"PMC{given}" if given.isdecimal() else given)
    if given and not pmcid:
        problems.append(f"{_short(given)} is not a PMCID; it was left out.")
    url = "" if own else fields.get("url", "")  # the page's address may end in pmc1
    pmcid = pmcid or clean_pmcid(fields.get("pmid", "").strip("{} "))  # some mix the two up
    pmcid = pmcid or (clean_pmcid(url) if "/pmc" in url.lower() else "")
    return pmcid or (clean_pmcid(noted.pmcid()) if "PMC" in noted.text else "")


def _language(text: str, problems: list[str]) -> str:
    text = text.strip("{} ")
    language = known_language(text)
    if text and not language:
        problems.append(f"{_short(text)} is not a known language; it was left out.")
    return language


def _keywords(fields: Fields) -> str:
    """Scopus has the authors' own beside those of its index; Springer and calibre other names."""
    names = ("author_keywords", "keywords", "keyword", "tags")
    return next((fields[name] for name in names if name in fields), "")


def _tags(text: str) -> list[str]:
    if not text:
        return []
    text = without_html(text.strip())
    if text.startswith("{") and _GROUP.fullmatch(text):
        text = text[1:-1]  # Web of Science puts every value into two pairs of braces
    if _is_a_line_each(text):
        parts = [line.lstrip("*") for line in text.split("\n")]
    else:
        parts = (_BETWEEN_SEMICOLONS if ";" in text else _BETWEEN_COMMAS).findall(text)
    return list(dict.fromkeys(tag for part in parts if (tag := " ".join(_shown(part).split()))))


def _is_a_line_each(text: str) -> bool:
    """EndNote's way: short lines without a margin, and none ends with the sign of a list."""
    first, *others = text.split("\n")
    return bool(others) and all(
        0 < len(line) <= _LONGEST_KEYWORD and line[0] not in " \t" and line[-1] not in ",;"
        for line in (first, *others)
    )


def _type_named(fields: Fields) -> str:
    """Scopus and Web of Science name the type in words: Review, Editorial."""
    named = fields.get("document_type") or fields.get("type") or ""
    return type_of([_shown(named).lower()]) if named else ""


def _own_tags(text: str) -> list[str]:
    """The atlas puts a tag with a comma into braces."""
    braced = (part.strip() for part in _OWN_TAG.findall(text))
    bare = (tag[1:-1] if tag.startswith("{") else tag for tag in braced)
    return list(dict.fromkeys(unescape(tag) for tag in bare if tag))


def _short(text: str) -> str:
    text = " ".join(text.split())
    return f"“{text[:60]}…”" if len(text) > 60 else f"“{text}”"

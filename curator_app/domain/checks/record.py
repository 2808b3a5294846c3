"""The record itself: identifiers, year, title, authors, address (F), levels (X05)."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping
from operator import itemgetter
from typing import NamedTuple

from curator_app.domain.catalogue import Catalogue
from curator_app.domain.checks.context import Context
from curator_app.domain.checks.looking import Remark
from curator_app.domain.checks.rules import RuleSet
from curator_app.domain.entry import Entry
from curator_app.domain.identifiers import clean_doi, clean_pmcid, clean_pmid, doi_key
from curator_app.domain.slug import is_damaged, make_slug


class RecordLook(NamedTuple):
    """A whole entry as the rules about it see it; `year` is the present one."""

    entry: Entry
    study: Context
    catalogue: Catalogue
    rules: RuleSet
    year: int


RecordTest = Callable[[RecordLook], Iterable[Remark]]

EARLIEST_YEAR = 1860
_DOI_YEAR = re.compile(r"\.((?:19|20)\d{2})\.\d")
_FINAL_MARKS = (".", "?", "!", "…", "]", "。")
_DOUBLED = re.compile(r"(?:(?<!\.)\.\.|[?!]\.|\.\s+\.)\s*$")
_BAD_AUTHOR = re.compile(
    r"\bet al\b|;|\d|@|\band\b(?=\s+\w+,)|^\W+$|[,.]\s*,|,\s*$|^\s*,|https?:", re.I | re.M
)
_FIRST_LAST = re.compile(r"[A-Z][\w’'.-]*(?:\s+[A-Z]\.?(?:\s*[A-Z]\.)*)?\s+([A-Z][\w’'-]+)")
_GROUP = re.compile(
    r"\b(?:group|committee|consortium|institute|network|team|investigators|centers?|centres?|"
    r"association|society|organi[sz]ation|council|academy|foundation|department|collaborat\w+|"
    r"study|trial|college|agency|panel|board|ministry|university|on|of|for|and)\b",
    re.I,
)
_NO_JOURNAL = frozenset({"book_or_report", "guideline", "dataset", "preprint"})


def _clean(name: str, clean: Callable[[str], str]) -> RecordTest:
    def test(look: RecordLook) -> Iterator[Remark]:
        value: str = getattr(look.entry, name)
        if value and (cleaned := clean(value) or clean("".join(value.split()))) != value:
            fix = (name, cleaned) if cleaned else None
            yield Remark(None, value, {"value": value[:80]}, fix=fix)

    return test


def _identifier_year(look: RecordLook) -> Iterator[Remark]:
    """A year inside the DOI, or the PMID's place in PubMed's numbering, against the year."""
    entry = look.entry
    if entry.year is None:
        return
    found = _DOI_YEAR.search(entry.doi) if ".19" in entry.doi or ".20" in entry.doi else None
    if found and not -2 <= entry.year - int(found.group(1)) <= 3:
        values = {"value": entry.doi, "year": str(entry.year), "other": found.group(1)}
        yield Remark(None, f"{entry.doi} {entry.year}", values)
        return
    latest = _latest_year(int(entry.pmid), look.rules) if entry.pmid.isdigit() else None
    if latest and entry.year > latest + 2:
        values = {"value": entry.pmid, "year": str(entry.year), "other": f"{latest} or before"}
        yield Remark(None, f"{entry.pmid} {entry.year}", values, field="pmid")


def _latest_year(pmid: int, rules: RuleSet) -> int | None:
    """The year in which PubMed gave out a number of this size, by the table in the rules."""
    place = bisect_right(rules.pmid_years, pmid, key=itemgetter(1))
    return rules.pmid_years[place][0] if place < len(rules.pmid_years) else None


def _other_journal(look: RecordLook) -> Iterator[Remark]:
    """A DOI whose prefix belongs to another journal than the entry names."""
    entry = look.entry
    if not entry.doi or not entry.journal:
        return
    doi, journal = doi_key(entry.doi), entry.journal.lower()
    for prefix, words in look.rules.doi_journals.get(doi[:7], ()):
        if doi.startswith(prefix) and not any(word in journal for word in words):
            values = {"value": entry.doi, "journal": entry.journal}
            yield Remark(None, f"{entry.doi} {entry.journal}", values)


def _year(look: RecordLook) -> Iterator[Remark]:
    year = look.entry.year
    if year is not None and not EARLIEST_YEAR <= year <= look.year + 1:
        yield Remark(None, str(year), {"value": str(year)})


def _journal(look: RecordLook) -> Iterator[Remark]:
    if not look.entry.journal and look.entry.publication_type not in _NO_JOURNAL:
        yield Remark(None, look.entry.title)


def _unmarked(look: RecordLook) -> Iterator[Remark]:
    title = look.entry.title.rstrip()
    if title and not title.endswith(_FINAL_MARKS):
        yield Remark(None, title, fix=("title", f"{title}."))


def _doubled(look: RecordLook) -> Iterator[Remark]:
    title = look.entry.title
    if not title.endswith(".") or title[-2:-1].isalnum():
        return
    found = _DOUBLED.search(title)
    if found:
        yield Remark(None, title, fix=("title", title[: found.start() + 1]))


def _authors(look: RecordLook) -> Iterator[Remark]:
    if not _BAD_AUTHOR.search("\n".join(look.entry.authors)):
        return
    for author in look.entry.authors:
        if _BAD_AUTHOR.search(author) and not (";" not in author and _GROUP.search(author)):
            fix = None
            if author.strip().lower().rstrip(".") == "et al":
                kept = [other for other in look.entry.authors if other != author]
                fix = ("authors", kept)
            yield Remark(None, author, {"value": author[:80]}, fix=fix)


def _author_order(look: RecordLook) -> Iterator[Remark]:
    """ "First Last" where PubMed writes "Last, First"; groups have no comma either."""
    authors = look.entry.authors
    turned = [_turned(author) for author in authors]
    if any(new != old for new, old in zip(turned, authors, strict=True)):
        old = next(a for a, b in zip(authors, turned, strict=True) if a != b)
        yield Remark(None, "; ".join(authors), {"value": old}, fix=("authors", turned))


def _turned(author: str) -> str:
    if "," in author or _GROUP.search(author):
        return author
    found = _FIRST_LAST.fullmatch(author)
    return f"{found.group(1)}, {author[: found.start(1)].strip()}" if found else author


def _empty(look: RecordLook, rule: str) -> list[Remark]:
    return [
        Remark(None, "", {"name": name.replace("_", " ")}, field=name)
        for name in look.rules.fields_of(rule)
        if not getattr(look.entry, name)
    ]


def _required(look: RecordLook) -> Iterable[Remark]:
    return _empty(look, "F12_required_field_empty")


def _sections(look: RecordLook) -> Iterable[Remark]:
    return _empty(look, "F13_section_missing") if look.entry.plain_summary else ()


def _slug(look: RecordLook) -> Iterator[Remark]:
    entry = look.entry
    if not entry.slug or not entry.title:
        return
    wanted = make_slug(entry.authors, entry.year, entry.title, ())
    number = entry.slug.removeprefix(wanted)
    if entry.slug != wanted and not (
        entry.slug.startswith(wanted) and number[:1] == "-" and number[1:].isdigit()
    ):
        yield Remark(None, entry.slug, {"value": entry.slug, "wanted": wanted})


def _damaged(look: RecordLook) -> Iterator[Remark]:
    authors = look.entry.authors
    if authors and not authors[0].isascii() and is_damaged(authors):
        yield Remark(None, look.entry.slug, {"value": look.entry.slug, "author": authors[0]})


def _no_identifier(look: RecordLook) -> Iterator[Remark]:
    if not look.entry.doi and not look.entry.pmid:
        yield Remark(None, look.entry.title)


def _level(look: RecordLook) -> Iterator[Remark]:
    """An evidence level that the kind of publication cannot reach (criteria 6.2)."""
    allowed = look.rules.levels.get(look.entry.publication_type)
    level = look.entry.evidence_level
    if level and allowed and level not in allowed:
        values = {"level": level, "type": look.entry.publication_type.replace("_", " ")}
        yield Remark(None, f"{level} {look.entry.publication_type}", values)


def _no_abstract(look: RecordLook) -> Iterator[Remark]:
    entry = look.entry
    if not entry.abstract and entry.plain_summary:
        yield Remark(None, entry.plain_summary)


RECORDS: Mapping[str, RecordTest] = {
    "F01_doi_form": _clean("doi", clean_doi),
    "F02_pmid_form": _clean("pmid", clean_pmid),
    "F03_pmcid_form": _clean("pmcid", clean_pmcid),
    "F04_identifier_against_year": _identifier_year,
    "F05_doi_of_another_journal": _other_journal,
    "F06_year_out_of_range": _year,
    "F07_journal_missing": _journal,
    "F08_title_without_final_mark": _unmarked,
    "F09_title_with_doubled_mark": _doubled,
    "F10_author_malformed": _authors,
    "F11_author_order": _author_order,
    "F12_required_field_empty": _required,
    "F13_section_missing": _sections,
    "F14_slug_not_by_rule": _slug,
    "F15_slug_damaged_surname": _damaged,
    "F16_no_identifier": _no_identifier,
    "X05_level_against_type": _level,
    "X07_no_abstract": _no_abstract,
}

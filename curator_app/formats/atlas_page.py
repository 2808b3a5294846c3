"""A saved page of the public atlas, as text or as HTML, read back into one draft.

Layouts and fixed sentences: page.md 1.1 to 1.5. Browsers' reading views drop headings and lists;
what remains are three paragraphs in a fixed order.
"""

from __future__ import annotations

import re
from typing import Any

from curator_app.domain.citation import header_authors
from curator_app.domain.entry import Source
from curator_app.domain.identifiers import clean_doi
from curator_app.domain.slug import is_valid, surname_part
from curator_app.domain.structured import is_date
from curator_app.formats.bibtex import read_bibtex
from curator_app.formats.page_header import Named, badges, citation, header, single_stop
from curator_app.formats.page_html import Page, from_html
from curator_app.formats.page_sections import (
    ERROR_LINE,
    INTRO,
    PEM_NOTE,
    SKIPPED,
    field_value,
    metadata,
    sections,
)
from curator_app.formats.record import Draft, Record, Refused

FORMAT = "atlas-page"

_SIGNS = (
    PEM_NOTE,
    ERROR_LINE,
    INTRO,
    "Atlas snapshot reference",
    "Private, reviewed by a human. Not a public comment thread.",
)
_SNAPSHOT = re.compile(r"ME/CFS Atlas\. ([^\n]{1,200}?)\. (Accessed \S{1,20})\. (https?://\S+)")
_SLUG_IN_URL = re.compile(r"/evidence/([a-z0-9-]+)")
_BIBTEX = re.compile(r"@[A-Za-z]+\{\s*mecfsatlas-([a-z0-9-]*)")
_HEADING_MARK = re.compile(r"^#{1,6} ")
_DOI_LINK = re.compile(r"\[DOI\]\((https?://(?:dx\.)?doi\.org/[^\s()]+(?:\([^\s)]*\)[^\s)]*)*)\)")
_BANNER = re.compile(
    r"(Retracted|Withdrawn|Expression of concern|Corrected)\. [^\n]*?"
    r"(?: Date of the notice: ([\w -]{4,20})\.)?$"
)
_NOTICE = "Notice: "
_MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July", "August", "September"),
    *("October", "November", "December"),
)
# A page without any of these is about no study in particular.
_NAMING = ("title", "doi", "pmid", "slug", "authors", "journal")
_DOES_NOT_PROVE = re.compile(
    r"\b(?:do(?:es)? not|doesn['’]t|cannot) (?:prove|establish|show|demonstrate|mean|tell)\b"
)


def looks_like_page(text: str) -> bool:
    """Whether a text or HTML file is a saved atlas page: a fixed sentence, or its header line."""
    head = text[:200_000]
    if any(sign in head for sign in _SIGNS):
        return True
    if head.startswith("<"):
        return "/evidence/" in head and "ME/CFS Atlas" in head
    lines = [line.strip() for line in head[:8000].splitlines() if line.strip()]
    place = next((n for n, line in enumerate(lines[:15]) if header(line)), None)
    return place is not None and any(len(line) > 80 for line in lines[place + 1 :])


def read_page(text: str, file: str) -> Record:
    """The page's study as a draft, or refused when it names no study."""
    is_html = text.lstrip("\ufeff \t\r\n").startswith("<")
    page = from_html(text) if is_html else _from_text(text)
    return _Reader(page, file).record()


def _from_text(text: str) -> Page:
    """Lines of text; reading views that write Markdown mark headings, links and bold lines."""
    page = Page()
    for raw in text.splitlines():
        line = _HEADING_MARK.sub("", " ".join(raw.split()))
        if line.startswith("**") and line.endswith("**"):
            line = line.strip("*")
        link = _DOI_LINK.search(line)
        if link:
            page.doi_link = page.doi_link or link[1]
            line = line.replace(link[0], "DOI")
        page.lines += [line] if line else []
    return page


def _iso(text: str) -> str:
    """A date as the page shows it ("2 January 2020", also without its day) in ISO form."""
    day, month, year = ["", "", *text.split()][-3:] if text else ("", "", "")
    number = _MONTHS.index(month) + 1 if month in _MONTHS else 0
    parts = [year, f"{number:02}" if number else "", f"{int(day):02}" if day.isdecimal() else ""]
    iso = "-".join(part for part in parts if part)
    return iso if is_date(iso) else ""


class _Reader:
    def __init__(self, page: Page, file: str) -> None:
        self.page = page
        self.file = file
        self.text = "\n".join(page.lines)
        self.problems: list[str] = []
        self.values: dict[str, Any] = {}

    def record(self) -> Record:
        bibtex = self.bibtex()
        slug = self.slug()
        place, head = self.header(slug)
        cited = self.citation(head.journal)
        self.name(head, cited, bibtex)
        if place < 0:
            place = self.title_place()
        self.badges(place)
        self.sections(place + 1)
        if INTRO in self.text and not _SNAPSHOT.search(self.text):
            self.problems.append("The page is cut short: check the last thing taken from it.")
        if not slug:
            slug = self.slug_of_file()
        values = {**self.values, "slug": slug, "state": "published"}
        values = {name: value for name, value in values.items() if value}
        snapshot = _SNAPSHOT.search(self.text)
        versions = f"{snapshot[1]}, {snapshot[2].lower()}" if snapshot else ""
        source = Source(FORMAT, self.file, 1, slug, self.text, versions)
        if not any(values.get(name) for name in _NAMING):
            reason = "It names no study: neither a header line nor a citation was found."
            return Refused(self.file, 1, slug, reason, self.text)
        if "title" not in values:
            self.problems.append("The page's text does not hold the paper's title: add it.")
        return Draft(values, source, tuple(self.problems))

    def bibtex(self) -> dict[str, Any]:
        match = _BIBTEX.search(self.text)
        if not match:
            return {}
        found = next(iter(read_bibtex(self.text[match.start() :], self.file)), None)
        if not isinstance(found, Draft):
            return {}
        self.problems += found.problems
        return found.values

    def slug(self) -> str:
        snapshot = _SNAPSHOT.search(self.text)
        places = [snapshot[3] if snapshot else "", self.page.address]
        found = [_SLUG_IN_URL.search(place) for place in places]
        slugs = [match[1] if match else "" for match in found]
        key = _BIBTEX.search(self.text)
        slugs.insert(1, key[1] if key and self.text[key.end() : key.end() + 1] == "," else "")
        return next((slug for slug in slugs if is_valid(slug)), "")

    def slug_of_file(self) -> str:
        """The file's own name when it is the address that the study would have."""
        stem = self.file.rsplit(".", 1)[0]
        authors, year = self.values.get("authors", []), self.values.get("year")
        begins = f"{surname_part(authors)}-{year}-"
        return stem if is_valid(stem) and stem.startswith(begins) else ""

    def header(self, slug: str) -> tuple[int, Named]:
        for place, line in enumerate(self.page.lines[:200]):
            found = header(line, slug)
            if found:
                return place, found
        return -1, Named()

    def title_place(self) -> int:
        """Where the title stands when there is no header line: a paper without year and DOI."""
        title = self.values["title"]
        return self.page.lines.index(title) if title in self.page.lines[:200] else -1

    def citation(self, journal: str) -> Named:
        lines = self.page.lines
        for place, line in enumerate(lines[:-1]):
            if line.casefold() == "primary citation":
                return citation(lines[place + 1], journal) or Named()
        return Named()

    def name(self, head: Named, cited: Named, bibtex: dict[str, Any]) -> None:
        """Who, what, where, when: the BibTeX block is whole, the others abridge."""
        self.values.update(
            (name, bibtex[name]) for name in ("journal", "year", "doi", "pmid") if name in bibtex
        )
        if head.journal != header_authors(bibtex.get("authors", ())):
            self.values.setdefault("journal", head.journal or cited.journal)
        self.values.setdefault("year", head.year or cited.year)
        link = clean_doi(self.page.doi_link) or cited.doi
        self.values["doi"] = self.values.get("doi") or link
        self.values["title"] = single_stop(
            str(bibtex.get("title") or cited.title or self.page.title)
        )
        if bibtex.get("authors"):
            self.values["authors"] = bibtex["authors"]
            return
        fuller = cited if cited.authors else head
        self.values["authors"] = list(fuller.authors)
        if not fuller.all_authors:
            shown = len(fuller.authors)
            self.problems.append(f"The page names only the first {shown} authors (et al.).")

    def badges(self, place: int) -> None:
        above = self.page.lines[: max(place, 0)]
        plain: list[str] = []
        for line in above:
            banner = _BANNER.match(line)
            if banner:
                self.values["retraction"] = {"status": banner[1], "date": _iso(banner[2] or "")}
                continue
            if line.startswith(_NOTICE) and "retraction" in self.values:
                self.values["retraction"]["notice"] = line.removeprefix(_NOTICE)
                continue
            row = badges(line)
            if not row and not SKIPPED.match(line):
                plain.append(line)
            for meanings in row:
                self.badge(meanings)
        if not self.values["title"] and plain:
            self.values["title"] = plain[-1]

    def badge(self, meanings: tuple[tuple[str, str], ...]) -> None:
        name, value = next((m for m in meanings if m[0] not in self.values), ("", ""))
        if name == "pem":
            self.problems.append(
                f"The page shows “{value}”. It was not taken over: the status follows from the"
                " criteria, so tag those."
            )
        elif name:
            self.values[name] = value

    def sections(self, first: int) -> None:
        found, unheaded = sections(self.page.lines[first:])
        for name, value in metadata(found.pop("metadata", [])).items():
            self.values[name] = self.values.get(name) or value
        for name, lines in found.items():
            self.values[name] = field_value(name, lines)
        if not found:
            self.paragraphs(unheaded)

    def paragraphs(self, lines: list[str]) -> None:
        """A reading view: quick summary, why it matters, does not prove, without headings."""
        if not lines:
            return
        self.values["plain_summary"] = lines[0]
        rest = lines[1:]
        if rest and (len(rest) > 1 or _DOES_NOT_PROVE.search(rest[0])):
            self.values["does_not_prove"] = rest.pop()
        if rest:
            self.values["why_it_matters"] = "\n\n".join(rest)
        if len(lines) != 3:
            self.problems.append(
                f"Three paragraphs without headings were expected, {len(lines)} found:"
                " check which is which."
            )

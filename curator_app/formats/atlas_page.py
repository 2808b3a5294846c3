"""A saved page of the public atlas, as text or as HTML, read back into one draft.

Layouts and fixed sentences: page.md 1.1 to 1.5. Browsers' reading views drop headings and lists;
what remains are three paragraphs in a fixed order.
"""

from __future__ import annotations

import re
from typing import Any

from curator_app.domain.entry import Source
from curator_app.domain.identifiers import clean_doi, clean_pmcid, clean_pmid
from curator_app.domain.slug import is_valid, surname_part
from curator_app.formats.bibtex import read_bibtex
from curator_app.formats.page_header import Named, badges, citation, header, single_stop
from curator_app.formats.page_html import Page, from_html
from curator_app.formats.record import Draft, Record, Refused

FORMAT = "atlas-page"

_PEM_NOTE = "About the PEM badge:"
_ERROR_LINE = "Spotted an error in this entry?"
_INTRO = "The first block is for the primary paper"
_SIGNS = (
    _PEM_NOTE,
    _ERROR_LINE,
    _INTRO,
    "Atlas snapshot reference",
    "Private, reviewed by a human. Not a public comment thread.",
)
_SECTIONS = {
    "quick summary": "plain_summary",
    "why it matters": "why_it_matters",
    "advanced summary": "advanced_summary",
    "observed findings": "observed_findings",
    "inferred conclusions": "inferred_conclusions",
    "remaining questions": "remaining_questions",
    "what this study does not prove": "does_not_prove",
    "methodological strengths": "strengths",
    "strengths": "strengths",
    "limitations": "limitations",
    "topics": "topics",
    "tags": "tags",
    "metadata": "metadata",
}
_LISTS = frozenset(
    {
        "observed_findings",
        "inferred_conclusions",
        "remaining_questions",
        "strengths",
        "limitations",
        "topics",
        "tags",
    }
)
_ENDS = frozenset(
    {"related studies", "primary citation", "bibtex", "contribute", "atlas snapshot reference"}
)
_METADATA = {
    "doi": "doi",
    "pmid": "pmid",
    "pmcid": "pmcid",
    "sample size": "sample_size",
    "control group": "control_group",
}
_SNAPSHOT = re.compile(r"ME/CFS Atlas\. [^\n]{1,200}? Accessed (\S{1,20})\. (https?://\S+)")
_SLUG_IN_URL = re.compile(r"/evidence/([a-z0-9-]+)")
_BIBTEX = re.compile(r"@[A-Za-z]+\{\s*mecfsatlas-")
_BULLET = re.compile(r"^(?:[•●▪*–-]|\d{1,2}[.)])\s+")
_DOES_NOT_PROVE = re.compile(
    r"\b(?:do(?:es)? not|doesn['’]t|cannot) (?:prove|establish|show|demonstrate|mean|tell)\b"
)
_SKIPPED = re.compile(r"(?:Copy|Copied|Copy \w+|Share|Print|← .*|Skip to .*|.{1,20} · \d+\+? \w+)$")


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
    page = from_html(text) if is_html else Page([" ".join(x.split()) for x in text.splitlines()])
    page.lines = [line for line in page.lines if line]
    return _Reader(page, file).record()


class _Reader:
    def __init__(self, page: Page, file: str) -> None:
        self.page = page
        self.file = file
        self.text = "\n".join(page.lines)
        self.problems: list[str] = []
        self.values: dict[str, Any] = {}

    def record(self) -> Record:
        bibtex = self.bibtex()
        slug = self.slug(bibtex)
        place, head = self.header(slug)
        cited = self.citation(head.journal)
        self.name(head, cited, bibtex)
        self.badges(place)
        self.sections(place + 1)
        if not slug:
            slug = self.slug_of_file()
        values = {**self.values, "slug": slug, "state": "published"}
        values = {name: value for name, value in values.items() if value}
        source = Source(FORMAT, self.file, 1, slug, self.text)
        if not any(values.get(name) for name in ("title", "doi", "pmid", "plain_summary")):
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

    def slug(self, bibtex: dict[str, Any]) -> str:
        snapshot = _SNAPSHOT.search(self.text)
        places = [snapshot[2] if snapshot else "", self.page.address]
        slugs = [found[1] for place in places if (found := _SLUG_IN_URL.search(place))]
        slugs.insert(1, str(bibtex.get("slug", "")))
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
            row = badges(line)
            if not row and not _SKIPPED.match(line):
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
        found: dict[str, list[str]] = {}
        current = ""
        for line in self.page.lines[first:]:
            heading = line.casefold().rstrip(":")
            if heading in _SECTIONS:
                current = _SECTIONS[heading]
            elif heading in _ENDS or line.startswith((_PEM_NOTE, _ERROR_LINE, _INTRO)):
                current = "end"
            elif current != "end" and not _SKIPPED.match(line):
                found.setdefault(current, []).append(line)
        unheaded = found.pop("", [])
        self.metadata(found.pop("metadata", []))
        found.pop("end", None)
        for name, lines in found.items():
            self.values[name] = _items(lines) if name in _LISTS else "\n\n".join(lines)
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
                f"The page's text has {len(lines)} paragraphs without headings instead of three:"
                " check which is which."
            )

    def metadata(self, lines: list[str]) -> None:
        for place, line in enumerate(lines):
            for label, name in _METADATA.items():
                if not line.casefold().startswith(label):
                    continue
                value = line[len(label) :].lstrip(" :\t")
                if not value and place + 1 < len(lines):
                    value = lines[place + 1]
                self.values[name] = self.values.get(name) or _checked(name, value)


def _items(lines: list[str]) -> list[str]:
    return [item for line in lines if (item := _BULLET.sub("", line)) and not item.endswith(":")]


def _checked(name: str, value: str) -> str:
    checks = {"doi": clean_doi, "pmid": clean_pmid, "pmcid": clean_pmcid}
    return checks[name](value) if name in checks else value

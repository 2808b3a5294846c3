"""The parts of an atlas page that name the paper: badges, header line and citation line."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from curator_app.domain.identifiers import clean_doi
from curator_app.domain.slug import surname_part
from curator_app.knowledge import vocabulary

_BADGE_FIELDS = ("evidence_level", "confidence", "publication_type", "peer_review_status")
_OTHER_BADGES = {
    "PEM required": "pem",
    "PEM not required": "pem",
    "PEM partly required": "pem",
    "PEM unclear": "pem",
    "PEM ✓": "pem",
    "PEM ?": "pem",
    "Reviewed": "",
    "Editor reviewed": "",
    "Expert reviewed": "",
    "Machine draft": "",
}
_CITATION = re.compile(r"^(?P<authors>.{1,4000}?) \((?P<year>\d{4}|n\.d\.)\)\.\s+(?P<rest>.+)$")
_DOI_TAIL = re.compile(r"\s*https?://(?:dx\.)?doi\.org/(\S+)\s*$")
# "Staci R. Stevens": a given name first, an initial with a full stop before the surname.
_GIVEN_FIRST = re.compile(r"^[^\s,]+(?: [^\s,.]+)*(?: [^\W\d_]\.)+ \S")


@dataclass(frozen=True)
class Named:
    """What a line says about the paper; `all_authors` is False when it ends in et al."""

    authors: tuple[str, ...] = ()
    title: str = ""
    journal: str = ""
    year: int | None = None
    doi: str = ""
    all_authors: bool = True


@cache
def _badge_labels() -> tuple[tuple[str, tuple[tuple[str, str], ...]], ...]:
    """Every badge text, the longest first, with the fields and values it may stand for."""
    found: dict[str, list[tuple[str, str]]] = {}
    for name in _BADGE_FIELDS:
        for term in vocabulary().terms(name):
            found.setdefault(term.label.casefold(), []).append((name, term.id))
    for label, kind in _OTHER_BADGES.items():
        found.setdefault(label.casefold(), []).append((kind, label))
    ordered = sorted(found.items(), key=lambda item: -len(item[0]))
    return tuple((label, tuple(values)) for label, values in ordered)


def badges(line: str) -> list[tuple[tuple[str, str], ...]]:
    """The badges of a line that holds nothing else, each with what it may mean; else nothing."""
    rest = line.strip().casefold()
    if not rest or len(rest) > 250:
        return []
    result: list[tuple[tuple[str, str], ...]] = []
    while rest:
        hit = next((item for item in _badge_labels() if rest.startswith(item[0])), None)
        if hit is None:
            return []
        result.append(hit[1])
        rest = rest[len(hit[0]) :].lstrip(" ·|,\t")
    return result


def header(line: str, slug: str = "") -> Named | None:
    """The header line `Authors · Journal · Year · DOI`; absent parts are left out (page.md 1.4)."""
    if " · " not in line or len(line) > 3000 or "{" in line:
        return None
    parts = [part.strip() for part in line.split(" · ")]
    has_doi = parts[-1] == "DOI"
    parts = parts[: len(parts) - has_doi]
    year = None
    if parts and re.fullmatch(r"(?:1[5-9]|2[01])\d\d", parts[-1]):
        year = int(parts.pop())
    if not parts or (year is None and not has_doi):
        return None
    if len(parts) == 1:
        # Authors without a journal, or a journal without authors: the address tells.
        surname = surname_part((parts[0],))
        if not slug.startswith(f"{surname}-"):
            return Named(journal=parts[0], year=year)
    names, complete = _without_et_al(parts[0])
    return Named(split_names(names), "", " · ".join(parts[1:]), year, "", complete)


def citation(line: str, journal: str = "") -> Named | None:
    """The primary citation; the full stop that the site adds to a title's own is dropped."""
    match = _CITATION.match(line)
    if not match:
        return None
    rest = match["rest"].strip()
    doi = _DOI_TAIL.search(rest)
    rest = rest[: doi.start()] if doi else rest
    names, complete = _without_et_al(match["authors"])
    if names == "Unknown authors":
        names = ""
    title, found_journal = _title_and_journal(rest, journal)
    year = int(match["year"]) if match["year"].isdecimal() else None
    names = re.sub(r",? & ", ", ", names)
    return Named(
        split_names(names), title, found_journal, year, clean_doi(doi[1]) if doi else "", complete
    )


def _title_and_journal(rest: str, journal: str) -> tuple[str, str]:
    bare = rest.rstrip(".")
    if journal and bare.endswith(journal.rstrip(".")):
        return single_stop(bare[: -len(journal.rstrip("."))].strip()), journal
    head, stop, tail = bare.rpartition(". ")
    if not stop:
        head, stop, tail = bare.rpartition("? ")
    return single_stop(head + stop.strip()) if stop else single_stop(rest), tail if stop else ""


def single_stop(title: str) -> str:
    """A title whose final mark is not doubled; three dots are left alone."""
    if re.search(r"(?<!\.)\.\.$|[?!]\.$", title):
        return title[:-1]
    return title


def _without_et_al(text: str) -> tuple[str, bool]:
    shorter = re.sub(r",?\s+et al\.?$", "", text.strip())
    return shorter, shorter == text.strip()


def split_names(text: str) -> tuple[str, ...]:
    """The authors of a running text `Last, First, Last, First`.

    Commas part both names and their halves. Halves are paired when they come in pairs and do not
    look like "Given I. Surname"; otherwise each is a name of its own.
    """
    parts = [part.strip() for part in text.split(",") if part.strip()]
    if len(parts) % 2 or any(_GIVEN_FIRST.match(part) for part in parts):
        return tuple(parts)
    return tuple(f"{last}, {first}" for last, first in zip(parts[::2], parts[1::2], strict=True))

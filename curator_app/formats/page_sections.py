"""The sections of an atlas page: which heading begins what, and where they end (page.md 1.2)."""

from __future__ import annotations

import re
from typing import Any

from curator_app.domain.identifiers import clean_doi, clean_pmcid, clean_pmid
from curator_app.errors import BadValue
from curator_app.knowledge import vocabulary

PEM_NOTE = "About the PEM badge:"
ERROR_LINE = "Spotted an error in this entry?"
INTRO = "The first block is for the primary paper"
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
    {
        *("diagnostic criteria", "related studies", "about this reading", "primary citation"),
        *("bibtex", "contribute", "atlas snapshot reference"),
    }
)
_METADATA = {
    "doi": "doi",
    "pmid": "pmid",
    "pubmed": "pmid",
    "pmcid": "pmcid",
    "pubmed central": "pmcid",
    "sample size": "sample_size",
    "control group": "control_group",
    "case definition quality": "case_definition_quality",
    "disease context": "disease_context",
    "research approach": "research_approach",
    "research paradigm": "research_paradigm",
    "language of the paper": "language",
}
_BULLET = re.compile(r"^(?:[•●▪*–-]|\d{1,2}[.)])\s+")
SKIPPED = re.compile(r"(?:Copy|Copied|Copy \w+|Share|Print|← .*|Skip to .*|.{1,20} · \d+\+? \w+)$")


def sections(lines: list[str]) -> tuple[dict[str, list[str]], list[str]]:
    """The lines of each section by field name, and those that stand under no heading."""
    found: dict[str, list[str]] = {}
    current = ""
    for line in lines:
        heading = line.casefold().rstrip(":")
        if heading in _SECTIONS:
            current = _SECTIONS[heading]
        elif heading in _ENDS or line.startswith((PEM_NOTE, ERROR_LINE, INTRO)):
            current = "end"
        elif current != "end" and not SKIPPED.match(line):
            found.setdefault(current, []).append(line)
    return found, found.pop("", [])


def field_value(name: str, lines: list[str]) -> Any:
    """A section's lines as the field takes them: a list of items, or one text."""
    if name not in _LISTS:
        return "\n\n".join(lines)
    items = [_BULLET.sub("", line) for line in lines]
    # "Method Flag:" stands above the chips of old pages and is no tag.
    return [item for item in items if item and not (name == "tags" and item.endswith(":"))]


def metadata(lines: list[str]) -> dict[str, str]:
    """The metadata list: labels and values on lines of their own, or as "label: value"."""
    values: dict[str, str] = {}
    following = iter([*lines[1:], ""])
    for line in lines:
        value = next(following)
        label, colon, rest = line.partition(":")
        if colon and label.strip().casefold() in _METADATA:
            value = rest.strip()
        name = _METADATA.get(label.strip().casefold(), "")
        if name and value:
            values.setdefault(name, _checked(name, value))
    return values


def _checked(name: str, value: str) -> str:
    """A value of the metadata list; "" when it is none that the field can hold."""
    checks = {"doi": clean_doi, "pmid": clean_pmid, "pmcid": clean_pmcid}
    if name in checks:
        return checks[name](value)
    try:
        return vocabulary().resolve(name, value) if vocabulary().terms(name) else value
    except BadValue:
        return ""

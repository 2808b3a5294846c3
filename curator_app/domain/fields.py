"""The fields of a study entry as data: label, group, kind and help, and their JSON form.

The editor, the command line, diffs, exports and the help page all read this one table.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import Any, cast

from curator_app.domain.entry import CONTENT_FIELDS, EMPTY, Entry
from curator_app.domain.identifiers import clean_doi, clean_pmcid, clean_pmid
from curator_app.domain.plain_text import clean_line, clean_text
from curator_app.domain.slug import is_valid
from curator_app.domain.structured import FROM_JSON, parse_structured
from curator_app.domain.vocabulary import Vocabulary
from curator_app.errors import BadValue

YEAR_RANGE = (1500, 2200)
_SLUG_FORM = "Small letters, digits and hyphens."


@dataclass(frozen=True)
class Field:
    """One field: `kind` is line, text, list, number, choice, doi, pmid, pmcid, slug or special."""

    name: str
    label: str
    kind: str
    group: str
    help: str = ""


def _field(name: str, label: str, kind: str, group: str, help_: str = "") -> Field:
    return Field(name, label, kind, group, help_)


RECORD, CLASSES, READERS, EVIDENCE, CRITERIA, LINKS, INTERNAL = (
    "Record",
    "Classification",
    "For readers",
    "Findings",
    "Criteria and PEM",
    "Links and status",
    "Internal",
)

FIELDS: tuple[Field, ...] = (
    _field(
        "title",
        "Title",
        "line",
        RECORD,
        "Exactly as PubMed gives it, final full stop included.",
    ),
    _field(
        "authors",
        "Authors",
        "list",
        RECORD,
        "In order, as PubMed gives them: See, D M. A group by its name.",
    ),
    _field("journal", "Journal", "line", RECORD, "The full title, as PubMed writes it."),
    _field("year", "Year", "number", RECORD),
    _field("month", "Month", "number", RECORD, "1 to 12."),
    _field("doi", "DOI", "doi", RECORD, "Bare, beginning with 10."),
    _field("pmid", "PMID", "pmid", RECORD),
    _field("pmcid", "PMCID", "pmcid", RECORD),
    _field("slug", "Address", "slug", RECORD, "The page's address; frozen once published."),
    _field("language", "Language", "choice", RECORD),
    _field("abstract", "Abstract", "text", RECORD, "For checks; never printed on the page."),
    _field("evidence_level", "Evidence level", "choice", CLASSES),
    _field("confidence", "Confidence", "choice", CLASSES),
    _field("publication_type", "Publication type", "choice", CLASSES),
    _field("peer_review_status", "Peer review", "choice", CLASSES),
    _field("case_definition_quality", "Case definition quality", "choice", CLASSES),
    _field("disease_context", "Disease context", "choice", CLASSES),
    _field("research_approach", "Research approach", "choice", CLASSES),
    _field("research_paradigm", "Research paradigm", "choice", CLASSES),
    _field(
        "sample_size",
        "Sample size",
        "line",
        CLASSES,
        "For example 30, or 45 patients, 39 controls.",
    ),
    _field("control_group", "Control group", "line", CLASSES),
    _field(
        "plain_summary",
        "Quick summary",
        "text",
        READERS,
        "Two to four plain sentences.",
    ),
    _field("why_it_matters", "Why it matters", "text", READERS),
    _field("does_not_prove", "What this study does not prove", "text", READERS),
    _field("advanced_summary", "Advanced summary", "text", READERS),
    _field("observed_findings", "Observed findings", "list", EVIDENCE),
    _field("inferred_conclusions", "Inferred conclusions", "list", EVIDENCE),
    _field("remaining_questions", "Remaining questions", "list", EVIDENCE),
    _field("strengths", "Methodological strengths", "list", EVIDENCE),
    _field("limitations", "Limitations", "list", EVIDENCE),
    _field("criteria", "Diagnostic criteria", "special", CRITERIA),
    _field("pem", "PEM status", "special", CRITERIA),
    _field(
        "methods_text",
        "Text of the methods",
        "text",
        CRITERIA,
        "Paste what the paper says about its participants; never printed on the page.",
    ),
    _field("topics", "Topics", "list", LINKS),
    _field("tags", "Tags", "list", LINKS),
    _field("relations", "Related studies", "special", LINKS),
    _field("retraction", "Retraction", "special", LINKS),
    _field("state", "State", "choice", LINKS),
    _field("sources", "Imported records", "special", INTERNAL),
    _field("former_slugs", "Former addresses", "list", INTERNAL),
    _field("removed", "Removed", "special", INTERNAL),
    _field("dismissals", "Dismissed findings", "special", INTERNAL),
    _field("rejected_proposals", "Rejected proposals", "special", INTERNAL),
    _field("approval", "Approval", "special", INTERNAL),
    _field("tasks", "Left to look at", "special", INTERNAL),
    _field("distinct", "Not a duplicate of", "special", INTERNAL),
)
BY_NAME: Mapping[str, Field] = {item.name: item for item in FIELDS}
DECISIONS = frozenset({"dismissals", "rejected_proposals", "approval", "tasks", "distinct"})
PRIVATE = DECISIONS | {"abstract", "methods_text", "sources", "former_slugs", "removed"}
"""What no page and no export shows: texts of publishers, raw records and bookkeeping."""
LIST_FIELDS = frozenset(item.name for item in FIELDS if item.kind == "list")
GROUPS = tuple(dict.fromkeys(item.group for item in FIELDS if item.group != INTERNAL))

assert set(BY_NAME) == set(CONTENT_FIELDS)  # noqa: S101 - the table and the entry are one list


def label(name: str) -> str:
    """What a field is called on screen."""
    return BY_NAME[name].label if name in BY_NAME else name


def to_json(name: str, value: Any) -> Any:
    """One field's value as JSON."""
    if name in ("criteria", "pem"):
        return value.to_json()
    if name == "relations":
        return [{"type": r.type, "target": r.target, "note": r.note} for r in value]
    if name == "retraction":
        return {"status": value.status, "notice": value.notice, "date": value.date}
    if name in DECISIONS:
        return _plain(value)
    if name == "sources":
        return [
            {k: v for k, v in cast("dict[str, Any]", vars(s)).items() if k != "versions" or v}
            for s in value
        ]
    return list(cast("tuple[Any, ...]", value)) if isinstance(value, tuple) else value


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return [_plain(item) for item in cast("tuple[Any, ...]", value)]
    return (
        value
        if value is None or isinstance(value, str)
        else cast("dict[str, Any]", vars(value)).copy()
    )


_values = attrgetter(*CONTENT_FIELDS)
_EMPTY_VALUES = _values(EMPTY)


def entry_to_json(entry: Entry, *, all_fields: bool = False) -> dict[str, Any]:
    """The content as JSON; fields that say nothing are left out unless `all_fields`."""
    if all_fields:
        return {name: to_json(name, getattr(entry, name)) for name in CONTENT_FIELDS}
    return {
        name: value if isinstance(value, str) else to_json(name, value)
        for name, value, nothing in zip(CONTENT_FIELDS, _values(entry), _EMPTY_VALUES, strict=True)
        if value is not nothing and value != nothing
    }


def entry_from_json(data: Mapping[str, Any], id_: str = "", version: int = 0) -> Entry:
    """Read stored content; unknown names are refused so that nothing is dropped in silence."""
    if not data.keys() <= BY_NAME.keys():
        unknown = sorted(data.keys() - BY_NAME.keys())
        raise BadValue(unknown[0], f"An entry has no field {', '.join(unknown)}.")
    values: dict[str, Any] = {
        name: value if type(value) is str and name not in FROM_JSON else stored(name, value)
        for name, value in data.items()
    }
    return Entry(id=id_, version=version, **values)


def stored(name: str, value: Any) -> Any:
    """One field's value from its stored JSON (trusted: it was checked when it was saved)."""
    if value is None and name not in ("year", "month", "approval"):
        return getattr(EMPTY, name)
    reader = FROM_JSON.get(name)
    if reader:
        return reader(value)
    return tuple(value) if isinstance(value, list) else value  # pyright: ignore[reportUnknownArgumentType, reportUnknownVariableType]


def parse(name: str, value: Any, vocabulary: Vocabulary) -> Any:
    """A value given by a person or a file, checked and brought into the entry's form.

    `value` is JSON (lists as lists) or text. Raises BadValue with a sentence; nothing is changed.
    """
    spec = BY_NAME.get(name)
    if spec is None or name in ("removed", "approval"):
        raise BadValue(name, f"An entry has no field {name!r}.", f"Fields: {', '.join(BY_NAME)}.")
    if name in FROM_JSON:
        nothing = value is None or value == ""
        return getattr(EMPTY, name) if nothing else parse_structured(name, value, vocabulary)
    if spec.kind == "list":
        return _parse_list(name, value)
    if spec.kind == "number":
        return _parse_number(name, value)
    text = _text(name, value)
    if spec.kind == "text":
        return clean_text(text)
    text = clean_line(text)
    if spec.kind == "choice":
        return vocabulary.resolve(name, text)
    return _parse_line(spec, text)


def _text(name: str, value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, int | float) and not isinstance(value, bool):
        return str(value)
    raise BadValue(name, f"{label(name)} is text.")


def _parse_line(spec: Field, text: str) -> str:
    checks: Mapping[str, tuple[Callable[[str], str], str]] = {
        "doi": (clean_doi, "A DOI begins with 10. and has a slash."),
        "pmid": (clean_pmid, "A PMID is a number of up to nine digits."),
        "pmcid": (clean_pmcid, "A PMCID is PMC and digits."),
        "slug": (lambda slug: slug if is_valid(slug) else "", _SLUG_FORM),
    }
    if not text or spec.kind not in checks:
        return text
    check, form = checks[spec.kind]
    cleaned = check(text)
    if not cleaned:
        raise BadValue(spec.name, f"{text!r} is not a {spec.label}.", form)
    return cleaned


def _parse_number(name: str, value: Any) -> int | None:
    if value is None or value == "":
        return None
    low, high = YEAR_RANGE if name == "year" else (1, 12)
    digits = re.fullmatch(r"\s*(\d{1,4})\s*", str(value))
    if isinstance(value, bool) or not digits or not low <= int(digits.group(1)) <= high:
        raise BadValue(name, f"{value!r} is not a {label(name).lower()}.", f"{low} to {high}.")
    return int(digits.group(1))


def _parse_list(name: str, value: Any) -> tuple[str, ...]:
    if value is None or value == "":
        return ()
    if isinstance(value, str):
        value = [value]
    if not isinstance(value, Sequence):
        raise BadValue(name, f"{label(name)} is a list.", 'Write it as JSON: ["one", "two"].')
    items = [clean_line(_text(name, item)) for item in cast("list[Any]", value)]
    odd = [item for item in items if name == "former_slugs" and item and not is_valid(item)]
    if odd:
        raise BadValue(name, f"{odd[0]!r} is not an address.", _SLUG_FORM)
    return tuple(item for item in items if item)

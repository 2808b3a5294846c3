"""What the database keeps of an entry: canonical JSON, list columns, sort keys, search texts."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import orjson

from curator_app.domain.citation import header_authors
from curator_app.domain.entry import Entry, is_public
from curator_app.domain.identifiers import doi_key, title_key
from curator_app.domain.pem import STATUSES
from curator_app.domain.revision import NOT_ON_THE_PAGE, canonical
from curator_app.storage.schema import SEARCHED_BODY, SEARCHED_IDS

FACETS = (
    "state",
    "pem",
    "evidence_level",
    "publication_type",
    "confidence",
    "disease_context",
    "peer_review_status",
    "retraction",
    "year",
    "criteria",
    "journal",
)
"""The filters with countable values, in the order of their signs in `entry.facets`."""

# Along the work: an entry moves from left to right.
STATE_ORDER = ("imported", "drafting", "in_review", "ready", "published", "retracted", "withdrawn")
SORT_KEY_LENGTH = 80
CRITERIA_SEPARATOR = ", "
_NOT_WORDS = re.compile("[^0-9a-z]+")


def packed(data: Any) -> bytes:
    """`canonical(data)`, byte for byte, faster; the caller knows that no fractions are in it."""
    try:
        return orjson.dumps(data, option=orjson.OPT_SORT_KEYS)
    except TypeError:  # numbers beyond 64 bits
        return canonical(data)


def pack_for(*entries: Entry | None) -> Callable[[Any], bytes]:
    """The writer of canonical JSON for these entries: orjson writes 1e-05 as 1e-5."""
    fractions = any(e is not None and e.criteria.pem_prevalence is not None for e in entries)
    return canonical if fractions else packed


def sha256(data: bytes) -> str:
    """The hash as the domain writes it."""
    return hashlib.sha256(data).hexdigest()


def fold(text: str) -> str:
    """A text for sorting: no accents, no case, no leading marks, cut where nobody looks."""
    if not text.isascii():
        spread = unicodedata.normalize("NFKD", text)
        text = "".join(char for char in spread if not unicodedata.combining(char))
    text = text.casefold()[: SORT_KEY_LENGTH + 20]
    start = next((i for i, char in enumerate(text) if char.isalnum()), 0)
    return text[start : start + SORT_KEY_LENGTH]


def fast_title_key(title: str) -> str:
    """`title_key`, quicker for the nine titles in ten that are plain ASCII."""
    return _NOT_WORDS.sub("", title.lower()) if title.isascii() else title_key(title)


def _rank(order: tuple[str, ...], value: str) -> int:
    return order.index(value) if value in order else len(order)


def facet_values(entry: Entry) -> tuple[str, ...]:
    """The entry's value for each of FACETS; "" where it has none."""
    return (
        entry.state,
        entry.pem.status,
        entry.evidence_level,
        entry.publication_type,
        entry.confidence,
        entry.disease_context,
        entry.peer_review_status,
        entry.retraction.status,
        "" if entry.year is None else str(entry.year),
        CRITERIA_SEPARATOR.join(entry.criteria.definitions()),
        entry.journal,
    )


def search_texts(data: Mapping[str, Any]) -> tuple[str, str, str, str]:
    """Title, authors, identifiers and everything else, as the view search_text has them."""
    return (
        _searched(data, ("title",)),
        _searched(data, ("authors",)),
        _searched(data, SEARCHED_IDS),
        _searched(data, SEARCHED_BODY),
    )


def _searched(data: Mapping[str, Any], names: tuple[str, ...]) -> str:
    values = (data.get(name, "") for name in names)
    return " ".join(v if isinstance(v, str) else orjson.dumps(v).decode() for v in values)


@dataclass(frozen=True, slots=True)
class Stored:
    """One entry ready to be written."""

    data: bytes
    hash: str
    page_hash: str
    texts: tuple[str, str, str, str]


def prepare(entry: Entry, data: Mapping[str, Any]) -> Stored:
    """Write the entry's JSON and hash it."""
    pack = pack_for(entry)
    whole = pack(data)
    shown = pack({k: v for k, v in data.items() if k not in NOT_ON_THE_PAGE})
    return Stored(whole, sha256(whole), sha256(shown), search_texts(data))


def entry_row(
    entry: Entry, n: int, version: int, changed: str, page_hash: str, facets: str
) -> tuple[Any, ...]:
    """The row of table `entry`, in the order of its columns."""
    return (
        n,
        entry.id,
        version,
        entry.slug,
        int(entry.removed),
        int(is_public(entry)),
        entry.title,
        header_authors(entry.authors),
        entry.authors[0] if entry.authors else "",
        entry.journal,
        entry.year,
        entry.state,
        entry.evidence_level,
        entry.pem.status,
        CRITERIA_SEPARATOR.join(entry.criteria.definitions()),
        int(not entry.criteria.is_empty()),
        entry.retraction.status,
        changed,
        doi_key(entry.doi),
        entry.pmid,
        fast_title_key(entry.title),
        "\n".join(relation.target for relation in entry.relations),
        page_hash,
        facets,
        fold(entry.title),
        fold(" ".join(entry.authors)),
        fold(entry.journal),
        _rank(STATUSES, entry.pem.status),
        _rank(STATE_ORDER, entry.state),
    )

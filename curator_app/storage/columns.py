"""What the database keeps of an entry: canonical JSON, list columns, sort keys, search texts."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

import orjson

from curator_app.domain.citation import header_authors
from curator_app.domain.criteria_json import criteria_from_json
from curator_app.domain.entry import EMPTY, is_public
from curator_app.domain.identifiers import doi_key, title_key
from curator_app.domain.pem import STATUSES
from curator_app.domain.plain_text import without_accents
from curator_app.domain.revision import NOT_ON_THE_PAGE, canonical
from curator_app.storage.schema import SEARCHED_BODY, SEARCHED_IDS

Data = Mapping[str, Any]
"""An entry's content as domain.fields.entry_to_json gives it: what says nothing is left out."""

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


def pack_for(*contents: Data) -> Callable[[Any], bytes]:
    """The writer of canonical JSON for these entries: orjson writes 1e-05 as 1e-5."""
    fractions = any("pem_prevalence" in data.get("criteria", ()) for data in contents)
    return canonical if fractions else packed


def sha256(data: bytes) -> str:
    """The hash as the domain writes it."""
    return hashlib.sha256(data).hexdigest()


def fold(text: str) -> str:
    """A text for sorting: no accents, no case, no leading marks, cut where nobody looks."""
    if not text.isascii():
        text = without_accents(text)
    text = text.casefold()[: SORT_KEY_LENGTH + 20]
    start = next((i for i, char in enumerate(text) if char.isalnum()), 0)
    return text[start : start + SORT_KEY_LENGTH]


def fast_title_key(title: str) -> str:
    """`title_key`, quicker for the nine titles in ten that are plain ASCII."""
    return _NOT_WORDS.sub("", title.lower()) if title.isascii() else title_key(title)


def _rank(order: tuple[str, ...], value: str) -> int:
    return order.index(value) if value in order else len(order)


def definitions(data: Data) -> tuple[str, ...]:
    """The case definitions that decided who took part."""
    return _definitions(packed(data["criteria"])) if "criteria" in data else ()


@lru_cache(1024)
def _definitions(criteria: bytes) -> tuple[str, ...]:
    return criteria_from_json(orjson.loads(criteria)).definitions()


def facet_values(data: Data) -> tuple[str, ...]:
    """The entry's value for each of FACETS; "" where it has none."""
    return (
        data.get("state", EMPTY.state),
        _pem(data),
        data.get("evidence_level", ""),
        data.get("publication_type", ""),
        data.get("confidence", ""),
        data.get("disease_context", ""),
        data.get("peer_review_status", ""),
        _retraction(data),
        str(data.get("year", "")),
        CRITERIA_SEPARATOR.join(definitions(data)),
        data.get("journal", ""),
    )


def _pem(data: Data) -> str:
    return data["pem"]["status"] if "pem" in data else EMPTY.pem.status


def _retraction(data: Data) -> str:
    return data["retraction"]["status"] if "retraction" in data else EMPTY.retraction.status


@cache
def _is_public(state: str, *, removed: bool, has_slug: bool) -> bool:
    """The domain's rule, asked once for each of its few cases."""
    return is_public(EMPTY.with_(state=state, removed=removed, slug="x" if has_slug else ""))


def search_texts(data: Data) -> tuple[str, str, str, str]:
    """Title, authors, identifiers and everything else, as the view search_text has them."""
    return (
        _searched(data, ("title",)),
        _searched(data, ("authors",)),
        _searched(data, SEARCHED_IDS),
        _searched(data, SEARCHED_BODY),
    )


def _searched(data: Data, names: tuple[str, ...]) -> str:
    # What is left out adds blanks in the view: other text, but the same words.
    values = [data[name] for name in names if name in data]
    return " ".join([v if isinstance(v, str) else orjson.dumps(v).decode() for v in values])


@dataclass(frozen=True, slots=True)
class Stored:
    """One entry ready to be written: its content as JSON, and what follows from it."""

    data: Data
    packed: bytes
    hash: str
    page_hash: str
    texts: tuple[str, str, str, str]


def prepare(data: Data) -> Stored:
    """Write the entry's JSON and hash it."""
    pack = pack_for(data)
    whole = pack(data)
    return Stored(data, whole, sha256(whole), page_hash_of(data), search_texts(data))


def page_hash_of(data: Data) -> str:
    """`domain.revision.page_hash` of stored content."""
    shown = {name: value for name, value in data.items() if name not in NOT_ON_THE_PAGE}
    return sha256(pack_for(data)(shown))


def list_columns(data: Data) -> tuple[Any, ...]:
    """The columns of table `entry` from slug to retraction, in their order."""
    authors: Sequence[str] = data.get("authors", ())
    slug, state, removed = data.get("slug", ""), data.get("state", EMPTY.state), "removed" in data
    return (
        slug,
        int(removed),
        int(_is_public(state, removed=removed, has_slug=bool(slug))),
        data.get("title", ""),
        header_authors(authors),
        authors[0] if authors else "",
        data.get("journal", ""),
        data.get("year"),
        state,
        data.get("evidence_level", ""),
        _pem(data),
        CRITERIA_SEPARATOR.join(definitions(data)),
        int("criteria" in data),
        _retraction(data),
    )


def key_columns(data: Data) -> tuple[Any, ...]:
    """The columns from doi_key to relation_targets."""
    return (
        doi_key(data.get("doi", "")),
        data.get("pmid", ""),
        fast_title_key(data.get("title", "")),
        "\n".join(relation["target"] for relation in data.get("relations", ())),
    )


def sort_columns(data: Data) -> tuple[Any, ...]:
    """The columns from sort_title to sort_state."""
    return (
        fold(data.get("title", "")),
        fold(" ".join(data.get("authors", ()))),
        fold(data.get("journal", "")),
        _rank(STATUSES, _pem(data)),
        _rank(STATE_ORDER, data.get("state", EMPTY.state)),
    )

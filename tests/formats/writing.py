"""Entries to be written and read again, and what a file of them holds."""

import io
import os
import unicodedata
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st

from curator_app.domain.citation import SITE_URL
from curator_app.domain.entry import EMPTY, Entry
from curator_app.domain.fields import parse
from curator_app.formats.public_form import PUBLIC_FIELDS
from curator_app.formats.writers import BY_FORMAT
from curator_app.knowledge import vocabulary

LINE = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=30).map(
    lambda text: unicodedata.normalize("NFC", " ".join(text.split()))
)
SAID = LINE.filter(bool)
SIGNS = st.text("{}\\$&#^_%~\"'`@,;<>-—ä 1a", max_size=20).map(lambda text: " ".join(text.split()))
NAMES = (
    SAID | SIGNS | st.sampled_from(["See, D M", "Others, A", "A and B", "Anderson, B"])
).filter(lambda name: bool(name.strip(",; ")) and not name.startswith("Unknown"))
FEW = settings(max_examples=int(os.environ.get("ATLAS_ROUND_TRIPS", "25")))
BIBTEX_FIELDS = (
    *("slug", "title", "authors", "journal", "year", "month", "doi", "pmid", "pmcid"),
    *("language", "tags"),
)


def papers() -> st.SearchStrategy[Entry]:
    """Entries with any record of a paper."""
    return st.builds(
        Entry,
        slug=st.from_regex(r"[a-z]{1,8}-[0-9]{4}", fullmatch=True),
        title=SAID | SIGNS.filter(bool),
        authors=st.lists(NAMES, max_size=3).map(tuple),
        journal=LINE | SIGNS,
        year=st.none() | st.integers(1500, 2200),
        month=st.none() | st.integers(1, 12),
        doi=st.sampled_from(
            [
                "",
                "10.1000/a_b",
                "10.1002/(SICI)1096<1::AID-X>3.0.CO;2-9",
                "10.1234/x%y#z$1",
            ]
        ),
        pmid=st.sampled_from(["", "8675231"]),
        pmcid=st.sampled_from(["", "PMC123456"]),
        language=st.sampled_from(["", "en", "ja"]),
        publication_type=st.sampled_from(["", "rct", "dataset", "book_or_report"]),
        tags=st.lists(SAID | SIGNS.filter(bool), max_size=3, unique=True).map(tuple),
        state=st.just("published"),
    )


FAMILY = st.sampled_from(["See", "van Campen", "O'Neill", "Müller-Lüdenscheidt", "Baĭdina", "Li"])
GIVEN = st.sampled_from(["D M", "Jörg", "C Linda M C", "J", "Øystein", "Mary-Ann"])
GROUPS = st.sampled_from(["ME/CFS Group", "Centre for Disease Control and Prevention", "Plato"])
PROSE = (
    st.text("abcXYZ äßé漢字0123456789 .:?!()[]%_#$/'\"=+*@\\{}^~-–,;|", max_size=40)
    .map(lambda text: " ".join(text.split()))
    .filter(lambda text: any(char.isalpha() for char in text))
)


def references() -> st.SearchStrategy[Entry]:
    """Entries with a record as reference managers keep it: what looks like HTML is not in it."""
    return st.builds(
        Entry,
        slug=st.from_regex(r"[a-z]{1,8}-[0-9]{4}", fullmatch=True),
        title=PROSE,
        authors=st.lists(st.builds("{}, {}".format, FAMILY, GIVEN) | GROUPS, max_size=3).map(tuple),
        journal=st.just("") | PROSE,
        year=st.integers(1800, 2030),
        month=st.none() | st.integers(1, 12),
        doi=st.sampled_from(["", "10.1000/a_b", "10.1002/(SICI)1096<1::AID-X>3.0.CO;2-9"]),
        pmid=st.sampled_from(["", "8675231"]),
        pmcid=st.sampled_from(["", "PMC123456"]),
        language=st.sampled_from(["", "en", "ja"]),
        publication_type=st.sampled_from([t.id for t in vocabulary().terms("publication_type")]),
        tags=st.sampled_from(
            [(), ("pain",), ("pain", "long COVID"), ("=1", "a/b"), ("a, b",), ("a, b", "c")]
        ),
        state=st.just("published"),
    )


def written(format: str, *found: Entry) -> bytes:
    """The bytes of a file with these entries."""
    out = io.BytesIO()
    assert BY_FORMAT[format].write(found, SITE_URL, out) == ""
    return out.getvalue()


def parsed(values: dict[str, Any]) -> Entry:
    """What an import makes of a draft's values."""
    return EMPTY.with_(**{name: parse(name, value, vocabulary()) for name, value in values.items()})


def public_part(entry: Entry) -> dict[str, Any]:
    return {name: getattr(entry, name) for name in PUBLIC_FIELDS}

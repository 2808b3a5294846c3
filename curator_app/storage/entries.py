"""Reading entries: list rows, whole entries, and the indexes that import and publishing use."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Sequence
from operator import itemgetter
from typing import Any, NamedTuple

import orjson
from sqlalchemy import Connection, select

from curator_app.domain.entry import Entry
from curator_app.domain.fields import entry_from_json
from curator_app.domain.query import EntryRow
from curator_app.errors import LibraryUnusable, NotFound
from curator_app.storage.columns import sha256
from curator_app.storage.database import driver_of
from curator_app.storage.listing import facets, ids, used
from curator_app.storage.schema import entry, former_slug

__all__ = [
    "MatchRow",
    "PublicRow",
    "TakenSlugs",
    "facets",
    "get",
    "ids",
    "ids_by_slug",
    "many",
    "match_index",
    "near_index",
    "pointing_at",
    "public_index",
    "raw_records",
    "rows",
    "sharing_index",
    "taken_slugs",
    "used",
    "with_title",
]

_CHUNK = 500
_ROWS = """SELECT n, id, slug, title, authors, journal, year, state, evidence_level, pem, criteria,
    tagged, retraction, version, changed FROM entry WHERE n IN (SELECT value FROM json_each(?))"""
_SHARED = """({0} <> '' AND {0} IN (SELECT {0} FROM entry WHERE +removed = 0 AND {0} <> ''
    GROUP BY {0} HAVING COUNT(*) > 1))"""
_WHOLE = """SELECT entry.n, entry.id, entry.slug, entry.version, content.data, content.hash
    FROM entry JOIN content ON content.n = entry.n
    WHERE entry.n IN (SELECT value FROM json_each(?))"""


class PublicRow(NamedTuple):
    """What lists, feeds and links of the site need of an entry that readers may see."""

    n: int
    id: str
    slug: str
    page_hash: str
    title: str
    authors: str
    journal: str
    year: int | None
    evidence_level: str
    pem: str
    state: str
    retraction: str
    relation_targets: tuple[str, ...]


class MatchRow(NamedTuple):
    """What says whether an incoming record is an entry that is already here."""

    n: int
    id: str
    slug: str
    doi_key: str
    pmid: str
    title: str
    title_key: str
    first_author: str
    year: int | None


def rows(conn: Connection, ns: Sequence[int]) -> list[EntryRow]:
    """The list lines of these row numbers, in the order asked; unknown numbers are left out."""
    found: dict[int, EntryRow] = {}
    for part in _chunks(ns):
        for row in conn.exec_driver_sql(_ROWS, (_listed(part),)):
            values: list[Any] = list(row)
            values[11] = bool(values[11])
            found[values[0]] = EntryRow(*values)
    return [found[n] for n in ns if n in found]


def get(
    conn: Connection, *, slug: str | None = None, id: str | None = None, n: int | None = None
) -> Entry:
    """One entry, by its address (former ones count), its id or its row; raises NotFound."""
    if slug is not None:
        n = _n_of_slug(conn, slug)
    elif id is not None:
        n = conn.execute(select(entry.c.n).where(entry.c.id == id)).scalar()
        if n is None:
            raise NotFound(f"There is no entry with the id {id}.")
    if n is None:
        raise NotFound("No entry was named.")
    found = next(many(conn, [n]), None)
    if found is None:
        raise NotFound(f"There is no entry in row {n}.")
    return found


def many(conn: Connection, ns: Sequence[int]) -> Iterator[Entry]:
    """These entries in the order asked; numbers without a row are left out."""
    for part in _chunks(ns):
        found = {row[0]: row for row in conn.exec_driver_sql(_WHOLE, (_listed(part),))}
        for n in part:
            if n in found:
                _, id_, slug, version, data, hash_ = found[n]
                yield _read(id_, slug, version, data, hash_)


def public_index(conn: Connection) -> list[PublicRow]:
    """Everything that readers may see (domain.entry.is_public), ordered by address."""
    # In the order of the rows and with the driver's tuples: twice as fast as ORDER BY slug.
    found = driver_of(conn).execute(
        """SELECT n, id, slug, page_hash, title, authors, journal, year, evidence_level, pem, state,
            retraction, relation_targets FROM entry NOT INDEXED WHERE public = 1"""
    )
    make = PublicRow._make
    made = [make((*row[:12], tuple(row[12].split("\n")) if row[12] else ())) for row in found]
    made.sort(key=itemgetter(2))
    return made


def taken_slugs(conn: Connection) -> set[str]:
    """The addresses, former ones included, of all entries that are not removed."""
    # Row by row, so that a window gets its turn: as one JSON text nobody else could run meanwhile.
    found = driver_of(conn).execute(
        """SELECT slug FROM entry WHERE removed = 0 AND slug <> ''
            UNION ALL
            SELECT former_slug.slug FROM former_slug JOIN entry ON entry.n = former_slug.n
            WHERE entry.removed = 0"""
    )
    return {slug for (slug,) in found}


class TakenSlugs:
    """The same question for single addresses, asked of the indexes one at a time."""

    def __init__(self, conn: Connection) -> None:
        self._conn = conn

    def __contains__(self, slug: object) -> bool:
        """Whether an entry that is not removed has, or once had, this address."""
        return _holder(self._conn, str(slug)) is not None


def match_index(conn: Connection) -> Iterator[MatchRow]:
    """What duplicates are found by, for every entry that is not removed."""
    found = driver_of(conn).execute(
        """SELECT n, id, slug, doi_key, pmid, title, title_key, first_author, year
            FROM entry WHERE +removed = 0"""
    )
    return map(MatchRow._make, found)


def sharing_index(conn: Connection) -> Iterator[MatchRow]:
    """The rows of `match_index` whose DOI, PMID or title another entry has too."""
    shared = " OR ".join(_SHARED.format(key) for key in ("doi_key", "pmid", "title_key"))
    found = driver_of(conn).execute(
        f"""SELECT n, id, slug, doi_key, pmid, title, title_key, first_author, year
            FROM entry WHERE +removed = 0 AND ({shared})"""  # noqa: S608 - of the three names above
    )
    return map(MatchRow._make, found)


def ids_by_slug(conn: Connection) -> dict[str, str]:
    """Address and id of every entry that is not removed."""
    return dict(driver_of(conn).execute("SELECT slug, id FROM entry WHERE +removed = 0"))


def pointing_at(conn: Connection, slug: str) -> list[str]:
    """The ids of the entries that name this address as a related study."""
    found = driver_of(conn).execute(
        """SELECT id FROM entry WHERE +removed = 0 AND instr(
            char(10) || relation_targets || char(10), char(10) || ? || char(10))""",
        (slug,),
    )
    return [row[0] for row in found]


def near_index(conn: Connection, doi_key: str, pmid: str, slugs: Sequence[str]) -> list[MatchRow]:
    """The rows of `match_index` with this DOI or PMID, or an address that begins so."""
    found = [*_matching(conn, "doi_key = ?", doi_key), *_matching(conn, "pmid = ?", pmid)]
    for slug in slugs:
        condition = "removed = 0 AND slug <> '' AND slug >= ? AND slug < ?"
        found += _matching(conn, condition, slug, f"{slug}\U0010ffff")
    return list({row.n: row for row in found}.values())


def with_title(conn: Connection, title_key: str) -> list[MatchRow]:
    """The rows of `match_index` with this title; no index helps, so that all are looked at."""
    return _matching(conn, "title_key = ?", title_key)


def _matching(conn: Connection, condition: str, *values: str) -> list[MatchRow]:
    if not values[0]:
        return []
    rows = driver_of(conn).execute(
        f"""SELECT n, id, slug, doi_key, pmid, title, title_key, first_author, year
        FROM entry WHERE +removed = 0 AND {condition}""",  # noqa: S608 - the conditions above
        values,
    )
    return list(map(MatchRow._make, rows))


def raw_records(conn: Connection) -> Iterator[tuple[str, str, str]]:
    """(id, slug, raw record) of what entries without DOI and PMID were imported from."""
    return iter(
        driver_of(conn).execute(
            """SELECT entry.id, entry.slug, json_extract(source.value, '$.raw')
            FROM entry JOIN content ON content.n = entry.n,
            json_each(content.data, '$.sources') AS source
            WHERE +entry.removed = 0 AND entry.doi_key = '' AND entry.pmid = ''"""
        )
    )


def _chunks(ns: Sequence[int]) -> Iterator[Sequence[int]]:
    for start in range(0, len(ns), _CHUNK):
        yield ns[start : start + _CHUNK]


def _listed(ns: Sequence[int]) -> str:
    return orjson.dumps(list(ns)).decode()


def _read(id_: str, slug: str, version: int, data: str, hash_: str) -> Entry:
    packed = data.encode("utf-8", "surrogatepass")
    if sha256(packed) != hash_:
        raise LibraryUnusable(
            f"The stored text of {slug} (id {id_}) is damaged: it does not match its hash.",
            "Nothing was changed. Check the library (atlas-curator verify) and restore a backup.",
        )
    return entry_from_json(orjson.loads(packed), id_, version)


def _holder(conn: Connection, slug: str) -> int | None:
    n = conn.execute(
        select(entry.c.n).where(entry.c.slug == slug, entry.c.removed == 0, entry.c.slug != "")
    ).scalar()
    if n is None:
        n = conn.execute(
            select(former_slug.c.n)
            .join(entry, entry.c.n == former_slug.c.n)
            .where(former_slug.c.slug == slug, entry.c.removed == 0)
        ).scalar()
    return n


def _n_of_slug(conn: Connection, slug: str) -> int:
    n = _holder(conn, slug)
    if n is None:
        raise NotFound(f"There is no entry {slug}.", _near(conn, slug))
    return n


def _near(conn: Connection, slug: str) -> str:
    close = difflib.get_close_matches(slug, _candidates(conn, slug), n=3)
    return f"Did you mean {', '.join(close)}?" if close else "See the list for what there is."


def _candidates(conn: Connection, slug: str) -> list[str]:
    found = select(entry.c.slug).where(
        entry.c.removed == 0, entry.c.slug >= slug[:3], entry.c.slug < slug[:3] + "\U0010ffff"
    )
    return [str(item) for item in conn.execute(found.limit(2000)).scalars()]

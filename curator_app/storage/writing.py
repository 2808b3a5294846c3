"""Writing entries and their revisions, many at a time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import orjson
from sqlalchemy import Connection, Table, insert
from sqlalchemy.dialects import sqlite

from curator_app.domain.entry import CONTENT_FIELDS, EMPTY, Entry
from curator_app.domain.fields import entry_from_json, entry_to_json
from curator_app.domain.revision import GENESIS, diff
from curator_app.errors import BadValue, FieldConflict, NotFound, StaleEdit
from curator_app.storage.columns import (
    Stored,
    facet_values,
    key_columns,
    list_columns,
    pack_for,
    packed,
    prepare,
    search_texts,
    sha256,
    sort_columns,
)
from curator_app.storage.database import grow_cache
from curator_app.storage.schema import content, entry, revision
from curator_app.storage.signs import Signs

# Rows of one kind go in together: changing tables row by row costs twice as much. A piece is so
# small that one is soon written when the user says stop, and smaller where entries are large.
_CHUNK = 1_500
_CHUNK_TEXT = 4_000_000
"""Characters of raw records and abstracts, which is most of what an entry holds."""
EMPTY_JSON = entry_to_json(EMPTY, all_fields=True)

Save = tuple[Entry | None, Entry]


def _upsert(table: Table, key: str) -> str:
    statement = sqlite.insert(table)
    changed = {c.name: statement.excluded[c.name] for c in table.columns if c.name != key}
    statement = statement.on_conflict_do_update(index_elements=[key], set_=changed)
    return str(statement.compile(dialect=sqlite.dialect()))


_PUT_ENTRY = _upsert(entry, "n")
_PUT_CONTENT = _upsert(content, "n")
_ADD_REVISION = str(insert(revision).compile(dialect=sqlite.dialect()))
_PUT_SEARCH = "INSERT INTO search(rowid, title, authors, ids, body) VALUES (?, ?, ?, ?, ?)"
_DROP_SEARCH = (
    "INSERT INTO search(search, rowid, title, authors, ids, body) VALUES ('delete', ?, ?, ?, ?, ?)"
)


@dataclass(frozen=True)
class Stamp:
    """What all revisions of one operation have in common."""

    operation_id: int
    at: str
    who: str
    origin: str
    note: str
    versions: str

    def of(self, entry_id: str, number: int) -> dict[str, Any]:
        """The part of a revision that its hash covers besides the changes."""
        return {
            "entry_id": entry_id,
            "number": number,
            "operation_id": self.operation_id,
            "at": self.at,
            "who": self.who,
            "origin": self.origin,
            "note": self.note,
            "versions": self.versions,
        }


@dataclass(slots=True)
class Planned:
    """One entry about to be written; `old_texts` is what the search index has of it now."""

    n: int
    version: int
    id: str
    stored: Stored
    at: str
    old_texts: tuple[str, str, str, str] | None = None
    moved: bool = False


class Appended(NamedTuple):
    """One revision about to be chained to the history."""

    stamp: Stamp
    entry_id: str
    number: int
    changes: bytes


class Writer:
    """Writes entries and chains their revisions, in the order they are given."""

    def __init__(self, conn: Connection) -> None:
        self._conn = conn
        self._signs = Signs(conn)
        last = conn.exec_driver_sql("SELECT id, hash FROM revision ORDER BY id DESC LIMIT 1")
        self._revision_id, self._hash = last.first() or (0, GENESIS)

    def save(self, saves: Iterable[Save], stamp: Stamp) -> int:
        """Write all saves that change something; how many that were."""
        self._next_n = 1 + int(self._conn.exec_driver_sql("SELECT max(n) FROM entry").scalar() or 0)
        count = 0
        for number, chunk in enumerate(_chunks(saves)):
            if number == 1:
                grow_cache(self._conn)
            planned, revisions = self._plan(chunk, stamp)
            self._check_slugs(planned)
            self.put(planned)
            self.append(revisions)
            count += len(planned)
            del chunk, planned, revisions  # before the next piece is made
        return count

    def put(self, planned: Sequence[Planned]) -> None:
        """Write the entries' rows, texts, former addresses and search index."""
        moved = [(item.n,) for item in planned if item.moved]
        self._many("UPDATE entry SET removed = 1 WHERE n = ?", moved)
        self._many("DELETE FROM former_slug WHERE n = ?", moved)
        changed = [item for item in planned if item.old_texts != item.stored.texts]
        self._many(_DROP_SEARCH, [(i.n, *i.old_texts) for i in changed if i.old_texts])
        self._many(_PUT_ENTRY, [self._entry_row(item) for item in planned])
        self._many(
            _PUT_CONTENT,
            [(item.n, item.stored.packed.decode(), item.stored.hash) for item in planned],
        )
        self._many(
            "INSERT OR IGNORE INTO former_slug VALUES (?, ?)",
            [(slug, i.n) for i in planned for slug in i.stored.data.get("former_slugs", ())],
        )
        self._many(_PUT_SEARCH, [(item.n, *item.stored.texts) for item in changed])

    def append(self, revisions: Sequence[Appended]) -> None:
        """Chain revisions to the history."""
        self._many(_ADD_REVISION, [self._revision_row(item) for item in revisions])

    def _plan(self, chunk: Sequence[Save], stamp: Stamp) -> tuple[list[Planned], list[Appended]]:
        ids = orjson.dumps([new.id for _, new in chunk]).decode()
        found = self._conn.exec_driver_sql(
            "SELECT entry.id, entry.n, version, data, hash FROM entry JOIN content USING (n)"
            " WHERE entry.id IN (SELECT value FROM json_each(?))",
            (ids,),
        )
        present = {row[0]: row for row in found}
        planned: list[Planned] = []
        revisions: list[Appended] = []
        for old, new in chunk:
            row = present.get(new.id)
            if old is None and row is None:
                made = self._plan_new(new, stamp)
            else:
                made = _plan_change(old, new, row, stamp)
            if made:
                planned.append(made[0])
                revisions.append(made[1])
        return planned, revisions

    def _plan_new(self, new: Entry, stamp: Stamp) -> tuple[Planned, Appended] | None:
        data = entry_to_json(new)
        if not data:
            return None
        changes = pack_for(data)({name: (EMPTY_JSON[name], data[name]) for name in data})
        n = self._next_n
        self._next_n += 1
        item = Planned(n, 1, new.id, prepare(data), stamp.at)
        return item, Appended(stamp, new.id, 1, changes)

    def _check_slugs(self, planned: Sequence[Planned]) -> None:
        """Raise BadValue when two entries would have one address after this."""
        wanted: dict[str, str] = {}
        for item in planned:
            slug = item.stored.data.get("slug", "")
            if not slug or "removed" in item.stored.data:
                continue
            if wanted.setdefault(slug, item.id) != item.id:
                raise _taken(slug)
        found = self._conn.exec_driver_sql(
            "SELECT slug, id FROM entry WHERE removed = 0 AND slug <> ''"
            " AND slug IN (SELECT value FROM json_each(?))",
            (orjson.dumps(list(wanted)).decode(),),
        )
        changing = {item.id for item in planned}
        for slug, id_ in found:
            if wanted[slug] != id_ and id_ not in changing:
                raise _taken(slug)

    def _many(self, sql: str, rows: list[tuple[Any, ...]]) -> None:
        if rows:
            self._conn.exec_driver_sql(sql, rows)

    def _entry_row(self, item: Planned) -> tuple[Any, ...]:
        data = item.stored.data
        return (
            item.n,
            item.id,
            item.version,
            *list_columns(data),
            item.at,
            *key_columns(data),
            item.stored.page_hash,
            self._signs.of(facet_values(data)),
            *sort_columns(data),
        )

    def _revision_row(self, item: Appended) -> tuple[Any, ...]:
        stamp = item.stamp.of(item.entry_id, item.number)
        previous = self._hash
        self._revision_id += 1
        self._hash = sha256(previous.encode() + packed(stamp) + item.changes)
        changes = item.changes.decode()
        return (self._revision_id, *stamp.values(), changes, previous, self._hash)


def _plan_change(
    old: Entry | None, new: Entry, row: Any, stamp: Stamp
) -> tuple[Planned, Appended] | None:
    if row is None:
        raise NotFound(f"The entry {new.slug} is not in this library any more.")
    _, n, version, data, hash_ = row
    if old is None or old.version != version:
        raise _stale(old, new, data, version)
    changes = diff(old, new)
    if not changes:
        return None
    old_data, new_data = entry_to_json(old), entry_to_json(new)
    if sha256(pack_for(old_data)(old_data)) != hash_:
        raise _stale(old, new, data, version)
    moved = any(name in changes for name in ("slug", "former_slugs", "removed"))
    texts = search_texts(old_data)
    item = Planned(n, version + 1, new.id, prepare(new_data), stamp.at, texts, moved)
    packed_changes = pack_for(old_data, new_data)(changes)
    return item, Appended(stamp, new.id, version + 1, packed_changes)


def _stale(old: Entry | None, new: Entry, data: str, version: int) -> StaleEdit:
    base = old or EMPTY
    theirs: Mapping[str, Any] = diff(base, entry_from_json(orjson.loads(data), new.id, version))
    mine = diff(base, new)
    conflicts = tuple(
        FieldConflict(name, mine[name][0], mine[name][1], theirs[name][1])
        for name in CONTENT_FIELDS
        if name in mine and name in theirs and mine[name][1] != theirs[name][1]
    )
    return StaleEdit(new.slug, conflicts)


def _taken(slug: str) -> BadValue:
    return BadValue(
        "slug",
        f"The address {slug} belongs to another entry. Nothing was changed.",
        "Give one of the two another address first.",
    )


def _chunks(saves: Iterable[Save]) -> Iterator[list[Save]]:
    """Pieces in which no entry occurs twice."""
    chunk: list[Save] = []
    seen: set[str] = set()
    text = 0
    for save in saves:
        new = save[1]
        if len(chunk) >= _CHUNK or text >= _CHUNK_TEXT or new.id in seen:
            yield chunk
            chunk, seen, text = [], set[str](), 0
        chunk.append(save)
        seen.add(new.id)
        text += len(new.abstract) + sum(len(source.raw) for source in new.sources)
    if chunk:
        yield chunk

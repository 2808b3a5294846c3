"""What the list shows: search, filters, order and counts, all as row numbers.

An entry's countable values are kept as one short text, `entry.facets`, one sign for each of
FACETS; `facet_value` says what a sign means. So every combination of filters is one GLOB over a
covering index, and all counts of a view come from one text of signs.
"""

from __future__ import annotations

import re
from array import array
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from itertools import chain, compress
from typing import Any

import orjson
from sqlalchemy import ColumnElement, Connection, Select, false, func, or_, select, text

from curator_app.domain.identifiers import clean_doi, doi_key
from curator_app.domain.query import ANY_TASK, ListQuery
from curator_app.errors import BadValue
from curator_app.storage.columns import CRITERIA_SEPARATOR, FACETS
from curator_app.storage.schema import HAS_TASKS, SORT_COLUMNS, content, entry, facet_value
from curator_app.storage.search import Search, parse

# Up to here, matches are looked up and sorted; above, the whole order is read and sieved.
_FEW = 5_000
_MANY_VALUES = 150
_ONE = entry.alias()
_YEARS = re.compile(r"(\d{1,4})?\s*[-–]\s*(\d{1,4})?")
_MATCHES = text(
    "SELECT json_group_array(rowid) FROM (SELECT rowid FROM search"
    " WHERE search MATCH :expression ORDER BY rowid DESC LIMIT :most)"
)


def ids(conn: Connection, query: ListQuery) -> array[int]:
    """The row numbers of a view in its order; `removed` shows the removed ones instead.

    A search in the default order puts hits in title, authors and identifiers first, each group
    newest first; any other order is kept. May be stopped by Database.interrupt().
    """
    with conn.info["database"].searching(conn):
        found = _found(conn, query)
    return array("q", found if query.limit is None else found[: query.limit])


def public_count(conn: Connection, ns: Sequence[int]) -> int:
    """How many of these rows readers may see (domain.entry.is_public)."""
    counted = "SELECT COUNT(*) FROM entry, json_each(?) WHERE n = value AND public = 1"
    listed = orjson.dumps(list(ns)).decode()
    return int(conn.exec_driver_sql(counted, (listed,)).scalar_one())


def facets(
    conn: Connection, query: ListQuery, names: Sequence[str]
) -> dict[str, list[tuple[str, int]]]:
    """How many entries of the view have each value of these filters, most frequent first.

    While a filter is counted its own choice is left out, so that the others stay visible; "" stands
    for entries that have no value. Years come newest first.
    """
    with conn.info["database"].searching(conn):
        counted: dict[str, list[tuple[str, int]]] = {}
        shared: list[str] = []
        if any(name not in query.filters for name in names):
            shared = _signs(conn, query)
        for name in names:
            if name not in FACETS:
                raise BadValue(name, f"Values of {name!r} cannot be counted.")
            others = {key: value for key, value in query.filters.items() if key != name}
            own = name in query.filters
            signs = _signs(conn, replace(query, filters=others)) if own else shared
            counted[name] = _counts(conn, name, signs[FACETS.index(name)])
        return counted


def used(conn: Connection, name: str, most: int) -> list[str]:
    """The values that entries have in a list field, the most frequent first."""
    listed = func.json_each(content.c.data, f"$.{name}").table_valued("value")
    counted = (
        select(listed.c.value)
        .select_from(content)
        .join(listed, text("1"))
        .group_by(listed.c.value)
        .order_by(func.count().desc(), listed.c.value)
        .limit(most)
    )
    return [str(value) for value in conn.execute(counted).scalars()]


def _found(conn: Connection, query: ListQuery) -> Sequence[int]:
    search = parse(query.text)
    if not search.expression:
        return _ordered(conn, query, []) if search.everything else []
    if query.sort == "changed" and query.descending:
        return _best(conn, query, search)
    matches = _matches(conn, search.expression)
    if len(matches) <= _FEW:
        return _ordered(conn, query, [_among(matches)])
    kept = set(matches)
    return list(filter(kept.__contains__, _ordered(conn, query, [])))


def _best(conn: Connection, query: ListQuery, search: Search) -> list[int]:
    """The newest hits in the heads of entries, then all others, newest first."""
    matches = _matches(conn, search.expression)
    if not matches:
        return []
    ranked = dict.fromkeys(chain(_matches(conn, search.in_heads, _FEW), matches))
    if query.filters or query.removed:
        some = [_among(matches)] if len(matches) <= _FEW else []
        allowed = set(_ordered(conn, query, some))
        return list(filter(allowed.__contains__, ranked))
    gone = set(_ordered(conn, replace(query, removed=True), []))
    return [n for n in ranked if n not in gone] if gone else list(ranked)


def _matches(conn: Connection, expression: str, most: int = -1) -> list[int]:
    values = {"expression": expression, "most": most}
    return orjson.loads(conn.execute(_MATCHES, values).scalar_one())


def _among(ns: Collection[int]) -> ColumnElement[bool]:
    listed = func.json_each(orjson.dumps(ns).decode()).table_valued("value")
    return entry.c.n.in_(select(listed.c.value))


def _ordered(conn: Connection, query: ListQuery, extra: list[ColumnElement[bool]]) -> list[int]:
    conditions = _conditions(conn, query)
    if conditions is None:
        return []
    column = SORT_COLUMNS[query.sort]
    order = (column.desc(), entry.c.n.desc()) if query.descending else (column, entry.c.n)
    inner = select(entry.c.n).where(*conditions, *extra).order_by(*order)
    if query.limit is not None and not query.text:
        inner = inner.limit(query.limit)
    listed = inner.subquery()
    # One text of numbers reaches Python twice as fast as a hundred thousand rows.
    return orjson.loads(conn.execute(select(func.json_group_array(listed.c.n))).scalar_one())


def _signs(conn: Connection, query: ListQuery) -> list[str]:
    """For each of FACETS the signs of all entries of a view, one after another."""
    conditions = _conditions(conn, query)
    search = parse(query.text)
    if conditions is None or not (search.expression or search.everything):
        return [""] * len(FACETS)
    columns: list[Any] = [func.group_concat(entry.c.facets, "")]
    kept: set[int] = set()
    if search.expression:
        matches = _matches(conn, search.expression)
        if len(matches) <= _FEW:
            conditions.append(_among(matches))
        else:
            kept = set(matches)
            columns.append(func.json_group_array(entry.c.n))
    signs, *ns = conn.execute(select(*columns).where(*conditions)).one()
    split = [(signs or "")[start :: len(FACETS)] for start in range(len(FACETS))]
    if not kept:
        return split
    mask = [n in kept for n in orjson.loads(ns[0])]
    return ["".join(compress(column, mask)) for column in split]


def _counts(conn: Connection, name: str, signs: str) -> list[tuple[str, int]]:
    values = conn.execute(
        select(facet_value.c.sign, facet_value.c.value).where(facet_value.c.facet == name)
    ).all()
    # Counting one sign is a memory scan; only a facet of many values is faster sign by sign.
    found = Counter(signs) if len(values) > _MANY_VALUES else None
    counts: Counter[str] = Counter()
    for sign, value in values:
        number = signs.count(sign) if found is None else found[sign]
        if number:
            parts = value.split(CRITERIA_SEPARATOR) if name == "criteria" else [value]
            counts.update(dict.fromkeys(parts, number))
    if name == "year":
        return sorted(counts.items(), reverse=True)
    return sorted(counts.items(), key=lambda item: (-item[1], item[0]))


def _conditions(conn: Connection, query: ListQuery) -> list[ColumnElement[bool]] | None:
    """The view's filters as SQL; None when one of them cannot match anything."""
    conditions: list[ColumnElement[bool]] = [entry.c.removed == int(query.removed)]
    chosen = {name: values for name, values in query.filters.items() if values}
    pattern = ""
    for name in FACETS:
        signs = _signs_of(conn, name, chosen[name]) if name in chosen else None
        if signs == "":
            return None
        pattern += "?" if signs is None else f"[{signs}]"
    if any(name in chosen for name in FACETS):
        conditions.append(entry.c.facets.op("GLOB")(pattern))
    return [*conditions, *_exact(chosen)]


def _exact(chosen: Mapping[str, tuple[str, ...]]) -> list[ColumnElement[bool]]:
    """Identifiers are looked up first, so that SQLite does not walk along the list's order."""
    one = _ONE
    found: list[Select[Any]] = []
    if "doi" in chosen:
        keys = [doi_key(clean_doi(value) or value) for value in chosen["doi"]]
        found.append(select(one.c.n).where(one.c.doi_key.in_(keys)))
    if "pmid" in chosen:
        found.append(select(one.c.n).where(one.c.pmid.in_(chosen["pmid"])))
    if "slug" in chosen:
        found.append(
            select(one.c.n).where(one.c.slug.in_(chosen["slug"]), one.c.removed.in_((0, 1)))
        )
    conditions: list[ColumnElement[bool]] = [entry.c.n.in_(statement) for statement in found]
    return [*conditions, _with_tasks(chosen["tasks"])] if "tasks" in chosen else conditions


def _with_tasks(wanted: Sequence[str]) -> ColumnElement[bool]:
    """Entries with something left to look at: of these kinds, or "any"; "" for none at all."""
    waiting = select(content.c.n).where(text(HAS_TASKS))
    kinds = [kind for kind in wanted if kind not in ("", ANY_TASK)]
    if kinds and ANY_TASK not in wanted:
        each = func.json_each(content.c.data, "$.tasks").table_valued("value").alias("each")
        kind = func.json_extract(each.c.value, "$.kind")
        one = select(kind).select_from(each).where(kind.in_(kinds)).correlate(content).exists()
        some = select(content.c.n).where(text(HAS_TASKS), one)
        found = entry.c.n.in_(some)
    else:
        found = entry.c.n.in_(waiting) if ANY_TASK in wanted else false()
    return or_(found, entry.c.n.not_in(waiting)) if "" in wanted else found


def _signs_of(conn: Connection, name: str, wanted: Sequence[str]) -> str:
    known = conn.execute(
        select(facet_value.c.value, facet_value.c.sign).where(facet_value.c.facet == name)
    ).all()
    spans = [_span(value) for value in wanted] if name == "year" else []
    return "".join(
        sign
        for value, sign in known
        if value in wanted
        or (name == "criteria" and not set(wanted).isdisjoint(value.split(CRITERIA_SEPARATOR)))
        or any(value and int(value) in span for span in spans)
    )


def _span(value: str) -> range:
    """The years of `1996`, `1990-1999`, `1990-` or `-1999`; "" has none."""
    if not value.strip():
        return range(0)
    if value.strip().isdecimal():
        return range(int(value), int(value) + 1)
    match = _YEARS.fullmatch(value.strip())
    if not match or match.group(0) in "-–":
        raise BadValue("year", f"{value!r} is not a year.", "Write 1996 or 1990-1999.")
    return range(int(match.group(1) or 0), int(match.group(2) or 9999) + 1)

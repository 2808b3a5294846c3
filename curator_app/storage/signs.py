"""The signs that stand for filter values in `entry.facets`; listing.py says what they are for."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection

from curator_app.storage.columns import FACETS

# Signs that GLOB gives a meaning of its own, and UTF-16's surrogates, which are no characters.
_NO_SIGNS = frozenset("*?[]^-") | frozenset(map(chr, range(0xD800, 0xE000)))
_FIRST_SIGN = 0x21


class Signs:
    """The sign of each filter value, given out as values are first seen."""

    def __init__(self, conn: Connection) -> None:
        self._conn = conn
        self._known: dict[tuple[str, str], str] = {}

    def of(self, values: Sequence[str]) -> str:
        """The text of signs for the values of one entry."""
        known = self._known
        pairs = zip(FACETS, values, strict=True)
        return "".join([known.get(pair) or self._look_up(pair) for pair in pairs])

    def _look_up(self, pair: tuple[str, str]) -> str:
        found = self._conn.exec_driver_sql(
            "SELECT sign FROM facet_value WHERE facet = ? AND value = ?", pair
        ).scalar()
        sign = str(found) if found else self._add(pair)
        self._known[pair] = sign
        return sign

    def _add(self, pair: tuple[str, str]) -> str:
        last = self._conn.exec_driver_sql(
            "SELECT max(sign) FROM facet_value WHERE facet = ?", (pair[0],)
        ).scalar()
        code = ord(last) + 1 if last else _FIRST_SIGN
        while chr(code) in _NO_SIGNS:
            code += 1
        self._conn.exec_driver_sql("INSERT INTO facet_value VALUES (?, ?, ?)", (*pair, chr(code)))
        return chr(code)

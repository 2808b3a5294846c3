"""The list of the inbox: row numbers in order, counts, and the lines that are in view."""

from __future__ import annotations

import json
from array import array
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from curator_app.domain.contribution import Contribution, Origin, Standing
from curator_app.domain.inbox_query import AWAKE, InboxQuery, InboxRow
from curator_app.domain.private import NOTHING, Private
from curator_app.domain.retention import Due, Periods, due, iso
from curator_app.errors import BadValue, CuratorError, NotFound
from curator_app.inbox.driver import Connection
from curator_app.inbox.parts import (
    BODY,
    HEAD,
    ORIGIN,
    Envelope,
    Sealer,
    head_from_json,
    message_from_json,
    pseudonym,
)

# The order of Standing's own fields.
FIELDS = tuple(Standing.__dataclass_fields__)
STANDING = ", ".join(f"s.{name}" for name in FIELDS)
TIMES = "s.received, s.arrived, s.moved_at, s.thinned, s.files"
_IN = "IN (SELECT value FROM json_each(?))"


def ids(db: Connection, query: InboxQuery, now: datetime) -> array[int]:
    """The row numbers that a view shows, in its order; its text is not looked at here."""
    where, values = _where(query, now)
    order = "DESC" if query.descending else "ASC"
    column = "" if query.sort == "received" else f", {query.sort}"
    found = db.execute(
        f"SELECT n{column} FROM standing s {where} ORDER BY received {order}, n {order}",
        values,
    )
    if not column:
        return array("q", (row[0] for row in found))
    # The order within a state, kind or study stays that of arrival, which the index gives for free.
    groups: dict[str, array[int]] = {}
    for n, value in found:
        if value not in groups:
            groups[value] = array("q")
        groups[value].append(n)
    ordered: array[int] = array("q")
    for value in sorted(groups, reverse=query.descending):
        ordered += groups[value]
    return ordered


def count(db: Connection, query: InboxQuery, now: datetime) -> int:
    """How many there are in a view without a text."""
    where, values = _where(query, now)
    return int(db.execute(f"SELECT count(*) FROM standing s {where}", values).fetchone()[0])


def _where(query: InboxQuery, now: datetime) -> tuple[str, list[Any]]:
    parts: list[str] = []
    values: list[Any] = []
    for column, wanted in (
        ("state", query.states),
        ("kind", query.kinds),
        ("slug", query.slugs),
        ("assigned_to", query.assigned_to),
    ):
        if wanted:
            parts.append(f"s.{column} IN ({', '.join('?' * len(wanted))})")
            values += wanted
    if query.tags:
        tests = ["s.tags = '[]'" if tag is None else "instr(s.tags, ?)" for tag in query.tags]
        parts.append(f"({' OR '.join(tests)})")
        values += [json.dumps(tag, ensure_ascii=False) for tag in query.tags if tag is not None]
    if query.replies:
        marks = ", ".join("?" * len(query.replies))
        parts.append(f"s.n IN (SELECT n FROM reply WHERE state IN ({marks}))")
        values += query.replies
    if query.unread is not None:
        parts.append("s.unread = ?")
        values.append(query.unread)
    if query.snoozed:
        parts.append(f"s.snoozed_until {'<=' if query.snoozed == AWAKE else '>'} ?")
        values.append(iso(now))
    return (f"WHERE {' AND '.join(parts)}" if parts else ""), values


_ROWS = f"""SELECT s.n, c.id, c.sealed, c.sender, p.body, {STANDING}, {TIMES},
    (SELECT count(*) FROM part q WHERE q.n = s.n AND q.name >= 'note:' AND q.name < 'note;'),
    coalesce((SELECT r.state FROM reply r WHERE r.n = s.n ORDER BY r.at DESC LIMIT 1), '')
    FROM standing s JOIN contribution c USING (n) JOIN part p ON p.n = s.n AND p.name = 'head'
    WHERE s.n {_IN}"""


def rows(db: Connection, sealer: Sealer, ns: Iterable[int], periods: Periods) -> list[InboxRow]:
    """The lines for these row numbers, in their order; rows that are gone are left out."""
    wanted = list(ns)
    found = {row[0]: _row(row, sealer, periods) for row in db.execute(_ROWS, (json.dumps(wanted),))}
    return [found[n] for n in wanted if n in found]


def _row(row: Sequence[Any], sealer: Sealer, periods: Periods) -> InboxRow:
    n, contribution, sealed, sender, body = row[:5]
    standing, rest = standing_of(row[5 : 5 + len(FIELDS)]), row[5 + len(FIELDS) :]
    received, arrived, moved_at, thinned, files, notes, reply = rest
    when = due(standing, arrived, moved_at, periods, thin=bool(thinned))
    if standing.frozen:
        subject = snippet = name = NOTHING
    else:
        envelope = sealer.envelope(contribution, sealed)
        head = head_from_json(envelope.open_json(HEAD, body))
        subject, snippet = head.message.subject, head.snippet
        name = head.message.sender_name or head.message.sender_address
    return InboxRow(
        n, contribution, subject, snippet, name, pseudonym(sender), received, standing.state,
        standing.kind, standing.slug, standing.unread, standing.assigned_to,
        standing.snoozed_until, standing.tags, standing.frozen, files, notes, reply,
        when.erase_on, when.asks,
    )  # fmt: skip


def standing_of(values: Sequence[Any]) -> Standing:
    """A standing from the columns in STANDING."""
    form: dict[str, Any] = dict(zip(FIELDS, values, strict=True))
    form |= {name: bool(form[name]) for name in ("unread", "frozen")}
    form["tags"] = tuple(json.loads(form["tags"]))
    return Standing(**form)


def columns_of(standing: Standing) -> list[Any]:
    """The columns in STANDING for a standing."""
    form = {**vars(standing), "tags": json.dumps(standing.tags, ensure_ascii=False)}
    return [form[name] for name in FIELDS]


def opened(db: Connection, sealer: Sealer, contribution: str) -> tuple[int, Envelope, bytes | None]:
    """A contribution's row number, its key and its sender's hash; raises NotFound."""
    found = db.execute("SELECT n, sealed, sender FROM contribution WHERE id = ?", (contribution,))
    row = found.fetchone()
    if row is None:
        raise NotFound(
            f"There is no contribution {contribution} in the inbox.", "It may have been erased."
        )
    return row[0], sealer.envelope(contribution, row[1]), row[2]


def get(db: Connection, sealer: Sealer, contribution: str, periods: Periods) -> Contribution:
    """A whole contribution without its raw bytes and attachments; raises NotFound."""
    n, envelope, sender = opened(db, sealer, contribution)
    row = db.execute(f"SELECT {STANDING}, {TIMES} FROM standing s WHERE n = ?", (n,)).fetchone()
    standing = standing_of(row[: len(FIELDS)])
    _refuse_frozen(standing.frozen)
    _, arrived, moved_at, thinned, _ = row[len(FIELDS) :]
    parts = dict(db.execute(
        "SELECT name, body FROM part WHERE n = ? AND name IN ('head', 'body', 'origin')", (n,)
    ).fetchall())  # fmt: skip
    form = envelope.open_json(HEAD, parts[HEAD])
    body = envelope.open(BODY, parts[BODY]).decode()
    origin = Origin(**envelope.open_json(ORIGIN, parts[ORIGIN]))
    when: Due = due(standing, arrived, moved_at, periods, thin=bool(thinned))
    return Contribution(
        contribution, message_from_json({**form, "body": body}), origin, standing, n,
        pseudonym(sender), form["trouble"], when.erase_on, when.asks, bool(thinned),
    )  # fmt: skip


def part(db: Connection, sealer: Sealer, contribution: str, name: str) -> bytes:
    """One part of a contribution; raises NotFound."""
    n, envelope, _ = opened(db, sealer, contribution)
    _refuse_frozen(db.execute("SELECT frozen FROM standing WHERE n = ?", (n,)).fetchone()[0])
    row = db.execute("SELECT body FROM part WHERE n = ? AND name = ?", (n, name)).fetchone()
    if row is None:
        raise NotFound(
            "This part of the contribution is not there any more.",
            "Raw mails and attachments are erased some time after a contribution is closed.",
        )
    return envelope.open(name, row[0])


def of_same_sender(db: Connection, n: int) -> array[int]:
    """The other contributions from the same address, newest first."""
    found = db.execute(
        "SELECT o.n FROM contribution c JOIN contribution o ON o.sender = c.sender AND o.n != c.n"
        " JOIN standing s ON s.n = o.n WHERE c.n = ? ORDER BY s.received DESC, o.n DESC",
        (n,),
    )
    return array("q", (row[0] for row in found))


def numbers(db: Connection, contributions: Iterable[str]) -> list[int]:
    """The row numbers of these ids; raises NotFound for one that is not there."""
    wanted = list(contributions)
    found = dict(
        db.execute(
            f"SELECT id, n FROM contribution WHERE id {_IN}", (json.dumps(wanted),)
        ).fetchall()
    )
    missing = [contribution for contribution in wanted if contribution not in found]
    if missing:
        raise NotFound(
            f"There is no contribution {missing[0]} in the inbox.", "It may have been erased."
        )
    return [found[contribution] for contribution in wanted]


def matching_id(db: Connection, beginning: str) -> str:
    """The one id that begins so; raises NotFound, and BadValue when several do."""
    found = db.execute(
        "SELECT id FROM contribution WHERE id >= ? AND id < ? LIMIT 2",
        (beginning, f"{beginning}g"),  # ids are of hexadecimal digits and hyphens
    ).fetchall()
    if len(found) > 1:
        raise BadValue("id", "Several contributions have an id that begins so.", "Give all of it.")
    if not found or not beginning:
        raise NotFound("There is no such contribution in the inbox.", "It may have been erased.")
    return str(found[0][0])


def tags(db: Connection) -> list[str]:
    """All tags in use, in order."""
    found = db.execute("SELECT DISTINCT tags FROM standing WHERE tags != '[]'")
    return sorted({tag for row in found for tag in json.loads(row[0])}, key=str.casefold)


def in_thread(db: Connection, value: bytes | None) -> array[int]:
    """The contributions to which the mail with this hash belongs."""
    found = db.execute("SELECT n FROM thread WHERE hash = ?", (value,))
    return array("q", (row[0] for row in found))


def identity(db: Connection, sealer: Sealer, contribution: str) -> tuple[Private, Private]:
    """The sender's name and address; raises NotFound."""
    n, envelope, _ = opened(db, sealer, contribution)
    _refuse_frozen(db.execute("SELECT frozen FROM standing WHERE n = ?", (n,)).fetchone()[0])
    row = db.execute("SELECT body FROM part WHERE n = ? AND name = ?", (n, HEAD)).fetchone()
    message = head_from_json(envelope.open_json(HEAD, row[0])).message
    return message.sender_name, message.sender_address


def _refuse_frozen(frozen: bool) -> None:
    if frozen:
        raise CuratorError(
            "This contribution is restricted at its sender's wish, so it is not shown.",
            "Lift the restriction first.",
        )

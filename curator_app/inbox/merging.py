"""A bundle of another reviewer taken into this inbox: joined field by field, nothing dropped.

Of a field that both decided, the newer decision holds and the other is kept as a note. Notes and
replies of both sides stay. Taking the same bundle twice changes nothing more.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from curator_app.domain.contribution import CHANGEABLE, KINDS, STATES, Origin, Standing
from curator_app.domain.correspondence import REPLY_STATES, Note
from curator_app.domain.private import Private
from curator_app.domain.retention import Periods
from curator_app.errors import BadFile
from curator_app.inbox import adding, erasing, stepping
from curator_app.inbox.bundle_form import About, Item
from curator_app.inbox.bundling import COLUMNS
from curator_app.inbox.driver import Connection
from curator_app.inbox.listing import FIELDS, columns_of, standing_of
from curator_app.inbox.parts import HEAD, NOTE, ORIGIN, REPLY, Envelope, Sealer, message_from_json
from curator_app.inbox.writing import note_from, put, write_note

_WITH_STATE = ("closed_at", "reason")
"""What belongs to the decision about the state."""


@dataclass(frozen=True)
class Merged:
    """What came of a bundle, as counts; `conflicts` are fields that both had decided."""

    new: int = 0
    joined: int = 0
    same: int = 0
    erased_here: int = 0
    erased_there: int = 0
    conflicts: int = 0
    ns: tuple[int, ...] = ()

    def sentence(self) -> str:
        """What happened, in one line."""
        parts = [f"{self.new} new", f"{self.joined} joined", f"{self.same} already the same"]
        if self.conflicts:
            parts.append(
                f"{self.conflicts} decisions differed: the newer holds, the other is noted"
            )
        if self.erased_here:
            parts.append(f"{self.erased_here} left out because they were erased here")
        if self.erased_there:
            parts.append(f"{self.erased_there} erased here because they were erased there")
        return f"{', '.join(parts)}."


def merge(
    db: Connection,
    sealer: Sealer,
    about: About,
    items: Iterable[Item],
    who: str,
    now: str,
    periods: Periods,
) -> Merged:
    """Take in all items, in the caller's transaction."""
    gone = _erase_too(db, sealer, about, now, periods)
    result = Merged(erased_there=gone)
    moves: list[tuple[int, Standing, Standing]] = []
    for item in items:
        result, move = _one(db, sealer, item, result)
        moves += [move] if move else []
    if moves:
        stepping.record(db, f"Joined with the bundle of {about.who}", moves, who, now)
    return result


def _one(
    db: Connection, sealer: Sealer, item: Item, result: Merged
) -> tuple[Merged, tuple[int, Standing, Standing] | None]:
    origin = Origin(**json.loads(item.parts[ORIGIN]))
    head = message_from_json({**json.loads(item.parts[HEAD]), "body": ""})
    content, sender = sealer.bytes(origin), sealer.sender(head.sender_address)
    if adding.is_erased(db, content, sender, head.received):
        return replace(result, erased_here=result.erased_here + 1), None
    row = db.execute(
        "SELECT n, id, sealed FROM contribution WHERE id = ? OR bytes = ? ORDER BY id = ? DESC",
        (item.id, content, item.id),
    ).fetchone()
    if row is None:
        n = _insert(db, sealer, item, origin, sender)
        return replace(result, new=result.new + 1, ns=(*result.ns, n)), None
    n, contribution, wrapped = row
    envelope = sealer.envelope(contribution, wrapped)
    notes, old = _join_texts(db, n, envelope, item), dict(stepping.standings(db, (n,)))[n]
    new, clashes = _joined(db, n, old, item)
    for clash in clashes:
        _note(db, n, envelope, clash)
    if not notes and new == old and not clashes:
        return replace(result, same=result.same + 1), None
    result = replace(
        result,
        joined=result.joined + 1,
        conflicts=result.conflicts + len(clashes),
        ns=(*result.ns, n),
    )
    return result, (n, old, new) if new != old else None


def _insert(
    db: Connection, sealer: Sealer, item: Item, origin: Origin, sender: bytes | None
) -> int:
    """A contribution that is not here: as it is there, under a key of its own."""
    wrapped, envelope = sealer.new(item.id)
    thin = bool(item.facts["thinned"])
    n = adding.insert(
        db, item.id, wrapped, sealer.digest(origin), sealer.bytes(origin), None if thin else sender
    )
    columns = dict(zip(FIELDS, columns_of(_standing(item)), strict=True))
    names, marks = ", ".join(COLUMNS), ", ".join("?" * len(COLUMNS))
    values = [columns[name] if name in columns else item.facts[name] for name in COLUMNS]
    db.execute(f"INSERT INTO standing (n, {names}) VALUES (?, {marks})", (n, *values))
    for name, body in item.parts.items():
        put(db, n, name, envelope.seal(name, body))
    _write_stamps(db, n, item.stamps)
    _write_replies(db, n, item.replies)
    _write_threads(db, sealer, n, item)
    return n


def _standing(item: Item) -> Standing:
    """Their standing; what their version did not know yet is as in a new message."""
    usual = dict(zip(FIELDS, columns_of(Standing()), strict=True))
    found = standing_of([item.facts.get(name, usual[name]) for name in FIELDS])
    if found.state not in STATES or found.kind not in KINDS:
        raise BadFile("This bundle is damaged inside. Nothing was changed.")
    return found


def _join_texts(db: Connection, n: int, envelope: Envelope, item: Item) -> int:
    """Notes and replies of both sides; returns how many came in."""
    have = dict(db.execute(
        "SELECT name, body FROM part WHERE n = ? AND (name >= 'note:' AND name < 'note;'"
        " OR name >= 'reply:' AND name < 'reply;')",
        (n,),
    ).fetchall())  # fmt: skip
    came = 0
    for name, body in item.parts.items():
        if not name.startswith((NOTE, REPLY)):
            continue
        mine = envelope.open(name, have[name]) if name in have else None
        if mine is None:
            put(db, n, name, envelope.seal(name, body))
            came += 1
        elif mine != body:
            came += _both(db, n, envelope, name, (mine, body), item)
    _write_replies(db, n, [row for row in item.replies if f"{REPLY}{row[0]}" not in have])
    return came


def _both(
    db: Connection, n: int, envelope: Envelope, name: str, texts: tuple[bytes, bytes], item: Item
) -> int:
    """The same note or reply, written differently: theirs becomes a note of its own."""
    mine, theirs = texts
    form = json.loads(theirs)
    text = str(form.get("text") or f"{form.get('subject', '')}\n{form.get('body', '')}")
    who = form.get("who") or next((row[3] for row in item.replies if name == REPLY + row[0]), "")
    if text.strip() and text not in mine.decode():
        return _note(db, n, envelope, Note("", str(who), str(form.get("at", "")), Private(text)))
    return 0


def _joined(db: Connection, n: int, old: Standing, item: Item) -> tuple[Standing, list[Note]]:
    """The standing of both, and a note for each decision that did not hold."""
    theirs = _standing(item)
    stamps = {row[0]: (row[1], row[2]) for row in item.stamps}
    mine = {
        row[0]: (row[1], row[2])
        for row in db.execute("SELECT field, at, who FROM stamp WHERE n = ?", (n,))
    }
    values: dict[str, Any] = {}
    clashes: list[Note] = []
    apart = {"reason"} if old.state != theirs.state else set[str]()
    for name in sorted(CHANGEABLE - {"unread"} - apart):
        here, there = getattr(old, name), getattr(theirs, name)
        if here == there or name not in stamps:
            continue
        if name not in mine:
            values[name] = there
        else:
            newer = (stamps[name], str(there)) > (mine[name], str(here))
            values |= {name: there} if newer else {}
            clashes.append(_clash(name, *((here, mine[name]) if newer else (there, stamps[name]))))
        if name in values:
            _write_stamps(db, n, ((name, *stamps[name]),))
    if "state" in values:
        values |= {name: getattr(theirs, name) for name in _WITH_STATE}
    unread = old.unread and theirs.unread
    return replace(old, **values, unread=unread), clashes


def _clash(name: str, value: object, stamp: tuple[str, str]) -> Note:
    at, who = stamp
    shown = ", ".join(value) if isinstance(value, tuple) else str(value)  # pyright: ignore
    return Note("", who, at, Private(f"Decided otherwise: {name} was {shown or 'empty'}."))


def _note(db: Connection, n: int, envelope: Envelope, note: Note) -> int:
    """Keep a note once, however often the same bundle comes."""
    text = f"{note.who}\0{note.at}\0{note.text.reveal()}"
    key = f"merged-{hashlib.sha256(text.encode('utf-8', 'replace')).hexdigest()[:24]}"
    known = db.execute("SELECT body FROM part WHERE n = ? AND name = ?", (n, NOTE + key)).fetchone()
    if known is not None and note_from(envelope, NOTE + key, known[0]).text == note.text:
        return 0
    write_note(db, n, envelope, replace(note, key=key))
    return 1


def _write_stamps(db: Connection, n: int, stamps: Iterable[tuple[str, str, str]]) -> None:
    rows = [(n, *row) for row in stamps]
    db.executemany("INSERT OR REPLACE INTO stamp VALUES (?, ?, ?, ?)", rows)


def _write_replies(db: Connection, n: int, replies: Iterable[tuple[str, str, str, str]]) -> None:
    rows = [(key, n, state, at, who) for key, state, at, who in replies if state in REPLY_STATES]
    db.executemany("INSERT OR IGNORE INTO reply VALUES (?, ?, ?, ?, ?)", rows)


def _write_threads(db: Connection, sealer: Sealer, n: int, item: Item) -> None:
    ids = [json.loads(item.parts[HEAD]).get("message_id", "")]
    ids += [
        json.loads(body).get("message_id", "")
        for name, body in item.parts.items()
        if name.startswith(REPLY)
    ]
    adding.write_threads(db, n, [sealer.thread(Private(text)) for text in ids])


def _erase_too(db: Connection, sealer: Sealer, about: About, now: str, periods: Periods) -> int:
    """Erase here what was erased there; its hashes may be made with another secret than ours."""
    there = sealer.with_hashing(bytes.fromhex(about.hashing))
    messages = {bytes.fromhex(row[1]) for row in about.tombstones if row[0] == "message"}
    senders = {bytes.fromhex(row[1]): row[2] for row in about.tombstones if row[0] == "sender"}

    def is_meant(origin: Origin, head: Mapping[str, Any]) -> bool:
        sender = there.sender(Private(head["sender_address"]))
        until = senders.get(sender) if sender else None
        return there.bytes(origin) in messages or (until is not None and head["received"] <= until)

    found = [n for n, origin, head in _all_origins(db, sealer) if is_meant(origin, head)]
    if found:
        erasing.erase(db, sealer, found, now, periods)
    if there.hashing() == sealer.hashing():
        rows = [(row[0], bytes.fromhex(row[1]), row[2], row[3]) for row in about.tombstones]
        db.executemany("INSERT OR IGNORE INTO tombstone VALUES (?, ?, ?, ?)", rows)
    return len(found)


def _all_origins(db: Connection, sealer: Sealer) -> Iterable[tuple[int, Origin, Mapping[str, Any]]]:
    for n, contribution, wrapped, origin, head in db.execute(
        "SELECT c.n, c.id, c.sealed, o.body, h.body FROM contribution c"
        " JOIN part o ON o.n = c.n AND o.name = 'origin'"
        " JOIN part h ON h.n = c.n AND h.name = 'head'"
    ):
        envelope = sealer.envelope(contribution, wrapped)
        yield n, Origin(**envelope.open_json(ORIGIN, origin)), envelope.open_json(HEAD, head)

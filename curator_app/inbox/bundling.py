"""A bundle of contributions out of an inbox, and everything of one person for that person."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from curator_app.inbox import audit
from curator_app.inbox.bundle_form import About, Item, packed
from curator_app.inbox.driver import Connection
from curator_app.inbox.listing import FIELDS, standing_of
from curator_app.inbox.parts import BODY, FILE, HEAD, NOTE, ORIGIN, RAW, REPLY, Sealer
from curator_app.inbox.sealed_file import sealed
from curator_app.inbox.session import Session

_TIMES = ("received", "arrived", "moved_at", "thinned", "files")
COLUMNS = (*FIELDS, *_TIMES)


def bundle(
    session: Session, ns: Iterable[int], *, passphrase: str = "", recipient: str = ""
) -> bytes:
    """These contributions with all that belongs to them, encrypted for another reviewer.

    What was erased here is told by hashes, so that it is erased there, too. Raises BadValue.
    """
    with session.write() as db:
        items = list(_items(db, session.sealer, ns))
        about = About(
            session.who,
            session.now(),
            session.sealer.hashing().hex(),
            tuple(
                (kind, value.hex(), at, until)
                for kind, value, at, until in db.execute(
                    "SELECT kind, hash, at, until FROM tombstone"
                )
            ),
        )
        session.log(db, "bundle_written", count=len(items))
    return sealed(packed(about, items), passphrase=passphrase, recipient=recipient)


def _items(db: Connection, sealer: Sealer, ns: Iterable[int]) -> Iterator[Item]:
    for n in ns:
        row = db.execute("SELECT id, sealed FROM contribution WHERE n = ?", (n,)).fetchone()
        if row is None:
            continue
        envelope = sealer.envelope(row[0], row[1])
        found = db.execute("SELECT name, body FROM part WHERE n = ? ORDER BY name", (n,))
        parts = {name: envelope.open(name, body) for name, body in found}
        columns = db.execute(
            f"SELECT {', '.join(COLUMNS)} FROM standing WHERE n = ?", (n,)
        ).fetchone()
        yield Item(
            row[0],
            dict(zip(COLUMNS, columns, strict=True)),
            tuple(db.execute("SELECT field, at, who FROM stamp WHERE n = ?", (n,))),
            tuple(db.execute("SELECT key, state, at, who FROM reply WHERE n = ?", (n,))),
            parts,
        )


# ---------------------------------------------------------------------- one person


def person_file(session: Session, ns: Iterable[int], passphrase: str) -> bytes:
    """Everything about one person as a ZIP of JSON and readable text, encrypted with age.

    It holds their messages with attachments, what was answered and noted about them, and the log's
    lines. Curators are called Curator 1, 2, …: their names are other people's data. Raises
    BadValue for a short passphrase.
    """
    numbers = list(ns)
    with session.write() as db:
        names: dict[str, str] = {}
        found = [
            _of_person(db, session.sealer, item, names)
            for item in _items(db, session.sealer, numbers)
        ]
        session.log(db, "person_exported", count=len(found))
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        shown = [form for form, _ in found]
        archive.writestr("data.json", json.dumps(shown, ensure_ascii=False, indent=1))
        archive.writestr("readable.txt", "\n\n".join(_readable(form) for form in shown))
        for place, (_, contents) in enumerate(found, 1):
            for name, content in contents.items():
                archive.writestr(f"message-{place}/{name}", content)
    return sealed(made.getvalue(), passphrase=passphrase)


def _of_person(
    db: Connection, sealer: Sealer, item: Item, names: dict[str, str]
) -> tuple[dict[str, Any], dict[str, bytes]]:
    def curator(who: str) -> str:
        return names.setdefault(who, f"Curator {len(names) + 1}") if who else ""

    head = json.loads(item.parts[HEAD])
    files = head.pop("attachments")
    standing = standing_of([item.facts[name] for name in FIELDS])
    about = sealer.hash("audit", item.id).hex()
    form = {
        "id": item.id,
        "message": {**head, "body": item.parts[BODY].decode()},
        "attachments": [
            {"name": name, "type": kind, "bytes": size} for _, name, kind, size in files
        ],
        "origin": json.loads(item.parts[ORIGIN])["source"],
        "standing": {**vars(standing), "assigned_to": curator(standing.assigned_to)},
        "notes": [
            {"at": note["at"], "who": curator(note["who"]), "text": note["text"]}
            for note in _json_parts(item, NOTE)
        ],
        "replies": [
            {name: reply[name] for name in ("to", "subject", "body")}
            for reply in _json_parts(item, REPLY)
        ],
        "log": [
            {**event.to_json(), "who": curator(event.who), "object": ""}
            for event in audit.events(db)
            if event.object == about
        ],
    }
    contents = {
        f"attachment-{place}.bin": item.parts[FILE + file[0]]
        for place, file in enumerate(files, 1)
        if FILE + file[0] in item.parts
    }
    if RAW in item.parts:
        contents["as-it-came.bin"] = item.parts[RAW]
    return form, contents


def _json_parts(item: Item, prefix: str) -> Iterator[dict[str, Any]]:
    return (json.loads(body) for name, body in item.parts.items() if name.startswith(prefix))


def _readable(form: Mapping[str, Any]) -> str:
    message = form["message"]
    lines = [
        f"Received: {message['received']}",
        f"From: {message['sender_name']} <{message['sender_address']}>",
        f"Subject: {message['subject']}",
        f"About: {message['slug']}",
        f"State: {form['standing']['state']}",
        *(f"Attachment: {file['name']} ({file['bytes']} bytes)" for file in form["attachments"]),
        "",
        message["body"],
        *(f"\nNote of {note['who']}, {note['at']}: {note['text']}" for note in form["notes"]),
        *(f"\nReply: {reply['subject']}\n{reply['body']}" for reply in form["replies"]),
    ]
    return "\n".join(lines)

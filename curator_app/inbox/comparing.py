"""The texts of open messages, for comparing a page with them: nobody reads them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple

from curator_app.domain.contribution import OPEN_STATES
from curator_app.domain.private import Private
from curator_app.inbox.driver import Connection
from curator_app.inbox.parts import BODY, HEAD, head_from_json
from curator_app.inbox.session import Session

AT_ONCE = 400
"""Messages that are decrypted while the database is held."""
_OPEN = "SELECT n FROM standing WHERE frozen = 0 AND state IN (SELECT value FROM json_each(?))"
_PARTS = """SELECT p.n, p.name, p.body, c.id, c.sealed, s.arrived FROM part p
    JOIN contribution c USING (n) JOIN standing s USING (n)
    WHERE p.n IN (SELECT value FROM json_each(?)) AND p.name IN ('head', 'body')"""


class Said(NamedTuple):
    """Something that a reader wrote, and when it came in here."""

    arrived: str
    text: Private


def said(session: Session) -> Iterator[Said]:
    """Subjects, texts and addresses of all open messages; that they were compared is logged."""
    with session.write() as db:
        ns = [row[0] for row in db.execute(_OPEN, (json.dumps(sorted(OPEN_STATES)),))]
        session.log(db, "compared", count=len(ns))
    numbers = iter(ns)
    while chunk := list(islice(numbers, AT_ONCE)):
        with session.read() as db:
            found = list(_of(db, session, chunk))
        yield from found


def _of(db: Connection, session: Session, ns: list[int]) -> Iterator[Said]:
    for _, name, body, contribution, sealed, arrived in db.execute(_PARTS, (json.dumps(ns),)):
        envelope = session.sealer.envelope(contribution, sealed)
        if name == BODY:
            yield Said(arrived, Private(envelope.open(BODY, body).decode()))
            continue
        message = head_from_json(envelope.open_json(HEAD, body)).message
        for text in (message.subject, message.sender_address, message.reply_to):
            if text:
                yield Said(arrived, text)

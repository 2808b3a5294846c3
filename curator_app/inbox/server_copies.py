"""Taking erased mails off the server: all that is ever deleted there, and on a person's word only.

A mail is deleted only when it is, byte for byte, the one that was kept: the mailbox must be
numbered as before, and what stands under the number must have the SHA-256 that was noted.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from curator_app.domain.contribution import Origin
from curator_app.errors import NetworkTrouble
from curator_app.inbox.imap import Box
from curator_app.inbox.imap_talk import Refused
from curator_app.inbox.mail import MOST_BYTES
from curator_app.inbox.mailbox import Mailbox


@dataclass
class Removed:
    """What became of the copies; `left` were not touched, and `problems` says why."""

    gone: int = 0
    left: int = 0
    problems: tuple[str, ...] = ()

    def leave(self, problem: str) -> None:
        """One was not touched."""
        self.left += 1
        self.say(problem)

    def say(self, problem: str) -> None:
        """Something that the user should know, once."""
        if problem not in self.problems:
            self.problems += (problem,)

    def add(self, other: Removed) -> None:
        """Add up with another account."""
        self.gone += other.gone
        self.left += other.left
        for problem in other.problems:
            self.say(problem)


def remove(mailbox: Mailbox, origins: Sequence[Origin]) -> Removed:
    """Delete the copies of these messages from their mailbox. What is not there is gone.

    Raises LoginRefused, NetworkTrouble, Cancelled: nothing is deleted by halves then.
    """
    removed = Removed()
    for origin in origins:
        name, validity, uid = place_of(origin)
        try:
            box = mailbox.imap().examine(name)
        except Refused as error:
            removed.leave(f"The folder {name} cannot be read. {error.hint}")
            continue
        if not validity or box.validity != validity:
            removed.leave(f"{name} was numbered anew, so the mail could not be told for certain.")
        else:
            _remove(mailbox, box, uid, origin.digest, removed)
    return removed


def place_of(origin: Origin) -> tuple[str, int, int]:
    """Mailbox, UIDVALIDITY and UID of a message that came by IMAP."""
    name, validity, uid = origin.place.rsplit(";", 2)
    return name, int(validity), int(uid)


def _remove(mailbox: Mailbox, box: Box, uid: int, digest: str, removed: Removed) -> None:
    imap = mailbox.imap()
    listed = imap.listed([uid]).get(uid)
    if listed is None:
        removed.gone += 1
        return
    large = listed.size > MOST_BYTES
    raw = imap.beginning(uid) if large else imap.mails([uid], MOST_BYTES * 2).get(uid, b"")
    if hashlib.sha256(raw).hexdigest() != digest:
        removed.leave(f"Under its number {box.name} has another mail now; that was not touched.")
        return
    try:
        complete = imap.delete(box, uid)
    except Refused as error:
        removed.leave(f"The server did not delete it. {error.hint}")
        return
    except NetworkTrouble as error:
        removed.leave(f"It is not known whether the server deleted it. {error.message}")
        mailbox.close()
        return
    removed.gone += 1
    if not complete:
        removed.say(f"{box.name}: it is marked as deleted and goes at the next cleaning-up there.")

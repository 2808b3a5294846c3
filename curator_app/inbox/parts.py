"""What is encrypted of a contribution, part by part, under a key that it has for itself."""

from __future__ import annotations

import hmac
import json
import secrets
import zlib
from copy import copy
from dataclasses import dataclass
from typing import Any

import orjson
from cryptography.exceptions import InvalidTag

from curator_app.domain.contribution import Attachment, Incoming, Message, Origin
from curator_app.domain.private import Private
from curator_app.inbox.faults import damaged
from curator_app.inbox.keys import SIZE, Master, seal, unseal

HEAD, BODY, RAW, ORIGIN = "head", "body", "raw", "origin"
FILE, NOTE, REPLY = "file:", "note:", "reply:"
"""Names of parts; a file, note or reply is followed by its key."""
SNIPPET = 160
"""Characters of the text that the list shows."""
_PLAIN, _PACKED = b"\0", b"\1"
WORTH_PACKING = 300
"""Bytes from which a part is compressed before it is encrypted."""
HASHING = "hashing"
"""The name under which an inbox keeps its own secret for hashes."""
HASH = 16
"""Bytes kept of a keyed hash."""


class Envelope:
    """Seals and opens the parts of one contribution."""

    __slots__ = ("_id", "_key")

    def __init__(self, contribution: str, key: bytes) -> None:
        self._id, self._key = contribution, key

    def seal(self, name: str, plain: bytes) -> bytes:
        """Encrypt a part, shortened where that pays."""
        packed = _PLAIN + plain
        if len(plain) > WORTH_PACKING:
            shorter = _PACKED + zlib.compress(plain, 1)
            packed = shorter if len(shorter) < len(packed) else packed
        return seal(self._key, packed, f"{self._id}/{name}")

    def open(self, name: str, sealed: bytes) -> bytes:
        """Decrypt a part; raises InboxClosed (damaged) when it is not as it was written."""
        try:
            packed = unseal(self._key, sealed, f"{self._id}/{name}")
        except (InvalidTag, ValueError):
            raise damaged("a message is not as it was written") from None
        return zlib.decompress(packed[1:]) if packed[:1] == _PACKED else packed[1:]

    def seal_json(self, name: str, value: Any) -> bytes:
        """Encrypt a part that is JSON."""
        return self.seal(name, json.dumps(value, ensure_ascii=False).encode("utf-8", "replace"))

    def open_json(self, name: str, sealed: bytes) -> Any:
        """Decrypt a part that is JSON."""
        return orjson.loads(self.open(name, sealed))


class Sealer:
    """Makes and opens the keys of contributions, and the keyed hashes they are found by."""

    __slots__ = ("_hashing", "_wrapping")

    def __init__(self, master: Master, hashing: bytes) -> None:
        self._wrapping, self._hashing = master.derived("wrap"), hashing

    def new(self, contribution: str) -> tuple[bytes, Envelope]:
        """A fresh key for a contribution: wrapped, and ready for use."""
        key = secrets.token_bytes(SIZE)
        return seal(self._wrapping, key, contribution), Envelope(contribution, key)

    def envelope(self, contribution: str, sealed: bytes) -> Envelope:
        """The contribution's key, unwrapped."""
        try:
            return Envelope(contribution, unseal(self._wrapping, sealed, contribution))
        except (InvalidTag, ValueError):
            raise damaged("a message's key is not as it was written") from None

    def rewrapped(self, contribution: str, sealed: bytes, other: Sealer) -> bytes:
        """The contribution's key wrapped by another sealer."""
        plain = unseal(self._wrapping, sealed, contribution)
        return seal(other._wrapping, plain, contribution)

    def with_master(self, master: Master) -> Sealer:
        """The same hashes under another master key."""
        return Sealer(master, self._hashing)

    def with_hashing(self, hashing: bytes) -> Sealer:
        """Another inbox's hashes."""
        made = copy(self)
        made._hashing = hashing
        return made

    def hashing(self) -> bytes:
        """The secret behind the hashes; two reviewers who share it know the same pseudonyms."""
        return self._hashing

    def hash(self, kind: str, value: str) -> bytes:
        """By which the same value is found again, without keeping it."""
        return hmac.digest(self._hashing, f"{kind}\0{value}".encode("utf-8", "replace"), "sha256")[
            :HASH
        ]

    def digest(self, origin: Origin) -> bytes:
        """The same for the same bytes from the same account."""
        return self.hash("digest", f"{origin.account}\0{origin.digest}")

    def bytes(self, origin: Origin) -> bytes:
        """The same for the same bytes, whichever way they came."""
        return self.hash("bytes", origin.digest)

    def sender(self, address: Private) -> bytes | None:
        """The same for the same address, however it is written; None for none."""
        normal = normal_address(address.reveal())
        return self.hash("sender", normal) if normal else None

    def thread(self, message_id: Private) -> bytes | None:
        """The same for the same mail; None when it has no id."""
        text = message_id.reveal().strip().strip("<>").strip()
        return self.hash("thread", text) if text else None


def normal_address(address: str) -> str:
    """An address as it is compared."""
    return address.strip().strip("<>").strip().casefold()


def pseudonym(sender: bytes | None) -> str:
    """What a sender is called in lists: tells two senders apart and says nothing of either."""
    return f"Contributor {sender.hex()[:3].upper()}" if sender else "Somebody"


@dataclass(frozen=True)
class Head:
    """What a line of the list needs of a message, and all else of it but the text."""

    message: Message
    snippet: Private
    trouble: str


_PRIVATE = ("subject", "sender_name", "sender_address", "reply_to", "message_id", "in_reply_to")
_OPEN = ("received", "slug", "kind", "consent", "snapshot")


def head_to_json(incoming: Incoming) -> dict[str, Any]:
    """The head of a message that arrives."""
    message = incoming.message or Message()
    form = message_to_json(message)
    del form["body"]
    snippet = " ".join(message.body.reveal()[: SNIPPET * 3].split())[:SNIPPET]
    return {**form, "snippet": snippet, "trouble": incoming.trouble}


def head_from_json(form: dict[str, Any]) -> Head:
    """The head of a message as it was kept."""
    message = message_from_json({**form, "body": ""})
    return Head(message, Private(form.get("snippet", "")), form.get("trouble", ""))


def message_to_json(message: Message) -> dict[str, Any]:
    """A whole message, for encryption only."""
    form: dict[str, Any] = {name: getattr(message, name).reveal() for name in (*_PRIVATE, "body")}
    form |= {name: getattr(message, name) for name in _OPEN}
    form["remarks"] = list(message.remarks)
    form["attachments"] = [
        [item.key, item.name.reveal(), item.media_type, item.size] for item in message.attachments
    ]
    return form


def message_from_json(form: dict[str, Any]) -> Message:
    """The message of a JSON form; what is missing is empty."""
    return Message(
        **{name: Private(form.get(name, "")) for name in (*_PRIVATE, "body")},
        **{name: form.get(name, "") for name in _OPEN},
        remarks=tuple(form.get("remarks", ())),
        attachments=tuple(
            Attachment(key, Private(name), media_type, size)
            for key, name, media_type, size in form.get("attachments", ())
        ),
    )

"""inbox.header: which key opens the inbox and where it is kept; nothing of what is inside."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, cast

from curator_app.errors import DAMAGED, NEWER, InboxClosed
from curator_app.inbox.keys import SIZE, Wrap
from curator_app.inbox.places import write_private

FORMAT = 1
KEYRING, PASSPHRASE, KEY_FILE = "keyring", "passphrase", "key_file"
PROTECTIONS = (KEYRING, PASSPHRASE, KEY_FILE)
_HEX = re.compile(r"(?:[0-9a-f]{2})+")
_MOST_MEMORY_KIB, _MOST_PASSES, _MOST_LANES = 1_048_576, 20, 16
_LARGEST = 65_536
"""Bytes: a header has less than two thousand."""


@dataclass(frozen=True)
class Next:
    """The key that a rotation is bringing in. `swapping`: its files are whole and take over."""

    slot: int
    check_value: str
    swapping: bool = False
    passphrase: Wrap | None = None
    recovery: Wrap | None = None


@dataclass(frozen=True)
class Header:
    """Format 1. `inbox` is a random id, the name of its keys in the keyring; `slot` says which.

    `unfinished`: it is being made and holds nothing yet. `confirmed`: its owner has shown that the
    recovery code was written down. `backend` is the keyring that took the key. `stale` is the slot
    of a key that fits no more and is still to be destroyed.
    """

    inbox: str
    created: str
    protection: str
    check_value: str
    backend: str = ""
    slot: int = 1
    passphrase: Wrap | None = None
    recovery: Wrap | None = None
    confirmed: bool = False
    unfinished: bool = False
    stale: int = 0
    next: Next | None = None

    def key_name(self, slot: int | None = None) -> str:
        """What the key is called in the keyring."""
        return f"inbox {self.inbox} key {slot or self.slot}"

    def promoted(self) -> Header:
        """The header once the next key has taken over."""
        if self.next is None:
            return self
        return replace(
            self,
            slot=self.next.slot,
            check_value=self.next.check_value,
            passphrase=self.next.passphrase,
            recovery=self.next.recovery,
            confirmed=False,
            stale=self.slot if self.protection == KEYRING else 0,
            next=None,
        )

    def write(self, path: Path) -> None:
        """Write it, whole or not at all; raises DiskTrouble."""
        form = {"format": FORMAT, **_to_json(self)}
        write_private(path, json.dumps(form, indent=1).encode() + b"\n")


def read(path: Path) -> Header | None:
    """The header, None when there is none; raises InboxClosed for what cannot be used."""
    try:
        with path.open("rb") as file:
            text = file.read(_LARGEST)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise _damaged(path, error.strerror or "it cannot be read") from None
    try:
        form = cast("dict[str, Any]", json.loads(text))
        if form["format"] > FORMAT:
            raise InboxClosed(
                NEWER,
                "The inbox was made by a newer version of Atlas Curator. It was left as it is.",
                "Install the newer version.",
            )
        return _from_json(form)
    except (ValueError, KeyError, TypeError, AttributeError):
        raise _damaged(path, "it is not as it was written") from None


def _damaged(path: Path, why: str) -> InboxClosed:
    return InboxClosed(
        DAMAGED,
        f"The inbox cannot be opened: {path.name} is damaged ({why}). Nothing was changed.",
        "Put the copy from the folder inbox-backups in its place; the messages are in other files.",
    )


def _to_json(value: Header | Next | Wrap) -> dict[str, Any]:
    return {
        name: _to_json(part) if isinstance(part, Next | Wrap) else part
        for name, part in vars(value).items()
    }


def _from_json(form: dict[str, Any]) -> Header:
    values = {name: part for name, part in form.items() if name in Header.__dataclass_fields__}
    coming = form.get("next")
    values["next"] = None if coming is None else _next(coming)
    for name in ("passphrase", "recovery"):
        values[name] = _wrap(form.get(name))
    found = Header(**values)
    if found.protection not in PROTECTIONS or not _HEX.fullmatch(found.check_value):
        raise ValueError
    return found


def _next(form: dict[str, Any]) -> Next:
    return Next(
        int(form["slot"]),
        str(form["check_value"]),
        bool(form["swapping"]),
        _wrap(form.get("passphrase")),
        _wrap(form.get("recovery")),
    )


def _wrap(form: dict[str, Any] | None) -> Wrap | None:
    """A wrap whose cost is bounded, so that a foreign header cannot eat all memory."""
    if form is None:
        return None
    found = Wrap(**{name: form[name] for name in Wrap.__dataclass_fields__})
    limits = (
        (found.memory, _MOST_MEMORY_KIB),
        (found.passes, _MOST_PASSES),
        (found.lanes, _MOST_LANES),
    )
    if any(not 0 <= value <= most for value, most in limits):
        raise ValueError
    if not _HEX.fullmatch(found.salt) or len(found.sealed) < 2 * SIZE:
        raise ValueError
    return found

"""Rulings: what the owner of a library decided for all of its entries, kept and never changed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from curator_app.errors import BadValue

POLICY, WORDS = "policy", "words"
KINDS = (POLICY, WORDS)
NAME_LENGTH = 40
_LAST_NUMBER = re.compile(r"(\d+)(\D*)$")


@dataclass(frozen=True)
class Ruling:
    """One decision: the newest of a kind is in force. `data` is what the kind makes of it.

    `at` is an ISO time; `hash` covers all of it and the hash of the ruling before.
    """

    id: int
    kind: str
    version: str
    at: str
    who: str
    note: str
    data: Mapping[str, Any]
    hash: str = ""

    def to_json(self) -> dict[str, Any]:
        """As the command line prints it."""
        return {
            "version": self.version,
            "at": self.at,
            "who": self.who,
            "note": self.note,
            **self.data,
        }


def newest(rulings: Iterable[Ruling], kind: str) -> Ruling | None:
    """The ruling of this kind that is in force (rulings are given oldest first)."""
    found = [ruling for ruling in rulings if ruling.kind == kind]
    return found[-1] if found else None


def new_name(wanted: str, before: str, taken: Iterable[str]) -> str:
    """The name of the next version: the one wanted, else the one that follows `before`.

    Raises BadValue when a version of that name was in force already.
    """
    known = set(taken) | {before}
    name = " ".join(wanted.split())
    if not name:
        name = following(before)
        while name in known:
            name = following(name)
    if name in known:
        raise BadValue(
            "version",
            f"{name} was in force already, so a new version cannot have its name.",
            "Leave the name empty to have the next one made.",
        )
    if len(name) > NAME_LENGTH or not name.isprintable():
        raise BadValue("version", f"The name of a version has up to {NAME_LENGTH} characters.")
    return name


def following(name: str) -> str:
    """The name after this one: v0.1 -> v0.2, words v9 -> words v10; "x" -> "x 2"."""
    if not _LAST_NUMBER.search(name):
        return f"{name} 2".strip()
    return _LAST_NUMBER.sub(lambda found: f"{int(found[1]) + 1}{found[2]}", name)

"""How far a mailbox has been read, as it is kept between two fetches."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Self, cast

from curator_app.inbox.imap import Box, Listed
from curator_app.inbox.imap_names import uid_set

_SAMPLES = 20


@dataclass(frozen=True)
class Bookmark:
    """Every UID below `next` is kept here, but for `missing`, which the server did not give yet.

    `samples` are size and time of the last mails: when one of them differs the server has given
    their numbers to others. `unmarked` are kept here and still to be marked on the server.
    """

    validity: int = 0
    next: int = 1
    missing: frozenset[int] = frozenset()
    samples: Mapping[int, str] = field(default_factory=dict[int, str])
    unmarked: frozenset[int] = frozenset()

    @classmethod
    def read(cls, text: str) -> Self:
        """The bookmark as `write` gave it; a new one for ""."""
        if not text:
            return cls()
        form = cast("dict[str, Any]", json.loads(text))
        return cls(
            form["validity"],
            form["next"],
            frozenset(numbers(form["missing"])),
            {int(uid): sample for uid, sample in form["samples"].items()},
            frozenset(numbers(form["unmarked"])),
        )

    def write(self) -> str:
        """Text that `read` understands."""
        sets = {"missing": self.missing, "unmarked": self.unmarked}
        return json.dumps(
            {**vars(self), **{name: uid_set(uids).decode() for name, uids in sets.items()}}
        )

    def fits(self, box: Box, samples: Mapping[int, Listed]) -> bool:
        """Whether UIDs still mean what they meant. The mails are known by their bytes anyway, so
        that beginning anew costs time and doubles nothing."""
        if not box.validity or box.validity != self.validity or 0 < box.next_uid < self.next:
            return False
        return all(self.samples.get(uid) == _sample(found) for uid, found in samples.items())

    def past(self, listed: Iterable[Listed], got: Iterable[int], *, to_mark: bool) -> Self:
        """After mails were asked for, of which `got` are kept and perhaps to be marked."""
        kept, asked = set(got), {one.uid for one in listed}
        samples = dict(self.samples) | {one.uid: _sample(one) for one in listed if one.uid in kept}
        newest = dict(sorted(samples.items())[-_SAMPLES:])
        missing = (self.missing | asked) - kept
        following = max(self.next, max(asked, default=0) + 1)
        unmarked = self.unmarked | kept if to_mark else frozenset[int]()
        return replace(self, next=following, missing=missing, samples=newest, unmarked=unmarked)


def numbers(text: str) -> Iterator[int]:
    """The numbers of a set as `uid_set` writes it."""
    for piece in text.split(",") if text else ():
        first, _, last = piece.partition(":")
        yield from range(int(first), int(last or first) + 1)


def _sample(listed: Listed) -> str:
    return f"{listed.size} {listed.received}"

"""What a release consists of: every file with its hash, every page with its key and its date.

The pages are divided into shards, each a stretch of the alphabet, so that after one edit only one
shard is read and written anew. `manifest.json` names the shards and all other files.
"""

from __future__ import annotations

import hashlib
from bisect import bisect_left
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any, NamedTuple

import orjson

FORMAT = 2
NAME = "manifest.json"
SHARD_SIZE = 1500


class PageRecord(NamedTuple):
    """One evidence page: `key` stands for its content, `id` is its entry's.

    Nothing here tells how the library came to hold it: equal content gives equal releases.
    """

    sha256: str
    accessed: str
    key: str
    id: str


class FileRecord(NamedTuple):
    """Any other file: `key` stands for what it was made of."""

    sha256: str
    key: str


@dataclass(frozen=True)
class Shard:
    """A part of the pages, from the address `first` on; `keys` hashes its addresses and keys."""

    first: str
    keys: str
    sha256: str


@dataclass(frozen=True)
class Manifest:
    """The head of a release: versions of what pages are made of, shards and other files.

    `content` stands for what every page says alike (versions, labels), `form` for its look.
    `checked` says which rules the pages passed; it is no part of what names the release.
    """

    release: str = ""
    content: str = ""
    form: str = ""
    shards: tuple[Shard, ...] = ()
    files: Mapping[str, FileRecord] = field(default_factory=dict[str, FileRecord])
    checked: str = ""

    def to_bytes(self) -> bytes:
        """The file as it is written."""
        data = {
            "format": FORMAT,
            "release": self.release,
            "checked": self.checked,
            "content": self.content,
            "form": self.form,
            "shards": [[shard.first, shard.keys, shard.sha256] for shard in self.shards],
            "files": {path: tuple(record) for path, record in self.files.items()},
        }
        return orjson.dumps(data, option=orjson.OPT_INDENT_2) + b"\n"

    @staticmethod
    def from_bytes(data: bytes) -> Manifest | None:
        """Read the file; None when it is not one of this format."""
        try:
            form: Any = orjson.loads(data)
            if form["format"] != FORMAT:
                return None
            return Manifest(
                form["release"],
                form["content"],
                form["form"],
                tuple(Shard(*shard) for shard in form["shards"]),
                {path: FileRecord(*record) for path, record in form["files"].items()},
                form.get("checked", ""),
            )
        except (ValueError, TypeError, KeyError, AttributeError):
            return None


def shard_path(number: int) -> str:
    """Where a shard lies in the release."""
    return f"manifest/{number:03d}.json"


def divide(slugs: Sequence[str], firsts: Sequence[str]) -> list[tuple[str, int, int]]:
    """The shards of these addresses (sorted) as (first address, start, end).

    The limits so far, `firsts`, stay while the shards are neither too long nor too short.
    """
    starts = [0, *(bisect_left(slugs, first) for first in firsts[1:])]
    longest = max((end - start for start, end in pairwise([*starts, len(slugs)])), default=0)
    if not firsts or longest > 2 * SHARD_SIZE or len(slugs) < len(firsts[1:]) * SHARD_SIZE // 4:
        starts = list(range(0, max(len(slugs), 1), SHARD_SIZE))
        firsts = ["", *(slugs[start] for start in starts[1:])]
    return list(zip(firsts, starts, [*starts[1:], len(slugs)], strict=True))


def keys_digest(lines: Iterable[str]) -> str:
    """A hash of a shard's `address TAB key` lines."""
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def shard_to_bytes(pages: Mapping[str, PageRecord]) -> bytes:
    """A shard's file."""
    return orjson.dumps({slug: tuple(page) for slug, page in pages.items()}) + b"\n"


def shard_from_bytes(data: bytes) -> dict[str, PageRecord]:
    """Read a shard's file; what cannot be read counts as nothing published."""
    try:
        loaded: dict[str, Any] = orjson.loads(data)
        return {slug: PageRecord(*record) for slug, record in loaded.items()}
    except (ValueError, TypeError, AttributeError):
        return {}


def load_shard(
    manifest: Manifest, number: int, read: Callable[[str], bytes]
) -> dict[str, PageRecord]:
    """One shard of a release, checked against the hash in its manifest."""
    try:
        data = read(shard_path(number))
    except OSError:
        return {}
    if hashlib.sha256(data).hexdigest() != manifest.shards[number].sha256:
        return {}
    return shard_from_bytes(data)

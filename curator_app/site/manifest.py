"""What a release consists of: every file with its hash, every page with its key and its date.

The pages are spread over shards by their address, so that after one edit only one shard is read
and written anew. `manifest.json` names the shards and all other files.
"""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import orjson

FORMAT = 1
NAME = "manifest.json"
SHARD_SIZE = 1500


class PageRecord(NamedTuple):
    """One evidence page: `key` stands for its content, `version` is the entry's revision."""

    sha256: str
    accessed: str
    key: str
    version: int
    id: str


class FileRecord(NamedTuple):
    """Any other file: `key` stands for what it was made of."""

    sha256: str
    key: str


@dataclass(frozen=True)
class Shard:
    """A part of the pages; `keys` is a hash over their addresses and keys."""

    keys: str
    sha256: str


@dataclass(frozen=True)
class Manifest:
    """The head of a release: versions of what pages are made of, shards and other files.

    `content` stands for what every page says alike (versions, labels), `form` for its look.
    """

    release: str = ""
    content: str = ""
    form: str = ""
    shards: tuple[Shard, ...] = ()
    files: Mapping[str, FileRecord] = field(default_factory=dict[str, FileRecord])

    def to_bytes(self) -> bytes:
        """The file as it is written."""
        data = {
            "format": FORMAT,
            "release": self.release,
            "content": self.content,
            "form": self.form,
            "shards": [[shard.keys, shard.sha256] for shard in self.shards],
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
            )
        except (ValueError, TypeError, KeyError, AttributeError):
            return None


def shard_path(number: int) -> str:
    """Where a shard lies in the release."""
    return f"manifest/{number:03d}.json"


def shard_count(pages: int, before: int = 0) -> int:
    """How many shards so many pages need; the number so far stays while it fits."""
    if before and before * SHARD_SIZE // 4 <= pages <= before * SHARD_SIZE * 2:
        return before
    return max(1, -(-pages // SHARD_SIZE))


def spread(keys: Iterable[tuple[str, str]], count: int) -> list[dict[str, str]]:
    """(address, key) pairs by shard; each keeps the order in which they came."""
    shards: list[dict[str, str]] = [{} for _ in range(count)]
    crc = zlib.crc32
    for slug, key in keys:
        shards[crc(slug.encode()) % count][slug] = key
    return shards


def keys_digest(shard: Mapping[str, str]) -> str:
    """A hash of a shard's addresses and keys, in their order."""
    text = "\n".join([f"{slug}\t{key}" for slug, key in shard.items()])
    return hashlib.sha256(text.encode()).hexdigest()


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

"""What a bundle holds, and its form: everything of some contributions, for another reviewer.

Form 1, before encryption: zlib over frames, each four bytes of length (big endian) and that many
bytes. The first frame is JSON about the bundle; then, for each contribution, a frame of JSON about
it and one frame for each of its parts.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from curator_app.errors import BadFile

FORM = 1
MOST_BYTES = 2_000_000_000
"""A bundle that unpacks to more is refused."""
_AT_ONCE = 1 << 20


@dataclass(frozen=True)
class About:
    """The bundle as a whole: who made it when; what was erased in that inbox (keyed hashes)."""

    who: str
    at: str
    hashing: str
    tombstones: tuple[tuple[str, str, str, str], ...]


@dataclass(frozen=True)
class Item:
    """One contribution: its id, SHA-256 and times, its standing and when each field was decided.

    `facts` are columns of the standing, `stamps` (field, at, who), `replies` (key, state, at, who);
    `parts` are the contents by the name of the part.
    """

    id: str
    facts: Mapping[str, Any]
    stamps: tuple[tuple[str, str, str], ...]
    replies: tuple[tuple[str, str, str, str], ...]
    parts: Mapping[str, bytes] = field(repr=False)


def packed(about: About, items: Iterable[Item]) -> bytes:
    """The bundle as bytes, to be encrypted."""
    packer = zlib.compressobj(6)
    made = bytearray()
    for frame in _frames(about, items):
        made += packer.compress(len(frame).to_bytes(4, "big"))
        made += packer.compress(frame)
    return bytes(made + packer.flush())


def unpacked(data: bytes) -> tuple[About, list[Item]]:
    """The bundle in these bytes; raises BadFile for what is none or from a newer version."""
    try:
        frames = _split(_decompressed(data))
        form = json.loads(next(frames))
        if form["form"] > FORM:
            raise BadFile(
                "This bundle was made by a newer version of Atlas Curator. Nothing was changed.",
                "Install the newer version.",
            )
        about = About(form["who"], form["at"], form["hashing"], _rows(form["tombstones"]))
        return about, [_item(json.loads(head), frames) for head in frames]
    except (ValueError, KeyError, TypeError, StopIteration, RuntimeError, zlib.error):
        raise BadFile(
            "This bundle is damaged inside. Nothing was changed.", "Have it made once more."
        ) from None


def _frames(about: About, items: Iterable[Item]) -> Iterator[bytes]:
    yield _json({"form": FORM, **vars(about)})
    for item in items:
        head = {name: value for name, value in vars(item).items() if name != "parts"}
        yield _json({**head, "parts": list(item.parts)})
        yield from item.parts.values()


def _item(head: dict[str, Any], frames: Iterator[bytes]) -> Item:
    return Item(
        str(head["id"]),
        dict(head["facts"]),
        _rows(head["stamps"]),
        _rows(head["replies"]),
        {str(name): next(frames) for name in head["parts"]},
    )


def _rows(form: Any) -> tuple[Any, ...]:
    return tuple(tuple(str(part) for part in row) for row in form)


def _json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode("utf-8", "replace")


def _decompressed(data: bytes) -> bytes:
    opener, made = zlib.decompressobj(), bytearray()
    left = data
    while left and len(made) <= MOST_BYTES:
        made += opener.decompress(left, _AT_ONCE)
        left = opener.unconsumed_tail
    if not opener.eof or len(made) > MOST_BYTES:
        raise ValueError
    return bytes(made)


def _split(data: bytes) -> Iterator[bytes]:
    at = 0
    while at < len(data):
        size = int.from_bytes(data[at : at + 4], "big")
        frame = data[at + 4 : at + 4 + size]
        if len(frame) != size:
            raise ValueError
        yield frame
        at += 4 + size

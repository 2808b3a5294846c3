"""What the program and its mail-reading child say to one another: frames on two pipes.

A frame is four bytes of length and that many bytes. Question: one frame, the raw mail. Answer: one
frame of JSON, then the contents of each listed file in a frame of its own. `READY` comes first.
"""

from __future__ import annotations

import struct

READY = b"ready"
MOST_ANSWER = 48 * 1024 * 1024
"""Bytes of the JSON frame."""
_LENGTH = struct.Struct(">I")
HEAD = _LENGTH.size


def framed(content: bytes) -> bytes:
    """The content with its length before it."""
    return _LENGTH.pack(len(content)) + content


def length(head: bytes) -> int:
    """How many bytes follow."""
    return int(_LENGTH.unpack(head)[0])

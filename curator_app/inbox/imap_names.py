"""How names, numbers and words are written in IMAP."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterable

_CODED = re.compile(rb"&([A-Za-z0-9+,]*)-")
_PLAIN = re.compile(r"[\x20-\x25\x27-\x7e]+|&|[^\x20-\x7e]+")


def quoted(text: bytes) -> bytes | None:
    """A word in quotation marks; None when it needs a literal. Raises ValueError for line ends."""
    if any(byte in text for byte in b"\0\r\n"):
        raise ValueError("a word with a line end")
    if not all(0x20 <= byte < 0x7F for byte in text):
        return None
    return b'"' + text.replace(b"\\", b"\\\\").replace(b'"', b'\\"') + b'"'


def to_utf7(name: str) -> bytes:
    """The name of a mailbox as the wire has it: letters beyond ASCII in modified UTF-7."""
    done = bytearray()
    for piece in _PLAIN.findall(name):
        if piece == "&":
            done += b"&-"
        elif piece.isascii() and piece.isprintable():
            done += piece.encode("ascii")
        else:
            coded = base64.b64encode(piece.encode("utf-16-be", "replace")).rstrip(b"=")
            done += b"&" + coded.replace(b"/", b",") + b"-"
    return bytes(done)


def from_utf7(name: bytes) -> str:
    """The name as people read it; what is not well written stays as it is."""

    def plain(found: re.Match[bytes]) -> bytes:
        coded = found[1].replace(b",", b"/")
        if not coded:
            return b"&"
        try:
            text = base64.b64decode(coded + b"=" * (-len(coded) % 4)).decode("utf-16-be")
        except ValueError:
            return found[0]
        return text.encode("utf-8", "replace")

    return _CODED.sub(plain, name).decode("utf-8", "replace")


def uid_set(uids: Iterable[int]) -> bytes:
    """Numbers as a set, neighbours joined: 1:3,7."""
    runs: list[list[int]] = []
    for uid in sorted(set(uids)):
        if runs and uid == runs[-1][1] + 1:
            runs[-1][1] = uid
        else:
            runs.append([uid, uid])
    parts = (str(a) if a == b else f"{a}:{b}" for a, b in runs)
    return ",".join(parts).encode("ascii")

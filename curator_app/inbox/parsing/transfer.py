"""Content-Transfer-Encoding undone; whatever is broken gives what can be had of it."""

from __future__ import annotations

import binascii
import re

_NO_BASE64 = re.compile(rb"[^A-Za-z0-9+/=]+")
_UU_BEGIN = re.compile(rb"^begin(?:-base64)? [0-7]{3,4} ?([^\r\n]*)\r?\n", re.MULTILINE)


def decode(body: bytes, encoding: str) -> bytes:
    """The bytes that were encoded: base64, quoted-printable, uuencode, or nothing at all."""
    if encoding == "base64":
        return _base64(body)
    if encoding == "quoted-printable":
        return binascii.a2b_qp(body)
    if encoding in ("x-uuencode", "uuencode", "x-uue", "uue"):
        _, files = uuencoded(body)
        return files[0][1] if files else body
    return body


def _base64(body: bytes) -> bytes:
    """Every whole group of letters, also where padding stands in the middle."""
    out = bytearray()
    for piece in _NO_BASE64.sub(b"", body).split(b"="):
        usable = piece[: len(piece) - 1] if len(piece) % 4 == 1 else piece
        out += binascii.a2b_base64(usable + b"=" * (-len(usable) % 4))
    return bytes(out)


def uuencoded(body: bytes, limit: int = 50) -> tuple[bytes, list[tuple[str, bytes]]]:
    """A text without the uuencoded files in it, and these files as (name, contents)."""
    kept, files, at = bytearray(), list[tuple[str, bytes]](), 0
    while len(files) < limit and (found := _UU_BEGIN.search(body, at)):
        data, end = _uu_lines(body, found.end())
        if end < 0:
            kept += body[at : found.end()]
            at = found.end()
            continue
        kept += body[at : found.start()]
        files.append((found[1].decode("utf-8", "replace").strip(), data))
        at = end
    return bytes(kept + body[at:]), files


def _uu_lines(body: bytes, at: int) -> tuple[bytes, int]:
    """The decoded lines up to `end`, and where the text goes on; -1 when they are none."""
    out = bytearray()
    while at < len(body):
        stop = body.find(b"\n", at) + 1 or len(body)
        line = body[at:stop].rstrip(b"\r\n")
        at = stop
        if line == b"end":
            return bytes(out), at
        try:
            out += binascii.a2b_uu(line[:100])
        except ValueError:
            return b"", -1
    return b"", -1

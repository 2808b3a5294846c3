"""The mails of an mbox file, one after the other, however large the file is.

Such files have no one form. A mail begins with a line "From ", something, and a time with a year,
as Unix, Mozilla, Gmail, Eudora and Apple write it, when the header of a mail follows it. A sentence
that begins so does not have both. Lines that were quoted for the way (">From ") are unquoted once.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import IO

_LONGEST_LINE = 1024 * 1024
_BEGIN = re.compile(rb"From (?=.{0,400}?\b\d{1,2}:\d\d\b)(?=.{0,400}?\b(19|20)\d\d\b)", re.DOTALL)
_NO_SPACE_NEEDED = re.compile(
    rb"From \S{1,300} +(Mon|Tue|Wed|Thu|Fri|Sat|Sun),? .{0,60}\b(19|20)\d\d\s*$", re.DOTALL
)
_HEADER = re.compile(
    rb">From |(X-[\w-]+|ARC-[\w-]+|List-[\w-]+|Content-[\w-]+|Return-Path|Received|Date|From|To"
    rb"|Cc|Bcc|Subject|Message-ID|MIME-Version|Delivered-To|Envelope-To|Original-[\w-]+|Status|Sender"
    rb"|Reply-To|In-Reply-To|References|DKIM-Signature|Authentication-Results|User-Agent"
    rb"|Organization|Importance|Priority|Thread-[\w-]+|DomainKey-Signature)[ \t]*:",
    re.IGNORECASE,
)
_ANY_HEADER = re.compile(rb"[!-9;-~]{1,100}[ \t]*:|\r?\n")
"""After a line that leaves no doubt: whichever header comes first, or none at all."""
_QUOTED = re.compile(rb">+From ")


@dataclass(frozen=True)
class Piece:
    """A mail of the file: its number from 1, where it begins in bytes, and its own bytes.

    `raw` is None for one of more than the bytes that were allowed.
    """

    number: int
    offset: int
    raw: bytes | None = field(repr=False)


def is_mbox(head: bytes) -> bool:
    """Whether a file that begins so is an mbox."""
    line, _, rest = head.lstrip(b"\r\n\xef\xbb\xbf").partition(b"\n")
    doubtless = _ANY_HEADER.match(rest) and _NO_SPACE_NEEDED.match(line)
    return line.startswith(b"From ") and bool(_HEADER.match(rest) or doubtless)


def pieces(file: IO[bytes], most: int) -> Iterator[Piece]:
    """The mails of an open file; no more than one is in memory."""
    splitter = _Splitter(most)
    before, offset = b"\n", 0
    line = file.readline(_LONGEST_LINE)
    while line:
        after = file.readline(_LONGEST_LINE)
        if _begins(before, line, after, first=splitter.number == 0):
            if splitter.number:
                yield splitter.done()
            splitter.begin(offset)
        else:
            splitter.add(line, at_start=before.endswith(b"\n"))
        offset += len(line)
        before, line = line, after
    if splitter.number:
        yield splitter.done()


def _begins(before: bytes, line: bytes, after: bytes, *, first: bool) -> bool:
    """Whether `line` is where another mail begins."""
    if not line.startswith(b"From ") or not before.endswith(b"\n"):
        return False
    if first:
        return True
    doubtless = _NO_SPACE_NEEDED.match(line) is not None
    if before.strip():
        return doubtless and _HEADER.match(after) is not None
    if doubtless:
        return _ANY_HEADER.match(after) is not None
    return _HEADER.match(after) is not None and _BEGIN.match(line) is not None


class _Splitter:
    def __init__(self, most: int) -> None:
        self.number = 0
        self._most, self._offset = most, 0
        self._raw = bytearray()
        self._too_large = False

    def begin(self, offset: int) -> None:
        self.number += 1
        self._offset, self._too_large = offset, False
        self._raw.clear()

    def add(self, line: bytes, *, at_start: bool) -> None:
        if self._too_large or not self.number:
            return
        self._raw += line[1:] if at_start and _QUOTED.match(line) else line
        if len(self._raw) > self._most:
            self._too_large = True
            self._raw.clear()

    def done(self) -> Piece:
        raw = bytes(self._raw)
        for end in (b"\r\n", b"\n"):
            if raw.endswith(end * 2):  # the empty line that parts the mails
                raw = raw[: -len(end)]
                break
        return Piece(self.number, self._offset, None if self._too_large else raw)

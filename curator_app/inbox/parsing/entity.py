"""A mail taken apart into its parts, without recursion and within the limits."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from curator_app.inbox.parsing import transfer
from curator_app.inbox.parsing.headers import Headers, parameters, read
from curator_app.inbox.parsing.limits import DEPTH, PARTS

_WHOLE = frozenset({"message/rfc822", "message/global"})


@dataclass
class Part:
    """One part: its header, where its body lies in `raw`, and the parts in it."""

    headers: Headers
    raw: bytes
    start: int
    end: int
    depth: int
    media_type: str
    params: dict[str, str]
    parts: list[Part] = field(default_factory=list["Part"])

    def body(self) -> bytes:
        """The body as it was before it was encoded for the way."""
        encoding = self.headers.get("content-transfer-encoding").lower()
        return transfer.decode(self.raw[self.start : self.end], encoding.partition(";")[0].strip())

    @property
    def disposition(self) -> tuple[str, dict[str, str]]:
        """What Content-Disposition says: attachment, inline or "", and its parameters."""
        return parameters(self.headers.get("content-disposition"))

    def filename(self) -> str:
        """The name that the sender gave the part, as it came."""
        return self.disposition[1].get("filename", "") or self.params.get("name", "")


@dataclass
class Mail:
    """The whole mail, and whether a limit was met while it was taken apart."""

    root: Part
    cut: bool = False


def take_apart(raw: bytes) -> Mail:
    """The tree of parts; what lies too deep or comes too late stays in one piece."""
    start = _beginning(raw)
    mail = Mail(_part(raw, start, len(raw), 0, "text/plain"))
    waiting, count = [mail.root], 1
    while waiting:
        part = waiting.pop(0)
        mail.cut |= part.headers.cut
        if part.media_type not in _WHOLE and not part.media_type.startswith("multipart/"):
            continue
        if part.depth >= DEPTH:
            mail.cut = True
            continue
        for inner in _inside(part):
            if count >= PARTS:
                mail.cut = True
                return mail
            count += 1
            part.parts.append(inner)
            waiting.append(inner)
    return mail


def _beginning(raw: bytes) -> int:
    """Where the header starts: blank lines and the first line of an mbox are passed over."""
    start = len(raw) - len(raw.lstrip(b"\r\n \t\xef\xbb\xbf"))
    if raw[start : start + 5] in (b"From ", b">From"):
        start = raw.find(b"\n", start) + 1 or start
    return start


def _part(raw: bytes, start: int, end: int, depth: int, default: str) -> Part:
    headers, body = read(raw, start, end)
    media_type, params = parameters(headers.get("content-type"))
    headers.charset = params.get("charset", "")
    if media_type.count("/") != 1 or media_type[0] == "/" or media_type[-1] == "/":
        media_type = default
    return Part(headers, raw, body, end, depth, media_type[:100], params)


def _inside(part: Part) -> Iterator[Part]:
    if part.media_type in _WHOLE:
        body = part.body()
        yield _part(body, 0, len(body), part.depth + 1, "text/plain")
        return
    default = "message/rfc822" if part.media_type == "multipart/digest" else "text/plain"
    for start, end in _between(part, part.params.get("boundary", "")):
        yield _part(part.raw, start, end, part.depth + 1, default)


def _between(part: Part, boundary: str) -> Iterator[tuple[int, int]]:
    """The stretches between lines that are the boundary; the closing one or the end ends the last.

    What comes after a closing one is nobody's, unless the boundary comes again: programs that use
    one boundary twice write files there.
    """
    mark = b"--" + boundary.encode("utf-8", "replace")
    if len(mark) < 3:
        return
    begun, at = -1, part.start
    while (at := part.raw.find(mark, at, part.end)) >= 0:
        stop = part.raw.find(b"\n", at, part.end) + 1 or part.end
        tail = part.raw[at + len(mark) : min(stop, at + len(mark) + 1000)].strip()
        at_line_start = at == part.start or part.raw[at - 1 : at] == b"\n"
        if not at_line_start or tail not in (b"", b"--"):
            at += len(mark)
            continue
        if begun >= 0:
            yield begun, max(begun, at - (2 if part.raw[at - 2 : at] == b"\r\n" else 1))
        begun = -1 if tail == b"--" else stop
        at = stop
    if begun >= 0:
        yield begun, part.end

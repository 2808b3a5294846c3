"""The header of a mail or of one of its parts: lines, encoded words, parameters."""

from __future__ import annotations

import binascii
import re
from dataclasses import dataclass, field
from urllib.parse import unquote_to_bytes

from curator_app.inbox.parsing.charsets import decoded
from curator_app.inbox.parsing.limits import HEADER_BYTES, HEADERS

_LINE = re.compile(rb"([\x21-\x39\x3b-\x7e]{1,200})[ \t]*:")
_WORD = re.compile(r"=\?([^?\s*]{1,40})(?:\*[^?\s]{0,40})?\?([bBqQ])\?([^?]*)\?=")
_PARAMETER = re.compile(r";\s*([^\s=;*]+)(\*\d{1,3})?(\*)?\s*=\s*(\"(?:[^\"\\]|\\.)*\"|[^;]*)")


@dataclass
class Headers:
    """Header lines by lower-case name, each unfolded and at most HEADER_BYTES long."""

    lines: dict[str, list[bytes]] = field(default_factory=dict[str, list[bytes]])
    count: int = 0
    cut: bool = False
    charset: str = ""
    """That of the body: what is no UTF-8 in the header is most likely written in it."""

    def add(self, name: str, value: bytes) -> None:
        """Keep a line, or note that there were too many."""
        self.count += 1
        if self.count > HEADERS or len(value) > HEADER_BYTES:
            self.cut = True
        if self.count <= HEADERS:
            self.lines.setdefault(name, []).append(value[:HEADER_BYTES])

    def all(self, name: str) -> list[str]:
        """Every line of that name as text, encoded words left as they are."""
        return [self._text(value).strip() for value in self.lines.get(name, [])]

    def _text(self, value: bytes) -> str:
        try:
            return value.decode("utf-8")
        except UnicodeError:
            return decoded(value, self.charset)

    def get(self, name: str) -> str:
        """The first line of that name, "" when there is none."""
        values = self.all(name)
        return values[0] if values else ""


def read(raw: bytes, start: int, end: int) -> tuple[Headers, int]:
    """The header that begins at `start`, and where the body begins.

    As in other mail programs the body begins after an empty line, or at a line that can be none.
    """
    headers = Headers()
    name, value = "", bytearray()
    at = start
    while at < end:
        stop = raw.find(b"\n", at, end) + 1 or end
        first = raw[at : at + 1]
        if first in (b" ", b"\t") and name:
            value += raw[at : min(stop, at + HEADER_BYTES)] if len(value) <= HEADER_BYTES else b""
        else:
            if name:
                headers.add(name, _unfolded(value))
            found = _LINE.match(raw, at, stop)
            if found is None:
                blank = not raw[at:stop].strip(b"\r\n")
                return headers, stop if blank else at
            name = found[1].decode("ascii").lower()
            value = bytearray(raw[found.end() : min(stop, found.end() + HEADER_BYTES + 1)])
        at = stop
    if name:
        headers.add(name, _unfolded(value))
    return headers, end


def _unfolded(value: bytearray) -> bytes:
    return bytes(value).replace(b"\r", b"").replace(b"\n", b"").strip()


def words(text: str) -> str:
    """Encoded words (RFC 2047) as what they stand for; what cannot be decoded stays as it is."""
    pieces: list[str] = []
    bits, charset, last = bytearray(), "", 0
    for found in _WORD.finditer(text):
        between = text[last : found.start()]
        raw = _word(found[2], found[3])
        if raw is None:
            continue
        same = charset == found[1].lower() and not between.strip()
        if not same:  # a character may be split between two words of one charset
            pieces.append(decoded(bytes(bits), charset))
            bits.clear()
        if between.strip() or not charset:
            pieces.append(between)
        bits += raw
        charset, last = found[1].lower(), found.end()
    pieces += [decoded(bytes(bits), charset), text[last:]]
    return "".join(pieces)


def _word(encoding: str, text: str) -> bytes | None:
    try:
        if encoding in "qQ":
            return binascii.a2b_qp(text.encode("ascii"), header=True)
        data = re.sub(r"[^A-Za-z0-9+/]", "", text)
        if len(data) % 4 == 1:
            data = data[:-1]
        return binascii.a2b_base64(data + "=" * (-len(data) % 4))
    except ValueError:
        return None


def parameters(value: str) -> tuple[str, dict[str, str]]:
    """A value such as `text/plain; charset=x` as what stands first (lower case) and the rest.

    Names split over several parameters and percent coding (RFC 2231) are put together.
    """
    main, _, _ = value.partition(";")
    plain: dict[str, str] = {}
    pieces: dict[str, dict[int, tuple[bool, str]]] = {}
    for found in _PARAMETER.finditer(value):
        name, number, coded, text = found[1].lower(), found[2], bool(found[3]), _unquoted(found[4])
        if number or coded:
            pieces.setdefault(name, {})[int((number or "*0")[1:])] = (coded, text)
        else:
            plain.setdefault(name, text)
    for name, parts in pieces.items():
        plain[name] = _joined([parts[number] for number in sorted(parts)])
    return main.strip().lower(), plain


def _unquoted(text: str) -> str:
    text = text.strip()
    if len(text) > 1 and text[0] == text[-1] == '"':
        return re.sub(r"\\(.)", r"\1", text[1:-1])
    return text.strip('"')


def _joined(parts: list[tuple[bool, str]]) -> str:
    charset, raw = "utf-8", bytearray()
    for index, (coded, text) in enumerate(parts):
        if coded and index == 0 and text.count("'") >= 2:
            charset, _, text = text.split("'", 2)
        raw += unquote_to_bytes(text) if coded else text.encode("utf-8", "replace")
    return decoded(bytes(raw), charset or "utf-8")

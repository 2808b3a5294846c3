"""XML as a stream of records, each parsed by itself with everything dangerous turned off.

The file is cut at the tags of its records and only the pieces are parsed, so no DTD is ever read,
memory is that of one record, each record keeps its own text, and a broken one breaks no other.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from html.entities import html5
from typing import BinaryIO

from lxml import etree

from curator_app.errors import BadFile
from curator_app.formats.encoding import EXPORT_AGAIN, KEPT, decode_piece
from curator_app.formats.source_file import SourceFile

# lxml gives the class of its elements no public name.
Element = etree._Element  # pyright: ignore[reportPrivateUsage]

MAX_RECORD = 10_000_000
"""Bytes of one record; papers of 5,000 authors with their addresses need half of it."""
STREAM_LIMIT = 4_000_000_000
_CHUNK = 1 << 18
_LONGEST_TOKEN = 4_096
_TOO_DEEP, _NO_ENTITY, _NO_NAMESPACE = 114, 26, 201
_ENCODING = re.compile(r"<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([\w.:-]{1,40})[\"']")
# Those in which "<" is always the byte "<": a reader of tags may cut at it.
_CUTTABLE = re.compile(
    r"utf-?8|us-ascii|ascii|iso-?8859-\d+|latin-?\d|(?:windows-|cp)125\d|koi8-[ru]|"
    r"gb2312|gbk|gb18030|big5|euc-(?:jp|kr|tw)|shift[_-]jis|macintosh|utf-?(?:16|32)(?:[bl]e)?",
    re.IGNORECASE,
)
_PARSER = etree.XMLParser(
    resolve_entities=False,
    no_network=True,
    load_dtd=False,
    dtd_validation=False,
    huge_tree=False,
    remove_comments=True,
    remove_pis=True,
)


@dataclass(frozen=True)
class Piece:
    """The text of one record and the line it begins on; `reason`: why it is none."""

    line: int
    raw: str
    reason: str = ""
    problem: str = ""


class Unparsable(Exception):
    """The piece is no XML; its text is a sentence."""


def pieces(
    file: SourceFile, starts: Collection[str], ends: Collection[str] = ()
) -> Iterator[Piece]:
    """The records that begin with one of the tags `starts`, in the order of the file.

    A record ends with the end tag of one of `ends` (of the tag it began with when there are
    none). Raises BadFile for a file that declares entities or an encoding that is not read.
    """
    first = re.search(rf"<(?:{'|'.join(starts)})[\s/>]", file.head)
    prolog = file.head[: first.start()] if first else file.head
    if "<!ENTITY" in prolog:
        raise BadFile(
            f"{file.name} declares entities of its own, which no export of records does.",
            f"{KEPT} {EXPORT_AGAIN}",
        )
    declared = _ENCODING.match(file.head)
    encoding = declared[1] if declared else "utf-8"
    if not _CUTTABLE.fullmatch(encoding):
        raise BadFile(f"{file.name} says its encoding is {encoding}, which is not read.", KEPT)
    with file.open() as stream:
        for count, (line, raw, reason) in enumerate(
            _Cutter(eight_bit(stream), starts, ends).cut(), 1
        ):
            if count % 100 == 0:
                file.stop_if_cancelled()
            text, problem = decode_piece(raw, encoding)
            yield Piece(line, text, reason, problem)


def parse(raw: str) -> Element:
    """The record as a tree. Entities of HTML and prefixes without a declaration are mended.

    Raises Unparsable with a sentence.
    """
    text = raw
    for _ in range(3):
        try:
            return etree.fromstring(text.encode("utf-8", "replace"), _PARSER)
        except etree.XMLSyntaxError as error:
            mended = _mended(text, error.code)
            if mended == text:
                raise Unparsable(_sentence(error)) from error
            text = mended
    raise Unparsable("It is not well-formed XML.")


def _mended(text: str, code: int) -> str:
    if code == _NO_ENTITY:
        return re.sub(r"&(?!(?:amp|lt|gt|quot|apos);)[A-Za-z]\w{1,30};", _named_sign, text)
    if code == _NO_NAMESPACE:
        used = sorted(
            set(re.findall(r"[<\s/]([A-Za-z][\w-]{0,30}):[A-Za-z]", text)) - {"xml", "xmlns"}
        )
        missing = "".join(f' xmlns:{p}="urn:x:{p}"' for p in used if f"xmlns:{p}=" not in text)
        return re.sub(r"^(<[\w:-]+)", rf"\1{missing}", text, count=1)
    return text


def _named_sign(match: re.Match[str]) -> str:
    return html5.get(match.group()[1:], match.group())


def _sentence(error: etree.XMLSyntaxError) -> str:
    line = f" (its line {error.lineno})" if error.lineno else ""
    if error.code == _TOO_DEEP:
        return f"It is nested too deeply, or holds a text that is too long{line}."
    message = " ".join((error.msg or "it is broken").split())[:160]
    return f"It is not well-formed XML{line}: {re.sub(r', line .*', '', message)}."


def eight_bit(stream: BinaryIO) -> Iterator[bytes]:
    """The file in chunks; UTF-16 and UTF-32 become UTF-8, in which tags are found as bytes."""
    head = stream.read(4)
    stream.seek(0)
    wide = ""
    if head.startswith((codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)):
        wide = "utf-32"
    elif head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        wide = "utf-16"
    elif head in (b"<\0?\0", b"<\0!\0", b"<\0P\0") or head[:2] == b"<\0":
        wide = "utf-16-le"
    elif head[:2] == b"\0<":
        wide = "utf-16-be"
    decoder = codecs.getincrementaldecoder(wide)("replace") if wide else None
    while chunk := stream.read(_CHUNK):
        yield decoder.decode(chunk).encode("utf-8", "replace") if decoder else chunk


class _Cutter:
    """Finds tags in a stream, holding no more than one record; comments and CDATA hide tags."""

    def __init__(
        self, chunks: Iterator[bytes], starts: Collection[str], ends: Collection[str]
    ) -> None:
        self.chunks = chunks
        names = "|".join(sorted({*starts, *ends}))
        self.token = re.compile(rf"<(?:!--|!\[CDATA\[|(/?)({names})(?=[\s/>]))".encode())
        self.starts = {name.encode() for name in starts}
        self.ends = {name.encode() for name in ends}
        self.buffer = b""
        self.place = 0
        self.line = 1
        self.counted = 0
        self.ended = False
        self.begun = -1
        self.name = b""

    def cut(self) -> Iterator[tuple[int, bytes, str]]:
        while True:
            match = self.next_token()
            if self.begun >= 0 and self.place - self.begun > MAX_RECORD:
                yield self.taken(self.begun + 2_000, "It is longer than 10 MB, which no record is.")
            elif match is None:
                break
            elif not match[2]:
                self.skip_to(b"-->" if match.group() == b"<!--" else b"]]>")
            elif match[1]:
                if self.begun >= 0 and (match[2] in self.ends or match[2] == self.name):
                    yield self.taken(self.after_tag(), "")
            elif match[2] in self.starts:
                if self.begun >= 0:
                    yield self.taken(match.start(), "Its end is missing.")
                yield from self.begin(match)
        if self.begun >= 0:
            yield self.taken(len(self.buffer), "The file ends before it does.")

    def begin(self, match: re.Match[bytes]) -> Iterator[tuple[int, bytes, str]]:
        """A record begins; one that is only `<tag/>` ends here too."""
        self.begun, self.name = self.place - len(match.group()), match[2]
        end = self.after_tag()
        if self.buffer[:end].endswith(b"/>"):
            yield self.taken(end, "")

    def after_tag(self) -> int:
        """The place behind the tag's `>`; the buffer holds it."""
        found = self.buffer.find(b">", self.place)
        return found + 1 if found >= 0 else len(self.buffer)

    def taken(self, end: int, reason: str) -> tuple[int, bytes, str]:
        line = self.line_at(self.begun)
        raw = self.buffer[self.begun : end]
        if reason:
            raw = raw[:2_000]
        self.begun = -1
        self.place = max(self.place, end) if not reason else self.place
        return line, raw, reason

    def line_at(self, place: int) -> int:
        """The number of the line; places are asked for in their order."""
        self.line += self.buffer.count(b"\n", self.counted, place)
        self.counted = max(self.counted, place)
        return self.line

    def next_token(self) -> re.Match[bytes] | None:
        """The next tag, comment or CDATA; `place` is then behind it. None at the end."""
        while True:
            match = self.token.search(self.buffer, self.place)
            # A tag's end must be at hand too: attributes may be cut by the end of a chunk.
            if match and (self.ended or match.end() + _LONGEST_TOKEN < len(self.buffer)):
                self.place = match.end()
                return match
            if not match:
                self.place = max(self.place, len(self.buffer) - _LONGEST_TOKEN)
            if self.ended or (self.begun >= 0 and self.place - self.begun > MAX_RECORD):
                return None
            self.more()

    def skip_to(self, sign: bytes) -> None:
        """Go behind `sign`; to the end of the file where it never comes."""
        while (found := self.buffer.find(sign, self.place)) < 0:
            if self.ended or (self.begun >= 0 and self.place - self.begun > MAX_RECORD):
                self.place = len(self.buffer)
                return
            self.place = max(self.place, len(self.buffer) - len(sign) + 1)
            self.more()
        self.place = found + len(sign)

    def more(self) -> None:
        """One chunk more; what lies before the record and the place is let go."""
        keep = self.begun if self.begun >= 0 else self.place
        self.line_at(keep)
        chunk = next(self.chunks, b"")
        self.ended = not chunk
        self.buffer = self.buffer[keep:] + chunk
        self.place -= keep
        self.counted -= keep
        self.begun = 0 if self.begun >= 0 else -1

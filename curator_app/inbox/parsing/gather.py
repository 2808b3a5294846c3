"""From the tree of parts to one text and a list of files."""

from __future__ import annotations

from dataclasses import dataclass, field

from curator_app.inbox.parsing import transfer
from curator_app.inbox.parsing.charsets import decoded
from curator_app.inbox.parsing.entity import Part
from curator_app.inbox.parsing.flowed import unflowed
from curator_app.inbox.parsing.headers import words
from curator_app.inbox.parsing.html_text import between_tags, text_of
from curator_app.inbox.parsing.limits import TEXT

_PLAIN = frozenset({"text/plain", "text/markdown", "text/enriched", "text"})
_ENCRYPTED = frozenset(
    {"multipart/encrypted", "application/pkcs7-mime", "application/x-pkcs7-mime"}
)
_STUB, _SHORT = 5, 100
"""So many times longer than another text and these characters is one of which that is a stub."""
_TNEF = frozenset({"application/ms-tnef", "application/vnd.ms-tnef"})

_OWN_NAMES = {
    "application/pgp-signature": "signature.asc",
    "application/pkcs7-signature": "smime.p7s",
    "application/x-pkcs7-signature": "smime.p7s",
    "application/pkcs7-mime": "smime.p7m",
    "application/x-pkcs7-mime": "smime.p7m",
    "application/pgp-encrypted": "pgp-version.txt",
    "application/pdf": "attachment.pdf",
    "application/zip": "attachment.zip",
    "image/bmp": "picture.bmp",
    "image/gif": "picture.gif",
    "image/jpeg": "picture.jpg",
    "image/png": "picture.png",
    "image/tiff": "picture.tif",
    "image/webp": "picture.webp",
    "message/delivery-status": "delivery-status.txt",
    "message/disposition-notification": "receipt.txt",
    "message/global": "message.eml",
    "message/rfc822": "message.eml",
    "text/calendar": "invitation.ics",
    "text/csv": "table.csv",
    "text/html": "text.html",
    "text/plain": "text.txt",
    "text/rfc822-headers": "header.txt",
    "text/vcard": "card.vcf",
    "text/x-vcard": "card.vcf",
}
"""What a part is called to which its sender gave no name, by what it says it is."""


@dataclass
class File:
    """An attachment: the sender's own name for it, what it says it is, its contents."""

    name: str
    media_type: str
    content: bytes


@dataclass
class Gathered:
    """What a part comes to. `remarks` are codes that the parent knows sentences for."""

    texts: list[str] = field(default_factory=list[str])
    files: list[File] = field(default_factory=list[File])
    remarks: set[str] = field(default_factory=set[str])
    plain: bool = False

    def add(self, other: Gathered, *, texts: bool = True) -> None:
        """Take another part's files and remarks over, and its text where wanted."""
        self.files += other.files
        self.remarks |= other.remarks
        if texts:
            self.texts += other.texts
            self.plain |= other.plain

    def says_something(self) -> bool:
        """Whether there is any text that is not blank."""
        return any(text.strip() for text in self.texts)

    def length(self) -> int:
        """Characters of text."""
        return sum(map(len, self.texts))


def gather(part: Part, *, inside: bool = False) -> Gathered:
    """Text and files of a part with all its parts; goes no deeper than the tree, which is DEPTH.

    `inside` an attached mail no further mail becomes a file: the outer one has it.
    """
    found = Gathered()
    if part.media_type in _ENCRYPTED and "signed" not in part.params.get("smime-type", ""):
        found.remarks.add("encrypted")
    elif part.media_type in _ENCRYPTED:
        found.remarks.add("signed")
    if part.media_type.startswith("message/"):
        found.add(_message(part, inside=inside))
    elif not part.parts:
        _leaf(part, found)
    elif part.media_type == "multipart/alternative":
        found.add(_best([gather(inner, inside=inside) for inner in part.parts]))
    else:
        for inner in part.parts:
            found.add(gather(inner, inside=inside))
    return found


def _best(choices: list[Gathered]) -> Gathered:
    """Of several forms of one text the plain one, else the last that says something.

    A short plain one beside a long other is a stub: "Your program cannot show this mail."
    """
    talking = [choice for choice in choices if choice.says_something()]
    chosen = next((choice for choice in talking if choice.plain), None)
    if talking and (chosen is None or talking[-1].length() > _STUB * (chosen.length() + _SHORT)):
        chosen = talking[-1]
    found = Gathered()
    for choice in choices:
        found.add(choice, texts=choice is chosen)
    return found


def _leaf(part: Part, found: Gathered) -> None:
    kind, broken = part.media_type, part.media_type.startswith("multipart/")
    attached = part.disposition[0] == "attachment"
    if not attached and (kind in _PLAIN or broken):
        found.plain = True
        found.texts.append(_plain(part, found))
        if broken:
            found.remarks.add("broken")
    elif not attached and kind == "text/html":
        found.texts.append(_from_html(part, found))
    elif part.start < part.end or part.filename():
        if kind in _TNEF:
            found.remarks.add("tnef")
        name = part.filename() or _OWN_NAMES.get(kind, "attachment")
        found.files.append(File(name, kind, part.body()))


def _plain(part: Part, found: Gathered) -> str:
    body = part.body()
    if b"\nbegin" in body or body.startswith(b"begin"):
        body, files = transfer.uuencoded(body)
        found.files += [File(name, "application/octet-stream", data) for name, data in files]
    text = decoded(body[: TEXT * 4], part.params.get("charset", ""))
    if part.params.get("format", "").lower() == "flowed":
        text = unflowed(text, delete_space=part.params.get("delsp", "").lower() == "yes")
    return text


def _from_html(part: Part, found: Gathered) -> str:
    body = part.body()
    source = decoded(body[: TEXT * 4], part.params.get("charset", "") or _declared(body))
    try:
        return text_of(source)
    except ValueError:
        found.remarks.add("broken")
        return between_tags(source)


def _declared(body: bytes) -> str:
    """The character set that an HTML page names itself."""
    head = body[:2048].lower()
    at = head.find(b"charset=")
    name = head[at + 8 : at + 50].strip(b"\"' ") if at >= 0 else b""
    ends = [stop for stop in map(name.find, (b'"', b"'", b">", b";", b" ", b"/")) if stop >= 0]
    return name[: min(ends, default=len(name))].decode("ascii", "replace")


def _message(part: Part, *, inside: bool) -> Gathered:
    """A mail in the mail: kept as a file, and its words shown under a line that says so."""
    found = Gathered()
    if part.media_type == "message/external-body":
        found.remarks.add("elsewhere")
        return found
    if not inside:
        name = part.filename() or _OWN_NAMES.get(part.media_type, "message.txt")
        found.files.append(File(name, part.media_type, part.body()))
    for inner in part.parts:
        subject = words(inner.headers.get("subject"))
        sender = words(inner.headers.get("from"))
        found.texts.append(f"--- A mail was attached. From: {sender}; subject: {subject} ---")
        found.add(gather(inner, inside=True))
    return found

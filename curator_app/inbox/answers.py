"""What the mail-reading child says, believed only as far as it has the agreed form."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeGuard, cast

from curator_app.domain import slug as slugs
from curator_app.domain.contribution import KINDS, Attachment, Message
from curator_app.domain.private import Private

_TEXTS = {
    "subject": 1000,
    "body": 10 * 1024 * 1024,
    "name": 200,
    "address": 320,
    "reply_to": 320,
    "message_id": 250,
    "in_reply_to": 250,
    "date": 40,
    "slug": 120,
    "kind": 40,
}
_MOST_FILES = 1000
_MOST_BYTES = 64 * 1024 * 1024
"""Of all files: an attached mail is given as a file, and the files in it are given too."""
REMARKS = {
    "broken": "Parts of this mail are broken; what could be read is shown.",
    "cut": "This mail is longer or more nested than is shown; its raw copy has the rest.",
    "elsewhere": "It points to a file that is kept elsewhere; that was not fetched.",
    "empty": "It has no text.",
    "encrypted": "It is encrypted and cannot be read here; save the attachment to decrypt it.",
    "foreign letters": "The sender's address has letters that may look like others.",
    "name is address": "The sender's name looks like an address, and it is not the sender's.",
    "no header": "It has no header, so it says nothing about who sent it.",
    "no sender": "It names no sender.",
    "reply elsewhere": "Answers to it go to another address than the sender's.",
    "senders": "It names more than one sender; the first is shown.",
    "signed": "It is signed so that its text is inside the attachment; save that to read it.",
    "tnef": "Outlook packed its attachments into one file (winmail.dat).",
}


class NoAnswer(Exception):
    """The child said that it failed, or something that is no answer; `trouble` is its name."""

    def __init__(self, trouble: str) -> None:
        super().__init__()
        self.trouble = trouble


@dataclass(frozen=True)
class Reading:
    """An answer of the agreed form."""

    texts: dict[str, str] = field(repr=False)
    files: tuple[tuple[str, str, int], ...] = field(repr=False)
    remarks: tuple[str, ...]

    @property
    def date(self) -> str:
        """The date in the mail, ISO, or ""."""
        return self.texts["date"]

    @property
    def keys(self) -> tuple[str, ...]:
        """What the files are called inside the inbox."""
        return tuple(f"file-{number}" for number in range(1, len(self.files) + 1))


def _form(answer: bytes) -> dict[str, Any]:
    try:
        form: Any = json.loads(answer)
    except (ValueError, RecursionError):
        raise NoAnswer("died") from None
    if not isinstance(form, dict):
        raise NoAnswer("died")
    return cast("dict[str, Any]", form)


def file_sizes(answer: bytes) -> list[int]:
    """How large the frames are that follow the answer."""
    files: Any = _form(answer).get("files", [])
    if not isinstance(files, list) or len(cast("list[Any]", files)) > _MOST_FILES:
        raise NoAnswer("died")
    sizes = [_file(item)[2] for item in cast("list[Any]", files)]
    if sum(sizes) > _MOST_BYTES:
        raise NoAnswer("died")
    return sizes


def checked(answer: bytes, files: list[bytes]) -> Reading:
    """The answer when it keeps to the form; raises NoAnswer."""
    form = _form(answer)
    if "error" in form:
        raise NoAnswer(form["error"] if form["error"] in ("broken", "memory") else "died")
    listed = tuple(_file(item) for item in form.get("files", ()))
    remarks = form.get("remarks")
    if (
        set(form) != {*_TEXTS, "files", "remarks"}
        or [size for _, _, size in listed] != [len(content) for content in files]
        or not all(_fits(form[name], most) for name, most in _TEXTS.items())
        or not isinstance(remarks, list)
        or not all(code in REMARKS for code in cast("list[Any]", remarks))
        or not _sensible(form["kind"], form["slug"], form["date"])
    ):
        raise NoAnswer("died")
    texts = {name: form[name] for name in _TEXTS}
    return Reading(texts, listed, tuple(cast("list[str]", remarks)))


def _file(item: Any) -> tuple[str, str, int]:
    if not isinstance(item, dict):
        raise NoAnswer("died")
    form = cast("dict[str, Any]", item)
    name, kind, size = form.get("name"), form.get("type"), form.get("size")
    if not (_fits(name, 200) and _fits(kind, 100) and isinstance(size, int)):
        raise NoAnswer("died")
    if size < 0 or "/" in name or "\\" in name or not name.strip("."):
        raise NoAnswer("died")
    return name, kind, size


def _fits(value: Any, most: int) -> TypeGuard[str]:
    return isinstance(value, str) and len(value) <= most


def _sensible(kind: str, slug: str, date: str) -> bool:
    try:
        if date:
            datetime.fromisoformat(date)
    except ValueError:
        return False
    return kind in KINDS and (not slug or slugs.is_valid(slug))


def message(reading: Reading, received: str) -> Message:
    """The message as the domain has it."""
    texts = reading.texts
    private = {name: Private(texts[name]) for name in _TEXTS}
    return Message(
        subject=private["subject"],
        body=private["body"],
        sender_name=private["name"],
        sender_address=private["address"],
        received=received,
        slug=texts["slug"],
        kind=texts["kind"],
        attachments=tuple(
            Attachment(key, Private(name), kind, size)
            for key, (name, kind, size) in zip(reading.keys, reading.files, strict=True)
        ),
        reply_to=private["reply_to"],
        message_id=private["message_id"],
        in_reply_to=private["in_reply_to"],
        remarks=tuple(REMARKS[code] for code in reading.remarks),
    )

"""The whole reading of one mail: from raw bytes to plain values."""

from __future__ import annotations

import codecs
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

from curator_app.domain.contact import subject_matter
from curator_app.domain.plain_text import visible_line, visible_text
from curator_app.inbox.parsing.addresses import addresses
from curator_app.inbox.parsing.entity import take_apart
from curator_app.inbox.parsing.gather import File, gather
from curator_app.inbox.parsing.headers import Headers, words
from curator_app.inbox.parsing.limits import ADDRESSES, FILES, TEXT
from curator_app.inbox.parsing.names import distinct, safe_name

_SENT_TO = ("to", "cc", "delivered-to", "x-original-to", "envelope-to")


def read_mail(raw: bytes) -> tuple[dict[str, Any], list[bytes]]:
    """Everything that is shown of a mail, as JSON values, and the files that came with it."""
    mail = take_apart(_with_line_feeds(raw))
    headers = mail.root.headers
    found = gather(mail.root)
    remarks = found.remarks
    body = "\n\n".join(text for text in found.texts if text.strip())
    files = found.files[:FILES]
    if mail.cut or len(body) > TEXT or len(files) < len(found.files):
        remarks.add("cut")
    body = visible_text(body[:TEXT])[:TEXT].strip("\n")
    if not body.strip():
        remarks.add("empty")
    if not headers.lines:
        remarks.add("no header")
    subject = visible_line(words(headers.get("subject")))
    slug, kind = subject_matter(subject, body, _recipients(headers))
    name, address = _sender(headers, remarks)
    return {
        "subject": subject,
        "body": body,
        "name": visible_line(name, 200),
        "address": visible_line(address, 320),
        "reply_to": _reply_to(headers, address, remarks),
        "message_id": _id(headers, "message-id"),
        "in_reply_to": _id(headers, "in-reply-to"),
        "date": _date(headers.get("date")),
        "slug": slug,
        "kind": kind,
        "files": _listed(files),
        "remarks": sorted(remarks),
    }, [file.content for file in files]


def _with_line_feeds(raw: bytes) -> bytes:
    """A mail that a program saved as UTF-16, or an old one with returns only, as others are."""
    if raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raw = raw.decode("utf-16", "replace").encode("utf-8", "replace")
    return raw if b"\n" in raw else raw.replace(b"\r", b"\n")


def _listed(files: list[File]) -> list[dict[str, Any]]:
    taken: set[str] = set()
    return [
        {
            "name": distinct(safe_name(file.name), taken),
            "type": visible_line(file.media_type, 100),
            "size": len(file.content),
        }
        for file in files
    ]


def _sender(headers: Headers, remarks: set[str]) -> tuple[str, str]:
    """The first of From, else Sender. What may deceive the eye is remarked."""
    lines = headers.all("from")
    found = [pair for line in lines for pair in addresses(line)]
    named = found or [pair for line in headers.all("sender") for pair in addresses(line)]
    if not named:
        remarks.add("no sender")
        return "", ""
    name, address = next((pair for pair in named if pair[1]), named[0])
    if len({pair[1].lower() for pair in found if pair[1]}) > 1:
        remarks.add("senders")
    if "@" in name and address.lower() not in name.lower():
        remarks.add("name is address")
    if not address.isascii():
        remarks.add("foreign letters")
    return name, address


def _reply_to(headers: Headers, address: str, remarks: set[str]) -> str:
    found = addresses(headers.get("reply-to"))
    wanted = visible_line(found[0][1], 320) if found else ""
    if not wanted or wanted.lower() == visible_line(address, 320).lower():
        return ""
    remarks.add("reply elsewhere")
    return wanted


def _recipients(headers: Headers) -> list[str]:
    lines = [line for name in _SENT_TO for line in headers.all(name)]
    return [address for line in lines[:20] for _, address in addresses(line)][:ADDRESSES]


def _id(headers: Headers, name: str) -> str:
    """The first <…> of an id line, only when it could stand in a header of ours."""
    value = headers.get(name)
    start, end = value.find("<"), value.find(">")
    found = value[start : end + 1] if 0 <= start < end else ""
    fits = found.isascii() and found.isprintable() and " " not in found
    return found if fits and 3 < len(found) <= 250 else ""


def _date(value: str) -> str:
    """The date that the sender's program wrote, in UTC; "" when it is none or no likely one."""
    try:
        when = parsedate_to_datetime(value[:100])
        when = when.replace(tzinfo=when.tzinfo or UTC).astimezone(UTC)
    except (ValueError, TypeError, IndexError, OverflowError):
        return ""
    return when.isoformat(timespec="seconds") if datetime(1990, 1, 2, tzinfo=UTC) < when else ""

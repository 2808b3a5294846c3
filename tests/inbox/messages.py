"""Messages as sources hand them over."""

import hashlib
import random

from curator_app.domain.contribution import Attachment, Incoming, Message, Origin
from curator_app.domain.private import Private

TEXT = (
    "fatigue sleep crash pacing sample criteria study page figure table wrong right author year"
    " question exertion patients women moderate severe bedbound thanks please correction number"
)


def message(
    number: int = 1,
    *,
    body: str = "",
    sender: str = "",
    subject: str = "",
    slug: str = "",
    received: str = "2026-11-19T08:00:00Z",
    kind: str = "wording",
    files: dict[str, bytes] | None = None,
    account: str = "mail",
) -> Incoming:
    """A message; the same number gives the same bytes."""
    address = sender or f"reader{number}@example.org"
    text = body or f"Message number {number}: the sample size is wrong."
    subject = subject or f"About study {number}"
    raw = f"From: {address}\nSubject: {subject}\nX-Number: {number}\n\n{text}".encode()
    contents = files or {}
    attachments = tuple(
        Attachment(str(place), Private(name), "text/plain", len(content))
        for place, (name, content) in enumerate(contents.items())
    )
    return Incoming(
        raw=raw,
        origin=Origin("imap", account, f"INBOX/1/{number}", hashlib.sha256(raw).hexdigest()),
        message=Message(
            subject=Private(subject),
            body=Private(text),
            sender_name=Private(f"Reader {number}"),
            sender_address=Private(address),
            received=received,
            slug=slug,
            kind=kind,
            attachments=attachments,
            message_id=Private(f"<{number}@example.org>"),
        ),
        files={str(place): content for place, content in enumerate(contents.values())},
    )


def unreadable(number: int = 1) -> Incoming:
    """A message that could not be parsed."""
    raw = f"\xff\xfe broken {number}".encode("latin-1")
    origin = Origin("imap", "mail", f"INBOX/1/{number}", hashlib.sha256(raw).hexdigest())
    return Incoming(raw=raw, origin=origin, trouble="It could not be read safely.")


def many(count: int, seed: int = 1, size: int = 300) -> list[Incoming]:
    """Messages of some `size` words from a third as many senders about a sixth as many studies."""
    chance, words = random.Random(seed), TEXT.split()
    return [
        message(
            number,
            body=" ".join(chance.choices(words, k=size)) + f" marker{number}end",
            sender=f"reader{number % (count // 3 + 1)}@example.org",
            slug=f"study-{number % (count // 6 + 1)}",
            received=f"2026-{number % 11 + 1:02}-{number % 28 + 1:02}T10:00:{number % 60:02}Z",
        )
        for number in range(count)
    ]

"""Replies on their way out: kept first, then sent, and nobody is told that one was sent who is not
sure.

A reply gets its Message-ID before it goes out for the first time and keeps it: sent again after a
crash, it is the same mail, and the reader's answer finds the contribution by it.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from typing import Protocol

from curator_app.domain.correspondence import FAILED, QUEUED, SENDING, SENT, Reply
from curator_app.domain.plain_text import clean_line, clean_text
from curator_app.domain.private import NOTHING, Private
from curator_app.errors import BadValue, Cancelled, NetworkTrouble
from curator_app.inbox.accounts import SmtpAccount, check, check_address
from curator_app.inbox.smtp import Smtp, Unsure
from curator_app.wire import PATIENT, Patience, never

_POLICY = SMTP.clone(cte_type="7bit")
_EXPECTED = frozenset(
    {
        *("from", "to", "subject", "date", "message-id", "in-reply-to", "references"),
        *("content-type", "content-transfer-encoding", "mime-version"),
    }
)


class Outbox(Protocol):
    """What keeps replies: the store's letters."""

    def keep(self, reply: Reply) -> Reply:
        """Keep a reply as it is now, durable when this returns."""
        ...


def new_message_id(account: SmtpAccount) -> Private:
    """An id that says nothing but the sender's domain."""
    return Private(
        f"<{uuid.uuid4().hex}@{_ascii_domain(account.sender_address).partition('@')[2]}>"
    )


def compose(
    account: SmtpAccount, reply: Reply, answers: Private = NOTHING, now: datetime | None = None
) -> bytes:
    """The mail as it goes out: plain text, and no line in its header that is not ours.

    `answers` is the Message-ID of the mail that it answers. Raises BadValue, naming the field.
    """
    mail = EmailMessage(_POLICY)
    name, sender = clean_line(account.sender_name), _ascii_domain(account.sender_address)
    mail["From"] = Address(display_name=name, addr_spec=sender)
    mail["To"] = Address(addr_spec=recipient(reply))
    subject = clean_line(reply.subject.reveal())
    if not subject:
        raise BadValue("subject", "The reply has no subject.", "Write one.")
    mail["Subject"] = subject[:500]
    mail["Date"] = format_datetime(now or datetime.now(UTC))
    body = clean_text(reply.body.reveal())
    if not body:
        raise BadValue("body", "The reply has no text.", "Write something.")
    mail.set_content(f"{body}\n")
    # The library would fold a long id in two, and then nobody's mail program knows it again.
    ids = {"Message-ID": _id(reply.message_id), "In-Reply-To": _id(answers)}
    ids["References"] = ids["In-Reply-To"]
    lines = "".join(f"{name}: {value}\r\n" for name, value in ids.items() if value)
    raw = lines.encode("ascii") + mail.as_bytes()
    head = raw.partition(b"\r\n\r\n")[0].split(b"\r\n")
    names = [line.partition(b":")[0].lower().decode() for line in head if line[:1] not in b" \t"]
    if len(names) != len(set(names)) or not set(names) <= _EXPECTED:
        raise BadValue("subject", "This reply cannot be written as a mail.", "Change its subject.")
    return raw


def recipient(reply: Reply) -> str:
    """The one address that a reply goes to; raises BadValue."""
    address = reply.to.reveal().strip()
    check_address(address, "to")
    if not address.partition("@")[0].isascii():
        raise BadValue(
            "to",
            "Mail servers cannot be relied on for an address with such letters before the @.",
            "Copy the reply and send it with another program.",
        )
    return _ascii_domain(address)


def _ascii_domain(address: str) -> str:
    local, _, domain = address.rpartition("@")
    try:
        return f"{local}@{domain.encode('idna').decode('ascii')}"
    except UnicodeError:
        raise BadValue("to", "This is no mail address.", "Check what stands after the @.") from None


def _id(value: Private) -> str:
    """A Message-ID that can stand in a header; "" for what is none."""
    text = value.reveal()
    fits = text[:1] == "<" and text[-1:] == ">" and text.isascii() and text.isprintable()
    return text if fits and " " not in text and len(text) <= 250 else ""


def send(
    account: SmtpAccount,
    password: Private,
    outbox: Outbox,
    reply: Reply,
    answers: Private = NOTHING,
    *,
    patience: Patience = PATIENT,
    cancelled: Callable[[], bool] = never,
) -> Reply:
    """Send a reply, and return it as it is kept now: SENT, FAILED with the reason, or SENDING when
    nobody can know whether it was sent.

    Raises BadValue before anything is kept, and Cancelled when the user stopped it in time: the
    reply is then QUEUED.
    """
    check(account)
    if not reply.message_id:
        reply = replace(reply, message_id=new_message_id(account))
    raw, to = compose(account, reply, answers), recipient(reply)
    reply = outbox.keep(replace(reply, state=SENDING, trouble=""))
    try:
        with closing(Smtp.connect(account, patience, cancelled)) as smtp:
            smtp.log_in(account.user, password)
            smtp.hand_over(_ascii_domain(account.sender_address), to, raw)
    except Unsure as error:
        return outbox.keep(replace(reply, trouble=error.sentence()))
    except NetworkTrouble as error:
        return outbox.keep(replace(reply, state=FAILED, trouble=error.sentence()))
    except Cancelled:
        outbox.keep(replace(reply, state=QUEUED))
        raise
    return outbox.keep(replace(reply, state=SENT))

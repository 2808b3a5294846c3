"""What curators write about a contribution: notes among themselves, and replies to its sender."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from curator_app.domain.private import NOTHING, Private

DRAFT, QUEUED, SENDING, SENT, FAILED, COPIED = (
    "draft",
    "queued",
    "sending",
    "sent",
    "failed",
    "copied",
)
REPLY_STATES = (DRAFT, QUEUED, SENDING, SENT, FAILED, COPIED)
"""`sending` that is found after a crash may have been sent: it is never sent again by itself.
`copied` was taken to another mail program."""


@dataclass(frozen=True)
class Note:
    """A note of one curator to the others; `at` is an ISO time in UTC."""

    key: str
    who: str
    at: str
    text: Private


@dataclass(frozen=True)
class Reply:
    """An answer to the sender, from its first letter to its sending.

    `contribution` is the id of what it answers. `message_id` is the id that the mail was given, by
    which the reader's next answer finds this contribution. `trouble` says why it was not sent.
    """

    key: str
    contribution: str
    state: str
    who: str
    at: str
    to: Private = NOTHING
    subject: Private = NOTHING
    body: Private = NOTHING
    message_id: Private = NOTHING
    trouble: str = field(default="", repr=False)


@dataclass(frozen=True)
class Template:
    """A reply that is written once and used often; its text may hold PLACEHOLDERS."""

    name: str
    text: str


PLACEHOLDERS: Mapping[str, str] = {
    "title": "the study's title",
    "address": "the address of the study's page",
    "name": "the sender's name",
    "erase_on": "the date on which the message is erased",
    "curator": "your name",
}
"""What stands in braces in a template, and what it becomes."""
_PLACEHOLDER = re.compile(r"\{(" + "|".join(PLACEHOLDERS) + r")\}")


def filled(text: str, values: Mapping[str, str]) -> str:
    """A template's text with its placeholders filled in; one without a value stays to be seen."""
    return _PLACEHOLDER.sub(lambda found: values.get(found[1]) or found[0], text)


def placeholders_in(text: str) -> frozenset[str]:
    """The placeholders that a text still has."""
    return frozenset(_PLACEHOLDER.findall(text))

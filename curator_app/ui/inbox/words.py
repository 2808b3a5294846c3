"""The words and labels of contributions: states, kinds, times, sizes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from curator_app.domain.contribution import (
    ACCEPTED,
    DECLINED,
    DUPLICATE,
    NEEDS_INFORMATION,
    NEW,
    SPAM,
    UNREADABLE,
)
from curator_app.domain.correspondence import COPIED, DRAFT, FAILED, QUEUED, SENDING, SENT
from curator_app.domain.inbox_query import InboxRow
from curator_app.domain.plain_text import visible_line
from curator_app.domain.private import Private

STATES: Mapping[str, str] = {
    NEW: "New",
    NEEDS_INFORMATION: "Needs information",
    ACCEPTED: "Accepted",
    DECLINED: "Declined",
    DUPLICATE: "Duplicate",
    SPAM: "Spam",
    UNREADABLE: "Could not be read",
}
KINDS: Mapping[str, str] = {
    "correction": "Correction",
    "retraction_notice": "Retraction notice",
    "missing_study": "Missing study",
    "criteria_pem": "Criteria or PEM",
    "wording": "Wording",
    "other": "Other",
}
REPLIES: Mapping[str, str] = {
    DRAFT: "Reply begun",
    QUEUED: "Reply waits to be sent",
    SENDING: "Reply may have been sent",
    SENT: "Answered",
    FAILED: "Reply not sent",
    COPIED: "Answered elsewhere",
}
SOURCES: Mapping[str, str] = {
    "imap": "by mail",
    "feed": "through the form",
    "file": "from a file",
    "bundle": "from another reviewer",
}
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
Mark = tuple[str, str, str]
"""A label: kind and value (which give its colours) and its words."""


def subject(row: InboxRow) -> str:
    """What a line of the list says the message is about; what it begins with where that is none."""
    if row.frozen:
        return "Restricted at its sender's wish"
    text = visible_line(row.subject.reveal(), 300)
    nothing = "(could not be read)" if row.state == UNREADABLE else "(nothing written)"
    return text or visible_line(row.snippet.reveal(), 120) or nothing


def snippet(row: InboxRow) -> str:
    """How the message begins, on one line."""
    return visible_line(row.snippet.reveal(), 300)


def shown(text: Private, limit: int = 1000) -> str:
    """Foreign text for one line of a label."""
    return visible_line(text.reveal(), limit)


def marks(row: InboxRow) -> list[Mark]:
    """The labels of a line: kind, what was decided, and what waits."""
    found: list[Mark] = [("kind", row.kind, KINDS[row.kind])]
    if row.state != NEW:
        found.append(("inbox", row.state, STATES[row.state]))
    if row.snoozed_until:
        found.append(("mark", "draft", f"Until {day(row.snoozed_until)}"))
    if row.reply:
        tone = "refused" if row.reply == FAILED else "changed"
        found.append(("outcome", tone, REPLIES[row.reply]))
    found += [("tag", "", tag) for tag in row.tags]
    return found


def holder(row: InboxRow) -> list[Mark]:
    """Who works on it, as a label."""
    return [("holder", "", f"with {row.assigned_to}")] if row.assigned_to else []


def extras(row: InboxRow) -> str:
    """What else a line tells: who has it, files, notes."""
    parts = [row.assigned_to and f"with {row.assigned_to}", files(row.files), notes(row.notes)]
    return " · ".join(part for part in parts if part)


def files(number: int) -> str:
    """So many attachments, "" for none."""
    return "" if not number else "1 file" if number == 1 else f"{number} files"


def notes(number: int) -> str:
    """So many notes, "" for none."""
    return "" if not number else "1 note" if number == 1 else f"{number} notes"


def spoken(row: InboxRow) -> str:
    """A line of the list for a screen reader."""
    parts = ["unread" if row.unread else "", row.pseudonym, subject(row), row.received[:10]]
    parts += [words for _, _, words in marks(row)]
    parts += [row.slug and f"about {row.slug}", extras(row)]
    return ", ".join(part for part in parts if part)


def local(at: str) -> datetime | None:
    """A stored moment in this machine's time, None for what is no time."""
    try:
        return datetime.fromisoformat(at).astimezone()
    except ValueError:
        return None


def day(at: str) -> str:
    """The day of a moment: "12 Nov", with the year unless it is this one."""
    moment = local(at)
    if moment is None:
        return at[:10]
    short = f"{moment.day} {_MONTHS[moment.month - 1]}"
    this_year = moment.year == datetime.now().astimezone().year
    return short if this_year else f"{short} {moment.year}"


def short_time(at: str) -> str:
    """A moment in a list: the time today, else the day."""
    moment = local(at)
    if moment is not None and moment.date() == datetime.now().astimezone().date():
        return moment.strftime("%H:%M")
    return day(at)


def size(number: int) -> str:
    """So many bytes."""
    if number < 1000:
        return f"{number} bytes"
    if number < 1_000_000:
        return f"{number / 1000:.0f} KB"
    return f"{number / 1_000_000:.1f} MB"


def erased(erase_on: str, *, asks: bool) -> str:
    """What happens to a message when its time is over."""
    if not erase_on:
        return ""
    return f"{erase_on}, then {'you are asked' if asks else 'it is erased'}"


def days(today: date) -> list[tuple[str, date]]:
    """The days until which one mostly puts something off."""
    monday = today + timedelta(days=7 - today.weekday())
    found = [
        ("Tomorrow", today + timedelta(days=1)),
        ("Next Monday", monday),
        ("In three days", today + timedelta(days=3)),
        ("In two weeks", today + timedelta(days=14)),
        ("In a month", today + timedelta(days=30)),
    ]
    names = {day: name for name, day in reversed(found)}
    return [(name, day) for day, name in sorted(names.items())]

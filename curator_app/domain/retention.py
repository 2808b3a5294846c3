"""How long a contribution is kept: exactly one date for every state, and who decides then."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from curator_app.domain.contribution import OPEN_STATES, SPAM, Standing
from curator_app.errors import BadValue

SHORTEST, LONGEST = 1, 3650
"""Days that a period may have."""


@dataclass(frozen=True)
class Periods:
    """Days. The source of the usual ones is the project's security notes, section 4.

    `waiting` is for what nobody has decided yet: on that day a person is asked, nothing goes by
    itself. `contact` counts from closing: then the address, the raw mail and the attachments go,
    before the text does. `keys_backups` is after how many days an erasure has reached every backup.
    """

    waiting: int = 180
    spam: int = 14
    handled: int = 90
    contact: int = 30
    keys_backups: int = 14
    texts_backups: int = 90
    tombstones: int = 120
    audit: int = 1095

    def to_json(self) -> dict[str, int]:
        """The JSON form."""
        return dict(vars(self))

    def changed(self, values: Mapping[str, Any]) -> Periods:
        """These periods with some changed; raises BadValue for what is no number of days."""
        names = {item.name for item in fields(self)}
        for name, value in values.items():
            whole = isinstance(value, int) and not isinstance(value, bool)
            if name not in names or not whole or not SHORTEST <= value <= LONGEST:
                raise BadValue(
                    name,
                    f"{name}={value!r} is no period.",
                    f"Days from {SHORTEST} to {LONGEST} for one of: {', '.join(sorted(names))}.",
                )
        new = replace(self, **values)
        if new.tombstones < new.texts_backups + 30:
            raise BadValue(
                "tombstones",
                "What was erased must be remembered longer than the oldest backup is kept.",
                f"At least {new.texts_backups + 30} days.",
            )
        return new


USUAL = Periods()


@dataclass(frozen=True)
class Due:
    """When a contribution goes. `asks`: a person decides then; otherwise it goes by itself.

    Both are ISO dates. `thin_on` is when the address, the raw mail and the attachments go, "" when
    nothing is decided yet or they are gone.
    """

    erase_on: str
    asks: bool
    thin_on: str = ""


def due(standing: Standing, arrived: str, moved_at: str, periods: Periods, *, thin: bool) -> Due:
    """The one date of a contribution; `moved_at` is when triage last touched it."""
    if standing.state in OPEN_STATES:
        since = arrived if standing.unread else max(arrived, moved_at)
        date = day_after(since, periods.waiting)
        return Due(max(date, standing.snoozed_until[:10]), True)
    days = periods.spam if standing.state == SPAM else periods.handled
    closed = standing.closed_at or moved_at or arrived
    gone = day_after(closed, days)
    thinned = "" if thin else min(gone, day_after(closed, periods.contact))
    return Due(gone, standing.frozen, thinned)


def day_after(moment: str, days: int) -> str:
    """The ISO date so many days after a moment."""
    return (parse_time(moment) + timedelta(days=days)).date().isoformat()


def parse_time(text: str) -> datetime:
    """An ISO time as UTC; the beginning of time when it is none, so that it never delays."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return datetime(1970, 1, 1, tzinfo=UTC)
    return found.astimezone(UTC) if found.tzinfo else found.replace(tzinfo=UTC)


def iso(moment: datetime) -> str:
    """A time as everything of the inbox keeps it: UTC, seconds, `Z`; these sort as text."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")

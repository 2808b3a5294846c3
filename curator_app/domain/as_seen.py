"""Which state of an entry a reader had on screen, from what the message says of the page.

The ways, the first that fits wins:

1. The entry was imported from a saved page of that day: it is that state.
2. A state renders to the very bytes that were published with that date.
3. The last publication of that day, before the message, showed the state of that moment.
4. Without a publication of that day: the state at the day's end. Without a day: the state at the
   last publication before the message arrived, else at its arrival.

Each answer has a sentence that says how sure it is.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from curator_app.domain.entry import EMPTY, Entry, is_public
from curator_app.domain.revision import Revision, apply, page_hash

_ACCESSED = re.compile(r"\baccessed[:\s]+(\d{4}-\d{2}-\d{2})\b", re.IGNORECASE)
_DAY = re.compile(r"(?<![\w-])(\d{4}-\d{2}-\d{2})(?![\w-])")


@dataclass(frozen=True)
class State:
    """An entry as one revision left it; `at` is that moment, ISO in UTC."""

    at: str
    number: int
    entry: Entry


@dataclass(frozen=True)
class Seen:
    """The state that the reader had on screen; None with a sentence when there is none.

    `accessed` is the date that the reader's page carried, "" when it is not known.
    """

    entry: Entry | None
    number: int
    accessed: str
    sentence: str
    sure: bool = False


def accessed_in(snapshot: str) -> str:
    """The date in a page's snapshot line, or the only date that there is; "" without one."""
    found = _ACCESSED.search(snapshot)
    if found:
        return found[1]
    days = set(_DAY.findall(snapshot))
    return days.pop() if len(days) == 1 else ""


def states(history: Iterable[Revision]) -> list[State]:
    """The entry after each revision, oldest first; only those that readers could see."""
    entry, found = EMPTY, list[State]()
    for revision in history:
        entry = apply(entry, revision.changes, revision.number).with_(id=revision.entry_id)
        if is_public(entry):
            found.append(State(revision.at, revision.number, entry))
    return found


def as_seen(
    history: Iterable[Revision],
    publications: Sequence[str],
    snapshot: str,
    received: str,
    is_page: Callable[[Entry, str], bool],
) -> Seen:
    """The state that a message received then was written against.

    `publications` are their moments in UTC, in any order; `is_page` says whether a state renders
    to what was published with that date.
    """
    shown, day = states(history), accessed_in(snapshot)
    if not shown:
        return Seen(None, 0, day, "Readers could not see this study yet, so there is no page.")
    moments = sorted(at for at in publications if not received or _moment(at) <= _moment(received))
    if not day:
        return _undated(shown, moments, received)
    known = _imported(shown, day) or _rendered(shown, day, is_page)
    if known is not None:
        return Seen(known.entry, known.number, day, f"The page of {day}, exactly.", sure=True)
    return _dated(shown, moments, day)


def _imported(shown: Sequence[State], day: str) -> State | None:
    """The state that was read from a saved page of that day."""
    mark = f"accessed {day}"
    for state in shown:
        if any(source.versions.endswith(mark) for source in state.entry.sources):
            return state
    return None


def _rendered(
    shown: Sequence[State], day: str, is_page: Callable[[Entry, str], bool]
) -> State | None:
    """The state whose page is the published one; each page is tried once, the newest first."""
    tried = set[str]()
    for state in reversed(shown):
        page = page_hash(state.entry)
        if page not in tried and is_page(state.entry, day):
            return state
        tried.add(page)
    return None


def _dated(shown: Sequence[State], moments: Sequence[str], day: str) -> Seen:
    """The state at the last publication of that day, else at the day's end."""
    of_day = [at for at in moments if local_day(at) == day]
    for at in reversed(of_day):
        if state := _at(shown, at):
            return Seen(state.entry, state.number, day, f"The page as published on {day}.")
    before = [state for state in shown if local_day(state.at) <= day]
    if before:
        state = before[-1]
        return Seen(
            state.entry,
            state.number,
            day,
            f"Nothing is known of a publication on {day}: this is how the entry stood that day.",
        )
    return Seen(
        shown[0].entry,
        shown[0].number,
        day,
        f"The reader's page of {day} is older than this library: this is its oldest version here.",
    )


def _undated(shown: Sequence[State], moments: Sequence[str], received: str) -> Seen:
    """The state at the last publication before the message, else at its arrival."""
    unknown = "The message does not say which version it is about"
    for at in reversed(moments):
        if state := _at(shown, at):
            when = local_day(at)
            sentence = f"{unknown}: this is the one published last before it came ({when})."
            return Seen(state.entry, state.number, "", sentence)
    state = _at(shown, received) if received else None
    if state is not None:
        sentence = f"{unknown}: this is how the entry stood when it came."
        return Seen(state.entry, state.number, "", sentence)
    sentence = f"{unknown}: this is the oldest one that readers could see."
    return Seen(shown[0].entry, shown[0].number, "", sentence)


def _at(shown: Sequence[State], at: str) -> State | None:
    """How the entry stood at a moment; None when readers could not see it then."""
    moment = _moment(at)
    before = [state for state in shown if _moment(state.at) <= moment]
    return before[-1] if before else None


def _moment(text: str) -> datetime:
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return datetime(1970, 1, 1, tzinfo=UTC)
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def local_day(at: str) -> str:
    """The date of a moment here, which is the date that a publication prints."""
    return _moment(at).astimezone().date().isoformat()

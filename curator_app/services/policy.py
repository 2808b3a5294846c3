"""Reading contested definitions otherwise: what would change, and adopting it for all entries."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import orjson

from curator_app.domain.catalogue import Catalogue
from curator_app.domain.changes import Changes
from curator_app.domain.criteria_json import criteria_from_json
from curator_app.domain.decisions import CHECK_POLICY, Task
from curator_app.domain.entry import Entry
from curator_app.domain.operation import ADOPTION
from curator_app.domain.pem import derive
from curator_app.domain.pem_status import assess
from curator_app.domain.plain_text import clean_text
from curator_app.domain.policy import Policy, tags_touched
from curator_app.domain.ruling import POLICY, new_name
from curator_app.errors import Cancelled, CuratorError
from curator_app.services.library import Library
from curator_app.services.rules import Rules
from curator_app.storage import entries, revisions, rulings
from curator_app.storage import tags as tags_store

Progress = Callable[[int, int], None]
Stop = Callable[[], bool]
NO_BADGE = "no badge"
_CHUNK = 500


@dataclass(frozen=True)
class Flip:
    """An entry whose PEM status a policy would change.

    `old` and `new` are the statuses in force, `derived` the two derived ones: they differ alone
    where a curator's override stands. `by` are the tagged definitions that are read otherwise.
    """

    n: int
    id: str
    slug: str
    title: str
    state: str
    removed: bool
    old: str
    new: str
    derived: tuple[str, str]
    old_badge: str | None
    new_badge: str | None
    by: tuple[str, ...]
    overridden: bool

    @property
    def flips(self) -> bool:
        """Whether readers would see another badge."""
        return self.old_badge != self.new_badge

    def to_json(self) -> dict[str, Any]:
        """As the command line prints it."""
        return {
            "slug": self.slug,
            "title": self.title,
            "state": self.state,
            "removed": self.removed,
            "old": self.old,
            "new": self.new,
            "old_badge": self.old_badge,
            "new_badge": self.new_badge,
            "flips": self.flips,
            "derived": list(self.derived),
            "overridden": self.overridden,
            "by": list(self.by),
        }


def propose(library: Library, readings: Mapping[str, str], version: str = "") -> Policy:
    """The policy in force with some definitions read otherwise, under its own name.

    Raises BadValue for what is no contested definition or no reading, for a policy that changes
    nothing, and for a name that was in force already.
    """
    now = library.catalogue.the_policy()
    name = new_name(version, now.version, library.rules.names(POLICY))
    return now.with_readings(name, readings)


def what_would_change(
    library: Library,
    policy: Policy,
    progress: Progress | None = None,
    cancelled: Stop | None = None,
) -> tuple[Flip, ...]:
    """Every entry whose status would change, by address; removed ones last.

    Only entries tagged with a definition that is read otherwise are looked at. Raises Cancelled.
    """
    with library.db.read() as conn:
        return tuple(_flips(conn, library.catalogue, policy, progress, cancelled))


def adopt(
    library: Library,
    policy: Policy,
    note: str = "",
    seen: Sequence[Flip] | None = None,
    progress: Progress | None = None,
    cancelled: Stop | None = None,
) -> Changes:
    """Put a policy in force, all of it in one transaction or nothing.

    Every affected entry is derived again as a revision; where the badge flips, looking at the
    entry becomes a task. An override stays. `seen` is what the person agreed to: when the library
    has changed since, CuratorError asks to look again.
    """
    policy = propose(library, policy.contested, policy.version)
    with library.db.write() as conn:
        now = Rules.read(conn, library.file.versions)
        if now.rulings != library.rules.rulings:
            library.rules = now
            raise _moved_on()
        flips = tuple(_flips(conn, now.catalogue, policy, None, cancelled))
        if seen is not None and flips != tuple(seen):
            raise _moved_on()
        at = revisions.now()
        ruling = rulings.append(
            conn, kind=POLICY, version=policy.version, at=at, who=library.who,
            note=clean_text(note), data=policy.to_json(),
        )  # fmt: skip
        rules = now.with_ruling(ruling)
        operation = revisions.begin_operation(
            conn, kind=ADOPTION, label=f"Adoption of policy {policy.version}", who=library.who
        )
        revisions.save(
            conn,
            operation,
            _saves(conn, flips, rules, at, (progress, cancelled)),
            who=library.who,
            origin="policy",
            note=clean_text(note) or f"Policy {policy.version} adopted",
            versions=rules.versions.line(),
        )
        if cancelled and cancelled():
            raise Cancelled
    library.rules = rules
    ids = frozenset(flip.id for flip in flips)
    return Changes(ids, True, sentence(policy, flips), operation, rules=True)


def sentence(policy: Policy, flips: Sequence[Flip]) -> str:
    """What an adoption did, in one line."""
    queued = sum(flip.flips for flip in flips)
    if not flips:
        return f"Policy {policy.version} is in force. No entry changed."
    changed = "1 entry changed" if len(flips) == 1 else f"{len(flips):,} entries changed"
    waiting = "1 is" if queued == 1 else f"{queued:,} are"
    rest = f"; {waiting} left to look at, because the badge is another." if queued else "."
    return f"Policy {policy.version} is in force. {changed}{rest}"


def _moved_on() -> CuratorError:
    return CuratorError(
        "The library was changed since this plan was made, so the policy was not adopted.",
        "Look at what would change once more.",
    )


def _flips(
    conn: Any,
    before: Catalogue,
    policy: Policy,
    progress: Progress | None,
    cancelled: Stop | None,
) -> Iterator[Flip]:
    after = before.with_policy(policy)
    tags = tags_touched(before.the_policy().changed(policy))
    looked = _Looker(after, tags)
    ns = tags_store.tagged(conn, tags)
    for start in range(0, len(ns), _CHUNK):
        if cancelled and cancelled():
            raise Cancelled
        for row in tags_store.criteria_rows(conn, ns[start : start + _CHUNK]):
            flip = looked.flip(row)
            if flip is not None:
                yield flip
        if progress:
            progress(min(start + _CHUNK, len(ns)), len(ns))


class _Looker:
    """Derives by another policy; studies with the same criteria and year are derived once."""

    def __init__(self, catalogue: Catalogue, tags: frozenset[str]) -> None:
        self._catalogue, self._tags = catalogue, tags
        self._derived = lru_cache(50_000)(self._derive)

    def _derive(self, criteria: str, year: int | None) -> str:
        read = criteria_from_json(orjson.loads(criteria))
        return derive(read, self._catalogue, year).status

    def flip(self, row: tags_store.CriteriaRow) -> Flip | None:
        pem: dict[str, Any] = orjson.loads(row.pem) if row.pem else {}
        old, derived = str(pem.get("status", "unclear")), str(pem.get("derived", "unclear"))
        override = pem.get("override")
        now = self._derived(row.criteria, row.year)
        new = str(override["status"]) if override else now
        if (old, derived) == (new, now):
            return None
        badge = self._catalogue.badge
        return Flip(
            n=row.n,
            id=row.id,
            slug=row.slug,
            title=row.title,
            state=row.state,
            removed=bool(row.removed),
            old=old,
            new=new,
            derived=(derived, now),
            old_badge=badge(old),
            new_badge=badge(new),
            by=tuple(tag for tag in row.tags if tag in self._tags),
            overridden=bool(override),
        )


def _saves(
    conn: Any,
    flips: Sequence[Flip],
    rules: Rules,
    at: str,
    watch: tuple[Progress | None, Stop | None],
) -> Iterator[tuple[Entry, Entry]]:
    progress, cancelled = watch
    for start in range(0, len(flips), _CHUNK):
        if cancelled and cancelled():
            raise Cancelled
        part = flips[start : start + _CHUNK]
        for flip, old in zip(part, entries.many(conn, [f.n for f in part]), strict=True):
            yield old, _rejudged(old, flip, rules, at)
        if progress:
            progress(min(start + _CHUNK, len(flips)), len(flips))


def _rejudged(old: Entry, flip: Flip, rules: Rules, at: str) -> Entry:
    """The entry under the new policy; one task says what flipped last, whatever was before."""
    pem = assess(old.criteria, old.pem.override, rules.catalogue, old.year)
    tasks = old.tasks
    if flip.flips:
        note = _note(flip, rules.catalogue)
        waiting = tuple(task for task in tasks if task.kind != CHECK_POLICY)
        tasks = (*waiting, Task(CHECK_POLICY, note, at))
    return old.with_(pem=pem, tasks=tasks)


def _note(flip: Flip, catalogue: Catalogue) -> str:
    names = ", ".join(catalogue.name(tag) for tag in flip.by)
    old, new = (badge or NO_BADGE for badge in (flip.old_badge, flip.new_badge))
    return (
        f"Policy {catalogue.policy_version} reads {names} differently: the badge went from"
        f" “{old}” to “{new}”. Check that the page says the same."
    )

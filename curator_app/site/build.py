"""The publish plan: which pages are new, changed, gone or held back, found by comparing keys."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from curator_app.domain.publication import Card, SiteRow
from curator_app.domain.slug import is_valid
from curator_app.site import manifest as manifests
from curator_app.site.context import PageContext, Related
from curator_app.site.manifest import Manifest, PageRecord
from curator_app.site.templates import form_digest

Cards = Callable[[Sequence[int]], Mapping[int, Card]]


@dataclass(frozen=True)
class Task:
    """One page to render; `old` is what was published of it before."""

    row: SiteRow
    key: str
    old: PageRecord | None
    why: tuple[str, ...]


@dataclass
class Comparison:
    """What a publication would do to the evidence pages."""

    content: str
    form: str
    rows: list[SiteRow]
    blocked: dict[str, str]
    shards: list[dict[str, str]]
    stale_shards: set[int] = field(default_factory=set[int])
    old: dict[str, PageRecord] = field(default_factory=dict[str, PageRecord])
    tasks: dict[str, Task] = field(default_factory=dict[str, Task])
    removed: list[str] = field(default_factory=list[str])

    def hold(self, slug: str, reason: str) -> None:
        """Keep a page as it was published instead of bringing it up to date."""
        task = self.tasks.pop(slug)
        self.blocked[slug] = reason
        if task.old is not None:
            for number in self.stale_shards:
                if slug in self.shards[number]:
                    self.shards[number][slug] = task.old.key


def content_digest(context: PageContext) -> str:
    """A hash of what all pages say alike: versions, address, labels, names of definitions."""
    labels = sorted(context.labels.items())
    names = [(d.id, d.short_name) for d in context.catalogue.definitions]
    parts = (
        context.versions.line(),
        context.site_url,
        context.vocabulary.version,
        context.catalogue.version,
        sorted(context.catalogue.policy.items()),
        sorted(context.catalogue.badges.items()),
        labels,
        names,
    )
    return hashlib.sha256(repr(parts).encode()).hexdigest()


def related_of(card: Card) -> Related:
    """What another page shows of a study."""
    return Related(card.slug, card.title, card.authors, card.journal, card.year, card.status)


class Links:
    """Resolves relations to public studies, by present and former addresses."""

    def __init__(
        self, rows: Iterable[SiteRow], redirects: Iterable[tuple[str, str]], cards: Cards
    ) -> None:
        present = {row.slug: row.n for row in rows}
        wanted = {target for row in rows if row.targets for target in row.targets.split("\n")}
        moved = {old: new for old, new in redirects if old not in present}
        self._n = {t: n for t in wanted if (n := present.get(moved.get(t, t))) is not None}
        none: Mapping[int, Card] = {}
        self._cards = cards(sorted(set(self._n.values()))) if self._n else none

    def of(self, targets: str) -> dict[str, Related]:
        """The public studies among a row's targets."""
        found: dict[str, Related] = {}
        for target in targets.split("\n"):
            card = self._cards.get(self._n.get(target, -1))
            if card is not None:
                found[target] = related_of(card)
        return found

    def digest(self, targets: str) -> str:
        """A hash of what a page shows of its related studies; "" without any."""
        found = self.of(targets)
        if not found:
            return ""
        return hashlib.sha256(repr(sorted(found.items())).encode()).hexdigest()[:16]


def held_back(rows: Iterable[SiteRow]) -> dict[str, str]:
    """The entries that cannot have a page, with the reason."""
    blocked: dict[str, str] = {}
    for row in rows:
        if not is_valid(row.slug):
            blocked[row.slug] = (
                f"The address {row.slug!r} cannot be a file name: only small letters, digits "
                "and hyphens, at most 120."
            )
        elif not row.has_title:
            blocked[row.slug] = "The entry has no title."
    return blocked


def page_key(row: SiteRow, links: Links) -> str:
    """Equal keys mean equal content: the entry's hash, its status, its related studies."""
    return f"{row.page_hash}:{row.status}:{links.digest(row.targets) if row.targets else ''}"


def compare(
    rows: Sequence[SiteRow],
    links: Links,
    context: PageContext,
    manifest: Manifest | None,
    read: Callable[[str], bytes],
) -> Comparison:
    """Compare the public entries with the release that is served, shard by shard."""
    blocked = held_back(rows)
    shown = [row for row in rows if row.slug not in blocked] if blocked else list(rows)
    before = manifest or Manifest()
    count = manifests.shard_count(len(shown), len(before.shards))
    by_slug = {row.slug: row for row in shown}
    shards = manifests.spread([(row.slug, page_key(row, links)) for row in shown], count)
    found = Comparison(content_digest(context), form_digest(), shown, blocked, shards)
    same_form = before.form == found.form and before.content == found.content
    if count != len(before.shards):
        found.stale_shards = set(range(count))
        for number in range(len(before.shards)):
            found.old |= manifests.load_shard(before, number, read)
    for number, shard in enumerate(shards):
        if number not in found.stale_shards:
            if same_form and before.shards[number].keys == manifests.keys_digest(shard):
                continue
            found.stale_shards.add(number)
            found.old |= manifests.load_shard(before, number, read)
        for slug, key in shard.items():
            why = _why(found, before, found.old.get(slug), key)
            if why:
                found.tasks[slug] = Task(by_slug[slug], key, found.old.get(slug), why)
    found.removed = sorted(slug for slug in found.old if slug not in by_slug)
    return found


def _why(found: Comparison, before: Manifest, old: PageRecord | None, key: str) -> tuple[str, ...]:
    if old is None:
        return ("new",)
    reasons: list[str] = []
    names = ("entry", "status", "related studies")
    parts = zip(names, old.key.split(":"), key.split(":"), strict=True)
    reasons.extend(name for name, was, now in parts if was != now)
    if before.content != found.content:
        reasons.append("versions or labels")
    if before.form != found.form:
        reasons.append("page templates")
    return tuple(reasons)


def dated(task: Task, comparison: Comparison, manifest: Manifest | None) -> str:
    """The date that a page keeps because its content is the same as before; else ""."""
    same = manifest is not None and manifest.content == comparison.content
    return task.old.accessed if same and task.old and task.old.key == task.key else ""

"""The publish plan: which pages are new, changed, gone or held back, found by comparing keys."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from curator_app.domain.publication import Card, SiteRow
from curator_app.domain.slug import is_valid
from curator_app.site import manifest as manifests
from curator_app.site.context import PageContext, Related
from curator_app.site.manifest import Manifest, PageRecord
from curator_app.site.templates import form_digest


@dataclass(frozen=True)
class Task:
    """One page to render; `old` is what was published of it before."""

    row: SiteRow
    key: str
    old: PageRecord | None
    why: tuple[str, ...]


@dataclass(frozen=True)
class StaleShard:
    """A shard whose pages differ from the release that is served; `keys` by address."""

    first: str
    keys: dict[str, str]

    @property
    def digest(self) -> str:
        """What its manifest notes of the keys, those of pages that are held back included."""
        return manifests.keys_digest([f"{slug}\t{key}" for slug, key in self.keys.items()])


@dataclass
class Comparison:
    """What a publication would do to the evidence pages.

    `shards` has None for each shard that stays as it is; `blocked` says why a page is held back.
    """

    content: str
    form: str
    rows: Sequence[SiteRow]
    shards: list[StaleShard | None] = field(default_factory=list["StaleShard | None"])
    old: dict[str, PageRecord] = field(default_factory=dict[str, PageRecord])
    tasks: dict[str, Task] = field(default_factory=dict[str, Task])
    removed: list[str] = field(default_factory=list[str])
    blocked: dict[str, str] = field(default_factory=dict[str, str])

    def hold(self, slug: str, reason: str) -> None:
        """Keep a published page as it is instead of bringing it up to date."""
        task = self.tasks.pop(slug)
        self.blocked[slug] = reason
        for shard in self.shards:
            if shard is not None and slug in shard.keys and task.old is not None:
                shard.keys[slug] = task.old.key


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

    def __init__(self, rows: Sequence[SiteRow], redirects: Iterable[tuple[str, str]]) -> None:
        self._rows = {row.slug: row for row in rows} if any(row.targets for row in rows) else {}
        if self._rows:
            for old, new in redirects:
                if old not in self._rows and new in self._rows:
                    self._rows[old] = self._rows[new]

    def of(self, targets: str) -> dict[str, int]:
        """The rows of the public studies among a row's targets."""
        found = {target: self._rows.get(target) for target in targets.split("\n")}
        return {target: row.n for target, row in found.items() if row is not None}

    def key(self, targets: str) -> str:
        """Stands for what a page shows of its related studies, and for more.

        Any edit of a related study changes it; when the page then turns out the same, byte for
        byte, it counts as unchanged.
        """
        found = (self._rows.get(target) for target in targets.split("\n"))
        return ".".join([f"{row.slug},{row.page_hash[:16]},{row.status}" for row in found if row])


def unfit(task: Task) -> str:
    """Why there can be no page of this entry; "" when there can."""
    if not is_valid(task.row.slug):
        return (
            f"The address {task.row.slug!r} cannot be a file name: only small letters, digits "
            "and hyphens, at most 120."
        )
    return "" if task.row.has_title else "The entry has no title."


def page_key(row: SiteRow, links: Links) -> str:
    """Equal keys mean equal content: the entry's hash, its status, its related studies."""
    return f"{row.page_hash}:{row.status}:{links.key(row.targets) if row.targets else ''}"


def published_hash(old: PageRecord) -> str:
    """The entry's hash at the time a page was published, as `page_key` keeps it."""
    return old.key.split(":")[0]


def compare(
    rows: Sequence[SiteRow],
    links: Links,
    context: PageContext,
    manifest: Manifest | None,
    read: Callable[[str], bytes],
) -> Comparison:
    """Compare the public entries with the release that is served, shard by shard."""
    before = manifest or Manifest()
    found = Comparison(content_digest(context), form_digest(), rows)
    same = before.form == found.form and before.content == found.content
    shards = manifests.divide([row.slug for row in rows], [s.first for s in before.shards])
    kept = [first for first, _, _ in shards] == [shard.first for shard in before.shards]
    if not kept:
        for number in range(len(before.shards)):
            found.old |= manifests.load_shard(before, number, read)
    for number, (first, start, end) in enumerate(shards):
        part = rows[start:end]
        keys = [page_key(row, links) for row in part]
        digest = manifests.keys_digest(
            [f"{row.slug}\t{key}" for row, key in zip(part, keys, strict=True)]
        )
        if kept and same and before.shards[number].keys == digest:
            found.shards.append(None)
            continue
        if kept:
            found.old |= manifests.load_shard(before, number, read)
        shard = StaleShard(first, {r.slug: k for r, k in zip(part, keys, strict=True)})
        found.shards.append(shard)
        _add_tasks(found, before, part, shard)
    present = {slug for shard in found.shards if shard is not None for slug in shard.keys}
    found.removed = sorted(slug for slug in found.old if slug not in present)
    return found


def _add_tasks(
    found: Comparison, before: Manifest, part: Sequence[SiteRow], shard: StaleShard
) -> None:
    for row in part:
        old = found.old.get(row.slug)
        why = _why(found, before, old, shard.keys[row.slug])
        if why:
            found.tasks[row.slug] = Task(row, shard.keys[row.slug], old, why)


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

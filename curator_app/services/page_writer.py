"""Rendering pages into release folders, from what was read of the database."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import orjson

from curator_app import knowledge
from curator_app.domain.entry import Entry, is_public
from curator_app.domain.fields import entry_from_json
from curator_app.domain.policy import Policy
from curator_app.domain.publication import StoredEntry
from curator_app.domain.revision import Versions
from curator_app.errors import CuratorError, LibraryUnusable
from curator_app.site.pages import PageContext, Related, evidence_page
from curator_app.site.tree import Tree


@dataclass(frozen=True)
class Item:
    """One page to make, with what is stored of its entry.

    `kept` is the date that it keeps for sure. `before` has the (date, hash) pairs with which it
    was published: when it is the same with such a date, it keeps that one.
    """

    slug: str
    stored: StoredEntry | None
    kept: str = ""
    old_sha256: str = ""
    before: tuple[tuple[str, str], ...] = ()
    related: Mapping[str, Related] = field(default_factory=dict[str, Related])


@dataclass(frozen=True)
class Rendered:
    """A page that was made; `changed` says whether its bytes are new."""

    slug: str
    id: str
    accessed: str
    sha256: str
    changed: bool


@dataclass(frozen=True)
class Job:
    """What every page of a publication shares; `day` is the publication's date.

    The policy stands for the library's catalogue, which a process of its own makes again.
    """

    versions: Versions
    policy: Policy
    site_url: str
    day: str
    folders: tuple[Path, ...] = ()
    fresh: bool = False

    def placed(self, folders: tuple[Path, ...], *, fresh: bool) -> Job:
        """The same job with the release folders to write to."""
        return replace(self, folders=folders, fresh=fresh)

    def context(self, related: Mapping[str, Related]) -> PageContext:
        """What pages depend on besides their entries."""
        catalogue = knowledge.catalogue().with_policy(self.policy)
        return PageContext(self.versions, knowledge.vocabulary(), catalogue, self.site_url, related)


def render_items(job: Job, items: Sequence[Item], trees: Sequence[Tree]) -> list[Rendered]:
    """Render these pages and write those whose bytes are new into the first tree.

    The other trees get the same files. Raises CuratorError when an entry stopped being public or
    moved since the plan was made.
    """
    context = job.context({t: r for item in items for t, r in item.related.items()})
    done: list[Rendered] = []
    for item in items:
        entry = stored_entry(item)
        accessed, page = dated_page(entry, item.kept, item.before, job.day, context)
        sha256 = hashlib.sha256(page).hexdigest()
        changed = sha256 != item.old_sha256
        if changed:
            path = f"evidence/{item.slug}.html"
            trees[0].write(path, page)
            for twin in trees[1:]:
                twin.link(path, trees[0])
        done.append(Rendered(item.slug, entry.id, accessed, sha256, changed))
    return done


def unchanged(job: Job, items: Sequence[Item]) -> list[str]:
    """The addresses of those pages that would turn out as they were published, byte for byte."""
    context = job.context({t: r for item in items for t, r in item.related.items()})
    same: list[str] = []
    for item in items:
        _, page = dated_page(stored_entry(item), item.kept, item.before, job.day, context)
        if hashlib.sha256(page).hexdigest() == item.old_sha256:
            same.append(item.slug)
    return same


def stored_entry(item: Item) -> Entry:
    """The entry of an item; raises CuratorError when it is not the one that was planned."""
    stored = item.stored
    if stored is not None:
        if hashlib.sha256(stored.data).hexdigest() != stored.hash:
            raise LibraryUnusable(
                f"The stored text of {item.slug} is damaged, so the site was left as it was.",
                "Check the library (atlas-curator verify) and restore a backup.",
            )
        entry = entry_from_json(orjson.loads(stored.data), stored.id, stored.version)
        if is_public(entry) and entry.slug == item.slug:
            return entry
    raise CuratorError(
        f"{item.slug} was changed while the site was being built, so the site was left as it was.",
        "Publish again.",
    )


def dated_page(
    entry: Entry,
    kept: str,
    before: Sequence[tuple[str, str]],
    day: str,
    context: PageContext,
) -> tuple[str, bytes]:
    """The page with its date: the kept one, an earlier one while nothing changed, else `day`."""
    if kept:
        return kept, evidence_page(entry, kept, context)
    for accessed, sha256 in before:
        page = evidence_page(entry, accessed, context)
        if hashlib.sha256(page).hexdigest() == sha256:
            return accessed, page
    return day, evidence_page(entry, day, context)

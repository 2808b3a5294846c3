"""Rendering pages from the database into release folders."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from curator_app import knowledge
from curator_app.domain.entry import Entry, is_public
from curator_app.domain.revision import Versions
from curator_app.errors import CuratorError
from curator_app.site.pages import PageContext, Related, evidence_page
from curator_app.site.tree import Tree
from curator_app.storage import entries, site_rows

if TYPE_CHECKING:
    from curator_app.storage.database import Connection


@dataclass(frozen=True)
class Item:
    """One page to make; `kept` is the date it keeps, `old_sha256` stands for its bytes now."""

    n: int
    slug: str
    kept: str = ""
    old_sha256: str = ""
    related: Mapping[str, Related] = field(default_factory=dict[str, Related])


@dataclass(frozen=True)
class Rendered:
    """A page that was made; `changed` says whether its bytes are new."""

    slug: str
    id: str
    version: int
    accessed: str
    sha256: str
    changed: bool


@dataclass(frozen=True)
class Job:
    """What every page of a publication shares.

    `day` is the publication's date. With `recorded_dates`, a page that is the same as when it was
    last recorded in the library keeps that date.
    """

    database: Path
    versions: Versions
    site_url: str
    day: str
    recorded_dates: bool
    folders: tuple[Path, ...] = ()
    fresh: bool = False

    def placed(self, folders: tuple[Path, ...], *, fresh: bool) -> Job:
        """The same job with the release folders to write to."""
        return replace(self, folders=folders, fresh=fresh)

    def context(self, related: Mapping[str, Related]) -> PageContext:
        """What pages depend on besides their entries."""
        return PageContext(
            self.versions, knowledge.vocabulary(), knowledge.catalogue(), self.site_url, related
        )


def render_items(
    conn: Connection, job: Job, items: Sequence[Item], trees: Sequence[Tree]
) -> list[Rendered]:
    """Render these pages and write those whose bytes are new into the first tree.

    The other trees get the same files. Raises CuratorError when an entry stopped being public or
    moved since the plan was made.
    """
    found = list(entries.many(conn, [item.n for item in items]))
    recorded = site_rows.page_records(conn, [e.id for e in found]) if job.recorded_dates else {}
    by_slug = {entry.slug: entry for entry in found if is_public(entry)}
    context = job.context({t: r for item in items for t, r in item.related.items()})
    done: list[Rendered] = []
    for item in items:
        entry = by_slug.get(item.slug)
        if entry is None:
            raise _moved(item.slug)
        record = recorded.get(entry.id)
        known = (record.accessed, record.sha256) if record else None
        accessed, page = dated_page(entry, item.kept, known, job.day, context)
        sha256 = hashlib.sha256(page).hexdigest()
        changed = sha256 != item.old_sha256
        if changed:
            _store(f"evidence/{item.slug}.html", page, trees)
        done.append(Rendered(item.slug, entry.id, entry.version, accessed, sha256, changed))
    return done


def dated_page(
    entry: Entry, kept: str, recorded: tuple[str, str] | None, day: str, context: PageContext
) -> tuple[str, bytes]:
    """The page with its date: the kept one, the recorded one while nothing changed, else `day`."""
    if kept:
        return kept, evidence_page(entry, kept, context)
    if recorded:
        page = evidence_page(entry, recorded[0], context)
        if hashlib.sha256(page).hexdigest() == recorded[1]:
            return recorded[0], page
    return day, evidence_page(entry, day, context)


def _store(path: str, page: bytes, trees: Sequence[Tree]) -> None:
    trees[0].write(path, page)
    for twin in trees[1:]:
        twin.link(path, trees[0])


def _moved(slug: str) -> CuratorError:
    return CuratorError(
        f"{slug} was changed while the site was being built, so the site was left as it was.",
        "Publish again.",
    )

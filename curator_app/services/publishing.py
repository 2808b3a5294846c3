"""Publishing: the page of one entry, the plan, the site in a folder, and going back."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from curator_app.domain.citation import header_authors
from curator_app.domain.entry import Entry, is_public
from curator_app.domain.publication import Card, public_status
from curator_app.domain.slug import is_valid
from curator_app.errors import NotFound
from curator_app.services.library import Library
from curator_app.services.page_writer import dated_page
from curator_app.services.publication import Gate, Publication, today
from curator_app.services.publish_plan import PublishPlan, PublishResult
from curator_app.site import assets
from curator_app.site.build import related_of
from curator_app.site.context import PageContext
from curator_app.site.pages import evidence_page
from curator_app.site.release import Target
from curator_app.storage import entries, site_rows

if TYPE_CHECKING:
    from curator_app.storage.database import Connection

__all__ = ["PublishPlan", "PublishResult", "asset", "page", "plan_publish", "publish", "rollback"]


def plan_publish(
    library: Library, to: Path, accessed: str | None = None, gate: Gate | None = None
) -> PublishPlan:
    """What publishing to this folder would do now; changes nothing.

    Raises BadFile when the folder holds something that this program did not make.
    """
    target = Target(to)
    target.check()
    return Publication(library, target, accessed, gate).plan()


def publish(
    library: Library,
    to: Path,
    accessed: str | None = None,
    progress: Callable[[int, int], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
    gate: Gate | None = None,
) -> PublishResult:
    """Bring the site in this folder up to date and serve it, in one step.

    Only what differs is written. Whatever goes wrong, or wherever it is stopped, the site that was
    served stays. Afterwards entries that were ready are published, as one step of undo.
    """
    target = Target(to)
    with target.locked():
        return Publication(library, target, accessed, gate).run(progress, cancelled)


def rollback(to: Path) -> str:
    """Serve the release before the present one again; returns its name."""
    return Target(to).roll_back()


def asset(path: str) -> tuple[bytes, str]:
    """The bytes and type of a file that pages refer to, by its path; raises NotFound."""
    return assets.asset(path)


def page(library: Library, entry: Entry, accessed: str | None = None) -> bytes:
    """The page of an entry as it is now, also unsaved, byte for byte as it would be published.

    Without a date it takes the one recorded at its publication while it is the same, else today.
    """
    with library.db.read() as conn:
        related = {
            relation.target: related_of(_card(found))
            for relation in entry.relations
            if (found := _public(conn, relation.target)) is not None
        }
        records = {} if accessed else site_rows.page_records(conn, [entry.id])
    context = PageContext(
        library.versions, library.vocabulary, library.catalogue, library.file.site_url, related
    )
    if accessed:
        return evidence_page(entry, accessed, context)
    before = [(record.accessed, record.sha256) for record in records.values()]
    return dated_page(entry, "", before, today(), context)[1]


def _public(conn: Connection, target: str) -> Entry | None:
    with suppress(NotFound):
        found = entries.get(conn, slug=target)
        if is_public(found) and found.title and is_valid(found.slug):
            return found
    return None


def _card(entry: Entry) -> Card:
    return Card(
        0,
        entry.id,
        entry.slug,
        entry.version,
        entry.title,
        header_authors(entry.authors),
        entry.journal,
        entry.year,
        entry.evidence_level,
        entry.pem.status,
        public_status(entry.retraction.status, entry.state),
    )

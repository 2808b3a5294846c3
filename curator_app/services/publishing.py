"""Publishing: the page of one entry, the plan, the site in a folder, and going back."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from curator_app.domain.entry import Entry
from curator_app.services.gate import Gate, LibraryGate
from curator_app.services.library import Library
from curator_app.services.page_writer import dated_page
from curator_app.services.publication import Publication, today
from curator_app.services.publish_plan import PublishPlan, PublishResult
from curator_app.services.related import related_studies
from curator_app.site import assets
from curator_app.site.context import PageContext
from curator_app.site.pages import evidence_page
from curator_app.site.release import Target
from curator_app.storage import site_rows

__all__ = [
    "PublishPlan",
    "PublishResult",
    "asset",
    "dated",
    "page",
    "plan_publish",
    "publish",
    "rollback",
]


def plan_publish(
    library: Library,
    to: Path,
    accessed: str | None = None,
    progress: Callable[[int, int], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
    gate: Gate | None = None,
) -> PublishPlan:
    """What publishing to this folder would do now; changes nothing.

    Without a `gate` it is the one that the library's settings ask for; `progress` is of its checks.
    Raises Cancelled when stopped, and BadFile when the folder holds something that this program
    did not make.
    """
    target = Target(to)
    target.check()
    gate = gate or LibraryGate(library)
    return Publication(library, target, accessed, gate, progress, cancelled).plan()


def publish(
    library: Library,
    to: Path,
    accessed: str | None = None,
    progress: Callable[[int, int], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
    gate: Gate | None = None,
) -> PublishResult:
    """Bring the site in this folder up to date and serve it, in one step.

    Only what differs is written, and nothing that the gate holds back (as in `plan_publish`).
    Whatever goes wrong, or wherever it is stopped, the site that was served stays. Afterwards
    entries that were ready are published, as one step of undo.
    """
    target = Target(to)
    with target.locked():
        gate = gate or LibraryGate(library)
        return Publication(library, target, accessed, gate, progress, cancelled).run()


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
    return dated(library, entry, accessed)[1]


def dated(library: Library, entry: Entry, accessed: str | None = None) -> tuple[str, bytes]:
    """The same with the access date that stands on it."""
    related = related_studies(library, entry)
    context = PageContext(
        library.versions, library.vocabulary, library.catalogue, library.file.site_url, related
    )
    if accessed:
        return accessed, evidence_page(entry, accessed, context)
    with library.db.read() as conn:
        records = site_rows.page_records(conn, [entry.id])
    before = [(record.accessed, record.sha256) for record in records.values()]
    return dated_page(entry, "", before, today(), context)

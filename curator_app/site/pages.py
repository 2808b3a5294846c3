"""The evidence page: one renderer for the preview, `render` and publishing."""

from __future__ import annotations

from curator_app.domain.entry import Entry
from curator_app.site.context import PageContext, Related
from curator_app.site.entry_view import evidence_view
from curator_app.site.templates import render

__all__ = ["PageContext", "Related", "evidence_page"]


def evidence_page(entry: Entry, accessed: str, context: PageContext) -> bytes:
    """The page's bytes: the same for the same entry, date and context, on every machine."""
    view = evidence_view(entry, accessed, context)
    return render("evidence.html", context.versions, context.base, view)

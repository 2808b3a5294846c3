"""Approval: a person read the exact page and found it ready; any later change of a word asks again.

What is approved is the words of the page as the one renderer makes it, with a date and versions
that are always the same: another day or a newer version alone changes nothing. Whether it still
holds is never stored, it is computed.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

import orjson

from curator_app.domain.changes import Changes
from curator_app.domain.checks.finding import CRITICAL, Finding
from curator_app.domain.decisions import Approval, approval_from_json
from curator_app.domain.entry import Entry, is_public
from curator_app.domain.fields import label
from curator_app.domain.revision import Versions
from curator_app.errors import BadValue
from curator_app.services.deciding import now
from curator_app.services.inspecting import Inspector
from curator_app.services.library import Library
from curator_app.services.page_writer import Item, stored_entry
from curator_app.services.related import fit, related_studies
from curator_app.site.context import PageContext, Related
from curator_app.site.pages import evidence_page
from curator_app.site.text import words
from curator_app.storage import entries
from curator_app.storage.heads import heads

NONE, APPROVED, CHANGED = "none", "approved", "changed"
STANDINGS = (NONE, APPROVED, CHANGED)
_DAY, _VERSIONS = "2000-01-01", Versions("", "", "")
_NAMED = 3


def approve(library: Library, entry_ids: Iterable[str], note: str = "") -> Changes:
    """Approve entries as they are saved, all or none, as one step of undo.

    Those that readers could not see yet become ready. Raises BadValue when one has an open
    CRITICAL finding (unless the gate is off) or can have no page; nothing is changed then.
    """
    ready = [_ready(library.entry_by_id(id_)) for id_ in entry_ids]
    refused = [(e.slug, why) for e in ready if (why := _refusal(library, e))]
    if refused:
        raise BadValue("approval", _refusals(refused, len(ready)), "Nothing was changed.")
    instead, at = {entry.id: entry for entry in ready}, now()
    approved = {
        entry.id: Approval(words_hash(library, entry, instead), library.who, at) for entry in ready
    }

    def edit(old: Entry) -> Entry:
        new, approval = instead[old.id], approved[old.id]
        same = old.approval is not None and old.approval.page == approval.page
        return new if same else new.with_(approval=approval)

    changes = library.edit_each(instead, edit, "Approval", note)
    if not changes.entries:
        return replace(changes, message="That was approved before, and no word has changed since.")
    count = len(changes.entries)
    said = ready[0].slug if count == len(ready) == 1 else f"{count:,} entries"
    return replace(changes, message=f"Approved {said}.")


def _ready(entry: Entry) -> Entry:
    return entry if is_public(entry) else entry.with_(state="ready")


def _refusal(library: Library, entry: Entry) -> str:
    """Why an entry cannot be approved; "" when it can."""
    if entry.removed:
        return "It is removed."
    if not fit(entry):
        return "It has no title or no valid address, so there can be no page of it."
    if not library.file.publishing.gate:
        return ""
    found = Inspector(library).entry(entry).findings
    grave = [finding for finding in found if finding.severity == CRITICAL]
    return f"{finding_sentence(grave[0])} Mend it, or dismiss it with a reason." if grave else ""


def _refusals(refused: Sequence[tuple[str, str]], asked: int) -> str:
    slug, why = refused[0]
    if asked == 1:
        return f"{slug} cannot be approved. {why}"
    names = ", ".join(name for name, _ in refused[:_NAMED])
    names += " and others" if len(refused) > _NAMED else ""
    return f"{len(refused)} of {asked} entries cannot be approved ({names}). {slug}: {why}"


def finding_sentence(finding: Finding) -> str:
    """A finding as the reason why a page waits."""
    return f"{label(finding.field)}: {finding.message} ({finding.rule})"


def changed_sentence(approval: Approval) -> str:
    """Why a page waits whose words are not the approved ones."""
    return (
        f"It was changed since {approval.who} approved it on {approval.at[:10]}: "
        "read it and approve it again."
    )


# ------------------------------------------------------------------ how it stands


def standing(library: Library, entry: Entry) -> str:
    """One of STANDINGS: whether these are the words that were approved, saved or not."""
    if entry.approval is None:
        return NONE
    return APPROVED if words_hash(library, entry) == entry.approval.page else CHANGED


def standings(library: Library, ns: Sequence[int]) -> dict[int, str]:
    """How each of these rows stands."""
    found: dict[int, str] = {}
    with library.db.read() as conn:
        for head in heads(conn, ns):
            approved = approval_from_json(orjson.loads(head.approval)) if head.approval else None
            found[head.n] = standing(library, entries.get(conn, n=head.n)) if approved else NONE
    return found


def words_hash(library: Library, entry: Entry, instead: Mapping[str, Entry] | None = None) -> str:
    """SHA-256 of the words of an entry's page; `instead` as in `related_studies`."""
    return _hash(library, entry, related_studies(library, entry, instead or {}))


def item_hash(library: Library, item: Item) -> str:
    """The same of a page that is about to be published."""
    return _hash(library, stored_entry(item), item.related)


def _hash(library: Library, entry: Entry, related: Mapping[str, Related]) -> str:
    context = PageContext(
        _VERSIONS, library.vocabulary, library.catalogue, library.file.site_url, related
    )
    return hashlib.sha256(words(evidence_page(entry, _DAY, context))).hexdigest()

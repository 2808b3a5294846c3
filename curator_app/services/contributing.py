"""From a contribution to a revision: what the reader saw, a proposal, accepting and declining.

The revision is written first, the inbox after it. What a crash leaves between the two is completed
by `settle`, which also follows an undo in the atlas; so each of these may be repeated at any time.
Of the contribution only its opaque id crosses over, and what a reviewer wrote or released.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import replace

from curator_app.domain import contributed
from curator_app.domain.as_seen import Seen, as_seen
from curator_app.domain.changes import Changes
from curator_app.domain.contribution import (
    ACCEPTED,
    DECLINED,
    NEW,
    Contribution,
    Standing,
)
from curator_app.domain.entry import EMPTY, Entry
from curator_app.domain.fields import label
from curator_app.domain.repeating import FORM, GROUNDS, NOTE
from curator_app.domain.revision import replay
from curator_app.errors import BadValue, NotFound
from curator_app.inbox.accepting import Stood
from curator_app.inbox.store import Store
from curator_app.services import publishing
from curator_app.services.library import Library
from curator_app.services.proposal import Opened, Proposal, TooClose, copied, from_form, to_form
from curator_app.storage import contributions, pages, site_rows
from curator_app.storage.contributions import Caused

__all__ = ["Contributing", "Opened", "Proposal", "TooClose", "copied"]


class Contributing:
    """Works between one library and its open inbox; its writes belong on the writer thread."""

    def __init__(self, library: Library, store: Store) -> None:
        self.library, self.store = library, store

    # ------------------------------------------------------------------ opening

    def open(self, contribution: str) -> Opened:
        """The contribution beside its entry, now and as the reader saw it; raises NotFound."""
        item = self.store.get(contribution)
        slug = item.standing.slug or item.message.slug
        try:
            entry = self.library.entry(slug) if slug else None
        except NotFound:
            entry = None
        if entry is not None:
            return Opened(item, entry, self._seen(item, entry))
        about = "The atlas has no study at the address that it names." if slug else ""
        about = about or "It names no study of the atlas."
        nothing = Seen(None, 0, "", "The reader saw no page of this study.")
        return Opened(item, self.library.new_entry({}), nothing, about)

    def open_for(self, contribution: str, slug: str) -> Opened:
        """The same beside another entry, which the reviewer chose."""
        item = self.store.get(contribution)
        entry = self.library.entry(slug)
        return Opened(item, entry, self._seen(item, entry))

    def _seen(self, item: Contribution, entry: Entry) -> Seen:
        library, message = self.library, item.message
        with library.db.read() as conn:
            moments = [found.at for found in pages.publications(conn, limit=10_000)]
            record = site_rows.page_records(conn, [entry.id]).get(entry.id)

        def is_page(state: Entry, day: str) -> bool:
            if record is None or record.accessed != day:
                return False
            page = publishing.page(library, state, day)
            return hashlib.sha256(page).hexdigest() == record.sha256

        history = library.history(entry.id)
        return as_seen(history, moments, message.snapshot, message.received, is_page)

    # ------------------------------------------------------------------ the proposal

    def _refuse_copies(self, item: Contribution, proposal: Proposal) -> None:
        base = proposal.base
        seen = self._seen(item, base).entry if base.version else None
        if found := copied(item.message, proposal, seen):
            raise TooClose(found)

    def keep(self, proposal: Proposal) -> None:
        """Keep a proposal as it is now, in the encrypted inbox; it is not a revision."""
        self.store.proposals.keep(proposal.contribution, to_form(proposal))

    def kept(self, contribution: str) -> Proposal | None:
        """The proposal that was begun and not yet decided, on the version it was begun from."""
        form = self.store.proposals.kept(contribution)
        if form is None:
            return None
        base = self._at_version(form["entry"], form["version"])
        return None if base is None else from_form(contribution, base, form)

    def drop(self, contribution: str) -> None:
        """Throw away what was begun."""
        self.store.proposals.drop(contribution)

    def _at_version(self, entry_id: str, version: int) -> Entry | None:
        """The entry as a proposal was begun from it; an empty one for a new study."""
        if version == 0:
            return EMPTY.with_(id=entry_id)
        history = self.library.history(entry_id)
        return replay(entry_id, history[:version]) if len(history) >= version else None

    # ------------------------------------------------------------------ deciding

    def accept(self, proposal: Proposal) -> Changes:
        """Save the proposal as a revision and close its contribution.

        Accepting again what was accepted changes nothing. Raises TooClose, StaleEdit, BadValue.
        """
        settled = self._settle_one(proposal.contribution)
        item = self.store.get(proposal.contribution)
        if item.standing.state == ACCEPTED:
            message = "This contribution is in the atlas already. Nothing was changed."
            return replace(settled, message=message)
        if not item.standing.is_open():
            raise BadValue(
                "state", "This contribution is closed. Nothing was changed.", "Open it again first."
            )
        self._refuse_copies(item, proposal)
        entry = self._wanted(proposal)
        note = contributed.note_for(item.id, self._note(item, proposal))
        saved = self.library.save(
            entry, note, contributed.ORIGIN, verb=contributed.LABEL.removesuffix(" ")
        )
        if saved.operation_id is None:
            raise BadValue("proposal", "The proposal changes nothing.", "Change a field first.")
        if proposal.released:
            self.store.quoted(item.id, len(proposal.released))
        closed = self._settle_one(item.id)
        self.drop(item.id)
        return replace(saved, contributions=closed.contributions)

    def decline(self, ns: Iterable[int], reason: str) -> Changes:
        """Decline these; `reason` is one of DECLINE_REASONS. Raises BadValue."""
        if not reason:
            raise BadValue("reason", "Declining needs a reason.", "Choose one.")
        return self.store.change(ns, {"state": DECLINED, "reason": reason}, "Declined")

    def _wanted(self, proposal: Proposal) -> Entry:
        """The entry with the fields that were taken."""
        taken = {name: getattr(proposal.edited, name) for name in proposal.fields}
        return proposal.base.with_(**taken)

    def _note(self, item: Contribution, proposal: Proposal) -> str:
        """The reviewer's words, and which fields have words of the reader's on what ground."""
        parts: list[str] = [proposal.words.strip()] if proposal.words.strip() else []
        for release in proposal.released:
            if release.ground not in GROUNDS:
                raise BadValue("ground", f"{release.ground!r} is no ground for a quotation.")
            if release.ground == FORM and not item.message.consent:
                raise BadValue(
                    "ground",
                    "The form did not record that this reader agreed to be quoted.",
                    "Ask the reader first, or say it in your own words.",
                )
            where = "note" if release.field == NOTE else label(release.field)
            parts.append(f"[Quotation in {where}: {GROUNDS[release.ground]}.]")
        return " ".join(dict.fromkeys(parts))

    # ------------------------------------------------------------------ both sides together

    def settle(self) -> Changes:
        """Bring the inbox in step with the atlas: after a crash, or an undo there.

        What a contribution caused and holds is accepted; what was taken back is open again.
        """
        with self.library.db.read() as conn:
            found = contributions.caused(conn)
        return self._follow(found)

    def _settle_one(self, contribution: str) -> Changes:
        with self.library.db.read() as conn:
            found = contributions.caused(conn, contribution)
        return self._follow(found)

    def _follow(self, found: Iterable[Caused]) -> Changes:
        by_id: dict[str, list[Caused]] = {}
        for item in found:
            by_id.setdefault(item.contribution, []).append(item)
        moved = frozenset[int]()
        for stood in self.store.standings_of(by_id):
            moved |= self._follow_one(stood, by_id[stood.id]).contributions
        return Changes(contributions=moved)

    def _follow_one(self, stood: Stood, caused: list[Caused]) -> Changes:
        standing = stood.standing
        holding = [item for item in caused if item.holds]
        newest = holding[-1].ref if holding else ""
        refs = [item.ref for item in caused]
        known = refs.index(standing.revision) if standing.revision in refs else -1
        if standing.state == ACCEPTED and known >= 0 and not caused[known].holds:
            return self._reopen(stood, newest)
        if standing.is_open() and newest and refs.index(newest) > known:
            return self._close(stood, holding[-1])
        return Changes()

    def _close(self, stood: Stood, caused: Caused) -> Changes:
        """Accept: what was undone is done again where it is the next to be."""
        redo = self.store.undo_state().redo
        if redo is not None and caused.ref in self.store.refs_of(redo.id):
            return self.store.redo()
        changes = {"state": ACCEPTED, "revision": caused.ref}
        if not stood.standing.slug:
            changes["slug"] = self.library.entry_by_id(caused.entry_id).slug
        return self.store.change([stood.n], changes, "Accepted")

    def _reopen(self, stood: Stood, before: str) -> Changes:
        """Take the acceptance back, as its own step where that is still known."""
        step = self.store.step_of(stood.standing.revision)
        if step is not None:
            done = self.store.undo_step(step)
            now = self.store.standings([stood.n])[stood.n]
            if now.revision != stood.standing.revision:
                return done
        changes = {"state": NEW, "revision": before}
        return self.store.change([stood.n], changes, "Open again: taken back in the atlas")

    def undo(self) -> Changes:
        """Take back the latest step of triage, and in the atlas what it accepted."""
        step = self.store.undo_state().undo
        refs = self.store.refs_of(step.id) if step is not None else []
        atlas = self._step_atlas(refs, back=True)
        return _both(atlas, self.store.undo())

    def redo(self) -> Changes:
        """Repeat what was undone last, in the atlas too."""
        step = self.store.undo_state().redo
        refs = self.store.refs_of(step.id) if step is not None else []
        atlas = self._step_atlas(refs, back=False)
        return _both(atlas, self.store.redo())

    def _step_atlas(self, refs: Iterable[str], *, back: bool) -> list[Changes]:
        wanted = set(refs)
        if not wanted:
            return []
        library = self.library
        with library.db.read() as conn:
            found = [item for item in contributions.caused(conn) if item.ref in wanted]
            steps = [
                contributions.operation(conn, item.operation)
                for item in found
                if item.holds == back
            ]
        act = library.undo_operation if back else library.redo_operation
        return [act(step) for step in steps]

    def revision_of(self, standing: Standing) -> tuple[Entry, int] | None:
        """The entry and the number of the revision that a contribution became, if it is here."""
        entry_id, _, number = standing.revision.partition("/")
        try:
            return self.library.entry_by_id(entry_id), int(number)
        except (NotFound, ValueError):
            return None


def _both(atlas: list[Changes], inbox: Changes) -> Changes:
    """One answer for a step in both."""
    if not atlas:
        return inbox
    return Changes(
        frozenset(entry for changes in atlas for entry in changes.entries),
        any(changes.structure for changes in atlas),
        " ".join(changes.message for changes in atlas),
        inbox.operation_id,
        inbox.contributions,
    )

"""Replies: kept while they are typed, begun from a text, sent or copied, sent again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

from curator_app.domain.changes import Changes
from curator_app.domain.correspondence import (
    COPIED,
    DRAFT,
    PLACEHOLDERS,
    Note,
    Reply,
    Template,
    filled,
    placeholders_in,
)
from curator_app.domain.private import Private
from curator_app.inbox.store import Store
from curator_app.services import triage
from curator_app.services.triage import Reading
from curator_app.ui.inbox import words
from curator_app.ui.inbox.clipboard import put
from curator_app.ui.inbox.commands.deciding import Deciding
from curator_app.ui.inbox.reply_box import Slot
from curator_app.ui.messages import confirm


class Replying(Deciding):
    """Commands about replies, notes and who the sender is."""

    def connect_pane(self) -> None:
        """Take what is asked for in the message pane."""
        pane, window = self._window.pane, self._window
        pane.reply.draft_due.connect(self._keep)
        pane.reply.template_asked.connect(self._insert)
        pane.reply.send_asked.connect(window.actions_["send"].trigger)
        pane.reply.copy_asked.connect(window.actions_["copy_reply"].trigger)
        pane.reply.drop_asked.connect(window.actions_["drop_reply"].trigger)
        pane.reply.closed.connect(self._on_closed)
        pane.head.who_asked.connect(window.actions_["who"].trigger)
        pane.head.study_asked.connect(window.actions_["study"].trigger)
        pane.text.links_asked.connect(window.actions_["copy_link"].trigger)
        pane.text.copied.connect(partial(window.messages.say, "Copied."))
        pane.context.message_asked.connect(self.go_to)
        pane.context.reply_asked.connect(self._show_reply)
        pane.context.note_dropped.connect(self._drop_note)

    def go_to(self, n: int) -> None:
        """Show another message; when the queue does not have it, only in the pane."""
        window = self._window
        line = window.list.table.line(n)
        if line is not None:
            window.list.view.go_to(line)
        else:
            window.list.view.clearSelection()
            window.reader.open_number(n)

    def take_templates(self, store: Store) -> None:
        """Offer the texts that replies can begin with."""
        self._window.work.read(triage.templates, self._window.pane.reply.show_templates)

    # ------------------------------------------------------------------ writing

    def reply(self) -> None:
        """Write to the sender."""
        reading, store = self._reading(), self._window.access.store
        if reading is not None and store is not None:
            self._window.pane.reply.begin(reading, store.session.who)
            self._window.update_actions()

    def _on_closed(self) -> None:
        self._window.pane.text.setFocus()
        self._window.update_actions()

    def _show_reply(self, reply: Reply) -> None:
        reading = self._reading()
        if reading is not None:
            self._window.pane.reply.flush()
            self._window.pane.reply.show_reply(reply, reading)
            self._window.update_actions()

    def _keep(self, reply: Reply, slot: Slot, after: Callable[[Reply], None] | None = None) -> None:
        """Keep a draft as it is now. The writer takes one after the other, so a new one gets its
        key once, and what was typed before a lock is kept before it."""
        first = not slot.key

        def work(store: Store) -> Reply:
            kept = store.letters.keep(replace(reply, key=slot.key))
            slot.key = kept.key
            return kept

        def done(kept: Reply) -> None:
            self._window.pane.reply.took(kept, slot)
            if first or kept.state != DRAFT:
                self.refresh_message(kept.contribution)
            if after is not None:
                after(kept)

        self._window.work.write(work, done)

    def _then(self, after: Callable[[Reply], None]) -> None:
        """Keep the reply in view as it is, then go on with it."""
        box = self._window.pane.reply
        box.flush()
        now = box.reply()
        if now is not None:
            self._keep(now, box.slot, after)

    def _insert(self, template: Template) -> None:
        """Put a text into the reply, its blanks filled in; the sender's name only when it asks."""
        reading, window = self._reading(), self._window
        if reading is None:
            return
        if "name" not in placeholders_in(template.text):
            self._fill(template, reading, "")
            return
        found = reading.row.id

        def done(identity: tuple[Private, Private]) -> None:
            self._fill(template, reading, words.shown(identity[0], 120) or "reader")

        window.work.write(lambda store: store.identity(found), done)

    def _fill(self, template: Template, reading: Reading, name: str) -> None:
        store = self._window.access.store
        if store is None or self._reading() is None:
            return
        values = triage.blanks(reading, self._window.library, store.session.who, name)
        self._window.pane.reply.insert(filled(template.text, values))

    # ------------------------------------------------------------------ sending

    def send(self) -> None:
        """Send the reply in view, when nothing in it is left blank."""
        if self._complete():
            self._then(self._send)

    def _send(self, reply: Reply) -> None:
        """Hand it over to the mail server; what comes of it is kept with the reply."""
        window, store, slot = self._window, self._window.access.store, self._window.pane.reply.slot
        if store is None:
            return
        sources = window.access.inbox.sources()
        window.pane.reply.say_sending()

        def failed(error: Exception) -> None:
            window.pane.reply.took(reply, slot)
            window.failed(error)

        window.tasks.read(
            lambda: sources.send(reply), window, lambda sent: self._on_sent(sent, slot), failed
        )

    def _on_sent(self, reply: Reply, slot: Slot) -> None:
        self._window.pane.reply.took(reply, slot)
        self.refresh_message(reply.contribution)
        self._window.messages.say(f"{words.REPLIES[reply.state]}.")

    def copy_reply(self) -> None:
        """Put the text on the clipboard; it counts as answered elsewhere."""
        if self._complete():
            self._then(self._copy)

    def _copy(self, reply: Reply) -> None:
        put(reply.body.reveal())
        self._window.messages.say("The reply's text is on the clipboard.")
        self._keep(replace(reply, state=COPIED), self._window.pane.reply.slot)

    def _complete(self) -> bool:
        left = self._window.pane.reply.open_places()
        if left:
            named = ", ".join(sorted(PLACEHOLDERS[name] for name in left))
            text = f"The reply still has blanks: {named}. Fill them in or take them out."
            self._window.notices.show_notice("error", "warn", text)
            self._window.pane.reply.body.setFocus()
        return not left

    def drop_reply(self) -> None:
        """Forget the reply in view, after a question."""
        reply = self._window.pane.reply.reply()
        if reply is None:
            return

        slot = self._window.pane.reply.slot

        def work(store: Store) -> Changes | None:
            # Asked on the writer, after whatever kept it before.
            return store.letters.drop(reply.contribution, slot.key) if slot.key else None

        def act() -> None:
            self._window.pane.reply.discard()
            self._window.work.write(work)

        confirm(self._window, "Throw away", "Throw this reply away?", "Throw away", act,
                more="It cannot be brought back.", danger=True)  # fmt: skip

    def _drop_note(self, note: Note) -> None:
        reading = self._reading()
        if reading is None:
            return
        found = reading.row.id

        def act() -> None:
            self._window.work.write(lambda store: store.letters.drop_note(found, note.key))

        confirm(self._window, "Take the note away", "Take this note away?", "Take away", act,
                more="It cannot be brought back.", danger=True)  # fmt: skip

    # ------------------------------------------------------------------ who

    def who(self) -> None:
        """Show who the sender is, or the pseudonym again."""
        reading, window = self._reading(), self._window
        if reading is None:
            return
        if window.pane.head.identified:
            window.pane.head.hide_identity(reading.row)
            return
        found = reading.row.id

        def done(identity: tuple[Private, Private]) -> None:
            now = self._reading()
            if now is not None and now.row.id == found:
                window.pane.head.show_identity(*identity)

        window.work.write(lambda store: store.identity(found), done)

    def copy_address(self) -> None:
        """Put the sender's address on the clipboard."""
        reading = self._reading()
        if reading is None:
            return
        found = reading.row.id

        def done(identity: Any) -> None:
            put(identity[1].reveal())
            self._window.messages.say("The sender's address is on the clipboard.")

        self._window.work.write(lambda store: store.identity(found), done)

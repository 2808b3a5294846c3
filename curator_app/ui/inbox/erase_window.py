"""Erasing a person: everything is counted first, a word is typed for much, the end is a report."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLineEdit, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from curator_app.domain.inbox_query import InboxRow
from curator_app.inbox.erasing import Gone
from curator_app.inbox.forgetting import Proof
from curator_app.services.forgetting import Removed, erase_on_servers
from curator_app.services.triage import counted
from curator_app.ui.inbox import erase_words, words
from curator_app.ui.inbox.access import Access
from curator_app.ui.inbox.clipboard import put
from curator_app.ui.inbox.erase_words import ASKED_ABOVE, WORD
from curator_app.ui.inbox.message_text import PrivateText
from curator_app.ui.steps import StepWindow
from curator_app.ui.theme import Theme
from curator_app.ui.widgets import PlainLabel, button

if TYPE_CHECKING:
    from curator_app.inbox.store import Store

Found = tuple[str, list[InboxRow], list[InboxRow]]
_N = Qt.ItemDataRole.UserRole


class EraseWindow(StepWindow):
    """Erases what one person wrote. Signals: erased(list of row numbers)."""

    erased = Signal(object)

    def __init__(
        self, access: Access, theme: Theme, store: Store, row: InboxRow, parent: QWidget
    ) -> None:
        super().__init__(access.tasks, theme, parent, "Erase a person")
        self._access = access
        self._store, self._row = store, row
        self._address = ""
        self._own: Sequence[InboxRow] = ()
        self._gone, self._on_servers = Gone(), 0
        self.sum = PlainLabel("", "heading")
        self.list = QListWidget()
        self.list.setAccessibleName("Messages that go")
        self.list.setProperty("framed", True)
        self.named = PlainLabel("", "muted")
        self.ask = PlainLabel(f"Type {WORD} to go on:", wrap=False)
        self.typed = QLineEdit()
        self.typed.setAccessibleName(f"Type {WORD} to go on")
        self.report = PrivateText()
        self.report.setReadOnly(True)
        self.report.setAccessibleName("Erasure report")
        self.erase_button = button("Erase for good", self._on_erase, "danger")
        self.copy_button = button("Copy the report", self._on_copy)
        self.server_button = button("Delete on the mail server", self._on_server)
        self.planning = self._page(self.sum, self.list, self.named, self.ask, self.typed)
        self.finished_step = self._page(PlainLabel("Erased", "heading"), self.report)
        self._assemble()
        self._count()

    def _assemble(self) -> None:
        for page in (self.planning, self.finished_step):
            self.stack.addWidget(page)
        self.left.addWidget(self.copy_button)
        self.left.addWidget(self.server_button)
        self.right.addWidget(self.erase_button)
        self.typed.textChanged.connect(self._update)
        self.list.itemChanged.connect(self._on_ticked)
        self.resize(620, 520)

    def _page(self, *parts: QWidget) -> QWidget:
        made = QWidget()
        layout = QVBoxLayout(made)
        layout.setContentsMargins(16, 16, 16, 12)
        layout.setSpacing(8)
        for part in parts:
            layout.addWidget(part, 1 if part in (self.list, self.report) else 0)
        return made

    # ------------------------------------------------------------------ counting

    def _count(self) -> None:
        store, row = self._store, self._row

        def work() -> Found:
            address = "" if row.frozen else store.identity(row.id)[1].reveal()
            if not address:
                others = store.same_sender(row.n)
                return "", store.rows((row.n, *others)), []
            person = store.forgetting.person(address)
            return address, store.rows(person.ns), store.rows(person.mentions)

        self.begin("Looking for everything of this person…")
        self.tasks.read(work, self, self._on_found, self._on_failed)

    def stop(self) -> None:
        self._store.stop_search()
        super().stop()

    def _on_found(self, found: Found) -> None:
        self._address, self._own, mentions = found
        self.list.blockSignals(True)
        self.list.clear()
        for row in self._own:
            self._add(row, "")
        for row in mentions:
            self._add(row, "names the address · ")
        self.list.blockSignals(False)
        self.named.setText(
            f"{words_of(len(mentions))} the address in their text. Tick those that go, too."
            if mentions
            else "No other message names this address in its text."
        )
        self.end(self.planning)
        self._on_ticked()

    def _add(self, row: InboxRow, mark: str) -> None:
        text = f"{words.day(row.received)} · {mark}{words.STATES[row.state]} · {words.subject(row)}"
        item = QListWidgetItem(text)
        item.setData(_N, row.n)
        if mark:
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            item.setCheckState(Qt.CheckState.Unchecked)
        self.list.addItem(item)

    def _ns(self) -> list[int]:
        items = [self.list.item(line) for line in range(self.list.count())]
        own = {row.n for row in self._own}
        return [
            item.data(_N)
            for item in items
            if item.data(_N) in own or item.checkState() == Qt.CheckState.Checked
        ]

    def _on_ticked(self) -> None:
        ns, store = self._ns(), self._store
        self.tasks.read(lambda: store.forgetting.count(ns), self, self._on_counted)

    def _on_counted(self, what: Gone) -> None:
        self._gone = what
        self.sum.setText(
            f"{erase_words.gone(what)} of {self._row.pseudonym} are erased for good: here, in the"
            " search, and in every copy. There is no undo."
        )
        self.erase_button.setText(f"Erase {counted(what.contributions)}")
        self._update()

    # ------------------------------------------------------------------ erasing

    def step_changed(self) -> None:
        self._update()

    def _update(self) -> None:
        planning = self.stack.currentWidget() is self.planning
        done = self.stack.currentWidget() is self.finished_step
        much = self._gone.contributions > ASKED_ABOVE
        for part in (self.ask, self.typed):
            part.setVisible(much)
        self.erase_button.setVisible(planning)
        self.copy_button.setVisible(done)
        self.server_button.setVisible(done and self._on_servers > 0)
        typed = self.typed.text().strip() == WORD
        self.erase_button.setEnabled(self._gone.contributions > 0 and (typed or not much))
        self.close_button.setText("Cancel" if planning else "Close")

    def _on_erase(self) -> None:
        ns, store, address = self._ns(), self._store, self._address

        def work() -> tuple[Proof, int]:
            filters = store.forgetting.forget_address(address) if address else 0
            return store.forgetting.erase(ns, reason="request", senders=bool(address)), filters

        def done(found: tuple[Proof, int]) -> None:
            self._own = ()
            self.list.clear()
            self._on_servers = found[0].gone.server_copies
            self.report.setPlainText(erase_words.report(*found))
            self.end(self.finished_step)
            self.erased.emit(ns)

        self.begin("Erasing…")
        self.stop_button.hide()
        self.tasks.write(work, self, done, self._on_failed)

    def _on_server(self) -> None:
        store, sources = self._store, self._access.inbox.sources()
        ticket = self.begin("Deleting on the mail server…")

        def done(removed: Removed) -> None:
            self._on_servers = removed.left
            lines = [f"Deleted on the mail server: {removed.gone}.", *removed.problems]
            self.report.appendPlainText("\n".join(lines))
            self.end(self.finished_step)

        self.tasks.read(
            lambda: erase_on_servers(store, sources, ticket.cancelled),
            self,
            done,
            lambda error: self.fail(self.finished_step, error),
        )

    def _on_failed(self, error: Exception) -> None:
        self.fail(self.planning, error)

    def _on_copy(self) -> None:
        put(self.report.toPlainText())
        self.notices.show_notice("copied", "info", "The report is on the clipboard.")

    def done(self, result: int) -> None:
        self._address, self._own = "", ()
        self.list.clear()
        super().done(result)


def words_of(number: int) -> str:
    """So many other messages name something."""
    return "1 other message names" if number == 1 else f"{number:,} other messages name"

"""Messages in: fetching from the accounts and taking files, with progress, Stop and words."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog

from curator_app.services.sources import Sources, Taken
from curator_app.ui.inbox.commands.keeping import Keeping
from curator_app.ui.tasks import Ticket

PATTERNS = ("Mails and contributions (*.eml *.mbox *.json *.jsonl)", "All files (*)")
SHOWN = 4
"""Problems that are told one by one."""
_BYTES_FROM = 1000
Work = Callable[[Sources, Ticket], Taken]


class Sourcing(Keeping):
    """Commands that bring messages in. One runs at a time, and the window goes on."""

    _ticket: Ticket | None = None

    def fetch(self) -> None:
        """Get what is new from every account."""
        self._take(
            "Fetching new messages…",
            lambda sources, ticket: sources.fetch(ticket.cancelled, ticket.report).all,
        )

    def take_files(self) -> None:
        """Choose files to take messages from."""
        dialog = QFileDialog(self._window, "Import messages")
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        dialog.setNameFilters(PATTERNS)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.filesSelected.connect(self._on_names)
        dialog.open()

    def _on_names(self, names: Sequence[str]) -> None:
        self.take_paths([Path(name) for name in names])

    def take_paths(self, paths: Sequence[Path]) -> None:
        """Take the messages of these files."""
        self._take(
            "Reading the files…",
            lambda sources, ticket: sources.take_files(paths, ticket.cancelled, ticket.report),
        )

    def stop_taking(self) -> None:
        """Stop what brings messages in; what came is kept."""
        if self._ticket is not None:
            self._ticket.cancel()

    # ------------------------------------------------------------------ doing it

    def _take(self, words: str, work: Work) -> None:
        window, store = self._window, self._window.access.store
        if store is None or self._ticket is not None:
            return
        sources = window.access.inbox.sources()
        ticket = self._ticket = Ticket(window)
        actions = [("Stop", ticket.cancel)]
        window.notices.show_notice("taking", "info", words, actions, closable=False)

        def progressed(done: int, total: int) -> None:
            notice = window.notices.notice("taking")
            if total and notice is not None:
                share = f"{done:,} of {total:,}" if total < _BYTES_FROM else f"{done / total:.0%}"
                notice.label.setText(f"{words} {share}")

        ticket.progressed.connect(progressed)
        window.tasks.read(lambda: work(sources, ticket), ticket, self._on_taken, self._on_failed)

    def _on_taken(self, taken: Taken) -> None:
        self._end()
        if self._window.access.store is None:
            return
        problems = taken.problems[:SHOWN]
        if len(taken.problems) > SHOWN:
            problems.append(f"{len(taken.problems) - SHOWN} more.")
        tone = "warn" if problems else "good"
        text = "\n".join([taken.sentence(), *problems])
        actions = [("Accounts…", self.accounts)] if taken.refused else []
        self._window.notices.show_notice("taken", tone, text, actions)
        self.reload()

    def _on_failed(self, error: Exception) -> None:
        self._end()
        self._window.failed(error)

    def _end(self) -> None:
        ticket, self._ticket = self._ticket, None
        if ticket is not None:
            ticket.deleteLater()
        self._window.notices.clear("taking")

    def accounts(self) -> None:
        """Where messages come from, and how replies go out."""
        from curator_app.ui.inbox.accounts import AccountsWindow

        window, store = self._window, self._window.access.store
        if store is not None:
            sources = window.access.inbox.sources()
            self._open(AccountsWindow(window.tasks, window.theme, sources, window))

    def reload(self) -> None:
        """Read list and counts again."""
        self._window.list.reload()
        self._window.refresh_side()

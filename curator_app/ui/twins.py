"""A new entry that is like one there is already: said while its title or DOI is typed."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from curator_app.domain.entry import Entry
from curator_app.ui.messages import shortened
from curator_app.ui.tasks import Latest

if TYPE_CHECKING:
    from curator_app.services.duplicates import Likeness
    from curator_app.ui.window import MainWindow

REST_MS = 400
NOTICE = "twin"
ASKED_BY = ("title", "authors", "year", "doi", "pmid", "pmcid")


class Twins(QObject):
    """Asks once the typing rests, and takes the notice away when it holds no longer."""

    def __init__(self, window: MainWindow, go_to: Callable[[str], None]) -> None:
        super().__init__(window)
        self._window, self._go_to = window, go_to
        self._entry: Entry | None = None
        self._said = ""
        self._question = Latest(window.tasks, self)
        self._rest = QTimer(self, singleShot=True, interval=REST_MS)
        self._rest.timeout.connect(self._ask)
        window.desk.shown.connect(self._on_shown)
        window.desk.typed.connect(self._on_typed)

    def _on_shown(self, entry: Entry | None) -> None:
        self._entry = None
        self._rest.stop()
        self._question.forget()
        self._say("")
        if entry is not None:
            self._on_typed(entry)

    def _on_typed(self, entry: Entry) -> None:
        before, self._entry = self._entry, entry
        if entry.version:
            return
        names = [name for name in ASKED_BY if getattr(entry, name)]
        same = before is not None and all(
            getattr(before, name) == getattr(entry, name) for name in ASKED_BY
        )
        if names and not same:
            self._rest.start()
        elif not names:
            self._say("")

    def _ask(self) -> None:
        entry, library = self._entry, self._window.library
        if entry is None or library is None or entry.version:
            return

        def work() -> list[Likeness]:
            from curator_app.services.duplicates import duplicates_of

            return duplicates_of(library, entry)

        self._question.ask(work, self._on_found)

    def _on_found(self, found: list[Likeness]) -> None:
        if not found:
            self._say("")
            return
        from curator_app.domain.duplicates.judging import SURE

        best = found[0]
        sure = "is in the library already" if best.match.level == SURE else "may be there already"
        title = shortened(best.right.title, 90)
        more = f" ({len(found) - 1:,} more are like it)" if len(found) > 1 else ""
        self._say(f"This study {sure}: {title} ({best.match.words}).{more}", best.right.slug)

    def _say(self, text: str, slug: str = "") -> None:
        if text == self._said:
            return
        self._said = text
        if not text:
            self._window.notices.clear(NOTICE)
            return

        def open_it() -> None:
            self._go_to(slug)

        self._window.notices.show_notice(NOTICE, "warn", text, [("Open it", open_it)])

"""The catalogue of case definitions: looking them up, and reading the contested ones otherwise."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QDialog, QSplitter, QVBoxLayout, QWidget

from curator_app.domain.changes import Changes
from curator_app.domain.query import ListQuery
from curator_app.services.library import Library
from curator_app.ui.catalogue import words
from curator_app.ui.catalogue.definitions import Definitions
from curator_app.ui.catalogue.detail import Detail
from curator_app.ui.catalogue.history import PolicyHistory
from curator_app.ui.catalogue.plan import PolicyWindow
from curator_app.ui.messages import confirm
from curator_app.ui.tasks import Latest, Tasks
from curator_app.ui.theme import Theme
from curator_app.ui.widgets import PlainLabel, button, fill_window, row


class CatalogueWindow(QDialog):
    """Definitions on the left, one of them in full on the right; choices collect at the foot.

    Signals: entries_asked(definition id) to list the entries tagged with it.
    """

    entries_asked = Signal(str)

    def __init__(self, tasks: Tasks, theme: Theme, library: Library, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("Case definitions")
        self._tasks, self._theme, self._library = tasks, theme, library
        self._draft: dict[str, str] = {}
        self._uses: Mapping[str, int] | None = None
        self._counts = Latest(tasks, self)
        self.definitions = Definitions(library.catalogue)
        self.detail = Detail()
        self.detail.set_read_only(library.read_only)
        self.foot = PlainLabel("", "muted")
        self.history_button = button("Earlier policies…", self._on_history)
        self.discard_button = button("Discard the choices", self._on_discard)
        self.plan_button = button("What would change…", self._on_plan, "primary")
        self.close_button = button("Close", self.reject)
        self._lay_out()
        self.definitions.chosen.connect(self._on_chosen)
        self.detail.chosen.connect(self._on_reading)
        self.detail.entries_asked.connect(self.entries_asked)
        self.detail.told.connect(self.foot.setText)
        tasks.changed.connect(self._on_changed)
        self._count()
        self._show_all()
        self.definitions.search.setFocus()

    def _lay_out(self) -> None:
        splitter = QSplitter(Qt.Orientation.Horizontal)
        splitter.setChildrenCollapsible(False)
        splitter.addWidget(self.definitions)
        splitter.addWidget(self.detail)
        splitter.setSizes([430, 550])
        self.definitions.setMinimumWidth(320)
        self.detail.setMinimumWidth(360)
        body = QVBoxLayout()
        body.setContentsMargins(16, 12, 0, 12)
        body.addWidget(splitter, 1)
        foot = row(
            self.foot, self.history_button, self.discard_button, self.close_button,
            self.plan_button, margins=(16, 12, 16, 12),
        )  # fmt: skip
        foot.setStretch(0, 1)
        fill_window(self, body, foot)
        self.resize(1020, 680)

    # ------------------------------------------------------------------ showing

    def _count(self) -> None:
        library = self._library
        query = ListQuery()
        self._counts.ask(lambda: library.facets(query, ["criteria"]), self._on_counts)

    def _on_counts(self, facets: Mapping[str, list[tuple[str, int]]]) -> None:
        self._uses = dict(facets["criteria"])
        self._show_use()

    def _show_use(self) -> None:
        current = self.definitions.current()
        self.detail.show_use(None if self._uses is None else self._uses.get(current, 0))

    def _on_chosen(self, _definition: str) -> None:
        self._show_detail()

    def _show_detail(self) -> None:
        catalogue = self._library.catalogue
        item = catalogue.by_id.get(self.definitions.current())
        if item is not None:
            self.detail.show_definition(item, catalogue, self._draft.get(item.id, ""))
            self._show_use()

    def _show_all(self) -> None:
        catalogue, draft = self._library.catalogue, bool(self._draft)
        self.definitions.show_policy(catalogue, self._draft)
        self._show_detail()
        self.foot.setText(words.drafted(self._draft, catalogue))
        self.discard_button.setVisible(draft)
        self.plan_button.setVisible(draft)
        self.history_button.setVisible(not draft)

    def show_definition(self, definition: str) -> None:
        """Point at one definition."""
        self.definitions.search.clear()
        self.definitions.point_at(definition)

    # ------------------------------------------------------------------ the policy

    def draft(self) -> dict[str, str]:
        """The readings chosen and not yet in force."""
        return dict(self._draft)

    def _on_reading(self, definition: str, reading: str) -> None:
        in_force = self._library.catalogue.policy[definition]
        self._draft.pop(definition, None)
        if reading != in_force:
            self._draft[definition] = reading
        self._show_all()

    def _on_discard(self) -> None:
        self._draft.clear()
        self._show_all()
        self.definitions.tree.setFocus()

    def _on_plan(self) -> None:
        library, draft = self._library, dict(self._draft)
        PolicyWindow(self._tasks, self._theme, library, draft, self).open()

    def _on_history(self) -> None:
        PolicyHistory(self._library, self).open()

    def _on_changed(self, changes: Changes, _initiator: object) -> None:
        if changes.rules:
            policy = self._library.catalogue.policy
            self._draft = {id_: r for id_, r in self._draft.items() if policy[id_] != r}
            self._show_all()
        if changes.entries or changes.structure:
            self._count()

    # ------------------------------------------------------------------ leaving

    def reject(self) -> None:
        """Esc and Close; a choice that is not in force is asked about first."""
        if not self._draft:
            super().reject()
            return
        confirm(
            self,
            "Case definitions",
            words.drafted(self._draft, self._library.catalogue),
            "Discard and close",
            super().reject,
            more="Nothing of it is kept when the window closes.",
            danger=True,
        )

    def closeEvent(self, event: QCloseEvent) -> None:
        if self._draft:
            event.ignore()
            self.reject()
        else:
            super().closeEvent(event)

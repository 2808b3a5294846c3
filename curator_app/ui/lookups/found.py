"""What a look-up found: the plan of an import, with its table, its agreement and its undo."""

from __future__ import annotations

from PySide6.QtCore import Signal

from curator_app.services.importing import ImportPlan, ImportResult
from curator_app.ui.importing.window import ImportWindow


class FoundWindow(ImportWindow):
    """The import window on answers of services. Signals: imported() once it was agreed to."""

    imported = Signal()

    def take_plan(self, plan: ImportPlan) -> None:
        """Show what would become of the answers."""
        self._on_plan(plan)
        self.setWindowTitle(f"Found: {plan.lookup}")

    def step_changed(self) -> None:
        super().step_changed()
        self.other_button.hide()

    def _on_done(self, result: ImportResult) -> None:
        super()._on_done(result)
        self.imported.emit()

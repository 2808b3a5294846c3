"""What a look-up found: the plan of an import, with its table, its agreement and its undo."""

from __future__ import annotations

from curator_app.services.importing import ImportPlan
from curator_app.ui.importing.window import ImportWindow


class FoundWindow(ImportWindow):
    """The import window on answers of services, and on nothing else."""

    def take_plan(self, plan: ImportPlan) -> None:
        """Show what would become of the answers."""
        self.setAcceptDrops(False)  # A file's plan would be taken for the answers.
        self.show_plan(plan)
        self.setWindowTitle(f"Found: {plan.lookup}")

    def step_changed(self) -> None:
        super().step_changed()
        self.other_button.hide()

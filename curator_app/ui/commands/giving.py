"""Commands that give entries to other programs: by the clipboard, and as files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QGuiApplication

from curator_app.domain.plain_text import counted
from curator_app.ui.commands.part import Part

if TYPE_CHECKING:
    from curator_app.ui.exporting.window import Offer


class GivingCommands(Part):
    """Copy, export."""

    def copy_citation(self) -> None:
        """Copy the citations of the selected entries."""
        self._copy("citation", "citation")

    def copy_bibtex(self) -> None:
        """Copy the BibTeX records of the selected entries."""
        self._copy("bibtex", "BibTeX record")

    def copy_ris(self) -> None:
        """Copy the selected entries as RIS."""
        self._copy("ris", "RIS record")

    def copy_csl(self) -> None:
        """Copy the selected entries as CSL-JSON."""
        self._copy("csl-json", "CSL-JSON record")

    def _copy(self, form: str, noun: str) -> None:
        library = self._library
        if library is None:
            return
        numbers = self._window.list.view.selected_numbers()

        def work() -> str:
            from curator_app.services.copying import copies

            return copies(library, numbers, form)

        def done(text: str) -> None:
            QGuiApplication.clipboard().setText(text)
            self._window.messages.say(f"Copied {counted(len(numbers), noun)}.")

        self._window.tasks.read(work, self, done)

    def export(self) -> None:
        """Open the export window."""
        from curator_app.ui.exporting.window import ExportWindow

        window, library = self._window, self._library
        if library is None:
            return
        kept = window.settings
        made = ExportWindow(
            window.tasks,
            window.theme,
            library,
            self._offers(),
            (kept.export_to, kept.export_format),
            window,
        )
        made.remembered.connect(self._remember_export)
        made.open()

    def _offers(self) -> list[Offer]:
        """Several selected entries before the filtered list before the whole library."""
        from curator_app.services.exporting import WHOLE
        from curator_app.ui.exporting.window import Offer

        pane = self._window.list
        selected = pane.view.selected_numbers()
        one = len(selected) == 1
        chosen = [Offer("The selected entry" if one else "The selected entries", selected)]
        listed = [Offer("The list as it is filtered now", pane.query())] if pane.filtered() else []
        whole = [Offer("The whole library", WHOLE)]
        if not selected:
            return [*listed, *whole]
        return [*listed, *whole, *chosen] if one else [*chosen, *listed, *whole]

    def _remember_export(self, folder: str, format: str) -> None:
        self._window.remember(export_to=folder, export_format=format)

"""What the findings panel says when it has nothing to list, and how much it lists."""

from __future__ import annotations

from typing import TYPE_CHECKING

from curator_app.domain.plain_text import counted
from curator_app.ui.findings.reading import ENTRY, SELECTION

if TYPE_CHECKING:
    from curator_app.services.overview import View


def words(scope: str, view: View | None, dismissed: bool) -> tuple[str, str]:
    """A title and what to do."""
    if view is None:
        return _UNREAD.get(scope, _LIBRARY)
    if dismissed:
        return "Nothing was dismissed here", "Dismissed findings stand here with who, when and why."
    if sum(view.severities.values()) or sum(view.rules.values()):
        return "Nothing of this kind", "Choose All and All rules to see the other findings."
    if view.dismissed:
        return "Nothing is open", "All findings were dismissed: see Dismissed for the reasons."
    return "Nothing to say", "No check has found anything here."


def count(view: View | None) -> str:
    """How many lines of how many entries: "12 findings in 3 entries"."""
    if view is None or not view.order:
        return ""
    return f"{counted(len(view.order), 'finding')} in {counted(view.entries, 'entry')}"


_LIBRARY = (
    "The library has not been checked yet",
    "It takes a moment the first time; afterwards only what changes is checked.",
)
_UNREAD = {
    ENTRY: ("No entry is open", "Open one in the list to see what the checks say of it."),
    SELECTION: ("Nothing is selected", "Select entries in the list to see their findings."),
}

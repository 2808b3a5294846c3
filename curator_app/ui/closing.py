"""What to do with unsaved text when the window closes."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from curator_app.domain.changes import Changes
from curator_app.ui.desk import Desk
from curator_app.ui.messages import Question, shortened


def ask_before_closing(window: QWidget, desk: Desk, leave: Callable[[], None]) -> Question:
    """Save, keep as a draft, or discard; Cancel goes on working."""
    entry = desk.entry()
    name = (entry.title or entry.slug or "the new entry") if entry is not None else ""
    question = Question(
        window,
        "Unsaved text",
        f"Save your changes to “{shortened(name)}”?",
        "A draft is kept beside the entry and offered again next time.",
    )

    def saved(changes: Changes) -> None:
        desk.saved.disconnect(saved)
        leave()

    def save() -> None:
        desk.saved.connect(saved)
        desk.save()

    def keep() -> None:
        desk.keep()
        leave()

    def discard() -> None:
        desk.discard()
        leave()

    question.offer("Save", save, "primary")
    question.offer("Keep as draft", keep)
    question.offer("Discard", discard)
    return question.ask()

"""The editor of one study entry: `EditorPane` is what the window uses."""

from curator_app.ui.editor.conflicts import ConflictDialog
from curator_app.ui.editor.pane import EditorPane

__all__ = ["ConflictDialog", "EditorPane"]

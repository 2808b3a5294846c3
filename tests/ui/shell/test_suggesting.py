"""Completion in topics and tags offers what the library has, read off the GUI thread."""

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from curator_app.errors import BadValue
from curator_app.services.library import Library
from curator_app.ui.editor.chips import ChipsField
from curator_app.ui.editor.pane import EditorPane
from tests.builders import study
from tests.ui.shell.conftest import Opener, fill


@pytest.fixture
def tagged(tmp_path: Path) -> Path:
    """Three studies with topics and tags."""
    folder = tmp_path / "library"
    topics = (("Immunology", "Sleep"), ("Immunology",), ())
    fill(folder, [study(i).with_(topics=t, tags=(f"tag {i}",)) for i, t in enumerate(topics)])
    return folder


def offered(editor: EditorPane, name: str) -> list[str]:
    field = editor.form.boxes[name].editor
    assert isinstance(field, ChipsField)
    return field._suggestions.stringList()


def test_values_are_offered_most_frequent_first_and_saved_ones_join(
    open_window: Opener, tagged: Path, qtbot: QtBot
):
    window = open_window(tagged).window
    window.list.view.go_to(0)
    qtbot.waitUntil(lambda: window.desk.entry() is not None)
    editor = window.desk.editor()
    editor.focus_field("tags")
    qtbot.waitUntil(lambda: offered(editor, "topics") == ["Immunology", "Sleep"])
    assert offered(editor, "tags") == ["tag 0", "tag 1", "tag 2"]
    field = editor.form.boxes["tags"].editor
    assert isinstance(field, ChipsField)
    qtbot.keyClicks(field.edit, "brand new")
    field.commit()
    window.desk.save()
    qtbot.waitUntil(lambda: "brand new" in offered(editor, "tags"))
    window.set_library(None)
    assert offered(editor, "tags") == []


def test_other_fields_are_not_suggested(tagged: Path):
    library = Library.open(tagged)
    try:
        assert library.used_values("topics") == ["Immunology", "Sleep"]
        with pytest.raises(BadValue, match="authors"):
            library.used_values("authors")
    finally:
        library.close()

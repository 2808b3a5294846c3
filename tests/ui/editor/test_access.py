"""What a screen reader is told, and that nothing is cut off in a narrow window."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QAbstractButton, QLabel, QScrollArea, QTextEdit, QWidget

from curator_app.domain.criteria_json import criteria_from_json
from curator_app.domain.entry import Entry
from curator_app.ui.editor.pane import EditorPane
from curator_app.ui.editor.parts import focusable

HOSTILE = '<img src="file:///etc/hostname"><b>bold</b>'


@pytest.fixture
def whole(pane: EditorPane, study: Entry) -> EditorPane:
    """The pane with every section built and something in every list."""
    criteria = criteria_from_json(
        {
            "expr": ["any", "ccc_2003", "fukuda_1994"],
            "subsets": [{"expr": "icc_2011", "name": "x"}],
            "evidence": [{"quote": "q"}],
            "comparators": ["who_pcc_2021"],
        }
    )
    pane.show_entry(study.with_(criteria=criteria, tags=("a", "b")))
    pane.form.build_all()
    assert pane.form.pem is not None
    pane.form.pem.open_override()
    return pane


def test_everything_that_takes_the_cursor_has_a_name(whole: EditorPane):
    nameless: list[str] = []
    for widget in focusable(whole, hidden=True):
        interface = QAccessible.queryAccessibleInterface(widget)
        if interface is not None and not interface.text(QAccessible.Text.Name).strip():
            nameless.append(f"{type(widget).__name__} {widget.objectName()}")
    assert nameless == []


def test_labels_name_their_fields(whole: EditorPane):
    for name, box in whole.form.boxes.items():
        assert box.label.buddy() is box.editor.target(), name


@pytest.mark.parametrize("width", [460, 720, 1200])
def test_nothing_is_wider_than_the_window(whole: EditorPane, width: int):
    whole.resize(width, 800)
    for index in range(whole.form.count()):
        whole.form.setCurrentIndex(index)
        section = whole.form.widget(index)
        assert isinstance(section, QScrollArea)
        body = section.widget()
        assert body is not None
        assert body.minimumSizeHint().width() <= section.viewport().width(), index
    assert whole.form.tabBar().sizeHint().width() <= width


def test_no_text_of_an_entry_is_read_as_markup(whole: EditorPane, study: Entry):
    whole.show_entry(
        study.with_(
            title=HOSTILE,
            authors=(HOSTILE,),
            topics=(HOSTILE,),
            observed_findings=(HOSTILE,),
            plain_summary=HOSTILE,
            criteria=criteria_from_json({"expr": {"id": HOSTILE, "quote": HOSTILE}}),
        )
    )
    for label in whole.findChildren(QLabel):
        rich = label.textFormat() != Qt.TextFormat.PlainText
        assert not (rich and "<" in label.text()), label.text()
    for button in whole.findChildren(QAbstractButton):
        assert "<" not in button.toolTip()
    for text in whole.findChildren(QTextEdit):
        assert not text.acceptRichText()
        assert text.loadResource(2, "file:///etc/hostname") is None
    title = whole.form.boxes["title"].editor.target()
    assert isinstance(title, QWidget)
    entry = whole.entry()
    assert entry is not None
    assert whole.form.boxes["observed_findings"].editor.value() == (HOSTILE,)

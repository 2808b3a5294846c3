"""Relations, retraction, sources, and the choice between two versions."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog
from pytestqt.qtbot import QtBot

from curator_app.domain.entry import Relation
from curator_app.errors import FieldConflict, StaleEdit
from curator_app.ui.editor.conflicts import ConflictDialog
from curator_app.ui.editor.pane import EditorPane
from curator_app.ui.editor.relations import RelationRow, RelationsField
from curator_app.ui.editor.wording import in_words

Key = Qt.Key
# Dropping a list down grabs the keyboard, which needs a real window system.
pytestmark = pytest.mark.qt_log_ignore("grabbing the keyboard")


def relations(pane: EditorPane) -> RelationsField:
    pane.focus_field("relations")
    made = pane.form.boxes["relations"].editor
    assert isinstance(made, RelationsField)
    return made


def test_a_relation_needs_its_study_and_completes_it(qtbot: QtBot, pane: EditorPane):
    asked: list[str] = []

    def lookup(text: str) -> list[tuple[str, str]]:
        asked.append(text)
        return [("fluge-2019-rituximab", "Rituximab"), ("fluge-2011-b-cell", "B cells")]

    pane.set_lookup(lookup)
    field = relations(pane)
    QTest.keyClick(field.add, Key.Key_Space)
    row = field.findChild(RelationRow)
    assert row is not None
    QTest.keyClicks(row.note, "same patients")
    assert not pane.request_save()
    assert pane.problems()[0][0] == "relations"
    row.target.setFocus()
    QTest.keyClicks(row.target, "fluge")
    popup = row.completer().popup()
    qtbot.waitUntil(popup.isVisible)
    assert asked == ["fluge"]
    QTest.keyClick(popup, Key.Key_Down)
    QTest.keyClick(popup, Key.Key_Return)
    assert row.target.text() == "fluge-2019-rituximab"
    entry = pane.entry()
    assert entry is not None
    assert entry.relations == (Relation("cites", "fluge-2019-rituximab", "same patients"),)
    assert pane.problems() == []
    QTest.mouseClick(row.remove, Qt.MouseButton.LeftButton)
    assert pane.entry() is not None
    assert pane.entry().relations == ()


def test_retraction_shows_in_the_head(pane: EditorPane):
    pane.focus_field("retraction")
    status = pane.form.boxes["retraction"].editor.target()
    QTest.keyClicks(status, "Retracted")
    QTest.keyClick(status, Key.Key_Return)
    entry = pane.entry()
    assert entry is not None
    assert entry.retraction.status == "retracted"
    assert pane.header.notice.text() == "Retracted"


def test_sources_are_shown_as_they_came(pane: EditorPane):
    pane.form.setCurrentIndex(6)
    view = pane.form.boxes["sources"].editor
    assert view.text.toPlainText() == "@article{see1996}"
    assert view.text.isReadOnly()


CONFLICTS = (
    FieldConflict("title", "Old", "Mine", "Theirs"),
    FieldConflict("observed_findings", [], ["a"], ["b", "c"]),
    FieldConflict("criteria", {}, {"expr": "ccc_2003"}, {"expr": ["any", "ccc_2003", "icc_2011"]}),
)


def dialog(qtbot: QtBot) -> ConflictDialog:
    made = ConflictDialog(StaleEdit("see-1996", CONFLICTS))
    qtbot.addWidget(made)
    made.open()
    return made


def test_every_field_is_decided_before_it_is_saved(qtbot: QtBot):
    box = dialog(qtbot)
    got: list[dict[str, object]] = []
    box.resolved.connect(got.append)
    assert not box.save.isEnabled()
    QTest.mouseClick(box.keep_theirs, Qt.MouseButton.LeftButton)
    assert box.list.currentRow() == 1
    QTest.mouseClick(box.keep_mine, Qt.MouseButton.LeftButton)
    assert not box.save.isEnabled()
    assert "any of (CCC, ICC)" in box.theirs.toPlainText()
    QTest.mouseClick(box.keep_theirs, Qt.MouseButton.LeftButton)
    assert box.progress.text() == "3 of 3 decided"
    box.list.setCurrentRow(1)
    box.outcome.setFocus()
    box.outcome.selectAll()
    QTest.keyClicks(box.outcome, "typed")
    QTest.mouseClick(box.save, Qt.MouseButton.LeftButton)
    assert got == [
        {
            "title": "Theirs",
            "observed_findings": ["typed"],
            "criteria": {"expr": ["any", "ccc_2003", "icc_2011"]},
        }
    ]


def test_lists_can_keep_what_both_say(qtbot: QtBot):
    box = dialog(qtbot)
    assert not box.keep_both.isVisible()
    box.list.setCurrentRow(1)
    QTest.mouseClick(box.keep_both, Qt.MouseButton.LeftButton)
    assert box.chosen() == {"observed_findings": ["b", "c", "a"]}


def test_escape_decides_nothing(qtbot: QtBot):
    box = dialog(qtbot)
    got: list[object] = []
    box.resolved.connect(got.append)
    QTest.mouseClick(box.all_mine, Qt.MouseButton.LeftButton)
    QTest.keyClick(box, Key.Key_Escape)
    assert box.result() == QDialog.DialogCode.Rejected
    assert got == []


def test_values_are_told_in_words():
    assert in_words("evidence_level", "E2") == "E2 Moderate"
    assert in_words("criteria", {"expr": ["all", ["fukuda_1994", ["like"]], "ccc_2003"]}) == (
        "all of (Fukuda ('-like' or 'based on'), CCC)"
    )
    assert in_words("relations", [{"type": "cites", "target": "x", "note": ""}]) == "Cites x"
    said = {"unit": "human_study", "added": "all", "mentioned": ["ccc_2003"]}
    assert in_words("criteria", said).splitlines() == [
        "Studied: Study of people",
        "PEM required on top: Yes, of every participant",
        "Only mentioned: CCC",
    ]
    assert in_words("year", None) == ""

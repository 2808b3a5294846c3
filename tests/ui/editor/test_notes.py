"""Squiggles, the line beneath a field, going from finding to finding, and mending."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QHelpEvent, QPalette, QTextCharFormat, QTextCursor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPlainTextEdit, QToolTip
from pytestqt.qtbot import QtBot

from curator_app.domain.checks.finding import Finding, open_findings
from curator_app.domain.entry import Entry
from curator_app.knowledge import checks
from curator_app.ui.editor.pane import EditorPane
from curator_app.ui.findings.notes import Note, noted

SUMMARY = "\N{MICROBE} This proves it. A breakthrough: it proves more."
Waves = QTextCharFormat.UnderlineStyle


def read(pane: EditorPane, entry: Entry | None = None) -> tuple[Note, ...]:
    """What the live checks do: read the entry as edited and show what is open in it."""
    entry = entry or pane.entry()
    found = open_findings(checks().check(entry, 2026), entry.dismissals)
    notes = noted(found, checks().by_id)
    pane.notes.show(entry, notes)
    return notes


def edit_of(pane: EditorPane, name: str):
    return pane.form.boxes[name].editor.target()


def marked(pane: EditorPane, name: str) -> list[str]:
    """The words with a squiggle, in the order of the text."""
    selections = edit_of(pane, name).extraSelections()
    cursors = [QTextCursor(s.cursor) for s in selections]  # theirs die with the list
    return [c.selectedText() for c in sorted(cursors, key=lambda c: c.selectionStart())]


def formats(edit: QPlainTextEdit) -> list[QTextCharFormat]:
    """How they are painted, the gravest last."""
    selections = edit.extraSelections()
    return [QTextCharFormat(s.format) for s in selections]


def note_of(pane: EditorPane, rule: str) -> Note:
    return next(note for note in pane.notes.all() if note.finding.rule == rule)


@pytest.fixture
def spun(pane: EditorPane, study: Entry) -> EditorPane:
    """A pane whose entry promises too much."""
    pane.show_entry(
        study.with_(
            plain_summary=SUMMARY,
            observed_findings=("All is well.", "It \N{MICROBE} proves it."),
            title="A title without its mark",
        )
    )
    pane.focus_field("observed_findings")
    pane.focus_field("plain_summary")
    read(pane)
    return pane


def test_words_are_marked_where_they_stand(spun: EditorPane) -> None:
    assert marked(spun, "plain_summary") == ["proves", "breakthrough", "proves"]
    assert marked(spun, "observed_findings") == ["proves"]
    drawn = formats(edit_of(spun, "plain_summary"))
    assert {f.underlineStyle() for f in drawn} == {Waves.WaveUnderline}
    assert not edit_of(spun, "plain_summary").document().isUndoAvailable()
    assert spun.entry().plain_summary == SUMMARY
    assert not spun.is_dirty()


def test_marks_move_with_the_text_and_go_with_their_words(spun: EditorPane) -> None:
    edit: QPlainTextEdit = edit_of(spun, "plain_summary")
    cursor = edit.textCursor()
    cursor.setPosition(0)
    edit.setTextCursor(cursor)
    QTest.keyClicks(edit, "Well, ")
    assert marked(spun, "plain_summary") == ["proves", "breakthrough", "proves"]
    cursor = spun.form.boxes["plain_summary"].editor.marks
    proof = note_of(spun, "W01_proves")
    assert cursor.select(proof)
    QTest.keyClick(edit, Qt.Key.Key_Backspace)
    assert marked(spun, "plain_summary") == ["breakthrough", "proves"]
    assert not cursor.select(proof)


def test_an_answer_about_an_older_text_leaves_the_marks(spun: EditorPane) -> None:
    before = spun.entry()
    edit = edit_of(spun, "plain_summary")
    QTest.keyClicks(edit, "x")
    read(spun, before.with_(plain_summary="This cures them."))
    assert marked(spun, "plain_summary") == ["proves", "breakthrough", "proves"]
    edit.selectAll()
    QTest.keyClicks(edit, "It is a cure.  ")
    read(spun)
    assert marked(spun, "plain_summary") == ["cure"]


def test_severities_are_told_apart_without_colour(spun: EditorPane) -> None:
    edit = edit_of(spun, "plain_summary")
    text = "proves them here"
    edit.selectAll()
    edit.insertPlainText(text)
    rule = checks().by_id["W01_proves"]
    spans = {"CRITICAL": (0, 6), "WARN": (7, 11), "INFO": (12, 16)}
    notes = [
        Note(Finding("W01_proves", severity, "plain_summary", "m", span, text, "", 1), rule)
        for severity, span in spans.items()
    ]
    spun.notes.show(spun.entry(), notes)
    info, warn, critical = formats(edit)
    assert info.underlineStyle() == Waves.DotLine
    assert warn.underlineStyle() == critical.underlineStyle() == Waves.WaveUnderline
    assert critical.background().style() != Qt.BrushStyle.NoBrush
    assert warn.background().style() == Qt.BrushStyle.NoBrush
    ink = warn.underlineColor()
    palette = QPalette(edit.palette())
    palette.setColor(QPalette.ColorRole.Base, Qt.GlobalColor.black)
    edit.setPalette(palette)
    assert formats(edit)[1].underlineColor() != ink


def test_the_line_beneath_says_the_gravest_and_nothing_jumps(spun: EditorPane) -> None:
    box = spun.form.boxes["plain_summary"]
    assert box.findings.text() == "(+2) Critical: No single study proves; “proves” claims it."
    assert box.help.isHidden()
    below = spun.form.boxes["why_it_matters"].pos()
    spun.notes.show(spun.entry(), [])
    QApplication.processEvents()
    assert box.findings.text() == ""
    assert not box.help.isHidden()
    assert spun.form.boxes["why_it_matters"].pos() == below
    spun.focus_field("title")
    read(spun)
    assert edit_of(spun, "title").property("finding") == "INFO"
    spun.notes.show(spun.entry(), [])
    assert edit_of(spun, "title").property("finding") is None


def test_hovering_explains(spun: EditorPane) -> None:
    edit: QPlainTextEdit = edit_of(spun, "plain_summary")
    spun.notes.reveal(note_of(spun, "W01_proves"))
    point = edit.cursorRect().center()
    where = edit.viewport().mapToGlobal(point)
    QApplication.sendEvent(edit.viewport(), QHelpEvent(QEvent.Type.ToolTip, point, where))
    assert "Proof claimed" in QToolTip.text()
    assert "Why: " in QToolTip.text()
    QToolTip.hideText()


def test_a_tip_shows_markup_as_text() -> None:
    rule = checks().by_id["W01_proves"]
    note = Note(Finding("W01_proves", "WARN", "title", "<img src=x>", None, "", "<b>", 1), rule)
    assert "<img" not in note.tip()
    assert "&lt;img" in note.tip()


def test_from_finding_to_finding_and_round(spun: EditorPane, focused: Callable[[], str]) -> None:
    spun.focus_field("title")
    notes = spun.notes.all()
    visited = []
    for number in range(len(notes)):
        note, at, count = spun.notes.step(1)
        visited.append(note)
        assert count == len(notes)
        assert at == (1 + number) % len(notes) + 1 or at == number + 1
        if note.finding.field in spun.form.boxes and note.finding.field != "criteria":
            assert focused() == f"field.{note.finding.field}"
    first = visited.index(notes[0])
    assert visited[first:] + visited[:first] == list(notes)
    assert spun.notes.step(1)[0] == visited[0]
    assert spun.notes.step(-1)[0] == visited[-1]
    assert spun.notes.step(-1)[0] == visited[-2]


def test_words_are_replaced_as_one_step_of_undo(spun: EditorPane) -> None:
    edit: QPlainTextEdit = edit_of(spun, "plain_summary")
    spun.notes.reveal(note_of(spun, "W01_proves"))
    (here,) = spun.notes.here()
    assert here.proposal() == "Write “suggests”"
    assert spun.notes.apply(here)
    assert spun.entry().plain_summary == SUMMARY.replace("proves it", "suggests it")
    assert not spun.notes.apply(here)
    edit.undo()
    assert spun.entry().plain_summary == SUMMARY
    in_list = next(n for n in spun.notes.all() if n.finding.field == "observed_findings")
    assert spun.notes.apply(in_list)
    assert spun.entry().observed_findings == ("All is well.", "It \N{MICROBE} suggests it.")


def test_a_field_is_mended(spun: EditorPane) -> None:
    assert spun.notes.apply(note_of(spun, "F08_title_without_final_mark"))
    assert spun.entry().title == "A title without its mark."
    edit_of(spun, "title").undo()
    assert spun.entry().title == "A title without its mark"
    rule = checks().by_id["W01_proves"]
    fix = Finding("W01_proves", "WARN", "state", "m", None, "", "", 1, fix=("state", "in_review"))
    assert spun.notes.apply(Note(fix, rule))
    assert (spun.entry().state, spun.header.state.id()) == ("in_review", "in_review")
    fix = fix._replace(field="topics", fix=("topics", ["Virology"]))
    assert spun.notes.apply(Note(fix, rule))
    assert spun.entry().topics == ("Virology",)


def test_dismissing_is_an_edit_that_a_changed_sentence_undoes(
    spun: EditorPane, qtbot: QtBot
) -> None:
    proof = note_of(spun, "W01_proves")
    with qtbot.waitSignals([spun.edited, spun.draft_due], timeout=2000):
        spun.notes.dismiss([proof.finding.key], "A quotation", "Anna", "2026-11-27T10:00:00+00:00")
    assert spun.is_dirty()
    assert [d.reason for d in spun.entry().dismissals] == ["A quotation"]
    assert marked(spun, "plain_summary") == ["breakthrough", "proves"]
    read(spun)
    assert marked(spun, "plain_summary") == ["breakthrough", "proves"]
    edit = edit_of(spun, "plain_summary")
    edit.setTextCursor(edit.document().find("proves it"))
    edit.textCursor().insertText("surely proves it")
    read(spun)
    assert marked(spun, "plain_summary") == ["proves", "breakthrough", "proves"]
    spun.notes.take_back([proof.finding.key])
    assert spun.entry().dismissals == ()


def test_who_only_reads_changes_nothing(spun: EditorPane) -> None:
    spun.set_read_only(True)
    before = spun.entry()
    assert not spun.notes.apply(note_of(spun, "W01_proves"))
    spun.notes.dismiss([note_of(spun, "W01_proves").finding.key], "why", "Anna", "now")
    assert spun.entry() == before


def test_another_entry_brings_no_old_marks(spun: EditorPane, study: Entry) -> None:
    spun.show_entry(study.with_(id="other", plain_summary=SUMMARY))
    assert marked(spun, "plain_summary") == []
    assert spun.notes.all() == ()
    assert spun.notes.step(1) is None

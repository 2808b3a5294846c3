"""Found in the text: proposals decided by one key each, and nothing tagged without one."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import QMimeData, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from curator_app.domain.criteria import Criteria
from curator_app.domain.criteria_json import criteria_from_json
from curator_app.domain.entry import Entry
from curator_app.domain.pem_status import assess
from curator_app.knowledge import catalogue
from curator_app.services.detecting import Reading
from curator_app.ui.editor.detection.body import Body
from curator_app.ui.editor.detection.methods import PastedText
from curator_app.ui.editor.detection.panel import DetectionPanel
from curator_app.ui.editor.pane import EditorPane
from curator_app.ui.editor.scopes import ScopesEditor

Key = Qt.Key
pytestmark = pytest.mark.qt_log_ignore("grabbing the keyboard")
RULE = "Thirty patients who fulfilled clinical criteria defined by the CDC for CFS took part."
PART = "A subgroup also fulfilled the Canadian Consensus Criteria."
MANDATORY = "Post-exertional malaise was mandatory for inclusion."
TALK = "The Oxford criteria have been criticised as too broad."
ABSTRACT = f"\N{SNOWMAN} \N{DNA DOUBLE HELIX} Cells were low. {RULE} {PART} {MANDATORY} {TALK}"


def at_once(work: Callable[[], Reading], done: Callable[[Reading], None]) -> None:
    done(work())


def panel(pane: EditorPane) -> DetectionPanel:
    assert pane.form.detection is not None
    return pane.form.detection


def body(pane: EditorPane) -> Body:
    return panel(pane).body


def edited(pane: EditorPane) -> Entry:
    entry = pane.entry()
    assert entry is not None
    return entry


def here() -> QWidget:
    widget = QApplication.focusWidget()
    assert widget is not None
    return widget


def press(*keys: Qt.Key) -> None:
    for key in keys:
        QTest.keyClick(here(), key)


def titles(pane: EditorPane) -> list[str]:
    return [f"{line.mark} {line.title}" for line in body(pane).list.lines.lines]


def show(pane: EditorPane, qtbot: QtBot, entry: Entry) -> None:
    pane.show_entry(entry)
    pane.focus_detection()
    qtbot.waitUntil(panel(pane).is_read)


@pytest.fixture
def reading(pane: EditorPane, untagged: Entry, qtbot: QtBot) -> EditorPane:
    """The pane with the cursor on the proposals of an abstract."""
    pane.set_reader(at_once)
    pem = assess(Criteria(), None, catalogue(), untagged.year)
    show(pane, qtbot, untagged.with_(title="On fatigue.", abstract=ABSTRACT, pem=pem))
    qtbot.waitUntil(lambda: here() is body(pane).list)
    return pane


def test_proposals_stand_in_reading_order_and_nothing_is_tagged(reading: EditorPane):
    assert titles(reading) == [
        "○ CDC (year not given)",
        "○ CCC",
        "○ PEM was a condition of taking part",
        "○ Oxford",
    ]
    assert body(reading).count.text() == "3 to decide"
    roles = [line.role for line in body(reading).list.lines.lines]
    assert roles == ["Entry rule", "Rule of a subgroup", "Statement about PEM", "Only mentioned"]
    assert len({line.pen for line in body(reading).list.lines.lines}) == 4
    press(Key.Key_Down, Key.Key_Down, Key.Key_Down, Key.Key_Up, Key.Key_End)
    assert edited(reading).criteria == Criteria()
    assert not reading.is_dirty()


def test_the_words_of_a_proposal_are_marked_where_they_stand(reading: EditorPane):
    marked: list[str] = []
    for row in range(4):
        body(reading).list.point(row)
        item = body(reading).list.current()
        assert item is not None
        marked.append(body(reading).text.span(item))
    assert marked == [
        "criteria defined by the CDC",
        "Canadian Consensus Criteria",
        "Post-exertional malaise was mandatory",
        "Oxford criteria",
    ]
    assert len(body(reading).text.extraSelections()) == 5


def test_enter_tags_with_quotation_and_place_and_goes_on(reading: EditorPane):
    press(Key.Key_Return)
    assert edited(reading).criteria.to_json() == {
        "expr": {"id": "cdc_unspecified", "modifiers": [], "quote": RULE, "location": "abstract"}
    }
    assert edited(reading).pem.status == "not_required"
    assert titles(reading)[0] == "✓ CDC (year not given)"
    assert reading.header.pem.text() == "PEM not required"
    item = body(reading).list.current()
    assert item is not None
    assert item.definition == "ccc_2003"
    press(Key.Key_A, Key.Key_A)
    criteria = edited(reading).criteria
    assert criteria.subsets[0].expr.to_json()["quote"] == PART
    assert criteria.added == "all"
    assert [e.quote for e in criteria.evidence] == [MANDATORY]
    assert edited(reading).pem.status == "required"
    assert body(reading).count.text() == "3 accepted"
    assert here() is body(reading).list


def test_undo_takes_back_one_decision_after_the_other(reading: EditorPane):
    press(Key.Key_A, Key.Key_R, Key.Key_A)
    assert len(edited(reading).rejected_proposals) == 1
    press(Key.Key_U)
    assert edited(reading).criteria.added == "no"
    press(Key.Key_U)
    assert edited(reading).rejected_proposals == ()
    press(Key.Key_U)
    assert edited(reading).criteria == Criteria()
    assert not reading.is_dirty()
    press(Key.Key_U)
    assert "nothing to undo" in body(reading).said.text()


def test_undo_leaves_what_was_edited_by_hand_since(reading: EditorPane):
    press(Key.Key_A)
    reading.form.boxes["criteria"].editor.unit.setFocus()
    QTest.keyClicks(here(), "Systematic")
    QTest.keyClick(here(), Key.Key_Return)
    assert edited(reading).criteria.unit == "systematic_review"
    before = edited(reading)
    reading.focus_detection()
    press(Key.Key_U)
    assert edited(reading) == before
    assert "changed since" in body(reading).said.text()


def test_a_rejection_is_remembered_hidden_shown_and_taken_back(reading: EditorPane, qtbot: QtBot):
    press(Key.Key_R)
    assert titles(reading)[0] == "○ CCC"
    entry = edited(reading)
    assert len(entry.rejected_proposals) == 1
    show(reading, qtbot, entry.with_(id="another", abstract=""))
    show(reading, qtbot, entry)
    assert titles(reading)[0] == "○ CCC"
    assert body(reading).rejected.text().startswith("Show rejected (1)")
    press(Key.Key_H)
    assert titles(reading)[0] == "✕ CDC (year not given)"
    body(reading).list.point(0)
    press(Key.Key_R)
    assert edited(reading).rejected_proposals == ()
    assert titles(reading)[0] == "○ CDC (year not given)"


@pytest.mark.parametrize(
    ("key", "operator"), [(Key.Key_A, "all"), (Key.Key_O, "any"), (Key.Key_U, "unsure")]
)
def test_a_second_entry_rule_asks_how_it_joins(
    reading: EditorPane, qtbot: QtBot, untagged: Entry, key: Qt.Key, operator: str
):
    tagged = criteria_from_json("icc_2011")
    show(reading, qtbot, untagged.with_(id="second", abstract=RULE, criteria=tagged))
    press(Key.Key_Return)
    assert body(reading).answers.isVisible()
    assert "ICC is tagged already" in body(reading).answers.question.text()
    press(Key.Key_Return, Key.Key_R)
    assert edited(reading).criteria == tagged
    press(key)
    expr = edited(reading).criteria.to_json()["expr"]
    assert expr[:2] == [operator, "icc_2011"]
    assert not body(reading).answers.isVisible()


def test_the_question_can_be_left_and_answered_with_instead(
    reading: EditorPane, qtbot: QtBot, untagged: Entry
):
    tagged = criteria_from_json("icc_2011")
    show(reading, qtbot, untagged.with_(id="second", abstract=RULE, criteria=tagged))
    press(Key.Key_Return, Key.Key_Escape)
    assert edited(reading).criteria == tagged
    assert not body(reading).answers.isVisible()
    press(Key.Key_Return, Key.Key_I)
    assert edited(reading).criteria.to_json()["expr"]["id"] == "cdc_unspecified"


def test_how_it_was_verified_is_said_before_or_after(reading: EditorPane, qtbot: QtBot):
    chooser = body(reading).verification
    chooser.setFocus()
    QTest.keyClicks(chooser, "Clin")
    assert here() is chooser
    QTest.keyClick(chooser, Key.Key_Return)
    qtbot.waitUntil(lambda: here() is body(reading).list)
    assert edited(reading).criteria == Criteria()
    press(Key.Key_A)
    assert edited(reading).criteria.to_json()["expr"]["verification"] == "clinician"
    press(Key.Key_Up)
    assert chooser.currentText() == "Clinician"
    chooser.setFocus()
    qtbot.wait(QApplication.keyboardInputInterval() + 100)
    QTest.keyClicks(chooser, "Questionnaire")
    assert edited(reading).criteria.to_json()["expr"]["verification"] == "questionnaire"
    QTest.keyClick(chooser, Key.Key_Return)
    qtbot.waitUntil(lambda: here() is body(reading).list)
    press(Key.Key_U)
    assert edited(reading).criteria.to_json()["expr"]["verification"] == "clinician"


def test_pasted_methods_are_joined_read_and_kept_word_for_word(reading: EditorPane, qtbot: QtBot):
    reading.focus_field("methods_text")
    field = here()
    assert isinstance(field, PastedText)
    data = QMimeData()
    data.setText(
        "Patients had to meet the Institute of Medi-\ncine criteria \u2013 and\nno other.\n"
    )
    field.insertFromMimeData(data)
    text = "Patients had to meet the Institute of Medicine criteria \u2013 and no other."
    assert edited(reading).methods_text == text
    qtbot.waitUntil(lambda: "○ IOM" in " ".join(titles(reading)))
    reading.focus_detection()
    body(reading).list.point(len(titles(reading)) - 1)
    item = body(reading).list.current()
    assert item is not None
    assert (item.location, item.quote) == ("methods", text)


def test_without_an_abstract_the_cursor_goes_where_one_pastes(
    reading: EditorPane, qtbot: QtBot, untagged: Entry
):
    show(reading, qtbot, untagged.with_(id="bare", abstract=""))
    assert "There is no abstract" in body(reading).nothing.text()
    assert isinstance(here(), PastedText)


def test_nothing_found_says_what_that_means_and_one_key_leaves_a_task(
    reading: EditorPane, qtbot: QtBot, untagged: Entry
):
    show(reading, qtbot, untagged.with_(id="vague", abstract="We studied well-characterised pain."))
    assert "“well-characterised” sounds like a definition" in body(reading).nothing.text()
    press(Key.Key_T)
    task = edited(reading).tasks[0]
    assert (task.kind, bool(task.at)) == ("check_full_text", True)
    assert "well-characterised" in task.note
    assert body(reading).count.text() == "full text to be checked"
    press(Key.Key_T)
    assert edited(reading).tasks == ()
    show(reading, qtbot, untagged.with_(id="none", abstract="We studied pain."))
    assert "does not mean that PEM was not required" in body(reading).nothing.text()


def test_it_opens_by_itself_only_when_something_waits(
    reading: EditorPane, qtbot: QtBot, untagged: Entry
):
    for entry, folded in (
        (untagged.with_(id="a", abstract=RULE), False),
        (untagged.with_(id="b", abstract="We studied pain."), True),
        (untagged.with_(id="c", abstract=TALK), True),
    ):
        reading.show_entry(entry)
        qtbot.waitUntil(panel(reading).is_read)
        assert body(reading).is_folded() == folded, entry.id


def test_a_hidden_section_reads_nothing(pane: EditorPane, qtbot: QtBot, untagged: Entry):
    read: list[int] = []

    def reader(work: Callable[[], Reading], done: Callable[[Reading], None]) -> None:
        read.append(1)
        done(work())

    pane.set_reader(reader)
    pane.form.build_all()
    pane.form.setCurrentIndex(0)
    pane.show_entry(untagged.with_(abstract=ABSTRACT))
    qtbot.wait(600)
    assert read == []
    pane.focus_detection()
    qtbot.waitUntil(lambda: len(titles(pane)) == 4)
    assert read == [1]


def test_read_only_proposals_are_shown_and_cannot_be_decided(reading: EditorPane):
    reading.set_read_only(True)
    press(Key.Key_A, Key.Key_R, Key.Key_T)
    assert edited(reading).criteria == Criteria()
    assert not reading.is_dirty()
    assert "reading only" in body(reading).said.text()


def test_criteria_that_cannot_be_read_are_not_overwritten(reading: EditorPane):
    criteria = reading.form.boxes["criteria"].editor
    criteria.prevalence.setFocus()
    QTest.keyClicks(criteria.prevalence, "lots")
    reading.focus_detection()
    press(Key.Key_A)
    assert edited(reading).criteria.expr is None
    assert criteria.prevalence.text() == "lots"
    assert criteria.scopes.expression.expression() is None
    assert isinstance(criteria.scopes, ScopesEditor)


def test_every_leaf_keeps_its_own_proof_also_in_subgroups(reading: EditorPane):
    press(Key.Key_A, Key.Key_A)
    scopes = reading.form.boxes["criteria"].editor.scopes
    scopes.tabs.setCurrentIndex(1)
    details = scopes.expression.details
    assert details.quote.text() == PART
    assert details.location.id() == "abstract"
    details.verification.setFocus()
    QTest.keyClicks(details.verification, "Interview")
    QTest.keyClick(details.verification, Key.Key_Return)
    leaf = edited(reading).criteria.to_json()["subsets"][0]["expr"]
    assert (leaf["quote"], leaf["verification"]) == (PART, "interview")
    assert "verification" not in edited(reading).criteria.to_json()["expr"]

"""Tagging criteria by keyboard, and what the PEM panel says."""

import json
from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from curator_app.domain.criteria import Criteria
from curator_app.domain.criteria_json import criteria_from_json
from curator_app.domain.entry import Entry
from curator_app.domain.fields import entry_from_json, entry_to_json
from curator_app.domain.pem_status import Override, Pem
from curator_app.knowledge import catalogue
from curator_app.ui.editor.browser import search
from curator_app.ui.editor.criteria import CriteriaEditor
from curator_app.ui.editor.expression_editor import ExpressionEditor
from curator_app.ui.editor.pane import EditorPane
from curator_app.ui.editor.pem import PemPanel

Key = Qt.Key
# Dropping a list down grabs the keyboard, which needs a real window system.
pytestmark = pytest.mark.qt_log_ignore("grabbing the keyboard")
ALT = Qt.KeyboardModifier.AltModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier


def editor(pane: EditorPane) -> CriteriaEditor:
    made = pane.form.boxes["criteria"].editor
    assert isinstance(made, CriteriaEditor)
    return made


def expression(pane: EditorPane) -> ExpressionEditor:
    return editor(pane).scopes.expression


def panel(pane: EditorPane) -> PemPanel:
    assert pane.form.pem is not None
    return pane.form.pem


def edited(pane: EditorPane) -> Entry:
    entry = pane.entry()
    assert entry is not None
    return entry


def here() -> QWidget:
    widget = QApplication.focusWidget()
    assert widget is not None
    return widget


@pytest.fixture
def tagging(qtbot: QtBot, pane: EditorPane, untagged: Entry) -> EditorPane:
    """The pane with the cursor where a definition is typed."""
    pane.show_entry(untagged)
    pane.focus_field("criteria")
    for _ in range(6):
        if here() is expression(pane).line:
            break
        QTest.keyClick(here(), Key.Key_Tab)
    assert here() is expression(pane).line
    return pane


def tag(pane: EditorPane, typed: str) -> None:
    QTest.keyClicks(here(), typed)
    QTest.keyClick(here(), Key.Key_Return)


def test_any_of_ccc_and_fukuda_by_keyboard_alone(tagging: EditorPane):
    tag(tagging, "ccc")
    assert edited(tagging).criteria.expr == criteria_from_json("ccc_2003").expr
    assert edited(tagging).pem.status == "required"
    assert panel(tagging).verdict.badge.text() == "PEM required"
    tag(tagging, "fukuda")
    assert edited(tagging).criteria.to_json() == {"expr": ["any", "ccc_2003", "fukuda_1994"]}
    assert edited(tagging).pem.status == "not_required"
    assert tagging.header.pem.text() == "PEM not required"
    QTest.keyClick(here(), Key.Key_Tab)
    assert here() is expression(tagging).tree
    QTest.keyClick(here(), Key.Key_A)
    assert edited(tagging).criteria.to_json() == {"expr": ["all", "ccc_2003", "fukuda_1994"]}
    assert edited(tagging).pem.status == "required"


def test_grouping_moving_and_deleting_by_keyboard(tagging: EditorPane):
    for typed in ("ccc", "fukuda", "icc"):
        tag(tagging, typed)
    tree = expression(tagging).tree
    tree.setFocus()
    QTest.keyClick(tree, Key.Key_G)
    assert tree.expression() is not None
    assert tree.expression().to_json() == ["any", "ccc_2003", "fukuda_1994", ["any", "icc_2011"]]
    QTest.keyClick(tree, Key.Key_U)
    QTest.keyClick(tree, Key.Key_Up, ALT)
    assert tree.expression().to_json() == ["any", "ccc_2003", ["unsure", "icc_2011"], "fukuda_1994"]
    QTest.keyClick(tree, Key.Key_G, SHIFT)
    assert tree.expression().to_json() == ["any", "ccc_2003", "icc_2011", "fukuda_1994"]
    QTest.keyClick(tree, Key.Key_Delete)
    assert tree.expression().to_json() == ["any", "ccc_2003", "fukuda_1994"]
    assert edited(tagging).criteria.expr == tree.expression()


def test_modifiers_and_proof_of_one_definition(tagging: EditorPane):
    tag(tagging, "fukuda")
    details = expression(tagging).details
    box = details.modifiers["author_requires_pem"]
    box.setFocus()
    QTest.keyClick(box, Key.Key_Space)
    details.quote.setFocus()
    QTest.keyClicks(details.quote, "All had PEM. ")
    details.location.setFocus()
    QTest.keyClicks(details.location, "Methods")
    QTest.keyClick(details.location, Key.Key_Return)
    expr = edited(tagging).criteria.to_json()["expr"]
    assert expr["modifiers"] == ["author_requires_pem"]
    assert expr["quote"] == "All had PEM."
    assert edited(tagging).pem.status == "required"
    assert details.quote.text() == "All had PEM. "


def test_a_subgroup_has_its_own_expression(qtbot: QtBot, tagging: EditorPane):
    tag(tagging, "fukuda")
    scopes = editor(tagging).scopes
    QTest.mouseClick(scopes.add_subset, Qt.MouseButton.LeftButton)
    assert here() is scopes.name
    QTest.keyClicks(scopes.name, "CCC group")
    assert edited(tagging).criteria.to_json()["subsets"] == [
        {"name": "CCC group", "results_reported": False}
    ]
    assert "decides nothing" in scopes.problem.text()
    QTest.keyClicks(scopes.count, "30")
    scopes.expression.line.setFocus()
    tag(tagging, "ccc")
    assert edited(tagging).pem.status == "not_required"
    scopes.reported.setFocus()
    QTest.keyClick(scopes.reported, Key.Key_Space)
    assert edited(tagging).criteria.to_json()["subsets"] == [
        {"expr": "ccc_2003", "name": "CCC group", "n": 30, "results_reported": True}
    ]
    assert edited(tagging).pem.status == "partly"
    assert panel(tagging).verdict.badge.text() == "PEM not required"
    scopes.tabs.setCurrentIndex(0)
    assert scopes.expression.expression() == criteria_from_json("fukuda_1994").expr
    scopes.tabs.setCurrentIndex(1)
    QTest.mouseClick(scopes.remove, Qt.MouseButton.LeftButton)
    assert edited(tagging).criteria == criteria_from_json("fukuda_1994")


def test_the_panel_gives_the_rules_and_the_contested_note(tagging: EditorPane):
    tag(tagging, "ramsay")
    shown = panel(tagging)
    words = [shown.trace.itemAt(i).widget().words.text() for i in range(shown.trace.count())]
    rules = [shown.trace.itemAt(i).widget().rule.text() for i in range(shown.trace.count())]
    assert rules[0] == "D07"
    assert "contested" in words[0]
    assert "Ramsay" in shown.verdict.contested.text()


def test_prevalence_below_all_with_a_required_status_is_a_conflict(tagging: EditorPane):
    tag(tagging, "ccc")
    criteria = editor(tagging)
    QTest.keyClicks(criteria.prevalence, "85,5")
    assert edited(tagging).criteria.pem_prevalence == 85.5
    assert "85.5 %" in panel(tagging).verdict.conflicts.text()
    QTest.keyClicks(criteria.prevalence, "%%")
    assert not tagging.request_save()
    assert criteria.prevalence.text() == "85,5%%"


def test_an_override_needs_all_four_and_says_which_is_missing(
    qtbot: QtBot, tagging: EditorPane, focused: Callable[[], str]
):
    tag(tagging, "fukuda")
    tagging.focus_field("pem")
    form = panel(tagging).override
    assert here() is form.status
    QTest.keyClicks(form.status, "PEM required")
    QTest.keyClick(form.status, Key.Key_Return)
    assert edited(tagging).pem.status == "not_required"
    assert "quotation, place and reason" in form.state.text()
    assert not tagging.request_save()
    QTest.keyClicks(form.quote, "PEM was mandatory.")
    QTest.keyClicks(form.location, "Protocol")
    QTest.keyClick(form.location, Key.Key_Return)
    assert "Still missing: reason" in form.state.text()
    QTest.keyClicks(form.reason, "Only the protocol says so.")
    pem = edited(tagging).pem
    assert pem.override == Override(
        "required", "PEM was mandatory.", "protocol", "Only the protocol says so."
    )
    assert (pem.status, pem.derived) == ("required", "not_required")
    assert "PEM not required" in panel(tagging).verdict.derived.text()
    assert tagging.request_save()
    QTest.mouseClick(form.remove, Qt.MouseButton.LeftButton)
    assert edited(tagging).pem.override is None
    assert edited(tagging).pem.status == "not_required"
    assert tagging.problems() == []


def test_looking_at_criteria_changes_nothing(pane: EditorPane, study: Entry):
    criteria = criteria_from_json(
        {
            "expr": ["any", {"id": "ccc_2003", "quote": " two  spaces ", "modifiers": ["like"]}],
            "arms": [{"expr": "icc_2011"}],
            "evidence": [{"quote": "q", "location": "somewhere"}],
            "comparators": ["who_pcc_2021", "who_pcc_2021"],
            "unit": "unheard_of",
        }
    )
    entry = study.with_(criteria=criteria)
    pane.show_entry(entry)
    pane.form.build_all()
    tree = expression(pane).tree
    tree.setCurrentItem(tree.topLevelItem(0).child(0))
    editor(pane).scopes.tabs.setCurrentIndex(1)
    assert pane.entry() == entry
    assert not pane.is_dirty()
    assert editor(pane).value().expr == criteria.expr
    assert editor(pane).value().unit == "unheard_of"


def test_read_only_criteria_do_not_change(tagging: EditorPane):
    tag(tagging, "ccc")
    before = edited(tagging)
    tagging.set_read_only(True)
    tree = expression(tagging).tree
    tree.setFocus()
    for key in (Key.Key_G, Key.Key_Delete, Key.Key_A):
        QTest.keyClick(tree, key)
    assert edited(tagging) == before


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("ccc", "ccc_2003"),
        ("canadian", "ccc_2003"),
        ("fukuda", "fukuda_1994"),
        ("cdc 1994", "fukuda_1994"),
        ("ICC", "icc_2011"),
        ("seid", "iom_2015"),
        ("NG206", "nice_ng206_2021"),
        ("cg53", "nice_cg53_2007"),
        ("oxford", "oxford_1991"),
        ("2015", "iom_2015"),
        ("Carruthers 2011", "icc_2011"),
    ],
)
def test_definitions_are_found_by_any_of_their_names(typed: str, first: str):
    assert search(catalogue(), typed)[0].id == first


def test_escape_closes_the_list_of_definitions_and_keeps_the_text(tagging: EditorPane):
    line = expression(tagging).line
    QTest.keyClicks(line, "nice")
    assert line.is_open()
    QTest.keyClick(line, Key.Key_Escape)
    assert not line.is_open()
    assert line.text() == "nice"
    assert edited(tagging).criteria == Criteria()


def raised(pane: EditorPane, study: Entry, who: str, set_by: str = "Anna") -> PemPanel:
    """The panel on a study whose status was raised to required by Anna."""
    override = Override("required", "PEM was mandatory.", "protocol", "So it says.", "", set_by)
    criteria = criteria_from_json("fukuda_1994")
    entry = study.with_(criteria=criteria, pem=Pem("required", "not_required", override, "v"))
    pane.set_who(who)
    pane.show_entry(entry)
    pane.focus_field("pem")
    return panel(pane)


def test_the_maker_cannot_confirm_a_raise_but_another_person_can(pane: EditorPane, study: Entry):
    form = raised(pane, study, "anna").override
    assert form.confirm.isVisible()
    assert not form.confirm.isEnabled()
    assert "somebody other than you" in form.state.text()
    form = raised(pane, study, "Bo").override
    assert form.confirm.text() == "Confirm as Bo"
    form.confirm.setFocus()
    QTest.keyClick(form.confirm, Key.Key_Space)
    override = edited(pane).pem.override
    assert override is not None
    assert (override.set_by, override.confirmed_by) == ("Anna", "Bo")
    assert not form.confirm.isVisible()
    assert "confirmed by Bo" in form.state.text()
    # What is changed afterwards is a new claim, and Bo its maker.
    QTest.keyClicks(form.reason, "!")
    override = edited(pane).pem.override
    assert override is not None
    assert (override.set_by, override.confirmed_by) == ("Bo", "")
    assert form.confirm.isVisible()


def test_the_panel_says_both_certainties_and_a_hand_set_one(tagging: EditorPane):
    tag(tagging, "cdc (year")
    shown = panel(tagging).verdict.certainty
    assert "Criteria ambiguous: CDC (year not given)" in shown.text()
    assert "Status certain: Every reading leads to the same status." in shown.text()
    form = editor(tagging).certainty
    assert form.criterion.currentText() == "As derived: ambiguous"
    form.criterion.setFocus()
    QTest.keyClicks(form.criterion, "Clear")
    QTest.keyClick(form.criterion, Key.Key_Return)
    assert edited(tagging).criteria.criterion_certainty == "clear"
    assert "Criteria clear, set by hand. The rules say ambiguous" in shown.text()
    assert form.criterion.itemText(0) == "As derived: ambiguous"


def test_half_made_subgroups_and_overrides_are_in_the_draft_and_come_back(
    qtbot: QtBot, tagging: EditorPane, untagged: Entry
):
    tag(tagging, "fukuda")
    scopes = editor(tagging).scopes
    QTest.mouseClick(scopes.add_subset, Qt.MouseButton.LeftButton)
    assert edited(tagging).criteria.subsets == ()
    QTest.keyClicks(scopes.name, "Severe")
    QTest.keyClicks(scopes.count, "12")
    tagging.focus_field("pem")
    QTest.keyClicks(panel(tagging).override.quote, "PEM was mandatory.")
    drafts: list[Entry] = []
    tagging.draft_due.connect(drafts.append)
    qtbot.waitUntil(lambda: bool(drafts))
    stored = json.loads(json.dumps(entry_to_json(drafts[-1])))
    draft = entry_from_json(stored, untagged.id, untagged.version)
    assert draft.pem.status == "not_required"
    tagging.show_entry(untagged.with_(id="another"))
    tagging.show_entry(untagged, draft)
    assert [s.title(1) for s in scopes._scopes] == ["Everybody", "Severe (n=12)"]
    assert panel(tagging).override.quote.text() == "PEM was mandatory."
    assert edited(tagging).criteria.subsets[0].expr is None
    assert edited(tagging).pem.status == "not_required"
    assert [name for name, _ in tagging.problems()] == ["pem"]
    assert not tagging.request_save()
    QTest.mouseClick(panel(tagging).override.remove, Qt.MouseButton.LeftButton)
    assert tagging.problems() == []
    assert edited(tagging).pem.override is None

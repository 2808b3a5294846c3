"""Duplicates in the window, by keys: found, compared, merged, told apart, undone."""

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from curator_app.app import Program
from curator_app.domain.entry import Entry
from curator_app.domain.query import ListQuery
from curator_app.services.duplicates import pair_of
from curator_app.services.library import Library
from curator_app.ui.duplicates.comparison import RESULT
from curator_app.ui.duplicates.merge_window import MergeWindow
from curator_app.ui.duplicates.sure import SureWindow
from curator_app.ui.duplicates.window import DuplicatesWindow
from curator_app.ui.duplicates.words import APART
from tests.ui.shell.conftest import Opener

Key = Qt.Key
TITLE = "Exercise and recovery in adults with chronic fatigue syndrome"


def add(library: Library, **values: Any) -> Entry:
    entry = library.new_entry({"journal": "Sleep", "authors": ["Roe, A"], "year": 2020, **values})
    library.save(entry)
    return entry


@pytest.fixture
def program(open_window: Opener, tmp_path: Path) -> Program:
    """A library with three pairs: tagged differently, easy, and a preprint."""
    folder = tmp_path / "twins"
    library = Library.open(folder, who="Anna", insist=True)
    one = {"title": TITLE, "doi": "10.1000/one"}
    add(library, **one, slug="one-a", criteria={"expr": "ccc_2003"}, state="in_review")
    add(library, **one, slug="one-b", criteria={"expr": "fukuda_1994"}, pmid="77")
    two = {"title": f"{TITLE}: six years later", "doi": "10.1000/two", "year": 2021}
    add(library, **two, slug="two-a", topics=["sleep"])
    add(library, **two, slug="two-b", topics=["rest"], evidence_level="E2", state="ready")
    three = f"Sleep and light in children of the north with {TITLE.lower()}"
    add(library, title=three, slug="three-a", doi="10.1000/three", year=2019)
    add(library, title=three, slug="three-b", doi="10.1101/three", year=2019, journal="medRxiv")
    library.close()
    return open_window(folder)


@pytest.fixture
def window(program: Program, qtbot: QtBot) -> DuplicatesWindow:
    """The list of pairs."""
    program.window.actions_["duplicates"].trigger()
    found = program.window.findChild(DuplicatesWindow)
    qtbot.waitUntil(lambda: found.model.rowCount() == 3)
    return found


def compare(window: DuplicatesWindow, qtbot: QtBot, slug: str) -> MergeWindow:
    """Open the pair of this entry with Enter."""
    places = [i for i, p in enumerate(window.pairs()) if slug in (p.left.slug, p.right.slug)]
    window.view.selectRow(places[0])
    QTest.keyClick(window.view, Key.Key_Return)
    made = window.findChild(MergeWindow)
    qtbot.waitUntil(lambda: made.model.rowCount() > 0)
    return made


def field(merge: MergeWindow, name: str) -> int:
    """Move to a field; its row."""
    rows = range(merge.model.rowCount())
    row = next(r for r in rows if merge.model.choice(r).name == name)
    merge.view.go_to(row)
    return row


def left(window: DuplicatesWindow) -> set[str]:
    return {pair.left.slug for pair in window.pairs()}


def test_a_row_is_chosen_though_ctrl_is_still_held(window: DuplicatesWindow):
    """The window is opened by Ctrl and a letter, which may be down when the pairs arrive."""
    QTest.keyPress(window.view, Key.Key_Control, Qt.KeyboardModifier.ControlModifier)
    window.view.selectRow(0)
    window.view.selectRow(0)
    QTest.keyRelease(window.view, Key.Key_Control)
    assert [index.row() for index in window.view.selectionModel().selectedRows()] == [0]


def test_pairs_are_listed_with_reasons_the_surest_first(window: DuplicatesWindow, qtbot: QtBot):
    levels = [window.model.line(row).label for row in range(3)]
    assert levels == ["Sure", "Sure", "Likely"]
    qtbot.waitUntil(lambda: "same DOI; same title" in window.about.text())
    window.bar.button("likely").click()
    assert window.model.rowCount() == 1
    assert "DOIs differ" in window.model.line(0).why


def test_tags_have_to_be_chosen_by_a_key_before_the_merge(
    program: Program, window: DuplicatesWindow, qtbot: QtBot
):
    merge = compare(window, qtbot, "one-a")
    row = merge.view.currentIndex().row()
    assert merge.model.choice(row).name == "criteria"
    assert not merge.merge_button.isEnabled()
    QTest.keyClick(merge.view, Key.Key_Right)
    assert merge.model.text(row, RESULT) == merge.right.toPlainText()
    assert merge.merge_button.isEnabled()
    field(merge, "pmid")
    assert merge.merged.toPlainText() == "77"
    QTest.keyClick(merge.view, Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    library = program.window.library
    qtbot.waitUntil(lambda: library.entry("one-b").slug == "one-a")
    merged = library.entry("one-a")
    assert merged.criteria.definitions() == ("fukuda_1994",)
    assert merged.pem.status == "not_required"
    assert merged.pmid == "77"
    qtbot.waitUntil(lambda: "one-a" not in left(window))
    merge.reject()


def test_a_field_is_taken_united_or_written(
    program: Program, window: DuplicatesWindow, qtbot: QtBot
):
    merge = compare(window, qtbot, "two-a")
    row = field(merge, "topics")
    assert merge.merged.toPlainText().split("\n") == ["rest", "sleep"]
    QTest.keyClick(merge.view, Key.Key_Left)
    assert merge.model.text(row, RESULT) == "rest"
    QTest.keyClick(merge.view, Key.Key_B)
    assert merge.model.text(row, RESULT) == "rest\nsleep"
    merge.activateWindow()
    merge.merged.setFocus()
    qtbot.waitUntil(merge.merged.hasFocus)
    merge.merged.setPlainText("light\n\nsleep")
    merge.merge_button.click()
    library = program.window.library
    qtbot.waitUntil(lambda: library.entry("two-a").slug == "two-b")
    assert library.entry("two-b").topics == ("light", "sleep")
    merge.reject()


def test_a_value_that_is_none_holds_the_merge(window: DuplicatesWindow, qtbot: QtBot):
    merge = compare(window, qtbot, "three-a")
    row = field(merge, "doi")
    merge.activateWindow()
    merge.merged.setFocus()
    qtbot.waitUntil(merge.merged.hasFocus)
    merge.merged.setPlainText("no doi")
    assert "is not a DOI" in merge.notices.texts()[0]
    assert not merge.merge_button.isEnabled()
    merge.merged.setPlainText("10.1000/right")
    assert merge.merge_button.isEnabled()
    assert (merge.notices.texts(), merge.model.text(row, RESULT)) == ([], "10.1000/right")
    merge.merged.setPlainText("no")
    merge.view.setFocus()
    QTest.keyClick(merge.view, Key.Key_Up)
    assert merge.merge_button.isEnabled()
    merge.reject()


def test_no_duplicate_and_next(program: Program, window: DuplicatesWindow, qtbot: QtBot):
    merge = compare(window, qtbot, "three-a")
    QTest.keyClick(merge.view, Key.Key_N)
    qtbot.waitUntil(lambda: "three-a" not in left(window) and "three-b" not in left(window))
    library = program.window.library
    assert library.entry("three-a").distinct[0].who == library.who
    window.look()
    qtbot.waitUntil(lambda: window.ticket is None and window.model.rowCount() == 2)
    assert "1 more you decided are none" in window.count.text()


def test_what_was_told_apart_is_listed_and_asked_again(
    program: Program, window: DuplicatesWindow, qtbot: QtBot
):
    row = next(i for i, p in enumerate(window.pairs()) if "three-a" in (p.left.slug, p.right.slug))
    window.view.selectRow(row)
    window.apart_button.click()
    qtbot.waitUntil(lambda: window.bar.button(APART).text() == "Two studies  1")
    assert len(window.pairs()) == 2
    window.bar.button(APART).click()
    assert window.model.line(0).label == "Two studies"
    assert "three-a" in window.about.text()
    assert window.apart_button.isHidden()
    window.ask_button.click()
    qtbot.waitUntil(lambda: len(window.pairs()) == 3)
    assert window.bar.button(APART).text() == "Two studies  0"
    assert window.ask_button.isHidden()
    assert program.window.library.entry("three-a").distinct == ()
    window.look()
    qtbot.waitUntil(lambda: window.ticket is None and window.model.rowCount() == 3)


def test_the_two_selected_are_merged(program: Program, qtbot: QtBot):
    main = program.window
    action = main.actions_["merge_selected"]
    qtbot.waitUntil(lambda: main.list.table.rowCount() == 6)
    main.list.view.go_to(0)
    assert not action.isEnabled()
    slugs = [main.library.entry(slug) for slug in ("one-a", "three-b")]
    numbers = main.library.ids(ListQuery(sort="slug", descending=False))
    by_slug = {main.library.entry_by_n(n).slug: n for n in numbers}
    main.list.view.restore_selection(by_slug["one-a"], [by_slug["one-a"], by_slug["three-b"]])
    qtbot.waitUntil(action.isEnabled)
    action.trigger()
    qtbot.waitUntil(lambda: main.findChild(MergeWindow) is not None)
    merge = main.findChild(MergeWindow)
    qtbot.waitUntil(lambda: merge.model.rowCount() > 0)
    assert merge.why.text().startswith("Likely one study: titles 74 % alike")
    assert merge.merge_button.text() == "&Merge"
    merge.merge_button.click()
    qtbot.waitUntil(lambda: main.library.entry("three-b").id == slugs[0].id)
    qtbot.waitUntil(lambda: main.findChild(MergeWindow) is None)
    main.actions_["undo"].trigger()
    qtbot.waitUntil(lambda: main.library.entry("three-b").id == slugs[1].id)


def test_skipping_goes_through_the_pairs_and_ends(window: DuplicatesWindow, qtbot: QtBot):
    merge = compare(window, qtbot, window.pairs()[0].left.slug)
    for number in (1, 2, 3):
        qtbot.waitUntil(lambda number=number: merge.count.text() == f"{number} of 3")
        QTest.keyClick(merge.view, Key.Key_K)
    qtbot.waitUntil(lambda: window.findChild(MergeWindow) is None)
    assert len(window.pairs()) == 3


def test_the_field_to_choose_is_in_view_at_once(program: Program, qtbot: QtBot):
    """It may stand far below: the table is laid out only after it was filled."""
    main, library = program.window, program.window.library
    words = {name: f"What one says of {name}." for name in ("abstract", "plain_summary")}
    add(library, **words, title="Sleep", slug="far-a", month=5, criteria={"expr": "ccc_2003"})
    other = {name: f"Something else of {name}." for name in words}
    unlike = {"journal": "Brain", "year": 2011, "doi": "10.1000/far", "pmid": "88", "month": 6}
    add(library, title="Rest", slug="far-b", criteria={"expr": "oxford_1991"}, **other, **unlike)
    pair = pair_of(library, library.entry("far-a").id, library.entry("far-b").id)
    merge = MergeWindow(program.tasks, program.theme, library, [pair], 0, main)
    merge.resize(900, 420)
    merge.open()
    qtbot.waitUntil(lambda: merge.model.rowCount() > 0)
    here = merge.view.currentIndex()
    assert merge.model.choice(here.row()).name == "criteria"
    assert merge.view.viewport().rect().contains(merge.view.visualRect(here))
    assert merge.view.selectionModel().isRowSelected(here.row(), here.parent())
    merge.reject()


def test_what_the_other_side_has_not_is_marked(
    program: Program, window: DuplicatesWindow, qtbot: QtBot
):
    merge = compare(window, qtbot, "three-a")
    field(merge, "doi")
    assert (merge.left.marked(), merge.right.marked()) == (["1000"], ["1101"])
    field(merge, "slug")  # without anything in common, marks would say nothing
    assert (merge.left.marked(), merge.right.marked()) == ([], [])
    merge.reject()


def test_the_sides_can_be_swapped(program: Program, window: DuplicatesWindow, qtbot: QtBot):
    merge = compare(window, qtbot, "two-a")
    merge.swap_button.click()
    merge.merge_button.click()
    qtbot.waitUntil(lambda: program.window.library.entry("two-b").slug == "two-a")
    assert program.window.library.entry("two-a").evidence_level == "E2"
    merge.reject()


def test_the_sure_ones_after_a_preview(program: Program, window: DuplicatesWindow, qtbot: QtBot):
    window.sure_button.click()
    sure = window.findChild(SureWindow)
    qtbot.waitUntil(lambda: sure.stack.currentWidget() is sure.planning)
    labels = {sure.model.line(r).label: sure.model.line(r).why for r in range(2)}
    assert "Diagnostic criteria" in labels["You choose"]
    assert sure.heading.text().startswith("1 duplicate would go into 1 entry. 1 needs a choice")
    sure.merge_button.click()
    qtbot.waitUntil(lambda: sure.stack.currentWidget() is sure.finished_step)
    sure.reject()
    qtbot.waitUntil(lambda: window.ticket is None and len(window.pairs()) == 2)
    program.window.actions_["undo"].trigger()
    qtbot.waitUntil(lambda: "Entries have changed since this look." in window.notices.texts())
    window.look()
    qtbot.waitUntil(lambda: window.ticket is None and len(window.pairs()) == 3)


def test_a_library_without_duplicates_says_so(program: Program, qtbot: QtBot):
    library = program.window.library
    for slug in ("one-a", "two-a", "three-a"):
        library.remove([library.entry(slug).id])
    program.window.actions_["duplicates"].trigger()
    window = program.window.findChild(DuplicatesWindow)
    qtbot.waitUntil(lambda: window.stack.currentWidget() is window.none)
    assert window.none.text.text() == "0 pairs among 3 entries."


def test_a_window_that_only_reads_compares_but_changes_nothing(
    open_window: Opener, program: Program, qtbot: QtBot
):
    other = open_window(program.window.library.folder)
    assert other.window.library.read_only
    other.window.actions_["duplicates"].trigger()
    window = other.window.findChild(DuplicatesWindow)
    qtbot.waitUntil(lambda: window.model.rowCount() == 3)
    assert not window.sure_button.isEnabled()
    assert not window.apart_button.isEnabled()
    merge = compare(window, qtbot, "two-a")
    assert not merge.merge_button.isEnabled()
    merge.reject()


def test_a_new_entry_like_another_is_told_while_it_is_typed(program: Program, qtbot: QtBot):
    window = program.window
    window.commands.new()
    editor = window.desk.editor()
    editor.set_value("title", TITLE.upper())
    qtbot.waitUntil(lambda: window.notices.notice("twin") is not None)
    assert "may be there already: Exercise and recovery" in window.notices.texts()[-1]
    editor.set_value("doi", "10.1000/one")
    editor.set_value("authors", ("Roe, A",))
    qtbot.waitUntil(lambda: "is in the library already" in window.notices.texts()[-1])
    assert "same DOI; same title" in window.notices.texts()[-1]
    editor.set_value("title", "Something else entirely: mitochondria of mice")
    qtbot.waitUntil(lambda: window.notices.notice("twin") is None)
    editor.set_value("title", TITLE)
    qtbot.waitUntil(lambda: window.notices.notice("twin") is not None)
    window.notices.notice("twin").buttons[0].click()
    qtbot.waitUntil(lambda: window.desk.entry().slug in ("one-a", "one-b"))
    assert window.notices.notice("twin") is None


def test_a_saved_entry_is_not_asked_about_while_it_is_typed(program: Program):
    window = program.window
    window.desk.open(window.library.entry("one-a"))
    window.desk.editor().set_value("title", f"{TITLE}.")
    assert window.desk.is_dirty()
    assert not window.twins._rest.isActive()


def test_the_entry_that_went_gives_way_to_the_one_that_stays(
    program: Program, window: DuplicatesWindow, qtbot: QtBot
):
    desk = program.window.desk
    desk.open(program.window.library.entry("two-a"))
    merge = compare(window, qtbot, "two-a")
    merge.merge_button.click()
    qtbot.waitUntil(lambda: desk.entry().slug == "two-b")
    assert desk.entry().topics == ("rest", "sleep")
    merge.reject()

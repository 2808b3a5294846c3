"""The list: by keyboard, by search, by filter; the selection stays with its entries."""

from array import array
from collections.abc import Sequence
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from curator_app import knowledge
from curator_app.app import Program
from curator_app.domain.query import EntryRow
from curator_app.ui.entries.columns import COLUMNS, STUDY, RowTexts
from curator_app.ui.entries.filters import KEY_ROLE
from curator_app.ui.entries.table import DRAFT_ROLE, PAGE, PAGES_KEPT, EntryTable
from curator_app.ui.row_view import runs
from tests.ui.shell.conftest import COUNT

Key = Qt.Key


def a_row(n: int) -> EntryRow:
    return EntryRow(
        n, f"id{n}", f"slug-{n}", f"Title <b>{n}</b>", "See, D M", "Journal", 1996, "drafting",
        "E2", "required", "", True, "none", 1, "2026-01-01T00:00:00",
    )  # fmt: skip


@pytest.fixture
def table(qapp) -> EntryTable:
    made = EntryTable(RowTexts(knowledge.vocabulary(), knowledge.catalogue()))
    asked: list[int] = []

    def fetch(ns: Sequence[int]) -> list[EntryRow]:
        asked.append(len(ns))
        return [a_row(n) for n in ns]

    made.set_source(fetch)
    made.asked = asked
    return made


def test_the_model_keeps_qts_rules(table: EntryTable):
    tester = QAbstractItemModelTester(table, QAbstractItemModelTester.FailureReportingMode.Warning)
    table.show_rows(array("q", range(1000)))
    table.show_rows(array("q", range(500, 0, -1)))
    table.set_drafts(["id3"])
    table.refresh()
    table.show_rows(array("q"))
    assert tester.model() is table
    assert table.rowCount() == 0


def test_rows_are_fetched_by_pages_and_forgotten_in_time(table: EntryTable):
    table.show_rows(array("q", range(PAGE * 100)))
    assert table.asked == []
    for line in range(0, PAGE * 100, PAGE // 2):
        assert table.index(line, STUDY).data() == f"Title <b>{line}</b>"
    assert table.asked == [PAGE] * 100
    assert len(table._pages) == PAGES_KEPT


def test_texts_of_entries_are_never_markup(table: EntryTable):
    table.show_rows(array("q", [1]))
    tip = table.index(0, STUDY).data(Qt.ItemDataRole.ToolTipRole)
    assert "<b>1</b>" not in tip
    assert "&lt;b&gt;1&lt;/b&gt;" in tip


def test_a_row_can_be_heard(table: EntryTable):
    table.show_rows(array("q", [1]))
    table.set_drafts(["id1"])
    words = table.index(0, STUDY).data(Qt.ItemDataRole.AccessibleTextRole)
    assert "PEM required" in words
    assert "evidence E2 Moderate" in words
    assert words.endswith("Drafting, Unsaved text")
    assert table.index(0, STUDY).data(DRAFT_ROLE) is True


def test_a_card_says_retracted_once():
    texts = RowTexts(knowledge.vocabulary(), knowledge.catalogue())
    both = replace(a_row(1), state="retracted", retraction="retracted")
    words = [text for _, _, text in texts.badges(both) + texts.marks(both, draft=False)]
    assert words.count("Retracted") == 1
    concern = replace(both, state="published", retraction="none")
    assert ("state", "published", "Published") in texts.badges(concern)


def test_runs_of_lines():
    assert runs([]) == []
    assert runs([1, 2, 3, 7, 9, 10]) == [(1, 3), (7, 7), (9, 10)]


# ---------------------------------------------------------------------- the pane in its window


def titles(program: Program) -> list[str]:
    table = program.window.list.table
    return [table.index(i, STUDY).data() for i in range(table.rowCount())]


def search(program: Program, qtbot: QtBot, text: str, count: int) -> None:
    window = program.window
    window.commands.find()
    qtbot.keyClicks(window.list.search, text)
    qtbot.waitUntil(lambda: window.list.table.rowCount() == count)


def test_search_open_and_clear_by_keyboard(program: Program, qtbot: QtBot):
    window = program.window
    wanted = titles(program)[7]
    number = wanted.split()[-1].rstrip(".")
    search(program, qtbot, f"study {number}", 1)
    assert window.list.count.text() == f"1 of {COUNT} entries"
    qtbot.keyClick(window.list.search, Key.Key_Down)
    assert window.list.view.hasFocus()
    qtbot.waitUntil(lambda: window.desk.entry() is not None)
    assert window.desk.entry().title == wanted
    window.commands.find()
    qtbot.keyClick(window.list.search, Key.Key_Escape)
    qtbot.waitUntil(lambda: window.list.table.rowCount() == COUNT)
    assert window.list.view.selectionModel().hasSelection()
    assert window.desk.entry().title == wanted


def test_the_entry_gone_to_is_selected_again_when_the_search_is_cleared(
    program: Program, qtbot: QtBot
):
    window = program.window
    entry = window.library.entry_by_n(9)
    window.commands.show_in_list(entry)
    qtbot.waitUntil(lambda: window.list.view.current_number() == 9)
    search(program, qtbot, "qqqq", 0)
    window.list.clear()
    qtbot.waitUntil(lambda: window.list.table.rowCount() == COUNT)
    assert window.list.view.selected_numbers() == [9]


def test_nothing_found_says_so_and_offers_the_way_back(program: Program, qtbot: QtBot):
    window = program.window
    search(program, qtbot, "qqqq", 0)
    assert window.list.empty.isVisible()
    assert window.list.empty.title.text() == "Nothing matches “qqqq”"
    qtbot.mouseClick(window.list.empty.clear_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: window.list.table.rowCount() == COUNT)
    assert window.list.view.isVisible()


def test_the_selection_stays_with_its_entries_when_the_order_changes(
    program: Program, qtbot: QtBot
):
    pane = program.window.list
    pane.view.go_to(5)
    pane.view.setFocus()
    for _ in range(3):
        qtbot.keyClick(pane.view, Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    before, current = set(pane.view.selected_numbers()), pane.view.current_number()
    assert len(before) == 4
    numbers = list(pane.table.numbers())
    pane.sort_by_column(STUDY)
    qtbot.waitUntil(lambda: list(pane.table.numbers()) != numbers)
    assert titles(program) == sorted(titles(program), key=str.casefold)
    assert set(pane.view.selected_numbers()) == before
    assert pane.view.current_number() == current


def test_the_selection_survives_a_save_elsewhere(program: Program, qtbot: QtBot):
    window = program.window
    window.list.view.go_to(3)
    n = window.list.view.current_number()
    qtbot.waitUntil(lambda: window.desk.entry() is not None)
    slug = window.desk.entry().slug
    library = window.library
    other = library.entry_by_n(window.list.table.number(8)).slug

    def work():
        return library.set_values(other, {"title": "Changed elsewhere"})

    window.tasks.write(work, window)
    qtbot.waitUntil(lambda: titles(program)[0] == "Changed elsewhere")
    assert window.list.view.current_number() == n
    assert window.list.view.selected_numbers() == [n]
    assert window.desk.entry().slug == slug


def test_sorting_by_every_column_and_back(program: Program, qtbot: QtBot):
    pane = program.window.list
    seen = set()
    for column in range(len(COLUMNS)):
        with qtbot.waitSignal(pane.view_changed):
            pane.sort_by_column(column)
        seen.add((pane.order()[0], tuple(pane.table.numbers())))
        assert len(pane.table.numbers()) == COUNT
    assert {name for name, _ in seen} == {column.sort for column in COLUMNS}


def test_filters_by_keyboard(program: Program, qtbot: QtBot):
    window = program.window
    tree = window.filters.tree
    qtbot.waitUntil(lambda: window.filters._groups["state"].rowCount() == 4)
    window.commands.focus_filters()
    assert tree.hasFocus()
    while tree.currentIndex().data(KEY_ROLE) != ("state", "drafting"):
        qtbot.keyClick(tree, Key.Key_Down)
    qtbot.keyClick(tree, Key.Key_Space)
    qtbot.waitUntil(lambda: window.list.table.rowCount() == COUNT // 4)
    qtbot.keyClick(tree, Key.Key_Down)
    qtbot.keyClick(tree, Key.Key_Space)
    qtbot.waitUntil(lambda: window.list.table.rowCount() == COUNT // 2)
    assert window.filters.filters() == {"state": ("drafting", "in_review")}
    assert window.filters.clear_button.isEnabled()
    window.filters.clear_button.click()
    qtbot.waitUntil(lambda: window.list.table.rowCount() == COUNT)
    assert window.filters.filters() == {}


def test_the_counts_are_those_of_the_library(program: Program, qtbot: QtBot):
    panel = program.window.filters
    qtbot.waitUntil(lambda: panel._groups["state"].rowCount() == 4)
    from curator_app.ui.entries.filters import COUNT_ROLE

    for (group, (name, value)), item in list(panel._items.items()):
        if group in ("state", "pem", "evidence_level"):
            query = program.window.list.query()
            found = program.window.library.ids(type(query)(filters={name: (value,)}, limit=None))
            assert item.data(COUNT_ROLE) == len(found), (name, value)


def test_cards_in_a_narrow_list_and_columns_in_a_wide_one(program: Program, qtbot: QtBot):
    window = program.window
    window.commands.filters()
    window.splitter.setSizes([0, 900, 380, 0])
    qtbot.waitUntil(lambda: not window.list.view.cards)
    assert not window.list.view.isColumnHidden(3)
    window.splitter.setSizes([0, 300, 900, 0])
    qtbot.waitUntil(lambda: window.list.view.cards)
    assert window.list.view.isColumnHidden(3)
    assert window.list.view.horizontalHeader().isHidden()


def test_going_to_an_entry_by_part_of_its_title(program: Program, qtbot: QtBot):
    from curator_app.ui.entries.jump import JumpDialog

    window = program.window
    window.commands.jump()
    dialog = next(d for d in window.findChildren(JumpDialog))
    qtbot.keyClicks(dialog.field, "study-17")
    qtbot.waitUntil(lambda: bool(dialog._rows) and dialog._rows[0].slug.endswith("study-17"))
    qtbot.keyClick(dialog.field, Key.Key_Return)
    qtbot.waitUntil(lambda: window.desk.entry() is not None)
    assert window.desk.entry().slug.endswith("study-17")


def test_the_next_entry_from_inside_the_editor(program: Program, qtbot: QtBot):
    window = program.window
    window.list.view.go_to(2)
    qtbot.waitUntil(lambda: window.desk.entry() is not None)
    first = window.desk.entry().id
    window.actions_["next"].trigger()
    qtbot.waitUntil(lambda: window.desk.entry().id != first)
    window.actions_["previous"].trigger()
    qtbot.waitUntil(lambda: window.desk.entry().id == first)


def test_copying_citations_of_the_selection(program: Program, qtbot: QtBot, qapp):
    window = program.window
    window.list.view.go_to(0)
    qtbot.keyClick(window.list.view, Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    window.commands.copy_citation()
    qtbot.waitUntil(lambda: window.messages.current().startswith("Copied 2"))
    texts = qapp.clipboard().text().split("\n\n")
    assert [t for title, t in zip(titles(program), texts, strict=False) if title in t] == texts
    window.commands.copy_bibtex()
    qtbot.waitUntil(lambda: "BibTeX" in window.messages.current())
    assert qapp.clipboard().text().count("@article{mecfsatlas-") == 2

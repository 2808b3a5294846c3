"""The catalogue window: looking up, choosing readings, the plan, adoption, what follows it."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from curator_app.app import Program
from curator_app.domain.criteria_json import criteria_from_json
from curator_app.domain.entry import EMPTY, new_id
from curator_app.domain.query import ListQuery
from curator_app.knowledge import catalogue
from curator_app.services.library import Library
from curator_app.services.policy import adopt, propose
from curator_app.ui.catalogue.detail import Identifier
from curator_app.ui.catalogue.history import PolicyHistory
from curator_app.ui.catalogue.plan import PolicyWindow
from curator_app.ui.catalogue.window import CatalogueWindow
from curator_app.ui.messages import Question
from tests.ui.shell.conftest import Opener, fill

LONDON = criteria_from_json({"expr": "london_1994"})


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A library with a study by a contested definition, and others."""
    made = tmp_path / "library"
    entries = [
        EMPTY.with_(
            id=new_id(), slug=f"s{n}", title=f"Study {n}", year=2000, authors=("Roe, J",),
            criteria=criteria_from_json({"expr": name}), state="published",
        )
        for n, name in enumerate(["london_1994", "ccc_2003", "ccc_2003", "fukuda_1994"])
    ]  # fmt: skip
    fill(made, entries)
    return made


@pytest.fixture
def opened(program: Program, qtbot: QtBot) -> CatalogueWindow:
    """The catalogue, opened by its key's command."""
    program.window.actions_["catalogue"].trigger()
    made = program.window.findChild(CatalogueWindow)
    assert made is not None
    qtbot.waitUntil(lambda: bool(made.detail.used.text()))
    return made


def choose(window: CatalogueWindow, definition: str, reading: str) -> None:
    """Choose a reading as a user does."""
    window.show_definition(definition)
    chooser = window.detail.policy.reading
    chooser.setCurrentIndex(chooser.findData(reading))
    chooser.activated.emit(chooser.currentIndex())


def shown_texts(widget: QWidget) -> str:
    """All words that a widget shows."""
    QApplication.processEvents()
    return "\n".join(
        label.text() for label in widget.findChildren(QLabel) if label.isVisibleTo(widget)
    )


def plan_of(window: CatalogueWindow, qtbot: QtBot) -> PolicyWindow:
    """The plan window, once it shows the plan."""
    window.plan_button.click()
    made = window.findChild(PolicyWindow)
    assert made is not None
    qtbot.waitUntil(lambda: made.stack.currentWidget() is made.planning)
    return made


def test_every_definition_is_shown_with_everything_that_is_known(opened: CatalogueWindow) -> None:
    assert sorted(opened.definitions.ids()) == sorted(catalogue().by_id)
    for item in catalogue().definitions:
        opened.show_definition(item.id)
        text = shown_texts(opened.detail)
        wanted = [item.short_name, item.label, item.citation, item.doi, item.pmid, item.note]
        wanted += [str(item.year or ""), *item.synonyms, *item.details.values()]
        missing = [part for part in wanted if part and part not in text]
        assert missing == [], item.id
        assert opened.detail.policy.isVisibleTo(opened.detail) == item.contested


def test_search_and_keyboard(opened: CatalogueWindow, qtbot: QtBot) -> None:
    search = opened.definitions.search
    assert search.hasFocus() or opened.focusWidget() is search
    qtbot.keyClicks(search, "canadian")
    assert opened.definitions.ids() == ["ccc_2003", "jason_rccc_2010"]
    assert opened.definitions.current() == "ccc_2003"
    qtbot.keyClick(search, Qt.Key.Key_Down)
    qtbot.keyClick(opened.definitions.tree, Qt.Key.Key_Down)
    assert opened.definitions.current() == "jason_rccc_2010"
    assert opened.detail.name.text() == "Revised CCC"
    search.setText("no such thing")
    assert opened.definitions.nothing.isVisibleTo(opened)
    qtbot.keyClick(search, Qt.Key.Key_Escape)
    assert len(opened.definitions.ids()) == 38
    assert opened.isVisible()


def test_identifiers_are_copied(opened: CatalogueWindow) -> None:
    opened.show_definition("icc_2011")
    for shown, value in ((opened.detail.doi, "10.1111/j.1365-2796.2011.02428.x"),
                         (opened.detail.pmid, "21777306")):  # fmt: skip
        assert isinstance(shown, Identifier)
        shown.copy_button.click()
        assert QGuiApplication.clipboard().text() == value
        assert value in opened.foot.text()


def test_entries_are_counted_and_listed(
    program: Program, opened: CatalogueWindow, qtbot: QtBot
) -> None:
    opened.show_definition("ccc_2003")
    assert opened.detail.used.text() == "2 entries are tagged with it."
    opened.show_definition("rowe_2017")
    assert opened.detail.used.text() == "No entry is tagged with it."
    assert not opened.detail.entries_button.isVisibleTo(opened)
    opened.show_definition("ccc_2003")
    program.window.list.search.setText("xylophone")
    opened.detail.entries_button.click()
    qtbot.waitUntil(lambda: program.window.list.table.rowCount() == 2)
    assert program.window.list.query().filters == {"criteria": ("ccc_2003",)}
    assert opened.isVisible()


def test_choices_collect_and_are_given_up_only_when_asked(
    opened: CatalogueWindow, qtbot: QtBot
) -> None:
    assert not opened.plan_button.isVisibleTo(opened)
    choose(opened, "london_1994", "unclear")
    choose(opened, "ramsay_1986", "not_required")
    assert opened.draft() == {"london_1994": "unclear", "ramsay_1986": "not_required"}
    assert "2 readings changed and not yet in force: London, Ramsay." in opened.foot.text()
    choose(opened, "london_1994", "required")
    assert opened.draft() == {"ramsay_1986": "not_required"}
    opened.reject()
    question = opened.findChild(Question)
    assert question is not None
    question.reject()
    qtbot.wait(10)
    assert opened.isVisible()
    opened.discard_button.click()
    assert opened.draft() == {}
    assert opened.foot.text() == "Policy v0.1 is in force."
    opened.reject()
    assert not opened.isVisible()


def test_the_plan_comes_first_and_adoption_is_followed_everywhere(
    program: Program, opened: CatalogueWindow, qtbot: QtBot
) -> None:
    window = program.window
    library = window.library
    n = library.ids(ListQuery(filters={"slug": ("s0",)}))[0]
    window.list.show_entry(n)
    qtbot.waitUntil(lambda: (e := window.desk.entry()) is not None and e.slug == "s0")
    window.desk.editor().focus_field("criteria")
    verdict = window.desk.editor().form.pem.verdict
    assert "Policy v0.1" in verdict.contested.text()
    choose(opened, "london_1994", "unclear")
    plan = plan_of(opened, qtbot)
    assert plan.heading.text() == "London: PEM unclear."
    line = plan.model.line(0)
    assert (line.label, line.what, line.why, line.where) == (
        "Badge flips", "Study 0", "PEM required → PEM unclear", "London",
    )  # fmt: skip
    assert plan.adopt_button.text() == "Adopt policy v0.2"
    assert library.rules.rulings == ()
    plan.name.setText("v0.1")
    plan.adopt_button.click()
    qtbot.waitUntil(lambda: bool(plan.notices.texts()))
    assert "v0.1 was in force already" in plan.notices.texts()[0]
    plan.name.setText("spring 27")
    plan.note.setText("agreed")
    plan.adopt_button.click()
    qtbot.waitUntil(lambda: plan.stack.currentWidget() is plan.finished_step)
    assert "1 is left to look at" in plan.finished_step.text.text()
    (ruling,) = library.rules.rulings
    assert (ruling.version, ruling.note) == ("spring 27", "agreed")
    qtbot.waitUntil(lambda: opened.foot.text() == "Policy spring 27 is in force.")
    assert opened.draft() == {}
    plan.reject()
    # The editor, its derivation, the list and the filter follow.
    qtbot.waitUntil(lambda: window.desk.entry().version == 2)
    assert window.desk.edited().pem.status == "unclear"
    assert "Policy spring 27" in window.desk.editor().form.pem.verdict.contested.text()
    assert window.desk.editor().header.pem.text() == "PEM unclear"
    assert not window.desk.is_dirty()
    window.list.narrow_to({"tasks": ("any",)})
    qtbot.waitUntil(lambda: window.list.table.rowCount() == 1)


def test_a_task_is_taken_off_by_an_edit_that_undo_reverses(program: Program, qtbot: QtBot) -> None:
    window = program.window
    library = window.library
    adopt(library, propose(library, {"london_1994": "unclear"}))
    n = library.ids(ListQuery(filters={"slug": ("s0",)}))[0]
    window.list.show_entry(n)
    qtbot.waitUntil(lambda: (e := window.desk.entry()) is not None and bool(e.tasks))
    tasks = window.desk.editor().header.tasks
    assert tasks.isVisibleTo(window)
    assert "from “PEM required” to “PEM unclear”" in tasks.lines[0].words.text()
    qtbot.mouseClick(tasks.lines[0].done, Qt.MouseButton.LeftButton)
    assert not tasks.isVisibleTo(window)
    assert window.desk.is_dirty()
    assert library.entry("s0").tasks
    window.desk.save()
    qtbot.waitUntil(lambda: library.entry("s0").tasks == ())
    qtbot.waitUntil(lambda: not window.desk.is_dirty())
    assert library.history(library.entry("s0").id)[-1].changes.keys() == {"tasks"}
    qtbot.waitUntil(lambda: window.actions_["undo"].isEnabled())
    window.actions_["undo"].trigger()
    qtbot.waitUntil(lambda: bool(window.desk.entry().tasks))
    assert tasks.isVisibleTo(window)
    # The adoption itself is not taken back: the window says why.
    qtbot.waitUntil(lambda: "Adoption of policy v0.2" in window.actions_["undo"].text())
    window.actions_["undo"].trigger()
    qtbot.waitUntil(lambda: any("not taken back" in t for t in window.notices.texts()))


def test_unsaved_text_of_an_affected_entry_is_kept_and_joined(
    program: Program, opened: CatalogueWindow, qtbot: QtBot
) -> None:
    window = program.window
    library = window.library
    n = library.ids(ListQuery(filters={"slug": ("s0",)}))[0]
    window.list.show_entry(n)
    qtbot.waitUntil(lambda: (e := window.desk.entry()) is not None and e.slug == "s0")
    editor = window.desk.editor()
    editor.focus_field("journal")
    qtbot.keyClicks(editor.form.boxes["journal"].editor.target(), "Typed meanwhile")
    choose(opened, "london_1994", "unclear")
    plan = plan_of(opened, qtbot)
    plan.adopt_button.click()
    qtbot.waitUntil(lambda: plan.stack.currentWidget() is plan.finished_step)
    plan.reject()
    assert window.desk.edited().journal == "Typed meanwhile"
    assert editor.header.pem.text() == "PEM unclear"
    window.desk.save()
    qtbot.waitUntil(lambda: library.entry("s0").journal == "Typed meanwhile")
    now = library.entry("s0")
    assert now.pem.status == "unclear"
    assert len(now.tasks) == 1


def test_a_plan_without_entries_says_so_and_can_be_adopted(
    opened: CatalogueWindow, qtbot: QtBot
) -> None:
    choose(opened, "osoba_2007", "required")
    plan = plan_of(opened, qtbot)
    assert plan.nothing.isVisibleTo(plan)
    assert not plan.view.isVisibleTo(plan)
    plan.adopt_button.click()
    qtbot.waitUntil(lambda: plan.stack.currentWidget() is plan.finished_step)
    plan.reject()
    opened.history_button.click()
    history = opened.findChild(PolicyHistory)
    texts = [[history.table.item(r, c).text() for c in (0, 3, 4)] for r in range(2)]
    assert texts == [
        ["v0.2", "", "ECD: PEM required."],
        ["v0.1", "As it came with the program", ""],
    ]
    history.accept()


def test_a_reader_looks_and_sees_what_was_decided_elsewhere(
    open_window: Opener, folder: Path, qtbot: QtBot
) -> None:
    writer = Library.open(folder)
    program = open_window(folder)
    window = program.window
    assert window.library.read_only
    window.commands.catalogue()
    opened = window.findChild(CatalogueWindow)
    opened.show_definition("london_1994")
    assert not opened.detail.policy.reading.isEnabled()
    adopt(writer, propose(writer, {"london_1994": "unclear"}))
    window.actions_["reload"].trigger()
    qtbot.waitUntil(lambda: opened.foot.text() == "Policy v0.2 is in force.")
    assert opened.detail.policy.reading.id() == "unclear"
    writer.close()


def test_one_window_each_and_gone_with_its_library(
    program: Program, opened: CatalogueWindow, tmp_path: Path, qtbot: QtBot
) -> None:
    program.window.actions_["catalogue"].trigger()
    assert len(program.window.findChildren(CatalogueWindow)) == 1
    program.window.library_wanted.emit(tmp_path / "other")
    qtbot.waitUntil(lambda: not program.window.findChildren(CatalogueWindow))
    qtbot.waitUntil(lambda: program.window.library is not None)

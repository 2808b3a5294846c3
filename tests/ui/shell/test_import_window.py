"""The import window: looking through a plan, changing it, and agreeing, mostly by keys."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent, QGuiApplication
from PySide6.QtWidgets import QApplication, QFileDialog
from pytestqt.qtbot import QtBot

from curator_app.app import Program
from curator_app.domain.query import ListQuery
from curator_app.services.library import Library
from curator_app.ui.importing.window import ImportWindow
from curator_app.ui.messages import Question
from curator_app.ui.steps import how_fast, time_left
from tests.ui.shell.conftest import COUNT

Key = Qt.Key
CTRL = Qt.KeyboardModifier.ControlModifier
RECORDS = """@article{{alpha, title={{Alpha is a study nobody knows}}, author={{Doe, Jane}},
  year={{2024}}}}
@article{{beta, title={{Beta is another study}}, author={{Roe, R}}, year={{2023}}}}
@article{{known, title={{{title}}}, author={{{authors}}}, year={{{year}}},
  journal={{Annals of another name}}, doi={{10.1234/from-the-record}}, pmid={{12345678}}}}
@article{{none, year={{1999}}}}
"""
TABLE = """Titel;Wer;Jahr;Notiz
Gamma is a study in a table;Doe, Jane;2021;one
Delta is a study in a table;Roe, Ron;2022;two
"""


@pytest.fixture
def bib(tmp_path: Path, program: Program) -> Path:
    library = library_of(program)
    entry = library.entry_by_n(1)
    has = {"doi": "", "pmid": "12345678", "journal": "The journal that it has"}
    library.set_values(entry.slug, has)
    path = tmp_path / "records.bib"
    authors = " and ".join(entry.authors)
    text = RECORDS.format(title=entry.title, authors=authors, year=entry.year)
    path.write_text(text, encoding="utf-8")
    return path


def library_of(program: Program) -> Library:
    library = program.window.library
    assert library is not None
    return library


def opened(program: Program, qtbot: QtBot, *paths: Path) -> ImportWindow:
    program.window.commands.import_files([*paths])
    made = program.window.findChildren(ImportWindow)[-1]
    qtbot.waitUntil(made.isActiveWindow)
    if paths:
        qtbot.waitUntil(lambda: made.stack.currentWidget() in (made.planning, made.columns))
    return made


def key(qtbot: QtBot, code: Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier):
    qtbot.keyClick(QApplication.focusWidget(), code, modifier)


def type_in(made: ImportWindow, qtbot: QtBot, field: str, text: str) -> None:
    box = made.record.form.boxes[field]
    box.setFocus()
    box.selectAll()
    qtbot.keyClicks(box, text)
    key(qtbot, Key.Key_Tab)


def shown(made: ImportWindow) -> list[str]:
    lines = (made.model.line(row) for row in range(made.model.rowCount()))
    return [line.what for line in lines if line is not None]


def numbers(made: ImportWindow) -> list[int]:
    found = (made.bar.button(name) for name in ("", "new", "same", "differs", "refused"))
    return [int(button.text().split()[-1].replace(",", "")) for button in found if button]


def slug_of(program: Program, title: str) -> str:
    with library_of(program).db.read() as conn:
        found = conn.exec_driver_sql("SELECT slug FROM entry WHERE title = ?", (title,))
        return str(found.scalar_one())


def test_the_counts_add_up_and_the_plan_is_narrowed(program: Program, qtbot: QtBot, bib: Path):
    made = opened(program, qtbot, bib)
    assert numbers(made) == [4, 2, 0, 1, 1]
    made.bar.button("refused").click()
    assert shown(made) == ["none"]
    assert "line 6 was refused" in made.record.explanation.text()
    assert made.record.raw.toPlainText().startswith("@article{none")
    made.bar.button("").click()
    key(qtbot, Key.Key_F, CTRL)
    qtbot.keyClicks(QApplication.focusWidget(), "ANOTHER")
    qtbot.waitUntil(lambda: shown(made) == ["Beta is another study"])
    made.search.clear()
    qtbot.waitUntil(lambda: made.model.rowCount() == 4)
    made.reject()


def test_all_of_an_outcome_are_ticked_by_keys(program: Program, qtbot: QtBot, bib: Path):
    made = opened(program, qtbot, bib)
    assert made.import_button.text() == "Import 3 records"
    made.bar.button("new").click()
    made.view.setFocus()
    made.view.selectAll()
    key(qtbot, Key.Key_Space)
    assert made.import_button.text() == "Import 1 record"
    made.all_button.click()
    made.bar.button("differs").click()
    made.none_button.click()
    assert made.import_button.text() == "Import 2 records"
    made.reject()


def test_a_new_record_is_edited_before_it_is_imported(program: Program, qtbot: QtBot, bib: Path):
    made = opened(program, qtbot, bib)
    key(qtbot, Key.Key_Return)  # from the table into the record
    assert QApplication.focusWidget() is made.record.form.boxes["title"]
    type_in(made, qtbot, "title", "Alpha with a better title")
    type_in(made, qtbot, "year", "2020")
    type_in(made, qtbot, "doi", "https://doi.org/10.1234/Alpha")
    qtbot.waitUntil(lambda: made.record.form.boxes["doi"].text() == "10.1234/Alpha")
    assert shown(made)[0] == "Alpha with a better title"
    type_in(made, qtbot, "year", "soon")
    qtbot.waitUntil(lambda: made.record.form.trouble.isVisible())
    assert "'soon' is not a year" in made.record.form.trouble.text()
    key(qtbot, Key.Key_Return, CTRL)
    qtbot.waitUntil(lambda: made.stack.currentWidget() is made.finished_step)
    entry = library_of(program).entry(slug_of(program, "Alpha with a better title"))
    assert (entry.year, entry.doi) == (2020, "10.1234/Alpha")
    assert "nobody knows" in entry.sources[0].raw
    assert entry.slug.startswith("doe-2020-alpha")
    made.reject()


def test_an_edit_that_makes_it_a_known_study_says_so(program: Program, qtbot: QtBot, bib: Path):
    made = opened(program, qtbot, bib)
    known = library_of(program).entry_by_n(2)
    type_in(made, qtbot, "title", known.title)
    for field, text in (("authors", known.authors[0]), ("year", known.year), ("doi", known.doi)):
        type_in(made, qtbot, field, str(text))
    qtbot.waitUntil(lambda: numbers(made)[1] == 1)
    assert numbers(made)[0] == sum(numbers(made)[1:])
    assert known.slug in made.record.explanation.text()
    made.record.form.commit()
    key(qtbot, Key.Key_Return, CTRL)
    qtbot.waitUntil(lambda: made.stack.currentWidget() is made.finished_step)
    assert len(library_of(program).ids(ListQuery())) == COUNT + 1  # Beta alone is new.
    made.reject()


def test_what_differs_is_chosen_field_by_field(program: Program, qtbot: QtBot, bib: Path):
    library = library_of(program)
    made = opened(program, qtbot, bib)
    made.bar.button("differs").click()
    made.view.setFocus()
    choices = made.record.choices
    assert choices.taken() == {"doi"}
    assert "the library's text is kept" in choices.differences.in_words()
    key(qtbot, Key.Key_Return)
    names = [choices.table.item(row, 0).text() for row in range(choices.table.rowCount())]
    choices.table.setCurrentCell(names.index("Journal"), 0)
    key(qtbot, Key.Key_Space)
    choices.table.setCurrentCell(names.index("DOI"), 0)
    key(qtbot, Key.Key_Space)
    assert choices.taken() == {"journal"}
    assert made.model.line(0).why == "takes Journal"
    key(qtbot, Key.Key_Return, CTRL)
    qtbot.waitUntil(lambda: made.stack.currentWidget() is made.finished_step)
    entry = library.entry_by_n(1)
    assert (entry.journal, entry.doi) == ("Annals of another name", "")
    library.undo()
    assert library.entry_by_n(1).journal == "The journal that it has"
    made.reject()


def test_a_plan_that_was_worked_on_is_not_lost_by_a_key(program: Program, qtbot: QtBot, bib: Path):
    made = opened(program, qtbot, bib)
    type_in(made, qtbot, "journal", "A journal of my own")
    key(qtbot, Key.Key_Escape)
    question = made.findChild(Question)
    assert question is not None
    assert made.isVisible()
    next(b for b in question.buttons() if b.text() == "Leave the plan").click()
    qtbot.waitUntil(lambda: not made.isVisible())
    assert len(library_of(program).operations()) == 2


def test_files_and_text_come_from_the_clipboard(program: Program, qtbot: QtBot, bib: Path):
    made = opened(program, qtbot)
    clipboard = QGuiApplication.clipboard()
    clipboard.setText("@article{a, title={Pasted is a study on the clipboard}}")
    key(qtbot, Key.Key_V, CTRL)
    qtbot.waitUntil(lambda: made.stack.currentWidget() is made.planning)
    assert shown(made) == ["Pasted is a study on the clipboard"]
    assert made.model.line(0).where == "Pasted text, line 1"
    made.reject()
    made = opened(program, qtbot)
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(bib))])
    clipboard.setMimeData(data)
    made.drop.paste_button.click()
    qtbot.waitUntil(lambda: made.model.rowCount() == 4)
    made.reject()
    clipboard.clear()  # Qt outlives Python's objects, and must not hold one then.


def test_several_files_are_dropped_on_a_plan(
    program: Program, qtbot: QtBot, bib: Path, tmp_path: Path
):
    other = tmp_path / "other.bib"
    other.write_text("@article{x, title={Other is a study in a second file}}", encoding="utf-8")
    made = opened(program, qtbot, other)
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in (bib, other)])
    event = QDropEvent(QPointF(10, 10), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton,
                       Qt.KeyboardModifier.NoModifier)  # fmt: skip
    made.dropEvent(event)
    qtbot.waitUntil(lambda: made.model.rowCount() == 5)
    assert made.windowTitle() == "Import records.bib, other.bib"
    made.reject()


def test_a_table_is_asked_about_once(program: Program, qtbot: QtBot, tmp_path: Path):
    path = tmp_path / "studies.csv"
    path.write_text(TABLE, encoding="utf-8")
    made = opened(program, qtbot, path)
    assert made.stack.currentWidget() is made.columns
    choosers = made.columns.choosers()
    assert [chooser.id() for chooser in choosers][0::2] == ["title", "year"]
    assert QApplication.focusWidget() is choosers[0]
    choosers[1].show_id("authors")
    choosers[1].chosen.emit()
    choosers[0].show_id("")
    choosers[0].chosen.emit()
    assert not made.columns_button.isEnabled()
    assert "No column is the title" in made.columns.trouble.text()
    choosers[0].show_id("title")
    choosers[0].chosen.emit()
    key(qtbot, Key.Key_Return, CTRL)
    qtbot.waitUntil(lambda: made.stack.currentWidget() is made.planning)
    assert [made.model.line(row).what[:5] for row in range(2)] == ["Gamma", "Delta"]
    assert made.record.form.boxes["authors"].text() == "Doe, Jane"
    made.reject()
    again = opened(program, qtbot, path)
    assert again.stack.currentWidget() is again.planning
    again.reject()


def test_from_the_menu_to_entries_by_keys_alone(
    program: Program, qtbot: QtBot, bib: Path, monkeypatch: pytest.MonkeyPatch
):
    window = program.window
    monkeypatch.setattr(QFileDialog, "open", answering(bib))
    window.list.focus_list()
    key(qtbot, Key.Key_I, CTRL)
    made = window.findChild(ImportWindow)
    qtbot.waitUntil(made.isActiveWindow)
    key(qtbot, Key.Key_Return)  # Choose files…
    qtbot.waitUntil(lambda: made.stack.currentWidget() is made.planning)
    key(qtbot, Key.Key_Down)
    key(qtbot, Key.Key_Space)
    key(qtbot, Key.Key_Return, CTRL)
    qtbot.waitUntil(lambda: made.stack.currentWidget() is made.finished_step)
    assert made.finished_step.text.text() == "2 records: 1 new, 1 filled in."
    key(qtbot, Key.Key_Return)
    qtbot.waitUntil(lambda: not made.isVisible())
    qtbot.waitUntil(lambda: window.list.table.rowCount() == COUNT + 1)


def answering(path: Path) -> Callable[[QFileDialog], None]:
    """A dialog of the system in which somebody chooses this file."""

    def choose(dialog: QFileDialog) -> None:
        dialog.filesSelected.emit([str(path)])

    return choose


@pytest.mark.parametrize(
    ("done", "left", "seconds", "unit", "said"),
    [
        (5, 5, 0.5, "", ""),
        (3_000, 9_000, 3.0, "records", "1,000/s · about 10 seconds left"),
        (20_000_000, 180_000_000, 10.0, "bytes", "2.0 MB/s · about 2 minutes left"),
        (500, 0, 5.0, "", "100/s"),
    ],
)
def test_rate_and_time_left(done: int, left: int, seconds: float, unit: str, said: str):
    assert how_fast(done, left, seconds, unit) == said


def test_times_that_are_left():
    assert [time_left(s) for s in (2, 12, 61, 600, 8_000)] == [
        "a few seconds left", "about 10 seconds left", "about 60 seconds left",
        "about 10 minutes left", "2 hours left",
    ]  # fmt: skip

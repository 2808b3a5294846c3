"""What a curator does from beginning to end, with the real library underneath."""

from pathlib import Path
from weakref import WeakSet

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QInputDialog, QLineEdit
from pytestqt.qtbot import QtBot

from curator_app import unforeseen
from curator_app.app import Program
from curator_app.domain.entry import Entry
from curator_app.services.library import Library
from curator_app.ui.closing import ask_before_closing
from curator_app.ui.drafts_window import DraftsWindow
from curator_app.ui.editor.conflicts import ConflictDialog
from curator_app.ui.history.window import HistoryWindow
from curator_app.ui.importing.window import ImportWindow
from curator_app.ui.messages import UNFORESEEN, Question
from curator_app.ui.publishing.window import PublishWindow
from tests.ui.shell.conftest import COUNT, Opener, shut

Key = Qt.Key


def open_entry(program: Program, qtbot: QtBot, line: int = 0) -> Entry:
    window = program.window
    window.list.view.go_to(line)
    n = window.list.view.current_number()
    wanted = window.library.entry_by_n(n)
    qtbot.waitUntil(lambda: (e := window.desk.entry()) is not None and e.id == wanted.id)
    return window.desk.entry()


def type_journal(program: Program, qtbot: QtBot, text: str) -> None:
    """Replace the journal by typing."""
    editor = program.window.desk.editor()
    editor.focus_field("journal")
    field = editor.window().focusWidget() or editor.focusWidget()
    assert isinstance(field, QLineEdit)
    field.selectAll()
    qtbot.keyClicks(field, text)
    qtbot.waitUntil(lambda: program.window.desk.edited().journal == text)


def test_an_edit_is_saved_and_undone_and_done_again(program: Program, qtbot: QtBot):
    window = program.window
    entry = open_entry(program, qtbot, 3)
    assert not window.actions_["save"].isEnabled()
    type_journal(program, qtbot, "Another journal")
    assert window.actions_["save"].isEnabled()
    window.actions_["save"].trigger()
    qtbot.waitUntil(lambda: not window.desk.is_dirty())
    assert window.library.entry(entry.slug).journal == "Another journal"
    qtbot.waitUntil(lambda: window.actions_["undo"].text().endswith(f"Edit of {entry.slug}"))
    assert window.actions_["undo"].text() == f"&Undo: Edit of {entry.slug}"
    assert window.actions_["undo"].iconText() == "Undo"

    window.actions_["undo"].trigger()
    qtbot.waitUntil(lambda: window.desk.edited().journal == entry.journal)
    assert window.library.entry(entry.slug).journal == entry.journal
    qtbot.waitUntil(lambda: window.actions_["redo"].isEnabled())
    window.actions_["redo"].trigger()
    qtbot.waitUntil(lambda: window.desk.edited().journal == "Another journal")
    assert [r.origin for r in window.library.history(entry.id)][1:] == [
        "edit",
        "restore",
        "restore",
    ]


def test_undo_shows_the_entry_that_it_touched(program: Program, qtbot: QtBot):
    window = program.window
    entry = open_entry(program, qtbot, 4)
    type_journal(program, qtbot, "X")
    window.desk.save()
    qtbot.waitUntil(lambda: not window.desk.is_dirty())
    other = open_entry(program, qtbot, 9)
    assert other.id != entry.id
    qtbot.waitUntil(lambda: window.actions_["undo"].text().endswith(entry.slug))
    window.actions_["undo"].trigger()
    qtbot.waitUntil(lambda: window.desk.entry().id == entry.id)


def test_ctrl_z_in_a_field_is_the_fields_own(program: Program, qtbot: QtBot):
    window = program.window
    entry = open_entry(program, qtbot)
    type_journal(program, qtbot, "X")
    window.desk.save()
    qtbot.waitUntil(lambda: not window.desk.is_dirty())
    type_journal(program, qtbot, "Y")
    field = window.focusWidget()
    qtbot.keyClick(field, Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert window.library.entry(entry.slug).journal == "X"
    assert window.desk.edited().journal != "Y"


def test_changing_entries_keeps_the_text_and_marks_it(program: Program, qtbot: QtBot):
    window = program.window
    entry = open_entry(program, qtbot, 1)
    type_journal(program, qtbot, "Half a thought")
    other = open_entry(program, qtbot, 2)
    assert other.id != entry.id
    assert window.drafts.ids() == {entry.id}
    qtbot.waitUntil(lambda: [d.entry_id for d in window.library.drafts()] == [entry.id])
    again = open_entry(program, qtbot, 1)
    assert again.id == entry.id
    assert window.desk.is_dirty()
    assert window.desk.edited().journal == "Half a thought"
    assert window.library.entry(entry.slug).journal == entry.journal
    window.desk.save()
    qtbot.waitUntil(lambda: not window.desk.is_dirty())
    assert window.drafts.ids() == set()
    assert window.library.drafts() == []


def test_text_of_a_crashed_window_is_offered_again(open_window: Opener, folder: Path, qtbot: QtBot):
    first = open_window(folder)
    entry = open_entry(first, qtbot, 5)
    type_journal(first, qtbot, "Before the crash")
    qtbot.waitUntil(lambda: len(first.window.library.drafts()) == 1, timeout=3000)
    shut(first)

    second = open_window(folder)
    window = second.window
    qtbot.waitUntil(lambda: bool(window.notices.texts()))
    assert window.notices.texts() == ["Unsaved text of 1 entry was kept from last time."]
    window.notices.notice("drafts").buttons[0].click()
    dialog = window.findChild(DraftsWindow)
    assert entry.title in dialog.list.item(0).text()
    dialog.open_button.click()
    qtbot.waitUntil(lambda: window.desk.entry() is not None)
    assert window.desk.edited().journal == "Before the crash"
    assert window.desk.is_dirty()
    assert window.notices.texts() == []


def test_a_second_window_reads_and_says_why(open_window: Opener, folder: Path, qtbot: QtBot):
    first = open_window(folder)
    second = open_window(folder)
    window = second.window
    (text,) = window.notices.texts()
    assert "open elsewhere" in text
    assert not window.actions_["new"].isEnabled()
    assert not window.actions_["import"].isEnabled()
    entry = open_entry(second, qtbot)
    assert not window.actions_["save"].isEnabled()
    assert entry.title
    shut(first)
    window.notices.notice("library").buttons[0].click()
    qtbot.waitUntil(lambda: window.library is not None and not window.library.read_only)
    qtbot.waitUntil(lambda: window.list.table.rowCount() == COUNT)
    assert window.notices.texts() == []
    assert window.actions_["new"].isEnabled()


def test_a_damaged_library_is_left_alone_and_explained(
    open_window: Opener, folder: Path, qtbot: QtBot
):
    damaged = b"This is not a database. " * 500
    (folder / "atlas.db").write_bytes(damaged)
    window = open_window(folder, filled=False).window
    qtbot.waitUntil(lambda: bool(window.notices.texts()))
    assert window.notices.notice("library").buttons[1].text() == "Open another library…"
    assert "Traceback" not in window.notices.texts()[0]
    assert (folder / "atlas.db").read_bytes() == damaged


def test_an_empty_library_offers_first_steps(open_window: Opener, tmp_path: Path, qtbot: QtBot):
    program = open_window(tmp_path / "new", filled=False)
    window = program.window
    qtbot.waitUntil(lambda: window.list.count.text() == "0 entries")
    assert [b.text() for b in window.list.empty.first_buttons if b.isVisible()] == [
        "Import files…",
        "New entry",
        "Look at the demo",
    ]
    window.list.empty.first_buttons[2].click()
    qtbot.waitUntil(lambda: window.list.table.rowCount() > 50, timeout=20_000)
    assert window.library.folder.name == "demo"


def test_a_field_changed_in_two_places_is_chosen(program: Program, qtbot: QtBot):
    window = program.window
    entry = open_entry(program, qtbot, 3)
    type_journal(program, qtbot, "Mine")
    window.library.set_values(entry.slug, {"journal": "Theirs", "sample_size": "12"})
    window.desk.save()
    qtbot.waitUntil(lambda: window.findChild(ConflictDialog) is not None)
    dialog = window.findChild(ConflictDialog)
    assert window.library.entry(entry.slug).journal == "Theirs"
    dialog.keep_mine.click()
    dialog.save.click()
    qtbot.waitUntil(lambda: not window.desk.is_dirty())
    saved = window.library.entry(entry.slug)
    assert (saved.journal, saved.sample_size) == ("Mine", "12")


def test_a_conflict_put_off_keeps_the_text(program: Program, qtbot: QtBot):
    window = program.window
    entry = open_entry(program, qtbot, 3)
    type_journal(program, qtbot, "Mine")
    window.library.set_values(entry.slug, {"journal": "Theirs"})
    window.desk.save()
    qtbot.waitUntil(lambda: window.findChild(ConflictDialog) is not None)
    window.findChild(ConflictDialog).reject()
    assert window.desk.edited().journal == "Mine"
    qtbot.waitUntil(lambda: [d.content["journal"] for d in window.library.drafts()] == ["Mine"])


def test_a_new_entry_is_saved_and_shown_in_the_list(program: Program, qtbot: QtBot):
    window = program.window
    window.actions_["new"].trigger()
    field = window.focusWidget()
    qtbot.keyClicks(field, "A title of my own")
    qtbot.waitUntil(lambda: window.desk.is_dirty())
    window.actions_["save"].trigger()
    qtbot.waitUntil(lambda: window.list.table.rowCount() == COUNT + 1)
    qtbot.waitUntil(lambda: window.list.view.current_number() is not None)
    n = window.list.view.current_number()
    assert window.library.entry_by_n(n).title == "A title of my own"
    assert window.desk.entry().version == 1


def test_removing_and_bringing_back(program: Program, qtbot: QtBot):
    window = program.window
    entry = open_entry(program, qtbot, 2)
    qtbot.keyClick(window.list.view, Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    window.commands.remove()
    question = window.findChild(Question)
    assert question.text() == "Remove 2 entries from the atlas?"
    next(b for b in question.buttons() if b.text() == "Remove 2 entries").click()
    qtbot.waitUntil(lambda: window.list.table.rowCount() == COUNT - 2)
    window.commands.show_removed()
    qtbot.waitUntil(lambda: window.list.count.text() == "2 removed entries")
    assert window.actions_["bring_back"].isEnabled() or window.list.focus_list() is None
    window.list.focus_list()
    window.list.view.selectAll()
    window.commands.bring_back()
    qtbot.waitUntil(lambda: window.list.table.rowCount() == 0)
    assert window.library.entry(entry.slug).removed is False


def test_when_an_entry_leaves_the_view_the_next_one_is_opened(program: Program, qtbot: QtBot):
    window = program.window
    window.filters.set_filters({"state": ("imported",)})
    window.list.reload()
    qtbot.waitUntil(lambda: window.list.table.rowCount() == COUNT // 4)
    open_entry(program, qtbot, 3)
    following = window.list.table.row(4)
    window.list.focus_list()
    window.commands.change_state("drafting", "Drafting")
    qtbot.waitUntil(lambda: window.list.table.rowCount() == COUNT // 4 - 1)
    qtbot.waitUntil(lambda: window.desk.entry().id == following.id)
    assert window.list.view.currentIndex().row() == 3


def test_the_state_of_many_is_changed_with_their_number_and_undone_at_once(
    program: Program, qtbot: QtBot
):
    window = program.window
    window.list.focus_list()
    window.list.view.selectAll()
    window.commands.change_state("in_review", "In review")
    question = window.findChild(Question)
    assert f"{COUNT} entries" in question.text()
    next(b for b in question.buttons() if b.text() == f"Change {COUNT} entries").click()

    def in_review() -> int:
        query = type(window.list.query())(filters={"state": ("in_review",)})
        return len(window.library.ids(query))

    qtbot.waitUntil(lambda: in_review() == COUNT)
    qtbot.waitUntil(lambda: window.actions_["undo"].isEnabled())
    window.actions_["undo"].trigger()
    qtbot.waitUntil(lambda: in_review() == COUNT // 4)


def test_an_earlier_version_is_compared_and_restored(program: Program, qtbot: QtBot):
    window = program.window
    entry = open_entry(program, qtbot, 6)
    for text in ("First", "Second"):
        type_journal(program, qtbot, text)
        window.desk.save()
        qtbot.waitUntil(lambda: not window.desk.is_dirty())
    window.commands.history()
    history = window.findChild(HistoryWindow)
    qtbot.waitUntil(lambda: history.model.rowCount() == 3)
    assert history.view.in_words() == "Journal: removed “First”; added “Second”."
    assert not history.restore_button.isEnabled()
    history.table.selectRow(2)
    present = history.other.findText("The present version (3)")
    history.other.setCurrentIndex(present)
    history.other.activated.emit(present)
    assert "added “Second”" in history.view.in_words()
    history.restore_button.click()
    dialog = history.findChild(QInputDialog)
    dialog.setTextValue("The first reading was right")
    dialog.accept()
    qtbot.waitUntil(lambda: history.model.rowCount() == 4)
    assert window.library.entry(entry.slug).journal == entry.journal
    last = window.library.history(entry.id)[-1]
    assert (last.origin, last.note) == ("restore", "The first reading was right")
    qtbot.waitUntil(lambda: window.desk.edited().journal == entry.journal)
    history.accept()


BIB = """@article{new1, title={A brand new study}, author={Doe, J}, year={2024}}
@article{known, title={%s}, author={%s}, year={%s}, volume={3}}
"""


@pytest.fixture
def bib(tmp_path: Path, program: Program) -> Path:
    entry = program.window.library.entry_by_n(1)
    path = tmp_path / "records.bib"
    text = BIB % (entry.title, " and ".join(entry.authors), entry.year)
    path.write_text(text, encoding="utf-8")
    return path


def test_an_import_is_planned_agreed_to_and_undone(program: Program, qtbot: QtBot, bib: Path):
    window = program.window
    window.commands.import_files([bib])
    importing = window.findChild(ImportWindow)
    qtbot.waitUntil(lambda: importing.model.rowCount() == 2)
    assert len(window.library.operations()) == 1
    assert importing.bar.button("new").text().split() == ["New", "1"]
    importing.bar.button("new").click()
    assert importing.model.rowCount() == 1
    importing.bar.button("").click()
    qtbot.keyClick(importing.view, Key.Key_Space)
    assert importing.model.ticks() == set()
    assert not importing.import_button.isEnabled()
    qtbot.keyClick(importing.view, Key.Key_Space)
    assert importing.import_button.text() == "Import 1 record"
    importing.import_button.click()
    qtbot.waitUntil(lambda: window.list.table.rowCount() == COUNT + 1)
    assert importing.finished_step.text.text() == "1 record: 1 new."
    importing.undo_button.click()
    qtbot.waitUntil(lambda: window.list.table.rowCount() == COUNT)
    assert not importing.undo_button.isVisible()
    importing.reject()


def test_a_file_that_cannot_be_read_is_explained(program: Program, qtbot: QtBot, tmp_path: Path):
    window = program.window
    path = tmp_path / "noise.bib"
    path.write_bytes(bytes(range(256)) * 20)
    window.commands.import_files([path])
    importing = window.findChild(ImportWindow)
    qtbot.waitUntil(lambda: bool(importing.notices.texts()))
    assert "noise.bib" in importing.notices.texts()[0]
    assert importing.stack.currentWidget() is importing.choosing
    importing.reject()


def test_the_site_is_published_after_its_plan(program: Program, qtbot: QtBot, tmp_path: Path):
    window = program.window
    site = tmp_path / "site"
    window.settings = type(window.settings)(publish_to=str(site))
    window.commands.publish()
    publishing = window.findChild(PublishWindow)
    qtbot.waitUntil(lambda: publishing.publish_button.isEnabled())
    pages = len(window.library.ids(type(window.list.query())(filters={"state": ("published",)})))
    assert publishing.publish_button.text() == f"Publish {pages} pages"
    assert not site.exists()
    publishing.publish_button.click()
    qtbot.waitUntil(
        lambda: publishing.stack.currentWidget() is publishing.finished_step, timeout=20_000
    )
    assert len(list((site / "current" / "evidence").glob("*.html"))) >= pages
    assert publishing.open_button.isVisible()
    publishing.reject()


def test_closing_with_unsaved_text_asks_and_keeps_it(
    open_window: Opener, folder: Path, qtbot: QtBot
):
    program = open_window(folder)
    window = program.window
    entry = open_entry(program, qtbot)
    type_journal(program, qtbot, "Not yet")
    window.close()
    assert window.isVisible()
    question = window.findChild(Question)
    assert {b.text() for b in question.buttons()} >= {"Save", "Keep as draft", "Discard"}
    next(b for b in question.buttons() if b.text() == "Keep as draft").click()
    qtbot.waitUntil(lambda: not window.isVisible())
    program.stop()
    library = Library.open(folder, insist=True)
    assert [d.content["journal"] for d in library.drafts()] == ["Not yet"]
    assert library.entry(entry.slug).journal == entry.journal
    library.close()


def test_closing_after_saving(open_window: Opener, folder: Path, qtbot: QtBot):
    program = open_window(folder)
    entry = open_entry(program, qtbot)
    type_journal(program, qtbot, "Saved on leaving")
    left: list[bool] = []
    question = ask_before_closing(program.window, program.window.desk, lambda: left.append(True))
    next(b for b in question.buttons() if b.text() == "Save").click()
    qtbot.waitUntil(lambda: left == [True])
    assert program.window.library.entry(entry.slug).journal == "Saved on leaving"


def test_the_window_remembers_its_layout(open_window: Opener, folder: Path, qtbot: QtBot):
    program = open_window(folder)
    window = program.window
    window.list.sort_by("title", False)
    window.commands.filters()
    window.list.view.show_column(1, True)
    window.commands.theme_dark()
    window.resize(1111, 701)
    window.close()
    program.stop()
    again = open_window(folder).window
    assert again.list.order() == ("title", False)
    assert again.filters.isHidden()
    assert again.list.view.column_shown(1)
    assert again.settings.theme == "dark"
    assert again.height() == 701
    again.commands.theme_light()


def test_an_unforeseen_fault_is_a_sentence_with_details(
    program: Program, qtbot: QtBot, qapp, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(unforeseen, "open_inboxes", WeakSet())  # of other tests
    window = program.window

    def broken() -> None:
        raise ZeroDivisionError("secret <b>detail</b>")

    window.tasks.read(broken, window, lambda _: None)
    qtbot.waitUntil(lambda: bool(window.notices.texts()))
    assert window.notices.texts() == [UNFORESEEN]
    window.notices.notice("error").buttons[0].click()
    assert "ZeroDivisionError: secret <b>detail</b>" in qapp.clipboard().text()
    window.notices.notice("error").close_button.click()
    assert window.notices.texts() == []

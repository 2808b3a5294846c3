"""The windows that ask services, at a server of this computer."""

from collections.abc import Iterator
from pathlib import Path
from typing import TypeVar

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from curator_app import settings
from curator_app.app import Program
from curator_app.lookup import asking
from curator_app.services.library import Library
from curator_app.services.looking_up import LookUps
from curator_app.ui.editor.status import RetractionField
from curator_app.ui.lookups.found import FoundWindow
from curator_app.ui.lookups.refresh import RefreshWindow
from curator_app.ui.lookups.retractions import RetractionWindow
from curator_app.ui.lookups.settings_window import LookUpSettings
from curator_app.ui.lookups.window import LookUpWindow
from curator_app.ui.messages import UNFORESEEN
from tests.inbox.servers.certificates import Authority
from tests.inbox.servers.https_feed import FeedServer
from tests.lookup.servers import Shelf, article, network

PASTED = "PMID: 101\nhttps://pubmed.ncbi.nlm.nih.gov/999/ \U0001f600\nnonsense here\n"


@pytest.fixture
def shelf(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Shelf]:
    authority = Authority(tmp_path / "authority")
    with FeedServer(authority.issue().context()) as server:
        made = Shelf()
        server.answer = made.answer
        monkeypatch.setattr(asking, "USUAL", network(server, authority, made.clock))
        yield made


T = TypeVar("T", bound=QWidget)


def opened(qtbot: QtBot, program: Program, command: str, kind: type[T]) -> T:
    program.window.actions_[command].trigger()
    return shown(qtbot, program, kind)


def shown(qtbot: QtBot, program: Program, kind: type[T]) -> T:
    """The window of this kind that is open; one that was closed may not be gone yet."""

    def visible() -> list[T]:
        return [made for made in program.window.findChildren(kind) if made.isVisible()]

    qtbot.waitUntil(lambda: bool(visible()))
    return visible()[-1]


def library_of(program: Program) -> Library:
    assert program.window.library is not None
    return program.window.library


def test_paste_look_up_agree_and_undo(qtbot: QtBot, program: Program, shelf: Shelf) -> None:
    shelf.add(article("101", "A paper that nobody had before."))
    made = opened(qtbot, program, "look_up", LookUpWindow)
    assert not made.look_up_button.isEnabled()
    made.box.text.setPlainText(PASTED)
    qtbot.waitUntil(lambda: made.look_up_button.text() == "Look up 2")
    assert made.box.summary.text() == "2 recognised. 1 left out: see why."
    lines = [made.box.model.line(n) for n in range(made.box.model.rowCount())]
    assert [line.label for line in lines if line] == ["PMID", "PMID", "Left out"]
    marked = [each.cursor.selectedText() for each in made.box.text.extraSelections()]
    assert marked == ["PMID: 101", "https://pubmed.ncbi.nlm.nih.gov/999/", "nonsense here"]
    assert shelf.asked == []
    made.look_up_button.click()
    plan = shown(qtbot, program, FoundWindow)
    qtbot.waitUntil(lambda: plan.import_button.isVisible())
    assert plan.import_button.text() == "Import 1 record"
    assert not plan.other_button.isVisible()
    assert not plan.acceptDrops()
    with qtbot.waitSignal(plan.imported):
        plan.import_button.click()
    assert library_of(program).operations()[-1].label == "Look-up of 2 identifiers"
    plan.close_button.click()


def test_the_details_of_an_unforeseen_fault_are_in_the_main_window(
    qtbot: QtBot, program: Program, shelf: Shelf
) -> None:
    made = opened(qtbot, program, "look_up", LookUpWindow)
    made.fail(made.pasting, RuntimeError("nobody thought of it"))
    assert made.notices.texts() == [UNFORESEEN]
    notice = program.window.notices.notice("error")
    assert notice is not None
    assert [one.text() for one in notice.buttons] == ["Copy details"]
    made.close_button.click()


def test_no_answer_is_told_waits_and_is_asked_again(
    qtbot: QtBot, program: Program, shelf: Shelf
) -> None:
    shelf.odd["pubmed"] = [(200, {}, b"<!doctype html><html>Hotel")]
    made = opened(qtbot, program, "look_up", LookUpWindow)
    made.box.text.setPlainText("101")
    qtbot.waitUntil(made.look_up_button.isEnabled)
    qtbot.keyClick(made.box.text, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: made.notices.notice("waiting") is not None)
    told = " ".join(made.notices.texts())
    assert "1 identifier got no answer and will wait" in told
    assert "A web page came back instead of PubMed's answer" in told
    made.close_button.click()
    action = program.window.actions_["look_up"]
    qtbot.waitUntil(lambda: action.text() == "&Add by identifier…: 1 waiting")
    shelf.add(article("101", "A paper that nobody had before."))
    again = opened(qtbot, program, "look_up", LookUpWindow)
    qtbot.waitUntil(lambda: again.notices.notice("waiting") is not None)
    notice = again.notices.notice("waiting")
    assert notice is not None
    notice.buttons[0].click()
    plan = shown(qtbot, program, FoundWindow)
    qtbot.waitUntil(lambda: plan.import_button.isVisible())
    lookups = LookUps(library_of(program))
    assert len(lookups.waiting()) == 1
    plan.import_button.click()
    qtbot.waitUntil(lambda: lookups.waiting() == [])
    qtbot.waitUntil(lambda: action.text() == "&Add by identifier…")
    plan.close_button.click()


def test_refresh_takes_what_is_ticked(qtbot: QtBot, program: Program, shelf: Shelf) -> None:
    library = library_of(program)
    shelf.add(article("7007", "A title of its own that is long enough", "10.5555/seven"))
    library.save(
        library.new_entry(
            {"title": "A title of its own that is long enough", "pmid": "7007", "slug": "seven"}
        )
    )
    program.window.desk.open(library.entry("seven"))
    made = opened(qtbot, program, "refresh", RefreshWindow)
    qtbot.waitUntil(lambda: made.take_button.isVisible())
    fields = [made.model.line(n) for n in range(made.model.rowCount())]
    assert [line.label for line in fields if line] == ["Fills"] * len(fields)
    place = next(line.place for line in fields if line and line.what == "DOI")
    index = made.model.index(place, 0)
    assert Qt.CheckState(made.model.data(index, Qt.ItemDataRole.CheckStateRole)) == (
        Qt.CheckState.Checked
    )
    made.model.setData(index, Qt.CheckState.Unchecked, Qt.ItemDataRole.CheckStateRole)
    made.take_button.click()
    qtbot.waitUntil(lambda: made.end_step.title.text() == "Refreshed")
    now = library.entry("seven")
    assert (now.doi, now.year, now.authors) == ("", 2001, ("Example, Ann B",))
    made.close_button.click()


def test_retractions_are_seen_before_they_are_recorded(
    qtbot: QtBot, program: Program, shelf: Shelf
) -> None:
    library = library_of(program)
    library.save(
        library.new_entry(
            {"title": "A study that went away in the end", "pmid": "7007", "slug": "gone"}
        )
    )
    links = (("RetractionIn", "J Invent Med. 2003 Apr 4;1:1", "900"),)
    shelf.add(article("7007", "A study that went away in the end.", links=links))
    program.window.desk.open(library.entry("gone"))
    editor = program.window.desk.editor()
    editor.focus_field("retraction")
    field = editor.findChild(RetractionField)
    assert isinstance(field, RetractionField)
    qtbot.waitUntil(lambda: field.checked.text().startswith("Not checked"))
    made = opened(qtbot, program, "retractions", RetractionWindow)
    qtbot.waitUntil(lambda: made.check_button.isVisible())
    assert shelf.asked == []
    made.check_button.click()
    qtbot.waitUntil(lambda: made.record_button.isVisible())
    line = made.model.line(0)
    assert line is not None
    assert (line.label, line.what) == ("Retracted", "A study that went away in the end")
    assert library.entry("gone").retraction.status == "none"
    made.record_button.click()
    qtbot.waitUntil(lambda: library.entry("gone").retraction.status == "retracted")
    qtbot.waitUntil(lambda: made.stack.currentWidget() is made.start)
    made.close_button.click()
    qtbot.waitUntil(lambda: field.checked.text().startswith("Checked for a retraction on 20"))


def test_who_asks_is_remembered(qtbot: QtBot, program: Program, tmp_path: Path) -> None:
    made = opened(qtbot, program, "lookup_settings", LookUpSettings)
    made.email.setText("no address")
    made.save_button.click()
    qtbot.waitUntil(lambda: bool(made.notices.texts()))
    assert "This is no e-mail address" in made.notices.texts()[0]
    made.email.setText("ann@example.org")
    with qtbot.waitSignal(made.kept):
        made.save_button.click()
    assert settings.load(tmp_path / "config").lookups == {"email": "ann@example.org"}

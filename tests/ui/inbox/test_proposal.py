"""The proposal window: built, refused, accepted and kept, by keys, on a real library and inbox."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QPlainTextEdit, QTextEdit, QWidget
from pytestqt.qtbot import QtBot

from curator_app.domain.contribution import ACCEPTED, DECLINED, NEW
from curator_app.domain.private import Private
from curator_app.domain.repeating import FORM
from curator_app.inbox.store import Store
from curator_app.inbox.vault import Vault
from curator_app.services import publishing
from curator_app.services.contributing import Contributing
from curator_app.services.library import Library
from curator_app.ui.editor.conflicts import ConflictDialog
from curator_app.ui.entries.jump import JumpDialog
from curator_app.ui.inbox.proposal_frame import FIELDS, PAGES
from curator_app.ui.inbox.proposal_window import ProposalWindow
from curator_app.ui.inbox.release_dialog import ReleaseDialog
from curator_app.ui.preview import scheme
from curator_app.ui.tasks import Tasks
from curator_app.ui.theme import Theme
from tests.builders import study
from tests.inbox.keyrings import chain
from tests.inbox.messages import message
from tests.ui.shell.test_accessible import nameless, reached_by_tab

scheme.prepare()

SLUG = study(1).slug
SAID = "I became bedbound after the second infection in spring"
BODY = f"<img src='file:///x'> The sample is 36. {SAID}. Call 020 7946 0958. Jane"


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    """A library with two entries, published and edited since."""
    with closing(Library.open(tmp_path, who="Ann", insist=True)) as opened:
        opened.add_all([study(1), study(2)], "Two studies")
        publishing.publish(opened, tmp_path / "site", "2026-05-03")
        opened.set_values(SLUG, {"why_it_matters": "It matters for another reason."})
        yield opened


@pytest.fixture
def store(tmp_path: Path, library: Library) -> Iterator[Store]:
    """Its open inbox with two messages."""
    vault = Vault(tmp_path, chain())
    vault.create("Ann")
    with closing(vault.open(vault.unlock(), "Ann")) as opened:
        first = message(1, slug=SLUG, kind="correction", body=BODY, subject="Sample <b>size</b>")
        given = replace(
            first.message,  # type: ignore[type-var]
            snapshot="ME/CFS Atlas. v1. Accessed 2026-05-03. https://x.example",
            consent="You may quote me.",
            sender_name=Private("Jane Roe"),
        )
        opened.take([replace(first, message=given)])
        opened.take([message(2, kind="missing_study", body="Please add the study of sleep.")])
        yield opened


@pytest.fixture
def work(library: Library, store: Store) -> Contributing:
    return Contributing(library, store)


@pytest.fixture
def tasks(qapp: QApplication) -> Iterator[Tasks]:
    made = Tasks(qapp)
    yield made
    made.wait()


@pytest.fixture
def window(
    qtbot: QtBot, qapp: QApplication, tasks: Tasks, work: Contributing
) -> Iterator[ProposalWindow]:
    """The window on screen, with the first message."""
    made = ProposalWindow(tasks, tasks, Theme(qapp, "light"), work)
    made.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
    with qtbot.waitActive(made):
        made.show()
        made.activateWindow()
    show(qtbot, made, ids(work.store)[0])
    yield made
    shut(made)


def shut(window: ProposalWindow) -> None:
    """Close a window and destroy it, the engine's pages before their profile."""
    window.close()
    window.deleteLater()
    QCoreApplication.sendPostedEvents(window, QEvent.Type.DeferredDelete.value)


def ids(store: Store) -> list[str]:
    """The contributions in the order of their arrival."""
    with store.session.read() as db:
        return [row[0] for row in db.execute("SELECT id FROM contribution ORDER BY n")]


def show(qtbot: QtBot, window: ProposalWindow, contribution: str) -> None:
    """Open a contribution and wait for it."""
    window.show_contribution(contribution)
    qtbot.waitUntil(lambda: window.state is not None and window.state.id == contribution)


def stood(store: Store, contribution: str) -> str:
    return store.standings(store.numbers([contribution])).popitem()[1].state


def fill(qtbot: QtBot, window: ProposalWindow, name: str, text: str) -> None:
    """Type into a field, over what is there."""
    window.go_to_field(name)
    edit = window.editor.form.boxes[name].editor.target()
    edit.setFocus()
    qtbot.keyClick(edit, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClicks(edit, text)
    settled(qtbot, window)


def settled(qtbot: QtBot, window: ProposalWindow) -> None:
    """Wait until it was compared with the message."""
    qtbot.waitUntil(lambda: not window.looking.busy())


def press(qtbot: QtBot, window: QWidget, key: Qt.Key, *, shift: bool = False) -> None:
    """Control with a key, where the cursor is."""
    held = Qt.KeyboardModifier.ControlModifier
    held |= Qt.KeyboardModifier.ShiftModifier if shift else Qt.KeyboardModifier.NoModifier
    qtbot.keyClick(window.focusWidget() or window, key, held)


def words_on(window: QWidget) -> str:
    """Everything that stands on its widgets."""
    found = [window.windowTitle()]
    found += [label.text() for label in window.findChildren(QLabel)]
    found += [edit.toPlainText() for edit in window.findChildren(QPlainTextEdit)]
    found += [edit.toPlainText() for edit in window.findChildren(QTextEdit)]
    found += [edit.text() for edit in window.findChildren(QLineEdit)]
    found += [w.accessibleDescription() for w in window.findChildren(QWidget)]
    return "\n".join(found)


def test_the_message_stands_beside_both_pages(qtbot: QtBot, window: ProposalWindow) -> None:
    assert window.tabs.currentIndex() == PAGES
    assert window.message.toPlainText() == BODY
    assert "Sample <b>size</b>" in window.who.text()
    assert window.who.textFormat() == Qt.TextFormat.PlainText
    qtbot.waitUntil(lambda: window.pages.panes is not None, timeout=20_000)
    assert window.pages.sentence.text().startswith("The page of 2026-05-03, exactly. It differs in")
    assert "Jane" not in window.windowTitle()
    assert window.windowTitle() == "Proposed change – Contributions"


def test_a_correction_is_accepted_by_keys_alone(
    qtbot: QtBot, window: ProposalWindow, library: Library, store: Store
) -> None:
    contribution = ids(store)[0]
    qtbot.keyClick(window, Qt.Key.Key_3, Qt.KeyboardModifier.AltModifier)
    assert window.tabs.currentIndex() == FIELDS
    fill(qtbot, window, "sample_size", "36")
    assert [window.panel._name(0), window.panel.fields.count()] == ["sample_size", 1]
    with qtbot.waitSignal(window.decided) as decided:
        press(qtbot, window, Qt.Key.Key_Return)
    assert decided.args == [contribution, True]
    entry = library.entry(SLUG)
    assert (entry.sample_size, stood(store, contribution)) == ("36", ACCEPTED)
    assert library.history(entry.id)[-1].origin == "contribution"
    assert window.isVisible()
    assert SAID not in words_on(window)
    assert store.proposals.kept(contribution) is None


def test_words_of_the_message_are_refused_then_released(
    qtbot: QtBot, window: ProposalWindow, library: Library, store: Store
) -> None:
    fill(qtbot, window, "does_not_prove", f"A reader says: {SAID}.")
    press(qtbot, window, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: bool(window.notices.texts()))
    (notice,) = window.notices.texts()
    assert notice.startswith("Not accepted yet")
    settled(qtbot, window)
    assert library.entry(SLUG).version == 2
    shown = words_on(window.panel)
    assert "What this study does not prove: 9 words in a row stand in the message." in shown
    (repeat,) = window.state.looking()()  # type: ignore[union-attr]
    window.panel.release_asked.emit(repeat)
    dialog = window.findChild(ReleaseDialog)
    assert dialog is not None
    assert not dialog.release_button.isEnabled()
    dialog.choose(FORM)
    dialog.release_button.click()
    settled(qtbot, window)
    assert window.state.looking()() == []  # type: ignore[union-attr]
    assert "9 words released, the reader agreed in the form." in words_on(window.panel)
    with qtbot.waitActive(window):
        window.activateWindow()
    with qtbot.waitSignal(window.decided):
        press(qtbot, window, Qt.Key.Key_Return)
    note = library.history(library.entry(SLUG).id)[-1].note
    assert note.endswith(
        "[Quotation in What this study does not prove: the reader agreed in the form.]"
    )


def test_a_selection_is_released_into_a_field(qtbot: QtBot, window: ProposalWindow) -> None:
    text = window.message.toPlainText()
    cursor = window.message.textCursor()
    cursor.setPosition(text.index(SAID))
    cursor.setPosition(text.index(SAID) + len(SAID), QTextCursor.MoveMode.KeepAnchor)
    window.message.setTextCursor(cursor)
    press(qtbot, window, Qt.Key.Key_R, shift=True)
    dialog = window.findChild(ReleaseDialog)
    assert dialog is not None
    dialog.field.setCurrentIndex(dialog.field.findData("limitations"))
    dialog.choose(FORM)
    dialog.release_button.click()
    state = window.state
    assert state is not None
    assert state.edited.limitations == (SAID,)
    assert state.looking()() == []
    window.panel.release_dropped.emit("limitations", Private(SAID))
    assert [item.field for item in state.looking()()] == ["limitations"]


def test_only_ticked_fields_are_saved(
    qtbot: QtBot, window: ProposalWindow, library: Library
) -> None:
    fill(qtbot, window, "sample_size", "36")
    fill(qtbot, window, "control_group", "none")
    qtbot.keyClick(window, Qt.Key.Key_4, Qt.KeyboardModifier.AltModifier)
    window.panel.fields.setCurrentRow(1)
    qtbot.keyClick(window.panel.fields, Qt.Key.Key_Space)
    assert "Control group" not in window.panel.diff.in_words()
    with qtbot.waitSignal(window.decided):
        press(qtbot, window, Qt.Key.Key_Return, shift=True)
    entry = library.entry(SLUG)
    assert (entry.sample_size, entry.control_group) == ("36", "")
    assert not window.isVisible()


def test_what_is_begun_is_kept_encrypted_and_comes_back(
    qtbot: QtBot, window: ProposalWindow, library: Library, store: Store, tmp_path: Path
) -> None:
    first, second = ids(store)
    fill(qtbot, window, "sample_size", "36 zebrafish")
    qtbot.keyClicks(window.panel.words, "As in table 1.")
    qtbot.waitUntil(lambda: store.proposals.kept(first) is not None)
    show(qtbot, window, second)
    assert "zebrafish" not in words_on(window)
    show(qtbot, window, first)
    assert window.tabs.currentIndex() == FIELDS
    assert window.state.edited.sample_size == "36 zebrafish"  # type: ignore[union-attr]
    assert window.panel.words.text() == "As in table 1."
    assert "What you had begun is here again." in window.notices.texts()
    assert library.drafts() == []
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert [path.name for path in files if b"zebrafish" in path.read_bytes()] == []
    window._begin_anew()
    qtbot.waitUntil(lambda: store.proposals.kept(first) is None)
    assert window.editor.entry() == library.entry(SLUG)


def test_closing_takes_everything_off_the_screen_and_keeps_it(
    qtbot: QtBot, window: ProposalWindow, store: Store
) -> None:
    fill(qtbot, window, "sample_size", "36 zebrafish")
    window.close()
    shown = words_on(window)
    for text in (SAID, "zebrafish", "Jane", "Contributor", "Sample <b>"):
        assert text not in shown
    qtbot.waitUntil(lambda: store.proposals.kept(ids(store)[0]) is not None)
    kept = store.proposals.kept(ids(store)[0])
    assert kept is not None
    assert kept["content"]["sample_size"] == "36 zebrafish"


def test_a_missing_study_becomes_an_entry_or_a_change_of_one(
    qtbot: QtBot, window: ProposalWindow, library: Library, store: Store
) -> None:
    contribution = ids(store)[1]
    show(qtbot, window, contribution)
    assert window.tabs.currentIndex() == FIELDS
    (notice,) = window.notices.texts()
    assert notice.startswith("It names no study of the atlas.")
    window.notices.notice("about").buttons[0].click()  # type: ignore[union-attr]
    dialog = window.findChild(JumpDialog)
    assert dialog is not None
    dialog.chosen.emit(SLUG)
    qtbot.waitUntil(lambda: window.editor.entry() == library.entry(SLUG))
    with qtbot.waitActive(window):
        dialog.close()
        window.activateWindow()
    show(qtbot, window, contribution)
    fill(qtbot, window, "title", "Sleep in ME/CFS.")
    fill(qtbot, window, "year", "2020")
    with qtbot.waitSignal(window.decided):
        press(qtbot, window, Qt.Key.Key_Return)
    slug = store.standings(store.numbers([contribution])).popitem()[1].slug
    assert library.entry(slug).title == "Sleep in ME/CFS."


def test_declining_asks_for_a_reason(qtbot: QtBot, window: ProposalWindow, store: Store) -> None:
    chosen = next(a for a in window.reasons.actions() if a.data() == "no_source")
    with qtbot.waitSignal(window.decided) as decided:
        chosen.trigger()
    assert decided.args == [ids(store)[0], True]
    standing = store.standings(store.numbers([ids(store)[0]])).popitem()[1]
    assert (standing.state, standing.reason) == (DECLINED, "no_source")


def test_nothing_changed_is_nothing_accepted(
    qtbot: QtBot, window: ProposalWindow, store: Store
) -> None:
    press(qtbot, window, Qt.Key.Key_Return)
    assert window.notices.texts() == ["Nothing is changed yet: change a field, or decline."]
    fill(qtbot, window, "year", "19x6")
    press(qtbot, window, Qt.Key.Key_Return)
    assert "Not saved: please correct Year." in window.editor.header.problem.text()
    assert stood(store, ids(store)[0]) == NEW


def test_a_field_saved_meanwhile_is_decided_by_the_reviewer(
    qtbot: QtBot, window: ProposalWindow, library: Library, store: Store
) -> None:
    fill(qtbot, window, "sample_size", "36")
    library.set_values(SLUG, {"sample_size": "40", "control_group": "twelve"})
    press(qtbot, window, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: window.findChild(ConflictDialog) is not None)
    dialog = window.findChild(ConflictDialog)
    assert dialog is not None
    with qtbot.waitSignal(window.decided):
        dialog.resolved.emit({"sample_size": "36"})
    dialog.close()
    entry = library.entry(SLUG)
    assert (entry.sample_size, entry.control_group) == ("36", "twelve")
    assert stood(store, ids(store)[0]) == ACCEPTED


def test_a_library_open_for_reading_is_only_looked_at(
    qtbot: QtBot, qapp: QApplication, tasks: Tasks, library: Library, store: Store, tmp_path: Path
) -> None:
    with closing(Library.open(tmp_path, write=False)) as reading:
        window = ProposalWindow(tasks, tasks, Theme(qapp, "light"), Contributing(reading, store))
        window.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
        show(qtbot, window, ids(store)[0])
        assert not window.next_button.isEnabled()
        window.accept_and_next()
        assert library.entry(SLUG).version == 2
        qtbot.waitUntil(lambda: not window.pages.splitter.isHidden(), timeout=20_000)
        shut(window)


def test_every_control_has_a_name_and_keys_reach_the_parts(
    qtbot: QtBot, window: ProposalWindow
) -> None:
    qtbot.waitUntil(lambda: window.pages.panes is not None, timeout=20_000)
    assert nameless(window) == []
    fill(qtbot, window, "sample_size", "36")
    fill(qtbot, window, "does_not_prove", f"A reader says: {SAID}.")
    assert nameless(window) == []
    for key, target in (
        (Qt.Key.Key_1, window.message),
        (Qt.Key.Key_4, window.panel.fields),
    ):
        qtbot.keyClick(window, key, Qt.KeyboardModifier.AltModifier)
        assert window.focusWidget() is target
    reached = reached_by_tab(window, qtbot)
    assert window.next_button in reached
    assert window.panel.words in reached


def test_the_release_dialog_is_walked_by_keys(qtbot: QtBot, window: ProposalWindow) -> None:
    assert window.state is not None
    window.releasing.ask(window.state, Private(SAID))
    dialog = window.findChild(ReleaseDialog)
    assert dialog is not None
    assert nameless(dialog) == []
    reached = reached_by_tab(dialog, qtbot)
    assert dialog.text in reached
    assert dialog.field in reached
    dialog.reject()

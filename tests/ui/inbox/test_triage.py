"""Triage by keys: one decision, one step, on to the next or staying; undo; many at once."""

from datetime import datetime

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QListWidget
from pytestqt.qtbot import QtBot

from curator_app.domain.contribution import (
    ACCEPTED,
    DECLINED,
    DUPLICATE,
    NEEDS_INFORMATION,
    NEW,
    SPAM,
)
from curator_app.inbox.store import Store
from curator_app.ui.inbox.choosers import AssignDialog, Choice, NoteDialog, SnoozeDialog
from curator_app.ui.inbox.duplicate_dialog import DuplicateDialog
from curator_app.ui.inbox.queues import DONE, TODO
from curator_app.ui.inbox.tag_dialog import TagDialog
from curator_app.ui.inbox.window import InboxWindow
from curator_app.ui.messages import Question
from tests.inbox.messages import many
from tests.ui.inbox.conftest import answer, press, settled, shown_dialog, standing

SHIFT, CTRL = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier
K = Qt.Key


def current(window: InboxWindow) -> int:
    """The row number of the current message."""
    n = window.list.view.current_number()
    assert n is not None
    return n


@pytest.mark.parametrize(
    ("key", "state"),
    [(K.Key_A, ACCEPTED), (K.Key_I, NEEDS_INFORMATION), (K.Key_S, SPAM)],
)
def test_a_letter_decides_and_goes_on_to_the_next(
    window: InboxWindow, qtbot: QtBot, store: Store, key: Qt.Key, state: str
) -> None:
    first, second = window.list.table.numbers()[:2]
    press(window, qtbot, key)
    assert standing(store, first).state == state
    assert current(window) == second
    qtbot.waitUntil(lambda: window.reader.reading().row.n == second)
    assert (first in window.list.table.numbers()) == (state == NEEDS_INFORMATION)


def test_with_shift_it_stays_and_the_message_stays_in_sight(
    window: InboxWindow, qtbot: QtBot, store: Store
) -> None:
    second = window.list.table.numbers()[1]
    window.list.view.go_to(1)
    settled(window, qtbot)
    press(window, qtbot, K.Key_A, SHIFT)
    assert standing(store, second).state == ACCEPTED
    assert current(window) == second
    assert window.list.table.line(second) == 1
    assert window.reader.reading().row.state == ACCEPTED
    press(window, qtbot, K.Key_J)
    window.commands.reload()
    settled(window, qtbot)
    assert window.list.table.line(second) == 1  # until something else is decided
    press(window, qtbot, K.Key_A)
    assert window.list.table.line(second) is None


def test_the_last_message_gives_way_to_the_one_before(
    window: InboxWindow, qtbot: QtBot, store: Store
) -> None:
    numbers = list(window.list.table.numbers())
    window.list.view.go_to(len(numbers) - 1)
    settled(window, qtbot)
    press(window, qtbot, K.Key_A)
    assert current(window) == numbers[-2]


def test_declining_asks_for_the_reason_by_number(
    window: InboxWindow, qtbot: QtBot, store: Store
) -> None:
    first = current(window)
    press(window, qtbot, K.Key_D)
    dialog = shown_dialog(window, Choice)
    qtbot.keyClick(dialog, K.Key_3)
    settled(window, qtbot)
    found = standing(store, first)
    assert (found.state, found.reason) == (DECLINED, "no_source")


def test_keys_work_in_the_message_too(window: InboxWindow, qtbot: QtBot, store: Store) -> None:
    first, second = window.list.table.numbers()[:2]
    window.commands.focus_message()
    assert window.pane.text.hasFocus()
    qtbot.keyClick(window.pane.text, K.Key_J)
    settled(window, qtbot)
    assert current(window) == second
    qtbot.keyClick(window.pane.text, K.Key_A)
    settled(window, qtbot)
    assert standing(store, second).state == ACCEPTED
    qtbot.keyClick(window.pane.text, K.Key_K)
    settled(window, qtbot)
    assert current(window) == first


def test_letters_typed_into_fields_decide_nothing(
    window: InboxWindow, qtbot: QtBot, store: Store
) -> None:
    before = store.undo_state().undo
    window.commands.search()
    qtbot.keyClicks(window.list.search, "a d s z u t n canary")
    window.commands.reply()
    qtbot.keyClicks(window.pane.reply.body, "a d s Accept")
    settled(window, qtbot)
    assert store.undo_state().undo == before
    assert window.pane.reply.body.toPlainText() == "a d s Accept"


def test_undo_takes_back_the_step_and_shows_what_it_was(
    window: InboxWindow, qtbot: QtBot, store: Store
) -> None:
    first = current(window)
    press(window, qtbot, K.Key_A)
    assert window.actions_["undo"].text() == "&Undo: Accepted 1 message"
    press(window, qtbot, K.Key_Z, CTRL)
    assert standing(store, first).state == NEW
    assert current(window) == first
    assert window.messages.current() == "Undone: Accepted 1 message."
    press(window, qtbot, K.Key_Y, CTRL)
    assert standing(store, first).state == ACCEPTED


def test_several_are_one_step(window: InboxWindow, qtbot: QtBot, store: Store) -> None:
    numbers = list(window.list.table.numbers())
    window.list.view.selectRow(0)
    press(window, qtbot, K.Key_Down, SHIFT)
    press(window, qtbot, K.Key_Down, SHIFT)
    assert window.list.count.text() == "6 messages · 3 selected"
    assert window.pane.chosen.text().startswith("3 messages are selected")
    press(window, qtbot, K.Key_A)
    assert {standing(store, n).state for n in numbers[:3]} == {ACCEPTED}
    assert current(window) == numbers[3]
    assert store.undo_state().undo.label == "Accepted 3 messages"
    press(window, qtbot, K.Key_Z, CTRL)
    assert {standing(store, n).state for n in numbers[:3]} == {NEW}


def test_above_ten_the_exact_number_is_confirmed(
    window: InboxWindow, qtbot: QtBot, store: Store
) -> None:
    store.take(many(20, size=3))
    window.commands.reload()
    settled(window, qtbot)
    window.list.view.selectAll()
    press(window, qtbot, K.Key_S)
    question = shown_dialog(window, Question)
    assert question.text() == "Mark 26 messages as spam?"
    assert "Mark 26 messages as spam" in [button.text() for button in question.buttons()]
    question.reject()
    settled(window, qtbot)
    assert store.undo_state().undo is None
    press(window, qtbot, K.Key_S)
    answer(window, "Mark 26 messages as spam")
    settled(window, qtbot)
    assert store.undo_state().undo.label == "Marked 26 messages as spam"


def test_snoozing_puts_off_until_the_morning(
    window: InboxWindow, qtbot: QtBot, store: Store
) -> None:
    first = current(window)
    press(window, qtbot, K.Key_Z)
    dialog = shown_dialog(window, SnoozeDialog)
    day = dialog._values[1]
    qtbot.keyClick(dialog, K.Key_2)
    settled(window, qtbot)
    until = datetime.fromisoformat(standing(store, first).snoozed_until).astimezone()
    assert (until.date(), until.hour) == (day, 5)
    assert day > datetime.now().astimezone().date()
    assert first not in window.list.table.numbers()
    window.side.choose((TODO, "snoozed"))
    settled(window, qtbot)
    assert list(window.list.table.numbers()) == [first]
    press(window, qtbot, K.Key_O)
    assert standing(store, first).snoozed_until == ""


def test_a_duplicate_names_the_other_message(
    window: InboxWindow, qtbot: QtBot, store: Store
) -> None:
    first, fifth = window.list.table.numbers()[0], window.list.table.numbers()[4]
    press(window, qtbot, K.Key_U)
    dialog = shown_dialog(window, DuplicateDialog)
    assert isinstance(dialog, DuplicateDialog)
    assert [row.n for row in dialog._rows] == [fifth]  # same sender, same study, once
    qtbot.keyClicks(dialog.field, "canary2body")
    qtbot.waitUntil(lambda: [row.subject.reveal() for row in dialog._rows] == ["Canary2subject"])
    wanted = dialog._rows[0].id
    qtbot.keyClick(dialog, K.Key_Return)
    settled(window, qtbot)
    found = standing(store, first)
    assert (found.state, found.duplicate_of) == (DUPLICATE, wanted)


def test_claiming_assigning_kinds_and_unread(
    window: InboxWindow, qtbot: QtBot, store: Store
) -> None:
    first = current(window)
    press(window, qtbot, K.Key_C)
    assert standing(store, first).assigned_to == "Anna"
    qtbot.waitUntil(lambda: window.side._items[TODO, "mine"].data(_COUNT) == 1)
    press(window, qtbot, K.Key_C, SHIFT)
    dialog = shown_dialog(window, AssignDialog)
    assert isinstance(dialog, AssignDialog)
    dialog.field.setText("Bertil ")
    qtbot.keyClick(dialog.field, K.Key_Return)
    settled(window, qtbot)
    assert standing(store, first).assigned_to == "Bertil"
    press(window, qtbot, K.Key_2)
    assert standing(store, first).kind == "retraction_notice"
    qtbot.waitUntil(lambda: not standing(store, first).unread)
    settled(window, qtbot)
    press(window, qtbot, K.Key_M)
    assert standing(store, first).unread
    assert current(window) == first


_COUNT = Qt.ItemDataRole.UserRole + 1


def test_tags_are_put_on_and_taken_off(window: InboxWindow, qtbot: QtBot, store: Store) -> None:
    first, second = window.list.table.numbers()[:2]
    store.change([second], {"tags": ("old",)}, "Tagged")
    window.list.view.selectRow(0)
    press(window, qtbot, K.Key_Down, SHIFT)
    press(window, qtbot, K.Key_T)
    dialog = shown_dialog(window, TagDialog)
    assert isinstance(dialog, TagDialog)
    half = dialog.list.item(0)
    assert (half.text(), half.checkState()) == ("old", Qt.CheckState.PartiallyChecked)
    qtbot.keyClicks(dialog.field, "urgent")
    qtbot.keyClick(dialog.field, K.Key_Return)
    settled(window, qtbot)
    assert standing(store, first).tags == ("urgent",)
    assert standing(store, second).tags == ("old", "urgent")
    qtbot.waitUntil(lambda: ("tags", "urgent") in window.side._items)


def test_notes_carry_the_name_and_can_be_taken_away(
    window: InboxWindow, qtbot: QtBot, store: Store
) -> None:
    found = window.reader.reading().row.id
    press(window, qtbot, K.Key_N)
    dialog = shown_dialog(window, NoteDialog)
    assert isinstance(dialog, NoteDialog)
    qtbot.keyClicks(dialog.text, "see the erratum")
    qtbot.keyClick(dialog.text, K.Key_Return, CTRL)
    settled(window, qtbot)
    (note,) = store.letters.notes(found)
    assert (note.who, note.text.reveal()) == ("Anna", "see the erratum")
    shown: QListWidget = window.pane.context.notes.list
    qtbot.waitUntil(lambda: shown.count() == 1)
    assert "Anna\nsee the erratum" in shown.item(0).text()
    shown.setCurrentRow(0)
    qtbot.keyClick(shown, K.Key_Delete)
    answer(window, "Take away")
    settled(window, qtbot)
    assert store.letters.notes(found) == []


def test_the_history_tells_who_did_what(window: InboxWindow, qtbot: QtBot, store: Store) -> None:
    press(window, qtbot, K.Key_A, SHIFT)
    press(window, qtbot, K.Key_Z, CTRL)
    steps = window.pane.context.steps.list
    qtbot.waitUntil(lambda: steps.count() == 2)
    assert steps.item(0).text().endswith("Anna · Undone: Accepted 1 message")
    assert steps.item(1).text().endswith("Anna · Accepted 1 message")


def test_what_is_closed_is_counted_by_kind(window: InboxWindow, qtbot: QtBot) -> None:
    press(window, qtbot, K.Key_A)
    qtbot.waitUntil(lambda: window.side._items[DONE, "wording"].data(_COUNT) == 1)
    assert window.side._items[TODO, "open"].data(_COUNT) == 5
    assert window.side._items[DONE, "accepted"].data(_COUNT) == 1

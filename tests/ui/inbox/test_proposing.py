"""From the list of messages to the atlas and back: proposing, going on, undo on both sides."""

from collections.abc import Iterator

import pytest
import shiboken6
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from curator_app.app import Program
from curator_app.domain.contribution import ACCEPTED, NEW
from curator_app.inbox.store import Store
from curator_app.services.firewall import HELD, NOT_CHECKED
from curator_app.services.inbox import Credential, Inbox
from curator_app.services.library import Library
from curator_app.ui.history.window import HistoryWindow
from curator_app.ui.inbox.proposal_window import ProposalWindow
from curator_app.ui.inbox.window import InboxWindow
from curator_app.ui.preview import scheme
from curator_app.ui.publishing.window import PublishWindow
from tests.builders import study
from tests.ui.inbox.conftest import COUNT, KEY, settled

scheme.prepare()


def proposal(window: InboxWindow, qtbot: QtBot, n: int) -> ProposalWindow:
    """The proposal window once it shows the message of this row."""
    qtbot.waitUntil(
        lambda: any(
            made.state is not None and made.state.opened.contribution.n == n
            for made in window.findChildren(ProposalWindow)
        ),
        timeout=10_000,
    )
    (made,) = window.findChildren(ProposalWindow)
    return made


def edit(made: ProposalWindow, **values: object) -> None:
    """Change fields as the editor does."""
    assert made.state is not None
    made.editor.show_entry(made.state.base, made.state.edited.with_(**values))
    made._on_edited(made.state.edited.with_(**values))


def stood(store: Store, n: int) -> str:
    return store.standings([n])[n].state


def test_accept_and_next_goes_through_the_list(
    qtbot: QtBot, window: InboxWindow, store: Store, library: Library
) -> None:
    first, second, third = list(window.list.table.numbers())[:3]
    qtbot.keyClick(window.list.view, Qt.Key.Key_P)
    made = proposal(window, qtbot, first)
    edit(made, sample_size="36")
    made.accept_and_next()
    made = proposal(window, qtbot, second)
    assert stood(store, first) == ACCEPTED
    assert window.list.view.current_number() == second
    made.reasons.actions()[0].trigger()
    made = proposal(window, qtbot, third)
    edit(made, sample_size="37")
    made.accept_and_close()
    qtbot.waitUntil(lambda: not window.findChildren(ProposalWindow))
    settled(window, qtbot)
    assert stood(store, third) == ACCEPTED
    assert window.reader.reading() is not None
    window.commands.undo()
    qtbot.waitUntil(lambda: stood(store, third) == NEW)
    slug = study((COUNT - 3) % 4).slug
    assert library.entry(slug).sample_size == ""
    settled(window, qtbot)
    window.commands.redo()
    qtbot.waitUntil(lambda: stood(store, third) == ACCEPTED)
    assert library.entry(slug).sample_size == "37"


def test_after_the_last_message_the_proposal_window_closes(
    qtbot: QtBot, window: InboxWindow, store: Store
) -> None:
    ns = list(window.list.table.numbers())
    store.change(ns[:-1], {"state": "spam"}, "Spam")
    window.commands.reload()
    qtbot.waitUntil(lambda: window.list.table.rowCount() == 1)
    qtbot.waitUntil(lambda: window.reader.reading() is not None)
    settled(window, qtbot)
    window.commands.propose()
    made = proposal(window, qtbot, ns[-1])
    made.reasons.actions()[0].trigger()
    qtbot.waitUntil(lambda: not window.findChildren(ProposalWindow), timeout=10_000)


def test_locking_keeps_what_was_begun_and_closes_the_proposal(
    qtbot: QtBot, window: InboxWindow, store: Store, inbox: Inbox
) -> None:
    first = next(iter(window.list.table.numbers()))
    window.commands.propose()
    made = proposal(window, qtbot, first)
    assert made.state is not None
    id_ = made.state.id
    edit(made, sample_size="36 zebrafish")
    window.commands.lock()
    qtbot.waitUntil(lambda: not inbox.is_open())
    qtbot.waitUntil(lambda: not window.findChildren(ProposalWindow))
    inbox.unlock(Credential(key=KEY.text()))
    kept = inbox.store.proposals.kept(id_)
    assert kept is not None
    assert kept["content"]["sample_size"] == "36 zebrafish"


# ---------------------------------------------------------------------- the main window


@pytest.fixture
def program(
    qtbot: QtBot, qapp: QApplication, library: Library, inbox: Inbox, tmp_path
) -> Iterator[Program]:
    """The whole program on the library, with its inbox open."""
    inbox.lock()
    folder = library.folder
    library.close()
    made = Program(qapp, folder, tmp_path / "config", demo=False)
    made.start()
    qtbot.waitUntil(lambda: made.window.list.table.rowCount() > 0, timeout=10_000)
    made.window.commands.contributions()
    shown = made.window.commands.inbox
    assert shown is not None
    shown.access.unlock(Credential(key=KEY.text()))
    qtbot.waitUntil(lambda: shown.reader.reading() is not None, timeout=10_000)
    yield made
    if shiboken6.isValid(made.window):
        made.window._leaving = True
        made.window.close()
        made.stop()


def accept(program: Program, qtbot: QtBot) -> tuple[Library, Store, int, str]:
    """Accept the first message through the services; the library, the inbox, its row, its id."""
    shown, library = program.window.commands.inbox, program.window.library
    assert shown is not None
    assert library is not None
    store = shown.access.store
    assert store is not None
    n = next(iter(shown.list.table.numbers()))
    (row,) = store.rows([n])
    shown.commands.propose()
    made = proposal(shown, qtbot, n)
    edit(made, sample_size="36")
    made.accept_and_close()
    qtbot.waitUntil(lambda: stood(store, n) == ACCEPTED)
    settled(shown, qtbot)
    return library, store, n, row.id


def test_undo_in_the_main_window_opens_the_message_again(qtbot: QtBot, program: Program) -> None:
    library, store, n, _ = accept(program, qtbot)
    slug = store.standings([n])[n].slug
    qtbot.waitUntil(lambda: program.window.undo_state.undo is not None)
    program.window.commands.undo()
    qtbot.waitUntil(lambda: stood(store, n) == NEW)
    assert library.entry(slug).sample_size == ""
    qtbot.waitUntil(lambda: program.window.undo_state.redo is not None)
    program.window.commands.redo()
    qtbot.waitUntil(lambda: stood(store, n) == ACCEPTED)
    assert library.entry(slug).sample_size == "36"


def test_the_history_leads_to_the_message(qtbot: QtBot, program: Program) -> None:
    library, store, n, id_ = accept(program, qtbot)
    window, shown = program.window, program.window.commands.inbox
    assert shown is not None
    entry = library.entry(store.standings([n])[n].slug)
    window.desk.open(entry)
    window.commands.history()
    history = window.findChild(HistoryWindow)
    assert history is not None
    qtbot.waitUntil(lambda: history.table.currentIndex().isValid())
    assert history.model.index(0, 3).data() == f"From contribution {id_[:8]}"
    assert history.contribution_button.isVisible()
    history.table.selectRow(1)
    assert not history.contribution_button.isVisible()
    history.table.selectRow(0)
    history.contribution_button.click()
    qtbot.waitUntil(lambda: shown.list.view.current_number() == n, timeout=10_000)


def test_the_publish_window_says_when_the_inbox_was_not_looked_at(
    qtbot: QtBot, program: Program
) -> None:
    window, shown = program.window, program.window.commands.inbox
    library = window.library
    assert library is not None
    assert shown is not None
    store = shown.access.store
    assert store is not None
    slug = study(0).slug
    said = "see this: Canary0body about the sample size, see https://example.org/0 please"
    library.save(library.entry(slug).with_(does_not_prove=said))
    window.commands.publish()
    made = window.findChild(PublishWindow)
    assert made is not None
    qtbot.waitUntil(lambda: made._plan is not None, timeout=20_000)
    assert made._plan is not None
    assert made._plan.reasons.get(slug) == HELD
    assert NOT_CHECKED not in made._plan.notices
    shown.commands.lock()
    qtbot.waitUntil(lambda: shown.access.store is None)
    made.make_plan()
    qtbot.waitUntil(lambda: made._plan is not None, timeout=20_000)
    assert made._plan is not None
    assert NOT_CHECKED in made._plan.notices
    made.reject()

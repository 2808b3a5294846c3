"""Pictures of the window of contributions, on a made-up inbox: tests/screenshots calls these."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import shiboken6
from PySide6.QtWidgets import QDialog, QPlainTextEdit, QWidget

from curator_app.services.inbox import Credential, Inbox
from curator_app.ui.inbox.code_steps import CodeSteps
from curator_app.ui.inbox.erase_window import EraseWindow
from curator_app.ui.inbox.proposal_window import ProposalWindow
from curator_app.ui.inbox.window import InboxWindow
from curator_app.ui.steps import StepWindow
from tests.inbox.keyrings import chain
from tests.inbox.made_up import fill
from tests.walk import settle, until

if TYPE_CHECKING:
    from tests.screenshots import Camera

PASSPHRASE = "four words that differ"
DIALOGS = (
    "decline", "snooze", "tag", "note", "duplicate", "copy_link", "templates", "filters",
    "retention", "protection", "bundle", "merge", "accounts", "export_person",
)  # fmt: skip


def dialog_of(window: QWidget) -> QDialog:
    """The dialog that opens over a window."""

    def shown() -> list[QDialog]:
        return [made for made in window.findChildren(QDialog) if made.isVisible()]

    until(lambda: bool(shown()))
    return shown()[-1]


def contributions(camera: Camera, theme: str, sizes: tuple[tuple[int, int], ...]) -> None:
    """Making the inbox, triage in both sizes, its dialogs, and the ways of being shut."""
    main = camera.program.window
    library = main.library
    assert library is not None
    folder = library.folder.parent / f"inbox-{theme}"
    folder.mkdir()
    inbox = Inbox(folder, chain(), "Anna Lind")
    window = InboxWindow(inbox, library, main.tasks, main.theme, {})
    window.resize(*sizes[0])
    window.begin()
    camera.suffix = theme
    _making(camera, window)
    now = datetime.now(UTC)
    noon = now.replace(hour=12, minute=30)
    fill(inbox.store, noon if noon < now else noon - timedelta(days=1))
    window.commands.reload()
    for size in sizes:
        camera.suffix = f"{theme}-{size[0]}"
        window.resize(*size)
        _triage(camera, window)
        _proposal(camera, window, size)
    camera.suffix = theme
    window.resize(*sizes[0])
    _dialogs(camera, window)
    _shut(camera, window)
    window.shut()


def _making(camera: Camera, window: InboxWindow) -> None:
    until(lambda: bool(window.gate.title.text()))
    camera.shoot(window, "inbox-none")
    window.commands.create()
    made = dialog_of(window)
    assert isinstance(made, CodeSteps)
    settle(0.3)
    camera.shoot(made, "inbox-create")
    made.by_passphrase.setChecked(True)  # type: ignore[attr-defined]
    for field in (made.passphrase.first, made.passphrase.second):  # type: ignore[attr-defined]
        field.setText(PASSPHRASE)
    made.make_button.click()  # type: ignore[attr-defined]
    until(lambda: made.stack.currentWidget() is made.showing)
    code = made.shown.text().replace("\n", "-")
    camera.shoot(made, "inbox-code")
    made.written_button.click()
    made.typed.setText(code)
    made.confirm_button.click()
    until(lambda: window.access.inbox.state().confirmed)


def _triage(camera: Camera, window: InboxWindow) -> None:
    window.activateWindow()
    window.side.choose(("todo", "open"))
    until(lambda: window.list.table.rowCount() > 3)
    window.list.view.go_to(0)
    until(lambda: window.reader.reading() is not None)
    settle(0.4)
    camera.shoot(window, "inbox")
    window.commands.reply()
    window.pane.reply.body.clear()
    window.pane.reply.insert("Dear reader,\n\nthank you for writing about our page.")
    settle(1.5)
    camera.shoot(window, "inbox-reply")
    window.pane.reply.close_button.click()
    window.list.view.selectAll()
    camera.shoot(window, "inbox-selected")
    window.list.view.go_to(0)


def _proposal(camera: Camera, window: InboxWindow, size: tuple[int, int]) -> None:
    """The change that a message asks for, half made: one field typed, one word too close to it."""
    window.commands.propose()
    made = window.findChildren(ProposalWindow)[-1]
    made.resize(*size)
    until(lambda: made.state is not None)
    name = "advanced_summary"
    made.go_to_field(name)
    edit = made.editor.form.boxes[name].editor.target()
    assert isinstance(edit, QPlainTextEdit)
    edit.appendPlainText("151 people were randomised: 77 to rituximab and 74 to placebo.")
    until(lambda: not made.looking.busy())
    settle(2)
    camera.shoot(made, "inbox-proposal")
    made.close()
    until(lambda: not shiboken6.isValid(made))


def _dialogs(camera: Camera, window: InboxWindow) -> None:
    for name in DIALOGS:
        getattr(window.commands, name)()
        made = dialog_of(window)
        settle(0.2)
        if isinstance(made, StepWindow):
            until(lambda made=made: made.ticket is None)
        camera.shoot(made, f"inbox-{name.replace('_', '-')}")
        made.reject()
        until(lambda made=made: not shiboken6.isValid(made) or not made.isVisible())
    window.commands.erase()
    made = dialog_of(window)
    assert isinstance(made, EraseWindow)
    until(lambda: made.stack.currentWidget() is made.planning and bool(made.sum.text()))
    camera.shoot(made, "inbox-erase")
    made.erase_button.click()
    until(lambda: made.stack.currentWidget() is made.finished_step)
    camera.shoot(made, "inbox-erased")
    made.reject()


def _shut(camera: Camera, window: InboxWindow) -> None:
    window.commands.lock()
    until(lambda: not window.access.inbox.is_open())
    settle(0.3)
    camera.shoot(window, "inbox-locked")
    window.access.unlock(Credential(passphrase="not the right one"))
    until(lambda: not window.gate.waiting)
    camera.shoot(window, "inbox-wrong")

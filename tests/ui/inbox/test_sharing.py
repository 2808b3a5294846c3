"""Keys and encrypted files: a new key, another way to open, one person's data, bundles, mails."""

import json
from pathlib import Path

import pyrage
import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from curator_app.domain.contribution import ACCEPTED
from curator_app.domain.inbox_query import InboxQuery
from curator_app.errors import InboxClosed
from curator_app.inbox.store import Store
from curator_app.services.inbox import Credential, Inbox
from curator_app.services.library import Library
from curator_app.ui.inbox.key_window import KeyWindow
from curator_app.ui.inbox.share_windows import BundleWindow, MergeWindow, PersonWindow
from curator_app.ui.inbox.window import InboxWindow
from tests.inbox.keyrings import chain
from tests.ui.inbox.conftest import KEY, settled, shown_dialog
from tests.ui.inbox.test_shut import PASSPHRASE, texts_of


def typed(qtbot: QtBot, fields: object, text: str) -> None:
    """Type a new passphrase twice."""
    qtbot.keyClicks(fields.first, text)  # type: ignore[attr-defined]
    qtbot.keyClicks(fields.second, text)  # type: ignore[attr-defined]


def saved(qtbot: QtBot, dialog: PersonWindow | BundleWindow, folder: Path) -> Path:
    """The file that a dialog wrote behind a passphrase."""
    typed(qtbot, dialog.passphrase, PASSPHRASE)
    path = folder / dialog.suggested
    dialog.save_to(path)
    qtbot.waitUntil(lambda: dialog.stack.currentWidget() is dialog.finished_step, timeout=30_000)
    return path


def test_a_new_key_makes_the_old_passphrase_and_code_useless(
    qtbot: QtBot, qapp: object, library: Library
) -> None:
    inbox = Inbox(library.folder, chain(), "Anna")
    old_code = inbox.create(passphrase=PASSPHRASE)
    window = shut_window_open(qtbot, qapp, library, inbox)
    window.commands.protection()
    dialog = shown_dialog(window, KeyWindow)
    assert isinstance(dialog, KeyWindow)
    assert dialog.new.isChecked()
    assert not dialog.go_button.isEnabled()
    typed(qtbot, dialog.passphrase, "another set of words")
    dialog.go_button.click()
    qtbot.waitUntil(lambda: dialog.stack.currentWidget() is dialog.showing, timeout=30_000)
    code = dialog.shown.text().replace("\n", "-")
    assert code != old_code
    qtbot.waitUntil(window.splitter.isVisible)
    dialog.written_button.click()
    dialog.typed.setText(code)
    dialog.confirm_button.click()
    qtbot.waitUntil(lambda: inbox.state().confirmed)
    window.commands.lock()
    qtbot.waitUntil(lambda: not inbox.is_open())
    for old in (Credential(passphrase=PASSPHRASE), Credential(code=old_code)):
        with pytest.raises(InboxClosed):
            inbox.unlock(old)
    inbox.unlock(Credential(passphrase="another set of words"))
    inbox.lock()
    window.shut()


def shut_window_open(qtbot: QtBot, qapp: object, library: Library, inbox: Inbox) -> InboxWindow:
    from curator_app.ui.tasks import Tasks
    from curator_app.ui.theme import Theme

    made = InboxWindow(inbox, library, Tasks(), Theme(qapp, "light"), {})  # type: ignore[arg-type]
    made.begin()
    qtbot.waitUntil(made.splitter.isVisible)
    return made


def test_the_key_is_moved_into_the_keyring_that_is_here(
    window: InboxWindow, qtbot: QtBot, inbox: Inbox
) -> None:
    window.commands.protection()
    dialog = shown_dialog(window, KeyWindow)
    assert isinstance(dialog, KeyWindow)
    assert not dialog.new.isEnabled()  # its key is in a file
    qtbot.waitUntil(dialog.to_keyring.isEnabled)
    dialog.to_keyring.setChecked(True)
    dialog.go_button.click()
    qtbot.waitUntil(lambda: inbox.state().protection == "keyring")
    dialog.reject()
    window.commands.lock()
    qtbot.waitUntil(lambda: not inbox.is_open())
    window.access.begin()
    qtbot.waitUntil(inbox.is_open)
    assert KEY.text() not in texts_of(window)


def test_one_persons_data_are_one_file_with_all_of_theirs_and_nothing_of_others(
    window: InboxWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    window.commands.export_person()
    dialog = shown_dialog(window, PersonWindow)
    assert isinstance(dialog, PersonWindow)
    path = saved(qtbot, dialog, tmp_path)
    assert path.stat().st_mode & 0o777 == 0o600
    plain = pyrage.passphrase.decrypt(path.read_bytes(), PASSPHRASE)
    found = unzipped(plain)
    assert "Canary5body" in found
    assert "Canary1body" in found
    for other in ("Canary0body", "Canary2body", "Canary3body", "Canary4body"):
        assert other not in found
    dialog.reject()


def unzipped(data: bytes) -> str:
    """All text in an archive, or the text itself."""
    import io
    import zipfile

    if not zipfile.is_zipfile(io.BytesIO(data)):
        return data.decode()
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return "\n".join(
            archive.read(name).decode("utf-8", "replace") for name in archive.namelist()
        )


def test_a_bundle_is_given_and_taken_in(
    window: InboxWindow, qtbot: QtBot, tmp_path: Path, qapp: object, store: Store
) -> None:
    first = window.list.table.numbers()[0]
    store.change([first], {"state": ACCEPTED}, "Accepted")
    window.commands.bundle()
    dialog = shown_dialog(window, BundleWindow)
    assert isinstance(dialog, BundleWindow)
    path = saved(qtbot, dialog, tmp_path)
    dialog.reject()
    other = Library.open(tmp_path / "other", who="Bertil", insist=True)
    theirs = Inbox(other.folder, chain(), "Bertil")
    theirs.create(key=KEY)
    there = shut_window_open(qtbot, qapp, other, theirs)
    there.commands.merge()
    merging = shown_dialog(there, MergeWindow)
    assert isinstance(merging, MergeWindow)
    merging.use(path)
    merging.passphrase.setText("not the right words")
    merging.take_button.click()
    qtbot.waitUntil(lambda: bool(merging.notices.texts()), timeout=30_000)
    merging.passphrase.setText(PASSPHRASE)
    merging.take_button.click()
    qtbot.waitUntil(lambda: merging.stack.currentWidget() is merging.finished_step, timeout=30_000)
    assert merging.finished_step.text.text().startswith("6 new")
    merging.reject()
    assert len(theirs.store.ids(InboxQuery(snoozed=""))) == 6
    there.shut()
    other.close()


def test_a_copy_is_made_on_demand(window: InboxWindow, qtbot: QtBot, inbox: Inbox) -> None:
    window.commands.backup()
    qtbot.waitUntil(lambda: "encrypted copy was made" in window.messages.current(), timeout=20_000)
    (copy,) = (inbox.vault.places.backups).iterdir()
    assert b"Canary" not in b"".join(path.read_bytes() for path in copy.iterdir())
    assert json.loads((copy / "inbox.header").read_text(encoding="utf-8"))["protection"]


def test_words_for_the_keyboard_are_there(window: InboxWindow, qtbot: QtBot) -> None:
    window.commands.merge()
    dialog = shown_dialog(window, MergeWindow)
    assert isinstance(dialog, MergeWindow)
    dialog.copy_button.click()
    qtbot.waitUntil(lambda: "age1" in " ".join(dialog.notices.texts()))
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    settled(window, qtbot)

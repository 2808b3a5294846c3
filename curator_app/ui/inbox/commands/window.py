"""Commands of the contributions window itself: opening and locking, moving about, views."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QInputDialog

from curator_app.domain.correspondence import Template
from curator_app.domain.inbox_query import SavedFilter
from curator_app.domain.plain_text import clean_line
from curator_app.inbox.header import KEYRING
from curator_app.inbox.store import Store
from curator_app.services import triage
from curator_app.ui.inbox.commands.proposing import Proposing
from curator_app.ui.inbox.idle import CHOICES, MINUTES
from curator_app.ui.inbox.queues import SAVED
from curator_app.ui.inbox.specs import CHOSEN, INBOX, MESSAGE, OPEN
from curator_app.ui.messages import confirm

SORTS = {
    "sort_newest": ("received", True),
    "sort_oldest": ("received", False),
    "sort_study": ("slug", False),
    "sort_kind": ("kind", False),
}
LONGEST_NAME = 60


class Commands(Proposing):
    """One method per command of the table; here those of the window."""

    def handlers(self) -> dict[str, Callable[[], None]]:
        """The method of each command."""
        found: dict[str, Callable[[], None]] = {}
        for spec in INBOX.specs:
            if spec.id.startswith("kind_"):
                found[spec.id] = partial(self.kind, int(spec.id[-1]) - 1)
            elif spec.id in SORTS:
                found[spec.id] = partial(self._sort, *SORTS[spec.id])
            else:
                found[spec.id] = getattr(self, spec.id)
        return found

    def conditions(self) -> set[str]:
        """What holds now, by the names that the table uses."""
        window, reading = self._window, self._reading()
        if window.access.store is None or window.stack.currentWidget() is window.gate:
            return set()
        found = reading.contribution if reading is not None else None
        holds = {
            OPEN: True,
            MESSAGE: reading is not None,
            CHOSEN: window.list.selected_count() > 0,
            "readable": found is not None,
            "raw": found is not None and not found.thinned,
            "links": found is not None and bool(window.pane.text.links()),
            "study": reading is not None and reading.study is not None,
            "replying": window.pane.reply.isVisibleTo(window),
            "undo": window.undo_state.undo is not None,
            "redo": window.undo_state.redo is not None,
            "filters": any(queue.group == SAVED for queue in window.side.queues()),
        }
        return {name for name, true in holds.items() if true}

    def update_marks(self) -> None:
        """Tick the order in force."""
        order = self._window.list.order()
        for name, sort in SORTS.items():
            self._window.actions_[name].setChecked(sort == order)

    # ------------------------------------------------------------------ open and shut

    def create(self) -> None:
        """Make the inbox."""
        from curator_app.ui.inbox.create_window import CreateWindow

        window = self._window
        made = CreateWindow(window.access, window.theme, window)
        made.confirmed.connect(partial(window.notices.clear, "code"))
        made.open()

    def set_aside(self) -> None:
        """Make room for a new inbox, after a question; the old files stay."""
        access, window = self._window.access, self._window

        def done(folder: object) -> None:
            window.notices.show_notice("aside", "info", f"The old inbox is kept in {folder}.")
            access.begin()

        confirm(
            window, "Set the inbox aside", "Set this inbox aside and begin a new one?",
            "Set aside", lambda: access.set_aside(done, window.failed),
            more="Without its key or recovery code nobody can read it. Its files are kept in a"
            " folder beside the library, in case the key is found. Mails that are still on the"
            " server can be fetched again.", danger=True,
        )  # fmt: skip

    def protection(self) -> None:
        """A new key and recovery code, or another way to open the inbox."""
        from curator_app.ui.inbox.key_window import KeyWindow

        window = self._window
        made = KeyWindow(window.access, window.theme, window)
        made.changing.connect(partial(window.take_texts_away, but=made))
        made.confirmed.connect(partial(window.notices.clear, "code"))
        self._open(made)

    def say_what_is_left(self) -> None:
        """After opening: what its owner still has to do about the key."""
        self._say_unconfirmed()
        self._offer_keyring()

    def _say_unconfirmed(self) -> None:
        """Remind of a recovery code that nobody has shown to have written down."""
        if not self._window.access.inbox.state().confirmed:
            text = (
                "The recovery code of this inbox was never confirmed. Without it, a lost key means"
                " that nobody can read these messages again."
            )
            actions = [("New code…", self.protection)]
            self._window.notices.show_notice("code", "warn", text, actions)

    def _offer_keyring(self) -> None:
        """After recovery: the keyring that is here can have the key again."""
        window, inbox = self._window, self._window.access.inbox
        if not window.access.by_code or inbox.state().protection != KEYRING:
            return

        def keep() -> None:
            window.notices.clear("keyring")
            window.work.write(lambda _: inbox.keep_in_keyring(), done)

        def done(_: object) -> None:
            window.messages.say("The keyring has the key; it opens the inbox from now on.")

        text = "The recovery code opened the inbox; the keyring does not have its key."
        actions = [("Put the key into the keyring", keep)]
        window.notices.show_notice("keyring", "info", text, actions)

    def lock(self) -> None:
        """Take every text away, then close the inbox."""
        if self._window.access.store is not None:
            self.stop_taking()
            self._window.take_texts_away()
            self._window.access.lock()

    def close(self) -> None:
        """Lock and close."""
        self._window.close()

    def minutes(self) -> int:
        """After how many idle minutes the inbox locks itself; 0 never."""
        found = self._window.known.get("minutes", MINUTES)
        return found if isinstance(found, int) and found in CHOICES else MINUTES

    def idle(self) -> None:
        """Ask after how many minutes."""
        from curator_app.ui.inbox.choosers import Choice

        now = self.minutes()
        named = {n: f"{n} minutes without a key or click" for n in CHOICES} | {0: "Never by itself"}
        choices = [(f"{named[n]} (as now)" if n == now else named[n], n) for n in CHOICES]
        dialog = Choice("Lock", "Lock after", choices, self._window)
        dialog.chosen.connect(self._take_minutes)
        self._open(dialog)

    def _take_minutes(self, minutes: int) -> None:
        self._window.remember(minutes=minutes)
        if self._window.access.store is not None:
            self._window.idle.watch(minutes)

    # ------------------------------------------------------------------ moving about

    def next(self) -> None:
        """The next message."""
        self._window.list.step(1)

    def previous(self) -> None:
        """The message before."""
        self._window.list.step(-1)

    def read_on(self) -> None:
        """Scroll the message; at its end go on."""
        if not self._window.pane.text.page_down():
            self.next()

    def focus_queues(self) -> None:
        """Go to the queues."""
        self._window.side.focus()

    def focus_list(self) -> None:
        """Go to the list."""
        self._window.list.focus_list()

    def back(self) -> None:
        """From the message to the list."""
        self._window.list.focus_list()

    def focus_message(self) -> None:
        """Go to the message."""
        self._window.pane.text.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def focus_beside(self) -> None:
        """Go to what stands beside it."""
        self._window.pane.context.focus_first()

    def search(self) -> None:
        """Go to the search field."""
        self._window.list.focus_search()

    def _sort(self, sort: str, descending: bool) -> None:
        self._window.list.sort_by(sort, descending=descending)
        self.update_marks()

    # ------------------------------------------------------------------ other windows

    def study(self) -> None:
        """Show the entry in the main window."""
        reading = self._reading()
        if reading is not None and reading.study is not None:
            self._window.study_wanted.emit(reading.study.slug)

    def copy_link(self) -> None:
        """Show the addresses in the message."""
        from curator_app.ui.inbox.link_dialog import LinkDialog

        links = self._window.pane.text.links()
        if links:
            self._open(LinkDialog(links, self._window))

    def templates(self) -> None:
        """Write the texts that replies begin with."""
        from curator_app.ui.inbox.templates_window import TemplatesWindow

        def show(found: list[Template]) -> None:
            made = TemplatesWindow(found, self._window)
            made.changed.connect(self._set_templates)
            self._open(made)

        self._window.work.read(triage.templates, show)

    def _set_templates(self, templates: list[Template]) -> None:
        self._window.work.write(lambda store: store.choices.set_templates(templates))
        self._window.pane.reply.show_templates(templates)

    def shortcuts(self) -> None:
        """All commands and their keys."""
        from curator_app.ui.help import KeysWindow

        KeysWindow(self._window, INBOX).open()

    # ------------------------------------------------------------------ saved filters

    def save_filter(self) -> None:
        """Keep this view under a name."""
        query = self._window.list.query()
        dialog = QInputDialog(self._window)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setWindowTitle("Save this view")
        dialog.setLabelText("Queue, search and order are kept, encrypted, under this name:")
        dialog.setOkButtonText("Save")

        def take(typed: str) -> None:
            name = clean_line(typed)[:LONGEST_NAME]
            if name:
                self._keep_filter(SavedFilter(name, query))

        dialog.textValueSelected.connect(take)
        dialog.open()

    def _keep_filter(self, made: SavedFilter) -> None:
        def work(store: Store) -> None:
            kept = [item for item in store.choices.filters() if item.name != made.name]
            store.choices.set_filters([*kept, made])

        def done(_: object) -> None:
            self._window.messages.say(f"Saved as “{made.name}”.")
            self._window.refresh_side(choose=(SAVED, made.name))

        self._window.work.write(work, done)

    def filters(self) -> None:
        """Rename, move or delete saved filters."""
        from curator_app.ui.inbox.filters_window import FiltersWindow

        def show(found: list[SavedFilter]) -> None:
            made = FiltersWindow(found, self._window)
            made.changed.connect(self._set_filters)
            self._open(made)

        self._window.work.read(lambda store: store.choices.filters(), show)

    def _set_filters(self, filters: list[SavedFilter]) -> None:
        self._window.work.write(
            lambda store: store.choices.set_filters(filters),
            lambda _: self._window.refresh_side(),
        )

"""Accounts: where messages come from and how replies go out, set up, tried and kept."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget

from curator_app.errors import BadValue, Cancelled
from curator_app.services.sources import Account, FeedAccount, Sources, check
from curator_app.ui.inbox.account_form import AccountForm
from curator_app.ui.inbox.account_list import KINDS, AccountList
from curator_app.ui.inbox.trial import Trial, TrialPanel
from curator_app.ui.messages import confirm, sentence_of, shortened
from curator_app.ui.steps import StepWindow
from curator_app.ui.tasks import Tasks
from curator_app.ui.theme import Theme
from curator_app.ui.widgets import PlainLabel, button


class AccountsWindow(StepWindow):
    """Signals: changed() when an account was kept or forgotten."""

    changed = Signal()

    def __init__(self, tasks: Tasks, theme: Theme, sources: Sources, parent: QWidget) -> None:
        super().__init__(tasks, theme, parent, "Accounts")
        self._sources = sources
        self.form: AccountForm | None = None
        self._edited = False
        self.listing = AccountList(theme)
        self.trial = TrialPanel(theme)
        self.remove_button = button("Remove…", self._on_remove)
        self.edit_button = button("Edit", self._on_edit, "primary")
        self.test_button = button("Test the connection", self.test)
        self.save_button = button("Save", self.save, "primary")
        self._build()
        self.listing.added.connect(self.add)
        self.listing.activated.connect(self._on_edit)
        self.listing.chosen.connect(self.step_changed)
        self._read()

    def _build(self) -> None:
        inside = QWidget()
        self._form_place = QVBoxLayout()
        self.heading = PlainLabel("", "heading")
        layout = QVBoxLayout(inside)
        layout.setContentsMargins(20, 16, 20, 16)
        layout.setSpacing(14)
        layout.addWidget(self.heading)
        layout.addLayout(self._form_place)
        layout.addWidget(self.trial)
        layout.addStretch(1)
        self.editing = QScrollArea()
        self.editing.setWidgetResizable(True)
        self.editing.setWidget(inside)
        for step in (self.listing, self.editing):
            self.stack.addWidget(step)
        self.left.addWidget(self.remove_button)
        self.left.addWidget(self.test_button)
        self.right.addWidget(self.edit_button)
        self.right.addWidget(self.save_button)
        self.resize(700, 720)

    def step_changed(self) -> None:
        step = self.stack.currentWidget()
        listing, editing = step is self.listing, step is self.editing
        for made in (self.edit_button, self.remove_button):
            made.setVisible(listing and bool(self.listing.accounts))
            made.setEnabled(self.listing.current() is not None)
        for made in (self.test_button, self.save_button):
            made.setVisible(editing)
            made.setEnabled(self.ticket is None)
        self.close_button.setText("Back" if editing else "Close")

    # ------------------------------------------------------------------ the list

    def _read(self) -> None:
        self.tasks.read(self._sources.accounts, self, self._on_accounts, self._on_failed)

    def _on_accounts(self, accounts: list[Account]) -> None:
        self.listing.show_accounts(accounts)
        self.end(self.listing)
        self.listing.focus_first()

    def _on_remove(self) -> None:
        account = self.listing.current()
        if account is not None:
            confirm(
                self, "Remove an account",
                f"Remove “{shortened(account.name)}” and its password from this computer?",
                "Remove", lambda: self._remove(account),
                more="What came from it stays in the inbox, and nothing is changed on the server.",
                danger=True,
            )  # fmt: skip

    def _remove(self, account: Account) -> None:
        work = self._sources.forget
        self.tasks.read(lambda: work(account), self, self._on_kept, self._on_failed)

    # ------------------------------------------------------------------ one account

    def _on_edit(self) -> None:
        account = self.listing.current()
        if account is not None:
            self._open(account, known=True)

    def add(self, account: Account) -> None:
        """Begin a new account."""
        self._open(account, known=False)

    def _open(self, account: Account, *, known: bool) -> None:
        self._close_form()
        kind = KINDS[type(account)]
        self.heading.setText(account.name if known else f"New: {kind.lower()}")
        self.form = AccountForm(account, known=known)
        self.form.edited.connect(self._on_edited)
        self._form_place.addWidget(self.form)
        self.end(self.editing)
        self.editing.verticalScrollBar().setValue(0)
        self.form.focus_first()

    def _close_form(self) -> None:
        self.trial.forget()
        self.notices.clear("error")
        self._edited = False
        if self.form is not None:
            self.form.forget_secret()
            self._form_place.removeWidget(self.form)
            self.form.hide()
            self.form.deleteLater()
            self.form = None

    def _on_edited(self) -> None:
        self._edited = True
        self.notices.clear("error")
        if self.ticket is None:
            self.trial.forget()

    def _typed(self) -> tuple[AccountForm, Account] | None:
        """The account as it is typed, when it makes sense; else what is wrong is shown."""
        form = self.form
        if form is None or self.ticket is not None:
            return None
        account = form.account()
        form.forget_problems()
        try:
            check(account)
            if form.needs_secret():
                word = "token" if isinstance(account, FeedAccount) else "password"
                raise BadValue("secret", f"The account needs its {word}.")
        except BadValue as error:
            form.show_problem(error)
            return None
        return form, account

    def test(self) -> None:
        """Try the account as it is typed; nothing is kept."""
        typed = self._typed()
        if typed is None:
            return
        form, account = typed
        secret, sources = form.typed_secret(), self._sources
        trial = Trial(self)
        trial.stepped.connect(self.trial.add)
        self.ticket = trial
        self.trial.begin()
        self.stop_button.setEnabled(True)
        self.stop_button.show()
        self.close_button.hide()
        self.step_changed()

        def work() -> None:
            for step in sources.attempt(account, secret, trial.cancelled):
                trial.tell(step)

        self.tasks.read(work, self, lambda _: self._on_tested(trial), self._on_not_tested)
        self.editing.verticalScrollBar().rangeChanged.connect(self._to_end)

    def _to_end(self) -> None:
        """Keep the newest step in view while it is tested."""
        bar = self.editing.verticalScrollBar()
        bar.setValue(bar.maximum())

    def _tested(self) -> None:
        self.editing.verticalScrollBar().rangeChanged.disconnect(self._to_end)
        self.end(self.editing)

    def _on_tested(self, trial: Trial) -> None:
        self.trial.end(bad=trial.bad)
        self._tested()
        (self.test_button if trial.bad else self.save_button).setFocus()

    def _on_not_tested(self, error: Exception) -> None:
        self.trial.end(bad=True, stopped=isinstance(error, Cancelled))
        self._tested()
        if not isinstance(error, Cancelled):
            self._on_failed(error)

    def save(self) -> None:
        """Keep the account; its secret goes to the keyring."""
        typed = self._typed()
        if typed is not None:
            form, account = typed
            secret, keep = form.typed_secret(), self._sources.keep
            self.save_button.setEnabled(False)
            self.tasks.read(lambda: keep(account, secret), self, self._on_kept, self._on_failed)

    def _on_kept(self, _: object) -> None:
        self._close_form()
        self.changed.emit()
        self._read()

    def _on_failed(self, error: Exception) -> None:
        self.step_changed()
        if isinstance(error, BadValue) and self.form is not None:
            self.form.show_problem(error)
        else:
            self.notices.show_notice("error", "error", sentence_of(error))

    # ------------------------------------------------------------------ leaving

    def reject(self) -> None:
        """Esc and Back leave the form first; what was typed is asked about."""
        if self.ticket is not None or self.stack.currentWidget() is not self.editing:
            super().reject()
        elif self._edited:
            confirm(
                self, "Leave without saving", "Leave this account without saving it?",
                "Leave", self._leave,
            )  # fmt: skip
        else:
            self._leave()

    def _leave(self) -> None:
        self._close_form()
        self.end(self.listing)
        self.listing.focus_first()

    def done(self, result: int) -> None:
        """Nothing that was typed outlives the window."""
        self._close_form()
        super().done(result)

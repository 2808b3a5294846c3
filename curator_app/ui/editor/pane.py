"""The editor of one study entry."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QStackedLayout, QTabWidget, QVBoxLayout, QWidget

from curator_app.domain.catalogue import Catalogue
from curator_app.domain.entry import Entry
from curator_app.domain.fields import BY_NAME, CRITERIA
from curator_app.domain.pem import derive
from curator_app.domain.vocabulary import Vocabulary
from curator_app.ui.editor import build
from curator_app.ui.editor.chips import ChipsField
from curator_app.ui.editor.criteria import CriteriaEditor
from curator_app.ui.editor.fields import FieldBox
from curator_app.ui.editor.header import Header
from curator_app.ui.editor.parts import PlainLabel
from curator_app.ui.editor.pem import PemPanel
from curator_app.ui.editor.relations import Lookup
from curator_app.ui.editor.section import Section
from curator_app.ui.editor.state import EditState

DRAFT_AFTER = 700
"""Milliseconds from a keystroke to `draft_due`; later keystrokes do not put it off."""
ERROR_AFTER = 700
"""Milliseconds of rest before an unfinished value is called wrong."""


class EditorPane(QWidget):
    """Shows an entry and takes the user's changes.

    Signals: `edited(Entry)` on each change, `draft_due(Entry)` at most a second after one,
    `save_requested()` when the user asks to save and every field is valid.
    """

    edited = Signal(object)
    draft_due = Signal(object)
    save_requested = Signal()

    def __init__(
        self, vocabulary: Vocabulary, catalogue: Catalogue, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("editorPane")
        self._vocabulary = vocabulary
        self._catalogue = catalogue
        self._state: EditState | None = None
        self._boxes: dict[str, FieldBox] = {}
        self._sections: dict[str, Section] = {}
        self._suggestions: dict[str, Sequence[str]] = {}
        self._findings: Mapping[str, Sequence[str]] = {}
        self._lookup: Lookup | None = None
        self._saved_at = ""
        self._read_only = False
        self._pem: PemPanel | None = None
        self.header = Header(vocabulary, catalogue, self)
        self.tabs = QTabWidget(self)
        self._draft_timer = self._timer(DRAFT_AFTER, self._on_draft_due)
        self._error_timer = self._timer(ERROR_AFTER, self._reveal)
        self._lay_out()
        self.tabs.currentChanged.connect(self._on_tab)
        self.header.state_chosen.connect(self._on_state)

    def _timer(self, interval: int, slot: object) -> QTimer:
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.setInterval(interval)
        timer.timeout.connect(slot)
        return timer

    def _lay_out(self) -> None:
        self.tabs.setDocumentMode(True)
        self.tabs.setObjectName("editorTabs")
        self.tabs.tabBar().setExpanding(False)
        self.tabs.tabBar().setUsesScrollButtons(True)
        self.tabs.tabBar().setAccessibleName("Sections of the entry")
        for title in build.SECTIONS:
            section = Section(title, self)
            section.passed.connect(self._on_passed)
            self._sections[title] = section
            self.tabs.addTab(section, title)
        body = QWidget(self)
        layout = QVBoxLayout(body)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.header)
        layout.addWidget(self.tabs, 1)
        empty = PlainLabel("Choose a study in the list to edit it.", "empty", self)
        empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._stack = QStackedLayout(self)
        self._stack.addWidget(empty)
        self._stack.addWidget(body)

    # --- what the window asks for

    def show_entry(self, entry: Entry, draft: Entry | None = None, saved_at: str = "") -> None:
        """Show an entry; with a draft, its text stands in the fields and counts as unsaved."""
        self._flush()
        self._state = EditState(entry, draft or entry, self._vocabulary, self._catalogue)
        self._saved_at = saved_at
        self._findings = {}
        self._stack.setCurrentIndex(1)
        self._build(self.tabs.currentIndex())
        self._fill(list(self._boxes))
        self._validate_draft(draft)
        self._refresh()

    def entry(self) -> Entry | None:
        """The entry as edited now."""
        return self._state.edited if self._state else None

    def is_dirty(self) -> bool:
        """Whether there are unsaved changes."""
        return self._state is not None and self._state.is_dirty()

    def problems(self) -> list[tuple[str, str]]:
        """What keeps the entry from being saved: (field, sentence)."""
        return self._state.problems() if self._state else []

    def request_save(self) -> bool:
        """Ask to save; with an invalid field the cursor goes there instead."""
        if self._state is None or self._read_only:
            return False
        self._reveal()
        problems = self._state.problems()
        self.header.show_problem(self._state.summary())
        if problems:
            self.focus_field(problems[0][0])
            return False
        self._state.send()
        self.save_requested.emit()
        return True

    def mark_saved(self, entry: Entry) -> None:
        """The entry was saved as given; what was typed meanwhile stays unsaved."""
        if self._state is None:
            return
        self._draft_timer.stop()
        self._saved_at = f"{dt.datetime.now().astimezone():%H:%M}"
        changed = self._state.confirm(entry)
        self._fill([name for name in changed if name in self._boxes])
        self._refresh()

    def set_read_only(self, on: bool) -> None:
        """Whether the entry can be looked at only."""
        self._read_only = on
        self.header.state.setEnabled(not on)
        for box in self._boxes.values():
            box.editor.set_read_only(on or box.name == "former_slugs")
        if self._pem is not None:
            self._pem.set_read_only(on)

    def clear(self) -> None:
        """Show that no entry is chosen."""
        self._flush()
        self._state = None
        self._stack.setCurrentIndex(0)

    def focus_first(self) -> None:
        """Put the cursor into the first field."""
        self.focus_field("title")

    def focus_field(self, name: str) -> None:
        """Put the cursor into a field, whichever section it is in."""
        title = build.section_of(name)
        if not title:
            self.header.state.setFocus()
            return
        index = build.SECTIONS.index(title)
        self._build(index)
        self.tabs.setCurrentIndex(index)
        if name == "pem" and self._pem is not None:
            self._pem.open_override()
            target: QWidget = self._pem.override.status
        else:
            target = self._boxes[name].editor.target()
        target.setFocus(Qt.FocusReason.TabFocusReason)
        self._sections[title].ensureWidgetVisible(target)

    def set_suggestions(self, name: str, values: Sequence[str]) -> None:
        """What completion offers in topics or tags."""
        self._suggestions[name] = values
        editor = self._boxes[name].editor if name in self._boxes else None
        if isinstance(editor, ChipsField):
            editor.set_suggestions(values)

    def set_lookup(self, lookup: Lookup) -> None:
        """How studies are found by what one types: text -> [(address, title)]."""
        self._lookup = lookup

    def show_findings(self, findings: Mapping[str, Sequence[str]]) -> None:
        """Show what the checks say beneath the fields they speak of."""
        self._findings = findings
        for name, box in self._boxes.items():
            box.show_findings(findings.get(name, ()))

    # --- inside

    def _find_studies(self, text: str) -> list[tuple[str, str]]:
        return self._lookup(text) if self._lookup else []

    def _build(self, index: int) -> None:
        title = build.SECTIONS[index]
        section = self._sections[title]
        if section.boxes:
            return
        rows = build.rows(title)
        for name in (name for row in rows for name in row):
            self._boxes[name] = self._make(name)
        if title == CRITERIA:
            self._pem = PemPanel(self._catalogue, self)
            self._pem.edited.connect(self._on_override)
            self._pem.set_read_only(self._read_only)
        boxes = {name: self._boxes[name] for row in rows for name in row}
        aside = (self._pem.verdict, self._pem) if title == CRITERIA and self._pem else None
        section.lay_out(rows, boxes, aside)
        self._fill(list(boxes))
        self._refresh()

    def _make(self, name: str) -> FieldBox:
        box = build.box(name, self._vocabulary, self._catalogue, self._find_studies)
        box.edited.connect(self._on_edited)
        box.left.connect(self._on_left)
        editor = box.editor
        if isinstance(editor, ChipsField) and name in self._suggestions:
            editor.set_suggestions(self._suggestions[name])
        if self._read_only:
            editor.set_read_only(True)
        return box

    def _fill(self, names: Sequence[str]) -> None:
        if self._state is None:
            return
        for name in names:
            box = self._boxes[name]
            if name not in self._state.errors:
                box.editor.fill(getattr(self._state.edited, name))
                box.show_error("")
            box.show_findings(self._findings.get(name, ()))
        if self._pem is not None and "pem" not in self._state.errors:
            self._pem.fill(self._state.edited.pem.override)

    def _validate_draft(self, draft: Entry | None) -> None:
        """A draft may hold text that is not valid: say so at once."""
        if draft is None or self._state is None:
            return
        for name, spec in BY_NAME.items():
            value = getattr(draft, name)
            if spec.kind in ("doi", "pmid", "pmcid", "slug", "number", "choice") and value:
                self._state.check(name, value)
        self._reveal()

    def _on_edited(self, name: str) -> None:
        if self._state is None:
            return
        editor = self._boxes[name].editor
        trouble = editor.trouble() if isinstance(editor, CriteriaEditor) else ""
        self._state.set(name, editor.value(), editor.keepable(), trouble)
        self._after_edit(name)

    def _on_state(self, value: str) -> None:
        if self._state is not None:
            self._state.set("state", value, value)
            self._after_edit("state")

    def _on_override(self) -> None:
        if self._state is None or self._pem is None:
            return
        form = self._pem.override
        missing = form.missing()
        words = f"An override of the PEM status still needs its {', '.join(missing)}."
        self._state.set_override(form.override(), words if missing else "")
        self._after_edit("pem")

    def _after_edit(self, name: str) -> None:
        assert self._state is not None  # noqa: S101 - callers looked
        box = self._boxes.get(name)
        if box is not None and name not in self._state.errors:
            box.show_error("")
        elif box is not None:
            self._error_timer.start()
        self._refresh()
        if not self._draft_timer.isActive():
            self._draft_timer.start()
        self.edited.emit(self._state.edited)

    def _on_left(self, name: str) -> None:
        if self._state is not None and name in self._state.errors:
            self._boxes[name].show_error(self._state.errors[name])

    def _reveal(self) -> None:
        if self._state is None:
            return
        for name, box in self._boxes.items():
            box.show_error(self._state.errors.get(name, ""))

    def _refresh(self) -> None:
        state = self._state
        if state is None:
            return
        self.header.show_entry(state.edited)
        self.header.show_standing(
            dirty=state.is_dirty(), version=state.saved.version, saved_at=self._saved_at
        )
        if not state.errors:
            self.header.show_problem("")
        if self._pem is not None:
            edited = state.edited
            derivation = derive(edited.criteria, self._catalogue, edited.year)
            self._pem.show_derivation(derivation, edited.pem.override)

    def _on_draft_due(self) -> None:
        if self._state is not None:
            self.draft_due.emit(self._state.edited)

    def _flush(self) -> None:
        """What was typed in the last moment is not lost when another entry is shown."""
        if self._draft_timer.isActive():
            self._draft_timer.stop()
            self._on_draft_due()

    def _on_tab(self, index: int) -> None:
        self._build(index)

    def _on_passed(self, step: int) -> None:
        index = self.tabs.currentIndex() + step
        if not 0 <= index < self.tabs.count():
            self.header.state.setFocus(Qt.FocusReason.TabFocusReason)
            return
        self._build(index)
        self.tabs.setCurrentIndex(index)
        first, last = self._sections[build.SECTIONS[index]].ends()
        target = first if step > 0 else last
        if target is not None:
            target.setFocus(Qt.FocusReason.TabFocusReason)

    def event(self, event: QEvent) -> bool:
        # Taken here, so that a window's own Ctrl+S does not make the key ambiguous.
        if (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and event.matches(QKeySequence.StandardKey.Save)
        ):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        step = {Qt.Key.Key_PageDown: 1, Qt.Key.Key_PageUp: -1}.get(Qt.Key(event.key()))
        if event.matches(QKeySequence.StandardKey.Save):
            self.request_save()
        elif control and step:
            self.tabs.setCurrentIndex((self.tabs.currentIndex() + step) % self.tabs.count())
        else:
            super().keyPressEvent(event)

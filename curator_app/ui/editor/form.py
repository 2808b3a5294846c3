"""All sections of the editor with their fields, built as they are first shown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QTabWidget, QWidget

from curator_app.domain.catalogue import Catalogue
from curator_app.domain.certainty import certainty
from curator_app.domain.checks.engine import field_text
from curator_app.domain.entry import Entry
from curator_app.domain.fields import BY_NAME, CRITERIA, LINKS
from curator_app.domain.pem import derive
from curator_app.domain.vocabulary import Vocabulary
from curator_app.ui.editor import build
from curator_app.ui.editor.box import FieldBox
from curator_app.ui.editor.chips import ChipsField
from curator_app.ui.editor.criteria import CriteriaEditor
from curator_app.ui.editor.detection.panel import DetectionPanel
from curator_app.ui.editor.detection.shown import Reader
from curator_app.ui.editor.parts import focusable
from curator_app.ui.editor.pem import PemPanel
from curator_app.ui.editor.relations import Lookup
from curator_app.ui.editor.section import Aside, Section
from curator_app.ui.findings.notes import Note

TEXTS = frozenset({"line", "text", "list"})


class Form(QTabWidget):
    """The fields in tabs.

    Signals, for the user's changes only: `field_edited(name)`, `field_left(name)` when the cursor
    goes, `override_edited()`, `decided(values)` about proposals, `ended()` when Tab leaves the last
    or the first section, `notes_asked(name)` when the line with a field's findings was clicked,
    `suggestions_wanted()` when fields with completion come into sight.
    """

    field_edited = Signal(str)
    field_left = Signal(str)
    override_edited = Signal()
    decided = Signal(object)
    suggestions_wanted = Signal()
    ended = Signal()
    notes_asked = Signal(str)

    def __init__(
        self, vocabulary: Vocabulary, catalogue: Catalogue, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._vocabulary = vocabulary
        self._catalogue = catalogue
        self.boxes: dict[str, FieldBox] = {}
        self.pem: PemPanel | None = None
        self.detection: DetectionPanel | None = None
        self._reader: Reader | None = None
        self._sections: dict[str, Section] = {}
        self._entry: Entry | None = None
        self._read_only = False
        self._who = ""
        self._suggestions: dict[str, Sequence[str]] = {}
        self._checked: Entry | None = None
        self._notes: Mapping[str, Sequence[Note]] = {}
        self._lookup: Lookup | None = None
        self.setDocumentMode(True)
        self.setObjectName("editorTabs")
        self.tabBar().setExpanding(False)
        self.tabBar().setDrawBase(False)
        self.tabBar().setUsesScrollButtons(True)
        self.tabBar().setAccessibleName("Sections of the entry")
        for title in build.SECTIONS:
            section = Section(title, self)
            section.passed.connect(self._on_passed)
            self._sections[title] = section
            self.setTabToolTip(self.addTab(section, title), title)
        self.currentChanged.connect(self._build)

    def show_entry(self, entry: Entry) -> None:
        """Show an entry; what was half typed stays when it is the same one."""
        if self._entry is None or self._entry.id != entry.id:
            for box in self.boxes.values():
                box.editor.forget()
        self._entry = entry
        self._build(self.currentIndex())
        self.fill(list(self.boxes), {})

    def fill(self, names: Sequence[str], held: Mapping[str, str]) -> None:
        """Show the entry's values in these fields, without reporting edits."""
        if self._entry is None:
            return
        for name in names:
            if name not in self.boxes:
                continue
            box = self.boxes[name]
            if name not in held:
                box.editor.fill(getattr(self._entry, name))
                box.show_error("")
            self._mark(box)
        if self.pem is not None and "pem" not in held:
            self.pem.fill(self._entry.pem.override)
        self._derive()

    def set_catalogue(self, catalogue: Catalogue) -> None:
        """Derive by another policy; names and labels are the same in all of them."""
        self._catalogue = catalogue
        if self.pem is not None:
            self.pem.verdict.set_catalogue(catalogue)
        self._derive()

    def take(self, entry: Entry) -> None:
        """The entry after an edit: nothing is filled, only the derivation is shown anew."""
        self._entry = entry
        self._derive()

    def commit(self) -> None:
        """Take in what was typed but not yet entered."""
        for box in self.boxes.values():
            box.editor.commit()

    def show_errors(self, errors: Mapping[str, str]) -> None:
        """Say beneath each field what is wrong with it."""
        for name, box in self.boxes.items():
            box.show_error(errors.get(name, ""))

    def show_notes(self, checked: Entry | None, notes: Mapping[str, Sequence[Note]]) -> None:
        """Mark what the checks found in this entry, by field."""
        self._checked, self._notes = checked, notes
        for box in self.boxes.values():
            self._mark(box)

    def _mark(self, box: FieldBox) -> None:
        is_text = BY_NAME[box.name].kind in TEXTS
        checked = field_text(self._checked, box.name) if self._checked and is_text else None
        box.show_findings(checked, self._notes.get(box.name, ()))

    def set_read_only(self, on: bool) -> None:
        """Whether the fields can be looked at only."""
        self._read_only = on
        for box in self.boxes.values():
            box.editor.set_read_only(on or box.name == "former_slugs")
        if self.pem is not None:
            self.pem.set_read_only(on)
        if self.detection is not None:
            self.detection.set_read_only(on)

    def set_suggestions(self, name: str, values: Sequence[str]) -> None:
        """What completion offers in a field of chips."""
        self._suggestions[name] = values
        editor = self.boxes[name].editor if name in self.boxes else None
        if isinstance(editor, ChipsField):
            editor.set_suggestions(values)

    def set_who(self, name: str) -> None:
        """Who sits here: the name that an override of the PEM status carries."""
        self._who = name
        if self.pem is not None:
            self.pem.override.set_who(name)

    def set_reader(self, reader: Reader) -> None:
        """How texts are read off the GUI thread."""
        self._reader = reader
        if self.detection is not None:
            self.detection.set_reader(reader)

    def set_lookup(self, lookup: Lookup) -> None:
        """How studies are found by what one types."""
        self._lookup = lookup

    def build_all(self) -> None:
        """Build every section at once."""
        for index in range(self.count()):
            self._build(index)

    def step(self, by: int) -> None:
        """Show the next or the previous section."""
        self.setCurrentIndex((self.currentIndex() + by) % self.count())

    def focused(self) -> str:
        """The field that has the cursor, "" for none (also while a menu is open over it)."""
        here = self.window().focusWidget()
        if here is None:
            return ""
        return next((n for n, box in self.boxes.items() if box.isAncestorOf(here)), "")

    def focus_field(self, name: str) -> None:
        """Put the cursor into a field, whichever section it is in."""
        title = build.section_of(name)
        index = build.SECTIONS.index(title)
        self._build(index)
        self.setCurrentIndex(index)
        if name == "methods_text" and self.detection is not None:
            self.detection.body.unfold()
        if name == "pem" and self.pem is not None:
            self.pem.open_override()
            target: QWidget = self.pem.override.status
        else:
            target = self.boxes[name].editor.target()
        target.setFocus(Qt.FocusReason.TabFocusReason)
        self._sections[title].ensureWidgetVisible(target)

    def focus_detection(self) -> None:
        """Put the cursor on the proposals that the texts gave."""
        index = build.SECTIONS.index(CRITERIA)
        self._build(index)
        self.setCurrentIndex(index)
        if self.detection is not None:
            # Only as far as needed: the status above is what a decision changes.
            self._sections[CRITERIA].ensureWidgetVisible(self.detection.go())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._name_tabs()

    def _name_tabs(self) -> None:
        """Give the sections their full names where there is room, short ones where not."""
        bar = self.tabBar()
        for number, title in enumerate(build.SECTIONS):
            bar.setTabText(number, title)
        if bar.sizeHint().width() > self.width():
            for number, title in enumerate(build.SECTIONS):
                bar.setTabText(number, build.SHORT_NAMES.get(title, title))

    def _find_studies(self, text: str) -> list[tuple[str, str]]:
        return self._lookup(text) if self._lookup else []

    def _build(self, index: int) -> None:
        title = build.SECTIONS[index]
        section = self._sections[title]
        if title == LINKS:
            self.suggestions_wanted.emit()
        if section.boxes or self._entry is None:
            return
        rows = build.rows(title)
        boxes = {name: self._make(name) for row in rows for name in row}
        self.boxes.update(boxes)
        aside = None
        if title == CRITERIA:
            rows = [row for row in rows if row != ("methods_text",)]
            section.head(self._make_detection(boxes["methods_text"]))
            aside = self._make_pem()
        section.lay_out(rows, boxes, aside)
        if self.pem is not None and aside is not None:
            self.pem.follow(focusable(boxes["criteria"], hidden=True)[-1])
        self.fill(list(boxes), {})

    def _make_detection(self, methods: FieldBox) -> DetectionPanel:
        made = DetectionPanel(self._catalogue, self)
        made.body.hold(methods)
        made.edited.connect(self.decided)
        made.set_read_only(self._read_only)
        if self._reader is not None:
            made.set_reader(self._reader)
        self.detection = made
        return made

    def _make_pem(self) -> Aside:
        self.pem = PemPanel(self._catalogue, self)
        self.pem.edited.connect(self.override_edited)
        self.pem.override.set_who(self._who)
        self.pem.set_read_only(self._read_only)
        return self.pem.verdict, self.pem

    def _make(self, name: str) -> FieldBox:
        box = build.box(name, self._vocabulary, self._catalogue, self._find_studies)
        box.edited.connect(self.field_edited)
        box.left.connect(self.field_left)
        box.asked.connect(self.notes_asked)
        if isinstance(box.editor, ChipsField) and name in self._suggestions:
            box.editor.set_suggestions(self._suggestions[name])
        if self._read_only:
            box.editor.set_read_only(True)
        return box

    def _derive(self) -> None:
        if self.pem is not None and self._entry is not None:
            entry = self._entry
            derivation = derive(entry.criteria, self._catalogue, entry.year)
            sure = certainty(entry.criteria, self._catalogue, entry.year)
            self.pem.show_derivation(derivation, sure, entry.pem.in_force())
            criteria = self.boxes["criteria"].editor
            if isinstance(criteria, CriteriaEditor):
                criteria.show_certainty(sure)
        if self.detection is not None and self._entry is not None:
            self.detection.show_entry(self._entry)

    def _on_passed(self, step: int) -> None:
        index = self.currentIndex() + step
        if not 0 <= index < self.count():
            self.ended.emit()
            return
        self._build(index)
        self.setCurrentIndex(index)
        first, last = self._sections[build.SECTIONS[index]].ends()
        target = first if step > 0 else last
        if target is None:
            self._on_passed(step)
        else:
            target.setFocus(Qt.FocusReason.TabFocusReason)

"""The criteria of a study: who took part by which definitions, and the proof."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QFormLayout, QLineEdit, QWidget

from curator_app.domain.catalogue import Catalogue
from curator_app.domain.certainty import Certainty
from curator_app.domain.criteria import Criteria
from curator_app.ui.editor.browser import search
from curator_app.ui.editor.certainty import CertaintyForm
from curator_app.ui.editor.chips import ChipsField
from curator_app.ui.editor.fields import FieldEditor
from curator_app.ui.editor.parts import Chooser, heading, show_text
from curator_app.ui.editor.quotations import Quotations
from curator_app.ui.editor.relations import Lookup, StudyCompletion
from curator_app.ui.editor.scopes import ScopesEditor
from curator_app.ui.widgets import PlainLabel

ADDED = (
    ("no", "No", "Only what the definitions themselves ask for."),
    ("all", "Yes, of every participant", "Stated in the methods, the registry or the protocol."),
    ("subset", "Yes, of some participants", "Tag them as a subgroup as well."),
)


class CriteriaEditor(FieldEditor):
    """Reads and writes the entry's criteria."""

    def __init__(self, catalogue: Catalogue, lookup: Lookup, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._catalogue = catalogue
        self._stored = Criteria()
        self.unit = Chooser(self)
        units = [(c.id, c.label, c.help) for c in catalogue.units.values()]
        self.unit.offer([("", "Not said", ""), *units])
        self.unit_help = PlainLabel("", "hint", self)
        self.scopes = ScopesEditor(catalogue, self)
        self.added = Chooser(self)
        self.added.offer(ADDED)
        self.quotations = Quotations(catalogue, self)
        self.certainty = CertaintyForm(self)
        self.verification = Chooser(self)
        checks = [(c.id, c.label, c.help) for c in catalogue.verifications]
        self.verification.offer([("", "Not said", ""), *checks])
        self.recruited = QLineEdit(self)
        self.recruited.setPlaceholderText("2021-11-01")
        self.parent_study = QLineEdit(self)
        self.parent_study.setPlaceholderText("Address of the study")
        self._completion = StudyCompletion(self.parent_study, lookup)
        self.prevalence = QLineEdit(self)
        self.prevalence.setPlaceholderText("0 to 100")
        self.problem = PlainLabel("", "error", self)
        self.comparators = self._definitions("Definitions of comparison groups")
        self.mentioned = self._definitions("Definitions only mentioned")
        self._lay_out()
        self._connect_signals()
        self._say()

    def _definitions(self, prompt: str) -> ChipsField:
        field = ChipsField(prompt, self, resolve=self._resolve, name=self._catalogue.name)
        field.set_suggestions([item.short_name for item in self._catalogue.definitions])
        return field

    def _resolve(self, text: str) -> str:
        if text in self._catalogue.by_id:
            return text
        found = search(self._catalogue, text)
        return found[0].id if found else ""

    def _lay_out(self) -> None:
        layout = self._hold(self.unit, self.unit_help)
        layout.setSpacing(6)
        layout.insertWidget(0, heading("What was studied", self))
        layout.addSpacing(8)
        layout.addWidget(heading("Case definitions that decided who took part", self))
        layout.addWidget(self.scopes)
        layout.addSpacing(8)
        layout.addWidget(heading("Did the authors require PEM on top of that?", self))
        layout.addWidget(self.added)
        layout.addSpacing(8)
        layout.addWidget(heading("Where the paper says so", self))
        layout.addWidget(self.quotations)
        layout.addSpacing(8)
        layout.addWidget(heading("How sure is this?", self))
        layout.addWidget(self.certainty)
        layout.addSpacing(8)
        layout.addWidget(heading("More about the participants", self))
        layout.addWidget(self.problem)
        form = QFormLayout()
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
        for name, widget in (
            ("Criteria checked by", self.verification),
            ("Recruited from", self.recruited),
            ("Participants of", self.parent_study),
            ("PEM seen in, %", self.prevalence),
            ("Comparators", self.comparators),
            ("Only mentioned", self.mentioned),
        ):
            form.addRow(name, widget)
            (widget.target() if isinstance(widget, FieldEditor) else widget).setAccessibleName(name)
        layout.addLayout(form)
        self.unit.setAccessibleName("What was studied")
        self.added.setAccessibleName("Did the authors require PEM on top of that?")

    def _connect_signals(self) -> None:
        for chooser in (self.unit, self.added, self.verification):
            chooser.chosen.connect(self._on_edited)
        for edit in (self.recruited, self.parent_study, self.prevalence):
            edit.textEdited.connect(self._on_typed)
        for part in (
            self.scopes,
            self.quotations,
            self.certainty,
            self.comparators,
            self.mentioned,
        ):
            part.edited.connect(self._on_edited)

    def _on_typed(self, _text: str) -> None:
        self._on_edited()

    def _on_edited(self) -> None:
        self._say()
        self.edited.emit()

    def _say(self) -> None:
        unit = self._catalogue.units.get(self.unit.id())
        show_text(self.unit_help, unit.help if unit else "")
        show_text(self.problem, f"⚠ {problem}" if (problem := self.trouble()) else "")

    def trouble(self) -> str:
        """What cannot be kept as it is written, as a sentence; "" when all is well."""
        text = self.prevalence.text().strip()
        return (
            ""
            if not text or self._share(text) is not None
            else (f"{text!r} is not a percentage between 0 and 100.")
        )

    def _share(self, text: str) -> float | None:
        text = text.strip().removesuffix("%").strip().replace(",", ".")
        if not text.replace(".", "", 1).isdecimal() or len(text) > 12:
            return None
        share = float(text)
        return share if 0 <= share <= 100 else None

    def fill(self, value: Any) -> None:
        """Show criteria without reporting an edit."""
        self._stored = value
        self.unit.show_id(value.unit)
        self.scopes.fill(value)
        self.added.show_id(value.added)
        self.quotations.fill(value.evidence)
        self.certainty.fill(value)
        self.verification.show_id(value.verification)
        self.recruited.setText(value.recruited_from)
        self.parent_study.setText(value.parent)
        shown = "" if value.pem_prevalence is None else f"{value.pem_prevalence!r}"
        self.prevalence.setText(shown.removesuffix(".0"))
        self.comparators.fill(value.comparators)
        self.mentioned.fill(value.mentioned)
        self._say()

    def forget(self) -> None:
        """Empty the lines for definitions."""
        self.scopes.expression.line.clear()
        self.comparators.forget()
        self.mentioned.forget()

    def commit(self) -> None:
        """Definitions typed but not entered among the comparators and mentions."""
        self.comparators.commit()
        self.mentioned.commit()

    def value(self) -> Any:
        """The criteria as shown."""
        expr, subsets, arms = self.scopes.parts()
        return Criteria(
            expr=expr,
            unit=self.unit.id(),
            added=self.added.id() or "no",
            subsets=subsets,
            arms=arms,
            verification=self.verification.id(),
            evidence=self.quotations.value(),
            pem_prevalence=self._share(self.prevalence.text()),
            recruited_from=self.recruited.text().strip(),
            parent=self.parent_study.text().strip(),
            comparators=self.comparators.value(),
            mentioned=self.mentioned.value(),
            criterion_certainty=self.certainty.criterion.id(),
            status_certainty=self.certainty.status.id(),
        )

    def show_certainty(self, certainty: Certainty) -> None:
        """What the rules say of the certainties, beside what is set by hand."""
        self.certainty.show_derived(certainty)

    def set_read_only(self, on: bool) -> None:
        """Everything can be looked at, nothing changed."""
        self.scopes.set_read_only(on)
        for widget in (
            self.unit,
            self.added,
            self.quotations,
            self.certainty,
            self.verification,
            self.recruited,
            self.parent_study,
            self.prevalence,
        ):
            widget.setEnabled(not on)
        for field in (self.comparators, self.mentioned):
            field.set_read_only(on)

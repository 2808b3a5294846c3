"""From the table of fields to widgets: which editor a field gets, and what stands side by side."""

from __future__ import annotations

from curator_app.domain.catalogue import Catalogue
from curator_app.domain.fields import (
    BY_NAME,
    CLASSES,
    CRITERIA,
    EVIDENCE,
    FIELDS,
    GROUPS,
    Field,
)
from curator_app.domain.vocabulary import Vocabulary
from curator_app.ui.editor.authors import AuthorsField
from curator_app.ui.editor.box import FieldBox
from curator_app.ui.editor.chips import ChipsField
from curator_app.ui.editor.criteria import CriteriaEditor
from curator_app.ui.editor.detection.methods import MethodsField
from curator_app.ui.editor.fields import (
    ChoiceField,
    FieldEditor,
    LineField,
    NumberField,
    TextField,
)
from curator_app.ui.editor.items import ItemsField
from curator_app.ui.editor.relations import Lookup, RelationsField
from curator_app.ui.editor.status import RetractionField, SourcesView

SOURCES = "Sources"
SECTIONS = (*GROUPS, SOURCES)
# Where the full names have no room; they stay as tool tips.
SHORT_NAMES = {
    "Classification": "Classes",
    "For readers": "Readers",
    "Criteria and PEM": "PEM",
    "Links and status": "Links",
}
# The state has its chooser in the head; PEM has its panel beside the criteria.
ELSEWHERE = frozenset({"state", "pem"})
TOGETHER = (
    ("year", "month", "language"),
    ("doi", "pmid", "pmcid"),
    ("sample_size", "control_group"),
)
NOUNS = {
    "observed_findings": "finding",
    "inferred_conclusions": "conclusion",
    "remaining_questions": "question",
    "strengths": "strength",
    "limitations": "limitation",
}
ROWS = {"abstract": 6, "plain_summary": 4, "advanced_summary": 6}


def rows(section: str) -> list[tuple[str, ...]]:
    """The fields of a section in rows, in the order of the table."""
    if section == SOURCES:
        return [("sources",), ("former_slugs",)]
    names = [f.name for f in FIELDS if f.group == section and f.name not in ELSEWHERE]
    found: list[tuple[str, ...]] = []
    placed: set[str] = set()
    for name in names:
        if name in placed:
            continue
        row = next((group for group in TOGETHER if name in group), (name,))
        if section == CLASSES and row == (name,):
            row = _pair(names, name, placed)
        found.append(row)
        placed.update(row)
    return found


def _pair(names: list[str], name: str, placed: set[str]) -> tuple[str, ...]:
    """Two choosers a row."""
    following = [n for n in names[names.index(name) + 1 :] if n not in placed]
    if following and all(BY_NAME[n].kind == "choice" for n in (name, following[0])):
        return name, following[0]
    return (name,)


def section_of(name: str) -> str:
    """In which section a field stands; "" for the head."""
    if name == "state":
        return ""
    if name == "pem":
        return CRITERIA
    return next((s for s in SECTIONS if any(name in row for row in rows(s))), "")


def in_order() -> list[str]:
    """All fields in the order in which the editor shows them."""
    shown = [name for section in SECTIONS for row in rows(section) for name in row]
    return ["state", *shown, "pem"]


def box(name: str, vocabulary: Vocabulary, catalogue: Catalogue, lookup: Lookup) -> FieldBox:
    """A field with its label, help and place for errors."""
    spec = BY_NAME[name]
    editor = _editor(spec, vocabulary, catalogue, lookup)
    made = FieldBox(name, spec.label, spec.help, editor)
    if name == "criteria":
        made.label.hide()
    return made


def _editor(
    spec: Field, vocabulary: Vocabulary, catalogue: Catalogue, lookup: Lookup
) -> FieldEditor:
    special = {
        "authors": AuthorsField,
        "sources": SourcesView,
    }
    if spec.name in special:
        return special[spec.name]()
    if spec.name == "methods_text":
        return MethodsField()
    if spec.name == "criteria":
        return CriteriaEditor(catalogue, lookup)
    if spec.name == "relations":
        return RelationsField(vocabulary.terms("relation_type"), lookup)
    if spec.name == "retraction":
        return RetractionField(vocabulary.terms("retraction_status"))
    if spec.kind == "choice":
        return ChoiceField(vocabulary.terms(spec.name))
    if spec.kind == "text":
        return TextField(ROWS.get(spec.name, 3), sentences=spec.name == "plain_summary")
    if spec.kind == "number":
        return NumberField(4 if spec.name == "year" else 2)
    if spec.kind == "list":
        return ItemsField(NOUNS[spec.name]) if spec.group == EVIDENCE else _chips(spec)
    return LineField()


def _chips(spec: Field) -> FieldEditor:
    if spec.name == "former_slugs":
        field = ChipsField("")
        field.set_read_only(True)
        return field
    return ChipsField(f"Add to {spec.label.lower()}")

"""Proposals in words, and how each role is underlined: never by colour alone."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QTextCharFormat

from curator_app.domain.catalogue import Catalogue
from curator_app.domain.criteria import Combination, Criteria, uses
from curator_app.domain.detection.accepting import ACCEPTED, REJECTED
from curator_app.domain.detection.proposal import (
    COMPARATOR,
    DEFINITION,
    EXPRESSION,
    INCLUSION,
    MENTION,
    PEM_NOT_REQUIRED,
    PEM_REQUIRED,
    STRATIFIER,
    SUBGROUP,
    Proposal,
)
from curator_app.domain.entry import Entry
from curator_app.services.detecting import Reading
from curator_app.ui.editor.expressions import OPERATOR_NAMES

ROLES = {
    INCLUSION: "Entry rule",
    SUBGROUP: "Rule of a subgroup",
    COMPARATOR: "Comparison group",
    STRATIFIER: "Sorted participants",
    MENTION: "Only mentioned",
}
STATEMENT = "Statement about PEM"
PLACES = {"title": "Title", "abstract": "Abstract", "methods": "Methods"}
MARKS = {ACCEPTED: "✓", REJECTED: "✕"}
OPEN_MARK = "○"

_PENS = {
    INCLUSION: Qt.PenStyle.SolidLine,
    SUBGROUP: Qt.PenStyle.DashLine,
    COMPARATOR: Qt.PenStyle.DashDotLine,
    STRATIFIER: Qt.PenStyle.DotLine,
    MENTION: Qt.PenStyle.DotLine,
}
_UNDERLINES = {
    Qt.PenStyle.SolidLine: QTextCharFormat.UnderlineStyle.SingleUnderline,
    Qt.PenStyle.DashLine: QTextCharFormat.UnderlineStyle.DashUnderline,
    Qt.PenStyle.DashDotLine: QTextCharFormat.UnderlineStyle.DashDotLine,
    Qt.PenStyle.DashDotDotLine: QTextCharFormat.UnderlineStyle.DashDotDotLine,
    Qt.PenStyle.DotLine: QTextCharFormat.UnderlineStyle.DotLine,
}


def pen_style(item: Proposal) -> Qt.PenStyle:
    """The line under a proposal's role in the list."""
    statement = item.kind in (PEM_REQUIRED, PEM_NOT_REQUIRED)
    return Qt.PenStyle.DashDotDotLine if statement else _PENS[item.role]


def underline(item: Proposal) -> QTextCharFormat.UnderlineStyle:
    """The same line under its words in the text."""
    return _UNDERLINES[pen_style(item)]


def title(item: Proposal, catalogue: Catalogue) -> str:
    """What is proposed, in a few words."""
    if item.kind == PEM_REQUIRED:
        return "PEM was a condition of taking part"
    if item.kind == PEM_NOT_REQUIRED:
        return "PEM was no condition of taking part"
    if isinstance(item.expression, Combination):
        names = ", ".join(catalogue.name(use.definition) for use in uses(item.expression))
        return f"{OPERATOR_NAMES[item.expression.operator]}: {names}"
    return _name(item, catalogue)


def _name(item: Proposal, catalogue: Catalogue) -> str:
    found = list(uses(item.expression)) if item.expression else []
    labels = {choice.id: choice.label for choice in catalogue.modifiers}
    changed = "; ".join(labels.get(m, m) for use in found for m in use.modifiers)
    name = catalogue.name(found[0].definition if found else item.definition)
    return f"{name}, {changed.lower()}" if changed else name


def role(item: Proposal) -> str:
    """The part it plays."""
    return ROLES[item.role] if item.kind in (DEFINITION, EXPRESSION) else STATEMENT


def confidence(item: Proposal) -> str:
    """How sure the detector is."""
    for least, words in ((0.85, "very likely"), (0.7, "likely"), (0.5, "perhaps")):
        if item.confidence >= least:
            return words
    return "doubtful"


def spoken(item: Proposal, standing: str, catalogue: Catalogue) -> str:
    """All of it for a screen reader."""
    return (
        f"{standing}: {title(item, catalogue)}. {role(item)}, {PLACES.get(item.location, '')}, "
        f"{confidence(item)}. {item.why} {item.quote}"
    )


def effect(item: Proposal, criteria: Criteria) -> str:
    """What accepting does, before it is done."""
    if item.kind == PEM_REQUIRED:
        return "Accepting says that the authors required PEM of everybody, with this sentence."
    if item.kind == PEM_NOT_REQUIRED:
        return "Accepting keeps this sentence as evidence; nothing else changes."
    if item.role == SUBGROUP:
        return "Accepting makes a subgroup with this rule."
    if item.role == COMPARATOR:
        return "Accepting lists it as the definition of a comparison group."
    if item.role in (STRATIFIER, MENTION):
        return "Accepting lists it as mentioned; it decides nothing."
    if item.expression is not None and criteria.expr is not None:
        tagged = {use.definition for use in uses(criteria.expr)}
        if {use.definition for use in uses(item.expression)} <= tagged:
            return "It is tagged; accepting adds this sentence as its proof."
    return "Accepting tags it with this sentence as its quotation."


def summary(waiting: int, accepted: int, has_text: bool, task: bool) -> str:
    """How things stand, for the head of the panel."""
    if waiting:
        return f"{waiting} to decide"
    if task:
        return "full text to be checked"
    if not has_text:
        return "no text to read"
    return f"{accepted} accepted" if accepted else "nothing to decide"


def nothing(entry: Entry, reading: Reading) -> str:
    """What it means that the texts name nothing; "" when they do."""
    if not (entry.abstract.strip() or entry.methods_text.strip()):
        return (
            "There is no abstract. Paste what the paper says about its participants into the "
            "field below, or the abstract into its field under Record."
        )
    if entry.criteria.definitions():
        named = any(item.role != MENTION for item in reading.proposals)
        elsewhere = "These texts name no case definition; what is tagged comes from elsewhere."
        return "" if named else elsewhere
    if reading.praise:
        return (
            f"“{reading.praise}” sounds like a definition and names none, so the PEM status stays "
            "unclear. The full text may say more: T leaves that as a task."
        )
    if reading.proposals:
        return ""
    return (
        "These texts name no case definition. That leaves the PEM status unclear; it does not "
        "mean that PEM was not required. T leaves a task: check the full text."
    )


def task_note(reading: Reading, accepted: bool) -> str:
    """Why the full text is to be checked."""
    if accepted:
        return "Check in the full text what the abstract leaves open."
    if reading.praise:
        return f"The texts at hand say only “{reading.praise}”."
    return "The texts at hand name no case definition."

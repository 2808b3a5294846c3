"""The words of definitions, readings and policies."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from curator_app.domain.catalogue import CaseDefinition, Catalogue
from curator_app.domain.policy import READINGS, Policy
from curator_app.services.policy import NO_BADGE, Flip
from curator_app.ui.outcome_table import Line

ROLE_SENTENCES: Mapping[str, str] = {
    "required": "PEM is a mandatory criterion: nobody meets the definition without it.",
    "qualified": "Something after exertion is mandatory, but not PEM itself: a policy decides.",
    "optional": "PEM is one of several symptoms; the definition can be met without it.",
    "absent": "PEM does not occur in the definition.",
    "varies_or_unknown": "The place of PEM is not known, or differs from study to study.",
}
READING_LABELS: Mapping[str, str] = {
    "required": "PEM required",
    "not_required": "PEM not required",
    "unclear": "PEM unclear",
}
READING_HELP: Mapping[str, str] = {
    "required": "Studies that used it get the badge “PEM required”.",
    "not_required": "Studies that used it get the badge “PEM not required”.",
    "unclear": "Studies that used it get the badge “PEM unclear”.",
}
FAMILIES: Mapping[str, str] = {
    "ME/CFS": "ME/CFS",
    "ME": "Myalgic encephalomyelitis",
    "CFS": "Chronic fatigue syndrome",
    "PCC": "Post-COVID condition",
}
KINDS: Mapping[str, str] = {
    "inclusion": "",
    "proxy": "Stands for a diagnosis, not for criteria",
    "ambiguous": "A name that may mean several definitions",
    "author-defined": "The study's own rule, or none",
    "modifier": "A definition with a change; tag it as such",
}
CONFIDENCE: Mapping[str, str] = {
    "high": "High: read in the original or in several reviews",
    "medium": "Medium: from reviews and reproductions",
    "low": "Low: not checked against the original",
}
FLIPS, QUIET, OVERRIDDEN = "flips", "quiet", "overridden"
LABELS = {FLIPS: "Badge flips", QUIET: "Same badge", OVERRIDDEN: "Overridden"}


def offers() -> list[tuple[str, str, str]]:
    """The readings as a chooser takes them."""
    return [(reading, READING_LABELS[reading], READING_HELP[reading]) for reading in READINGS]


def facts(item: CaseDefinition) -> list[tuple[str, str]]:
    """Everything else that the catalogue says of a definition: (name, text)."""
    found = [
        ("Year", f"{item.year}" if item.year else ""),
        ("Also written", ", ".join(item.synonyms)),
        ("What it is", KINDS.get(item.kind, item.kind)),
        *item.details.items(),
        ("How sure we are", CONFIDENCE.get(item.confidence, item.confidence)),
    ]
    return [(name, text) for name, text in found if text]


def used_by(number: int) -> str:
    """How many entries are tagged with a definition."""
    if number == 0:
        return "No entry is tagged with it."
    return (
        "1 entry is tagged with it." if number == 1 else f"{number:,} entries are tagged with it."
    )


def drafted(readings: Mapping[str, str], catalogue: Catalogue) -> str:
    """What has been chosen and is not in force."""
    if not readings:
        return f"Policy {catalogue.policy_version} is in force."
    names = ", ".join(catalogue.name(id_) for id_ in readings)
    count = "1 reading" if len(readings) == 1 else f"{len(readings)} readings"
    return f"{count} changed and not yet in force: {names}."


def changed(before: Policy, after: Policy, catalogue: Catalogue) -> str:
    """What a policy reads differently from another, in one line."""
    found = before.changed(after)
    parts = [
        f"{catalogue.name(id_)}: {READING_LABELS.get(new, new)}" for id_, (_, new) in found.items()
    ]
    return f"{'; '.join(parts)}."


# ---------------------------------------------------------------------- the plan


def outcome(flip: Flip) -> str:
    """Which of the three kinds of change an entry has."""
    if flip.flips:
        return FLIPS
    return OVERRIDDEN if flip.overridden else QUIET


def lines(flips: Sequence[Flip], catalogue: Catalogue) -> list[Line]:
    """One line for each entry that would change; those whose badge flips first."""
    order = list(LABELS)
    ordered = sorted(enumerate(flips), key=lambda pair: order.index(outcome(pair[1])))
    return [
        Line(
            place,
            outcome(flip),
            LABELS[outcome(flip)],
            flip.title or flip.slug,
            _why(flip),
            ", ".join(map(catalogue.name, flip.by)) + (", removed" if flip.removed else ""),
        )
        for place, flip in ordered
    ]


def _why(flip: Flip) -> str:
    if flip.flips:
        return f"{flip.old_badge or NO_BADGE} → {flip.new_badge or NO_BADGE}"
    old, new = (status.replace("_", " ") for status in flip.derived)
    return f"{old} → {new}" if not flip.overridden else f"derived: {old} → {new}"


def counts(flips: Sequence[Flip]) -> list[tuple[str, str, int]]:
    """The buttons that narrow the table."""
    numbers = {name: sum(outcome(flip) == name for flip in flips) for name in LABELS}
    return [("", "All", len(flips)), *((name, LABELS[name], numbers[name]) for name in LABELS)]


def standing(flips: Sequence[Flip]) -> str:
    """What adopting does, in words."""
    queued = sum(flip.flips for flip in flips)
    public = sum(flip.flips and flip.state == "published" for flip in flips)
    if not queued:
        return "No badge flips, so nothing is left to look at afterwards."
    if queued == 1:
        text = "1 entry will be left to look at; its page is held back until somebody did."
        return f"{text} It is published now." if public else text
    text = f"{queued:,} entries will be left to look at; their pages are held back until then."
    return f"{text} Published now: {public:,}." if public else text

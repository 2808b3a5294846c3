"""The two colour schemes: every colour of the window by the part it plays.

Text on its ground keeps a contrast of 4.5 or more (WCAG 2.2 AA); tests/ui/shell checks it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Badge:
    """Ground and text of a small label; the label always carries words too."""

    ground: str
    text: str


@dataclass(frozen=True)
class Scheme:
    """One colour scheme; `tokens` fill the style sheet, `badges` the labels of the list."""

    name: str
    tokens: Mapping[str, str]
    badges: Mapping[str, Badge]

    def badge(self, kind: str, value: str) -> Badge:
        """The colours of a value, or the neutral ones."""
        return self.badges.get(f"{kind}.{value}", self.badges["neutral"])


LIGHT = Scheme(
    "light",
    {
        "window": "#f4f6f5",
        "panel": "#fafbfa",
        "base": "#ffffff",
        "alternate": "#f7f9f8",
        "text": "#1b2a2d",
        "muted": "#55656a",
        "disabled": "#96a3a5",
        "border": "#d3dbd9",
        "input_border": "#7d8d8e",
        "hover": "#e9efed",
        "pressed": "#dce5e3",
        "accent": "#0f6b6e",
        "accent_hover": "#0b5a5d",
        "on_accent": "#ffffff",
        "selection": "#d5e9e7",
        "selection_text": "#10292b",
        "focus": "#0f6b6e",
        "link": "#0b5f8a",
        "danger": "#a3261c",
        "danger_hover": "#8a1f16",
        "on_danger": "#ffffff",
        "info_ground": "#e4eff4",
        "info_text": "#16455c",
        "warn_ground": "#fbf1d6",
        "warn_text": "#5e4600",
        "warn_mark": "#a86f00",
        "error_ground": "#fbe6e3",
        "error_text": "#8a1f16",
        "good_ground": "#dff0e5",
        "good_text": "#17532f",
        "added_ground": "#d8efdf",
        "added_text": "#124c29",
        "removed_ground": "#fbe0dc",
        "removed_text": "#84190f",
        "scroll": "#b9c4c3",
    },
    {
        "neutral": Badge("#e7ebea", "#3f4d50"),
        "pem.required": Badge("#d9eedf", "#14532d"),
        "pem.not_required": Badge("#fbe6d8", "#7c340c"),
        "pem.partly": Badge("#faefcb", "#5f4700"),
        "pem.unclear": Badge("#e7ebea", "#3f4d50"),
        "evidence.E0": Badge("#0f6b6e", "#ffffff"),
        "evidence.E1": Badge("#cfe8e5", "#0b4b4d"),
        "evidence.E2": Badge("#e0ebf6", "#1d4872"),
        "evidence.E3": Badge("#ece7f4", "#4c3777"),
        "state.drafting": Badge("#e0ebf6", "#1d4872"),
        "state.in_review": Badge("#ece7f4", "#4c3777"),
        "state.ready": Badge("#d9eedf", "#14532d"),
        "state.published": Badge("#cfe8e5", "#0b4b4d"),
        "state.retracted": Badge("#fbe0dc", "#84190f"),
        "state.withdrawn": Badge("#fbe0dc", "#84190f"),
        "mark.draft": Badge("#faefcb", "#5f4700"),
        "mark.retracted": Badge("#a3261c", "#ffffff"),
        "severity.CRITICAL": Badge("#fbe0dc", "#84190f"),
        "severity.WARN": Badge("#faefcb", "#5f4700"),
        "severity.INFO": Badge("#e0ebf6", "#1d4872"),
        "outcome.new": Badge("#d9eedf", "#14532d"),
        "outcome.differs": Badge("#faefcb", "#5f4700"),
        "outcome.refused": Badge("#fbe0dc", "#84190f"),
        "outcome.added": Badge("#d9eedf", "#14532d"),
        "outcome.changed": Badge("#e0ebf6", "#1d4872"),
        "outcome.removed": Badge("#faefcb", "#5f4700"),
        "outcome.blocked": Badge("#fbe0dc", "#84190f"),
        "outcome.flips": Badge("#faefcb", "#5f4700"),
        "outcome.overridden": Badge("#ece7f4", "#4c3777"),
        "outcome.sure": Badge("#d9eedf", "#14532d"),
        "outcome.likely": Badge("#faefcb", "#5f4700"),
        "kind.correction": Badge("#e0ebf6", "#1d4872"),
        "kind.retraction_notice": Badge("#fbe0dc", "#84190f"),
        "kind.missing_study": Badge("#cfe8e5", "#0b4b4d"),
        "kind.criteria_pem": Badge("#ece7f4", "#4c3777"),
        "inbox.needs_information": Badge("#faefcb", "#5f4700"),
        "inbox.accepted": Badge("#d9eedf", "#14532d"),
        "inbox.spam": Badge("#fbe0dc", "#84190f"),
        "inbox.unreadable": Badge("#fbe0dc", "#84190f"),
        "tag.": Badge("#cfe8e5", "#0b4b4d"),
    },
)

DARK = Scheme(
    "dark",
    {
        "window": "#141b1d",
        "panel": "#182124",
        "base": "#1c2629",
        "alternate": "#202b2e",
        "text": "#e2eae9",
        "muted": "#a3b3b4",
        "disabled": "#66767a",
        "border": "#324045",
        "input_border": "#6f8286",
        "hover": "#253236",
        "pressed": "#2d3c41",
        "accent": "#5dbfba",
        "accent_hover": "#76cfca",
        "on_accent": "#08201f",
        "selection": "#1f4649",
        "selection_text": "#eef6f5",
        "focus": "#74d0cb",
        "link": "#7fc4ea",
        "danger": "#f08a7d",
        "danger_hover": "#f5a296",
        "on_danger": "#2a0a06",
        "info_ground": "#183440",
        "info_text": "#bfe0ee",
        "warn_ground": "#3b3115",
        "warn_text": "#f2dc9b",
        "warn_mark": "#e5b84a",
        "error_ground": "#45201c",
        "error_text": "#f9c4bc",
        "good_ground": "#173727",
        "good_text": "#b5e3c6",
        "added_ground": "#17402a",
        "added_text": "#c3ecd1",
        "removed_ground": "#4d211c",
        "removed_text": "#f9cdc6",
        "scroll": "#45565b",
    },
    {
        "neutral": Badge("#2c393d", "#c6d2d2"),
        "pem.required": Badge("#173f29", "#b8e6c8"),
        "pem.not_required": Badge("#4a2a15", "#f6ccae"),
        "pem.partly": Badge("#3f3412", "#f2dc9b"),
        "pem.unclear": Badge("#2c393d", "#c6d2d2"),
        "evidence.E0": Badge("#5dbfba", "#08201f"),
        "evidence.E1": Badge("#17474a", "#b9e6e3"),
        "evidence.E2": Badge("#1b3a57", "#bcd9f4"),
        "evidence.E3": Badge("#382d55", "#d7c9f3"),
        "state.drafting": Badge("#1b3a57", "#bcd9f4"),
        "state.in_review": Badge("#382d55", "#d7c9f3"),
        "state.ready": Badge("#173f29", "#b8e6c8"),
        "state.published": Badge("#17474a", "#b9e6e3"),
        "state.retracted": Badge("#4d211c", "#f9cdc6"),
        "state.withdrawn": Badge("#4d211c", "#f9cdc6"),
        "mark.draft": Badge("#3f3412", "#f2dc9b"),
        "mark.retracted": Badge("#f08a7d", "#2a0a06"),
        "severity.CRITICAL": Badge("#4d211c", "#f9cdc6"),
        "severity.WARN": Badge("#3f3412", "#f2dc9b"),
        "severity.INFO": Badge("#1b3a57", "#bcd9f4"),
        "outcome.new": Badge("#173f29", "#b8e6c8"),
        "outcome.differs": Badge("#3f3412", "#f2dc9b"),
        "outcome.refused": Badge("#4d211c", "#f9cdc6"),
        "outcome.added": Badge("#173f29", "#b8e6c8"),
        "outcome.changed": Badge("#1b3a57", "#bcd9f4"),
        "outcome.removed": Badge("#3f3412", "#f2dc9b"),
        "outcome.blocked": Badge("#4d211c", "#f9cdc6"),
        "outcome.flips": Badge("#3f3412", "#f2dc9b"),
        "outcome.overridden": Badge("#382d55", "#d7c9f3"),
        "outcome.sure": Badge("#173f29", "#b8e6c8"),
        "outcome.likely": Badge("#3f3412", "#f2dc9b"),
        "kind.correction": Badge("#1b3a57", "#bcd9f4"),
        "kind.retraction_notice": Badge("#4d211c", "#f9cdc6"),
        "kind.missing_study": Badge("#17474a", "#b9e6e3"),
        "kind.criteria_pem": Badge("#382d55", "#d7c9f3"),
        "inbox.needs_information": Badge("#3f3412", "#f2dc9b"),
        "inbox.accepted": Badge("#173f29", "#b8e6c8"),
        "inbox.spam": Badge("#4d211c", "#f9cdc6"),
        "inbox.unreadable": Badge("#4d211c", "#f9cdc6"),
        "tag.": Badge("#17474a", "#b9e6e3"),
    },
)

TEXT_PAIRS = (
    ("text", "window"),
    ("text", "panel"),
    ("text", "base"),
    ("text", "alternate"),
    ("text", "hover"),
    ("text", "pressed"),
    ("muted", "window"),
    ("muted", "panel"),
    ("muted", "base"),
    ("muted", "alternate"),
    ("selection_text", "selection"),
    ("on_accent", "accent"),
    ("on_accent", "accent_hover"),
    ("on_danger", "danger"),
    ("on_danger", "danger_hover"),
    ("accent", "base"),
    ("link", "base"),
    ("danger", "base"),
    ("danger", "window"),
    ("info_text", "info_ground"),
    ("warn_text", "warn_ground"),
    ("error_text", "error_ground"),
    ("good_text", "good_ground"),
    ("added_text", "added_ground"),
    ("removed_text", "removed_ground"),
)
"""Which text stands on which ground."""


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours (WCAG 2.2, relative luminance)."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(color: str) -> float:
    parts = [int(color[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue

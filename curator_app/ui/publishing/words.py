"""The words of a publish plan: lines of its table and what the button says."""

from __future__ import annotations

from curator_app.domain.fields import BY_NAME, label
from curator_app.services.publishing import PublishPlan
from curator_app.ui.outcome_table import Line

ADDED, CHANGED, REMOVED, BLOCKED = "added", "changed", "removed", "blocked"
LABELS = {ADDED: "Added", CHANGED: "Changed", REMOVED: "Removed", BLOCKED: "Held back"}


def lines(plan: PublishPlan) -> list[Line]:
    """One line for each page that is not as it was."""
    parts = ((BLOCKED, plan.blocked), (ADDED, plan.added), (CHANGED, plan.changed))
    found: list[Line] = []
    for outcome, slugs in (*parts, (REMOVED, plan.removed)):
        for slug in slugs:
            why = _why(plan, outcome, slug)
            found.append(Line(len(found), outcome, LABELS[outcome], slug, why))
    return found


def _why(plan: PublishPlan, outcome: str, slug: str) -> str:
    if outcome == BLOCKED:
        return plan.reasons.get(slug, "")
    if outcome == ADDED:
        return "not on the site yet"
    if outcome == REMOVED:
        return "no longer public"
    return ", ".join(label(p) if p in BY_NAME else p for p in plan.why.get(slug, ()))


def counts(plan: PublishPlan) -> list[tuple[str, str, int]]:
    """The buttons that narrow the table."""
    numbers = {
        ADDED: len(plan.added),
        CHANGED: len(plan.changed),
        REMOVED: len(plan.removed),
        BLOCKED: len(plan.blocked),
    }
    found = [("", "All", sum(numbers.values()))]
    return found + [(name, words, numbers[name]) for name, words in LABELS.items()]


def pages(number: int) -> str:
    """A number of pages in words."""
    return "1 page" if number == 1 else f"{number:,} pages"


def work(plan: PublishPlan) -> int:
    """How many pages would be written or taken away."""
    return len(plan.added) + len(plan.changed) + len(plan.removed)


def button(plan: PublishPlan) -> str:
    """What the button does, with its number."""
    number = work(plan)
    return f"Publish {pages(number)}" if number else "Publish lists only"


def standing(plan: PublishPlan) -> str:
    """What stays as it is, and what is held back."""
    words = []
    if plan.unchanged:
        verb = "stays as it is" if len(plan.unchanged) == 1 else "stay as they are"
        words.append(f"{pages(len(plan.unchanged))} {verb}.")
    if plan.blocked:
        words.append(f"{pages(len(plan.blocked))} held back: the reason stands beside each.")
    return " ".join(words)

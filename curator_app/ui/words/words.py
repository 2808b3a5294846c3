"""What word lists are called, and the words of their changes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from curator_app.domain.catalogue import Catalogue
from curator_app.domain.checks.rules import Rule
from curator_app.domain.checks.word_changes import ListChange, WordChanges
from curator_app.services.words import Effect
from curator_app.ui.outcome_table import Line

_NAMES = "names_"
MORE, FEWER = "added", "removed"


def title(name: str, catalogue: Catalogue) -> str:
    """What a list is called."""
    if name.startswith(_NAMES):
        return f"Names of {catalogue.name(name.removeprefix(_NAMES))}"
    words = name.replace("_", " ")
    for plain, spelled in (("me cfs", "ME/CFS"), ("pem", "PEM")):
        if words == plain or words.startswith(f"{plain} "):
            return spelled + words[len(plain) :]
    return words[:1].upper() + words[1:]


def own(change: ListChange) -> str:
    """How much of a list is the owner's: "2 own, 1 out"."""
    parts = []
    if change.added:
        parts.append(f"{len(change.added)} own")
    if change.removed:
        parts.append(f"{len(change.removed)} out")
    return ", ".join(parts)


def used_by(rules: tuple[Rule, ...]) -> str:
    """Which rules look into a list."""
    return "Used by: " + "; ".join(f"{rule.title} ({rule.id[:3]})" for rule in rules) + "."


def drafted(draft: WordChanges, now: WordChanges) -> str:
    """What has been changed and is not in force."""
    names = changed_lists(draft, now)
    if not names:
        version = now.version or "the words that were shipped"
        return f"In force: {version}."
    lists = "1 list" if len(names) == 1 else f"{len(names)} lists"
    return f"{lists} changed and not yet in force."


def changed_lists(draft: WordChanges, now: WordChanges) -> list[str]:
    """The lists in which two versions differ."""
    return [n for n in dict.fromkeys((*draft.lists, *now.lists)) if draft.of(n) != now.of(n)]


def differences(draft: WordChanges, now: WordChanges, catalogue: Catalogue) -> Iterator[str]:
    """For each changed list what comes and what goes, in one line."""
    for name in changed_lists(draft, now):
        old, new = now.of(name), draft.of(name)
        comes = [*_without(new.added, old.added), *_without(old.removed, new.removed)]
        goes = [*_without(old.added, new.added), *_without(new.removed, old.removed)]
        parts = [f"with “{w}”" for w in comes] + [f"without “{w}”" for w in goes]
        yield f"{title(name, catalogue)}: {', '.join(parts)}."


def _without(words: tuple[str, ...], others: tuple[str, ...]) -> list[str]:
    return [word for word in words if word not in others]


def lines(effect: Effect, rules: Mapping[str, Rule]) -> list[Line]:
    """One line for each rule that finds more or less."""
    found: list[Line] = []
    for outcome, label, numbers in (
        (MORE, "More", effect.more),
        (FEWER, "Fewer", effect.fewer),
    ):
        for id_, number in sorted(numbers.items(), key=lambda item: -item[1]):
            what = "1 finding" if number == 1 else f"{number:,} findings"
            found.append(Line(len(found), outcome, label, rules[id_].title, what, id_[:3]))
    return found

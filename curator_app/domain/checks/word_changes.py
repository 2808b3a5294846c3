"""What the owner of a library changed in the word lists: words added, words taken out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from curator_app.domain.checks.lexicon import Lexicon, Lexicons, phrase_of
from curator_app.errors import BadValue


@dataclass(frozen=True)
class ListChange:
    """The change of one list, each part in the order in which it was made."""

    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.added or self.removed)


@dataclass(frozen=True)
class WordChanges:
    """The changes of one version, by list; "" is the version of a library that made none."""

    version: str = ""
    lists: Mapping[str, ListChange] = field(default_factory=dict[str, ListChange])

    def of(self, name: str) -> ListChange:
        """The change of one list."""
        return self.lists.get(name, ListChange())

    def to_json(self) -> dict[str, Any]:
        """The form that is kept."""
        return {
            "lists": {
                name: {"added": list(change.added), "removed": list(change.removed)}
                for name, change in self.lists.items()
                if change
            }
        }

    @staticmethod
    def from_json(version: str, data: Mapping[str, Any]) -> WordChanges:
        """Read the form that is kept."""
        lists: Mapping[str, Mapping[str, list[str]]] = data.get("lists", {})
        return WordChanges(
            version,
            {
                name: ListChange(tuple(item.get("added", ())), tuple(item.get("removed", ())))
                for name, item in lists.items()
            },
        )

    def edited(
        self, shipped: Lexicons, name: str, add: Iterable[str] = (), remove: Iterable[str] = ()
    ) -> WordChanges:
        """These changes and more, in one list. Taking out one's own word forgets it, adding a
        shipped word that was taken out brings it back.

        Raises BadValue for a list that there is not, a phrase that cannot be found in a text, one
        to be taken out that is not in the list, and a list that would be left empty.
        """
        ours = shipped[name].phrases
        change = self.of(name)
        added, removed = list(change.added), list(change.removed)
        for phrase in (phrase_of(name, text) for text in add):
            if phrase in removed:
                removed.remove(phrase)
            elif phrase not in ours and phrase not in added:
                added.append(phrase)
        for phrase in (" ".join(text.lower().split()) for text in remove):
            if phrase in added:
                added.remove(phrase)
            elif phrase in ours:
                removed.extend([phrase] if phrase not in removed else [])
            else:
                raise BadValue(name, f"{phrase!r} is not in the word list {name}.")
        if not added and set(removed) == set(ours):
            raise BadValue(
                name, f"The word list {name} would be empty.", "Keep at least one word in it."
            )
        return self.with_list(name, ListChange(tuple(added), tuple(removed)))

    def with_list(self, name: str, change: ListChange) -> WordChanges:
        """The same with another change of one list; an empty one is as shipped."""
        lists = {key: value for key, value in self.lists.items() if key != name}
        return WordChanges(self.version, {**lists, name: change} if change else lists)

    def applied(self, shipped: Lexicons) -> Lexicons:
        """The word lists with these changes; their version names both."""
        made: dict[str, Lexicon] = {}
        for name, change in self.lists.items():
            if name in shipped and change:
                kept = [p for p in shipped[name].phrases if p not in change.removed]
                made[name] = Lexicon(name, [*kept, *change.added], shipped[name].help)
        version = f"{shipped.version} + {self.version}" if self.version else shipped.version
        return shipped.replaced(version, made)

"""The enumerations of a study entry: ids with labels, kept as data (resources/vocabulary.json)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from curator_app.errors import BadValue


@dataclass(frozen=True)
class Term:
    """One value of an enumeration: what is stored, what is shown, and what it means."""

    id: str
    label: str
    help: str = ""


def _key(text: str) -> str:
    return re.sub(r"[^a-z0-9]", "", text.casefold())


@dataclass(frozen=True)
class Vocabulary:
    """All enumerations of one version; fields without an enumeration have no terms."""

    version: str
    fields: Mapping[str, tuple[Term, ...]]

    @staticmethod
    def from_json(data: Mapping[str, Any]) -> Vocabulary:
        """Read the shape of resources/vocabulary.json."""
        fields = {
            name: tuple(
                Term(
                    term["id"],
                    term["label"],
                    term.get("long") or term.get("help") or "",
                )
                for term in spec["values"]
            )
            for name, spec in data["fields"].items()
        }
        return Vocabulary(data["version"], fields)

    def terms(self, field: str) -> tuple[Term, ...]:
        """The values that `field` may take, in their order."""
        return self.fields.get(field, ())

    def label(self, field: str, value: str) -> str:
        """What is shown for a stored value (the value itself when it is not listed)."""
        return next((term.label for term in self.terms(field) if term.id == value), value)

    def resolve(self, field: str, text: str) -> str:
        """The stored id for an id or a label as people write it; "" stays "".

        Raises BadValue naming the allowed values.
        """
        wanted = _key(text)
        if not wanted:
            return ""
        for term in self.terms(field):
            if wanted in (_key(term.id), _key(term.label)):
                return term.id
        allowed = ", ".join(term.id for term in self.terms(field))
        raise BadValue(field, f"{text!r} is not a value of {field}.", f"Allowed: {allowed}.")

"""The policy: how a library reads the case definitions that people disagree about."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from curator_app.errors import BadValue

READINGS = ("required", "not_required", "unclear")
"""The PEM statuses that a definition by itself can have."""

# Names that stand for another definition, depending on the date (rule D16).
_READ_AS: Mapping[str, frozenset[str]] = {
    "nice_unspecified": frozenset({"nice_cg53_2007", "nice_ng206_2021"}),
}


@dataclass(frozen=True)
class Policy:
    """One version: for each contested definition the PEM status that it is read as."""

    version: str
    contested: Mapping[str, str]

    def changed(self, other: Policy) -> dict[str, tuple[str, str]]:
        """What `other` reads differently: id -> (this reading, the other one)."""
        return {
            id_: (status, other.contested[id_])
            for id_, status in self.contested.items()
            if other.contested.get(id_, status) != status
        }

    def with_readings(self, version: str, readings: Mapping[str, str]) -> Policy:
        """A new version with some readings changed.

        Raises BadValue when a definition is not contested or a status is none, and when nothing
        would change.
        """
        for id_, status in readings.items():
            if id_ not in self.contested:
                raise BadValue(
                    id_,
                    f"{id_} is not a contested definition, so no policy can read it otherwise.",
                    f"Contested are {', '.join(sorted(self.contested))}.",
                )
            if status not in READINGS:
                raise BadValue(
                    id_, f"{status!r} is not a reading of {id_}.", f"One of {', '.join(READINGS)}."
                )
        new = Policy(version, {**self.contested, **readings})
        if not self.changed(new):
            raise BadValue(
                "policy",
                f"This is what policy {self.version} says already. Nothing was changed.",
                "Read at least one contested definition differently.",
            )
        return new

    def to_json(self) -> dict[str, Any]:
        """The form that is kept."""
        return {"contested": dict(self.contested)}


def tags_touched(definitions: Mapping[str, object] | frozenset[str]) -> frozenset[str]:
    """The tags whose reading may change with these definitions: they themselves and names that
    stand for them at some date."""
    names = frozenset(definitions)
    return names | {name for name, others in _READ_AS.items() if others & names}

"""What an entry stores of PEM: the status in force, the derived one, and a curator's override."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from curator_app.domain.catalogue import Catalogue
from curator_app.domain.criteria import Criteria
from curator_app.domain.pem import REQUIRED, STATUSES, UNCLEAR, derive
from curator_app.errors import BadValue


@dataclass(frozen=True)
class Override:
    """A curator's own status, with the verbatim quotation, its place and the reason (D27).

    `set_by` made it; one that raises the status to required counts as reviewed when
    `confirmed_by` names somebody else. One being typed may lack parts: it is in no force yet, and
    no entry is saved with it.
    """

    status: str
    quote: str
    location: str
    reason: str
    confirmed_by: str = ""
    set_by: str = ""

    def missing(self) -> tuple[str, ...]:
        """The parts that are not there yet."""
        parts = ("status", "quote", "location", "reason")
        return tuple(name for name in parts if not getattr(self, name).strip())

    def says(self) -> tuple[str, str, str, str]:
        """What it claims, without the names of those who stand behind it."""
        return self.status, self.quote, self.location, self.reason

    def is_confirmed(self) -> bool:
        """Whether a second person stands behind it."""
        name = self.confirmed_by.strip().casefold()
        return bool(name) and name != self.set_by.strip().casefold()

    def to_json(self) -> dict[str, str]:
        """The JSON form; names that are not known are left out."""
        data = {
            "status": self.status,
            "quote": self.quote,
            "location": self.location,
            "reason": self.reason,
        }
        names = {"confirmed_by": self.confirmed_by, "set_by": self.set_by}
        return {**data, **{key: name for key, name in names.items() if name}}


@dataclass(frozen=True)
class Pem:
    """What an entry stores of PEM: the status in force, the derived one, and any override."""

    status: str = UNCLEAR
    derived: str = UNCLEAR
    override: Override | None = None
    policy: str = ""

    def in_force(self) -> Override | None:
        """The override that decides: None while one is only being typed."""
        override = self.override
        return override if override is not None and not override.missing() else None

    def to_json(self) -> dict[str, Any]:
        """The JSON form."""
        return {
            "status": self.status,
            "derived": self.derived,
            "override": self.override.to_json() if self.override else None,
            "policy": self.policy,
        }


def override_from_json(data: Any) -> Override | None:
    """Read an override; raises BadValue when its status, quotation, place or reason is missing."""
    override = _override(data)
    if override is not None:
        refuse_parts(override)
    return override


def refuse_parts(override: Override) -> None:
    """Raise BadValue when an override is not whole."""
    if not override.status:
        raise BadValue("pem", "An override names a PEM status.", f"One of {', '.join(STATUSES)}.")
    if override.missing():
        raise BadValue(
            "pem",
            f"An override of the PEM status needs its {', '.join(override.missing())}.",
            "Copy the sentence from the paper, say where it stands and why it decides.",
        )


def _override(data: Any) -> Override | None:
    if not data:
        return None
    if not isinstance(data, dict):
        raise BadValue("pem", "An override is an object with status, quote, location and reason.")
    values: dict[str, str] = {
        key: str(data.get(key) or "").strip()  # pyright: ignore[reportUnknownArgumentType, reportUnknownMemberType]
        for key in ("status", "quote", "location", "reason", "confirmed_by", "set_by")
    }
    if values["status"] not in ("", *STATUSES):
        raise BadValue("pem", "An override names a PEM status.", f"One of {', '.join(STATUSES)}.")
    return Override(**values)


def pem_from_json(data: Any) -> Pem:
    """Read the stored form; `{"override": ...}` alone is enough, the rest is derived again.

    The journal of texts being typed also has overrides that are not whole.
    """
    if not data:
        return Pem()
    if not isinstance(data, dict):
        raise BadValue("pem", "pem is an object with an override.")
    form: dict[str, Any] = data  # pyright: ignore[reportUnknownVariableType]
    return Pem(
        str(form.get("status") or UNCLEAR),
        str(form.get("derived") or UNCLEAR),
        _override(form.get("override")),
        str(form.get("policy") or ""),
    )


def needs_second_reviewer(override: Override | None, derived: str) -> bool:
    """Whether an override raises the status to required and nobody else has confirmed it (D27)."""
    return (
        override is not None
        and not override.missing()
        and override.status == REQUIRED
        and derived != REQUIRED
        and not override.is_confirmed()
    )


def signed(override: Override | None, before: Override | None, who: str) -> Override | None:
    """The override with the name of who made it; a changed one has to be confirmed again.

    Raises BadValue when it is not whole.
    """
    if override is None:
        return None
    refuse_parts(override)
    if before is not None and before.says() == override.says():
        return replace(override, set_by=before.set_by)
    confirmed = override.confirmed_by
    if before is not None and confirmed == before.confirmed_by:
        confirmed = ""
    return replace(override, set_by=who, confirmed_by=confirmed)


def assess(
    criteria: Criteria,
    override: Override | None,
    catalogue: Catalogue,
    year: int | None,
    before: Pem | None = None,
) -> Pem:
    """What an entry stores: the derived status, and the override in force when there is one.

    While nothing but the policy's name differs from the one `before`, that one stays: it says by
    which policy the status came about, and no entry changes by being looked at.
    """
    derived = derive(criteria, catalogue, year).status
    status = override.status if override and not override.missing() else derived
    made = Pem(status, derived, override, catalogue.policy_version)
    same = before is not None and before.policy and made == replace(before, policy=made.policy)
    return before if before is not None and same else made

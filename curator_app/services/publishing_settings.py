"""What library.toml says of publishing: whether the gate is on, and whether pages need approval.

Only the exact word turns the gate off: a slip of the pen must never publish what it would hold.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast

TABLE = "publishing"
_KNOWN = {"gate": ("on", "off"), "approval": ("optional", "required")}
GATE_OFF = (
    "The gate is off (library.toml): pages with open CRITICAL findings are published as well."
)


@dataclass(frozen=True)
class PublishingSettings:
    """`gate` holds back pages with open CRITICAL findings; `approval` those nobody approved.

    `slips` are sentences about what in the file is no setting.
    """

    gate: bool = True
    approval: bool = False
    slips: tuple[str, ...] = ()

    @property
    def notices(self) -> tuple[str, ...]:
        """What everybody who publishes must see."""
        return self.slips if self.gate else (GATE_OFF, *self.slips)


def read_publishing(data: Mapping[str, Any]) -> PublishingSettings:
    """The settings of library.toml as it was read."""
    table: Any = data.get(TABLE, {})
    if not isinstance(table, dict):
        return PublishingSettings(slips=(_slip(f"[{TABLE}] is no table"),))
    found = cast("dict[str, Any]", table)
    slips = [_slip(f"{name!r} in [{TABLE}] is no setting") for name in found if name not in _KNOWN]
    for name, values in _KNOWN.items():
        value: object = found.get(name, values[0])
        if value not in values:
            slips.append(_slip(f"{name} in [{TABLE}] is neither {values[0]!r} nor {values[1]!r}"))
    for place, other in data.items():
        names = set(cast("dict[str, Any]", other)) if isinstance(other, dict) else {place}
        if place != TABLE and names & set(_KNOWN):
            slips.append(_slip(f"{' and '.join(sorted(names & set(_KNOWN)))} is not in [{TABLE}]"))
    return PublishingSettings(
        found.get("gate") != "off", found.get("approval") == "required", tuple(slips)
    )


def _slip(what: str) -> str:
    return f"In library.toml {what}, so it does not count: without it, the gate is on."

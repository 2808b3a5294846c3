"""The catalogue of ME/CFS case definitions (resources/criteria/catalogue.json), as values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from curator_app.domain.policy import Policy


@dataclass(frozen=True)
class CaseDefinition:
    """One published case definition and the part PEM plays in it.

    `pem_class` is required (mandatory), qualified (a post-exertional feature is mandatory, but
    not PEM itself: a policy decides), optional, absent or varies_or_unknown; `status` is the PEM
    status of a study that applied it unmodified to everybody.
    """

    id: str
    short_name: str
    label: str
    year: int | None
    citation: str
    doi: str
    pmid: str
    synonyms: tuple[str, ...]
    family: str
    kind: str
    pem_class: str
    status: str
    contested: bool
    note: str
    confidence: str
    details: Mapping[str, str]


@dataclass(frozen=True)
class Choice:
    """One value of a small list: what is stored, what is shown, what it means."""

    id: str
    label: str
    help: str = ""


@dataclass(frozen=True)
class Catalogue:
    """All definitions of one version, with the policy for the contested ones."""

    version: str
    policy_version: str
    policy: Mapping[str, str]
    badges: Mapping[str, str | None]
    definitions: tuple[CaseDefinition, ...]
    units: Mapping[str, Choice]
    not_applicable_units: frozenset[str]
    modifiers: tuple[Choice, ...]
    verifications: tuple[Choice, ...]
    locations: tuple[Choice, ...]

    @cached_property
    def by_id(self) -> Mapping[str, CaseDefinition]:
        """The definitions by id."""
        return {definition.id: definition for definition in self.definitions}

    def name(self, definition_id: str) -> str:
        """The short name, or the id when the catalogue does not know it."""
        definition = self.by_id.get(definition_id)
        return definition.short_name if definition else definition_id

    def the_policy(self) -> Policy:
        """The policy in force."""
        return Policy(self.policy_version, self.policy)

    def with_policy(self, policy: Policy) -> Catalogue:
        """The same catalogue under another policy, which need not name every definition."""
        readings = {id_: policy.contested.get(id_, own) for id_, own in self.policy.items()}
        return replace(self, policy_version=policy.version, policy=readings)

    def reading(self, definition: CaseDefinition) -> str:
        """The PEM status that a definition is read as: by the policy where it is contested."""
        return self.policy.get(definition.id, definition.status)

    def badge(self, status: str) -> str | None:
        """The public badge of a PEM status; None where the page shows none."""
        return self.badges.get(status)

    @staticmethod
    def from_json(data: Mapping[str, Any]) -> Catalogue:
        """Read the shape of resources/criteria/catalogue.json."""
        return Catalogue(
            version=data["version"],
            policy_version=data["policy"]["version"],
            policy=dict(data["policy"]["contested"]),
            badges=dict(data["badges"]),
            definitions=tuple(_definition(item) for item in data["definitions"]),
            units={item["id"]: _choice(item) for item in data["units"]},
            not_applicable_units=frozenset(
                item["id"] for item in data["units"] if not item["applicable"]
            ),
            modifiers=tuple(_choice(item) for item in data["modifiers"]),
            verifications=tuple(_choice(item) for item in data["verifications"]),
            locations=tuple(_choice(item) for item in data["locations"]),
        )


def _choice(data: Mapping[str, Any]) -> Choice:
    return Choice(data["id"], data["label"], data.get("help") or "")


def _definition(data: Mapping[str, Any]) -> CaseDefinition:
    duration: Mapping[str, Any] = data.get("duration") or {}
    details = {
        "Duration (adults)": duration.get("adult"),
        "Duration (children)": duration.get("child"),
        "Other symptoms needed": data.get("other_symptoms"),
        "Psychiatric exclusions": data.get("psychiatric_exclusions"),
        "Identifiers": data.get("identifier_confidence"),
    }
    return CaseDefinition(
        id=data["id"],
        short_name=data["short_name"],
        label=data["label"],
        year=data.get("year"),
        citation=data.get("citation") or "",
        doi=data.get("doi") or "",
        pmid=data.get("pmid") or "",
        synonyms=tuple(data.get("synonyms") or ()),
        family=data.get("family") or "",
        kind=data.get("kind") or "",
        pem_class=data["pem"]["class"],
        status=data["pem"]["status"],
        contested=bool(data["pem"].get("contested")),
        note=data["pem"].get("note") or "",
        confidence=data.get("confidence") or "",
        details={key: str(value) for key, value in details.items() if value},
    )

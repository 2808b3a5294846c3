"""The detector's rules (resources/criteria/detection.json), compiled once."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

Pattern = re.Pattern[str]
NEVER: Pattern = re.compile(r"(?!)")
_MACRO = re.compile(r"\{([a-z_]+)\}")


@dataclass(frozen=True)
class NameRule:
    """How papers write one case definition.

    `names` stand for themselves. `heads` ("Fukuda", "Canadian") count only with a licence: the
    word criteria or definition in the phrase, a list that ends so, or, where `bare` is set, a
    verb of use right before them; those that `follow` also when a licensed name comes before in
    the list. `block` is looked for around a hit. A `proxy` (register code, self-report) gives way
    to a named entry rule, a `last_resort` to any name. `tag` is the id that accepting inserts.
    """

    id: str
    triggers: tuple[str, ...]
    names: Pattern
    heads: Pattern
    bare: Pattern
    block: Pattern
    suppresses: frozenset[str]
    use_only: bool
    proxy: bool
    last_resort: bool
    follows: bool
    modifiers: tuple[tuple[Pattern, str], ...]
    tag: str
    certainty: float


@dataclass(frozen=True)
class PemRule:
    """One wording that says that PEM was, or was not, a condition of taking part.

    `listing` is the kind of list that it must be an item of, where it means nothing elsewhere.
    """

    id: str
    kind: str
    pattern: Pattern
    unless: Pattern
    needs: Pattern | None
    confidence: float
    why: str
    listing: str


@dataclass(frozen=True)
class Detector:
    """Everything `detect` reads: one version of the rules."""

    version: str
    names: tuple[NameRule, ...]
    licences: Mapping[str, Pattern]
    frames: Mapping[str, Pattern]
    modifiers: tuple[tuple[Pattern, str], ...]
    pem_here: Pattern
    pem_elsewhere: Pattern
    pem_full: Pattern
    pem_rejects: tuple[Pattern, ...]
    pem: tuple[PemRule, ...]

    @staticmethod
    def from_json(data: Mapping[str, Any]) -> Detector:
        """Read the shape of resources/criteria/detection.json."""
        compiler = _Compiler(data["macros"])
        pem = data["pem"]
        return Detector(
            version=data["version"],
            names=tuple(compiler.name(item) for item in data["definitions"]),
            licences=compiler.all(data["licences"]),
            frames=compiler.all(data["frames"]),
            modifiers=compiler.modifiers(data["modifiers"]),
            pem_here=compiler.one(pem["here"]),
            pem_elsewhere=compiler.one(pem["elsewhere"]),
            pem_full=compiler.one(pem["in_full"]),
            pem_rejects=tuple(compiler.one(item) for item in pem["rejects"]),
            pem=tuple(compiler.pem(item) for item in pem["rules"]),
        )


class _Compiler:
    """Compiles patterns in which `{word}` stands for a shared piece."""

    def __init__(self, macros: Mapping[str, str]) -> None:
        self._macros: dict[str, str] = {}
        for name, text in macros.items():
            self._macros[name] = self._expand(text)

    def _expand(self, text: str) -> str:
        return _MACRO.sub(lambda found: self._macros[found.group(1)], text)

    def one(self, source: str | list[str] | None) -> Pattern:
        if not source:
            return NEVER
        text = source if isinstance(source, str) else "|".join(f"(?:{part})" for part in source)
        return re.compile(self._expand(text), re.IGNORECASE)

    def all(self, sources: Mapping[str, Any]) -> dict[str, Pattern]:
        return {name: self.one(source) for name, source in sources.items()}

    def modifiers(self, items: Mapping[str, Any]) -> tuple[tuple[Pattern, str], ...]:
        return tuple((self.one(source), modifier) for modifier, source in items.items())

    def name(self, item: Mapping[str, Any]) -> NameRule:
        return NameRule(
            id=item["id"],
            triggers=tuple(word.casefold() for word in item["triggers"]),
            names=self.one(item.get("names")),
            heads=self.one(item.get("heads")),
            bare=self.one(item.get("bare")),
            block=self.one(item.get("block")),
            suppresses=frozenset(item.get("suppresses") or ()),
            use_only=bool(item.get("use_only")),
            proxy=bool(item.get("proxy")),
            last_resort=bool(item.get("last_resort")),
            follows=bool(item.get("follows")),
            modifiers=self.modifiers(item.get("modifiers") or {}),
            tag=item.get("tag") or item["id"],
            certainty=float(item.get("certainty", 1.0)),
        )

    def pem(self, item: Mapping[str, Any]) -> PemRule:
        return PemRule(
            id=item["id"],
            kind=item["kind"],
            pattern=self.one(item["pattern"]),
            unless=self.one(item.get("unless")),
            needs=self.one(item["needs"]) if item.get("needs") else None,
            confidence=float(item["confidence"]),
            why=item["why"],
            listing=item.get("listing", ""),
        )

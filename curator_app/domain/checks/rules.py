"""Rules as data (resources/wording/rules.json): where they look, what for, and what they say."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from curator_app.domain.checks.finding import SEVERITIES
from curator_app.errors import BadValue

CLAIMS = (
    "plain_summary",
    "advanced_summary",
    "why_it_matters",
    "observed_findings",
    "inferred_conclusions",
)
READERS = (*CLAIMS, "remaining_questions", "does_not_prove", "strengths", "limitations")
SCOPES: Mapping[str, tuple[str, ...]] = {"claims": CLAIMS, "readers": READERS, "record": ()}


@dataclass(frozen=True)
class Rule:
    """One rule.

    `when` names properties of the study and the values that they must (or with "!" must not)
    have. A rule looks for `find` (a word list) and wants each of `needs` and none of `unless` in
    the same sentence; `skip` names framings that excuse it. What cannot be said so is a function
    of the same id, which may look into the lists in `reads`. `chars` are pieces of text that call
    a rule without a word list.
    """

    id: str
    version: int
    severity: str
    fields: tuple[str, ...]
    when: Mapping[str, frozenset[object]]
    find: str
    needs: tuple[str, ...]
    unless: tuple[str, ...]
    skip: tuple[str, ...]
    chars: tuple[str, ...]
    calls: tuple[str, ...]
    reads: tuple[str, ...]
    title: str
    message: str
    suggestion: str
    replace: Mapping[str, str]
    why: str
    source: str

    def uses(self, words: str) -> bool:
        """Whether the rule looks into a word list."""
        lists = (self.find, *self.needs, *self.unless, *self.calls, *self.reads)
        return words in lists

    @staticmethod
    def from_json(data: Mapping[str, Any]) -> Rule:
        """Read one rule; raises BadValue when its severity or scope is unknown."""
        if data["severity"] not in SEVERITIES:
            raise BadValue(data["id"], f"{data['id']}: {data['severity']!r} is no severity.")
        scope = data["fields"]
        fields = SCOPES[scope] if isinstance(scope, str) else tuple(scope)
        return Rule(
            id=data["id"],
            version=int(data["version"]),
            severity=data["severity"],
            fields=tuple(fields),
            when={key: frozenset(values) for key, values in data.get("when", {}).items()},
            find=data.get("find", ""),
            needs=tuple(data.get("needs", ())),
            unless=tuple(data.get("unless", ())),
            skip=tuple(data.get("skip", ())),
            chars=tuple(data.get("chars", ())),
            calls=tuple(data.get("calls", ())),
            reads=tuple(data.get("reads", ())),
            title=data["title"],
            message=data["message"],
            suggestion=data.get("suggestion", ""),
            replace=dict(data.get("replace", {})),
            why=data["why"],
            source=data["source"],
        )


@dataclass(frozen=True)
class RuleSet:
    """All rules of one version, and the tables that some of them read.

    `levels` are the evidence levels that a kind of publication can reach, `doi_journals` words
    of the journal's name by the beginning of its DOIs (grouped by their first seven characters),
    `pmid_years` a year and the first PMID that was given out after it, `journals` full names.
    """

    version: str
    rules: tuple[Rule, ...]
    levels: Mapping[str, tuple[str, ...]]
    doi_journals: Mapping[str, tuple[tuple[str, tuple[str, ...]], ...]]
    pmid_years: tuple[tuple[int, int], ...]
    journals: tuple[str, ...] = ()

    @cached_property
    def _journals(self) -> dict[str, str]:
        return {}

    def known_journal(self, given: str, find: Callable[[str, Sequence[str]], str]) -> str:
        """The full name that `find` gives for a journal's name, remembered."""
        if given not in self._journals:
            if len(self._journals) > 5_000:
                self._journals.clear()
            self._journals[given] = find(given, self.journals)
        return self._journals[given]

    @cached_property
    def _fields(self) -> Mapping[str, tuple[str, ...]]:
        return {rule.id: rule.fields for rule in self.rules}

    def users(self, words: str) -> tuple[Rule, ...]:
        """The rules that look into a word list."""
        return tuple(rule for rule in self.rules if rule.uses(words))

    def fields_of(self, rule: str) -> tuple[str, ...]:
        """The fields that a rule looks at."""
        return self._fields.get(rule, ())

    @staticmethod
    def from_json(data: Mapping[str, Any]) -> RuleSet:
        """Read the shape of resources/wording/rules.json."""
        rules = tuple(Rule.from_json(item) for item in data["rules"])
        levels = {kind: tuple(values) for kind, values in data["levels"].items()}
        journals: dict[str, tuple[tuple[str, tuple[str, ...]], ...]] = {}
        for prefix, words in data["doi_journals"].items():
            known = journals.get(prefix[:7], ())
            journals[prefix[:7]] = (*known, (prefix, tuple(words)))
        years = sorted((int(year), int(first)) for year, first in data["pmid_years"].items())
        names = tuple(data.get("journals", ()))
        return RuleSet(data["version"], rules, levels, journals, tuple(years), names)

"""Running the rules over an entry, fast: words first, patterns only where a word calls for them.

Each field's text is turned into its set of words once. Every rule is a bit; a word that can begin
one of its phrases sets the bit, and the study's facts clear the bits of rules that do not apply.
Most texts call a handful of rules, and only these run their patterns.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from curator_app.domain.catalogue import Catalogue
from curator_app.domain.checks import (
    advice,
    causal,
    limits,
    numbers,
    pem,
    population,
    record,
    strength,
    style,
)
from curator_app.domain.checks.context import Context
from curator_app.domain.checks.finding import Finding
from curator_app.domain.checks.framing import FRAMINGS
from curator_app.domain.checks.lexicon import Lexicons, lowered, tokens
from curator_app.domain.checks.looking import Hit, HitTest, Look, Passage, PassageTest, Remark
from curator_app.domain.checks.neighbours import BETWEEN, Links, Neighbours
from curator_app.domain.checks.record import RecordLook, RecordTest
from curator_app.domain.checks.rules import READERS, Rule, RuleSet
from curator_app.domain.entry import Entry

_MODULES = (causal, strength, numbers, population, pem, advice, limits, style)
HIT_TESTS: Mapping[str, HitTest] = {k: v for m in _MODULES for k, v in m.HITS.items()}
PASSAGE_TESTS: Mapping[str, PassageTest] = {k: v for m in _MODULES for k, v in m.PASSAGES.items()}
RECORD_TESTS: Mapping[str, RecordTest] = {**record.RECORDS, **pem.RECORDS}


_DIGIT = re.compile(r"\d")
DIGIT = "0-9"
"""The piece of text that stands for any digit in a rule's `chars`."""


def field_text(entry: Entry, name: str) -> str:
    """A field as the text that spans count in: list items are joined by newlines."""
    value: str | tuple[str, ...] = getattr(entry, name)
    return value if isinstance(value, str) else "\n".join(value)


_Applying = tuple[int, tuple[tuple[Rule, RecordTest], ...]]


class Engine:
    """The rules of one version with their word lists, ready to look at entries."""

    def __init__(self, rules: RuleSet, words: Lexicons, catalogue: Catalogue) -> None:
        self.rules = rules
        self.words = words
        self.catalogue = catalogue
        self.version = f"{rules.version} / {words.version}"
        self.by_id = {rule.id: rule for rule in rules.rules}
        self._between = [rule for rule in rules.rules if rule.id in BETWEEN]
        whole = RECORD_TESTS.keys() | BETWEEN.keys()
        self._texts = [rule for rule in rules.rules if rule.id not in whole]
        self._records = [rule for rule in rules.rules if rule.id in RECORD_TESTS]
        self._call: dict[str, int] = {}
        self._second: dict[str, int] = {}
        self._chars: dict[str, int] = {}
        self._always = 0
        self._digits = 0
        self._free = 0
        for number, rule in enumerate(self._texts):
            self._enlist(rule, 1 << number)
        # Sets: an intersection with a dictionary's keys would walk through all of them.
        self._call_words = frozenset(self._call)
        self._second_words = frozenset(self._second)
        self._field_bits = {
            name: sum(1 << i for i, rule in enumerate(self._texts) if name in rule.fields)
            for name in (*READERS, "abstract")
        }
        self._applying: dict[tuple[str | bool, ...], _Applying] = {}

    def _enlist(self, rule: Rule, bit: int) -> None:
        called = False
        for name in (rule.find, *rule.calls):
            for word in self.words[name].triggers if name else ():
                self._call[word] = self._call.get(word, 0) | bit
                called = True
        for piece in rule.chars:
            called = True
            if piece == DIGIT:
                self._digits |= bit
            else:
                self._chars[piece] = self._chars.get(piece, 0) | bit
        if not called:
            self._always |= bit
        if rule.needs:
            for word in self.words[rule.needs[0]].triggers:
                self._second[word] = self._second.get(word, 0) | bit
        else:
            self._free |= bit

    # -------------------------------------------------------------- an entry

    def check(self, entry: Entry, year: int) -> tuple[Finding, ...]:
        """Every finding of an entry by itself; `year` is the present one (for future years)."""
        study = Context.of(entry)
        bits, records = self._applies(study)
        found: list[Finding] = []
        texts = [(name, field_text(entry, name)) for name in (*READERS, "abstract")]
        pieces = self._pieces("\n".join([text for _, text in texts]))
        for name, text in texts:
            if text or name in _EMPTY_TOO:
                self._passage(name, text, study, bits, pieces, found)
        look = RecordLook(entry, study, self.catalogue, self.rules, year)
        for rule, test in records:
            for remark in test(look):
                found.append(finding_of(rule, rule.fields[0], remark))
        return tuple(found)

    def check_among(self, entry: Links, library: Neighbours) -> tuple[Finding, ...]:
        """What only the other entries can show: repeated identifiers, links into nothing."""
        return tuple(
            finding_of(rule, rule.fields[0], remark)
            for rule in self._between
            for remark in BETWEEN[rule.id](entry, library)
        )

    def _applies(self, study: Context) -> _Applying:
        key = study.key()
        known = self._applying.get(key)
        if known is None:
            bits = sum(1 << i for i, rule in enumerate(self._texts) if applies(rule, study))
            here = [rule for rule in self._records if applies(rule, study)]
            known = (bits, tuple((rule, RECORD_TESTS[rule.id]) for rule in here))
            if len(self._applying) > 5_000:
                self._applying.clear()
            self._applying[key] = known
        return known

    def _pieces(self, text: str) -> list[tuple[str, int]]:
        return [item for item in self._chars.items() if item[0] in text]

    def _passage(
        self,
        name: str,
        text: str,
        study: Context,
        bits: int,
        pieces: Sequence[tuple[str, int]],
        found: list[Finding],
    ) -> None:
        bits &= self._field_bits[name]
        if not bits:
            return
        low = lowered(text)
        ordered = tokens(low)
        words = set(ordered)
        called, second = self._always, self._free
        call, pair = self._call, self._second
        for word in words & self._call_words:
            called |= call[word]
        for word in words & self._second_words:
            second |= pair[word]
        for piece, bit in pieces:
            if piece in text:
                called |= bit
        if self._digits & bits and _DIGIT.search(text):
            called |= self._digits
        bits &= called & second
        if not bits:
            return
        passage = Passage(name, text, low, ordered, words)
        while bits:
            lowest = bits & -bits
            bits ^= lowest
            rule = self._texts[lowest.bit_length() - 1]
            look = Look(rule, passage, study, self.words, self.catalogue)
            test = PASSAGE_TESTS.get(rule.id) or self._hits
            for remark in test(look):
                found.append(finding_of(rule, name, remark))

    def _hits(self, look: Look) -> Iterator[Remark]:
        """One remark for each sentence in which the rule's words mean what it means."""
        rule, passage = look.rule, look.passage
        test = HIT_TESTS.get(rule.id)
        done = -1
        for start, end in self.words[rule.find].find(passage.low, passage.vocabulary):
            sentence = passage.sentence_at(start)
            if sentence.start == done:
                continue
            hit = Hit(start, end, sentence, passage.low[start:end])
            if self._stands(hit, look) and (test is None or test(hit, look)):
                done = sentence.start
                yield Remark(hit)

    def _stands(self, hit: Hit, look: Look) -> bool:
        rule, sentence = look.rule, hit.sentence.text
        return (
            all(look.has(name, sentence) for name in rule.needs)
            and not any(look.has(name, sentence) for name in rule.unless)
            and not any(FRAMINGS[name](hit) for name in rule.skip)
        )

    # -------------------------------------------------------------- one rule, for tests

    def check_text(self, rule_id: str, text: str, facts: Mapping[str, Any]) -> tuple[Finding, ...]:
        """What one rule says of one text and the facts given with it (a pair of the survey)."""
        rule = self.by_id[rule_id]
        study = Context.given(facts)
        if not applies(rule, study):
            return ()
        if rule.id in RECORD_TESTS:
            return tuple(finding_of(rule, "", remark) for remark in pem.GIVEN[rule.id](text, facts))
        name = str(facts.get("field") or "")
        name = name if name in rule.fields else rule.fields[0]
        found: list[Finding] = []
        only = 1 << self._texts.index(rule)
        self._passage(name, text, study, only, self._pieces(text), found)
        return tuple(found)


_EMPTY_TOO = frozenset({"does_not_prove"})


def applies(rule: Rule, study: Context) -> bool:
    """Whether the study has the properties that a rule is about."""
    for key, values in rule.when.items():
        name = key.rstrip("!")
        if (getattr(study, name) in values) == key.endswith("!"):
            return False
    return True


def finding_of(rule: Rule, field: str, remark: Remark) -> Finding:
    """A remark as a finding: the rule's sentence with the words at hand."""
    hit, message, replacement = remark.hit, rule.message, remark.replacement
    about = hit.sentence.text if hit else remark.about
    if "{" in message:
        message = message.format(hit=_spoken(hit) if hit else "", **remark.values)
    if replacement is None and hit:
        replacement = rule.replace.get(hit.word)
    return Finding(
        rule.id,
        rule.severity,
        remark.field or field,
        message,
        (hit.start, hit.end) if hit else None,
        about,
        rule.suggestion,
        rule.version,
        replacement,
        remark.fix,
    )


def _spoken(hit: Hit) -> str:
    start = max(0, hit.start - hit.sentence.start)
    return hit.sentence.text[start : start + hit.end - hit.start][:80]


def by_severity(findings: Iterable[Finding]) -> list[Finding]:
    """Findings with the gravest first, otherwise in their order."""
    order = {"CRITICAL": 0, "WARN": 1, "INFO": 2}
    return sorted(findings, key=lambda finding: order[finding.severity])

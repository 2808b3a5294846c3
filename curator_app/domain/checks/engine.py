"""Running the rules over an entry, over its neighbours, or (for tests) over one text."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Any, NamedTuple

from curator_app.domain.catalogue import Catalogue
from curator_app.domain.checks import (
    advice,
    causal,
    journals,
    leftovers,
    limits,
    numbers,
    pem,
    population,
    record,
    status,
    strength,
    style,
)
from curator_app.domain.checks.calling import Calls
from curator_app.domain.checks.context import Context
from curator_app.domain.checks.finding import Finding
from curator_app.domain.checks.framing import FRAMINGS
from curator_app.domain.checks.lexicon import Lexicons
from curator_app.domain.checks.looking import Hit, HitTest, Look, PassageTest, Remark, Texts
from curator_app.domain.checks.neighbours import BETWEEN, Links, Neighbours
from curator_app.domain.checks.record import RecordLook, RecordTest
from curator_app.domain.checks.rules import READERS, Rule, RuleSet
from curator_app.domain.checks.sentences import Sentence
from curator_app.domain.checks.stamping import stamp_of
from curator_app.domain.checks.style import COPIED, shares_run
from curator_app.domain.detection.text import Normalised, breaks_words, words_whole
from curator_app.domain.entry import Entry

_MODULES = (causal, strength, numbers, population, pem, advice, limits, style)
HIT_TESTS: Mapping[str, HitTest] = {k: v for m in _MODULES for k, v in m.HITS.items()}
PASSAGE_TESTS: Mapping[str, PassageTest] = {k: v for m in _MODULES for k, v in m.PASSAGES.items()}
RECORD_TESTS: Mapping[str, RecordTest] = {
    **record.RECORDS,
    **status.RECORDS,
    **pem.RECORDS,
    **journals.RECORDS,
    **leftovers.RECORDS,
}


def field_text(entry: Entry, name: str) -> str:
    """A field as the text that spans count in: list items are joined by newlines."""
    value: str | tuple[str, ...] = getattr(entry, name)
    return value if isinstance(value, str) else "\n".join(value)


class _TextRule(NamedTuple):
    """A rule about texts with its functions and the bit that stands for it."""

    rule: Rule
    bit: int
    fields: frozenset[str]
    calling: frozenset[str]
    passage_test: PassageTest | None
    hit_test: HitTest | None


_Applying = tuple[int, tuple[tuple[Rule, RecordTest], ...]]


class Engine:
    """The rules of one version with their word lists, ready to look at entries."""

    def __init__(self, rules: RuleSet, words: Lexicons, catalogue: Catalogue) -> None:
        self.rules = rules
        self.words = words
        self.catalogue = catalogue
        policy = f"policy {catalogue.policy_version}"
        self.version = f"{rules.version} / {words.version} / {policy}"
        self.by_id = {rule.id: rule for rule in rules.rules}
        self._between = [rule for rule in rules.rules if rule.id in BETWEEN]
        self._records = [rule for rule in rules.rules if rule.id in RECORD_TESTS]
        whole = RECORD_TESTS.keys() | BETWEEN.keys()
        texts = [rule for rule in rules.rules if rule.id not in whole]
        self._calls = Calls(texts, words)
        self._texts = [
            _TextRule(
                rule,
                1 << number,
                frozenset(rule.fields),
                self._calling(rule),
                PASSAGE_TESTS.get(rule.id),
                HIT_TESTS.get(rule.id),
            )
            for number, rule in enumerate(texts)
        ]
        self._copied = sum(item.bit for item in self._texts if item.rule.id == COPIED)
        of_abstract = [item for item in self._texts if "abstract" in item.fields]
        self._of_abstract = sum(item.bit for item in of_abstract)
        self._abstract_words = self._calls.beginning(self._of_abstract)
        self._applying: dict[tuple[str | bool, ...], _Applying] = {}

    def __reduce__(self) -> tuple[type[Engine], tuple[RuleSet, Lexicons, Catalogue]]:
        """What another process makes its own from."""
        return Engine, (self.rules, self.words, self.catalogue)

    @cached_property
    def stamp(self) -> str:
        """Stands for every rule, word and definition: equal stamps give equal findings."""
        return stamp_of(self.rules, self.words, self.catalogue)

    def _calling(self, rule: Rule) -> frozenset[str]:
        """The words one of which a passage must have; none when other things call the rule."""
        if rule.chars:
            return frozenset()
        return frozenset[str]().union(*(self.words[name].triggers for name in rule.calls))

    # -------------------------------------------------------------- an entry

    def check(self, entry: Entry, year: int) -> tuple[Finding, ...]:
        """Every finding of an entry by itself; `year` is the present one (for future years)."""
        study = Context.of(entry)
        bits, records = self._applies(study)
        found: list[Finding] = []
        texts = [(name, field_text(entry, name)) for name in READERS]
        self._read([t for t in texts if t[1] or t[0] in _EMPTY_TOO], study, bits, found)
        bits &= self._of_abstract
        # Few rules look at the abstract, which is often the longest text.
        if entry.abstract and bits and not self._abstract_words.isdisjoint(study.abstract_tokens):
            self._read([("abstract", entry.abstract)], study, bits, found)
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
            bits = sum(item.bit for item in self._texts if applies(item.rule, study))
            here = [rule for rule in self._records if applies(rule, study)]
            known = (bits, tuple((rule, RECORD_TESTS[rule.id]) for rule in here))
            if len(self._applying) > 5_000:
                self._applying.clear()
            self._applying[key] = known
        return known

    def _read(
        self, fields: list[tuple[str, str]], study: Context, bits: int, found: list[Finding]
    ) -> None:
        """Run the rules that the passages call; all passages are searched as one text.

        Words that a copied page has broken are read whole; spans count in the text as it is kept.
        """
        broken = {name: words_whole(text) for name, text in fields if breaks_words(text)}
        if broken:
            fields = [
                (name, broken[name].text if name in broken else text) for name, text in fields
            ]
            here: list[Finding] = []
            self._search(fields, study, bits, here)
            found += [_as_kept(finding, broken.get(finding.field)) for finding in here]
        else:
            self._search(fields, study, bits, found)

    def _search(
        self, fields: list[tuple[str, str]], study: Context, bits: int, found: list[Finding]
    ) -> None:
        texts, rules = Texts(fields, study), self._texts
        bits = self._calls.called(texts.low, texts.words, bits)
        if bits & self._copied and not shares_run(texts.ordered(), study):
            bits ^= self._copied
        while bits:
            lowest = bits & -bits
            bits ^= lowest
            item = rules[lowest.bit_length() - 1]
            if item.passage_test is None:
                self._hits(item, texts, study, found)
                continue
            calling = item.calling
            for passage in texts.of(item.fields):
                if not calling or not calling.isdisjoint(passage.words):
                    look = Look(item.rule, passage, study, self.words, self.catalogue)
                    for remark in item.passage_test(look):
                        found.append(finding_of(item.rule, passage.name, remark))

    def _hits(self, item: _TextRule, texts: Texts, study: Context, found: list[Finding]) -> None:
        """One finding for each sentence in which the rule's words mean what it means."""
        rule, test = item.rule, item.hit_test
        done: Sentence | None = None
        for start, end in self.words[rule.find].find(texts.low, texts.words):
            passage, offset = texts.passage_at(start)
            if passage.name not in item.fields:
                continue
            sentence = passage.sentence_at(start - offset)
            if sentence is done:
                continue
            hit = Hit(start - offset, end - offset, sentence, texts.low[start:end])
            look = Look(rule, passage, study, self.words, self.catalogue)
            if (test is None or test(hit, look)) and _stands(hit, look):
                done = sentence
                found.append(finding_of(rule, passage.name, Remark(hit)))

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
        only = next(item.bit for item in self._texts if item.rule is rule)
        self._read([(name, text)], study, only, found)
        return tuple(found)


def _as_kept(finding: Finding, whole: Normalised | None) -> Finding:
    """A finding in a text whose words were made whole, with its span in the text as it is kept."""
    if whole is None or finding.span is None or finding.span[0] == finding.span[1]:
        return finding
    return finding._replace(span=whole.span(*finding.span))


def _stands(hit: Hit, look: Look) -> bool:
    rule, sentence = look.rule, hit.sentence.text
    return (
        all(look.has(name, sentence) for name in rule.needs)
        and not any(look.has(name, sentence) for name in rule.unless)
        and not any(FRAMINGS[name](hit) for name in rule.skip)
    )


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
        replacement = _like(_spoken(hit), rule.replace.get(hit.word))
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


def _like(spoken: str, replacement: str | None) -> str | None:
    """The proposed words with a capital letter where the text has one."""
    if replacement and spoken[:1].isupper():
        return replacement[:1].upper() + replacement[1:]
    return replacement


def _spoken(hit: Hit) -> str:
    start = max(0, hit.start - hit.sentence.start)
    return hit.sentence.text[start : start + hit.end - hit.start][:80]


def by_severity(findings: Iterable[Finding]) -> list[Finding]:
    """Findings with the gravest first, otherwise in their order."""
    order = {"CRITICAL": 0, "WARN": 1, "INFO": 2}
    return sorted(findings, key=lambda finding: order[finding.severity])

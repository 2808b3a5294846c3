"""How often a wording rule is right: its findings against what a person said of each sentence.

Three sets were read sentence by sentence: `made`, entries written for this and labelled before
any rule had read them; `demo`, the demonstration atlas; and `abstracts`, real abstracts taken as
if they were reader text, of which only hashes are kept here. A label says that a rule ought to
complain about a sentence (yes) or ought not to (no), whatever the engine does:

fired and yes = right; fired and no = wrong; not fired and yes = missed.

Run as a module, it prints the table.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from curator_app.domain.checks.engine import RECORD_TESTS, field_text
from curator_app.domain.checks.finding import Finding, sentence_hash
from curator_app.domain.checks.neighbours import BETWEEN
from curator_app.domain.checks.rules import READERS
from curator_app.domain.checks.sentences import split
from curator_app.domain.entry import Entry
from curator_app.domain.fields import LIST_FIELDS, entry_from_json
from curator_app.domain.pem_status import assess
from curator_app.knowledge import catalogue, checks
from curator_app.paths import resources
from tests.shared_data import shared_folder

HERE = Path(__file__).parent
YEAR = 2026
WHOLE = "*"
NOT_OF_ABSTRACTS = frozenset(
    {"L01", "L02", "L03", "L07", "L08", "L09", "M03", "M04", "M07", "N03", "N06", "N08", "N09"}
    | {"P04", "P05", "P06", "P07", "S02", "S03", "X01", "X02", "X03", "X04"}
)
"""What makes no sense for a bare abstract: rules on sections, facts, copying or spelling."""
Key = tuple[str, str, str, str]
"""Entry, field, rule (its short name), hash of the sentence or WHOLE."""


@dataclass
class Score:
    """What one rule did."""

    right: list[str] = field(default_factory=list[str])
    wrong: list[str] = field(default_factory=list[str])
    missed: list[str] = field(default_factory=list[str])

    @property
    def precision(self) -> float:
        return len(self.right) / max(1, len(self.right) + len(self.wrong))

    @property
    def recall(self) -> float:
        return len(self.right) / max(1, len(self.right) + len(self.missed))


@dataclass(frozen=True)
class Judged:
    """One set: its entries, what ought to be said of them, and what has been looked at."""

    name: str
    entries: tuple[Entry, ...]
    yes: frozenset[Key]
    no: frozenset[Key]
    complete: bool
    """Whether every finding that is not `yes` is wrong; otherwise it must be among `no`."""
    skipped: frozenset[str] = frozenset()
    """The rules that were not judged here."""


def short(rule: str) -> str:
    """C01 of C01_causal_verb_non_rct."""
    return rule.partition("_")[0]


def wording_rules() -> dict[str, str]:
    """Short name and severity of the rules that read texts."""
    whole = RECORD_TESTS.keys() | BETWEEN.keys()
    return {short(r.id): r.severity for r in checks().rules.rules if r.id not in whole}


def _rows(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (HERE / name).read_text(encoding="utf-8").splitlines()]


def made() -> Judged:
    entries: list[Entry] = []
    yes: set[Key] = set()
    for row in _rows("made.jsonl"):
        data, slug = dict(row["entry"]), row["entry"]["slug"]
        for name, items in row["texts"].items():
            texts = [item if isinstance(item, str) else item[0] for item in items]
            data[name] = texts if name in LIST_FIELDS else " ".join(texts)
            for item in items:
                if not isinstance(item, str):
                    where = sentence_hash(item[0])
                    yes |= {(slug, name, rule, where) for rule in item[1].split()}
        for name, rules in row.get("whole", {}).items():
            yes |= {(slug, name, rule, WHOLE) for rule in rules.split()}
        entries.append(entry_from_json(data, slug))
    return Judged("made", tuple(entries), frozenset(yes), frozenset(), complete=True)


def demo() -> Judged:
    lines = (resources() / "demo" / "atlas.jsonl").read_text(encoding="utf-8").splitlines()
    entries: list[Entry] = []
    for number, line in enumerate(lines):
        entry = entry_from_json(json.loads(line), str(number))
        pem = assess(entry.criteria, entry.pem.override, catalogue(), entry.year)
        entries.append(entry.with_(pem=pem))
    yes, no = _labels("demo_labels.jsonl")
    return Judged("demo", tuple(entries), yes, no, complete=False)


def abstracts() -> Judged | None:
    """The real abstracts where they lie beside the project; None elsewhere."""
    folder = shared_folder()
    file = folder / "criteria" / "abstracts.jsonl" if folder else None
    if file is None or not file.is_file():
        return None
    lines = file.read_text(encoding="utf-8").splitlines()
    facts = {row["index"]: row for row in _rows("abstract_facts.jsonl")}
    entries: list[Entry] = []
    for number, line in enumerate(lines):
        data = {k: v for k, v in facts.get(number, {}).items() if k != "index"}
        text = json.loads(line)["text"].partition("\n\n")[2]
        data |= {"slug": f"a{number}", "plain_summary": " ".join(text.split()), "state": "ready"}
        entries.append(entry_from_json(data, str(number)))
    yes, no = _labels("abstract_labels.jsonl")
    return Judged("abstracts", tuple(entries), yes, no, complete=False, skipped=NOT_OF_ABSTRACTS)


def _labels(name: str) -> tuple[frozenset[Key], frozenset[Key]]:
    yes: set[Key] = set()
    no: set[Key] = set()
    for row in _rows(name):
        key = (row["entry"], row["field"], row["rule"], row["hash"])
        (yes if row["verdict"] == "yes" else no).add(key)
    return frozenset(yes), frozenset(no)


def findings(judged: Judged) -> Iterator[tuple[Key, Finding]]:
    """Every finding of a wording rule in a set, with the key of its label."""
    rules = wording_rules().keys()
    for entry in judged.entries:
        known = {name: {s.text for s in split(field_text(entry, name))} for name in READERS}
        for found in checks().check(entry, YEAR):
            if short(found.rule) in rules - judged.skipped and found.field in known:
                single = found.span is not None and found.sentence in known[found.field]
                where = found.sentence_hash if single else WHOLE
                yield (entry.slug, found.field, short(found.rule), where), found


def scores(sets: Iterable[Judged]) -> tuple[dict[str, Score], list[str]]:
    """The score of each rule over some sets, and the findings that nobody has judged."""
    result: dict[str, Score] = defaultdict(Score)
    unjudged: list[str] = []
    for judged in sets:
        fired: set[Key] = set()
        for key, found in findings(judged):
            fired.add(key)
            line = f"{judged.name} {key[0]} {key[1]} {key[3]}: {found.sentence[:160]}"
            if key in judged.yes:
                result[key[2]].right.append(line)
            elif judged.complete or key in judged.no:
                result[key[2]].wrong.append(line)
            else:
                unjudged.append(f"{key[2]} {line}")
        for key in sorted(judged.yes - fired):
            result[key[2]].missed.append(f"{judged.name} {key[0]} {key[1]} {key[3]}")
    return result, unjudged


def main() -> None:
    real = abstracts()
    sets = [made(), demo(), *([real] if real else [])]
    for group in (*([one] for one in sets), sets):
        result, unjudged = scores(group)
        print(f"\n== {' + '.join(one.name for one in group)} ({len(unjudged)} not judged)")
        for rule in sorted(result):
            s = result[rule]
            print(
                f"{rule} {wording_rules()[rule]:8} right {len(s.right):3} wrong {len(s.wrong):3} "
                f"missed {len(s.missed):3}  precision {s.precision:.2f} recall {s.recall:.2f}"
            )


if __name__ == "__main__":
    main()

"""The labelled sentences and how well the detector does on them.

Both held-out parts were written before the patterns they measure. First, blind figures
(precision/recall) of `held_out`: found 1.00/0.97, inclusion 1.00/0.81, role 0.84/0.83.
Of `prose_held_out`, long sentences in the manner of methods and discussions, before the rules
for prose were written from `prose_development`, and after: found 0.96/0.88 and 0.98/0.91,
inclusion 0.56/0.58 and 0.95/0.77, role 0.55/0.50 and 0.92/0.86, pem_required 0.40/0.50 and
0.67/1.00. `prose_second` was written after that and measured once: found 1.00/0.92, inclusion
0.80/0.67, role 0.78/0.72, pem_required 1.00/0.50 (2 sentences), pem_not_required 0.67/1.00 (2).
That is what to expect of new prose. The errors were read at the end, so all parts now guard
against regressions only; measure anew with new sentences.

Four more sets were written from the survey's text alone, each measured once before its errors
were read, and then mended from, so that each is blind to all that came before it (precision /
recall): `blind_first` (173 sentences) found 0.98/0.93, inclusion 0.77/0.81, role 0.73/0.69,
pem_required 0.82/0.56; `blind_second` (83) found 1.00/0.90, inclusion 0.91/0.75, role 0.85/0.76,
pem_required 0.71/0.46; `blind_third` (76, wordings meant to be hard) found 1.00/0.86, inclusion
0.80/0.76, role 0.70/0.60, pem_required 0.78/0.58; `blind_fourth` (76, plain wordings of papers)
found 1.00/0.98, inclusion 0.86/0.92, role 0.90/0.88, pem_required 1.00/0.90. `pem_prose` was
written to mend from.
"""

import json
import sys
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from curator_app.domain.detection import Proposal, detect
from curator_app.knowledge import detector

FILE = Path(__file__).with_name("labelled.jsonl")
PARTS = (
    "development",
    "held_out",
    "prose_development",
    "prose_held_out",
    "prose_second",
    "blind_first",
    "blind_second",
    "blind_third",
    "blind_fourth",
    "pem_prose",
)
TITLES = {
    "": "Myalgic encephalomyelitis/chronic fatigue syndrome in a hospital sample",
    "other": "A report from another field",
}
MEASURES = ("found", "inclusion", "role", "expression", "pem_required", "pem_not_required")
"""`found`: the definition in any role; `inclusion`: proposed as entry rule; `role`: exactly."""

Fact = tuple[str, ...]


@dataclass
class Score:
    """Right, invented and missed."""

    right: int = 0
    wrong: int = 0
    missed: int = 0

    @property
    def precision(self) -> float:
        return self.right / max(1, self.right + self.wrong)

    @property
    def recall(self) -> float:
        return self.right / max(1, self.right + self.missed)


def labelled(part: str) -> list[dict[str, Any]]:
    lines = FILE.read_text(encoding="utf-8").splitlines()
    return [row for row in map(json.loads, lines) if row["part"] == part]


def proposals(row: dict[str, Any]) -> list[Proposal]:
    title = TITLES[row.get("record", "")]
    found = detect([("title", title), ("abstract", row["text"])], detector())
    return [item for item in found if item.location == "abstract"]


def facts_expected(row: dict[str, Any]) -> set[Fact]:
    facts: set[Fact] = set()
    for item in row["expect"]:
        if item["kind"] == "definition":
            facts |= _definition(item["id"], item["role"])
        elif item["kind"] == "expression":
            operator, *parts = item["expression"]
            facts.add(("expression", operator, *sorted(parts)))
        else:
            facts.add((item["kind"],))
    return facts


def facts_found(items: Iterable[Proposal]) -> set[Fact]:
    facts: set[Fact] = set()
    for item in items:
        if item.kind == "definition":
            facts |= _definition(item.definition, item.role)
        elif item.kind == "expression":
            operator, ids = item.rule.split(".")[1:]
            facts.add(("expression", operator, *sorted(ids.split(","))))
        else:
            facts.add((item.kind,))
    return facts


def _definition(name: str, role: str) -> set[Fact]:
    facts: set[Fact] = {("found", name), ("role", name, role)}
    return facts | {("inclusion", name)} if role == "inclusion" else facts


def scores(part: str) -> tuple[dict[str, Score], list[str]]:
    """The score of each measure and a line for each sentence that went wrong."""
    result = {name: Score() for name in MEASURES}
    errors: list[str] = []
    for row in labelled(part):
        expected, found = facts_expected(row), facts_found(proposals(row))
        for kind, count in Counter(fact[0] for fact in expected & found).items():
            result[kind].right += count
        for kind, count in Counter(fact[0] for fact in found - expected).items():
            result[kind].wrong += count
        for kind, count in Counter(fact[0] for fact in expected - found).items():
            result[kind].missed += count
        if expected != found:
            extra, lost = sorted(found - expected), sorted(expected - found)
            errors.append(f"{row['text']}\n    invented {extra}\n    missed {lost}")
    return result, errors


def main() -> None:
    for part in sys.argv[1:] or PARTS:
        result, errors = scores(part)
        print(f"== {part}: {len(labelled(part))} sentences, {len(errors)} not fully right")
        for name, score in result.items():
            print(
                f"{name:17} precision {score.precision:.3f} recall {score.recall:.3f}"
                f"  ({score.right} right, {score.wrong} invented, {score.missed} missed)"
            )
        print("\n".join(errors))


if __name__ == "__main__":
    main()

"""The findings of many entries as lines: counted, narrowed and ordered for a table."""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from curator_app.domain.checks.finding import SEVERITIES, Finding, Key
from curator_app.domain.checks.neighbours import BETWEEN
from curator_app.domain.decisions import Dismissal
from curator_app.services.inspecting import Report

SORTS = ("severity", "entry", "field", "rule")


class Line(NamedTuple):
    """One finding; `done` is (reason, who, when) of the one that was dismissed."""

    id: str
    slug: str
    severity: str
    field: str
    rule: str
    message: str
    sentence_hash: str
    proposes: bool
    done: tuple[str, str, str] | None

    @property
    def key(self) -> Key:
        """What the finding is known by."""
        return self.rule, self.field, self.sentence_hash


class Narrowing(NamedTuple):
    """Which lines to show: of one severity, of one rule ("": all), open or dismissed, and how."""

    severity: str = ""
    rule: str = ""
    dismissed: bool = False
    sort: str = "severity"


class View(NamedTuple):
    """Lines in an order: `order` are places in `lines` (see `line`).

    `severities` and `rules` count what each choice would show, `entries` are those with a line.
    """

    lines: Sequence[tuple[Any, ...]]
    order: array[int]
    severities: Counter[str]
    rules: Counter[str]
    dismissed: int
    entries: int

    def line(self, row: int) -> Line:
        """What stands on a row."""
        return Line._make(self.lines[self.order[row]])


class Overview:
    """The lines of one scope. A view that was given stays as it is when lines are replaced.

    They are kept as a plain tuple of plain tuples of texts, which the garbage collector does not
    look at again: a large library has half a million of them, and it runs on the window's thread.
    """

    def __init__(self, reports: Iterable[Report] = ()) -> None:
        self._lines = tuple([line for report in reports for line in _lines(report)])

    def replace(self, gone: Iterable[str], reports: Iterable[Report]) -> None:
        """Take these reports for the entries that they are about and that are `gone`."""
        new = {report.id: report for report in reports}
        old = new.keys() | set(gone)
        kept = [line for line in self._lines if line[0] not in old]
        self._lines = (*kept, *(line for report in new.values() for line in _lines(report)))

    def linked(self) -> set[str]:
        """The entries whose findings depend on other entries."""
        return {line[0] for line in self._lines if line[4] in BETWEEN}

    def view(self, narrowing: Narrowing) -> View:
        """The lines that a narrowing shows, in its order; within that by address."""
        lines = self._lines
        severities: Counter[str] = Counter()
        rules: Counter[str] = Counter()
        groups: dict[str, array[int]] = {}
        shown: set[str] = set()
        dismissed = 0
        column = {"severity": 2, "entry": 1, "field": 3, "rule": 4}[narrowing.sort]
        for place, line in enumerate(lines):
            dismissed += line[8] is not None
            if (line[8] is not None) != narrowing.dismissed:
                continue
            of_rule = narrowing.rule in ("", line[4])
            of_severity = narrowing.severity in ("", line[2])
            severities[line[2]] += of_rule
            rules[line[4]] += of_severity
            if of_rule and of_severity:
                shown.add(line[0])
                groups.setdefault(line[column], array("q")).append(place)
        order = array("q")
        for value in _in_order(groups, narrowing.sort):
            order += groups[value]
        return View(lines, order, severities, rules, dismissed, len(shown))


def _in_order(values: Iterable[str], sort: str) -> list[str]:
    """The groups in order: sorting a few of them never holds the window up."""
    if sort == "severity":
        return sorted(values, key=SEVERITIES.index)
    # The addresses come in order from the checks, but for entries that were changed since.
    return sorted(values)


def _lines(report: Report) -> Iterator[tuple[Any, ...]]:
    for finding in report.findings:
        yield _line(report, finding, None)
    for finding, done in report.dismissed:
        yield _line(report, finding, done)


def _line(report: Report, finding: Finding, done: Dismissal | None) -> tuple[Any, ...]:
    return (
        report.id,
        report.slug,
        finding.severity,
        finding.field,
        finding.rule,
        finding.message,
        finding.sentence_hash,
        finding.replacement is not None or finding.fix is not None,
        (done.reason, done.who, done.at) if done else None,
    )

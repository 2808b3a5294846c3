"""The findings of many entries as lines: counted, narrowed and ordered for a table.

A large library has half a million of them, so they are kept as columns of numbers: little memory,
and nothing for the garbage collector, which runs on the thread of the window.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple

from curator_app.domain.checks.finding import SEVERITIES, Finding, Key
from curator_app.domain.checks.neighbours import BETWEEN
from curator_app.domain.decisions import Dismissal
from curator_app.services.inspecting import Report

KNOWN_AGAIN = 2_000
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
    """Lines in an order: `order` are places in the table (see `line`).

    `severities` and `rules` count what each choice would show, `entries` are those with a line.
    """

    table: Table
    order: array[int]
    severities: Counter[str]
    rules: Counter[str]
    dismissed: int
    entries: int

    def line(self, row: int) -> Line:
        """What stands on a row."""
        return self.table.line(self.order[row])


class Names:
    """Texts by number; a text is kept once however many lines have it."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self._known: dict[str, int] = {}

    def number(self, text: str) -> int:
        """The number of a text."""
        known = self._known.get(text)
        if known is None:
            known = self._known[text] = len(self.texts)
            self.texts.append(text)
        return known


class Texts:
    """Texts by number that few lines share, as bytes one after another: a third of the memory.

    Those that came first are known again, so that what many lines say is kept once.
    """

    def __init__(self) -> None:
        self._bytes, self._ends = bytearray(), array("Q")
        self._known: dict[str, int] = {}

    def number(self, text: str) -> int:
        """A number that gives the text again."""
        known = self._known.get(text)
        if known is not None:
            return known
        number = len(self._ends)
        if number < KNOWN_AGAIN:
            self._known[text] = number
        self._bytes += text.encode("utf-8", "surrogatepass")
        self._ends.append(len(self._bytes))
        return number

    def text(self, number: int) -> str:
        """The text of a number."""
        start = self._ends[number - 1] if number else 0
        return self._bytes[start : self._ends[number]].decode("utf-8", "surrogatepass")


class Table:
    """The columns. Lines of an entry stand together, entries in the order in which they came."""

    def __init__(self) -> None:
        self.ids, self.slugs = Names(), array("I")
        self.addresses, self.messages = Texts(), Texts()
        self.fields, self.rules = Names(), Names()
        self.reasons: list[tuple[str, str, str]] = []
        self.entry, self.message, self.done = array("I"), array("I"), array("I")
        self.severity, self.proposes = array("B"), array("B")
        self.field, self.rule = array("H"), array("H")
        self.hash = array("Q")

    def columns(self) -> tuple[array[int], ...]:
        """All columns of lines."""
        return (
            self.entry, self.message, self.done, self.severity, self.proposes, self.field,
            self.rule, self.hash,
        )  # fmt: skip

    def copied(self) -> Table:
        """A table that can be changed without this one; texts are only ever added to."""
        made = Table()
        vars(made).update(vars(self))
        for name, value in vars(self).items():
            if isinstance(value, array):
                setattr(made, name, value[:])
        return made

    def put(self, report: Report) -> None:
        """Take the lines of an entry, in the place of those that it had."""
        number = self.ids.number(report.id)
        if number == len(self.slugs):
            self.slugs.append(0)
        self.slugs[number] = self.addresses.number(report.slug)
        rows = [self._row(number, finding, None) for finding in report.findings]
        rows += [self._row(number, finding, done) for finding, done in report.dismissed]
        at, end = bisect_left(self.entry, number), bisect_right(self.entry, number)
        for column, *values in zip(self.columns(), *rows, strict=True):
            part = column[:0]
            part.extend(values)
            column[at:end] = part

    def _row(self, number: int, finding: Finding, done: Dismissal | None) -> tuple[int, ...]:
        if done is not None:
            self.reasons.append((done.reason, done.who, done.at))
        return (
            number,
            self.messages.number(finding.message),
            len(self.reasons) if done is not None else 0,
            SEVERITIES.index(finding.severity),
            finding.replacement is not None or finding.fix is not None,
            self.fields.number(finding.field),
            self.rules.number(finding.rule),
            int(finding.sentence_hash, 16),
        )

    def line(self, place: int) -> Line:
        """The line at a place."""
        number, done = self.entry[place], self.done[place]
        return Line(
            self.ids.texts[number],
            self.addresses.text(self.slugs[number]),
            SEVERITIES[self.severity[place]],
            self.fields.texts[self.field[place]],
            self.rules.texts[self.rule[place]],
            self.messages.text(self.message[place]),
            f"{self.hash[place]:016x}",
            bool(self.proposes[place]),
            self.reasons[done - 1] if done else None,
        )


class Overview:
    """The lines of one scope. A view that was given stays as it is when lines are replaced."""

    def __init__(self, reports: Iterable[Report] = ()) -> None:
        self._table = Table()
        for report in reports:
            self._table.put(report)

    def replace(self, changed: Iterable[str], reports: Iterable[Report]) -> None:
        """Take these reports; a `changed` entry without one is gone."""
        table = self._table.copied()
        new = {report.id: report for report in reports}
        for id_ in set(changed) - new.keys():
            table.put(Report(id_, "", 0, ()))
        for report in new.values():
            table.put(report)
        self._table = table

    def linked(self) -> set[str]:
        """The entries whose findings depend on other entries."""
        table = self._table
        between = {n for n, rule in enumerate(table.rules.texts) if rule in BETWEEN}
        pairs = zip(table.entry, table.rule, strict=True)
        return {table.ids.texts[entry] for entry, rule in pairs if rule in between}

    def view(self, narrowing: Narrowing) -> View:
        """The lines that a narrowing shows, in its order; within that by address."""
        table = self._table
        wanted = SEVERITIES.index(narrowing.severity) if narrowing.severity else None
        rule_wanted = table.rules.number(narrowing.rule) if narrowing.rule else None
        groups: dict[int, array[int]] = {}
        severities: Counter[int] = Counter()
        rules: Counter[int] = Counter()
        shown: set[int] = set()
        others = 0
        sorted_by = _sorted_by(table, narrowing.sort)
        lines = zip(table.severity, table.rule, table.done, sorted_by, table.entry, strict=True)
        for place, (severity, rule, done, group, entry) in enumerate(lines):
            if bool(done) != narrowing.dismissed:
                others += 1
                continue
            of_rule = rule_wanted is None or rule == rule_wanted
            of_severity = wanted is None or severity == wanted
            severities[severity] += of_rule
            rules[rule] += of_severity
            if of_rule and of_severity:
                shown.add(entry)
                groups.setdefault(group, array("I")).append(place)
        order = array("I")
        for group in _in_order(table, groups, narrowing.sort):
            order += groups[group]
        return View(
            table,
            order,
            Counter({SEVERITIES[n]: count for n, count in severities.items()}),
            Counter({table.rules.texts[n]: count for n, count in rules.items()}),
            len(table.done) - others if narrowing.dismissed else others,
            len(shown),
        )


def _sorted_by(table: Table, sort: str) -> Iterable[int]:
    """What the lines are grouped by; entries are in order already."""
    columns = {"severity": table.severity, "field": table.field, "rule": table.rule}
    return columns[sort] if sort in columns else bytes(len(table.entry))


def _in_order(table: Table, groups: Iterable[int], sort: str) -> list[int]:
    """The groups in order: sorting a few of them never holds the window up."""
    names = {"field": table.fields.texts, "rule": table.rules.texts}
    return sorted(groups, key=names[sort].__getitem__) if sort in names else sorted(groups)

"""The findings of many entries as lines of a table."""

import gc

from hypothesis import given
from hypothesis import strategies as st

from curator_app.domain.checks.finding import Finding
from curator_app.domain.decisions import Dismissal
from curator_app.services.inspecting import Report
from curator_app.services.overview import KNOWN_AGAIN, Narrowing, Overview, Texts, View


def finding(rule: str, severity: str, field: str = "title", **more: object) -> Finding:
    values = {"span": None, "sentence": f"about {rule}", "suggestion": "", "version": 1, **more}
    return Finding(rule, severity, field, f"says {rule}", **values)


DONE = Dismissal("R2", "title", "0" * 16, "a reason", "Anna", "2026-11-27")
REPORTS = [
    Report("1", "a", 1, (finding("R1", "CRITICAL"), finding("R3", "INFO", "doi"))),
    Report("2", "b", 1, (finding("R2", "WARN", fix=("title", "x")),)),
    Report("3", "c", 1, (finding("R1", "CRITICAL", "abstract"),), ((finding("R2", "WARN"), DONE),)),
    Report("4", "d", 1, ()),
]


def shown(view: View) -> list[str]:
    lines = [view.line(row) for row in range(len(view.order))]
    return [f"{line.slug} {line.rule}" for line in lines]


def test_the_gravest_come_first_then_by_address() -> None:
    view = Overview(REPORTS).view(Narrowing())
    assert shown(view) == ["a R1", "c R1", "b R2", "a R3"]
    assert (view.entries, view.dismissed) == (3, 1)
    assert view.severities == {"CRITICAL": 2, "WARN": 1, "INFO": 1}
    assert [view.line(row).proposes for row in range(4)] == [False, False, True, False]


def test_narrowing_counts_what_each_choice_would_show() -> None:
    view = Overview(REPORTS).view(Narrowing(severity="CRITICAL"))
    assert shown(view) == ["a R1", "c R1"]
    assert view.severities["WARN"] == 1
    assert {rule for rule, number in view.rules.items() if number} == {"R1"}
    view = Overview(REPORTS).view(Narrowing(rule="R2"))
    assert shown(view) == ["b R2"]
    assert view.severities == {"CRITICAL": 0, "WARN": 1, "INFO": 0}


def test_other_orders() -> None:
    overview = Overview(REPORTS)
    assert shown(overview.view(Narrowing(sort="entry"))) == ["a R1", "a R3", "b R2", "c R1"]
    assert shown(overview.view(Narrowing(sort="rule"))) == ["a R1", "c R1", "b R2", "a R3"]
    assert shown(overview.view(Narrowing(sort="field"))) == ["c R1", "a R3", "a R1", "b R2"]


def test_what_was_dismissed_with_why() -> None:
    view = Overview(REPORTS).view(Narrowing(dismissed=True))
    assert shown(view) == ["c R2"]
    assert view.line(0).done == ("a reason", "Anna", "2026-11-27")


def test_a_view_stays_while_lines_are_replaced() -> None:
    overview = Overview(REPORTS)
    before = overview.view(Narrowing())
    overview.replace(["1"], [Report("2", "b", 2, (finding("R1", "CRITICAL"),))])
    assert shown(before) == ["a R1", "c R1", "b R2", "a R3"]
    assert shown(overview.view(Narrowing())) == ["b R1", "c R1"]


def test_entries_that_depend_on_others_are_known() -> None:
    linked = Report("5", "e", 1, (finding("F24_doi_twice", "WARN"),))
    assert Overview([*REPORTS, linked]).linked() == {"5"}


def test_few_objects_however_many_lines() -> None:
    def objects() -> int:
        gc.collect()
        return len(gc.get_objects())

    before = objects()
    many = Overview(Report(str(n), f"s{n}", 1, REPORTS[0].findings) for n in range(3_000))
    assert len(many.view(Narrowing()).order) == 6_000
    assert objects() - before < 100


@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 3)), max_size=20))
def test_replacing_is_the_same_as_reading_anew(changes: list[tuple[int, int]]) -> None:
    def report(entry: int, count: int) -> Report:
        found = tuple(finding(f"R{n}", "WARN") for n in range(count))
        return Report(str(entry), f"s{entry}", 1, found)

    counts = dict.fromkeys(range(6), 1)
    overview = Overview(report(n, 1) for n in counts)
    for entry, count in changes:
        counts[entry] = count
        overview.replace([str(entry)], [report(entry, count)] if count else [])
    again = Overview(report(n, count) for n, count in counts.items() if count)
    for narrowing in (Narrowing(), Narrowing(rule="R1"), Narrowing(sort="rule")):
        assert shown(overview.view(narrowing)) == shown(again.view(narrowing))


@given(st.lists(st.text(max_size=4), max_size=60))
def test_texts_come_back_by_their_numbers(said: list[str]) -> None:
    texts = Texts()
    numbers = [texts.number(text) for text in said]
    assert [texts.text(number) for number in numbers] == said
    assert [texts.number(text) for text in said] == numbers


def test_texts_that_come_late_are_kept_but_not_known_again() -> None:
    texts = Texts()
    said = [f"it says {number}" for number in range(KNOWN_AGAIN + 3)]
    numbers = [texts.number(text) for text in (*said, *said)]
    assert [texts.text(number) for number in numbers] == [*said, *said]
    assert len(set(numbers)) == len(said) + 3

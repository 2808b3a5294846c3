"""Checking a library: every entry once, again only what changed, and the command line."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from curator_app.cli.main import run
from curator_app.domain.checks.engine import Engine
from curator_app.domain.checks.finding import Finding
from curator_app.domain.checks.rules import RuleSet
from curator_app.domain.entry import Entry
from curator_app.errors import Cancelled
from curator_app.knowledge import catalogue, checks
from curator_app.services import checking
from curator_app.services.checking import Checker
from curator_app.services.inspecting import Inspector
from curator_app.services.library import Library
from tests.builders import study


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Library]:
    made = Library.open(tmp_path / "checked", who="Anna")
    yield made
    made.close()


class Counting(Engine):
    """The engine, telling how many entries it looked at."""

    looked = 0

    def check(self, entry: Entry, year: int):
        self.looked += 1
        return super().check(entry, year)


def counting(version: str = "1") -> Counting:
    rules = RuleSet(
        version, checks().rules.rules, checks().rules.levels, checks().rules.doi_journals,
        checks().rules.pmid_years,
    )  # fmt: skip
    return Counting(rules, checks().words, catalogue())


def every(checker: Checker, *args: Any) -> list[tuple[str, tuple[Finding, ...]]]:
    return [(head.slug, found) for head, found in checker.all(*args)]


def test_the_whole_library_is_checked_once(
    opened: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(checking, "_CHUNK", 200)
    opened.add_all([study(number) for number in range(450)], "Made")
    checker = Checker(opened, counting())
    steps: list[tuple[int, int]] = []
    first = every(checker, lambda done, total: steps.append((done, total)))
    assert [slug for slug, _ in first] == sorted(study(number).slug for number in range(450))
    assert steps == [(200, 450), (400, 450), (450, 450)]
    assert isinstance(checker.engine, Counting)
    assert checker.engine.looked == 450
    assert every(checker) == first
    assert checker.engine.looked == 450
    slug = first[3][0]
    opened.set_values(slug, {"plain_summary": "This proves it."}, "")
    again = dict(every(checker))
    assert checker.engine.looked == 451
    assert "W01_proves" in {finding.rule for finding in again[slug]}
    assert {s: f for s, f in again.items() if s != slug} == dict(f for f in first if f[0] != slug)


def test_newer_rules_look_again(opened: Library) -> None:
    opened.add_all([study(1)], "Made")
    checker = Checker(opened, counting("1"))
    every(checker)
    newer = counting("2")
    checker.engine = newer
    every(checker)
    assert newer.looked == 1


def test_other_entries_are_asked_anew(opened: Library) -> None:
    opened.add_all([replace(study(1), doi="10.1000/same")], "Made")
    checker = Checker(opened)
    ((slug, before),) = every(checker)
    assert "F24_doi_twice" not in {finding.rule for finding in before}
    opened.add_all([replace(study(2), doi="10.1000/SAME")], "Made")
    after = dict(every(checker))
    assert all("F24_doi_twice" in {f.rule for f in found} for found in after.values())
    (twice,) = [f for f in after[slug] if f.rule == "F24_doi_twice"]
    assert study(2).slug in twice.message


def test_an_unsaved_entry_is_checked_among_the_saved(opened: Library) -> None:
    opened.add_all([study(1)], "Made")
    typed = opened.entry(study(1).slug).with_(plain_summary="You should rest.")
    rules = {finding.rule for finding in Inspector(opened).entry(typed).findings}
    assert "A01_second_person_advice" in rules
    assert "F24_doi_twice" not in rules
    fresh = opened.new_entry({"title": "Another.", "pmid": study(1).pmid})
    assert "F25_pmid_twice" in {finding.rule for finding in Inspector(opened).entry(fresh).findings}


def test_the_gravest_come_first_and_removed_entries_never(opened: Library) -> None:
    opened.add_all([study(1), study(2)], "Made")
    opened.remove([opened.entry(study(2).slug).id])
    ((head, found),) = Checker(opened).all()
    assert head.slug == study(1).slug
    order = [("CRITICAL", "WARN", "INFO").index(finding.severity) for finding in found]
    assert order == sorted(order)


def test_stopping(opened: Library) -> None:
    opened.add_all([study(number) for number in range(3)], "Made")
    asked = iter([False, False, True])
    running = Checker(opened).all(cancelled=lambda: next(asked, True))
    next(running)
    with pytest.raises(Cancelled):
        next(running)


def test_check_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    def atlas(*argv: str) -> tuple[int, str, str]:
        capsys.readouterr()
        code = run(["--library", str(tmp_path / "library"), *argv])
        return code, *capsys.readouterr()

    atlas("new", "title=A study.", "slug=good", "journal=Brain", "year=2001", "doi=10.1000/a")
    code, _, err = atlas("check", "good", "--json")
    assert (code, err) == (0, "")
    atlas("set", "good", "plain_summary=This proves that (E2) it is so.")
    code, out, err = atlas("check", "--json")
    assert code == 1
    assert err == "2 CRITICAL findings are open. Nothing was changed; see the list.\n"
    found = {finding["rule"]: finding for finding in json.loads(out)}
    assert found["W01_proves"]["slug"] == "good"
    assert found["W01_proves"]["severity"] == "CRITICAL"
    assert found["W01_proves"]["field"] == "plain_summary"
    assert found["W01_proves"]["span"] == [5, 11]
    assert "L01_limitation_missing_or_boilerplate" in found
    code, out, _ = atlas("check", "good", "--severity", "WARN")
    assert code == 1
    assert all(": WARN " in line for line in out.splitlines())
    assert "X01_leaked_code" in out
    assert atlas("check", "gone")[0] == 1
    assert atlas("check", "--severity", "loud")[0] == 2


def test_a_title_that_is_saved_again_meanwhile_is_noticed(opened: Library) -> None:
    """The live checks look for a title once for each state of the library."""
    opened.add_all([study(1)], "Made")
    inspector = Inspector(opened)
    typed = opened.entry(study(1).slug)

    def rules() -> set[str]:
        return {finding.rule for finding in inspector.entry(typed).findings}

    assert "F26_title_twice" not in rules()
    twin = replace(study(2), title=typed.title, year=typed.year, pmid="")
    opened.add_all([twin], "Made")
    assert "F26_title_twice" in rules()
    opened.undo()
    assert "F26_title_twice" not in rules()
    opened.redo()
    typed = typed.with_(title="Quite another title of a study.")
    assert "F26_title_twice" not in rules()

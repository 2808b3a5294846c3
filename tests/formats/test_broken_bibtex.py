"""Broken and hostile BibTeX: what can be read is read, the rest is named, and it ends in time."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from curator_app.errors import Cancelled
from curator_app.formats.bibtex import read_bibtex
from curator_app.formats.bibtex_scan import COMMANDS, split
from curator_app.formats.record import Draft, Refused


def drafts(text: str) -> list[Draft]:
    return [record for record in read_bibtex(text, "a.bib") if isinstance(record, Draft)]


def one(text: str) -> Draft:
    (draft,) = read_bibtex(text, "a.bib")
    assert isinstance(draft, Draft), draft
    return draft


BROKEN = {
    "unclosed field": "@article{a, title = {One,\n author = {See, D M},\n year = {1999},\n}",
    "unclosed record": "@article{a,\n title = {One},\n author = {See, D M},\n year = {1999}\n",
    "missing comma": "@article{a,\n title = {One}\n author = {See, D M} year = 1999\n}",
    "missing comma, one line": '@article{a, title={One} author="See, D M" year={1999}}',
    "extra brace": "@article{a, title = {One}},\n author = {See, D M},\n year = {1999},\n}",
    "no key": "@article{title = {One}, author = {See, D M}, year = {1999}}",
    "empty key": "@article{, title = {One}, author = {See, D M}, year = {1999}}",
    "key with a space": "@article{See 1999, title={One}, author={See, D M}, year=1999}",
    "parentheses": "@article(a, title={One}, author={See, D M}, year=1999)",
    "undefined abbreviation": "@article{a, title={One}, author={See, D M}, year=1999, journal=jx}",
    "field twice": "@article{a, title={One}, title={Two}, author={See, D M}, year=1999}",
    "upper case": "@ARTICLE{a, TITLE={One}, AUTHOR={See, D M}, YEAR=1999}",
    "joined": '@article{a, title="O" # {ne}, author={See, D M}, year=19 # 99}',
    "spaces": "  @ article { a , title = {One} , author = {See, D M} , year = 1999 }",
}
NEXT = "\n@article{next, title = {Two}, year = {2000}}\n"


@pytest.mark.parametrize("name", sorted(BROKEN))
def test_a_broken_record_keeps_its_fields_and_spares_the_next(name: str) -> None:
    first, second = drafts(BROKEN[name] + NEXT)
    assert first.values["title"] == "One"
    assert first.values["authors"] == ["See, D M"]
    assert first.values["year"] == 1999
    assert (second.values["title"], second.source.key) == ("Two", "next")
    assert second.source.line == BROKEN[name].count("\n") + 2
    assert second.problems == ()


def test_what_was_mended_is_said_with_its_line() -> None:
    draft = one("\n\n@article{a,\n  title = {One}\n  year = 1999\n}")
    assert draft.problems == ("Line 5: '}' expected; the record was mended, check it.",)


@pytest.mark.parametrize(
    "text",
    ["@article{a, year = {1999}}", "@article{a}", "@article{a,", "@article", "@misc{}", "@book{,}"],
)
def test_a_record_without_title_and_identifier_is_refused_with_its_text(text: str) -> None:
    (record,) = read_bibtex(f"\n{text}", "b.bib")
    assert isinstance(record, Refused)
    assert (record.file, record.line, record.raw) == ("b.bib", 2, text)
    assert record.reason.endswith(".")


def test_comments_are_no_records_and_what_they_hold_is_not_lost_in_silence() -> None:
    assert read_bibtex("@comment{jabref-meta: {x}}\n% @article{a, title={T}}\nfoo@bar{", "x") == []
    hidden, after = read_bibtex("@comment{\n@article{a, title={T}}\n}\n@misc{b, title={U}}", "x")
    assert isinstance(hidden, Refused)
    assert hidden.reason == "It stands inside a @comment."
    assert isinstance(after, Draft)
    (unclosed,) = read_bibtex("@comment{oh\n@article{a, title={T}}\n", "x")
    assert isinstance(unclosed, Draft)


def test_an_entry_quoted_in_a_value_is_no_record() -> None:
    draft = one("@article{a, title = {T}, note = {as in @article{b, title = {U}} there}}")
    assert draft.source.key == "a"


def test_abbreviations_cannot_swell_without_limit() -> None:
    lines = ['@string{a0 = "xxxxxxxxxx"}']
    lines += [f"@string{{a{n} = {' # '.join([f'a{n - 1}'] * 10)}}}" for n in range(1, 12)]
    draft = one("\n".join([*lines, "@article{k, title = {T}, journal = a11}"]))
    assert len(draft.values.get("journal", "")) <= 20_000_000


def test_a_stopped_import_stops() -> None:
    with pytest.raises(Cancelled):
        read_bibtex("@article{a, title={T}}", "x", lambda: True)


HOSTILE = {
    "nested": "@article{a, title={" + "{" * 50_000 + "x" + "}" * 50_000 + "}}",
    "nested author": "@article{a, title={x}, author={" + "{" * 50_000 + "}" * 50_000 + "}}",
    "closing": "@article{a, title={x" + "}" * 200_000,
    "unclosed": "@article{a,\n title={\n" * 10_000,
    "signs": "@" * 200_000,
    "comments": "@comment{\n" * 20_000,
    "spaces": "@article{a" + " " * 200_000 + "x, title={x} " + " " * 200_000 + "y}",
    "one line": "@a{k,title={x}} " * 5_000,
    "quotes": "@article{k, " + 'x = "y" # "z",\n' * 10_000 + "title={x}}",
    "math": "@article{k, title={" + "$\\frac{1}" * 20_000 + "}}",
    "macros": "@article{k, title={" + "\\foo{\\bar{x}}" * 20_000 + "}}",
    "names": "@article{k, title={x}, author={" + "a {b} " * 30_000 + "}}",
    "commas": "@article{k, title={x}, author={" + "a, " * 60_000 + "}}",
    "doi": "@article{k, title={x}, doi={10.1000/" + ")" * 100_000 + "}}",
}


@pytest.mark.parametrize("name", sorted(HOSTILE))
def test_hostile_records_end_in_time(name: str) -> None:
    began = time.process_time()
    records = read_bibtex(HOSTILE[name], "x")
    assert time.process_time() - began < 2 + len(HOSTILE[name]) / 1e6
    assert len(records) == sum(piece.kind not in COMMANDS for piece in split(HOSTILE[name]))


PIECES = st.sampled_from(
    [
        *("@article{", "@string{", "@comment{", "@misc(", "key", ",", "\n", " ", "=", "{", "}"),
        *('"', "#", "title", "author", "year", "1999", "a and b", "\\", "$", "\\'e", "%", "@"),
        *("\\textbf{", "É", "\0", "doi = {10.1/x}", "title = {A}", ")", "}}\n@book{x,"),
    ]
)


@given(st.lists(PIECES, max_size=40).map("".join) | st.text(max_size=60))
def test_no_text_raises_and_every_record_is_accounted_for(text: str) -> None:
    records = read_bibtex(text, "x")
    assert len(records) == sum(piece.kind not in COMMANDS for piece in split(text))
    for record in records:
        raw = record.source.raw if isinstance(record, Draft) else record.raw
        assert raw in text
        assert raw


@given(st.lists(PIECES, max_size=12).map("".join))
def test_a_broken_record_never_takes_a_good_one_with_it(text: str) -> None:
    records = read_bibtex(f"{text}\n@article{{good, title = {{Good}}, year = 2001}}\n", "x")
    keys = [r.source.key if isinstance(r, Draft) else r.key for r in records]
    assert "good" in keys

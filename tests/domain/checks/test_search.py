"""The quick ways of finding phrases and numbers find what the plain patterns find."""

import re
from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from curator_app.domain.checks import counting
from curator_app.domain.checks.context import Context
from curator_app.domain.checks.lexicon import Lexicon, has_digit, lowered, tokens
from curator_app.domain.checks.numbers import _is_sum
from curator_app.domain.checks.sentences import split
from curator_app.domain.checks.style import COPIED_WORDS, shares_run
from curator_app.knowledge import checks

WORDS = ("the", "only", "treatment", "treatments", "no", "risk", "risk-free", "first", "and")
PHRASES = (
    "the only treatment",
    "only treatment",
    "no risk",
    "risk-free",
    "the first treat*",
    "no … treatment",
)


def plain(lexicon: Lexicon, low: str) -> set[tuple[int, int]]:
    """Every phrase tried at every character."""
    found: set[tuple[int, int]] = set()
    for phrase in lexicon.phrases:
        gaps = r"(?:[^\w\n]+\w+){0,4}?[^\w\n]+"
        parts = [
            r"[^\S\n]+".join(
                re.escape(w).replace(r"\*", r"\w*").replace("'", "['’]") for w in part.split()
            )
            for part in phrase.split("…")
            if part.split()
        ]
        pattern = re.compile(rf"(?<!\w)(?:{gaps.join(parts)})(?!\w)")
        found |= {match.span() for match in pattern.finditer(low)}
    return found


@given(st.lists(st.sampled_from([*WORDS, ".", ",", "\n", "-free", "", "\xa0"]), max_size=30))
def test_phrases_are_found_as_by_plain_patterns(parts: list[str]) -> None:
    lexicon = Lexicon("x", PHRASES)
    low = " ".join(parts)
    found = set(lexicon.find(low, set(tokens(low))))
    wanted = plain(lexicon, low)
    assert found <= wanted
    # What is missing stands within something that was found.
    assert all(any(a <= start < b for a, b in found) for start, _ in wanted)


def test_every_list_finds_its_own_phrases() -> None:
    engine = checks()
    names = {n for rule in engine.rules.rules for n in (rule.find, *rule.needs, *rule.unless) if n}
    for name in sorted(names):
        lexicon = engine.words[name]
        for phrase in lexicon.phrases:
            text = f"Before {phrase.replace('*', 'x').replace('…', 'some')} after."
            assert lexicon.first(text), (name, phrase)


NUMBERS = (
    *(str(n) for n in (0, 7, 30, 1996)),
    *("1,234", "1.5", "30%", "12/30", "forty-two", "forty two", "a hundred", "one hundred"),
    *(
        "Twenty",
        "someone",
        "area hundred",
        "hundred",
        "patients",
        "controls",
        "women with",
        "weeks",
    ),
    *("of the", "of", "in", "healthy", ".", "\n", "n = 7", "٣"),
)
WHOLE = r"\d{1,3}(?:,\d{3})+|\d+|" + "|".join(sorted(counting.WORDS, key=len, reverse=True))
ALONE = re.compile(rf"(?<![\w.,/-])(?:{WHOLE})(?![\w%]|[.,]\d|\s?%)")


@given(st.lists(st.sampled_from(NUMBERS), max_size=20))
def test_numbers_are_found_as_by_the_plain_pattern(parts: list[str]) -> None:
    text = " ".join(parts)
    spelt = not counting.FIRST_WORDS.isdisjoint(tokens(lowered(text)))
    wanted = {
        counting.value_of(match.group())
        for match in ALONE.finditer(text.lower())
        if spelt or match.group()[0].isdigit()
    }
    assert counting.all_numbers(text) == wanted
    for count in counting.counts(text):
        assert (
            text[count.start : count.end].lower().startswith(tuple(counting.WORDS))
            or text[count.start].isdigit()
        )
        assert count.value in wanted
    assert counting.has_count(text) or not counting.counts(text)


@given(st.sets(st.integers(2, 60), max_size=8), st.integers(0, 130))
def test_sums_are_those_of_two_or_three_different_numbers(numbers: set[int], value: int) -> None:
    sums = {sum(some) for size in (2, 3) for some in combinations(numbers, size)}
    assert _is_sum(value, sorted(numbers)) == (value in sums)


@given(st.text(alphabet="a b1٣\xa0-", max_size=12))
def test_a_digit_of_any_script_is_seen(text: str) -> None:
    assert has_digit(text) == (re.search(r"\d", text) is not None)


@given(st.lists(st.sampled_from(["Dr. See", "e.g.", "No. 5", "It ended.", "\n", "30.", " "])))
def test_sentences_cover_the_text_in_order(parts: list[str]) -> None:
    text = " ".join(parts)
    found = split(text)
    assert all(text[s.start : s.end] == s.text == s.text.strip() for s in found)
    assert "".join("".join(s.text.split()) for s in found) == "".join(text.split())


@given(st.integers(0, 12), st.integers(0, 12), st.integers(0, 3))
def test_a_copied_run_is_seen_wherever_it_begins(before: int, there: int, more: int) -> None:
    run = [f"word{number}" for number in range(COPIED_WORDS + more)]
    study = Context(abstract=" ".join([*("x" for _ in range(there)), *run, "y"]))
    assert shares_run([*("a" for _ in range(before)), *run, "b"], study)
    assert not shares_run([f"other{number}" for number in range(before + COPIED_WORDS)], study)

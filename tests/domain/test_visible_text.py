"""Foreign text is shown as it is: nothing in it hides, turns round or piles up."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from curator_app.domain.plain_text import LONGEST_LINE, visible_line, visible_text

# Joiners that belong where they are: a Persian word, and a scientist in one picture.
JOINED = "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645 \U0001f469\u200d\U0001f52c"


@pytest.mark.parametrize(
    ("given_text", "shown"),
    [
        ("invoice\u202efdp.exe", "invoice[U+202E]fdp.exe"),
        ("a\x00b\x1b[31mc", "a\u2400b\u241b[31mc"),
        ("zero\u200bwidth", "zero[U+200B]width"),
        ("tag\U000e0041s", "tag[U+E0041]s"),
        ("\ufeffbegun by a mark", "begun by a mark"),
        ("one\r\ntwo\rthree\u2028four", "one\ntwo\nthree\nfour"),
        ("half \ud83d a pair", "half \ufffd a pair"),
        ("soft\u00adhyphen\x7f", "soft[U+00AD]hyphen\u2421"),
        (JOINED, JOINED),
    ],
)
def test_what_deceives_is_named(given_text: str, shown: str) -> None:
    assert visible_text(given_text) == shown


def test_in_names_even_joiners_are_named() -> None:
    assert visible_line("pay\u200dpal\n\x07 \u200fx") == "pay[U+200D]pal \u2407 [U+200F]x"


def test_a_pile_of_accents_is_cut() -> None:
    assert visible_text("e" + "\u0301" * 100_000 + "!") == "e" + "\u0301" * 8 + "!"


def test_an_endless_line_is_broken_without_losing_a_word() -> None:
    text = "word " * 200_000
    started = time.monotonic()
    shown = visible_text(text)
    assert time.monotonic() - started < 1
    assert max(map(len, shown.split("\n"))) <= LONGEST_LINE
    assert shown.split() == text.split()
    assert visible_text("x" * 5000).replace("\n", "") == "x" * 5000


@given(st.text())
def test_the_same_twice_is_the_same_once(text: str) -> None:
    once = visible_text(text)
    assert visible_text(once) == once
    assert len(visible_line(text, 20)) <= 20
    assert "\n" not in visible_line(text)

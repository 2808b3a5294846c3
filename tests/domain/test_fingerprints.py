"""Texts compared by keyed numbers."""

import random

from hypothesis import given
from hypothesis import strategies as st

from curator_app.domain.fingerprints import ROW, Fingerprints, Numbers

SAID = "I became mostly bedbound after the second infection in the spring of 2019"


def prints(*texts: str) -> Fingerprints:
    """The fingerprints of some texts."""
    numbers = Numbers()
    return Fingerprints(numbers, {n for text in texts for n in numbers.of(text)})


def test_eight_words_in_a_row_are_found_wherever_they_stand() -> None:
    known = prints(SAID, "another message altogether with a good many words in it")
    words = SAID.split()
    row = " ".join(words[2 : 2 + ROW])
    assert known.hits(f"Somebody wrote: {row.upper()}, they say.")
    spread = row.replace(" ", "  –\n")
    assert known.hits(f"x {spread} y")
    assert not known.hits(" ".join(words[2 : 1 + ROW]))
    assert not known.hits(" ".join(reversed(words)))


def test_addresses_are_found_and_nothing_like_them() -> None:
    known = prints("write to Jane.Roe@Example.org, please")
    assert known.hits("mail jane.roe@example.org")
    assert not known.hits("mail jane.row@example.org, or example.org")


def test_each_comparison_has_numbers_of_its_own() -> None:
    first, second = Numbers(), Numbers()
    assert first.of(SAID) == first.of(SAID)
    assert not first.of(SAID) & second.of(SAID)


def test_nothing_is_found_in_nothing() -> None:
    assert not prints()
    assert not prints("too short to tell")
    assert not prints(SAID).hits("")


@given(
    st.lists(st.sampled_from("abcdefgh"), max_size=60),
    st.lists(st.sampled_from("abcdefgh"), max_size=60),
)
def test_the_numbers_say_what_the_rows_say(left: list[str], right: list[str]) -> None:
    def rows(words: list[str]) -> set[tuple[str, ...]]:
        return {tuple(words[i : i + ROW]) for i in range(len(words) - ROW + 1)}

    known = prints(" ".join(left))
    assert len(known) == len(rows(left))
    assert len(known.hits(" ".join(right))) == len(rows(left) & rows(right))


def test_no_row_is_taken_for_another() -> None:
    chance = random.Random(1)
    words = [f"w{n}" for n in range(400)]
    known = prints(" ".join(chance.choices(words, k=20_000)))
    assert not known.hits(" ".join(f"v{n}" for n in chance.choices(range(400), k=20_000)))

"""Word by word: nothing is lost, nothing invented, and a changed word is seen as one."""

from hypothesis import given
from hypothesis import strategies as st

from curator_app.ui.word_diff import ADDED, REMOVED, SAME, pieces, spoken, unlike

TEXT = st.lists(st.sampled_from(["fatigue", "PEM", "was", "not", ".", " ", "\n", "é-è"])).map(
    "".join
) | st.text(max_size=60)


@given(TEXT, TEXT)
def test_both_texts_can_be_read_out_of_the_pieces(old: str, new: str):
    found = pieces(old, new)
    assert "".join(text for kind, text in found if kind != ADDED) == old
    assert "".join(text for kind, text in found if kind != REMOVED) == new


def test_a_changed_word_is_replaced_as_a_whole():
    assert pieces("The study was small.", "The trial was small.") == [
        (SAME, "The "),
        (REMOVED, "study"),
        (ADDED, "trial"),
        (SAME, " was small."),
    ]


def test_neighbouring_changed_words_are_one_change():
    found = pieces("seen before now", "shown in earlier work now")
    assert [kind for kind, _ in found].count(REMOVED) == 1


def test_the_change_can_be_said():
    assert spoken("not required", "required") == "removed “not”"
    assert spoken("a", "a") == "no change"


def test_texts_too_long_to_compare_stand_one_after_the_other():
    old, new = "a " * 2000, "b " * 2000
    assert pieces(old, new) == [(REMOVED, old), (ADDED, new)]


@given(TEXT, TEXT)
def test_what_is_not_marked_is_in_both(old: str, new: str):
    spans = unlike(old, new)
    left, right = (without(text, part) for text, part in zip((old, new), spans, strict=True))
    assert left == right or spans == ([], [])


def without(text: str, spans: list[tuple[int, int]]) -> str:
    kept, end = "", 0
    for start, stop in spans:
        kept += text[end:start]
        end = stop
    return kept + text[end:]


def test_texts_without_a_word_in_common_are_not_marked():
    assert unlike("Sleep in ME/CFS.", "") == ([], [])
    assert unlike("Sleep at night", "Rest") == ([], [])
    assert unlike("Sleep at night", "Rest at night") == ([(0, 5)], [(0, 4)])

"""Finding checked words again in the text on screen."""

from hypothesis import given
from hypothesis import strategies as st

from curator_app.domain.checks.placing import located, utf16
from curator_app.domain.plain_text import clean_line, clean_text


def place(shown: str, checked: str, words: str, nth: int = 0) -> str | None:
    start = -1
    for _ in range(nth + 1):
        start = checked.index(words, start + 1)
    found = located(shown, checked, (start, start + len(words)))
    return None if found is None else f"{found[0]}:{shown[found[0] : found[1]]}"


def test_spaces_that_are_not_stored_move_the_place() -> None:
    shown = "  It proves it.\r\n\x07 It   proves it. "
    assert place(shown, clean_text(shown), "proves", 1) == f"{shown.rindex('proves')}:proves"
    assert place(shown, clean_line(shown), "It proves", 1) == f"{shown.rindex('It')}:It   proves"


def test_words_that_are_gone_have_no_place() -> None:
    assert place("It shows it.", "It proves it.", "proves") is None
    assert located("abc", "abc", (1, 1)) is None


@given(st.text(max_size=40), st.data())
def test_the_same_words_are_found(text: str, data: st.DataObject) -> None:
    checked = clean_text(text)
    start = data.draw(st.integers(0, len(checked)))
    end = data.draw(st.integers(start, len(checked)))
    span = located(clean_text(text), checked, (start, end))
    assert span == ((start, end) if checked[start:end].split() else None)


@given(st.text(st.characters(exclude_categories=[]), max_size=20), st.integers(0, 20))
def test_places_as_qt_counts_them(text: str, position: int) -> None:
    position = min(position, len(text))
    assert utf16(text, position) == sum(2 if ord(c) > 0xFFFF else 1 for c in text[:position])

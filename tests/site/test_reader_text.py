"""What a reader sees of stored text."""

import pytest

from curator_app.site.reader_text import paragraphs, reader_text
from tests.site.samples import STUDIES


@pytest.mark.parametrize(
    ("stored", "shown"),
    [
        ("It does not *cause* it.", "It does not cause it."),
        ("**Two** and ***three***.", "Two and three."),
        ("_So_ it is, __truly__.", "So it is, truly."),
        ("The level (E2) says so.", "The level says so."),
        ("Good (E0/E1), fair ( E2 – E3 ).", "Good, fair."),
        ("Not evidence: (E4), (e2), E2, (E2F).", "Not evidence: (E4), (e2), E2, (E2F)."),
        ("p* < 0.05 and q* > 1", "p* < 0.05 and q* > 1"),
        ("HLA-B*07 and HLA-B*08", "HLA-B*07 and HLA-B*08"),
        ("2 * 3 * 4", "2 * 3 * 4"),
        ("snake_case_name and _id", "snake_case_name and _id"),
        ("*open", "*open"),
        ("", ""),
    ],
)
def test_marks_and_codes_go_and_nothing_else(stored: str, shown: str) -> None:
    assert reader_text(stored) == shown


def test_plain_prose_is_untouched() -> None:
    for study in STUDIES:
        for text in (study.plain_summary, study.why_it_matters, study.does_not_prove):
            assert reader_text(text) == text


def test_reading_twice_changes_nothing_more() -> None:
    text = "A *b* (E2) _c_ **d**"
    assert reader_text(reader_text(text)) == reader_text(text)


def test_blank_lines_part_paragraphs() -> None:
    assert paragraphs("One\ntwo.\n\n \nThree.") == ["One two.", "Three."]
    assert paragraphs("") == []

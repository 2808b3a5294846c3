"""Two renderings of a page beside each other, with what differs marked."""

import re

import pytest

from curator_app.domain.revision import Versions
from curator_app.knowledge import catalogue, vocabulary
from curator_app.site.context import PageContext
from curator_app.site.marking import marked
from curator_app.site.pages import evidence_page
from curator_app.site.text import visible_text
from tests.builders import study

CONTEXT = PageContext(Versions(), vocabulary(), catalogue(), "https://atlas.example")
ENTRY = study(3).with_(plain_summary="Thirty people took part. Seven felt better.", tags=("a", "b"))


def page(**changes: object) -> bytes:
    """The page of the entry with these changes."""
    return evidence_page(ENTRY.with_(**changes), "2026-05-03", CONTEXT)


def body(text: str) -> bytes:
    return f"<!DOCTYPE html><html><head><title>x</title></head><body>{text}</body></html>".encode()


def test_the_same_page_is_given_back_as_it_is() -> None:
    assert marked(page(), page()) == (page(), page(), 0)


def test_words_that_differ_are_marked_on_both_sides() -> None:
    old, new, places = marked(
        page(), page(plain_summary="Thirty-six people took part. Seven felt worse.")
    )
    assert places == 2
    assert b'<mark id="difference"><del>Thirty</del></mark> people' in old
    assert b'<mark id="difference"><ins>Thirty-six</ins></mark> people' in new
    assert b"<mark><del>better.</del></mark>" in old
    assert b"<mark><ins>worse.</ins></mark>" in new
    assert visible_text(old) == visible_text(page())


def test_a_new_section_is_marked_as_a_whole_and_the_head_never() -> None:
    old, new, _ = marked(page(tags=()), page(title="Another title of the study."))
    for shown, given in ((old, page(tags=())), (new, page(title="Another title of the study."))):
        assert visible_text(shown) == visible_text(given)
        assert b"<mark>" not in shown.partition(b"</head>")[0]


@pytest.mark.parametrize(
    ("old", "new", "left", "right"),
    [
        ("a <b>b</b> c d", "a <b>b</b> d", "a <b>b</b> -c- d", "a <b>b</b> d"),
        ("a", "a <i>x y</i> z", "a", "a <i>+x y+</i> +z+"),
        ("one two three", "two three four", "-one- two three", "two three +four+"),
        ("<b>a</b> b <b>a</b> b", "<b>a</b> b", "<b>a</b> b <b>-a-</b> -b-", "<b>a</b> b"),
        ("<ul><li>x<li>y</ul>", "<ul><li>y</ul>", "<ul><li>-x-</li><li>y</li></ul>", None),
    ],
)
def test_marks_stand_where_the_words_stand(
    old: str, new: str, left: str, right: str | None
) -> None:
    shown_old, shown_new, _ = marked(body(old), body(new))
    for shown, expected in ((shown_old, left), (shown_new, right)):
        if expected is not None:
            whole = re.sub(r"-([^-]+)-", r"<mark><del>\1</del></mark>", expected)
            whole = re.sub(r"\+([^+]+)\+", r"<mark><ins>\1</ins></mark>", whole)
            bare = shown.replace(b' id="difference"', b"").replace(b"<mark></mark>", b"")
            assert whole.encode() in bare
            assert shown.count(b'id="difference"') == 1


def test_markup_in_a_text_stays_text() -> None:
    old, new, _ = marked(page(), page(plain_summary="<script>alert(1)</script> &amp; x"))
    assert b"<script>alert" not in new
    assert "<script>alert(1)</script>" in visible_text(new)
    assert b'<mark id="difference">' in old

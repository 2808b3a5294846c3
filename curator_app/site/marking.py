"""Two renderings of one page with the words marked that differ, for those who compare them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import SequenceMatcher
from typing import NamedTuple

from lxml import html

_UNSEEN = frozenset({"head", "script", "style", "template", "noscript", "title"})
_WORDS = re.compile(r"\S+")
ANCHOR = "difference"
"""The id of the first place, on both pages."""
BETWEEN = 2
"""Equal words that are marked with the changes on both their sides."""
_MOST = 6_000_000
"""Pairs of words beyond which the comparison itself would be felt; then nothing is marked."""


class _Word(NamedTuple):
    """One word and where it stands: the element, its text or its tail, from and to."""

    text: str
    element: html.HtmlElement
    tail: bool
    start: int
    end: int


def marked(old: bytes, new: bytes) -> tuple[bytes, bytes, int]:
    """Both pages, what is gone marked in the first and what is new in the second.

    The marks are `mark` with `del` or `ins` in it, which look so without any style of ours. The
    number says in how many places the pages differ, the first of which is ANCHOR on both; 0 gives
    them back as they are.
    """
    before, after = _tree(old), _tree(new)
    left, right = list(_words(before)), list(_words(after))
    if len(left) * len(right) > _MOST:
        return old, new, -1
    matcher = SequenceMatcher(None, [w.text for w in left], [w.text for w in right], autojunk=False)
    places = _places(matcher)
    if not places:
        return old, new, 0
    gone, added = [(i, j) for i, j, _, _ in places], [(k, m) for _, _, k, m in places]
    return (
        _with_marks(before, left, gone, "del"),
        _with_marks(after, right, added, "ins"),
        len(gone),
    )


def _places(matcher: SequenceMatcher[str]) -> list[tuple[int, int, int, int]]:
    """Where the words differ; a word or two that happen to be the same belong to the change."""
    found: list[tuple[int, int, int, int]] = []
    for what, i, j, k, m in matcher.get_opcodes():
        if what == "equal":
            continue
        if found and i - found[-1][1] <= min(BETWEEN, found[-1][1] - found[-1][0], j - i):
            i, k = found[-1][0], found[-1][2]
            found.pop()
        found.append((i, j, k, m))
    return found


def _tree(page: bytes) -> html.HtmlElement:
    parser = html.HTMLParser(encoding="utf-8", huge_tree=True)
    return html.document_fromstring(page, parser=parser)


def _words(element: html.HtmlElement) -> Iterator[_Word]:
    """The words that are seen, in reading order."""
    tag = element.tag
    if not isinstance(tag, str) or tag in _UNSEEN or element.get("hidden") is not None:
        return
    for match in _WORDS.finditer(element.text or ""):
        yield _Word(match[0], element, False, match.start(), match.end())
    for child in element:
        yield from _words(child)
        for match in _WORDS.finditer(child.tail or ""):
            yield _Word(match[0], child, True, match.start(), match.end())


def _with_marks(
    root: html.HtmlElement, words: list[_Word], places: list[tuple[int, int]], kind: str
) -> bytes:
    """The page with each place marked; from the end, so that the words before stay in place."""
    for number, (start, end) in reversed(list(enumerate(places))):
        runs = list(_runs(words[start:end]))
        for run in reversed(runs):
            _mark(run[0], run[-1].end, kind, anchor=number == 0 and run is runs[0])
        if number == 0 and not runs and words:
            word = words[min(start, len(words) - 1)]
            _mark(word, word.start, kind, anchor=True)
    return html.tostring(root, encoding="utf-8", doctype="<!DOCTYPE html>")


def _runs(place: list[_Word]) -> Iterator[list[_Word]]:
    """The words of one place, by the piece of text that they stand in."""
    run: list[_Word] = []
    for word in place:
        if run and (word.element is not run[0].element or word.tail != run[0].tail):
            yield run
            run = []
        run.append(word)
    if run:
        yield run


def _mark(first: _Word, end: int, kind: str, *, anchor: bool) -> None:
    """Put a mark around the text from a word on; an empty one is an anchor only."""
    element, tail = first.element, first.tail
    text = (element.tail if tail else element.text) or ""
    mark = element.makeelement("mark", {"id": ANCHOR} if anchor else {})
    if end > first.start:
        inner = element.makeelement(kind)
        inner.text = text[first.start : end]
        mark.append(inner)
    mark.tail = text[end:]
    parent = element.getparent()
    if tail and parent is not None:
        element.tail = text[: first.start]
        parent.insert(parent.index(element) + 1, mark)
    else:
        element.text = text[: first.start]
        element.insert(0, mark)

"""What a file left behind in the record: markup, labels, names given twice (F41 to F44)."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping

from curator_app.domain.checks.looking import Remark
from curator_app.domain.checks.record import RecordLook, RecordTest

_MARKUP = re.compile(
    r"[{}]|\\(?:[&%$#_]|textit|textbf|emph|text(?:super|sub)script|[a-z]+\{)"
    r"|</?(?:i|b|em|strong|su[bp]|sc|jats:\w+|title|p)>|&(?:amp|lt|gt|quot|nbsp|#\d{1,5});"
)
_MARKS = ("<", "&", "\\", "{", "}")
"""One of these is in every piece of markup."""
_TAG = re.compile(r"</?(?:i|b|em|strong|su[bp]|sc|jats:\w+|title|p)>")
_COMMAND = re.compile(r"\\(?:text\w+|emph)\s*|\\(?=[&%$#_])|[{}]")
_LABEL = re.compile(r"\s*(?:ABSTRACT|Abstract|SUMMARY|Summary)\s*[:.\n]\s*")
_COPYRIGHT = re.compile(
    r"\s*(?:Copyright\s)?©\s?(?:Copyright\s)?(?:The Author\S*\s)?\d{0,4}[^©]{0,160}$"
)
_GIVEN_NAME = re.compile(r"[^\W\d_]{3}")
_LETTERS = re.compile(r"[^\W\d_]")


def _without_markup(text: str) -> str:
    return " ".join(html.unescape(_COMMAND.sub("", _TAG.sub("", text))).split())


def _leftover_markup(look: RecordLook) -> Iterator[Remark]:
    """Braces, commands of TeX or tags of HTML in the title or the journal's name."""
    for name in ("title", "journal"):
        value: str = getattr(look.entry, name)
        if any(mark in value for mark in _MARKS) and _MARKUP.search(value):
            kept = _without_markup(value)
            fix = (name, kept) if kept and not _MARKUP.search(kept) and "\\" not in kept else None
            yield Remark(None, value, {"name": name}, fix=fix, field=name)


def _capitals(look: RecordLook) -> Iterator[Remark]:
    """A title in capitals; which words are names cannot be told, so that a person rewrites it."""
    title = look.entry.title
    if title.isupper() and len(_LETTERS.findall(title)) > 25:
        yield Remark(None, title)


def _author_twice(look: RecordLook) -> Iterator[Remark]:
    """The same full name twice; two people may well share a surname and initials."""
    authors = look.entry.authors
    if len(set(authors)) == len(authors):
        return
    twice = next(
        (
            a
            for a in authors
            if authors.count(a) > 1 and _GIVEN_NAME.search(a.partition(",")[2] or a)
        ),
        None,
    )
    if twice:
        first = authors.index(twice)
        kept = [a for n, a in enumerate(authors) if a != twice or n == first]
        yield Remark(None, twice, {"value": twice}, fix=("authors", kept))


def _abstract_label(look: RecordLook) -> Iterator[Remark]:
    """ "Abstract:" before, or a copyright line behind, what the authors wrote."""
    abstract = look.entry.abstract
    if not (_LABEL.match(abstract) or "©" in abstract[-240:]):
        return
    kept = _COPYRIGHT.sub("", _LABEL.sub("", abstract, count=1))
    if kept and kept != abstract:
        yield Remark(None, abstract[:200], fix=("abstract", kept))


RECORDS: Mapping[str, RecordTest] = {
    "F41_author_repeated": _author_twice,
    "F42_markup_left": _leftover_markup,
    "F43_title_in_capitals": _capitals,
    "F44_abstract_with_label": _abstract_label,
}

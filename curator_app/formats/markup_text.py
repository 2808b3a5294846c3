"""Titles and abstracts with markup, of XML or HTML, as plain text.

Superscripts become Unicode's where it has them, because 10⁶ is not 106. Subscripts stay on the
line: VO2max and CO2 are how people write and search for them. Of MathML the letters are kept.
"""

from __future__ import annotations

import html
import re
from collections.abc import Collection

from curator_app.formats.xml_records import Element

_RAISED = str.maketrans("0123456789+-−–=()n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁻⁼⁽⁾ⁿ")
_RAISABLE = re.compile(r"[0-9+\-−–=()n]+")
_SPACED = frozenset({"break", "p", "sec", "title", "list-item", "br", "AbstractText", "h4"})
_SKIPPED = frozenset({"annotation", "annotation-xml", "tex-math", "none", "mprescripts"})
TAG = re.compile(
    r"</?(?:i|b|u|em|strong|sub|sup|sc|scp|span|small|italic|bold|tt|br|p|h\d|div|(?:jats|mml):[a-z-]+"
    r"|inline-formula|math|m[a-z]{1,9})(?:\s[^<>]{0,300})?/?>",
    re.IGNORECASE,
)
_SUP = re.compile(r"<((?:jats:)?sup)(?:\s[^<>]{0,100})?>([^<>]{1,40})</\1>", re.IGNORECASE)
_ESCAPED_TWICE = re.compile(r"&(?:[a-z]{2,8}|#\d{1,6});|</(?:i|b|em|strong|su[bp]|span|p)>", re.I)


def local(element: Element) -> str:
    """An element's name without its namespace; "" for comments and the like."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def text_of(element: Element | None, skip: Collection[str] = ()) -> str:
    """The element's text on one line, its markup read and the elements named `skip` left out."""
    if element is None:
        return ""
    if not len(element):
        return " ".join((element.text or "").split())
    parts: list[str] = []
    _collect(element, parts, skip)
    return " ".join("".join(parts).split())


def _collect(element: Element, parts: list[str], skip: Collection[str]) -> None:
    """Recursive: the parser lets nothing in that is deeper than 256."""
    name = local(element)
    math = name == "math" or str(element.tag).startswith("{http://www.w3.org/1998/Math")
    parts.append(_trimmed(element.text, math))
    for child in element:
        inner = local(child)
        if inner and inner not in skip and inner not in _SKIPPED:
            _child(child, inner, parts, skip)
        parts.append(_trimmed(child.tail, math))


def _child(child: Element, name: str, parts: list[str], skip: Collection[str]) -> None:
    if name in ("sup", "msup", "mfrac"):
        parts.append(_placed(child, name, skip))
        return
    if name in _SPACED:
        parts.append(" ")
    _collect(child, parts, skip)
    if name in _SPACED:
        parts.append(" ")


def _placed(element: Element, name: str, skip: Collection[str]) -> str:
    """A superscript, a power or a fraction."""
    if name == "sup":
        return raised(_inner(element, skip))
    parts = [_inner(child, skip) for child in element if local(child)]
    if len(parts) != 2:
        return _inner(element, skip)
    return f"{parts[0]}/{parts[1]}" if name == "mfrac" else parts[0] + raised(parts[1])


def _inner(element: Element, skip: Collection[str]) -> str:
    parts: list[str] = []
    _collect(element, parts, skip)
    return "".join(parts)


def _trimmed(text: str | None, math: bool) -> str:
    # Space between the elements of a formula is layout.
    return (text.strip() if math else text) if text else ""


def raised(text: str) -> str:
    """The text in superscript where Unicode has all of its signs, else as it is."""
    return text.translate(_RAISED) if _RAISABLE.fullmatch(text.strip()) else text


def from_html(text: str) -> str:
    """Plain text of a title or a paragraph with HTML's inline tags and entities, on one line."""
    if "<" in text or "&" in text:
        if "&lt;" in text and "<" not in text:
            text = html.unescape(text)
        text = _without_tags(text)
        if _ESCAPED_TWICE.search(text):  # Depositors escape what was escaped already.
            text = _without_tags(text)
    return " ".join(text.split())


def _without_tags(text: str) -> str:
    return html.unescape(TAG.sub(gap, with_superscripts(text)))


def with_superscripts(text: str) -> str:
    """The text, HTML's raised numbers in Unicode."""
    return _SUP.sub(lambda match: raised(html.unescape(match[2])), text)


def gap(match: re.Match[str]) -> str:
    """What stands in the place of a TAG: a space for those that part lines, else nothing."""
    return " " if re.match(r"</?(?:br|p|h\d|div)\b", match.group(), re.IGNORECASE) else ""

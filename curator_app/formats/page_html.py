"""The visible text of a saved web page, block by block, without running or fetching anything."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import cast

from lxml import etree, html
from lxml.html import HtmlElement

_BLOCKS = frozenset(
    {
        *("address", "article", "aside", "blockquote", "body", "br", "dd", "details", "div", "dl"),
        *("dt", "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4"),
        *("h5", "h6", "header", "hr", "li", "main", "nav", "ol", "p", "pre", "section"),
        *("summary", "table", "tbody", "td", "th", "thead", "tr", "ul"),
    }
)
_UNSEEN = frozenset({"head", "script", "style", "template", "noscript", "title", "svg", "nav"})
_KEPT = frozenset({"pre", "textarea"})


@dataclass
class Page:
    """A page as lines of text, with the few facts that only its markup tells."""

    lines: list[str] = field(default_factory=list[str])
    title: str = ""
    address: str = ""
    doi_link: str = ""


def from_html(text: str) -> Page:
    """Read HTML, however broken; entities, networks and huge trees are off."""
    parser = html.HTMLParser(
        encoding="utf-8", no_network=True, huge_tree=False, remove_comments=True, remove_pis=True
    )
    try:
        root = cast("HtmlElement | None", etree.fromstring(text.encode("utf-8", "replace"), parser))
    except (etree.LxmlError, ValueError):
        return Page()
    page = Page()
    if root is not None:  # nothing but a broken declaration has no root
        _Walker(page).walk(root)
    return page


class _Walker:
    """Walks without recursion: nesting may be as deep as a parser lets it be."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.pieces: list[str] = []
        self.hidden = 0
        self.kept = 0
        self.heading = 0

    def walk(self, root: HtmlElement) -> None:
        for event, element in etree.iterwalk(root, events=("start", "end")):
            tag = str(element.tag)
            if event == "start":
                self.start(tag, element)
                self.add(element.text)
            else:
                self.end(tag)
                self.add(element.tail)
        self.flush()

    def start(self, tag: str, element: HtmlElement) -> None:
        if tag in _BLOCKS:
            self.flush()
        if tag in _UNSEEN:
            self.hidden += 1
        if tag in _KEPT:
            self.kept += 1
        self.heading += tag == "h1"
        link = element.get("href") or ""
        if tag == "link" and element.get("rel") == "canonical":
            self.page.address = self.page.address or link
        elif tag == "meta" and element.get("property") == "og:url":
            self.page.address = self.page.address or element.get("content") or ""
        elif tag == "a" and "doi.org/10." in link and (element.text or "").strip() == "DOI":
            self.page.doi_link = self.page.doi_link or link

    def end(self, tag: str) -> None:
        if tag in _BLOCKS:
            self.flush()
        if tag in _UNSEEN:
            self.hidden -= 1
        if tag in _KEPT:
            self.kept -= 1
        self.heading -= tag == "h1"

    def add(self, text: str | None) -> None:
        if text and not self.hidden:
            self.pieces.append(text)

    def flush(self) -> None:
        text = "".join(self.pieces)
        self.pieces.clear()
        lines = text.split("\n") if self.kept else [text]
        shown = [line for raw in lines if (line := " ".join(raw.split()))]
        if self.heading and shown and not self.page.title:
            self.page.title = shown[0]
        self.page.lines += shown

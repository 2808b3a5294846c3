"""The words of an HTML mail and where its links really lead. Nothing else of it is looked at."""

from __future__ import annotations

import re
from html import unescape
from typing import cast

from lxml import etree, html

from curator_app.domain.plain_text import visible_line

_PARAGRAPHS = frozenset(
    {"p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "dl", "table", "blockquote", "pre", "hr"}
)
_BLOCKS = _PARAGRAPHS | {
    *("address", "article", "aside", "body", "br", "center", "dd", "details", "div", "dt"),
    *("fieldset", "figcaption", "figure", "footer", "form", "header", "li", "main", "nav"),
    *("section", "summary", "tbody", "thead", "tr"),
}
_UNSEEN = frozenset(
    {"head", "script", "style", "template", "title", "svg", "math", "object", "noscript", "select"}
)
_DEEPEST_QUOTE = 20
_LINKS_SHOWN = 5000


def text_of(source: str) -> str:
    """The text, block by block. Raises ValueError where the parser gives up (2,048 levels deep)."""
    parser = html.HTMLParser(
        encoding="utf-8", no_network=True, huge_tree=True, remove_comments=True, remove_pis=True
    )
    try:
        page = source.replace("\x00", "").encode("utf-8", "replace")
        root = cast("html.HtmlElement | None", etree.fromstring(page, parser))
    except etree.LxmlError:
        raise ValueError("not HTML") from None
    if parser.error_log.filter_from_fatals():
        raise ValueError("read in part only")
    return "" if root is None else _Walker().walk(root)


def between_tags(source: str) -> str:
    """What stands between tags, for a page that is too broken or deep to be parsed."""
    text = unescape(re.sub(r"<[^<>]*>", "\n", source))
    return "\n".join(line for raw in text.split("\n") if (line := " ".join(raw.split())))


class _Walker:
    """Walks without recursion, however deep the tree is."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.pieces: list[str] = []
        self.hidden = self.kept = self.quotes = self.links = 0
        self.bullet = False

    def walk(self, root: html.HtmlElement) -> str:
        for event, element in etree.iterwalk(root, events=("start", "end")):
            tag = str(element.tag)
            if event == "start":
                self.start(tag, element)
                self.add(element.text)
            else:
                self.end(tag, element)
                self.add(element.tail)
        self.flush()
        return re.sub(r"\n{3,}", "\n\n", "\n".join(self.lines)).strip("\n")

    def start(self, tag: str, element: html.HtmlElement) -> None:
        if tag in _BLOCKS:
            self.flush(blank=tag in _PARAGRAPHS)
        self.hidden += tag in _UNSEEN
        self.kept += tag == "pre"
        self.quotes += tag == "blockquote"
        if tag == "li":
            self.bullet = True
        elif tag == "img" and (alt := (element.get("alt") or "").strip()):
            self.add(f"[{visible_line(alt, 200)}]")
        elif tag in ("td", "th"):
            self.pieces.append(" ")

    def end(self, tag: str, element: html.HtmlElement) -> None:
        if tag == "a":
            self.link(element)
        if tag in _BLOCKS:
            self.flush(blank=tag in _PARAGRAPHS)
        self.hidden -= tag in _UNSEEN
        self.kept -= tag == "pre"
        self.quotes -= tag == "blockquote"

    def link(self, element: html.HtmlElement) -> None:
        """Say the real target, unless the words of the link say just that."""
        target = visible_line((element.get("href") or "").strip(), 2000)
        shown = self.pieces[-1].strip().rstrip("/") if self.pieces else ""
        plain = target.removeprefix("mailto:").rstrip("/")
        if not plain or target[0] == "#" or shown in (target, plain):
            return
        self.links += 1
        if self.links <= _LINKS_SHOWN:
            self.add(f" [{target}]")

    def add(self, text: str | None) -> None:
        if text and not self.hidden:
            self.pieces.append(text)

    def flush(self, *, blank: bool = False) -> None:
        text = "".join(self.pieces)
        self.pieces.clear()
        lines = text.split("\n") if self.kept else [" ".join(text.split())]
        quote = "> " * min(self.quotes, _DEEPEST_QUOTE)
        for line in lines:
            if line.strip():
                self.lines.append(f"{quote}{'• ' if self.bullet else ''}{line}")
                self.bullet = False
        if blank and self.lines and self.lines[-1]:
            self.lines.append("")

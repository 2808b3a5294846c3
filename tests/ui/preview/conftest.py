"""What the preview's tests share. The engine's flags have to be set before any test runs."""

from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtWebEngineCore import QWebEnginePage
from pytestqt.qtbot import QtBot

from curator_app.ui.preview import scheme
from curator_app.ui.preview.appearance import WORLD
from curator_app.ui.preview.pane import PreviewPane

scheme.prepare()

STYLE = b"""
body { background: rgb(250, 250, 250); color: black; margin: 0 }
@media (prefers-color-scheme: dark) { body { background: rgb(10, 10, 10); color: white } }
@media (prefers-color-scheme: light) and (min-width: 1px) { h1 { color: rgb(0, 0, 90) } }
@media print { body { background: rgb(255, 255, 255) } }
"""
HEAD = '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>t</title>'


def page(title: str, body: str = "") -> bytes:
    """A small page of the site."""
    style = '<link rel="stylesheet" href="/assets/site.css">'
    return f"{HEAD}{style}</head><body><h1>{title}</h1>{body}</body></html>".encode()


def site(title: str, body: str = "") -> dict[str, tuple[bytes, str]]:
    """The page of one study with its style sheet."""
    return {
        "evidence/see-1996.html": (page(title, body), "text/html; charset=utf-8"),
        "assets/site.css": (STYLE, "text/css"),
    }


PATH = "/evidence/see-1996"
Ask = Callable[[QWebEnginePage, str], Any]


@pytest.fixture
def ask(qtbot: QtBot) -> Ask:
    """Asks the shown document something, from a world of its own (the page has no script)."""

    def answer(page_: QWebEnginePage, script: str) -> Any:
        got: list[Any] = []
        page_.runJavaScript(script, WORLD.value, got.append)
        qtbot.waitUntil(lambda: bool(got), timeout=5000)
        return got[0]

    return answer


@pytest.fixture
def pane(qtbot: QtBot) -> PreviewPane:
    """The preview on screen, still empty."""
    made = PreviewPane()
    qtbot.addWidget(made)
    made.resize(900, 700)
    made.show()
    qtbot.waitExposed(made)
    return made


def show(qtbot: QtBot, pane: PreviewPane, content: dict[str, tuple[bytes, str]]) -> QWebEnginePage:
    """Show the study's page and wait until it stands there."""
    with qtbot.waitSignal(pane.shown, timeout=15000):
        pane.show_page(content, PATH)
    made = pane.findChild(QWebEnginePage)
    assert made is not None
    return made

"""The preview: the given bytes, at the chosen width and look, going nowhere."""

import os
import signal
from pathlib import Path

import pytest
import shiboken6
from PySide6.QtCore import QUrl
from PySide6.QtWebEngineCore import (
    QWebEngineDownloadRequest,
    QWebEnginePage,
    QWebEngineProfile,
    QWebEngineSettings,
)
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from curator_app.ui.preview import guard, scheme
from curator_app.ui.preview.pane import CRASHED, EMPTY, PAGE, PRINT, PreviewPane
from tests.ui.preview.conftest import PATH, Ask, show, site

LONG = "<p>Text.</p>" * 200


def background(ask: Ask, page: QWebEnginePage) -> str:
    return ask(page, "getComputedStyle(document.body).backgroundColor")


def test_the_page_stands_there_with_its_style(qtbot: QtBot, pane: PreviewPane, ask: Ask):
    assert pane.stack.currentIndex() == EMPTY
    page = show(qtbot, pane, site("α-Interferon <i>&amp;</i>"))
    assert pane.stack.currentIndex() == PAGE
    assert ask(page, "document.querySelector('h1').textContent") == "α-Interferon &"
    assert background(ask, page) == "rgb(250, 250, 250)"


@pytest.mark.parametrize(
    "data",
    [bytes(range(256)) * 8, b"", b"<p>\r\n\0 \xef\xbb\xbf\xff</p>", b"<!-- x -->" * 400_000],
    ids=["every byte", "nothing", "not UTF-8", "four megabytes"],
)
def test_bytes_shown_are_the_bytes_given(qtbot: QtBot, tmp_path: Path, data: bytes):
    scheme.register()
    profile = QWebEngineProfile()
    handler = guard.Pages(profile)
    profile.installUrlSchemeHandler(scheme.SCHEME.encode(), handler)
    handler.serve({"evidence/x.html": (data, "application/octet-stream")})
    page = QWebEnginePage(profile)
    done: list[str] = []

    def take(download: QWebEngineDownloadRequest) -> None:
        download.setDownloadDirectory(str(tmp_path))
        download.setDownloadFileName("got")
        download.isFinishedChanged.connect(lambda: done.append("yes"))
        download.accept()

    profile.downloadRequested.connect(take)
    page.download(guard.address("evidence/x"))
    qtbot.waitUntil(lambda: bool(done), timeout=10000)
    assert (tmp_path / "got").read_bytes() == data
    shiboken6.delete(page)
    shiboken6.delete(profile)


def test_equal_bytes_are_not_loaded_again(qtbot: QtBot, pane: PreviewPane):
    show(qtbot, pane, site("One"))
    with qtbot.assertNotEmitted(pane.shown, wait=300):
        pane.show_page(site("One"), PATH)


def test_a_refresh_keeps_the_place_on_the_page(qtbot: QtBot, pane: PreviewPane, ask: Ask):
    page = show(qtbot, pane, site("One", LONG))
    ask(page, "window.scrollTo(0, 800); 1")
    show(qtbot, pane, site("Two", LONG))
    assert ask(page, "document.querySelector('h1').textContent") == "Two"
    qtbot.waitUntil(lambda: abs(ask(page, "window.scrollY") - 800) < 20, timeout=3000)
    assert page.history().count() == 1


def test_a_new_style_sheet_is_not_taken_from_a_cache(qtbot: QtBot, pane: PreviewPane, ask: Ask):
    page = show(qtbot, pane, site("One"))
    content = site("One")
    content["assets/site.css"] = (b"body { background: rgb(1, 2, 3) }", "text/css")
    show(qtbot, pane, content)
    assert background(ask, page) == "rgb(1, 2, 3)"


@pytest.mark.parametrize(
    ("device", "css", "zoom"), [("phone", 390, 1.0), ("tablet", 768, 1.0), ("desktop", 1100, 0.818)]
)
def test_the_page_is_laid_out_at_the_chosen_width(
    qtbot: QtBot, pane: PreviewPane, ask: Ask, device: str, css: int, zoom: float
):
    page = show(qtbot, pane, site("One"))
    pane.set_device(device)
    qtbot.waitUntil(lambda: abs(ask(page, "window.innerWidth") - css) <= 2, timeout=3000)
    assert pane.stage.zoom() == pytest.approx(zoom, abs=0.01)
    left = pane.stage.childAt(pane.stage.width() // 2, 5)
    assert left is not None


def test_a_narrow_pane_still_shows_the_whole_width(qtbot: QtBot, pane: PreviewPane, ask: Ask):
    page = show(qtbot, pane, site("One"))
    pane.resize(420, 600)

    def fits() -> bool:  # the pane may not become narrower than its buttons
        return pane.stage.width() < 700 and pane.zoom.text() == f"{pane.stage.width() / 1100:.0%}"

    qtbot.waitUntil(fits, timeout=3000)
    qtbot.waitUntil(lambda: abs(ask(page, "window.innerWidth") - 1100) <= 4, timeout=3000)


def test_light_and_dark_show_what_the_page_declares_for_them(
    qtbot: QtBot, pane: PreviewPane, ask: Ask
):
    page = show(qtbot, pane, site("One"))
    pane.looks["dark"].click()
    assert background(ask, page) == "rgb(10, 10, 10)"
    assert ask(page, "getComputedStyle(document.querySelector('h1')).color") != "rgb(0, 0, 90)"
    show(qtbot, pane, site("Two"))
    assert background(ask, page) == "rgb(10, 10, 10)"
    pane.looks["light"].click()
    assert background(ask, page) == "rgb(250, 250, 250)"
    assert ask(page, "getComputedStyle(document.querySelector('h1')).color") == "rgb(0, 0, 90)"


def test_print_shows_the_pages_as_they_print(qtbot: QtBot, pane: PreviewPane):
    show(qtbot, pane, site("One", LONG))
    pane.looks["print"].click()
    qtbot.waitUntil(lambda: pane.stack.currentIndex() == PRINT, timeout=5000)
    assert pane.printed.pageCount() > 1
    assert "One" in pane.printed.getAllText(0).text()
    pane.looks["light"].click()
    assert pane.stack.currentIndex() == PAGE


def test_links_are_told_and_not_followed(qtbot: QtBot, pane: PreviewPane, ask: Ask):
    links = {
        "a": "/evidence/fluge-2019-rituximab",
        "b": "../evidence/other-2001.html#top",
        "c": "https://www.mecfsatlas.com/evidence/public-2003",
        "d": "https://doi.org/10.1000/x",
        "e": "/how-it-works",
        "f": "file:///etc/passwd",
        "g": "javascript:alert(1)",
        "h": "#end",
    }
    body = "".join(f'<a id="{key}" href="{url}">x</a>' for key, url in links.items())
    page = show(qtbot, pane, site("One", body + LONG + '<p id="end">End</p>'))
    inside: list[str] = []
    outside: list[str] = []
    pane.link_activated.connect(inside.append)
    pane.outside_link.connect(outside.append)
    here = page.url()
    for key in links:
        ask(page, f"document.getElementById('{key}').click(); 1")
        qtbot.wait(50)
    assert inside == ["fluge-2019-rituximab", "other-2001", "public-2003"]
    assert outside == ["https://doi.org/10.1000/x", "https://www.mecfsatlas.com/how-it-works"]
    assert page.url().path() == here.path()
    assert ask(page, "document.querySelector('h1').textContent") == "One"


def test_the_policy_holds_even_with_scripts_on(qtbot: QtBot, pane: PreviewPane, ask: Ask):
    body = (
        "<script>document.documentElement.dataset.ran = 'inline'</script>"
        '<script src="/x.js"></script><style>h1 { color: red }</style>'
        "<img src='x' onerror=\"document.documentElement.dataset.ran = 'event'\">"
    )
    page = show(qtbot, pane, site("One"))
    page.settings().setAttribute(QWebEngineSettings.WebAttribute.JavascriptEnabled, True)
    content = site("Two", body)
    content["x.js"] = (b"document.documentElement.dataset.ran = 'file'", "text/javascript")
    show(qtbot, pane, content)
    assert ask(page, "document.querySelector('h1').textContent") == "Two"
    assert ask(page, "document.documentElement.dataset.ran || 'nothing'") == "nothing"
    assert ask(page, "getComputedStyle(document.querySelector('h1')).color") != "rgb(255, 0, 0)"


def test_a_page_that_is_not_there_is_no_page(qtbot: QtBot, pane: PreviewPane):
    show(qtbot, pane, site("One"))
    with qtbot.assertNotEmitted(pane.shown, wait=300):
        pane.show_page(site("One"), "/evidence/none")


def test_the_profile_keeps_nothing(qapp: object):
    profile = guard.Profile()
    assert profile.isOffTheRecord()
    for attribute in guard.OFF:
        assert not profile.settings().testAttribute(attribute), attribute
    for attribute in guard.ON:
        assert profile.settings().testAttribute(attribute), attribute
    assert profile.httpCacheType() == QWebEngineProfile.HttpCacheType.NoCache
    profile.deleteLater()


def test_a_crashed_renderer_is_told_and_reloaded(qtbot: QtBot, pane: PreviewPane, ask: Ask):
    page = show(qtbot, pane, site("One"))
    os.kill(page.renderProcessPid(), signal.SIGKILL)
    qtbot.waitUntil(lambda: pane.stack.currentIndex() == CRASHED, timeout=5000)
    button = pane.stack.currentWidget().findChild(QPushButton)
    assert button is not None
    with qtbot.waitSignal(pane.shown, timeout=10000):
        button.click()
    assert pane.stack.currentIndex() == PAGE
    assert ask(page, "document.querySelector('h1').textContent") == "One"


def test_stale_is_marked_until_the_new_page_comes(qtbot: QtBot, pane: PreviewPane):
    show(qtbot, pane, site("One"))
    pane.set_stale(True)
    assert pane.stale.isVisible()
    show(qtbot, pane, site("Two"))
    assert not pane.stale.isVisible()


def test_nothing_chosen_says_why(qtbot: QtBot, pane: PreviewPane, ask: Ask):
    page = show(qtbot, pane, site("One"))
    pane.clear("This study has no page yet.")
    assert pane.stack.currentIndex() == EMPTY
    show(qtbot, pane, site("One"))
    assert pane.stack.currentIndex() == PAGE
    assert ask(page, "document.querySelector('h1').textContent") == "One"


@pytest.mark.slow
def test_the_pane_opens_and_closes_twenty_times(qtbot: QtBot):
    for number in range(20):
        made = PreviewPane()
        made.resize(300, 200)
        made.show()
        show(qtbot, made, site(str(number)))
        made.close()
        made.deleteLater()
        qtbot.waitUntil(lambda made=made: not shiboken6.isValid(made), timeout=5000)


def test_flags_are_added_and_the_sandbox_is_left_alone():
    environment = {
        "QTWEBENGINE_CHROMIUM_FLAGS": "--mine --no-pings",
        "QTWEBENGINE_REMOTE_DEBUGGING": "9222",
    }
    scheme.prepare(environment)
    flags = environment["QTWEBENGINE_CHROMIUM_FLAGS"].split()
    assert flags[0] == "--mine"
    assert flags.count("--no-pings") == 1
    assert set(scheme.FLAGS) <= set(flags)
    assert not any("sandbox" in flag for flag in flags)
    assert "QTWEBENGINE_REMOTE_DEBUGGING" not in environment


def test_addresses_keep_odd_paths_whole():
    assert guard.address("/evidence/a b?c#d") == QUrl("atlas://site/evidence/a b%3Fc%23d")

"""One Qt WebEngine view that shows a site from memory, for looking at pages as a reader would."""

import json
from collections.abc import Mapping
from typing import Any

import shiboken6
from PySide6.QtCore import QBuffer, QByteArray, QEventLoop, QIODevice, QSize, QTimer, QUrl
from PySide6.QtGui import QImage
from PySide6.QtWebEngineCore import (
    QWebEnginePage,
    QWebEngineProfile,
    QWebEngineUrlRequestJob,
    QWebEngineUrlSchemeHandler,
)
from PySide6.QtWebEngineWidgets import QWebEngineView

from curator_app.ui.preview.scheme import HOST, SCHEME

TYPES = {"html": b"text/html", "css": b"text/css", "svg": b"image/svg+xml"}
WORLD = 1  # a world apart from the page: its policy forbids scripts, and shall


class Site(QWebEngineUrlSchemeHandler):
    """Answers every request from a dict of path to bytes; what else was asked for is noted."""

    def __init__(self) -> None:
        super().__init__()
        self.files: Mapping[str, bytes] = {}
        self.missing: list[str] = []
        self.dark = False

    def requestStarted(self, job: QWebEngineUrlRequestJob) -> None:
        path = job.requestUrl().path().lstrip("/") or "index.html"
        data = self.files.get(path, self.files.get(f"{path}.html"))
        if data is None:
            self.missing.append(path)
            job.fail(QWebEngineUrlRequestJob.Error.UrlNotFound)
            return
        kind = path.rpartition(".")[2]
        if kind == "css":
            data = self.coloured(data)
        buffer = QBuffer(job)
        buffer.setData(QByteArray(data))
        buffer.open(QIODevice.OpenModeFlag.ReadOnly)
        job.reply(TYPES.get(kind, b"text/html"), buffer)

    def coloured(self, css: bytes) -> bytes:
        """The style as on a light or a dark desktop: Qt cannot ask the page for one of them."""
        condition = b"all" if self.dark else b"not all"
        scheme = b"color-scheme: dark" if self.dark else b"color-scheme: light"
        return css.replace(b"(prefers-color-scheme: dark)", condition).replace(
            b"color-scheme: light dark", scheme
        )


class Browser:
    """A view of a given size; every method returns when the page is there."""

    def __init__(self) -> None:
        self.site = Site()
        self.profile = QWebEngineProfile()
        self.profile.installUrlSchemeHandler(SCHEME.encode(), self.site)
        self.page = QWebEnginePage(self.profile)
        self.view = QWebEngineView()
        self.view.setPage(self.page)
        self.view.show()

    def close(self) -> None:
        """Take it apart in the order that Qt wants."""
        self.view.close()
        for part in (self.view, self.page, self.profile):
            shiboken6.delete(part)

    def show(self, path: str, width: int, *, dark: bool = False, height: int = 900) -> bool:
        """Load a page; whether it loaded."""
        self.site.dark = dark
        self.profile.clearHttpCache()
        self.view.resize(width, height)
        loop, loaded = QEventLoop(), [False]

        def done(ok: bool) -> None:
            loaded[0] = ok
            loop.quit()

        self.page.loadFinished.connect(done)
        QTimer.singleShot(15_000, loop.quit)
        self.page.load(QUrl(f"{SCHEME}://{HOST}/{path}"))
        loop.exec()
        self.page.loadFinished.disconnect(done)
        return loaded[0]

    def run(self, script: str) -> Any:
        """The value of an expression, asked beside the page's own world."""
        text = self.run_plain(f"JSON.stringify({script})")
        return json.loads(text) if text else None

    def run_plain(self, script: str) -> Any:
        """What a script gives; lists do not come through, text and numbers do."""
        loop, value = QEventLoop(), [None]

        def done(result: Any) -> None:
            value[0] = result
            loop.quit()

        QTimer.singleShot(15_000, loop.quit)
        self.page.runJavaScript(script, WORLD, done)
        loop.exec()
        return value[0]

    def wait(self, milliseconds: int) -> None:
        """Let the engine work."""
        loop = QEventLoop()
        QTimer.singleShot(milliseconds, loop.quit)
        loop.exec()

    def picture(self, path: str, width: int, *, dark: bool = False) -> QImage:
        """The whole page as a picture."""
        self.show(path, width, dark=dark)
        height = int(self.run("document.documentElement.scrollHeight"))
        self.view.resize(QSize(width, min(height, 8000)))
        self.wait(350)
        return self.view.grab().toImage()

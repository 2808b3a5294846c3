"""The engine's page: goes nowhere by itself, tells which link was clicked."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from PySide6.QtCore import QUrl, Signal
from PySide6.QtWebEngineCore import (
    QWebEngineCertificateError,
    QWebEngineFullScreenRequest,
    QWebEnginePage,
    QWebEnginePermission,
)
from PySide6.QtWidgets import QWidget

from curator_app.domain.citation import SITE_URL
from curator_app.ui.preview.guard import Profile, harden
from curator_app.ui.preview.scheme import HOST, SCHEME

EVIDENCE = "/evidence/"
OUTSIDE = frozenset({"http", "https", "mailto"})


class Page(QWebEnginePage):
    """Shows only what `go` asks for.

    Signals: `link_activated(slug)` for another study's page, `outside_link(url)` for the rest.
    """

    link_activated = Signal(str)
    outside_link = Signal(str)

    def __init__(self, profile: Profile, parent: QWidget) -> None:
        super().__init__(profile, parent)
        self._wanted = QUrl()
        harden(self.settings())
        self.permissionRequested.connect(self._on_permission)
        self.fullScreenRequested.connect(self._on_full_screen)
        self.certificateError.connect(self._on_certificate)
        for name in (
            "desktopMediaRequested",
            "fileSystemAccessRequested",
            "registerProtocolHandlerRequested",
            "quotaRequested",
            "webAuthUxRequested",
        ):
            getattr(self, name).connect(self._refuse)

    def go(self, url: QUrl) -> None:
        """Show an address of ours; the same one again keeps its place on the page."""
        same = url == self._wanted
        self._wanted = url
        if same:
            # Bypassing the cache: Chromium keeps style sheets in memory, whatever the headers say.
            self.triggerAction(QWebEnginePage.WebAction.ReloadAndBypassCache)
        else:
            self.load(url)

    def acceptNavigationRequest(
        self, url: QUrl | str, type: QWebEnginePage.NavigationType, isMainFrame: bool
    ) -> bool:
        target = QUrl(url)
        kind = QWebEnginePage.NavigationType
        if type == kind.NavigationTypeLinkClicked:
            if isMainFrame and self._is_here(target):
                return True
            self._tell(target)
            return False
        asked = type in (kind.NavigationTypeTyped, kind.NavigationTypeReload)
        return isMainFrame and asked and self._is_here(target)

    def _is_here(self, url: QUrl) -> bool:
        wanted = self._wanted
        return (url.scheme(), url.host(), url.path()) == (
            wanted.scheme(),
            wanted.host(),
            wanted.path(),
        )

    def _tell(self, url: QUrl) -> None:
        ours = url.scheme() == SCHEME and url.host() == HOST
        public = url.toString().startswith(f"{SITE_URL}/")
        path = url.path()
        if (ours or public) and path.startswith(EVIDENCE):
            self.link_activated.emit(path.removeprefix(EVIDENCE).removesuffix(".html"))
        elif ours:
            self.outside_link.emit(f"{SITE_URL}{path}")
        elif url.scheme() in OUTSIDE:
            self.outside_link.emit(url.toString())

    def createWindow(self, _type: QWebEnginePage.WebWindowType) -> Any:
        return None

    def chooseFiles(
        self,
        mode: QWebEnginePage.FileSelectionMode,
        oldFiles: Iterable[str],
        acceptedMimeTypes: Iterable[str],
    ) -> list[str]:
        return []

    def javaScriptAlert(self, _origin: QUrl | str, _msg: str) -> None:
        return

    def javaScriptConfirm(self, _origin: QUrl | str, _msg: str) -> bool:
        return False

    def javaScriptConsoleMessage(self, *_said: object) -> None:
        return

    def _on_permission(self, permission: QWebEnginePermission) -> None:
        permission.deny()

    def _on_full_screen(self, request: QWebEngineFullScreenRequest) -> None:
        request.reject()

    def _on_certificate(self, error: QWebEngineCertificateError) -> None:
        error.rejectCertificate()

    def _refuse(self, request: Any) -> None:
        for name in ("reject", "cancel"):
            if hasattr(request, name):
                getattr(request, name)()
                return

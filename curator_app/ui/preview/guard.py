"""The closed engine: pages from memory, no script, no network, nothing written (security.md S3)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QObject, QUrl
from PySide6.QtWebEngineCore import (
    QWebEngineDownloadRequest,
    QWebEngineProfile,
    QWebEngineSettings,
    QWebEngineUrlRequestInfo,
    QWebEngineUrlRequestInterceptor,
    QWebEngineUrlRequestJob,
    QWebEngineUrlSchemeHandler,
)

from curator_app.ui.preview.scheme import HOST, SCHEME, register

Content = Mapping[str, tuple[bytes, str]]
"""Path -> (bytes, media type)."""

POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "script-src 'none'; connect-src 'none'; form-action 'none'; base-uri 'none'; "
    "frame-src 'none'; object-src 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
    "X-DNS-Prefetch-Control": "off",
}
_WEB = QWebEngineSettings.WebAttribute
OFF = (
    _WEB.JavascriptEnabled,
    _WEB.JavascriptCanOpenWindows,
    _WEB.JavascriptCanAccessClipboard,
    _WEB.JavascriptCanPaste,
    _WEB.LocalStorageEnabled,
    _WEB.LocalContentCanAccessRemoteUrls,
    _WEB.LocalContentCanAccessFileUrls,
    _WEB.PluginsEnabled,
    _WEB.PdfViewerEnabled,
    _WEB.FullScreenSupportEnabled,
    _WEB.ScreenCaptureEnabled,
    _WEB.WebGLEnabled,
    _WEB.Accelerated2dCanvasEnabled,
    _WEB.AutoLoadIconsForPage,
    _WEB.TouchIconsEnabled,
    _WEB.HyperlinkAuditingEnabled,
    _WEB.ErrorPageEnabled,
    _WEB.AllowRunningInsecureContent,
    _WEB.AllowGeolocationOnInsecureOrigins,
    _WEB.AllowWindowActivationFromJavaScript,
    _WEB.DnsPrefetchEnabled,
    _WEB.NavigateOnDropEnabled,
    _WEB.ReadingFromCanvasEnabled,
    _WEB.BackForwardCacheEnabled,
    _WEB.FocusOnNavigationEnabled,
)
ON = (
    _WEB.WebRTCPublicInterfacesOnly,
    _WEB.PlaybackRequiresUserGesture,
    _WEB.TrimAccessibilityIdentifiers,
)


def address(path: str, fragment: str = "") -> QUrl:
    """The preview's address of a path of the site."""
    url = QUrl()
    url.setScheme(SCHEME)
    url.setHost(HOST)
    url.setPath("/" + path.lstrip("/"))
    if fragment:
        url.setFragment(fragment)
    return url


class Pages(QWebEngineUrlSchemeHandler):
    """Answers from memory with exactly the bytes it was given."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.content: dict[str, tuple[bytes, str]] = {}

    def serve(self, content: Content) -> None:
        """What there is to see from now on."""
        self.content = {path.lstrip("/"): page for path, page in content.items()}

    def find(self, path: str) -> tuple[bytes, str] | None:
        """The page at a path; a page may be asked for without its .html, as on the site."""
        path = path.lstrip("/")
        return self.content.get(path) or self.content.get(f"{path}.html")

    def requestStarted(self, job: QWebEngineUrlRequestJob) -> None:
        found = self.find(job.requestUrl().path())
        if job.requestMethod().data() != b"GET" or found is None:
            job.fail(QWebEngineUrlRequestJob.Error.UrlNotFound)
            return
        data, kind = found
        buffer = QBuffer(job)
        buffer.setData(QByteArray(data))
        buffer.open(QIODevice.OpenModeFlag.ReadOnly)
        # A list for each header: with a bare value, as PySide6's stub has it, none is sent.
        headers: Any = {
            QByteArray(key.encode()): [QByteArray(value.encode())] for key, value in HEADERS.items()
        }
        job.setAdditionalResponseHeaders(headers)
        job.reply(kind.encode(), buffer)


class Interceptor(QWebEngineUrlRequestInterceptor):
    """Blocks every request that is not a GET of our own scheme (or data within the page)."""

    def interceptRequest(self, info: QWebEngineUrlRequestInfo) -> None:
        url = info.requestUrl()
        ours = url.scheme() == SCHEME and url.host() == HOST
        inline = url.scheme() == "data"
        if not (ours or inline) or info.requestMethod().data() != b"GET":
            info.block(True)


def harden(settings: QWebEngineSettings) -> None:
    """Turn off everything a printed page does not need."""
    for attribute in OFF:
        settings.setAttribute(attribute, False)
    for attribute in ON:
        settings.setAttribute(attribute, True)
    settings.setUnknownUrlSchemePolicy(
        QWebEngineSettings.UnknownUrlSchemePolicy.DisallowUnknownUrlSchemes
    )


class Profile(QWebEngineProfile):
    """An off-the-record profile that keeps, asks and fetches nothing."""

    def __init__(self) -> None:
        register()
        super().__init__()
        self.setHttpCacheType(QWebEngineProfile.HttpCacheType.NoCache)
        self.setHttpCacheMaximumSize(0)
        self.setPersistentCookiesPolicy(
            QWebEngineProfile.PersistentCookiesPolicy.NoPersistentCookies
        )
        self.setPersistentPermissionsPolicy(
            QWebEngineProfile.PersistentPermissionsPolicy.AskEveryTime
        )
        self.setSpellCheckEnabled(False)
        self.setPushServiceEnabled(False)
        harden(self.settings())
        self.cookieStore().setCookieFilter(_no_cookie)
        self.pages = Pages(self)
        self._interceptor = Interceptor(self)
        self.setUrlRequestInterceptor(self._interceptor)
        self.installUrlSchemeHandler(SCHEME.encode(), self.pages)
        self.downloadRequested.connect(self._on_download)

    def _on_download(self, download: QWebEngineDownloadRequest) -> None:
        download.cancel()


def _no_cookie(_request: object) -> bool:
    return False

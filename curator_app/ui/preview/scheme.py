"""What has to be settled before Chromium starts: no way out, and a scheme of our own.

Measured (security.md M2 to M6): a request interceptor and a content security policy stop every
request but not `<link rel=preconnect>`, which opens a connection; a dead proxy does. WebRTC goes
past the proxy unless told otherwise.
"""

from __future__ import annotations

import os
from collections.abc import MutableMapping

from PySide6.QtCore import QCoreApplication, Qt

SCHEME = "atlas"
HOST = "site"
FLAGS = (
    "--proxy-server=127.0.0.1:9",
    "--proxy-bypass-list=<-loopback>",
    "--force-webrtc-ip-handling-policy=disable_non_proxied_udp",
    "--webrtc-ip-handling-policy=disable_non_proxied_udp",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-pings",
)
_VARIABLE = "QTWEBENGINE_CHROMIUM_FLAGS"
# A debugging port would let any local program drive the preview.
_UNWANTED = ("QTWEBENGINE_REMOTE_DEBUGGING",)


def prepare(environment: MutableMapping[str, str] = os.environ) -> None:
    """Close the ways out; call it before QApplication is made. Loads nothing heavy."""
    for name in _UNWANTED:
        environment.pop(name, None)
    given = environment.get(_VARIABLE, "").split()
    environment[_VARIABLE] = " ".join([*given, *(flag for flag in FLAGS if flag not in given)])
    # Lets Qt WebEngine be imported after the application object exists.
    QCoreApplication.setAttribute(Qt.ApplicationAttribute.AA_ShareOpenGLContexts)


def register() -> None:
    """Make the scheme known, once; Qt refuses it after the first profile."""
    from PySide6.QtWebEngineCore import QWebEngineUrlScheme

    if QWebEngineUrlScheme.schemeByName(SCHEME.encode()).name():
        return
    scheme = QWebEngineUrlScheme(SCHEME.encode())
    scheme.setSyntax(QWebEngineUrlScheme.Syntax.Host)
    scheme.setFlags(QWebEngineUrlScheme.Flag.SecureScheme)
    QWebEngineUrlScheme.registerScheme(scheme)

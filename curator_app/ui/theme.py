"""Light and dark: the Fusion style, a palette and the style sheet, following the system."""

from __future__ import annotations

import html
from string import Template

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QFont, QGuiApplication, QIcon, QPalette
from PySide6.QtWidgets import QApplication, QWidget

from curator_app.paths import resources
from curator_app.ui import icons
from curator_app.ui.palettes import DARK, LIGHT, Scheme

TEXT_PIXELS = 13
_ROLES = {
    QPalette.ColorRole.Window: "window",
    QPalette.ColorRole.WindowText: "text",
    QPalette.ColorRole.Base: "base",
    QPalette.ColorRole.AlternateBase: "alternate",
    QPalette.ColorRole.Text: "text",
    QPalette.ColorRole.Button: "base",
    QPalette.ColorRole.ButtonText: "text",
    QPalette.ColorRole.BrightText: "danger",
    QPalette.ColorRole.ToolTipBase: "base",
    QPalette.ColorRole.ToolTipText: "text",
    QPalette.ColorRole.PlaceholderText: "muted",
    QPalette.ColorRole.Highlight: "accent",
    QPalette.ColorRole.HighlightedText: "on_accent",
    QPalette.ColorRole.Accent: "accent",
    QPalette.ColorRole.Link: "link",
    QPalette.ColorRole.LinkVisited: "link",
    QPalette.ColorRole.Mid: "border",
    QPalette.ColorRole.Midlight: "hover",
    QPalette.ColorRole.Dark: "input_border",
}
_DISABLED = (
    QPalette.ColorRole.Text,
    QPalette.ColorRole.WindowText,
    QPalette.ColorRole.ButtonText,
)


class Theme(QObject):
    """The colours in force. Signals: switched() after light became dark or the other way."""

    switched = Signal()

    def __init__(self, app: QApplication, choice: str = "system") -> None:
        super().__init__(app)
        self._app = app
        self.scheme: Scheme = LIGHT
        app.setStyle("Fusion")
        font = QFont(app.font())
        font.setPointSizeF(TEXT_PIXELS * 72 / app.primaryScreen().logicalDotsPerInchY())
        app.setFont(font)
        app.setWindowIcon(QIcon(str(resources() / "icons" / "app.svg")))
        self.choose(choice)
        app.styleHints().colorSchemeChanged.connect(self._on_system)

    def choose(self, choice: str) -> None:
        """Take "light", "dark" or "system"."""
        wanted = {"light": Qt.ColorScheme.Light, "dark": Qt.ColorScheme.Dark}
        self._app.styleHints().setColorScheme(wanted.get(choice, Qt.ColorScheme.Unknown))
        self._use({"light": LIGHT, "dark": DARK}.get(choice) or _system())

    def icon(self, name: str) -> QIcon:
        """A line icon in the text colour."""
        return icons.icon(name, self.scheme.tokens["text"], self.scheme.tokens["disabled"])

    def color(self, token: str) -> QColor:
        """One colour of the scheme."""
        return QColor(self.scheme.tokens[token])

    def _on_system(self) -> None:
        self._use(_system())

    def _use(self, scheme: Scheme) -> None:
        if scheme is self.scheme and self._app.styleSheet():
            return
        self.scheme = scheme
        self._app.setPalette(palette(scheme))
        self._app.setStyleSheet(style_sheet(scheme))
        self.switched.emit()


def _system() -> Scheme:
    dark = QGuiApplication.styleHints().colorScheme() == Qt.ColorScheme.Dark
    return DARK if dark else LIGHT


def palette(scheme: Scheme) -> QPalette:
    """The scheme as Qt's palette, for what the style sheet does not reach."""
    made = QPalette()
    for role, token in _ROLES.items():
        made.setColor(role, QColor(scheme.tokens[token]))
    for role in _DISABLED:
        made.setColor(QPalette.ColorGroup.Disabled, role, QColor(scheme.tokens["disabled"]))
    return made


def style_sheet(scheme: Scheme) -> str:
    """resources/style.qss with the colours of the scheme."""
    text = (resources() / "style.qss").read_text(encoding="utf-8")
    neutral = scheme.badges["neutral"]
    # The editor's labels say the same things as the list's, so they wear the same colours.
    labels = [
        f'QLabel[role="badge"][tone="{name}"] {{ background: {b.ground}; color: {b.text}; }}'
        for name, b in scheme.badges.items()
    ]
    filled = Template(text).substitute(
        scheme.tokens,
        neutral_ground=neutral.ground,
        neutral_text=neutral.text,
        arrow=_address(f"arrow-{scheme.name}"),
        check=_address(f"check-{scheme.name}"),
    )
    return "\n".join([filled, *labels])


def _address(icon: str) -> str:
    return f'"{(resources() / "icons" / f"{icon}.svg").as_posix()}"'


def plain_tip(widget: QWidget, text: str) -> None:
    """A tooltip that shows `text` as it is: Qt would read tags in it as markup."""
    widget.setToolTip(f"<p>{html.escape(text)}</p>" if text else "")

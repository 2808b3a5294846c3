"""The commands of a window as Qt actions: its menus, its tool bar and its keys."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import QObject, QSize, Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMainWindow, QMenu, QMenuBar, QToolBar, QToolButton, QWidget

from curator_app.ui.action_table import MAIN, Spec, Table
from curator_app.ui.messages import shortened
from curator_app.ui.theme import Theme


class ActionSet(QObject):
    """A table as Qt actions, bound to the methods that carry them out."""

    def __init__(
        self,
        window: QWidget,
        theme: Theme,
        handlers: Mapping[str, Callable[[], None]],
        table: Table = MAIN,
    ) -> None:
        super().__init__(window)
        self._theme, self._table = theme, table
        self._actions: dict[str, QAction] = {}
        self._by_id = {spec.id: spec for spec in table.specs}
        self.menus: dict[str, QMenu] = {}
        for spec in table.specs:
            self._actions[spec.id] = self._make(spec, window, handlers[spec.id])
        self._tint()
        theme.switched.connect(self._tint)

    def __getitem__(self, name: str) -> QAction:
        return self._actions[name]

    def _make(self, spec: Spec, window: QWidget, handler: Callable[[], None]) -> QAction:
        action = QAction(spec.text, window)
        action.setObjectName(spec.id)
        action.setShortcuts([QKeySequence(key) for key in spec.keys])
        if spec.scope != "window":
            action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        action.setCheckable(spec.checkable)
        action.setToolTip(spec.tip())
        action.setStatusTip(spec.help)
        action.triggered.connect(handler)
        if spec.scope == "window":
            window.addAction(action)
        return action

    def fill_menus(self, bar: QMenuBar) -> None:
        """Build the menus in the order of the table."""
        for name, title in self._table.menus.items():
            self.menus[name] = bar.addMenu(title)
        for spec in self._table.specs:
            menu = self.menus[spec.under]
            if spec.menu.startswith("|"):
                menu.addSeparator()
            menu.addAction(self._actions[spec.id])
            for name, (parent, under) in self._table.places.items():
                if under == spec.id:
                    self.menus[name] = self.menus[parent].addMenu(self._table.submenus[name])

    def make_toolbar(self, window: QMainWindow) -> QToolBar:
        """The tool bar of a window."""
        bar = QToolBar("Commands", window)
        bar.setObjectName("commands")
        bar.setMovable(False)
        bar.setIconSize(QSize(18, 18))
        bar.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        bar.toggleViewAction().setEnabled(False)
        self._fill_toolbar(bar)
        window.addToolBar(bar)
        return bar

    def _fill_toolbar(self, bar: QToolBar) -> None:
        """Put the commands of the tool bar on it, a line between menus."""
        before = ""
        for spec in self._table.specs:
            if not spec.toolbar:
                continue
            if before and before != spec.under:
                bar.addSeparator()
            before = spec.under
            bar.addAction(self._actions[spec.id])
            button = bar.widgetForAction(self._actions[spec.id])
            if isinstance(button, QToolButton):
                button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
                button.setAccessibleName(spec.name)
        more = bar.findChild(QToolButton, "qt_toolbar_ext_button")
        if more is not None:
            more.setAccessibleName("More commands")

    def add_list_actions(self, widget: QWidget, scope: str = "list") -> None:
        """Give a widget the commands whose keys work only there."""
        for spec in self._table.specs:
            if spec.scope == scope:
                widget.addAction(self._actions[spec.id])

    def update(self, conditions: set[str]) -> None:
        """Turn on exactly the commands whose conditions hold."""
        for spec in self._table.specs:
            self._actions[spec.id].setEnabled(conditions.issuperset(spec.needs))

    def say(self, name: str, detail: str) -> None:
        """Name in the menu what a command would do now: "Undo: Import of a.bib"."""
        spec, action = self._by_id[name], self._actions[name]
        short = shortened(detail, 60)
        action.setText(f"{spec.text}: {short.replace('&', '&&')}" if detail else spec.text)
        action.setIconText(spec.name)
        action.setToolTip(spec.tip())

    def _tint(self) -> None:
        for spec in self._table.specs:
            if spec.icon:
                self._actions[spec.id].setIcon(self._theme.icon(spec.icon))
            self._actions[spec.id].setIconText(spec.name)

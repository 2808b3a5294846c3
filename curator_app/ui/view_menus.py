"""The menus whose entries are data: order, columns, states, theme."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu

from curator_app import knowledge
from curator_app.settings import THEMES
from curator_app.ui.action_table import COLUMNS_MENU, SORT_MENU, STATE_MENU
from curator_app.ui.entries.columns import COLUMNS, STUDY

if TYPE_CHECKING:
    from curator_app.ui.window import MainWindow


class ViewMenus(QObject):
    """Fills the menus and keeps their ticks true."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        menus = window.actions_.menus
        self._sorts = self._fill(menus[SORT_MENU], [(c.sort, c.heading) for c in COLUMNS], True)
        columns = [(c.sort, c.heading) for i, c in enumerate(COLUMNS) if i != STUDY]
        self._columns = self._fill(menus[COLUMNS_MENU], columns, False)
        states = [(t.id, t.label) for t in knowledge.vocabulary().terms("state")]
        self._states = self._fill(menus[STATE_MENU], states, None)
        menus[SORT_MENU].triggered.connect(self._on_sort)
        menus[COLUMNS_MENU].triggered.connect(self._on_column)
        menus[STATE_MENU].triggered.connect(self._on_state)
        self._themes = QActionGroup(self)
        for name in THEMES:
            self._themes.addAction(window.actions_[f"theme_{name}"])
        header = window.list.view.horizontalHeader()
        header.setContextMenuPolicy(header.contextMenuPolicy().ActionsContextMenu)
        header.addActions(menus[COLUMNS_MENU].actions())
        view = window.list.view
        view.setContextMenuPolicy(view.contextMenuPolicy().CustomContextMenu)
        view.customContextMenuRequested.connect(self._on_context)

    def _fill(
        self, menu: QMenu, items: list[tuple[str, str]], exclusive: bool | None
    ) -> dict[str, QAction]:
        group = QActionGroup(self) if exclusive else None
        made: dict[str, QAction] = {}
        for name, words in items:
            action = menu.addAction(words)
            action.setData(name)
            action.setCheckable(exclusive is not None)
            if group is not None:
                group.addAction(action)
            made[name] = action
        return made

    def update(self) -> None:
        """Tick what is in force."""
        window = self._window
        sort, _ = window.list.order()
        self._sorts[sort].setChecked(True)
        for i, column in enumerate(COLUMNS):
            if i != STUDY:
                self._columns[column.sort].setChecked(window.list.view.column_shown(i))
        window.actions_[f"theme_{window.settings.theme}"].setChecked(True)
        library = window.library
        writable = library is not None and not library.read_only
        chosen = window.list.view.selectionModel().hasSelection()
        for action in self._states.values():
            action.setEnabled(writable and chosen)

    def _on_sort(self, action: QAction) -> None:
        place = [column.sort for column in COLUMNS].index(action.data())
        self._window.list.sort_by_column(place)

    def _on_column(self, action: QAction) -> None:
        place = [column.sort for column in COLUMNS].index(action.data())
        self._window.list.view.show_column(place, action.isChecked())

    def _on_state(self, action: QAction) -> None:
        self._window.commands.change_state(action.data(), action.text())

    def _on_context(self) -> None:
        """The menu of the list: what can be done with the selection."""
        window = self._window
        menu = QMenu(window.list.view)
        for name in ("copy_citation", "copy_bibtex", "copy_ris", "copy_csl"):
            menu.addAction(window.actions_[name])
        menu.addAction(window.actions_["export"])
        menu.addSeparator()
        menu.addMenu(window.actions_.menus[STATE_MENU])
        menu.addAction(window.actions_["history"])
        menu.addSeparator()
        menu.addAction(window.actions_["bring_back" if window.list.removed else "remove"])
        menu.popup(window.cursor().pos())

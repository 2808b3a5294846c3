"""The expression of case definitions as a tree that is worked by keyboard or mouse."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QSizePolicy,
    QTreeWidget,
    QTreeWidgetItem,
    QWidget,
)

from curator_app.domain.catalogue import Catalogue
from curator_app.domain.criteria import Combination, Expression, Use
from curator_app.ui.editor import expressions
from curator_app.ui.editor.browser import ROLE_BADGES, ROLE_WORDS
from curator_app.ui.editor.expressions import OPERATOR_HELP, OPERATOR_NAMES, Path, Result
from curator_app.ui.editor.tree_paint import HEIGHT, ROW, Row, RowPainter

PATH = Qt.ItemDataRole.UserRole
_OPERATOR_KEYS = {Qt.Key.Key_A: "all", Qt.Key.Key_O: "any", Qt.Key.Key_U: "unsure"}


class ExpressionTree(QTreeWidget):
    """Shows an expression and changes it. `edited` is for the user's changes, `pointed` for the
    place under the cursor."""

    edited = Signal()
    pointed = Signal()

    def __init__(self, catalogue: Catalogue, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._catalogue = catalogue
        self._expr: Expression | None = None
        self._read_only = False
        self.setColumnCount(1)
        self.setHeaderHidden(True)
        self.setItemDelegate(RowPainter(self))
        self.setProperty("framed", True)
        self.setUniformRowHeights(True)
        self.setItemsExpandable(False)
        self.setRootIsDecorated(False)
        self.setIndentation(22)
        self.setTabKeyNavigation(False)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName("Case definitions of the study")
        self.setAccessibleDescription(
            "A joins the group by all of, O by any of, U by unsure; G groups, Shift+G ungroups, "
            "Alt with Up or Down moves, Delete removes."
        )
        self.currentItemChanged.connect(self._on_current)
        self._fit()

    def expression(self) -> Expression | None:
        """The expression as it is now."""
        return self._expr

    def show_expression(self, expr: Expression | None, path: Path = ()) -> None:
        """Show an expression without reporting an edit, with the cursor at `path`."""
        self._expr = expr
        self.blockSignals(True)
        self.clear()
        if expr is not None:
            self._grow(None, expr, ())
        self.expandAll()
        item = self._item(path)
        if item is not None:
            self.setCurrentItem(item)
        self.blockSignals(False)
        self._fit()
        self.pointed.emit()

    def set_read_only(self, on: bool) -> None:
        """Whether keys and buttons change anything."""
        self._read_only = on

    def path(self) -> Path:
        """The place under the cursor."""
        item = self.currentItem()
        return tuple(item.data(0, PATH)) if item is not None else ()

    def current(self) -> Expression | None:
        """What stands under the cursor."""
        return expressions.at(self._expr, self.path()) if self._expr is not None else None

    def group_around(self) -> Combination | None:
        """The group that holds what is under the cursor."""
        if self._expr is None or not self.path():
            return None
        group = expressions.at(self._expr, self.path()[:-1])
        return group if isinstance(group, Combination) else None

    def add(self, definition: str) -> None:
        """Add a definition to the group under the cursor, or behind the definition there."""
        self._apply(expressions.add(self._expr, self.path(), Use(definition)))

    def replace(self, use: Use) -> None:
        """Put a changed use in the place of the one under the cursor."""
        if self._expr is not None and not self._read_only:
            self._apply((expressions.put(self._expr, self.path(), use), self.path()))

    def join(self, operator: str) -> None:
        """Join the group at the cursor by another operator; a lone definition gets a group."""
        self._change(lambda expr, path: expressions.set_operator(expr, path, operator))

    def group(self) -> None:
        """Put what is under the cursor into a group of its own."""
        self._change(lambda expr, path: expressions.wrap(expr, path, "any"))

    def ungroup(self) -> None:
        """Dissolve the group under the cursor."""
        self._change(expressions.unwrap)

    def remove(self) -> None:
        """Take what is under the cursor out."""
        self._change(expressions.remove)

    def move_up(self) -> None:
        """One place up."""
        self._change(lambda expr, path: expressions.move(expr, path, -1))

    def move_down(self) -> None:
        """One place down."""
        self._change(lambda expr, path: expressions.move(expr, path, 1))

    def _change(self, change: Callable[[Expression, Path], Result]) -> None:
        if self._expr is not None and self.currentItem() is not None:
            self._apply(change(self._expr, self.path()))

    def _apply(self, result: Result) -> None:
        expr, path = result
        if self._read_only or (expr == self._expr and path == self.path()):
            return
        self.show_expression(expr, path)
        self.edited.emit()

    def _grow(self, parent: QTreeWidgetItem | None, expr: Expression, path: Path) -> None:
        item = QTreeWidgetItem()
        item.setData(0, PATH, list(path))
        if isinstance(expr, Use):
            self._write_use(item, expr)
        else:
            _write_group(item, expr)
        if parent is None:
            self.addTopLevelItem(item)
        else:
            parent.addChild(item)
        if isinstance(expr, Combination):
            for number, part in enumerate(expr.parts):
                self._grow(item, part, (*path, number))

    def _write_use(self, item: QTreeWidgetItem, use: Use) -> None:
        definition = self._catalogue.by_id.get(use.definition)
        labels = {choice.id: choice.label for choice in self._catalogue.modifiers}
        changed = "; ".join(labels.get(m, m) for m in use.modifiers)
        name = definition.short_name if definition else f"{use.definition} (not in the catalogue)"
        role = ROLE_WORDS[definition.pem_class] if definition else "PEM unknown"
        contested = ", contested" if definition and definition.contested else ""
        tone = ROLE_BADGES[definition.pem_class] if definition else "unclear"
        label = definition.label if definition else ""
        aside = changed or (label if label != name else "")
        if use.quote:
            aside = f"{aside}  ·  quoted" if aside else "quoted"
        item.setText(0, name)
        item.setData(0, ROW, Row(name, aside, f"{role}{contested}", tone))
        quoted = f", quoted: {use.quote}" if use.quote else ""
        spoken = f"{name}, {role}{', changed: ' + changed if changed else ''}{quoted}"
        item.setData(0, Qt.ItemDataRole.AccessibleTextRole, spoken)

    def _item(self, path: Path) -> QTreeWidgetItem | None:
        item = self.topLevelItem(0)
        for number in path:
            item = item.child(number) if item is not None else None
        return item

    def _fit(self) -> None:
        rows = sum(1 for _ in _walk(self.topLevelItem(0))) if self.topLevelItemCount() else 0
        self.setFixedHeight(min(max(rows, 2), 12) * HEIGHT + 2 * self.frameWidth() + 4)

    def _on_current(self, _item: QTreeWidgetItem, _before: QTreeWidgetItem) -> None:
        self.pointed.emit()

    def drawBranches(self, _painter: object, _rect: object, _index: object) -> None:
        """Nothing folds, so there is no arrow; the indent says what belongs together."""

    def sizeHint(self) -> QSize:
        return QSize(280, self.minimumHeight())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, modifiers = Qt.Key(event.key()), event.modifiers()
        modifier = Qt.KeyboardModifier
        if modifiers & modifier.ControlModifier:
            event.ignore()
        elif modifiers & modifier.AltModifier and key == Qt.Key.Key_Up:
            self.move_up()
        elif modifiers & modifier.AltModifier and key == Qt.Key.Key_Down:
            self.move_down()
        elif key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.remove()
        elif key == Qt.Key.Key_G:
            self.ungroup() if modifiers & modifier.ShiftModifier else self.group()
        elif key in _OPERATOR_KEYS:
            self.join(_OPERATOR_KEYS[key])
        else:
            super().keyPressEvent(event)


def _write_group(item: QTreeWidgetItem, group: Combination) -> None:
    name = OPERATOR_NAMES[group.operator]
    item.setText(0, name)
    item.setData(0, ROW, Row(name, OPERATOR_HELP[group.operator], group=True))
    spoken = f"Group: {name}, {len(group.parts)} parts"
    item.setData(0, Qt.ItemDataRole.AccessibleTextRole, spoken)


def _walk(item: QTreeWidgetItem | None) -> list[QTreeWidgetItem]:
    if item is None:
        return []
    found = [item]
    for number in range(item.childCount()):
        found += _walk(item.child(number))
    return found

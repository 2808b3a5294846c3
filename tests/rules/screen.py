"""What reaches the screen."""

import ast
from collections.abc import Iterator

from tests.rules.source import Module, called, calls, is_literal, names

Found = Iterator[tuple[ast.AST, str]]

MAKES_MARKUP = frozenset({
    "QErrorMessage", "QSystemTrayIcon", "QTextBrowser", "QToolTip", "QWhatsThis", "QSplashScreen",
    "appendHtml", "insertHtml", "setHtml", "setMarkdown", "setWhatsThis",
})  # fmt: skip
"""Classes and methods that read their text as markup, or may."""
BOXES = frozenset({"about", "critical", "information", "question", "warning"})
PLAIN_CLASSES = {
    "ui/widgets.py": {"PlainLabel", "ElidedLabel"},
    "ui/editor/parts.py": {"PlainLabel"},
    "ui/messages.py": {"Question"},
}
"""The classes that make a label or a box plain, once and for all."""
EMPTY_LABELS = frozenset({
    "ui/widgets.py", "ui/importing/drop.py", "ui/inbox/facts.py", "ui/inbox/gate.py",
    "ui/preview/pane.py",
})  # fmt: skip
"""Modules that make a label without a text: for a picture, or made plain in the next line."""
TIPS = frozenset({
    ("ui/actions.py", "action.setToolTip(spec.tip())"),
    ("ui/editor/parts.py", "made.setToolTip(tip)"),
    ("ui/editor/parts.py", "made.setToolTip(tip or name)"),
    ("ui/editor/items.py", "self.edit.setToolTip(self.how)"),
    (
        "ui/editor/detection/body.py",
        "self.task.setToolTip(tip if left else 'Leave a task: check the full text (T)')",
    ),
    ("ui/editor/finding_line.py", "self.setToolTip('<hr>'.join((note.tip() for note in notes)))"),
    ("ui/inbox/retention_window.py", "made.setToolTip(PERIODS[name][1])"),
    ("ui/preview/pane.py", "button.setToolTip(tip)"),
    ("ui/theme.py", "widget.setToolTip(f'<p>{html.escape(text)}</p>' if text else '')"),
    ("ui/widgets.py", "made.setToolTip(name)"),
})  # fmt: skip
"""Tips whose text comes from a table of ours, or is escaped where it is made."""


ESCAPED = frozenset({("ui/editor/marks.py", "QToolTip")})
"""Markup that a module makes itself, from texts that it escapes."""


def no_markup_from_elsewhere(module: Module) -> Found:
    """Text from elsewhere reaches no widget that may read it as markup (M1: it opens files)."""
    for node, name in names(module):
        if name in MAKES_MARKUP and (module.name, name) not in ESCAPED:
            yield node, "may read markup"
    for call, name in calls(module):
        if why := _why_not(module, call, name):
            yield call, why
    for node in ast.walk(module.tree):
        if isinstance(node, ast.ClassDef):
            yield from _unplain_class(module, node)


def _why_not(module: Module, call: ast.Call, name: str) -> str:
    given = bool(call.args or call.keywords)
    if name == "QLabel" and (given or module.name not in EMPTY_LABELS):
        return "use PlainLabel"
    if name == "QMessageBox" or (name in BOXES and _belongs_to(call, "QMessageBox")):
        return "use Question"
    if name == "QTextEdit" and given:
        return "write it with a cursor"
    if name in ("setToolTip", "setLabelText") and not _is_plain(module, call):
        return "use plain_tip"
    return ""


def _belongs_to(call: ast.Call, owner: str) -> bool:
    function = call.func
    return isinstance(function, ast.Attribute) and ast.unparse(function.value) == owner


def _is_plain(module: Module, call: ast.Call) -> bool:
    text = call.args[0] if call.args else ast.Constant("")
    if is_literal(text) or called(text) == "plain_tip":
        return True
    if (module.name, ast.unparse(call)) in TIPS:
        return True
    # Numbers with words of ours around them.
    return isinstance(text, ast.JoinedStr) and all(
        isinstance(part, ast.Constant)
        or (isinstance(part, ast.FormattedValue) and ast.unparse(part.value).endswith(".number"))
        for part in text.values
    )


def _unplain_class(module: Module, node: ast.ClassDef) -> Found:
    bases = {ast.unparse(base) for base in node.bases}
    if bases & {"QLabel", "QMessageBox"}:
        known = node.name in PLAIN_CLASSES.get(module.name, ())
        if not known or "setTextFormat(Qt.TextFormat.PlainText)" not in ast.unparse(node):
            yield node, "make it plain, and review it"


def tips_of_tables_are_escaped(module: Module) -> Found:
    """A module whose table gives tool tips escapes them."""
    source = ast.unparse(module.tree)
    escaped = "html.escape(" in source or "plain_tip(" in source
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Attribute) and node.attr == "ToolTipRole" and not escaped:
            yield node, "escape the tip"


WINDOW_TITLES = frozenset({"setWindowTitle", "setWindowFilePath", "setIconText"})
TITLED = frozenset({"Choice", "Chooser"})
"""Dialogs that take their title when they are made: it is looked at there."""
PASSED_ON = frozenset({("ui/inbox/choosers.py", "title")})


def titles_of_the_inbox_are_fixed(module: Module) -> Found:
    """A window's title is shown by task bars and in pictures of the screen: none tells anything."""
    if not module.name.startswith("ui/inbox/"):
        return
    for call, name in calls(module):
        fixed = not call.args or is_literal(call.args[0]) or ast.unparse(call.args[0]).isupper()
        fixed = fixed or (module.name, ast.unparse(call.args[0])) in PASSED_ON
        if name in WINDOW_TITLES | TITLED and not fixed:
            yield call, "say the same for every message"


def copies_of_the_inbox_are_kept_by_no_history(module: Module) -> Found:
    """What the inbox puts on the clipboard is marked, so that no history of it is written."""
    if not module.name.startswith("ui/inbox/") or module.name == "ui/inbox/clipboard.py":
        return
    for call, name in calls(module):
        if name in ("QPlainTextEdit", "QTextEdit"):
            yield call, "use PrivateText: others copy what is selected, and let it be dragged away"
        if name in ("setText", "setMimeData") and "clipboard(" in ast.unparse(call.func):
            yield call, "use clipboard.put"


RULES = (
    no_markup_from_elsewhere,
    tips_of_tables_are_escaped,
    titles_of_the_inbox_are_fixed,
    copies_of_the_inbox_are_kept_by_no_history,
)

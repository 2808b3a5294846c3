"""Where the texts of readers may go."""

import ast
from collections.abc import Iterator

from tests.rules.source import Module, called, calls, imports

Found = Iterator[tuple[ast.AST, str]]

REVEALS = frozenset({
    "domain/inbox_query.py", "domain/repeating.py",
    "inbox/adding.py", "inbox/erasing.py", "inbox/forgetting.py",
    "inbox/imap.py", "inbox/merging.py", "inbox/parts.py", "inbox/sending.py",
    "inbox/smtp.py", "inbox/store.py", "inbox/writing.py",
    "lookup/asking.py", "services/firewall.py",
    "services/forgetting.py", "services/looking_up.py", "services/proposal.py",
    "services/sources.py", "web.py",
})  # fmt: skip
"""The modules that may ask a private text for itself; those of the window are ui/inbox/*."""

OTHERS = frozenset({"self.reveal", "window.checking.reveal"})
"""Methods of the checks that show where a finding stands."""


def private_text_is_revealed_where_it_is_reviewed(
    module: Module,
) -> Found:
    """`reveal()` stands in few modules."""
    if module.name in REVEALS or module.name.startswith(("ui/inbox/", "cli/inbox")):
        return
    for call, name in calls(module):
        if name == "reveal" and not call.args and ast.unparse(call.func) not in OTHERS:
            yield call, "review it, then list the module"


TELLS = frozenset({
    "critical", "debug", "error", "exception", "info", "log", "print", "warn", "warning",
    "write_text", "setWindowTitle", "setObjectName", "showMessage", "say", "steady", "show_notice",
})  # fmt: skip
"""Calls that show, log or write their text where many can read it."""


JOINED = frozenset({
    ("inbox/forgetting.py", r"f'{item.name}\n{item.query.text.reveal()}'"),
    ("inbox/merging.py", r"f'{note.who}\x00{note.at}\x00{note.text.reveal()}'"),
    ("ui/inbox/context.py", r"f'{local_time(note.at)} · {note.who}\n{note.text.reveal()}'"),
    ("web.py", "f'Bearer {token.reveal()}'"),
})  # fmt: skip
"""Where a revealed text is joined with another, and goes nowhere else."""


def private_text_is_told_nowhere(module: Module) -> Found:
    """No error, log line, title or notice carries what `reveal()` gave, directly or by a name."""
    for function in ast.walk(module.tree):
        if not isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
            continue
        names = _tainted(function)
        for node in ast.walk(function):
            if isinstance(node, ast.Raise) and node.exc is not None and _has(node.exc, names):
                yield node, "an error may be shown to anybody"
            elif isinstance(node, ast.Call) and called(node) in TELLS:
                if any(_has(argument, names) for argument in (*node.args, *node.keywords)):
                    yield node, "many can read it"
            elif (
                isinstance(node, ast.JoinedStr)
                and not module.name.startswith("ui/inbox/")  # it is for showing them
                and _has(node, set())
                and (module.name, ast.unparse(node)) not in JOINED
            ):
                yield node, "give the text to a name first, and look where that goes"


def _has(node: ast.AST, names: set[str]) -> bool:
    """Whether a revealed text is in it; whether there is one at all tells nothing."""
    if isinstance(node, ast.Compare) or called(node) in ("len", "bool"):
        return False
    if called(node) == "reveal" or (isinstance(node, ast.Name) and node.id in names):
        return True
    return any(_has(child, names) for child in ast.iter_child_nodes(node))


def _tainted(function: ast.AST) -> set[str]:
    """The names in a function that hold what `reveal()` gave, or something made of it."""
    names: set[str] = set()
    for _ in range(3):
        for node in ast.walk(function):
            value = getattr(node, "value", None)
            if isinstance(node, ast.Assign | ast.AnnAssign | ast.NamedExpr) and value is not None:
                if _has(value, names):
                    targets = node.targets if isinstance(node, ast.Assign) else [node.target]
                    names |= {t.id for t in targets if isinstance(t, ast.Name)}
            elif isinstance(node, ast.For | ast.comprehension) and _has(node.iter, names):
                names |= {t.id for t in ast.walk(node.target) if isinstance(t, ast.Name)}
    return names


KNOWS_THE_INBOX = ("inbox/", "ui/inbox/", "cli/inbox")
SERVICES_OF_THE_INBOX = frozenset({
    "services/contributing.py", "services/inbox.py", "services/firewall.py",
    "services/forgetting.py",
    "services/sources.py", "services/triage.py",
    "__main__.py", "self_check.py",
})  # fmt: skip


def the_inbox_is_known_to_few(module: Module) -> Found:
    """Pages, exports, files and the atlas database cannot name the inbox."""
    if module.name.startswith(KNOWS_THE_INBOX) or module.name in SERVICES_OF_THE_INBOX:
        return
    for node, name in imports(module):
        if name.startswith("curator_app.inbox") or name == "curator_app.inbox":
            yield node, "ask a service of the inbox"


LOGGERS = frozenset({"app.py", "formats/latex.py", "ui/messages.py", "unforeseen.py"})
LOG_LIBRARIES = frozenset({"logging", "warnings", "traceback", "syslog", "faulthandler"})
STREAMS = frozenset({"sys.stdout", "sys.stderr"})
WRITES_STREAMS = frozenset({"unforeseen.py"})
TEMPORARY = frozenset({
    "app.py", "self_check.py", "services/pile.py", "settings.py", "storage/checking.py",
    "storage/salvage.py", "ui/importing/sources.py",
})  # fmt: skip


def few_write_logs_or_temporary_files(module: Module) -> Found:
    """What is logged or put into a temporary file is decided in few places, none of the inbox."""
    for node, name in imports(module):
        library = name.partition(".")[0]
        if library in LOG_LIBRARIES and module.name not in LOGGERS:
            yield node, "nothing is logged here"
        if library == "tempfile" and module.name not in TEMPORARY:
            yield node, "no temporary file here"
    if module.name.startswith("cli/"):
        return
    for call, name in calls(module):
        if name == "print":
            yield call, "only commands print"
    for node in ast.walk(module.tree):
        written = (
            isinstance(node, ast.Attribute)
            and node.attr in ("stdout", "stderr")
            and ast.unparse(node) in STREAMS
        )
        if written and module.name not in WRITES_STREAMS:
            yield node, "only commands print"


RULES = (
    private_text_is_revealed_where_it_is_reviewed,
    private_text_is_told_nowhere,
    the_inbox_is_known_to_few,
    few_write_logs_or_temporary_files,
)

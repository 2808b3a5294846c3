"""The source keeps the rules of security, and each rule would notice if it did not."""

import ast
from collections.abc import Set
from pathlib import Path

import pytest

import curator_app
from tests.rules import network, private, screen
from tests.rules.source import Module, Rule, broken, modules

PACKAGE = Path(curator_app.__file__).parent
SOURCE = modules(PACKAGE)
RULES: tuple[Rule, ...] = (*screen.RULES, *network.RULES, *private.RULES)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_the_source_keeps(rule: Rule) -> None:
    assert [line for module in SOURCE for line in broken(rule, module)] == []


@pytest.mark.parametrize("names", [
    private.REVEALS, private.SERVICES_OF_THE_INBOX, private.LOGGERS, private.WRITES_STREAMS,
    private.TEMPORARY, {name for name, _ in (*screen.ESCAPED, *screen.PASSED_ON)},
])  # fmt: skip
def test_every_module_that_a_rule_names_is_there(names: Set[str]) -> None:
    """A name that is left over would let a later module of that name do what it likes."""
    assert not names - {module.name for module in SOURCE}


BAD: tuple[tuple[Rule, str, str], ...] = (
    (screen.no_markup_from_elsewhere, "ui/x.py", "QLabel(title)"),
    (screen.no_markup_from_elsewhere, "ui/x.py", "QLabel('fixed')"),
    (screen.no_markup_from_elsewhere, "ui/x.py", "QtWidgets.QLabel(text=t)"),
    (screen.no_markup_from_elsewhere, "ui/x.py", "QLabel()"),
    (screen.no_markup_from_elsewhere, "ui/x.py", "QMessageBox.warning(self, 'x', text)"),
    (screen.no_markup_from_elsewhere, "ui/x.py", "box = QMessageBox(self)"),
    (screen.no_markup_from_elsewhere, "ui/x.py", "QToolTip.showText(place, text)"),
    (screen.no_markup_from_elsewhere, "ui/x.py", "view.setHtml(text)"),
    (screen.no_markup_from_elsewhere, "ui/x.py", "view.setMarkdown(text)"),
    (screen.no_markup_from_elsewhere, "ui/x.py", "edit.appendHtml(text)"),
    (screen.no_markup_from_elsewhere, "ui/x.py", "QTextEdit(text)"),
    (screen.no_markup_from_elsewhere, "ui/x.py", "view = QTextBrowser()"),
    (screen.no_markup_from_elsewhere, "ui/x.py", "w.setToolTip(name)"),
    (screen.no_markup_from_elsewhere, "ui/x.py", "w.setToolTip(f'About {name}')"),
    (screen.no_markup_from_elsewhere, "ui/x.py", "w.setWhatsThis(name)"),
    (screen.no_markup_from_elsewhere, "ui/x.py", "class L(QLabel): pass"),
    (screen.no_markup_from_elsewhere, "ui/widgets.py", "class PlainLabel(QLabel): pass"),
    (screen.tips_of_tables_are_escaped, "ui/x.py", "if role == Qt.ItemDataRole.ToolTipRole: pass"),
    (screen.titles_of_the_inbox_are_fixed, "ui/inbox/x.py", "self.setWindowTitle(subject)"),
    (screen.titles_of_the_inbox_are_fixed, "ui/inbox/x.py", "self.setWindowTitle(f'{n} new')"),
    (screen.titles_of_the_inbox_are_fixed, "ui/inbox/x.py", "Choice(subject, 'Why', [], window)"),
    (
        screen.copies_of_the_inbox_are_kept_by_no_history,
        "ui/inbox/x.py",
        "QGuiApplication.clipboard().setText(text)",
    ),
    (
        screen.copies_of_the_inbox_are_kept_by_no_history,
        "ui/inbox/x.py",
        "self.text = QPlainTextEdit()",
    ),
    (network.tls_is_verified, "x.py", "context.verify_mode = ssl.CERT_NONE"),
    (network.tls_is_verified, "x.py", "from_ssl = CERT_NONE"),
    (network.tls_is_verified, "x.py", "context.check_hostname = False"),
    (network.tls_is_verified, "x.py", "ssl._create_unverified_context()"),
    (network.tls_is_verified, "x.py", "httpx.Client(verify=False)"),
    (network.tls_is_verified, "x.py", "imaplib.IMAP4_SSL(host)"),
    (network.tls_is_verified, "x.py", "imaplib.IMAP4(host)"),
    (network.tls_is_verified, "x.py", "client.starttls()"),
    (network.tls_is_verified, "x.py", "MailBoxUnencrypted(host)"),
    (network.the_network_has_one_door, "services/x.py", "import httpx"),
    (network.the_network_has_one_door, "services/x.py", "from urllib.request import urlopen"),
    (network.the_network_has_one_door, "ui/x.py", "from PySide6.QtNetwork import QTcpSocket"),
    (network.the_network_has_one_door, "inbox/x.py", "import smtplib"),
    (network.nothing_is_served, "x.py", "from http.server import HTTPServer"),
    (network.nothing_is_served, "x.py", "server = QTcpServer()"),
    (network.nothing_is_served, "x.py", "sock.listen(5)"),
    (network.nothing_from_elsewhere_is_executed, "x.py", "import pickle"),
    (network.nothing_from_elsewhere_is_executed, "x.py", "from yaml import load"),
    (network.nothing_from_elsewhere_is_executed, "x.py", "eval(text)"),
    (network.nothing_from_elsewhere_is_executed, "x.py", "os.system(text)"),
    (network.nothing_from_elsewhere_is_executed, "x.py", "subprocess.run(text, shell=True)"),
    (network.nothing_from_elsewhere_is_executed, "x.py", "QDesktopServices.openUrl(QUrl(text))"),
    (network.nothing_from_elsewhere_is_executed, "x.py", "QSettings('a', 'b')"),
    (private.private_text_is_revealed_where_it_is_reviewed, "site/x.py", "x.body.reveal()"),
    (private.private_text_is_told_nowhere, "x.py", "def f(m):\n  raise BadValue('x', m.reveal())"),
    (private.private_text_is_told_nowhere, "x.py", "def f(m):\n t = m.reveal()\n raise E(f'{t}')"),
    (private.private_text_is_told_nowhere, "x.py", "def f(m):\n  log.debug('%s', m.reveal())"),
    (private.private_text_is_told_nowhere, "x.py", "def f(m):\n  t = m.reveal()\n  print(t[:9])"),
    (private.private_text_is_told_nowhere, "x.py", "def f(m):\n  a = f'{m.reveal()}'"),
    (
        private.private_text_is_told_nowhere,
        "x.py",
        "def f(m):\n  for w in m.reveal().split():\n    s = w.lower()\n    log.info(s)",
    ),
    (private.private_text_is_told_nowhere, "x.py", "def f(m):\n  w.setWindowTitle(m.reveal())"),
    (private.the_inbox_is_known_to_few, "services/exporting.py", "from curator_app.inbox import x"),
    (private.the_inbox_is_known_to_few, "site/pages.py", "import curator_app.inbox.store"),
    (private.the_inbox_is_known_to_few, "storage/x.py", "from curator_app import inbox"),
    (private.few_write_logs_or_temporary_files, "inbox/x.py", "import logging"),
    (private.few_write_logs_or_temporary_files, "inbox/x.py", "from tempfile import mkstemp"),
    (private.few_write_logs_or_temporary_files, "services/x.py", "print(text)"),
    (private.few_write_logs_or_temporary_files, "services/x.py", "sys.stderr.write(text)"),
)  # fmt: skip


@pytest.mark.parametrize(("rule", "name", "source"), BAD, ids=[source for _, _, source in BAD])
def test_the_rule_notices(rule: Rule, name: str, source: str) -> None:
    assert broken(rule, Module(name, ast.parse(source)))


def test_each_rule_has_something_to_notice() -> None:
    assert {rule for rule, _, _ in BAD} == set(RULES)


GOOD = (
    "ui/x.py: label = PlainLabel(title)",
    "ui/x.py: w.setToolTip('Remove')",
    "ui/x.py: w.setToolTip(plain_tip(name))",
    "ui/inbox/x.py: self.setWindowTitle('Contributions')",
    "x.py: context = ssl.create_default_context()",
    "x.py: imaplib.IMAP4_SSL(host, ssl_context=context)",
    "x.py: pattern = re.compile(text)",
    "inbox/store.py: text = message.body.reveal()",
    "inbox/store.py: def f(m):\n  if not m.reveal().strip(): raise BadValue('note', 'Empty.')",
    "inbox/store.py: def f(m):\n  t = m.reveal()\n  raise E(f'{len(t)} letters')",
)


@pytest.mark.parametrize("case", GOOD)
def test_what_is_right_passes(case: str) -> None:
    name, _, source = case.partition(": ")
    module = Module(name, ast.parse(source))
    assert [line for rule in RULES for line in broken(rule, module)] == []


def test_no_listed_module_is_gone() -> None:
    """A table that names what is not there any more hides the next one of that name."""
    names = {module.name for module in SOURCE}
    planned = {"inbox/bundle.py", "inbox/merging.py", "inbox/person.py"}
    planned |= {name for name in private.SERVICES_OF_THE_INBOX if name not in names}
    listed = private.REVEALS | private.LOGGERS | private.TEMPORARY
    listed |= network.OPENERS | screen.EMPTY_LABELS
    assert listed - names - planned == set()

"""What reaches out, and what is run."""

import ast
from collections.abc import Iterator

from tests.rules.source import Module, calls, imports, is_false, keywords, names

Found = Iterator[tuple[ast.AST, str]]

UNSAFE_TLS = frozenset({
    "CERT_NONE", "CERT_OPTIONAL", "_create_unverified_context", "ignoreSslErrors",
    "MailBoxUnencrypted", "PROTOCOL_TLSv1", "PROTOCOL_TLSv1_1", "PROTOCOL_SSLv23", "TLSv1",
    "TLSv1_1",
})  # fmt: skip
NEEDS_CONTEXT = {
    "IMAP4_SSL": "ssl_context",
    "IMAP4": "",
    "SMTP": "",
    "SMTP_SSL": "context",
    "starttls": "context",
    "MailBox": "ssl_context",
    "MailBoxTls": "ssl_context",
    "POP3": "",
    "POP3_SSL": "context",
    "FTP": "",
}


def tls_is_verified(module: Module) -> Found:
    """Nothing turns the checks of a certificate off, or forgets to turn them on (M13)."""
    for node, name in names(module):
        if name in UNSAFE_TLS:
            yield node, "verify the certificate"
    for call, name in calls(module):
        wanted = NEEDS_CONTEXT.get(name)
        if wanted is not None and wanted not in keywords(call):
            yield call, "give it a verifying context"
    for node in ast.walk(module.tree):
        if isinstance(node, ast.keyword) and node.arg == "verify" and is_false(node.value):
            yield node, "verify the certificate"
        if isinstance(node, ast.Assign) and is_false(node.value):
            targets = [ast.unparse(target) for target in node.targets]
            if any(target.endswith("check_hostname") for target in targets):
                yield node, "check the host's name"


NETWORK = {
    "httpx": {"web.py"},
    "httpcore": {"web.py"},
    "socket": {"web.py", "wire.py"},
    "imaplib": set[str](),
    "smtplib": set[str](),
    "imap_tools": set[str](),
    "urllib.request": set[str](),
    "http.client": set[str](),
    "ftplib": set[str](),
    "requests": set[str](),
    "aiohttp": set[str](),
    "urllib3": set[str](),
    "PySide6.QtNetwork": set[str](),
    "PySide6.QtWebSockets": set[str](),
}
SERVERS = frozenset({
    "QHttpServer", "QLocalServer", "QTcpServer", "QWebChannel", "QWebSocketServer",
    "ThreadingHTTPServer",
    "create_server", "start_server", "start_unix_server",
})  # fmt: skip
SERVER_MODULES = ("http.server", "socketserver", "wsgiref", "xmlrpc", "PySide6.QtHttpServer")


def the_network_has_one_door(module: Module) -> Found:
    """Each library that reaches out is imported where it is reviewed, and nowhere else."""
    for node, name in imports(module):
        for library, allowed in NETWORK.items():
            if (name == library or name.startswith(f"{library}.")) and module.name not in allowed:
                yield node, f"{library} belongs in {sorted(allowed) or 'no module'}"


def nothing_is_served(module: Module) -> Found:
    """The program answers nobody: there is no server in it."""
    for node, name in imports(module):
        if name.startswith(SERVER_MODULES):
            yield node, "no server"
    for node, name in names(module):
        if name in SERVERS:
            yield node, "no server"
    for call, name in calls(module):
        if name == "listen" and ast.unparse(call.func) != "event.listen":
            yield call, "no server"


EXECUTES = frozenset({"eval", "exec", "compile", "__import__"})
SHELLS = frozenset({"os.system", "os.popen", "subprocess.getoutput", "commands.getoutput"})
LOADERS = ("pickle", "cPickle", "dill", "marshal", "shelve", "jsonpickle", "yaml", "joblib", "code")
OPENERS = {"ui/publishing/window.py", "ui/exporting/window.py"}
"""Where a folder is shown in the desktop's own program."""


def nothing_from_elsewhere_is_executed(module: Module) -> Found:
    """No pickle, no eval, no shell, no settings in Qt's own form, no address opened by itself."""
    for node, name in imports(module):
        if name.partition(".")[0] in LOADERS:
            yield node, "it executes what it reads"
    for call, name in calls(module):
        function = ast.unparse(call.func)
        shell = [item for item in call.keywords if item.arg == "shell" and not is_false(item.value)]
        if function in EXECUTES:
            yield call, "it executes what it reads"
        if function in SHELLS or shell:
            yield call, "no shell"
        if name == "openUrl" and module.name not in OPENERS:
            yield call, "nothing is opened by itself"
        if name == "QSettings":
            yield call, "settings are JSON"


RULES = (
    tls_is_verified,
    the_network_has_one_door,
    nothing_is_served,
    nothing_from_elsewhere_is_executed,
)

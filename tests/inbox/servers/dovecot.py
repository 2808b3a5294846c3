"""A real mailbox: dovecot with TLS, configured and started by the test, on a port of its own."""

from __future__ import annotations

import contextlib
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from pathlib import Path
from typing import Self

from tests.inbox.servers.certificates import Pair

_CONFIG = """
protocols = imap
listen = 127.0.0.1
base_dir = {folder}/run
state_dir = {folder}/state
log_path = {folder}/log
info_log_path = {folder}/log
ssl = required
ssl_cert = <{certificate}
ssl_key = <{key}
mail_location = maildir:{folder}/mail
default_internal_user = {internal}
default_internal_group = {internal_group}
default_login_user = {login}
mail_fsync = never
mail_uid = {owner}
mail_gid = {owner_group}
first_valid_uid = 0
first_valid_gid = 0
disable_plaintext_auth = yes
auth_mechanisms = plain login
auth_failure_delay = 0
passdb {{
  driver = static
  args = password=app-password
}}
userdb {{
  driver = static
  args = uid={owner} gid={owner_group} home={folder}/home
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = 0
  }}
  inet_listener imaps {{
    port = {port}
    ssl = yes
  }}
}}
service anvil {{
  chroot =
  unix_listener anvil-auth-penalty {{
    mode = 0
  }}
}}
service stats {{
  chroot =
}}
namespace inbox {{
  inbox = yes
}}
"""


def installed() -> str:
    """Where dovecot is, or "" (make installs it where it may)."""
    return shutil.which("dovecot", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin") or ""


class Dovecot:
    """One mailbox of the user "curator"; as root its processes run as dovecot's own users."""

    def __init__(self, pair: Pair) -> None:
        self._folder = Path(tempfile.mkdtemp(prefix="dovecot-", dir="/tmp"))
        self._folder.chmod(0o755)
        self.port = _free_port()
        root = os.geteuid() == 0
        owner = pwd.getpwnam("nobody") if root else pwd.getpwuid(os.geteuid())
        for name in ("mail", "home"):
            (self._folder / name).mkdir()
            os.chown(self._folder / name, owner.pw_uid, owner.pw_gid)
        internal = "dovecot" if root else owner.pw_name
        values = {
            "folder": self._folder,
            "certificate": pair.certificate,
            "key": pair.key,
            "internal": internal,
            "internal_group": _group(internal),
            "login": "dovenull" if root else owner.pw_name,
            "owner": owner.pw_uid,
            "owner_group": owner.pw_gid,
            "port": self.port,
        }
        (self._folder / "dovecot.conf").write_text(_CONFIG.format(**values))
        self.start()

    def start(self) -> None:
        """Start it, also again after it was killed."""
        self._process = subprocess.Popen(
            [installed(), "-F", "-c", str(self._folder / "dovecot.conf")],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        self._wait()

    def kill(self) -> None:
        """End it and every connection, in the middle of whatever it does."""
        os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()

    def log(self) -> str:
        """What dovecot said."""
        path = self._folder / "log"
        return path.read_text() if path.exists() else ""

    def close(self) -> None:
        """Stop it and take its folder away."""
        with contextlib.suppress(ProcessLookupError):
            self._process.send_signal(signal.SIGTERM)
        try:
            self._process.wait(5)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        shutil.rmtree(self._folder, ignore_errors=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _wait(self) -> None:
        until = time.monotonic() + 10
        while time.monotonic() < until and self._process.poll() is None:
            with (
                contextlib.suppress(OSError),
                socket.create_connection(("127.0.0.1", self.port), 1),
            ):
                return
            time.sleep(0.02)
        log = self.log()
        self.close()
        raise RuntimeError(f"dovecot did not start: {log}")


def _group(user: str) -> str:
    import grp

    return grp.getgrgid(pwd.getpwnam(user).pw_gid).gr_name


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])

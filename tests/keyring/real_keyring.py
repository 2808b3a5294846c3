"""The inbox with a real GNOME Keyring, run inside a D-Bus session of its own.

Run as a program inside `dbus-run-session`; the first argument is an empty folder. It starts
gnome-keyring-daemon, works, kills and restarts it, and prints one JSON document of what it saw.
Nothing of the user's own session or keyring is touched.
"""

import json
import os
import signal
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import secretstorage

from curator_app.domain.inbox_query import OPEN
from curator_app.errors import CuratorError, InboxClosed
from curator_app.inbox import rotation
from curator_app.inbox.vault import Credential, Vault
from curator_app.keychain import Keychain
from tests.inbox.messages import message

PASSWORD = "of this session"


def start_daemon(folder: Path) -> None:
    """Start the keyring daemon, unlocked."""
    os.environ["XDG_RUNTIME_DIR"] = str(folder / "run")
    os.environ["XDG_DATA_HOME"] = str(folder / "data")
    for name in ("run", "data"):
        (folder / name).mkdir(mode=0o700, exist_ok=True)
    done = subprocess.run(
        ["gnome-keyring-daemon", "--unlock", "--components=secrets", "--replace"],
        input=f"{PASSWORD}\n", capture_output=True, text=True, check=True, timeout=20,
    )  # fmt: skip
    for line in done.stdout.splitlines():
        name, _, value = line.partition("=")
        os.environ[name] = value
    for _ in range(100):
        with closing(secretstorage.dbus_init()) as bus:
            if secretstorage.check_service_availability(bus):
                return
        time.sleep(0.05)


def daemon() -> int:
    """The process of this session's keyring daemon, asked of the bus."""
    from jeepney import DBusAddress, new_method_call
    from jeepney.io.blocking import open_dbus_connection

    bus = DBusAddress("/org/freedesktop/DBus", "org.freedesktop.DBus", "org.freedesktop.DBus")
    with closing(open_dbus_connection("SESSION")) as connection:
        call = new_method_call(bus, "GetConnectionUnixProcessID", "s", ("org.freedesktop.secrets",))
        return int(connection.send_and_get_reply(call).body[0])


def lock() -> None:
    """Lock the keyring, as the screen saver does."""
    with closing(secretstorage.dbus_init()) as bus:
        secretstorage.get_default_collection(bus).lock()


def refusal(work) -> str:
    """The reason of a refusal."""
    try:
        work()
    except (InboxClosed, CuratorError) as shut:
        return getattr(shut, "reason", "") or type(shut).__name__
    return "none"


def files(folder: Path) -> dict[str, bytes]:
    """The inbox's bytes."""
    return {path.name: path.read_bytes() for path in sorted(folder.glob("inbox.*"))}


def main(folder: Path) -> dict[str, object]:
    """The whole life of a key."""
    seen: dict[str, object] = {}
    session, library = folder / "session", folder / "library"
    for made in (session, library):
        made.mkdir()
    start_daemon(session)
    vault = Vault(library, Keychain(patience=10))
    seen["backend"] = vault.keyring.backend()
    code = vault.create("Ann")
    with closing(vault.open(vault.unlock(), "Ann")) as store:
        store.take([message(1)])
    key = vault.unlock().text()
    stored = b"".join(path.read_bytes() for path in session.rglob("*") if path.is_file())
    seen["key_in_clear_on_disk"] = key.encode() in stored or bytes.fromhex(key) in stored

    before = files(library)
    lock()
    began = time.monotonic()
    seen["locked"] = refusal(vault.unlock)
    seen["locked_seconds"] = time.monotonic() - began

    os.kill(daemon(), signal.SIGKILL)
    time.sleep(0.2)
    seen["dead"] = refusal(vault.unlock)
    seen["untouched"] = files(library) == before
    start_daemon(session)
    with closing(vault.open(vault.unlock(), "Ann")) as store:
        seen["after_restart"] = len(store.ids(OPEN))
        seen["new_code"] = bool(rotation.rotate(store, vault.keyring))
    with closing(vault.open(vault.unlock(), "Ann")) as store:
        seen["after_rotation"] = len(store.ids(OPEN))
    seen["old_key_gone"] = (
        vault.keyring.get(vault.header().key_name(3 - vault.header().slot)) is None
    )
    seen["old_code"] = refusal(lambda: vault.unlock(Credential(code=code)))

    before = files(library)
    vault.keyring.delete(vault.header().key_name())
    seen["missing"] = refusal(vault.unlock)
    os.environ["DBUS_SESSION_BUS_ADDRESS"] = "unix:path=/nonexistent"
    seen["no_bus"] = refusal(vault.unlock)
    seen["still_untouched"] = files(library) == before
    return seen


if __name__ == "__main__":
    print(json.dumps(main(Path(sys.argv[1]))))

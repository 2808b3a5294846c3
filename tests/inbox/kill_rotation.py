"""Kill -9 at each step of a change of key: afterwards one key opens one whole set of files.

Run as a program (`python -m tests.inbox.kill_rotation FOLDER`): it makes an inbox, then again and
again forks a child that changes the key and kills itself at its n-th write, rename or removal
of a file, for every n there is, and looks at what is left. Prints one JSON summary.
"""

import json
import os
import shutil
import signal
import sys
from contextlib import closing
from pathlib import Path

from curator_app.domain.inbox_query import InboxQuery
from curator_app.errors import CuratorError
from curator_app.inbox import rotation
from curator_app.inbox.vault import Vault
from curator_app.keychain import Keychain
from tests.inbox.filering import NAME, FileRing
from tests.inbox.messages import many

EVENTS = {"os.rename", "os.remove", "os.chmod", "shutil.rmtree"}
COUNT = 7


def opened(folder: Path) -> Vault:
    """The inbox with its keyring in a file."""
    return Vault(folder, Keychain(FileRing(folder / "ring.json"), {NAME: "File Ring"}, 20))


def is_step(event: str, arguments: tuple[object, ...]) -> bool:
    """Whether this changes something on the disk."""
    if event == "open":
        flags = arguments[2]
        return isinstance(flags, int) and bool(flags & (os.O_WRONLY | os.O_RDWR))
    return event in EVENTS


def change_key(folder: Path, kill_at: int) -> None:
    """The child: change the key; ends itself at the step `kill_at`."""
    vault = opened(folder)
    store = vault.open(vault.unlock(), "Ann")
    left = kill_at

    def hook(event: str, arguments: tuple[object, ...]) -> None:
        nonlocal left
        if is_step(event, arguments):
            left -= 1
            if left == 0:
                os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(hook)
    rotation.rotate(store, vault.keyring)
    os._exit(0)


def trial(folder: Path, kill_at: int) -> bool:
    """Whether the child was killed; it is done when it was not."""
    child = os.fork()
    if child == 0:
        try:
            change_key(folder, kill_at)
        finally:
            os._exit(70)
    _, status = os.waitpid(child, 0)
    if not os.WIFSIGNALED(status) and os.WEXITSTATUS(status):
        raise SystemExit(f"the child failed at step {kill_at}")
    return os.WIFSIGNALED(status)


def problems(folder: Path) -> list[str]:
    """What is wrong after a kill."""
    vault = opened(folder)
    try:
        with closing(vault.open(vault.unlock(), "Ann")) as store:
            ids = store.ids(InboxQuery(snoozed=""))
            rows = store.rows(ids)
            bodies = [store.get(row.id).message.body.reveal() for row in rows]
    except CuratorError as error:
        return [error.sentence()]
    left = [path.name for path in folder.iterdir() if path.name.endswith((".new", ".part"))]
    kept = FileRing(folder / "ring.json").kept()
    found = [f"{name} was left" for name in left if name != "ring.part"]
    if sorted(bodies) != sorted(m.message.body.reveal() for m in many(COUNT, size=20)):
        found.append("the messages are not as they were")
    if len(kept) != 1 or vault.header().key_name() not in kept:
        found.append(f"{len(kept)} keys are kept")
    return found


def main(folder: Path) -> dict[str, object]:
    """All trials, each on a copy of the same inbox."""
    first = folder / "first"
    first.mkdir(parents=True)
    vault = opened(first)
    vault.create("Ann")
    with closing(vault.open(vault.unlock(), "Ann")) as store:
        store.take(many(COUNT, size=20))
    wrong: dict[int, list[str]] = {}
    old = new = step = 0
    before = vault.header().check_value
    while True:
        step += 1
        work = folder / f"trial{step}"
        shutil.copytree(first, work)
        killed = trial(work, step)
        if found := problems(work):
            wrong[step] = found
        if opened(work).header().check_value == before:
            old += 1
        else:
            new += 1
        shutil.rmtree(work)
        if not killed:
            return {"steps": step - 1, "old_key": old, "new_key": new, "wrong": wrong}


if __name__ == "__main__":
    print(json.dumps(main(Path(sys.argv[1]))))

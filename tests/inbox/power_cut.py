"""The power goes while the inbox works: whatever the disk had kept by then must open, whole.

Run as a program (`python -m tests.inbox.power_cut FOLDER STATES SEED`): a child takes messages in,
decides, notes and erases under strace, which writes down every call that reaches the files. Then
the calls are played to a disk that keeps its word about fsync and nothing else: what was written
since may be there, be missing, be torn within a sector's border, and a file that was made or
removed may not be so yet. In each state the inbox must open, its log must hold, and what is in it
must be what it was after the act that was acknowledged last, or after the one that was going on.
Prints one JSON summary.
"""

from __future__ import annotations

import hashlib
import json
import os
import random
import re
import shutil
import subprocess
import sys
from collections import Counter
from contextlib import closing
from pathlib import Path

from curator_app.errors import CuratorError
from curator_app.inbox import database
from curator_app.inbox.keys import Master
from curator_app.inbox.store import Store
from curator_app.inbox.vault import Credential, Vault
from tests.inbox.keyrings import chain
from tests.inbox.kill_store import next_act, structure
from tests.inbox.messages import many
from tests.shared_data import PROJECT

KEY = "5a" * 32
CARELESS = "careless"
ACTS, SECTOR = 24, 512
CALLS = "openat,lseek,write,pwrite64,ftruncate,fsync,fdatasync,unlink,rename,close"
TABLES = ("part", "contribution", "standing", "stamp", "thread", "step", "reply", "cursor",
          "tombstone")  # fmt: skip


def opened(folder: Path, who: str) -> Store:
    """The inbox, opened with its key."""
    vault = Vault(folder, chain())
    return vault.open(vault.unlock(Credential(key=KEY)), who)


def print_of(store: Store) -> str:
    """What everything in the inbox but its log comes to."""
    digest = hashlib.sha256()
    with store.session.read() as db:
        for table in TABLES:
            for row in sorted(db.execute(f"SELECT * FROM {table}").fetchall()):
                digest.update(repr(row).encode())
    return digest.hexdigest()


def work(folder: Path, seed: int, way: str) -> None:
    """The child: act, and say of each act when it is done, what everything comes to."""
    if way == CARELESS:
        careful = database.OF_EACH
        database.OF_EACH = tuple(  # type: ignore[misc]
            (name, "OFF", 0) if name == "synchronous" else (name, value, read)
            for name, value, read in careful
        )
    chance = random.Random(seed)
    with closing(opened(folder, "Ann")) as store:
        os.write(1, f"ACK {print_of(store)}\n".encode())
        for number in range(ACTS):
            act, _ = next_act(store, chance, number)
            act()
            os.write(1, f"ACK {print_of(store)}\n".encode())


class Disk:
    """Files as they surely are, and what was done to them since and may be lost."""

    def __init__(self, folder: Path) -> None:
        self.sure = {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}
        self.now = {name: bytearray(content) for name, content in self.sure.items()}
        self.written: dict[str, list[tuple[int, bytes | None]]] = {}
        self.named: set[str] = set()
        """Files that were made or removed since the folder was last synced."""

    def open(self, name: str) -> None:
        """A file may be made."""
        if name not in self.now:
            self.now[name] = bytearray()
            self.sure[name] = b""
            self.written.pop(name, None)
            self.named.add(name)

    def write(self, name: str, at: int, content: bytes) -> None:
        """Something is written."""
        self._do(self.now[name], at, content)
        self.written.setdefault(name, []).append((at, content))

    def cut(self, name: str, size: int) -> None:
        """A file is given a length."""
        self._do(self.now[name], size, None)
        self.written.setdefault(name, []).append((size, None))

    def sync(self, name: str) -> None:
        """What was written to a file is there for good."""
        self.sure[name] = bytes(self.now[name])
        self.written.pop(name, None)

    def remove(self, name: str) -> None:
        """A file goes; until the folder is synced it may come back."""
        if self.now.pop(name, None) is not None:
            self.named.add(name)

    def sync_folder(self) -> None:
        """Which files there are is settled."""
        for name in self.named - self.now.keys():
            self.sure.pop(name, None)
            self.written.pop(name, None)
        self.named.clear()

    def after_a_cut(self, chance: random.Random) -> dict[str, bytes]:
        """What is found when the power is back."""
        found: dict[str, bytes] = {}
        for name, sure in self.sure.items():
            if name in self.named and chance.random() < 0.5:
                continue
            content = bytearray(sure)
            done = list(self.written.get(name, ()))
            if chance.random() < 0.5:
                chance.shuffle(done)
            odds = chance.choice((0.0, 0.5, 0.9, 1.0))
            for at, piece in done:
                if chance.random() < odds:
                    torn = piece is not None and chance.random() < 0.2
                    end = chance.randrange(0, len(piece or b" "), SECTOR) if torn else None
                    self._do(content, at, piece if piece is None else piece[:end])
            found[name] = bytes(content)
        return found

    @staticmethod
    def _do(content: bytearray, at: int, piece: bytes | None) -> None:
        end = at if piece is None else at + len(piece)
        content.extend(bytes(max(0, end - len(content))))
        if piece is None:
            del content[at:]
        else:
            content[at:end] = piece


_CALL = re.compile(r"(\w+)\((.*)\)\s+= (-?\d+)")
_TEXT = re.compile(r'"((?:\\x[0-9a-f]{2})*)"')
_FILE = re.compile(r"^\d+<((?:\\x[0-9a-f]{2})*)>")


def text_in(words: str) -> bytes:
    """The first string among a call's arguments."""
    found = _TEXT.search(words)
    return bytes.fromhex(found[1].replace("\\x", "")) if found else b""


class Player:
    """Plays the calls of a trace to a disk, one at a time."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.disk = folder, Disk(folder)
        self.prints: list[str] = []
        self._places: Counter[str] = Counter()

    def play(self, line: str) -> bool:
        """One line; True when it changed what a power cut could leave."""
        call = _CALL.match(line)
        if call is None or int(call[3]) < 0:
            return False
        name, words, result = call[1], call[2], int(call[3])
        found = _FILE.match(words)
        if found is None:
            path = Path(os.fsdecode(text_in(words)))
            return path.parent == self.folder and self._named(name, path.name)
        path = Path(os.fsdecode(bytes.fromhex(found[1].replace("\\x", ""))))
        if name == "write" and (said := text_in(words)).startswith(b"ACK "):
            self.prints.append(said.split()[1].decode())
        if path == self.folder and name in ("fsync", "fdatasync"):
            self.disk.sync_folder()
            return True
        return path.parent == self.folder and self._on_file(name, words, result, path.name)

    def _named(self, call: str, name: str) -> bool:
        if call == "openat":
            self.disk.open(name)
            self._places[name] = 0
        elif call == "unlink":
            self.disk.remove(name)
        elif call == "rename":
            raise ValueError("the inbox renames a file: teach the disk to")
        return True

    def _on_file(self, call: str, words: str, result: int, name: str) -> bool:
        numbers = [int(number) for number in re.findall(r", (\d+)", _TEXT.sub("", words))]
        if call == "lseek":
            self._places[name] = result
        elif call == "write":
            self.disk.write(name, self._places[name], text_in(words)[:result])
            self._places[name] += result
        elif call == "pwrite64":
            self.disk.write(name, numbers[-1], text_in(words)[:result])
        elif call == "ftruncate":
            self.disk.cut(name, numbers[-1])
        elif call in ("fsync", "fdatasync"):
            self.disk.sync(name)
        return call not in ("lseek", "close")


def traced(folder: Path, seed: int, way: str) -> list[str]:
    """What the child asked of the system, line by line."""
    trace = folder.with_name("trace")
    limit = str(1 << 22)
    watch = ["strace", "-o", str(trace), "-y", "-xx", "-s", limit, "-e", f"trace={CALLS}"]
    child = [sys.executable, "-m", "tests.inbox.power_cut", str(folder), "work", str(seed), way]
    subprocess.run([*watch, *child], cwd=PROJECT, check=True, stdout=subprocess.DEVNULL)
    return trace.read_text().splitlines()


def wrong(folder: Path, files: dict[str, bytes], allowed: list[str]) -> str:
    """What is wrong with the inbox that these files are; "" when nothing is."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(mode=0o700)
    for name, content in files.items():
        path = folder / name
        path.write_bytes(content)
        path.chmod(0o600)
    try:
        with closing(opened(folder, "Bob")) as store:
            with store.session.db.upkeep() as db:
                checks = [f"PRAGMA {name}.integrity_check" for name in ("main", "facts", "audit")]
                said = {row[0] for check in checks for row in db.execute(check).fetchall()}
            halves, found = list(structure(store)), print_of(store)
    except CuratorError as error:
        return f"it does not open: {error.message}"
    if said != {"ok"} or halves:
        return f"it is broken: {min(said)}, {halves}"
    return "" if found in allowed else "an act is lost or half there"


def run(
    folder: Path, states: int, seed: int, way: str = "", *, moved: bool = False
) -> dict[str, object]:
    """Trace one child, and try this many states in which the power may have left its files.

    `way` is how the child works: "" as the program does, CARELESS without waiting for the disk.
    `moved`: the files are opened in another folder than they were in.
    """
    folder.mkdir(parents=True)
    key, inbox = Master.from_text(KEY), folder.resolve() / "inbøx"
    assert key is not None
    inbox.mkdir(mode=0o700)
    Vault(inbox, chain()).create("Ann", key=key)
    with closing(opened(inbox, "Ann")) as store:
        store.take(many(20))
    player = Player(inbox)
    lines = traced(inbox, seed, way)
    after = inbox
    if moved:
        after = folder / "elsewhere" / "a longer name"
        after.parent.mkdir()
        shutil.rmtree(inbox)
    return _tried(player, lines, after, states, seed)


def _tried(
    player: Player, lines: list[str], after: Path, states: int, seed: int
) -> dict[str, object]:
    chance, wanted = random.Random(seed), list[tuple[int, dict[str, bytes]]]()
    calls = sum(1 for line in lines if _CALL.match(line))
    odds = 3 * states / max(1, calls)
    for line in lines:
        if player.play(line) and player.prints and chance.random() < odds:
            wanted.append((len(player.prints), player.disk.after_a_cut(chance)))
    chance.shuffle(wanted)
    problems = Counter[str]()
    for acknowledged, files in wanted[:states]:
        allowed = player.prints[acknowledged - 1 : acknowledged + 1]
        if problem := wrong(after, files, allowed):
            problems[problem] += 1
    return {
        "calls": calls,
        "acts": len(player.prints),
        "states": len(wanted[:states]),
        "wrong": dict(problems),
    }


if __name__ == "__main__":
    if sys.argv[2] == "work":
        work(Path(sys.argv[1]), int(sys.argv[3]), sys.argv[4])
    else:
        print(json.dumps(run(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))))

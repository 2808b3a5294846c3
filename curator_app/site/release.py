"""Two release folders and a link: what a web server serves changes in one step.

`current` points at releases/a or releases/b. The other one is brought up to date while nobody is
led to it, then the link is replaced by a rename. A reader sees the old site or the new one. A
folder is marked before it is touched; one that was left marked is never served, and made anew.
"""

from __future__ import annotations

import errno
import os
import secrets
import shutil
import stat
from collections.abc import Generator, Iterable
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import orjson
from filelock import FileLock, Timeout

from curator_app.errors import Busy, CuratorError, DiskTrouble
from curator_app.site import manifest as manifests
from curator_app.site.manifest import Manifest
from curator_app.site.tree import Tree, foreign

MARKER = "atlas-site.json"
LOCK = ".atlas-site.lock"
CURRENT = "current"
RELEASES = "releases"
NAMES = ("a", "b")
_MARKER_TEXT = b'{"application": "atlas-curator", "format": 1}\n'
_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


@dataclass(frozen=True)
class State:
    """A finished release folder: its release, the one before it, and the paths that differ."""

    release: str
    base: str
    changes: tuple[str, ...]


@contextmanager
def explained(root: Path) -> Generator[None]:
    """Turn what the disk says into a sentence: the site that was there is still there."""
    try:
        yield
    except OSError as error:
        if isinstance(error, Timeout):
            raise
        why = "The disk is full" if error.errno in _FULL else f"The disk refused ({error.strerror})"
        raise DiskTrouble(
            f"{why}, so the site in {root} was left as it was.",
            "Make room or choose another folder, then publish again.",
        ) from None


class Target:
    """A folder that holds the site: two release folders and the link that is served."""

    def __init__(self, root: Path) -> None:
        self.root = root.absolute()
        self.releases = self.root / RELEASES

    # ------------------------------------------------------------------ looking

    def check(self) -> None:
        """Refuse a folder with anything in it that this program did not make; changes nothing."""
        if not self.root.exists():
            if self.root.is_symlink():
                raise foreign(self.root)
            return
        if not self.root.is_dir():
            raise foreign(self.root)
        marker = self.root / MARKER
        if not marker.is_file() or marker.is_symlink():
            left = {item.name for item in self.root.iterdir()} - {LOCK}
            if any(not name.startswith(f".{MARKER}") for name in left):
                raise foreign(self.root)
            return
        for folder in (self.releases, *(self.releases / name for name in NAMES)):
            if _exists(folder) and not _is_plain_folder(folder):
                raise foreign(folder)
        current = self.root / CURRENT
        if _exists(current) and not (current.is_symlink() and self.live()):
            raise foreign(current)

    def live(self) -> str:
        """The name of the folder that is served; "" when there is none."""
        try:
            target = (self.root / CURRENT).readlink()
        except OSError:
            return ""
        return target.name if target.parts[:-1] == (RELEASES,) and target.name in NAMES else ""

    def state(self, name: str) -> State | None:
        """What a release folder holds; None when it is missing or was left unfinished."""
        if (self.releases / f"{name}.unfinished").exists():
            return None
        try:
            data: Any = orjson.loads((self.releases / f"{name}.json").read_bytes())
            return State(data["release"], data["base"], tuple(data["changes"]))
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def manifest(self) -> Manifest | None:
        """The manifest of the release that is served; None when there is no whole one."""
        name = self.live()
        if not name or self.state(name) is None:
            return None
        try:
            return Manifest.from_bytes((self.releases / name / manifests.NAME).read_bytes())
        except OSError:
            return None

    # ------------------------------------------------------------------ changing

    @contextmanager
    def locked(self) -> Generator[None]:
        """Hold the folder for one publication, making it when it is new."""
        self.check()
        with explained(self.root):
            self.root.mkdir(parents=True, exist_ok=True)
            lock = FileLock(self.root / LOCK, timeout=0)
            try:
                lock.acquire()
            except Timeout:
                raise Busy(
                    f"Another publication to {self.root} is running. Nothing was changed.",
                    "Wait until it is done.",
                ) from None
        try:
            self.check()
            with explained(self.root):
                if not (self.root / MARKER).exists():
                    _put(self.root, MARKER, _MARKER_TEXT)
                self.releases.mkdir(exist_ok=True)
                self._sweep()
            yield
        finally:
            lock.release()

    def fresh(self, name: str) -> Tree:
        """An empty release folder, marked unfinished. What was there is moved away first, so
        that a stray writer of an earlier publication cannot reach the new one."""
        self._mark(name)
        folder = self.releases / name
        if _exists(folder):
            old = self.releases / f".old-{secrets.token_hex(6)}"
            folder.rename(old)
            shutil.rmtree(old)
        folder.mkdir(mode=0o755)
        return Tree(folder, fresh=True)

    def caught_up(self, manifest: Manifest) -> Tree:
        """The folder that is not served, as a copy of the one that is, ready for changes.

        Only what differs is linked anew.
        """
        live = self.live()
        spare = NAMES[1 - NAMES.index(live)]
        differing = self._differing(live, spare)
        source = Tree(self.releases / live)
        try:
            if differing is None:
                tree = self.fresh(spare)
                differing = all_paths(manifest, source)
            else:
                self._mark(spare)
                tree = Tree(self.releases / spare)
            for path in differing:
                if not tree.link(path, source):
                    tree.remove(path)
            tree.fresh = False
            return tree
        finally:
            source.close()

    def _differing(self, live: str, spare: str) -> Iterable[str] | None:
        here, there = self.state(live), self.state(spare)
        if here is None or there is None or not (self.releases / spare).is_dir():
            return None
        if there.release == here.release:
            return ()
        if there.release == here.base:
            return here.changes
        return there.changes if there.base == here.release else None

    def finish(self, name: str, state: State) -> None:
        """Declare a release folder whole; what is in it has reached the disk before."""
        _put(self.releases, f"{name}.json", orjson.dumps(asdict(state)))
        (self.releases / f"{name}.unfinished").unlink(missing_ok=True)
        _sync(self.releases)

    def switch(self, name: str) -> None:
        """Serve this folder from now on, in one step."""
        temporary = self.root / f".{MARKER}.{secrets.token_hex(6)}"
        try:
            temporary.symlink_to(Path(RELEASES) / name)
            temporary.replace(self.root / CURRENT)
        finally:
            temporary.unlink(missing_ok=True)
        _sync(self.root)

    def give_up(self, name: str) -> None:
        """Free the room of a release folder that could not be finished and is not served."""
        if name != self.live():
            with suppress(OSError):
                shutil.rmtree(self.releases / name)

    def roll_back(self) -> str:
        """Serve the release before this one again; returns its name."""
        nothing = CuratorError(
            f"There is no earlier release in {self.root} to go back to.",
            "The site was left as it is.",
        )
        if not self.live():
            raise nothing
        with self.locked(), explained(self.root):
            live = self.live()
            other = NAMES[1 - NAMES.index(live)]
            state, now = self.state(other), self.state(live)
            if state is None or (now is not None and now.release == state.release):
                raise nothing
            self.switch(other)
            return state.release

    def _mark(self, name: str) -> None:
        _put(self.releases, f"{name}.unfinished", b"")

    def _sweep(self) -> None:
        for folder in self.releases.glob(".old-*"):
            if _is_plain_folder(folder):
                shutil.rmtree(folder)
        for leftover in (*self.root.glob(f".{MARKER}.*"), *self.releases.glob(".*.json.*")):
            leftover.unlink(missing_ok=True)


def all_paths(manifest: Manifest, tree: Tree) -> list[str]:
    """Every path of a release."""
    paths = [manifests.NAME, *manifest.files]
    for number in range(len(manifest.shards)):
        paths.append(manifests.shard_path(number))
        pages = manifests.load_shard(manifest, number, tree.read)
        paths.extend(f"evidence/{slug}.html" for slug in pages)
    return paths


def _exists(path: Path) -> bool:
    return os.path.lexists(path)


def _is_plain_folder(path: Path) -> bool:
    return stat.S_ISDIR(path.lstat().st_mode)


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _put(folder: Path, name: str, data: bytes) -> None:
    """Write a small file whole, reach the disk, then give it its name."""
    temporary = folder / f".{name}.{secrets.token_hex(6)}"
    try:
        with temporary.open("xb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(folder / name)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    _sync(folder)

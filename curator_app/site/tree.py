"""Writing into one release folder, never outside it and never through a link."""

from __future__ import annotations

import errno
import os
import re
import secrets
from collections.abc import Generator, Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from curator_app.errors import BadFile

FOLDERS = ("", "evidence", "criteria", "assets", "manifest")
_NAME = re.compile(r"[a-z0-9_][a-z0-9_.-]{0,140}")
_TEMPORARY = ".new-"
_READ = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC


class Tree:
    """An open release folder. Files are made anew and renamed into place, never written over.

    Two trees share files by hard links, so a file's bytes must never change once written.
    With `fresh` nobody reads the tree yet and nothing is in it, so files need no second name.
    """

    def __init__(self, root: Path, *, fresh: bool = False) -> None:
        self.root = root
        self.fresh = fresh
        self._open: dict[str, int] = {}
        try:
            top = os.open(root, _READ)
            self._open[""] = top
            for name in FOLDERS[1:]:
                with suppress(FileExistsError):
                    os.mkdir(name, 0o755, dir_fd=top)
                self._open[name] = os.open(name, _READ, dir_fd=top)
        except OSError as error:
            self.close()
            if error.errno in (errno.ELOOP, errno.ENOTDIR):
                raise foreign(root) from None
            raise

    def close(self) -> None:
        """Let go of the folders."""
        for descriptor in self._open.values():
            os.close(descriptor)
        self._open.clear()

    def write(self, path: str, data: bytes) -> None:
        """Make or replace one file, as a whole or not at all."""
        folder, name = self._place(path)
        if self.fresh:
            _fill(name, data, folder)
            return
        with _renamed(folder, name) as temporary:
            _fill(temporary, data, folder)

    def link(self, path: str, source: Tree) -> bool:
        """Take a file from another tree; False when that has none."""
        folder, name = self._place(path)
        origin, _ = source._place(path)
        try:
            if self.fresh:
                _link(origin, name, folder, name)
                return True
            with _renamed(folder, name) as temporary:
                _link(origin, name, folder, temporary)
        except FileNotFoundError:
            return False
        return True

    def remove(self, path: str) -> None:
        """Remove one file if it is there."""
        folder, name = self._place(path)
        with suppress(FileNotFoundError):
            os.unlink(name, dir_fd=folder)

    def read(self, path: str) -> bytes:
        """The bytes of one file."""
        folder, name = self._place(path)
        descriptor = os.open(name, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC, dir_fd=folder)
        with os.fdopen(descriptor, "rb") as file:
            return file.read()

    def files(self) -> Iterator[str]:
        """The paths of all files; leftovers of a write that was cut off are removed."""
        for folder in FOLDERS:
            prefix = f"{folder}/" if folder else ""
            for name in sorted(os.listdir(self._open[folder])):  # noqa: PTH208 - by descriptor
                if name.startswith(_TEMPORARY):
                    os.unlink(name, dir_fd=self._open[folder])
                elif f"{prefix}{name}" not in FOLDERS:
                    yield f"{prefix}{name}"

    def settle(self, paths: Iterable[str], *, whole: bool) -> None:
        """Bring what was written to the disk: a few files one by one, many at once."""
        if whole:
            os.sync()
            return
        for path in paths:
            folder, name = self._place(path)
            with suppress(FileNotFoundError):
                _sync(os.open(name, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC, dir_fd=folder))
        for descriptor in self._open.values():
            os.fsync(descriptor)

    def _place(self, path: str) -> tuple[int, str]:
        folder, _, name = path.rpartition("/")
        if folder not in self._open or not _NAME.fullmatch(name) or ".." in name:
            raise BadFile(f"{path!r} cannot be the name of a page. Nothing was written there.")
        return self._open[folder], name


def foreign(path: Path) -> BadFile:
    """The refusal of a folder in which something is not what this program made."""
    return BadFile(
        f"{path} is not a folder that Atlas Curator made, so nothing was written there.",
        "Choose an empty folder, or move away what is in the way.",
    )


def _sync(descriptor: int) -> None:
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _fill(name: str, data: bytes, folder: int) -> None:
    descriptor = os.open(name, _NEW, 0o644, dir_fd=folder)
    try:
        rest = memoryview(data)
        while rest:
            rest = rest[os.write(descriptor, rest) :]
    finally:
        os.close(descriptor)


def _link(origin: int, source: str, folder: int, name: str) -> None:
    try:
        os.link(source, name, src_dir_fd=origin, dst_dir_fd=folder, follow_symlinks=False)
    except OSError as error:
        if error.errno not in (errno.EPERM, errno.EMLINK, errno.EXDEV, errno.ENOTSUP):
            raise
        # A file system without hard links, or one link too many: a copy does as well.
        flags = os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC
        with os.fdopen(os.open(source, flags, dir_fd=origin), "rb") as file:
            _fill(name, file.read(), folder)


@contextmanager
def _renamed(folder: int, name: str) -> Generator[str]:
    """A temporary name that takes the place of `name` when all went well."""
    temporary = f"{_TEMPORARY}{secrets.token_hex(6)}"
    try:
        yield temporary
        os.rename(temporary, name, src_dir_fd=folder, dst_dir_fd=folder)
    finally:
        # Also after success: renaming one hard link of a file to another leaves both names.
        with suppress(OSError):
            os.unlink(temporary, dir_fd=folder)

"""Start every part once, offscreen, and say what works on this machine."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from curator_app.errors import CuratorError


@dataclass(frozen=True)
class Result:
    """What came of one part."""

    part: str
    ok: bool
    detail: str

    def to_json(self) -> dict[str, object]:
        """The JSON form."""
        return {"part": self.part, "ok": self.ok, "detail": self.detail}


def run(library: Path) -> list[Result]:
    """Check every part; nothing in the user's library is opened or changed."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    parts: tuple[tuple[str, Callable[[], str]], ...] = (
        ("data files", _data_files),
        ("library", _library),
        ("BibTeX reader", _bibtex),
        ("page renderer", _page),
        ("mail reader", _mail),
        ("private inbox", _inbox),
        ("keyring", _keyring),
        ("window", _window),
        ("library folder", lambda: f"{library} ({'there' if library.exists() else 'not yet'})"),
    )
    return [_tried(name, check) for name, check in parts]


def _tried(name: str, check: Callable[[], str]) -> Result:
    try:
        return Result(name, True, check())
    except CuratorError as error:
        return Result(name, False, error.sentence())
    except (ImportError, OSError, RuntimeError, ValueError) as error:
        return Result(name, False, " ".join(str(error).split()))


def _data_files() -> str:
    from curator_app import knowledge

    catalogue = knowledge.catalogue()
    return f"{len(catalogue.definitions)} case definitions, {knowledge.vocabulary().version}"


def _library() -> str:
    from curator_app import demo
    from curator_app.services import upkeep
    from curator_app.services.library import Library

    with tempfile.TemporaryDirectory() as folder:
        library = Library.open(Path(folder), insist=True)
        try:
            count = demo.fill(library)
            problems = upkeep.check(library)
        finally:
            library.close()
    if problems:
        raise ValueError(problems[0])
    return f"{count} demo entries saved, checked and closed"


def _bibtex() -> str:
    from curator_app.formats.reading import read

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "one.bib"
        path.write_text("@article{a, title={One}, year=2020}\n", encoding="utf-8")
        return f"{sum(1 for _ in read(path))} record read"


def _page() -> str:
    from curator_app import demo
    from curator_app.services import publishing
    from curator_app.services.library import Library

    with tempfile.TemporaryDirectory() as folder:
        library = Library.open(Path(folder), insist=True)
        try:
            demo.fill(library)
            slug = str(demo.records()[0]["slug"])
            return f"{len(publishing.page(library, library.entry(slug))):,} bytes rendered"
        finally:
            library.close()


def _inbox() -> str:
    from curator_app.inbox import checking
    from curator_app.keychain import Keychain
    from curator_app.services.inbox import Inbox, open_with_file

    with tempfile.TemporaryDirectory() as folder:
        inbox = Inbox(Path(folder), Keychain(), "self-check")
        open_with_file(inbox, Path(folder) / "key")
        try:
            problems = checking.check(inbox.store.session)
        finally:
            inbox.lock()
        open_with_file(inbox, Path(folder) / "key")
        inbox.lock()
    if problems:
        raise ValueError(problems[0])
    return "an encrypted inbox made, checked, closed and opened again"


def _keyring() -> str:
    """Without one an inbox is opened with a passphrase: nothing is missing then."""
    from curator_app.errors import KeyringTrouble
    from curator_app.keychain import Keychain

    keyring = Keychain(patience=5)
    try:
        return keyring.title(keyring.backend())
    except KeyringTrouble:
        return "none here; an inbox can be opened with a passphrase or a key file"


def _mail() -> str:
    from curator_app.inbox.mail import MailReader

    with MailReader() as reader:
        read = reader.read(b"Subject: one\r\n\r\nmail", "file", "", "")
    if read.message is None:
        raise ValueError(read.trouble)
    return "one mail read in a process of its own"


def _window() -> str:
    from curator_app import app

    return app.try_window()

"""Leaks, planted on purpose at real places of the program: the search must find them all.

Each leaks the text of one message, so that it can be told which was found and where.
"""

from __future__ import annotations

import base64
import logging
import os
import re
import subprocess
import tempfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple
from weakref import WeakSet

from PySide6.QtGui import QGuiApplication

from curator_app import settings, unforeseen
from curator_app.cli import listing as listing_command
from curator_app.domain import contributed
from curator_app.domain.entry import Entry
from curator_app.errors import NotFound
from curator_app.formats import bibtex_writer
from curator_app.inbox import writing
from curator_app.inbox.store import Store
from curator_app.services import upkeep
from curator_app.services.contributing import Contributing, Proposal
from curator_app.services.inbox import Inbox
from curator_app.services.library import Library
from curator_app.storage import pages, revisions
from curator_app.ui.inbox.reader import Reader
from curator_app.ui.messages import Messages

if TYPE_CHECKING:
    from tests.canary.journeys import Travel


class Plant(NamedTuple):
    """A leak: what is leaked, how it is planted, and where it should be found (a pattern)."""

    mark: str
    where: str
    plant: Callable[[str, Travel], None]


def around(owner: Any, name: str, before: Callable[..., None]) -> None:
    """Do something else before a function of the program, with its arguments."""
    real = getattr(owner, name)

    def leaking(*args: Any, **kwargs: Any) -> Any:
        before(*args, **kwargs)
        return real(*args, **kwargs)

    setattr(owner, name, leaking)


def log_line(text: str, _: Travel) -> None:
    """A debug line about the message that is read."""
    logger = logging.getLogger("curator_app.inbox.store")
    around(Store, "get", lambda *_: logger.debug("reading %s", text))


def exception_text(text: str, _: Travel) -> None:
    """A sentence that quotes a message."""

    def refuse(self: Store, beginning: str) -> str:
        if beginning == "no-such-id":
            raise NotFound(f"There is no such contribution; the newest says {text}.")
        return real(self, beginning)

    real = Store.matching_id
    Store.matching_id = refuse  # type: ignore[method-assign]


def traceback(_: str, __: Travel) -> None:
    """A crash that is told whole: what it leaks is the text of the crash."""
    unforeseen._is_private = lambda error: False  # type: ignore[assignment]
    unforeseen.open_inboxes = WeakSet()


def revision_note(text: str, _: Travel) -> None:
    """A revision's note with a word of the message."""
    real = contributed.note_for
    contributed.note_for = lambda c, words="": real(c, f"{words} {text}")  # type: ignore[assignment]


def entry_text(text: str, _: Travel) -> None:
    """A field of the entry: on the page, in the search index, in the exports."""
    real = Contributing._wanted

    def wanted(self: Contributing, proposal: Proposal) -> Entry:
        return real(self, proposal).with_(remaining_questions=(f"What of {text}?",))

    Contributing._wanted = wanted  # type: ignore[method-assign]


def export_column(text: str, _: Travel) -> None:
    """One more field in an export."""
    real = bibtex_writer._article

    def article(entry: Entry, site_url: str) -> str:
        return real(entry, site_url).replace("  url", f"  annote = {{{text}}},\n  url")

    bibtex_writer._article = article


def page_attribute(text: str, _: Travel) -> None:
    """Base64 in an attribute of a page."""
    from curator_app.services import page_writer

    real = page_writer.dated_page

    def dated(*args: Any) -> tuple[str, bytes]:
        accessed, page = real(*args)
        data = base64.b64encode(f"v1 {text}".encode())
        return accessed, page.replace(b"<main", b'<main data-state="' + data + b'"', 1)

    page_writer.dated_page = dated


def temporary_file(text: str, _: Travel) -> None:
    """A message in a temporary file."""

    def leave(*_: Any) -> None:
        handle, _ = tempfile.mkstemp()
        os.write(handle, text.encode("utf-16"))
        os.close(handle)

    around(Store, "raw", leave)


def window_title(text: str, _: Travel) -> None:
    """What is read stands in the title of the window."""
    around(Reader, "_on_read", lambda self, _: self._pane.window().setWindowTitle(f"Re: {text}"))


def settings_file(text: str, _: Travel) -> None:
    """Something to remember in the settings."""
    real = settings.save

    def save(folder: Path, chosen: settings.Settings) -> None:
        real(folder, replace(chosen, extra={"recent": [text[::-1]]}))

    settings.save = save


def recent_list(text: str, _: Travel) -> None:
    """The desktop's list of recent files."""
    path = Path(os.environ["XDG_DATA_HOME"]) / "recently-used.xbel"

    def note(*_: Any) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f'<bookmark href="file:///{text.upper()}.eml"/>')

    around(Store, "attachment", note)
    around(Store, "raw", note)


def atlas_draft(text: str, _: Travel) -> None:
    """A proposal that is begun is journalled in the atlas."""

    def keep(self: Contributing, proposal: Proposal) -> None:
        entry = proposal.base.with_(advanced_summary=text)
        self.library.keep_draft(entry)
        self.library.drop_draft(entry.id)
        self.library.keep_draft(entry)

    around(Contributing, "keep", keep)


def operation_label(text: str, _: Travel) -> None:
    """The name of a step that can be taken back."""
    real = revisions.begin_operation

    def begin(conn: Any, *, kind: str, label: str, who: str, target: int | None = None) -> int:
        more = f" ({text})" if label.startswith(contributed.LABEL) else ""
        return real(conn, kind=kind, label=label + more, who=who, target=target)

    revisions.begin_operation = begin


def library_settings(text: str, travel: Travel) -> None:
    """A remark in the library's settings."""

    def remark(*_: Any) -> None:
        with (travel.library / "library.toml").open("a") as file:
            file.write(f"# declined: {text.encode().hex()}\n")

    around(Contributing, "decline", remark)


def publication_log(text: str, _: Travel) -> None:
    """The log of publications."""
    real = pages.log

    def log(conn: Any, *, who: str, **rest: Any) -> None:
        real(conn, who=f"{who} for {text}", **rest)

    pages.log = log


def backup_name(text: str, _: Travel) -> None:
    """The name of a copy."""
    real = upkeep.make_backup

    def make(library: Library, target: Path | None = None) -> Path:
        made = real(library, target)
        return made.rename(made.with_name(f"{text}.db")) if target is None else made

    upkeep.make_backup = make


def process_argument(text: str, _: Travel) -> None:
    """An argument of another process."""

    def start(*_: Any) -> None:
        subprocess.run(["sh", "-c", "sleep 1.5", text], check=False)

    around(writing, "add_note", start)


def process_environment(text: str, _: Travel) -> None:
    """A variable that the child which reads mails inherits, and all others."""

    def inherit(*_: Any, **__: Any) -> None:
        os.environ["LC_NOTE"] = text

    around(Inbox, "make_copy", inherit)
    around(Inbox, "make_copy", lambda *_: subprocess.run(["sleep", "1.5"], check=False))


def command_output(text: str, _: Travel) -> None:
    """What the list of entries prints."""
    real = listing_command.say

    def say(args: Any, data: Any, shown: str) -> None:
        real(args, data, f"{shown}\n{text}")

    listing_command.say = say  # type: ignore[assignment]


def free_page(text: str, _: Travel) -> None:
    """A row of the atlas that was deleted again."""

    def leave(self: Contributing, *_: Any) -> None:
        with self.library.db.write() as conn:
            conn.exec_driver_sql("PRAGMA secure_delete = OFF")
            many = [(f"x{n}", f"{text} " * 60) for n in range(40)]
            conn.exec_driver_sql("INSERT INTO meta VALUES (?, ?)", many)
            conn.exec_driver_sql("DELETE FROM meta WHERE name LIKE 'x%'")

    around(Contributing, "settle", leave)


def clipboard(text: str, _: Travel) -> None:
    """Something on the clipboard that nobody copied."""
    around(Messages, "say", lambda *_: QGuiApplication.clipboard().setText(text))


PLANTS: dict[str, Plant] = {
    plant.__name__: Plant(mark, where, plant)
    for mark, where, plant in (
        ("0 body", r"home/.*curator\.log", log_line),
        ("1 body", r"out/.*inbox\.err", exception_text),
        ("crash", r"out/stderr\.txt", traceback),
        ("2 body", r"library/atlas\.db", revision_note),
        ("3 body", r"site/.*evidence/.*\.html", entry_text),
        ("4 body", r"out/atlas\.bib", export_column),
        ("5 body", r"site/.*evidence/.*\.html", page_attribute),
        ("6 body", r"tmp/tmp", temporary_file),
        ("7 body", r"out/observed\.txt", window_title),
        ("8 body", r"home/.*settings\.json", settings_file),
        ("9 body", r"home/.*recently-used", recent_list),
        ("10 body", r"library/atlas\.db", atlas_draft),
        ("11 body", r"out/.*\.out|library/atlas\.db", operation_label),
        ("12 body", r"library/library\.toml", library_settings),
        ("13 body", r"library/atlas\.db", publication_log),
        ("14 body", r"name of library/backups/", backup_name),
        ("15 body", r"cmdline of", process_argument),
        ("16 body", r"environ of", process_environment),
        ("17 body", r"out/.*list\.out", command_output),
        ("18 body", r"library/atlas\.db|out/.*\.db", free_page),
        ("19 body", r"out/observed\.txt", clipboard),
    )
}


def plant(travel: Travel) -> None:
    """Plant them all."""
    for item in PLANTS.values():
        item.plant(travel.marks[item.mark], travel)


def missed(found: Iterable[tuple[str, frozenset[str]]]) -> Iterator[str]:
    """The plants that were not found where they are."""
    everything = list(found)
    for name, item in PLANTS.items():
        if not any(
            item.mark in hits and re.search(item.where, place) for place, hits in everything
        ):
            yield name

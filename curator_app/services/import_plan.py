"""From files to a plan: what would become of each record; nothing is written to the library.

A plan keeps its records in a nameless file and only numbers of them in memory, so that a file of
any size can be looked through.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Sized
from itertools import compress
from pathlib import Path

from curator_app.domain.plain_text import shown_name
from curator_app.errors import BadFile, Cancelled
from curator_app.formats.columns import ColumnMapping
from curator_app.formats.readers import READERS
from curator_app.formats.reading import read
from curator_app.formats.record import Draft, Record, Refused
from curator_app.services.library import Library
from curator_app.services.pile import Pile
from curator_app.services.planned import (
    DIFFERS,
    NEW,
    OUTCOMES,
    REFUSED,
    SAME,
    Head,
    PlannedRecord,
    from_bytes,
    head_from,
    head_of,
    packed,
    to_bytes,
)
from curator_app.services.planner import NOT_FILLED, Planner
from curator_app.storage.imports import LABEL, LOOKUP

__all__ = [
    "DIFFERS", "FILE_FORMATS", "NEW", "NOT_FILLED", "REFUSED", "SAME", "Head", "ImportPlan",
    "PlannedRecord", "Progress", "plan_import", "plan_records", "stop_if",
]  # fmt: skip

Progress = Callable[[int, int], None]
FILE_FORMATS = tuple((reader.name, reader.endings) for reader in READERS)
"""The formats that are read: what sentences call each, and how its files usually end."""


class ImportPlan:
    """Every record of the files with its outcome, by its place; nothing has been written.

    `lookup` says what was asked for when the records are answers of services. `taken` says, by
    the place of a record that differs, which of its fields are taken into the entry; of others
    only those that the entry has nothing in.
    """

    def __init__(self, files: tuple[str, ...], folder: Path | None, lookup: str = "") -> None:
        self.files, self.lookup = files, lookup
        self.taken: dict[int, frozenset[str]] = {}
        self.twins: dict[int, int] = {}
        self.existing: dict[int, str] = {}
        self._outcomes = bytearray()
        self._heads, self._wholes = Pile(folder), Pile(folder)

    def __len__(self) -> int:
        return len(self._outcomes)

    def close(self) -> None:
        """Forget all records."""
        self._heads.close()
        self._wholes.close()

    # ------------------------------------------------------------------ records

    def record(self, place: int) -> PlannedRecord:
        """One record."""
        return from_bytes(self._wholes.get(place))

    def head(self, place: int) -> Head:
        """One record in short."""
        return head_from(self._heads.get(place))

    def add(self, record: PlannedRecord) -> None:
        """One record more."""
        place = len(self._outcomes)
        self._heads.add(packed(head_of(record)))
        self._wholes.add(to_bytes(record))
        self._outcomes.append(OUTCOMES.index(record.outcome))
        self._note(place, record)

    def put(self, place: int, record: PlannedRecord) -> None:
        """Another record at a place."""
        self._heads.put(place, packed(head_of(record)))
        self._wholes.put(place, to_bytes(record))
        self._outcomes[place] = OUTCOMES.index(record.outcome)
        self.taken.pop(place, None)
        self._note(place, record)

    def take(self, place: int, names: frozenset[str]) -> None:
        """Say which fields of a record that differs are taken into the entry."""
        if names == self.record(place).fills():
            self.taken.pop(place, None)
        else:
            self.taken[place] = names

    def _note(self, place: int, record: PlannedRecord) -> None:
        self.twins.pop(place, None)
        self.existing.pop(place, None)
        if record.existing_id:
            self.existing[place] = record.existing_id
        elif record.twin is not None:
            self.twins[place] = record.twin

    # ------------------------------------------------------------------ finding

    def outcome(self, place: int) -> str:
        """What would become of a record."""
        return OUTCOMES[self._outcomes[place]]

    def count(self, outcome: str) -> int:
        """How many records have this outcome."""
        return self._outcomes.count(OUTCOMES.index(outcome))

    def places(
        self, outcome: str = "", text: str = "", cancelled: Callable[[], bool] | None = None
    ) -> array[int]:
        """The places of the records with this outcome whose title, place or reason has the text.

        Raises Cancelled.
        """
        chosen: Iterable[int] = range(len(self._outcomes))
        if outcome:
            # Without a step of Python for each: the window asks for this when a plan is shown.
            wanted = OUTCOMES.index(outcome)
            only = bytes(number == wanted for number in range(256))
            chosen = compress(chosen, self._outcomes.translate(only))
        if not text:
            return array("L", chosen)
        found = array("L")
        for number, place in enumerate(chosen):
            if number % 1_000 == 0:
                stop_if(cancelled)
            if self._says(place, text.casefold()):
                found.append(place)
        return found

    def _says(self, place: int, text: str) -> bool:
        head = self.head(place)
        said = (head.title, f"{head.file}:{head.line}", head.key, head.slug, head.reason)
        return any(text in part.casefold() for part in (*said, *head.problems))

    # ------------------------------------------------------------------ what it is called

    @property
    def origin(self) -> str:
        """What the revisions say of where they come from."""
        return "lookup" if self.lookup else "import"

    @property
    def label(self) -> str:
        """What undo calls it, and by which the history knows it for an import."""
        return f"{LOOKUP}{self.lookup}" if self.lookup else f"{LABEL}{self._names()}"

    @property
    def note(self) -> str:
        """What the history says of each entry."""
        names = ", ".join(self.files) if self.lookup else self._names()
        return f"{'Looked up in' if self.lookup else 'Imported from'} {names}"

    def _names(self) -> str:
        return self.files[0] if len(self.files) == 1 else f"{len(self.files)} files"


def plan_import(
    library: Library,
    paths: Sequence[Path],
    format: str = "auto",
    progress: Progress | None = None,
    cancelled: Callable[[], bool] | None = None,
    tables: Mapping[Path, ColumnMapping] | None = None,
) -> ImportPlan:
    """Read the files and decide each record's outcome. Raises BadFile when no file is readable.

    `tables` says of tables among them what their columns are; of the others it is guessed.
    Progress counts bytes.
    """
    reading = _Reading(paths, format, tables or {}, progress, cancelled)
    files = tuple(shown_name(path.name) for path in paths)
    plan = plan_records(library, files, reading.records(), cancelled=cancelled)
    if reading.unreadable and len(reading.unreadable) == len(paths):
        plan.close()
        raise reading.unreadable[0]
    return plan


def plan_records(
    library: Library,
    names: tuple[str, ...],
    records: Iterable[Record],
    progress: Progress | None = None,
    cancelled: Callable[[], bool] | None = None,
    lookup: str = "",
) -> ImportPlan:
    """Decide the outcome of records as they come from these files or services.

    Progress counts records, of those that are all at hand.
    """
    total = len(records) if isinstance(records, Sized) else 0
    plan = ImportPlan(names, None if library.read_only else library.folder, lookup)
    try:
        planner = Planner(library, plan)
        for done, record in enumerate(records, 1):
            stop_if(cancelled)
            plan.add(planner.plan(record))
            if progress:
                progress(done, total)
        planner.link(lambda: stop_if(cancelled))
    except BaseException:
        plan.close()
        raise
    return plan


class _Reading:
    """The records of files one after the other, and how many bytes of them were read."""

    def __init__(
        self,
        paths: Sequence[Path],
        format: str,
        tables: Mapping[Path, ColumnMapping],
        progress: Progress | None,
        cancelled: Callable[[], bool] | None,
    ) -> None:
        self.paths, self.format, self.tables, self.cancelled = paths, format, tables, cancelled
        self.progress = progress or _silent
        self.unreadable: list[BadFile] = []
        self.sizes = [_size(path) for path in paths]

    def records(self) -> Iterator[Record]:
        total, before = sum(self.sizes), 0
        for path, size in zip(self.paths, self.sizes, strict=True):
            self.progress(before, total)
            done = 0
            try:
                for record in read(path, self.format, self.cancelled, self.tables.get(path)):
                    yield record
                    done = min(size, done + _weight(record))
                    self.progress(before + done, total)
            except BadFile as error:
                self.unreadable.append(error)
                yield Refused(shown_name(path.name), 0, "", error.sentence(), "")
            before += size
        self.progress(total, total)


def _silent(done: int, total: int) -> None:
    """The progress that nobody looks at."""


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except (OSError, ValueError):
        return 0


def _weight(record: Record) -> int:
    """The characters of a record as it stands in its file."""
    return len(record.source.raw if isinstance(record, Draft) else record.raw)


def stop_if(cancelled: Callable[[], bool] | None) -> None:
    """Raise Cancelled when the user has stopped the task."""
    if cancelled and cancelled():
        raise Cancelled

"""A state machine: whatever is saved, removed and undone, history replays to the present."""

import tempfile
from pathlib import Path

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from curator_app.domain.entry import Entry, new_id
from curator_app.domain.fields import stored
from curator_app.domain.revision import diff, replay
from curator_app.errors import BadValue
from curator_app.storage import entries, revisions
from curator_app.storage.database import Database
from tests import builders
from tests.storage.saving import problems, save

FIELDS = (
    "title",
    "authors",
    "journal",
    "year",
    "state",
    "criteria",
    "pem",
    "relations",
    "retraction",
    "plain_summary",
    "observed_findings",
    "evidence_level",
)
SLUGS = st.sampled_from(["a-1", "b-2", "c-3", "d-4"])


class Shelf(RuleBasedStateMachine):
    """`model` is what the library should hold."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        path = Path(self.folder.name)
        self.db = Database.open(path / "atlas.db", backups=path)
        self.model: dict[str, Entry] = {}
        self.past: dict[str, list[Entry]] = {}

    def teardown(self) -> None:
        assert problems(self.db) == []
        self.db.close()
        self.folder.cleanup()

    def _save(self, saves: list[tuple[Entry | None, Entry]]) -> None:
        after = {**self.model, **{new.id: new for _, new in saves}}
        used = [e.slug for e in after.values() if not e.removed]
        try:
            save(self.db, saves)
        except BadValue:
            assert len(used) != len(set(used))
            return
        assert len(used) == len(set(used))
        for old, new in saves:
            if old is None or diff(old, new):
                kept = new.with_(version=(old.version if old else 0) + 1)
                self.model[new.id] = kept
                self.past.setdefault(new.id, []).append(kept)

    @rule(entry=builders.entries(), slug=SLUGS)
    def add(self, entry: Entry, slug: str) -> None:
        self._save([(None, entry.with_(id=new_id(), version=0, slug=slug))])

    @precondition(lambda self: self.model)
    @rule(data=st.data(), entry=builders.entries(), slug=SLUGS)
    def edit(self, data: st.DataObject, entry: Entry, slug: str) -> None:
        old = self.model[data.draw(st.sampled_from(sorted(self.model)))]
        names = data.draw(st.sets(st.sampled_from(FIELDS), max_size=4))
        self._save([(old, old.with_(slug=slug, **{n: getattr(entry, n) for n in names}))])

    @precondition(lambda self: self.model)
    @rule(data=st.data(), removed=st.booleans())
    def remove_or_bring_back(self, data: st.DataObject, removed: bool) -> None:
        ids = data.draw(st.sets(st.sampled_from(sorted(self.model)), min_size=1, max_size=3))
        self._save([(self.model[i], self.model[i].with_(removed=removed)) for i in sorted(ids)])

    @precondition(lambda self: self.model)
    @rule(data=st.data())
    def take_back(self, data: st.DataObject) -> None:
        """As undo does: the old values of the last revision, as a new revision."""
        old = self.model[data.draw(st.sampled_from(sorted(self.model)))]
        with self.db.read() as conn:
            last = revisions.history(conn, old.id)[-1]
        before = {name: stored(name, pair[0]) for name, pair in last.changes.items()}
        if last.number > 1:
            self._save([(old, old.with_(**before))])

    @invariant()
    def history_replays_to_the_present(self) -> None:
        with self.db.read() as conn:
            for id_, entry in self.model.items():
                assert entries.get(conn, id=id_) == entry
                history = revisions.history(conn, id_)
                for past, revision in zip(self.past[id_], history, strict=True):
                    assert replay(id_, history[: revision.number]) == past


Shelf.TestCase.settings = settings(max_examples=25, stateful_step_count=15, deadline=None)
TestShelf = Shelf.TestCase

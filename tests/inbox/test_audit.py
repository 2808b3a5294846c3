"""The audit log: everything is in it, nothing of what was written, and nobody can mend it."""

import ast
from pathlib import Path

import pytest

from curator_app.domain.correspondence import DRAFT, SENT, Reply
from curator_app.domain.inbox_query import InboxQuery
from curator_app.domain.private import Private
from curator_app.inbox import audit
from curator_app.inbox.driver import driver
from curator_app.inbox.store import Store
from tests.inbox.conftest import Clock
from tests.inbox.messages import message

ALL = InboxQuery(snoozed="")
INBOX = Path(audit.__file__).parent


def actions(store: Store) -> list[str]:
    """What the log tells, in order."""
    with store.session.read() as db:
        return [event.action for event in audit.events(db)]


def problems(store: Store) -> list[str]:
    """What is wrong with the log."""
    with store.session.read() as db:
        return audit.verify(db)


def busy(store: Store) -> str:
    """A little of everything; returns a contribution's id."""
    (added,) = store.take([message(1, body="canaryword", files={"a": b"x"})])
    store.get(added.id)
    store.identity(added.id)
    store.raw(added.id)
    store.attachment(added.id, "0")
    store.change([added.n], {"state": "declined"}, "Declined")
    store.undo()
    store.redo()
    store.letters.add_note(added.id, Private("canarynote"))
    draft = store.letters.keep(Reply("", added.id, DRAFT, "Ann", "", body=Private("canaryreply")))
    store.letters.keep(Reply(draft.key, added.id, SENT, "Ann", "", body=Private("canaryreply")))
    return added.id


def test_everything_that_shows_or_changes_is_told(store: Store) -> None:
    contribution = busy(store)
    assert actions(store)[-11:] == [
        "added", "read", "identity", "raw", "attachment", "changed", "undone", "redone", "noted",
        "reply_kept", "reply_sent",
    ]  # fmt: skip
    with store.session.read() as db:
        events = list(audit.events(db))
    about = {event.object for event in events if event.action in ("read", "changed", "noted")}
    assert len(about) == 1
    assert contribution not in about
    text = str([event.to_json() for event in events])
    for word in ("canary", "reader1", "example.org", contribution, "Declined"):
        assert word not in text
    assert problems(store) == []


def test_every_method_that_shows_or_changes_logs() -> None:
    """A method that opens a transaction leaves a line, whoever wrote it."""
    silent = {
        ("store.py", "set_cursor"),  # a bookmark says nothing of anybody
        ("store.py", "seen"),  # reading was logged when the message was shown
        ("forgetting.py", "confirm_clock"),
        ("sharing.py", "_identity"),
    }
    found: set[tuple[str, str]] = set()
    for name in (
        "store.py",
        "letters.py",
        "choices.py",
        "forgetting.py",
        "sharing.py",
        "pocket.py",
    ):
        for node in ast.walk(ast.parse((INBOX / name).read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef):
                body = ast.unparse(node)
                if ".write()" in body and "log(" not in body and "log_rows(" not in body:
                    found.add((name, node.name))
    assert found <= silent


def test_the_log_cannot_be_changed_by_ordinary_work(store: Store) -> None:
    busy(store)
    for statement in (
        "UPDATE event SET who = 'Mallory' WHERE seq = 3",
        "DELETE FROM event WHERE seq = 3",
        "DELETE FROM event",
    ):
        with pytest.raises(driver.DatabaseError, match="append-only"), store.session.write() as db:
            db.execute(statement)
    assert problems(store) == []


TAMPERING = {
    "changed": "UPDATE event SET who = 'Mallory' WHERE seq = 4",
    "removed": "DELETE FROM event WHERE seq = 4",
    "first removed": "DELETE FROM event WHERE seq = 1",
    "end removed": "DELETE FROM event WHERE seq > 4",
    "all removed": "DELETE FROM event",
    "exchanged": "UPDATE event SET seq = CASE seq WHEN 4 THEN -5 ELSE -4 END WHERE seq IN (4, 5)",
    "added": "INSERT INTO event SELECT 999, at, who, action, object, count, reason, hash FROM event"
    " WHERE seq = 2",
}


@pytest.mark.parametrize("how", sorted(TAMPERING))
def test_tampering_by_somebody_with_the_key_is_noticed(store: Store, how: str) -> None:
    busy(store)
    with store.session.db.upkeep() as db:
        for trigger in ("event_stays", "event_is_kept"):
            db.execute(f"DROP TRIGGER audit.{trigger}")
        db.execute(TAMPERING[how])
        if how == "exchanged":
            db.execute("UPDATE event SET seq = -seq WHERE seq < 0")
    assert problems(store) != []


def test_old_lines_go_and_the_rest_is_still_chained(store: Store, clock: Clock) -> None:
    busy(store)
    count = len(actions(store))
    clock.pass_days(1200)
    busy_again = message(2)
    store.take([busy_again])
    store.forgetting.run(store.forgetting.preview(), clock_is_right=True)
    left = actions(store)
    assert left[0] == "added"
    assert "audit_pruned" in left
    assert len(left) < count
    assert problems(store) == []


def test_unknown_words_are_refused(store: Store) -> None:
    """The log's words are fixed, so that nobody can write a subject into it."""
    with pytest.raises(ValueError, match="no such action"), store.session.write() as db:
        store.session.log(db, "jane@example.org wrote")
    with pytest.raises(ValueError, match="no such action"), store.session.write() as db:
        store.session.log(db, "erased", reason="because Jane asked")

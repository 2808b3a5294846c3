"""Every way an inbox can be shut: its own sentence, and not a byte of it touched."""

import os
import shutil
import sqlite3
import stat
import time
from collections.abc import Callable
from contextlib import closing, suppress
from dataclasses import replace
from pathlib import Path

import pytest
from keyring.backend import KeyringBackend
from keyring.errors import InitError, KeyringLocked, NoKeyringError, PasswordSetError

from curator_app.domain.inbox_query import OPEN
from curator_app.errors import (
    BACKEND_CHANGED,
    DAMAGED,
    DENIED,
    GONE,
    LOCKED,
    MISSING,
    NEWER,
    NO_INBOX,
    NO_KEYRING,
    SLOW,
    WRONG,
    BadValue,
    CuratorError,
    InboxClosed,
    KeyringTrouble,
)
from curator_app.inbox.database import OF_EACH, PRAGMAS, Database
from curator_app.inbox.driver import driver
from curator_app.inbox.header import Header
from curator_app.inbox.keys import Master
from curator_app.inbox.places import Places
from curator_app.inbox.store import Store
from curator_app.inbox.vault import Credential, Vault
from curator_app.keychain import Keychain
from tests.inbox.keyrings import (
    Changing,
    Dying,
    Forgetful,
    Other,
    Plaintext,
    Raising,
    Remembering,
    Slow,
    Weak,
    chain,
)
from tests.inbox.messages import message

PASSPHRASE = "four words that differ"


def files(folder: Path) -> dict[str, bytes]:
    """Every byte of the folder."""
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir()) if path.is_file()}


def refused(ask: Callable[[], object]) -> InboxClosed:
    """The refusal, which is a sentence of our own about the inbox."""
    with pytest.raises(InboxClosed) as caught:
        ask()
    assert caught.value.message.endswith(".")
    assert "Traceback" not in caught.value.sentence()
    return caught.value


@pytest.fixture
def code(tmp_path: Path, ring: Remembering, clock) -> str:
    """An inbox with one message; its recovery code."""
    vault = Vault(tmp_path, chain(ring), clock)
    made = vault.create("Ann")
    with closing(vault.open(vault.unlock(), "Ann")) as store:
        store.take([message(1, body="secretword")])
    return made


def other_ring(ring: Remembering, made: KeyringBackend) -> KeyringBackend:
    """Another backend with the same secrets."""
    if isinstance(made, Remembering):
        made.kept = dict(ring.kept)
    return made


CASES: dict[str, tuple[Callable[[], KeyringBackend], str]] = {
    "none": (lambda: Raising(NoKeyringError("no backend")), NO_KEYRING),
    "locked": (lambda: Raising(KeyringLocked("Failed to unlock the collection!")), LOCKED),
    "cancelled": (lambda: Raising(InitError("Prompt dismissed.")), DENIED),
    "refused": (lambda: Raising(PasswordSetError("denied")), DENIED),
    "slow": (lambda: Slow(30), SLOW),
    "infinite": (lambda: Slow(10**6), SLOW),
    "wrong": (lambda: Changing(lambda secret: secret[::-1]), WRONG),
    "truncated": (lambda: Changing(lambda secret: secret[:40]), WRONG),
    "nonsense": (lambda: Changing(lambda secret: "not a key: ✓"), WRONG),
    "wiped": (lambda: Changing(lambda secret: None), BACKEND_CHANGED),
    "plaintext": (Plaintext, NO_KEYRING),
    "weak": (Weak, NO_KEYRING),
    "gone": (lambda: Raising(ConnectionError("bus")), GONE),
    "dying at once": (lambda: Dying(0), GONE),
}


@pytest.mark.parametrize("case", sorted(CASES))
def test_a_keyring_that_gives_no_key_leaves_every_byte(
    case: str, code: str, tmp_path: Path, ring: Remembering
) -> None:
    make, reason = CASES[case]
    before = files(tmp_path)
    backend = other_ring(ring, make())
    vault = Vault(tmp_path, chain(backend, patience=0.2))
    operations: tuple[Callable[[], object], ...] = (
        vault.unlock,
        lambda: vault.open(vault.unlock(), "Ann"),
    )
    for operation in operations:
        began = time.monotonic()
        shut = refused(operation)
        assert time.monotonic() - began < 3
        assert shut.reason == reason
        assert "the atlas works without it" in shut.message
    with pytest.raises(CuratorError):
        vault.create("Ann")
    with pytest.raises(BadValue):
        vault.confirm("23456")
    assert vault.exists()
    assert files(tmp_path) == before
    if isinstance(backend, Slow):
        backend.released.set()
    # The recovery code opens it whatever the keyring does.
    with closing(vault.open(vault.unlock(Credential(code=code)), "Ann")) as store:
        assert len(store.ids(OPEN)) == 1


def test_the_cases_have_different_sentences(code: str, tmp_path: Path, ring: Remembering) -> None:
    said = set[str]()
    for make, _ in CASES.values():
        vault = Vault(tmp_path, chain(other_ring(ring, make()), patience=0.1))
        said.add(refused(vault.unlock).message)
    ring.kept.clear()
    missing = refused(Vault(tmp_path, chain(ring)).unlock)
    assert missing.reason == MISSING
    changed = refused(Vault(tmp_path, chain(Other())).unlock)
    assert changed.reason == BACKEND_CHANGED
    assert "Test Keyring" in changed.message
    assert "Other Keyring" in changed.message
    assert len(said | {missing.message, changed.message}) >= 8


def test_the_same_key_in_another_keyring_opens(
    code: str, tmp_path: Path, ring: Remembering
) -> None:
    """Who moved the secret has not lost it."""
    vault = Vault(tmp_path, chain(other_ring(ring, Other())))
    vault.open(vault.unlock(), "Ann").close()


@pytest.mark.parametrize(
    ("make", "reason"),
    [
        (lambda: Raising(KeyringLocked("locked")), LOCKED),
        (lambda: Raising(NoKeyringError("none")), NO_KEYRING),
        (lambda: Plaintext(), NO_KEYRING),
        (lambda: Weak(), NO_KEYRING),
        (lambda: Forgetful(), GONE),
        (lambda: Dying(0), GONE),
        (lambda: Dying(1), GONE),
        (lambda: Slow(30), SLOW),
    ],
)
def test_an_inbox_is_not_made_without_a_safe_place_for_its_key(
    make: Callable[[], KeyringBackend], reason: str, tmp_path: Path
) -> None:
    backend = make()
    vault = Vault(tmp_path, chain(backend, patience=0.2))
    with pytest.raises(KeyringTrouble) as caught:
        vault.create("Ann")
    assert caught.value.reason == reason
    assert not vault.exists()
    assert not any(path.suffix == ".db" for path in tmp_path.iterdir())
    assert getattr(backend, "kept", {}) == {} or isinstance(backend, Dying | Slow)
    if isinstance(backend, Slow):
        backend.released.set()
    # With a passphrase it is made all the same.
    code = vault.create("Ann", passphrase=PASSPHRASE)
    vault.open(vault.unlock(Credential(passphrase=PASSPHRASE)), "Ann").close()
    vault.open(vault.unlock(Credential(code=code)), "Ann").close()


@pytest.mark.parametrize("calls", range(1, 4))
def test_a_keyring_that_dies_while_an_inbox_is_made_can_be_tried_again(
    calls: int, tmp_path: Path
) -> None:
    with suppress(KeyringTrouble):
        Vault(tmp_path, chain(Dying(calls))).create("Ann")
    vault = Vault(tmp_path, chain(Remembering()))
    if not vault.exists():
        vault.create("Ann")
        vault.open(vault.unlock(), "Ann").close()


def test_a_passphrase_opens_and_another_does_not(tmp_path: Path) -> None:
    vault = Vault(tmp_path, chain(Raising(NoKeyringError("none"))))
    with pytest.raises(BadValue, match="fewer than 12"):
        vault.create("Ann", passphrase="short")
    vault.create("Ann", passphrase=PASSPHRASE)
    before = files(tmp_path)
    assert refused(vault.unlock).reason == LOCKED
    shut = refused(lambda: vault.unlock(Credential(passphrase="four words that differ not")))
    assert shut.reason == WRONG
    assert files(tmp_path) == before
    vault.open(vault.unlock(Credential(key=f"{PASSPHRASE}\n")), "Ann").close()
    header = vault.header()
    assert header.passphrase is not None
    assert (header.passphrase.memory, header.passphrase.passes) == (131_072, 3)


def test_the_recovery_code_has_to_be_confirmed_and_mistyping_names_the_group(
    vault: Vault, tmp_path: Path, ring: Remembering
) -> None:
    ring.kept.clear()
    shutil.rmtree(tmp_path)
    tmp_path.mkdir()
    code = vault.create("Ann")
    assert not vault.header().confirmed
    groups = code.split("-")
    assert [len(group) for group in groups] == [6] * 5
    wrong = groups.copy()
    wrong[2] = ("A" if wrong[2][0] != "A" else "B") + wrong[2][1:]
    with pytest.raises(BadValue, match="Group 3"):
        vault.confirm("-".join(wrong))
    swapped = "-".join([groups[1], groups[0], *groups[2:]])
    if groups[0] != groups[1]:
        with pytest.raises(BadValue, match="Group 1"):
            vault.confirm(swapped)
    with pytest.raises(BadValue, match="30 symbols"):
        vault.confirm(code[:-1])
    vault.confirm(code.lower().replace("-", " "))
    assert vault.header().confirmed


def test_another_inboxes_code_does_not_fit(tmp_path: Path, ring: Remembering) -> None:
    here, there = tmp_path / "here", tmp_path / "there"
    for folder in (here, there):
        folder.mkdir()
    Vault(here, chain(ring)).create("Ann")
    code = Vault(there, chain(ring)).create("Ann")
    vault = Vault(here, chain(ring))
    assert refused(lambda: vault.unlock(Credential(code=code))).reason == WRONG
    with pytest.raises(BadValue, match="not the recovery code"):
        vault.confirm(code)


def test_after_recovery_the_key_goes_into_the_keyring_that_is_here(
    code: str, tmp_path: Path
) -> None:
    other = Other()
    vault = Vault(tmp_path, chain(other))
    vault.keep_in_keyring(vault.unlock(Credential(code=code)))
    vault.open(vault.unlock(), "Ann").close()


# ---------------------------------------------------------------------- files


DAMAGE: dict[str, Callable[[Places], object]] = {
    "first page": lambda places: _flip(places.texts, 100),
    "salt": lambda places: _flip(places.facts, 3),
    "cut off": lambda places: _cut(places.texts, 2000),
    "empty": lambda places: places.facts.write_bytes(b""),
    "text": lambda places: places.texts.write_text("Dear diary\n" * 999),
    "gone": lambda places: places.audit.unlink(),
    "plain database": lambda places: _plain(places.facts),
    "header": lambda places: places.header.write_text('{"format": 1'),
    "header of another kind": lambda places: places.header.write_text("[1, 2]"),
    "header empty": lambda places: places.header.write_bytes(b""),
    "header gone": lambda places: places.header.unlink(),
    "folder": lambda places: (places.texts.unlink(), places.texts.mkdir()),
}


def _flip(path: Path, at: int) -> None:
    data = bytearray(path.read_bytes())
    data[at] ^= 1
    path.write_bytes(data)


def _cut(path: Path, size: int) -> None:
    path.write_bytes(path.read_bytes()[:size])


def _plain(path: Path) -> None:
    path.unlink()
    with sqlite3.connect(path) as made:
        made.execute("CREATE TABLE contribution (n)")
    made.close()


@pytest.mark.parametrize("case", sorted(DAMAGE))
def test_damaged_files_are_named_damaged_and_left(
    case: str, code: str, tmp_path: Path, ring: Remembering
) -> None:
    DAMAGE[case](Places(tmp_path))
    before = files(tmp_path)
    vault = Vault(tmp_path, chain(ring))
    shut = refused(lambda: vault.open(vault.unlock(), "Ann"))
    assert shut.reason == DAMAGED
    assert "Nothing was changed" in shut.message
    with pytest.raises(CuratorError):
        vault.create("Ann")
    assert files(tmp_path) == before


def test_a_page_of_another_file_is_noticed(code: str, tmp_path: Path, ring: Remembering) -> None:
    """Each page carries its own proof: pages cannot be exchanged or put back singly."""
    path = Places(tmp_path).texts
    data = bytearray(path.read_bytes())
    assert len(data) >= 3 * 4096
    data[4096:8192], data[8192:12288] = data[8192:12288], data[4096:8192]
    path.write_bytes(data)
    vault = Vault(tmp_path, chain(ring))

    def read() -> None:
        with closing(vault.open(vault.unlock(), "Ann")) as store:
            ids = store.ids(OPEN)
            store.get(store.rows(ids)[0].id)

    assert refused(read).reason == DAMAGED


def test_a_newer_inbox_is_left_alone(code: str, tmp_path: Path, ring: Remembering) -> None:
    places = Places(tmp_path)
    vault = Vault(tmp_path, chain(ring))
    master = vault.unlock()
    store = vault.open(master, "Ann")
    with store.session.db.upkeep() as db:
        db.execute("PRAGMA facts.user_version = 99")
    store.session.db.close()
    before = files(tmp_path)
    assert refused(lambda: vault.open(master, "Ann")).reason == NEWER
    assert files(tmp_path) == before
    text = places.header.read_text().replace('"format": 1', '"format": 2')
    places.header.write_text(text)
    assert refused(vault.unlock).reason == NEWER


def test_there_is_none_yet(tmp_path: Path) -> None:
    vault = Vault(tmp_path, chain())
    assert refused(vault.unlock).reason == NO_INBOX
    assert not vault.exists()
    assert list(tmp_path.iterdir()) == []


def test_nothing_is_made_without_a_key(tmp_path: Path) -> None:
    """Opening never creates: a missing file with a forgotten key would become a plain one."""
    with pytest.raises(InboxClosed):
        Database.open(Places(tmp_path), Master.new())
    assert list(tmp_path.iterdir()) == []


def test_an_unfinished_inbox_is_made_again(tmp_path: Path, ring: Remembering) -> None:
    vault = Vault(tmp_path, chain(ring))
    vault.create("Ann")
    header = vault.header()
    replace(header, unfinished=True).write(vault.places.header)
    assert not vault.exists()
    vault.create("Ann")
    vault.open(vault.unlock(), "Ann").close()


# ---------------------------------------------------------------------- at rest


def test_files_are_their_owners_alone_and_hold_nothing_in_clear(
    code: str, tmp_path: Path, ring: Remembering
) -> None:
    for path in tmp_path.iterdir():
        assert stat.S_IMODE(path.stat().st_mode) == 0o600, path.name
    whole = b"".join(files(tmp_path).values()).lower()
    for word in (b"secretword", b"reader1", b"example.org", b"sqlite format", b"create table"):
        assert word not in whole
    assert ring.kept
    key = next(iter(ring.kept.values()))
    assert key.encode() not in whole
    assert bytes.fromhex(key) not in whole
    assert code.replace("-", "").lower().encode() not in whole


@pytest.mark.skipif(os.name != "posix", reason="the system knows no such rights")
def test_rights_that_were_widened_are_taken_back(
    code: str, tmp_path: Path, ring: Remembering
) -> None:
    for path in tmp_path.iterdir():
        path.chmod(0o644)
    vault = Vault(tmp_path, chain(ring))
    vault.open(vault.unlock(), "Ann").close()
    assert {stat.S_IMODE(path.stat().st_mode) for path in tmp_path.iterdir()} == {0o600}


def test_every_connection_is_set_as_promised(store: Store) -> None:
    expected = {
        "journal_mode": "delete",
        "synchronous": 3,
        "secure_delete": 1,
        "mmap_size": 0,
    }
    assert expected.items() <= {name: value for name, _, value in OF_EACH}.items()
    once = {name: value for name, _, value in PRAGMAS}
    assert (once["temp_store"], once["trusted_schema"], once["foreign_keys"]) == (2, 0, 1)
    with store.session.db.upkeep() as db:
        for name in ("main", "facts", "audit"):
            for pragma, _, value in OF_EACH:
                row = db.execute(f"PRAGMA {name}.{pragma}").fetchone()
                assert row is None or row[0] == value, (name, pragma)
        for pragma, value in once.items():
            assert db.execute(f"PRAGMA {pragma}").fetchone()[0] == value


@pytest.mark.parametrize(
    "statement",
    [
        "ATTACH ':memory:' AS other",
        "DROP TABLE part",
        "CREATE TABLE x (y)",
        "PRAGMA secure_delete = OFF",
        "ALTER TABLE part RENAME TO other",
        "DETACH audit",
    ],
)
def test_ordinary_work_cannot_change_the_files_themselves(store: Store, statement: str) -> None:
    with pytest.raises(driver.DatabaseError, match="not authorized"), store.session.write() as db:
        db.execute(statement)


def test_a_key_shows_itself_nowhere() -> None:
    master = Master.new()
    for shown in (repr(master), str(master), f"{master}", str([master]), str(vars(Header))):
        assert master.text() not in shown
    assert master.derived("one") != master.derived("two")
    assert repr(Credential(passphrase=PASSPHRASE, code="C", key="K")) == "Credential(…)"


def test_the_real_keyring_of_tests_is_none() -> None:
    with pytest.raises(KeyringTrouble) as caught:
        Keychain().get("anything")
    assert caught.value.reason == NO_KEYRING

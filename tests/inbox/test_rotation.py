"""Changing the master key: the old one fits no more, everything is still there."""

import json
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from curator_app.domain.inbox_query import InboxQuery
from curator_app.errors import BadValue, CuratorError, InboxClosed, KeyringTrouble
from curator_app.inbox import rotation
from curator_app.inbox.keys import Master
from curator_app.inbox.vault import Credential, Vault
from tests.inbox.keyrings import Dying, Remembering, chain
from tests.inbox.messages import many, message
from tests.shared_data import PROJECT


def test_the_old_key_fits_no_more_and_nothing_is_lost(vault: Vault, ring: Remembering) -> None:
    old = vault.unlock()
    store = vault.open(old, "Ann")
    added = store.take([message(1), *many(20, size=10)])
    store.change([added[0].n], {"state": "declined"}, "Declined")
    code = rotation.rotate(store, vault.keyring)
    with pytest.raises(InboxClosed):
        vault.open(old, "Ann")
    with closing(vault.open(vault.unlock(), "Ann")) as again:
        assert len(again.ids(InboxQuery(snoozed=""))) == 21
        assert again.get(added[0].id).message == message(1).message
        assert again.add([message(1)]) == [False]
        assert again.undo().message == "Undone: Declined."
        assert again.same_sender(added[0].n) is not None
    assert list(ring.kept) == [("atlas-curator", vault.header().key_name())]
    assert not vault.header().confirmed
    vault.confirm(code)
    vault.open(vault.unlock(Credential(code=code)), "Ann").close()


def test_with_a_passphrase_and_with_a_key_file(tmp_path: Path) -> None:
    vault = Vault(tmp_path, chain())
    vault.create("Ann", passphrase="the first passphrase")
    store = vault.open(vault.unlock(Credential(passphrase="the first passphrase")), "Ann")
    with pytest.raises(CuratorError, match="Nothing was changed"):
        rotation.rotate(store, vault.keyring)
    with pytest.raises(BadValue):
        rotation.rotate(store, vault.keyring, passphrase="short")
    rotation.rotate(store, vault.keyring, passphrase="the second passphrase")
    with pytest.raises(InboxClosed):
        vault.unlock(Credential(passphrase="the first passphrase"))
    vault.open(vault.unlock(Credential(passphrase="the second passphrase")), "Ann").close()
    other = tmp_path / "other"
    other.mkdir()
    filed, first, second = Vault(other, chain()), Master.new(), Master.new()
    filed.create("Ann", key=first)
    store = filed.open(filed.unlock(Credential(key=first.text())), "Ann")
    rotation.rotate(store, filed.keyring, key=second)
    filed.open(filed.unlock(Credential(key=second.text())), "Ann").close()


@pytest.mark.parametrize("calls", range(0, 9))
def test_a_keyring_that_dies_on_the_way_leaves_a_key_that_works(calls: int, tmp_path: Path) -> None:
    """Between any two calls: the inbox opens with what the keyring has kept."""
    dying = Dying(10**6)
    vault = Vault(tmp_path, chain(dying))
    vault.create("Ann")
    store = vault.open(vault.unlock(), "Ann")
    (added,) = store.take([message(1)])
    dying.left = calls
    try:
        rotation.rotate(store, vault.keyring)
    except KeyringTrouble:
        store.close()
    dying.left = 10**6
    with closing(vault.open(vault.unlock(), "Ann")) as again:
        assert again.get(added.id).message == message(1).message
    assert len(dying.kept) == 1


@pytest.mark.slow
def test_kills_at_each_step(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.inbox.kill_rotation", str(tmp_path / "K")],
        cwd=PROJECT, capture_output=True, text=True, timeout=300, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-2000:]
    summary = json.loads(done.stdout)
    print(summary)
    assert summary["wrong"] == {}
    assert summary["steps"] >= 20
    assert min(summary["old_key"], summary["new_key"]) >= 3

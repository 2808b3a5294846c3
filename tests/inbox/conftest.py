"""Inboxes on disk, opened through the vault; servers' authority, and a child that reads mails."""

from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from curator_app.inbox.mail import MailReader
from curator_app.inbox.store import Store
from curator_app.inbox.vault import Vault
from tests.inbox.keeping import ListKeeper
from tests.inbox.keyrings import Remembering, chain
from tests.inbox.servers.certificates import Authority


class Clock:
    """A clock that a test sets."""

    def __init__(self) -> None:
        self.time = datetime(2026, 11, 20, 12, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.time

    def pass_days(self, days: float) -> None:
        """Let time pass."""
        self.time += timedelta(days=days)


@pytest.fixture
def clock() -> Clock:
    """The clock of the inbox."""
    return Clock()


@pytest.fixture
def ring() -> Remembering:
    """A keyring that works."""
    return Remembering()


@pytest.fixture
def vault(tmp_path: Path, ring: Remembering, clock: Clock) -> Vault:
    """A folder with an empty inbox, its key in the keyring."""
    made = Vault(tmp_path, chain(ring), clock)
    made.create("Ann")
    return made


@pytest.fixture
def store(vault: Vault) -> Iterator[Store]:
    """The open inbox."""
    with closing(vault.open(vault.unlock(), "Ann")) as opened:
        yield opened


@pytest.fixture(scope="session")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    """The authority that signed the servers' certificates."""
    return Authority(tmp_path_factory.mktemp("authority"))


@pytest.fixture(scope="session")
def reader() -> Iterator[MailReader]:
    """One child for the mails of all tests."""
    with MailReader() as made:
        yield made


@pytest.fixture
def keeper() -> ListKeeper:
    """An inbox that a test can look into."""
    return ListKeeper()

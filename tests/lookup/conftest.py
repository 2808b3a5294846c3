"""One server and one authority for all; a shelf, a clock and a library for each test."""

from collections.abc import Iterator

import pytest

from curator_app.lookup.asking import Network
from tests.inbox.servers.certificates import Authority
from tests.inbox.servers.https_feed import FeedServer
from tests.lookup.servers import Shelf, network
from tests.services.conftest import library

__all__ = ["library"]


@pytest.fixture(scope="session")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("authority"))


@pytest.fixture(scope="session")
def listening(authority: Authority) -> Iterator[FeedServer]:
    with FeedServer(authority.issue().context()) as made:
        yield made


@pytest.fixture
def server(listening: FeedServer) -> FeedServer:
    listening.requests.clear()
    listening.raw = None
    return listening


@pytest.fixture
def shelf(server: FeedServer) -> Shelf:
    made = Shelf()
    server.answer = made.answer
    return made


@pytest.fixture
def services(server: FeedServer, authority: Authority, shelf: Shelf) -> Network:
    return network(server, authority, shelf.clock)

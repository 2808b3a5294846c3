"""Politeness, patience and distrust, request by request."""

import socket
import threading
import time
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest

from curator_app.domain.private import Private
from curator_app.errors import Cancelled, NetworkTrouble
from curator_app.lookup import questions
from curator_app.lookup.asking import (
    Asker,
    Contact,
    Network,
    Service,
    Services,
    retry_after,
)
from curator_app.lookup.pace import Pace, SystemClock
from curator_app.lookup.troubles import NoWay, Unanswered
from curator_app.storage.lookup_file import LookupFile
from curator_app.wire import Wire, is_public
from tests.inbox.servers.https_feed import FeedServer
from tests.lookup.servers import FakeClock, Shelf, article, work

ANN = Contact("ann@example.org")
KEYED = Contact("ann@example.org", Private("k-123"))
ONE = article("101", "One")


@pytest.fixture
def cache(tmp_path: Path) -> LookupFile:
    return LookupFile(tmp_path)


def gaps(times: list[float]) -> list[float]:
    return [round(later - earlier, 3) for earlier, later in pairwise(times)]


def test_who_asks_is_said_as_each_service_wants_it(
    shelf: Shelf, services: Network, cache: LookupFile
) -> None:
    shelf.add(ONE)
    asker = Asker(KEYED, cache, network=services)
    questions.pubmed_records(asker, ["101"], 0, bytes)
    questions.crossref_record(asker, "10.5555/x", 0, bytes)
    questions.europe_pmc_records(asker, ["PMC1"], 0, bytes)
    pubmed, crossref, europe = (query for _, _, query in shelf.asked)
    assert (pubmed["tool"], pubmed["email"], pubmed["api_key"]) == (
        "atlas-curator", "ann@example.org", "k-123")  # fmt: skip
    assert crossref == {"mailto": "ann@example.org"}
    assert not {"email", "mailto", "api_key"} & set(europe)


@pytest.mark.parametrize(("contact", "pause"), [(Contact(), 1 / 3), (ANN, 1 / 3), (KEYED, 0.1)])
def test_pubmed_is_asked_three_times_a_second_and_ten_with_a_key(
    shelf: Shelf, services: Network, cache: LookupFile, contact: Contact, pause: float
) -> None:
    asker = Asker(contact, cache, network=services)
    for number in range(5):
        questions.pubmed_records(asker, [str(number + 1)], 0, bytes)
    assert len(gaps(shelf.times("pubmed"))) == 4
    assert all(pause <= gap < pause * 1.2 for gap in gaps(shelf.times("pubmed")))


def test_crossref_is_asked_more_often_by_who_gives_an_address(
    shelf: Shelf, services: Network, cache: LookupFile
) -> None:
    for contact, single, listed in ((Contact(), 0.2, 1.0), (ANN, 0.1, 1 / 3)):
        shelf.asked.clear()
        shelf.clock.time += 10
        asker = Asker(contact, cache, network=services)
        for doi in ("10.5555/a", "10.5555/b"):
            questions.crossref_record(asker, doi, 0, bytes)
        for _ in range(2):
            questions.crossref_records(asker, ["10.5555/a"], 0, bytes)
        first, _, last = gaps(shelf.times("crossref"))
        assert (first >= single, last >= listed) == (True, True)


def test_one_pace_for_many_threads(shelf: Shelf, services: Network, cache: LookupFile) -> None:
    asker = Asker(Contact(), cache, network=services)
    threads = [
        threading.Thread(target=questions.pubmed_records, args=(asker, [str(n)], 0, bytes))
        for n in range(1, 6)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(shelf.asked) == 5
    assert shelf.clock.now() - 1000 >= 4 / 3


def test_one_pace_for_programs_that_have_the_same_library(
    shelf: Shelf, services: Network, cache: LookupFile, tmp_path: Path
) -> None:
    other = replace(services, pace=Pace(shelf.clock))
    askers = (Asker(Contact(), cache, network=services),
              Asker(Contact(), LookupFile(tmp_path), network=other))  # fmt: skip
    for number in range(1, 7):
        questions.pubmed_records(askers[number % 2], [str(number)], 0, bytes)
    assert len(gaps(shelf.times("pubmed"))) == 5
    assert all(gap >= 1 / 3 for gap in gaps(shelf.times("pubmed")))


def test_who_is_told_to_wait_makes_the_other_programs_wait(
    shelf: Shelf, services: Network, cache: LookupFile
) -> None:
    services.pace.rest("PubMed", 20, lambda: False, cache.book_turn)
    shelf.clock.time -= 20  # the other program asks while this one waits
    asker = Asker(Contact(), cache, network=replace(services, pace=Pace(shelf.clock)))
    questions.pubmed_records(asker, ["1"], 0, bytes)
    assert shelf.times("pubmed")[0] >= 1020


def test_an_answer_is_kept_for_as_long_as_was_asked(
    shelf: Shelf, services: Network, tmp_path: Path
) -> None:
    now = [5000.0]
    cache = LookupFile(tmp_path, lambda: now[0])
    shelf.add(ONE)
    asker = Asker(KEYED, cache, network=services)
    first = questions.pubmed_records(asker, ["101"], 60, bytes)
    now[0] += 59
    assert (
        questions.pubmed_records(Asker(ANN, cache, network=services), ["101"], 60, bytes) == first
    )
    assert len(shelf.asked) == 1
    now[0] += 2
    questions.pubmed_records(asker, ["101"], 60, bytes)
    questions.pubmed_records(asker, ["101"], 0, bytes)
    assert len(shelf.asked) == 3
    assert b"k-123" not in (tmp_path / "lookups.db").read_bytes()
    assert b"ann@example.org" not in (tmp_path / "lookups.db").read_bytes()


@pytest.mark.parametrize(("status", "headers", "waits"), [
    (429, {"Retry-After": "7"}, 7), (503, {"Retry-After": "3"}, 3), (500, {}, 1), (429, {}, 1),
    (503, {"Retry-After": "Wed, 21 Oct 2015 07:28:00 GMT"}, 1),
])  # fmt: skip
def test_it_waits_as_asked_and_tries_again(
    shelf: Shelf, services: Network, cache: LookupFile, status: int,
    headers: dict[str, str], waits: float,
) -> None:  # fmt: skip
    shelf.add(ONE)
    shelf.odd["pubmed"] = [(status, headers, b"")]
    body = questions.pubmed_records(Asker(Contact(), cache, network=services), ["101"], 0, bytes)
    assert body is not None
    assert b"One" in body
    (gap,) = gaps(shelf.times("pubmed"))
    assert waits <= gap < waits + 0.2


@pytest.mark.parametrize(("odd", "words", "asked"), [
    ([(429, {"Retry-After": "3600"}, b"")], "Try again in 60 minutes", 1),
    ([(429, {"Retry-After": "Thu, 01 Jan 2099 00:00:00 GMT"}, b"")], "asks not to be asked", 1),
    ([(429, {}, b"")] * 4, "asks not to be asked so often", 4),
    ([(502, {}, b"")] * 4, "has a fault of its own (502)", 4),
    ([(403, {}, b"")], "refused to answer (403)", 1),
    ([(200, {}, b"\xef\xbb\xbf <!DOCTYPE html><html>Log in")], "A web page came back", 1),
    ([(404, {}, b"<html>no such page")], "A web page came back", 1),
    ([(302, {"Location": "https://login.example/"}, b"")], "sends on to login.example", 1),
    ([(302, {"Location": "http://localhost/pubmed/"}, b"")], "which was not followed", 1),
    ([(302, {"Location": "file:///etc/passwd"}, b"")], "which was not followed", 1),
    ([(301, {"Location": "/pubmed/other"}, b"")] * 9, "sends on to itself", 3),
    ([(400, {}, b'{"error":"API key invalid"}')], "does not accept the API key", 1),
    ([(200, {"Content-Encoding": "gzip"}, b"\x1f\x8b")], "packed its answer", 1),
])  # fmt: skip
def test_each_trouble_has_a_sentence_of_its_own(
    shelf: Shelf, services: Network, cache: LookupFile,
    odd: list[tuple[int, dict[str, str], bytes]], words: str, asked: int,
) -> None:  # fmt: skip
    shelf.odd["pubmed"] = list(odd)
    with pytest.raises(Unanswered) as caught:
        questions.pubmed_records(Asker(KEYED, cache, network=services), ["101"], 60, bytes)
    assert words in caught.value.sentence()
    assert "k-123" not in caught.value.sentence()
    assert len(shelf.asked) == asked


DATE = "Wed, 21 Oct 2026 07:28:00 GMT"


@pytest.mark.parametrize(("said", "date", "seconds"), [
    ("7", DATE, 7), (" 120 ", DATE, 120), ("Wed, 21 Oct 2026 07:28:09 GMT", DATE, 9),
    ("Wednesday, 21-Oct-26 07:29:00 GMT", DATE, 60), ("Wed, 21 Oct 2026 07:27:00 GMT", DATE, 0),
    ("Wed, 21 Oct 2026 07:28:09 -0000", DATE, 0), ("", DATE, 0), ("soon", DATE, 0),
    ("-5", DATE, 0), ("1.5", DATE, 0), ("99999999999", DATE, 9_999_999),
    ("Wed, 21 Oct 2026 07:28:09 GMT", "nonsense", 0), ("Wed, 21 Oct 2015 07:28:00 GMT", "", 0),
])  # fmt: skip
def test_a_date_to_wait_for_is_measured_by_the_servers_clock(
    said: str, date: str, seconds: float
) -> None:
    headers = {"retry-after": said, **({"date": date} if date else {})}
    assert retry_after(headers) == seconds


def test_a_name_that_leads_into_this_network_is_not_asked(
    server: FeedServer, services: Network, cache: LookupFile
) -> None:
    asker = Asker(ANN, cache, network=replace(services, public=True))
    with pytest.raises(Unanswered, match="leads to an address that is not on the internet"):
        questions.pubmed_records(asker, ["1"], 0, bytes)
    assert server.requests == []


def test_what_was_checked_is_what_is_connected_to(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    reached: list[object] = []

    def rebound(host: str, port: int, **_: object) -> list[tuple[object, ...]]:
        asked.append(host)
        inside = "8.8.8.8" if len(asked) == 1 else "127.0.0.1"
        return [
            (socket.AF_INET, socket.SOCK_STREAM, 0, "", (address, port))
            for address in ("10.0.0.5", inside)
        ]

    def connect(_wire: Wire, _family: object, address: object) -> None:
        reached.append(address)

    monkeypatch.setattr(socket, "getaddrinfo", rebound)
    monkeypatch.setattr(Wire, "_connect", connect)
    Wire.to("service.example", 443, public=True).close()
    with pytest.raises(NetworkTrouble, match="not on the internet"):
        Wire.to("service.example", 443, public=True)
    assert (len(asked), reached) == (2, [("8.8.8.8", 443)])


@pytest.mark.parametrize(("address", "public"), [
    ("8.8.8.8", True), ("2606:4700::1111", True), ("127.0.0.1", False), ("10.1.2.3", False),
    ("172.16.0.1", False), ("192.168.1.1", False), ("169.254.169.254", False),
    ("100.64.0.1", False), ("0.1.2.3", False), ("224.0.0.1", False), ("::1", False),
    ("fe80::1%eth0", False), ("fd00::1", False), ("::ffff:10.0.0.1", False), ("", False),
    ("64:ff9b::808:808", True), ("64:ff9b::7f00:1", False), ("2002:a00:1::1", False),
])  # fmt: skip
def test_which_addresses_are_of_the_internet(address: str, public: bool) -> None:
    assert is_public(address) is public


def test_the_program_asks_only_the_internet() -> None:
    assert Network().public


def test_a_hop_within_the_service_is_followed(
    shelf: Shelf, services: Network, cache: LookupFile
) -> None:
    shelf.publish(work("10.5555/new", "New"))
    shelf.odd["crossref"] = [(301, {"Location": "/crossref/works/10.5555%2Fnew"}, b"")]
    body = questions.crossref_record(Asker(ANN, cache, network=services), "10.5555/old", 0, bytes)
    assert body is not None
    assert b'"New"' in body


def test_offline_is_told_from_trouble(cache: LookupFile, services: Network) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    gone = Service("PubMed", f"https://localhost:{port}/", 0.3, 0.3)
    network = Network(Services(pubmed=gone), Pace(FakeClock()), services.context, public=False)
    with pytest.raises(NoWay, match="You seem to be offline: PubMed cannot be reached"):
        questions.pubmed_records(Asker(ANN, cache, network=network), ["1"], 0, bytes)


def test_it_stops_within_half_a_second(
    server: FeedServer, services: Network, cache: LookupFile
) -> None:
    stop = threading.Event()

    def stall(connection: socket.socket) -> None:
        stop.set()
        connection.settimeout(5)
        connection.recv(1)

    server.raw = stall
    asker = Asker(ANN, cache, stop.is_set, services)
    with pytest.raises(Cancelled):
        questions.pubmed_records(asker, ["1"], 0, bytes)
    assert stop.is_set()


def test_it_stops_while_it_waits_for_its_turn() -> None:
    pace, stop = Pace(SystemClock()), threading.Event()
    pace.wait_turn("x", 60, stop.is_set)
    threading.Timer(0.05, stop.set).start()
    began = time.monotonic()
    with pytest.raises(Cancelled):
        pace.wait_turn("x", 60, stop.is_set)
    assert time.monotonic() - began < 0.5

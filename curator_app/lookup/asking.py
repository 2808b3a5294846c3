"""One question to a service: at its pace, with our name, from the cache where that is fresh.

What comes back is taken as hostile: it is bounded, never a redirect off the service, and only the
readers of `formats` look into it.
"""

from __future__ import annotations

import ssl
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Protocol, TypeVar
from urllib.parse import urlencode, urljoin, urlsplit

from curator_app import tls
from curator_app.domain.private import NOTHING, Private
from curator_app.errors import NetworkTrouble, Offline
from curator_app.lookup.pace import Pace
from curator_app.lookup.troubles import (
    Unanswered,
    bad_key,
    busy,
    faulty,
    offline,
    proxy_page,
    refused,
    sent_on,
)
from curator_app.web import Answer, Web
from curator_app.wire import PATIENT, Patience, never

TRIES = 4
LONGEST_WAIT = 60.0
"""Seconds that a service may ask us to wait before we rather give up and say so."""
MOST_BYTES = 40 * 1024 * 1024
_HOPS = 3
_BUSY = (429, 503)
_NOT_THERE = (400, 404, 410)
TOOL = "atlas-curator"
T = TypeVar("T")


@dataclass(frozen=True)
class Service:
    """A service: its name in sentences, where it answers, seconds between two requests.

    `known` is the pause for somebody who says who they are (an address; for PubMed a key).
    """

    name: str
    base: str
    pause: float
    known: float


@dataclass(frozen=True)
class Services:
    """Whom we ask, with the limits that they document.

    E-utilities: 3 requests a second, 10 with a key. Crossref: 5 a second, 10 with an address;
    lists 1 and 3, which `crossref_list` keeps. Europe PMC names no limit for a client of its own.
    """

    pubmed: Service = Service(
        "PubMed", "https://eutils.ncbi.nlm.nih.gov/entrez/eutils/", 0.34, 0.11
    )
    crossref: Service = Service("Crossref", "https://api.crossref.org/", 0.25, 0.12)
    crossref_list: Service = Service("Crossref", "https://api.crossref.org/", 1.05, 0.35)
    europe_pmc: Service = Service(
        "Europe PMC", "https://www.ebi.ac.uk/europepmc/webservices/rest/", 0.34, 0.34
    )


@dataclass(frozen=True)
class Contact:
    """Who asks: an e-mail address that the services may write to, and a key for PubMed."""

    email: str = ""
    key: Private = NOTHING


class Cache(Protocol):
    """Answers of services, kept for a while: public data only."""

    def answer(self, key: str, fresh: float) -> bytes | None:
        """The answer that was kept up to `fresh` seconds ago."""
        ...

    def keep_answer(self, key: str, body: bytes) -> None:
        """Keep an answer; one that cannot be kept is not kept."""
        ...

    def book_turn(self, service: str, earliest: float, pause: float) -> float:
        """When a request may go out, so that all programs together keep the pace."""
        ...


@dataclass(frozen=True)
class Network:
    """How the services are reached; tests bring a server, an authority and a clock of their own.

    `public`: only at addresses of the internet, whatever their names lead to here.
    """

    services: Services = field(default_factory=Services)
    pace: Pace = field(default_factory=Pace)
    context: Callable[[], ssl.SSLContext] = tls.context
    patience: Patience = PATIENT
    public: bool = True


USUAL = Network()
"""The one network of the program, so that all windows keep one pace."""


class Asker:
    """Asks on behalf of one task. Raises Unanswered and Cancelled."""

    def __init__(
        self,
        contact: Contact,
        cache: Cache,
        cancelled: Callable[[], bool] = never,
        network: Network | None = None,
    ) -> None:
        self._network = network or USUAL
        self.services = self._network.services
        self._contact, self._cache, self._cancelled = contact, cache, cancelled
        self._web = Web(
            self._network.context(),
            self._network.patience,
            cancelled,
            MOST_BYTES,
            public=self._network.public,
        )

    def get(
        self,
        service: Service,
        path: str,
        query: Mapping[str, str],
        fresh: float,
        read: Callable[[bytes], T],
    ) -> T | None:
        """What `read` makes of the answer; None when the service knows nothing of what was asked.

        `fresh` is how old, in seconds, an answer from the cache may be. Only an answer that can be
        read, that is about which `read` does not raise Unanswered, is kept there.
        """
        key = f"{service.base}{path}?{urlencode(query)}"
        kept = self._cache.answer(key, fresh) if fresh else None
        if kept is not None:
            return read(kept)
        who = self._introduced(service)
        url = f"{service.base}{path}?{urlencode({**query, **who})}"
        answer = self._patiently(service, url)
        if _is_page(answer.body):
            raise proxy_page(service.name)
        if answer.status in _NOT_THERE:
            if "api_key" in who and b"api key" in answer.body[:2000].lower():
                raise bad_key(service.name)
            return None
        made = read(answer.body)
        self._cache.keep_answer(key, answer.body)
        return made

    def _introduced(self, service: Service) -> dict[str, str]:
        """The parameters by which a service knows us; they are no part of a cache's key."""
        email = self._contact.email
        if service is self.services.pubmed:
            key = self._contact.key
            return {
                "tool": TOOL,
                **({"email": email} if email else {}),
                **({"api_key": key.reveal()} if key else {}),
            }
        return {"mailto": email} if email and service.name == "Crossref" else {}

    def _pause(self, service: Service) -> float:
        pubmed = service is self.services.pubmed
        known = bool(self._contact.key) if pubmed else bool(self._contact.email)
        return service.known if known else service.pause

    def _patiently(self, service: Service, url: str) -> Answer:
        """Ask until there is an answer to use, waiting longer each time."""
        pace, book = self._network.pace, self._cache.book_turn
        for attempt in range(1, TRIES + 1):
            pace.wait_turn(service.name, self._pause(service), self._cancelled, book)
            answer = self._followed(service, url)
            status = answer.status
            if status == 200 or status in _NOT_THERE:
                return answer
            if status not in _BUSY and status < 500:
                raise refused(service.name, status)
            asked = retry_after(answer.headers)
            wait = max(asked, 2.0 ** (attempt - 1))
            if attempt == TRIES or wait > LONGEST_WAIT:
                limited = status in _BUSY
                raise busy(service.name, asked) if limited else faulty(service.name, status)
            pace.rest(service.name, wait, self._cancelled, book)
        raise faulty(service.name, 0)

    def _followed(self, service: Service, url: str) -> Answer:
        """The answer, after hops within the service's own host."""
        own = urlsplit(service.base).netloc
        for _ in range(_HOPS):
            answer = self._once(service, url)
            if not 300 <= answer.status < 400:
                return answer
            url = urljoin(url, answer.headers.get("location", ""))
            parts = urlsplit(url)
            if parts.scheme != "https" or parts.netloc != own:
                raise sent_on(service.name, parts.hostname or "")
        raise sent_on(service.name, "itself")

    def _once(self, service: Service, url: str) -> Answer:
        try:
            return self._web.get(url, {"Accept": "*/*"})
        except Offline as error:
            raise offline(service.name, error) from None
        except NetworkTrouble as error:
            raise Unanswered(error.message, error.hint) from None


def retry_after(headers: Mapping[str, str]) -> float:
    """What Retry-After says (RFC 9110, 10.2.3), in seconds; nothing sensible counts as 0.

    A date is measured by the server's clock where it tells it, else by this computer's.
    """
    text = headers.get("retry-after", "").strip()
    if text.isascii() and text.isdigit():
        return float(text[:7])
    try:
        until = parsedate_to_datetime(text)
        now = parsedate_to_datetime(headers["date"]) if "date" in headers else datetime.now(UTC)
        return min(max((until - now).total_seconds(), 0.0), 9_999_999.0)
    except (ValueError, TypeError):
        return 0.0


def _is_page(body: bytes) -> bool:
    """Whether it is a web page: no service of ours answers with one."""
    head = body[:1000].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    return head.startswith((b"<!doctype html", b"<html")) or (
        head.startswith(b"<?xml") and b"<html" in head
    )

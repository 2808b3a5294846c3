"""Look-ups: identifiers become a plan like that of any import; what got no answer waits its turn.

Nothing is asked unless the user asks for it. A look-up takes as long as the network does, so call
it on a reader thread.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Protocol

from curator_app.domain.pasted import DOI, PMCID, PMID, Identifier
from curator_app.domain.private import NOTHING, Private
from curator_app.errors import BadValue, KeyringTrouble
from curator_app.lookup.asking import Asker, Contact, Network
from curator_app.lookup.questions import DAY
from curator_app.services.answers import Finder, Progress, services_of
from curator_app.services.import_plan import REFUSED, ImportPlan, plan_records
from curator_app.services.importing import ImportResult, apply_import
from curator_app.services.library import Library
from curator_app.settings import Settings
from curator_app.storage.lookup_file import LookupFile
from curator_app.wire import never

KEY = "pubmed-api-key"
"""The name of the key for PubMed in the keyring."""


@dataclass(frozen=True)
class Waiting:
    """An identifier that no service has answered yet, and why."""

    identifier: Identifier
    reason: str


@dataclass(frozen=True)
class LookedUp:
    """What a look-up gave: a plan of what was answered (None when nothing was), and the rest."""

    plan: ImportPlan | None
    answered: tuple[Identifier, ...]
    waiting: tuple[Waiting, ...]


class LookUps:
    """Looking papers up for one library. `network` is for another one than the usual."""

    def __init__(
        self, library: Library, contact: Contact | None = None, network: Network | None = None
    ) -> None:
        self.library = library
        self.file = LookupFile(library.folder)
        self._contact, self._network = contact or Contact(), network

    def asker(self, cancelled: Callable[[], bool] = never) -> Asker:
        """Who asks the services for this library."""
        return Asker(self._contact, self.file, cancelled, self._network)

    def look_up(
        self,
        identifiers: Sequence[Identifier],
        progress: Progress | None = None,
        cancelled: Callable[[], bool] = never,
        *,
        queue: bool = True,
    ) -> LookedUp:
        """Ask for these, and plan what was answered as an import.

        What got no answer goes into the queue, unless `queue` is off or the library is open for
        reading only; what no service knows leaves it. Raises Cancelled.
        """
        found = Finder(self.asker(cancelled), DAY, progress).find(identifiers)
        waiting = tuple(Waiting(i, error.sentence()) for i, error in found.unanswered)
        answered = tuple(identifier for identifier, _ in found.records)
        plan = None
        if answered:
            records = [record for _, record in found.records]
            plan = plan_records(
                self.library, services_of(records), records, None, cancelled, named(answered)
            )
        if queue and not self.library.read_only:
            self._keep(waiting)
            if plan is not None:
                outcomes = zip(answered, map(plan.outcome, range(len(plan))), strict=True)
                self.done([i for i, outcome in outcomes if outcome == REFUSED])
        return LookedUp(plan, answered, waiting)

    def apply(self, looked_up: LookedUp) -> ImportResult:
        """Import everything that was answered, and take it out of the queue."""
        if looked_up.plan is None:
            return ImportResult(0, 0, 0, 0, 0)
        result = apply_import(self.library, looked_up.plan)
        self.done(looked_up.answered)
        return result

    # ------------------------------------------------------------------ the queue

    def waiting(self) -> list[Waiting]:
        """What waits to be asked, the oldest first."""
        return [
            Waiting(Identifier(item["kind"], item["value"]), item["reason"])
            for item in self.file.waiting()
            if item.get("kind") in (DOI, PMID, PMCID)
        ]

    def done(self, identifiers: Iterable[Identifier]) -> None:
        """Take these out of the queue."""
        self.file.wait_no_longer(identifier.key for identifier in identifiers)

    def _keep(self, waiting: Sequence[Waiting]) -> None:
        items = {
            one.identifier.key: {
                "kind": one.identifier.kind,
                "value": one.identifier.value,
                "reason": one.reason,
            }
            for one in waiting
        }
        if items:
            self.file.wait_for(items)


def named(identifiers: Sequence[Identifier]) -> str:
    """One identifier by itself, several by their number."""
    return str(identifiers[0]) if len(identifiers) == 1 else f"{len(identifiers):,} identifiers"


# ---------------------------------------------------------------------- who asks


class Secrets(Protocol):
    """Where PubMed's key is kept: the keyring. Raises KeyringTrouble."""

    def get(self, name: str) -> str | None:
        """The secret of this name, None when there is none."""
        ...

    def set(self, name: str, secret: str) -> None:
        """Keep a secret."""
        ...

    def delete(self, name: str) -> None:
        """Forget a secret."""
        ...


def contact_of(chosen: Settings, keyring: Secrets) -> Contact:
    """Who asks, by the user's settings; without a keyring that answers, PubMed's key is left out.

    The keyring is only asked when a key was entered, as it may want its password first.
    """
    key = ""
    if chosen.lookups.get("key") is True:
        with suppress(KeyringTrouble):
            key = keyring.get(KEY) or ""
    return Contact(email_of(chosen), Private(key))


def email_of(chosen: Settings) -> str:
    """The contact address, "" when none was entered."""
    email = chosen.lookups.get("email")
    return email if isinstance(email, str) else ""


def checked_email(text: str) -> str:
    """The address as services take it; raises BadValue for one that is none."""
    email = text.strip()
    name, at, host = email.partition("@")
    plain = email.isascii() and email.isprintable() and not set(email) & set(" ,;<>\"'")
    if email and not (plain and at and name and "." in host.strip(".") and "@" not in host):
        raise BadValue("email", "This is no e-mail address.", "For example ann@example.org.")
    return email


def keep_contact(
    email: str, key: Private | None, known: dict[str, Any], keyring: Secrets
) -> dict[str, Any]:
    """The settings of look-ups with this address; the key (None: as it was) in the keyring.

    Raises BadValue and KeyringTrouble; then nothing was changed.
    """
    kept = {**known, "email": checked_email(email)}
    if key is not None:
        if key != NOTHING:
            keyring.set(KEY, key.reveal())
        elif known.get("key"):
            keyring.delete(KEY)
        kept["key"] = bool(key)
    return kept

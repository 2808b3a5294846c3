"""Whether an account works, step by step, in words; nothing is taken and nothing is sent."""

from __future__ import annotations

import ssl
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from curator_app import tls
from curator_app.domain.plain_text import visible_line
from curator_app.domain.private import Private
from curator_app.errors import Cancelled, CuratorError
from curator_app.inbox.accounts import Account, FeedAccount, ImapAccount, SmtpAccount, check
from curator_app.inbox.feed import Feed
from curator_app.inbox.imap import Imap
from curator_app.inbox.imap_talk import Refused
from curator_app.inbox.smtp import Smtp
from curator_app.web import checked
from curator_app.wire import PATIENT, Patience, Wire, never

_FOLDERS_NAMED = 12


@dataclass(frozen=True)
class Step:
    """One thing that was tried: whether it went well, and the sentence about it."""

    good: bool
    text: str
    hint: str = ""


def try_account(
    account: Account,
    secret: Private,
    *,
    patience: Patience = PATIENT,
    cancelled: Callable[[], bool] = never,
) -> Iterator[Step]:
    """Each step as it is done; the first that fails is the last. Raises Cancelled."""
    try:
        check(account)
        if not secret:
            word = "token" if isinstance(account, FeedAccount) else "password"
            yield Step(False, f"There is no {word} yet.", "Enter it.")
            return
        if isinstance(account, ImapAccount):
            yield from _imap(account, secret, patience, cancelled)
        elif isinstance(account, FeedAccount):
            yield from _feed(account, secret, patience, cancelled)
        else:
            yield from _smtp(account, secret, patience, cancelled)
    except Cancelled:
        raise
    except CuratorError as error:
        yield Step(False, error.message, error.hint)


def _imap(
    account: ImapAccount, secret: Private, patience: Patience, cancelled: Callable[[], bool]
) -> Iterator[Step]:
    with closing(Wire.to(account.host, account.port, patience, cancelled)) as wire:
        yield _reached(account.host, account.port)
        wire.start_tls(tls.context(account.authority))
        yield _certificate(wire)
        imap = Imap.over(wire)
        imap.log_in(account.user, secret)
        yield Step(True, f"{account.user} could log in.")
        names = imap.folders()
        yield Step(True, f"{_count(len(names), 'folder')}: {_some(names)}.")
        for name in account.folders:
            try:
                box = imap.examine(name)
            except Refused as error:
                yield Step(False, f"There is no folder {name}.", error.hint)
                return
            yield Step(True, f"{name} has {_count(box.count, 'message')}.")
            if not box.validity:
                yield Step(
                    True,
                    f"The server does not number the messages of {name} reliably, so all of them"
                    " are looked at each time. None is taken twice.",
                )


def _feed(
    account: FeedAccount, secret: Private, patience: Patience, cancelled: Callable[[], bool]
) -> Iterator[Step]:
    address = checked(account.url)
    host, port = address.host, address.port or 443
    with closing(Wire.to(host, port, patience, cancelled)) as wire:
        yield _reached(host, port)
        wire.start_tls(tls.context(account.authority))
        yield _certificate(wire)
    feed = Feed(account, secret, patience, cancelled)
    page = feed.page(feed.ask(""))
    yield Step(True, "The token was accepted.")
    more = " or more" if page.more else ""
    yield Step(True, f"The feed has {_count(len(page.messages), 'message')}{more}.")


def _smtp(
    account: SmtpAccount, secret: Private, patience: Patience, cancelled: Callable[[], bool]
) -> Iterator[Step]:
    with closing(Wire.to(account.host, account.port, patience, cancelled)) as wire:
        yield _reached(account.host, account.port)
        smtp = Smtp.over(wire, account)
        yield _certificate(wire)
        smtp.log_in(account.user, secret)
        yield Step(True, f"{account.user} could log in. No mail was sent.")


def _reached(host: str, port: int) -> Step:
    return Step(True, f"{host} answers at port {port}.")


def _certificate(wire: Wire) -> Step:
    """What the certificate says: who vouches for it and until when."""
    facts = wire.certificate()
    issuer = _issuer(facts)
    until = datetime.fromtimestamp(ssl.cert_time_to_seconds(str(facts["notAfter"])), UTC)
    vouched = f" {issuer} vouches for it," if issuer else ""
    return Step(
        True, f"Its certificate is good:{vouched} until {until.date().isoformat()}. Encrypted."
    )


def _issuer(facts: dict[str, Any]) -> str:
    names = {key: value for part in facts.get("issuer", ()) for key, value in part}
    return visible_line(names.get("organizationName") or names.get("commonName") or "", 60)


def _some(names: list[str]) -> str:
    shown = [visible_line(name, 60) for name in names[:_FOLDERS_NAMED]]
    rest = len(names) - len(shown)
    return f"{', '.join(shown)} and {rest} more" if rest else ", ".join(shown) or "none"


def _count(number: int, what: str) -> str:
    return f"{number:,} {what}{'' if number == 1 else 's'}"

"""Where messages come from and replies go out: what an account needs, and whether it makes sense.

An account holds no secret: its password or token is in the keychain under the account's `id`.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, fields
from typing import Any, TypeAlias

from curator_app import tls
from curator_app.errors import BadValue
from curator_app.web import checked

TLS, STARTTLS = "tls", "starttls"
_HOST = re.compile(r"(?=.{1,253}$)[a-z0-9_]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*")
_ADDRESS = re.compile(r"[^\s@<>(),;:\"\\\x00-\x20\x7f]{1,64}@[^\s@<>(),;:\"\\\x00-\x20\x7f]{1,255}")
_BARE = re.compile(r'(?!\s)[^,"]+(?<!\s)')
_FOLDER = re.compile(r'\s*(?:"((?:[^"]|"")*)"\s*(?=,|\Z)|([^,]+))')
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")


def _new_id() -> str:
    return uuid.uuid4().hex


@dataclass(frozen=True)
class ImapAccount:
    """A mailbox that is read, never changed.

    `mark` is set on a mail once it is kept here: "" (nothing is set, the default), "\\Seen", or a
    keyword of one's own. `authority` is the certificate of a private authority, PEM text.
    """

    name: str = "Mailbox"
    host: str = ""
    port: int = 993
    user: str = ""
    folders: tuple[str, ...] = ("INBOX",)
    mark: str = ""
    authority: str = ""
    id: str = field(default_factory=_new_id)


@dataclass(frozen=True)
class FeedAccount:
    """An HTTPS feed of contributions (resources/inbox/feed-schema.json)."""

    name: str = "Feed"
    url: str = ""
    authority: str = ""
    id: str = field(default_factory=_new_id)


@dataclass(frozen=True)
class SmtpAccount:
    """The server that replies go out by, and the name and address that they carry."""

    name: str = "Replies"
    host: str = ""
    port: int = 465
    security: str = TLS
    user: str = ""
    sender_name: str = ""
    sender_address: str = ""
    authority: str = ""
    id: str = field(default_factory=_new_id)


Account: TypeAlias = ImapAccount | FeedAccount | SmtpAccount
KINDS: Mapping[str, type[Account]] = {"imap": ImapAccount, "feed": FeedAccount, "smtp": SmtpAccount}


def check(account: Account) -> None:
    """Raise BadValue, naming the field, for an account that cannot work."""
    if not account.name.strip() or _CONTROL.search(account.name):
        raise BadValue("name", "The account needs a name.", "Any name that tells it from others.")
    if account.authority:
        tls.context(account.authority)
    if isinstance(account, FeedAccount):
        checked(account.url)
        return
    check_host(account.host)
    if not 1 <= account.port <= 65535:
        raise BadValue("port", f"{account.port} is no port.", "Mail servers use 993, 465 or 587.")
    if not account.user or _CONTROL.search(account.user):
        raise BadValue("user", "The account needs a user's name.", "Often it is the address.")
    if isinstance(account, ImapAccount):
        _check_folders(account)
    else:
        _check_sender(account)


def check_host(host: str) -> None:
    """Raise BadValue for what is no name of a server."""
    if not _HOST.fullmatch(host.lower()):
        raise BadValue(
            "host",
            "This is no name of a server.",
            "It looks like imap.example.org, without spaces or slashes.",
        )


def check_address(address: str, name: str = "address") -> None:
    """Raise BadValue for what cannot be one mail address."""
    if not _ADDRESS.fullmatch(address) or address[0] == "." or ".." in address:
        raise BadValue(name, "This is no mail address.", "It looks like name@example.org.")


def _check_folders(account: ImapAccount) -> None:
    if not account.folders or any(not name or _CONTROL.search(name) for name in account.folders):
        raise BadValue("folders", "The account needs a folder to read.", "Usually INBOX.")
    if account.mark and not re.fullmatch(r"\\Seen|[$A-Za-z][A-Za-z0-9_-]{0,49}", account.mark):
        raise BadValue("mark", "This cannot mark a mail.", "Letters and digits, as in AtlasKept.")


def _check_sender(account: SmtpAccount) -> None:
    if account.security not in (TLS, STARTTLS):
        raise BadValue("security", "Replies go out encrypted only.", f"{TLS} or {STARTTLS}.")
    check_address(account.sender_address, "sender_address")
    if _CONTROL.search(account.sender_name) or len(account.sender_name) > 100:
        raise BadValue("sender_name", "This cannot be a sender's name.", "One line, 100 letters.")


def folders_text(names: Iterable[str]) -> str:
    """Names of folders on one line, parted by commas; one that has a comma in quotation marks."""
    return ", ".join(
        name if _BARE.fullmatch(name) else '"' + name.replace('"', '""') + '"' for name in names
    )


def folders_of(text: str) -> tuple[str, ...]:
    """The names on such a line, each once."""
    found = (
        item[1].replace('""', '"') if item[1] is not None else item[2].strip()
        for item in _FOLDER.finditer(text)
    )
    return tuple(dict.fromkeys(name for name in found if name))


def to_json(account: Account) -> dict[str, Any]:
    """An account as it is stored; it has no secret in it."""
    kind = next(name for name, made in KINDS.items() if isinstance(account, made))
    return {"kind": kind, **asdict(account)}


def from_json(form: Mapping[str, Any]) -> Account:
    """An account as it was stored; raises BadValue for what is none."""
    made = KINDS.get(str(form.get("kind")))
    if made is None:
        raise BadValue("kind", "This is no account.", f"One of {', '.join(KINDS)}.")
    defaults = made()
    values: dict[str, Any] = {}
    for item in fields(made):
        value = form.get(item.name)
        if isinstance(value, list):
            value = tuple(str(part) for part in value)  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType]
        if isinstance(value, type(getattr(defaults, item.name))):
            values[item.name] = value
    return made(**values)

"""Keys: one random master key, everything else derived from it or wrapped with it.

Each contribution has a random key of its own. What a reader wrote is encrypted with that, so that
forgetting the key makes every copy of the text unreadable, also those in old backups.
"""

from __future__ import annotations

import hmac
import secrets
import unicodedata
from dataclasses import dataclass
from typing import Any, NoReturn

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from curator_app.errors import BadValue
from curator_app.inbox.recovery_code import secret_of

SIZE = 32
NONCE = 12
MEMORY_KIB, PASSES, LANES = 131_072, 3, 1
"""argon2id for a passphrase: 128 MiB, three passes, about 0.4 s on two cores."""
SHORTEST_PASSPHRASE = 12


class Master:
    """The key that opens an inbox. It shows itself nowhere and is not pickled."""

    __slots__ = ("_key",)

    def __init__(self, key: bytes) -> None:
        if len(key) != SIZE:
            raise ValueError("a master key has 32 bytes")
        self._key = key

    @staticmethod
    def new() -> Master:
        """A random one."""
        return Master(secrets.token_bytes(SIZE))

    @staticmethod
    def from_text(text: str) -> Master | None:
        """A key as `text` gives it; None when that is no key."""
        try:
            return Master(bytes.fromhex(text.strip()))
        except ValueError:
            return None

    def text(self) -> str:
        """The key as it is kept in a keyring or a key file: 64 hexadecimal digits."""
        return self._key.hex()

    def derived(self, purpose: str) -> bytes:
        """The key for one purpose; knowing it tells nothing of the others."""
        return HKDF(SHA256(), SIZE, salt=None, info=f"atlas-curator/{purpose}".encode()).derive(
            self._key
        )

    def check_value(self) -> str:
        """Tells the right key from a wrong one without opening anything."""
        return hmac.digest(self._key, b"kcv", "sha256")[:16].hex()

    def wrapped_with(self, key: bytes, purpose: str) -> str:
        """This key encrypted with another, as text."""
        return seal(key, self._key, purpose).hex()

    def __repr__(self) -> str:
        return "Master(…)"

    def __reduce__(self) -> NoReturn:
        raise TypeError("A key is not pickled.")


def seal(key: bytes, plain: bytes, purpose: str) -> bytes:
    """Encrypt with AES-256-GCM; `purpose` must be the same for opening. 28 bytes longer."""
    nonce = secrets.token_bytes(NONCE)
    return nonce + AESGCM(key).encrypt(nonce, plain, purpose.encode())


def unseal(key: bytes, sealed: bytes, purpose: str) -> bytes:
    """Decrypt what `seal` made; raises InvalidTag when anything of it is not as it was."""
    return AESGCM(key).decrypt(sealed[:NONCE], sealed[NONCE:], purpose.encode())


@dataclass(frozen=True)
class Wrap:
    """The master key encrypted with a passphrase or the recovery code."""

    salt: str
    sealed: str
    memory: int = 0
    passes: int = 0
    lanes: int = 0

    def to_json(self) -> dict[str, Any]:
        """The JSON form."""
        return dict(vars(self))


def wrap_with_code(master: Master, code: str) -> Wrap:
    """For recovery: the code is random enough to need no slow derivation."""
    salt = secrets.token_bytes(16)
    return Wrap(salt.hex(), master.wrapped_with(_from_code(code, salt), "recovery"))


def unwrap_with_code(wrap: Wrap, code: str) -> Master | None:
    """The key, or None when the code is another inbox's; raises BadValue for a mistyped one."""
    return _opened(_from_code(code, bytes.fromhex(wrap.salt)), wrap, "recovery")


def wrap_with_passphrase(master: Master, passphrase: str) -> Wrap:
    """For a machine without a keyring; raises BadValue when the passphrase is too short."""
    if len(passphrase) < SHORTEST_PASSPHRASE:
        raise BadValue(
            "passphrase",
            f"The passphrase has fewer than {SHORTEST_PASSPHRASE} characters.",
            "Four or five words that do not belong together are easy to keep in mind.",
        )
    made = Wrap(secrets.token_bytes(16).hex(), "", MEMORY_KIB, PASSES, LANES)
    sealed = master.wrapped_with(_from_passphrase(passphrase, made), "passphrase")
    return Wrap(made.salt, sealed, made.memory, made.passes, made.lanes)


def unwrap_with_passphrase(wrap: Wrap, passphrase: str) -> Master | None:
    """The key, or None when the passphrase is another."""
    return _opened(_from_passphrase(passphrase, wrap), wrap, "passphrase")


def _opened(key: bytes, wrap: Wrap, purpose: str) -> Master | None:
    try:
        return Master(unseal(key, bytes.fromhex(wrap.sealed), purpose))
    except (InvalidTag, ValueError):
        return None


def _from_code(code: str, salt: bytes) -> bytes:
    return HKDF(SHA256(), SIZE, salt=salt, info=b"atlas-curator/recovery").derive(secret_of(code))


def _from_passphrase(passphrase: str, wrap: Wrap) -> bytes:
    kdf = Argon2id(
        salt=bytes.fromhex(wrap.salt),
        length=SIZE,
        iterations=wrap.passes,
        lanes=wrap.lanes,
        memory_cost=wrap.memory,
    )
    # The same passphrase from another keyboard may be composed differently.
    return kdf.derive(unicodedata.normalize("NFC", passphrase).encode())

"""What opens an inbox: a keyring, or what somebody types or has in a file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol


class Keyring(Protocol):
    """Where the master key is kept; each call may raise KeyringTrouble."""

    def backend(self) -> str:
        """The class of the keyring that answers."""
        ...

    def title(self, backend: str) -> str:
        """What its owner calls it."""
        ...

    def get(self, name: str) -> str | None:
        """The secret of this name, None when there is none."""
        ...

    def set(self, name: str, secret: str) -> None:
        """Keep a secret, read back."""
        ...

    def delete(self, name: str) -> None:
        """Forget a secret."""
        ...


@dataclass(frozen=True)
class Credential:
    """What somebody gives to open the inbox; with nothing given the keyring is asked.

    `key` is the content of a key file: a key in hexadecimal digits, or a passphrase.
    """

    passphrase: str = ""
    code: str = ""
    key: str = ""

    def __repr__(self) -> str:
        return "Credential(…)"


THE_KEYRING = Credential()

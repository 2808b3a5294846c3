"""Secrets in the operating system's keyring; the only module that imports keyring.

A keyring may ask its owner for a password, take half a minute, or never answer: each call runs on
a thread of its own and is given up after `patience`. Only keyrings that encrypt are trusted, so a
plaintext file that some package registers as a keyring is never written to.
"""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import TypeVar, cast

import keyring
import keyring.errors
from keyring.backend import KeyringBackend

from curator_app.errors import DENIED, GONE, LOCKED, NO_KEYRING, SLOW, KeyringTrouble

SERVICE = "atlas-curator"
PATIENCE = 30.0
"""Seconds: as long as a person may need to find the password that the keyring asks for."""
TRUSTED: Mapping[str, str] = MappingProxyType(
    {
        "keyring.backends.SecretService.Keyring": "Secret Service (GNOME Keyring and others)",
        "keyring.backends.libsecret.Keyring": "libsecret (GNOME Keyring and others)",
        "keyring.backends.kwallet.DBusKeyring": "KWallet",
        "keyring.backends.kwallet.DBusKeyringKWallet4": "KWallet 4",
        "keyring.backends.macOS.Keyring": "the macOS keychain",
        "keyring.backends.Windows.WinVaultKeyring": "Windows Credential Manager",
    }
)
"""The classes that may hold a secret of ours, and what their owners call them."""
LEAST_PRIORITY = 1
_T = TypeVar("_T")


class Keychain:
    """The keyring of this user. `backend` and `trusted` are for another one than the usual."""

    def __init__(
        self,
        backend: KeyringBackend | None = None,
        trusted: Mapping[str, str] = TRUSTED,
        patience: float = PATIENCE,
    ) -> None:
        self._backend, self._trusted, self._patience = backend, trusted, patience

    def backend(self) -> str:
        """The class of the keyring that answers; raises KeyringTrouble when there is none."""
        return self._asked(lambda backend: _class_of(backend))

    def title(self, backend: str) -> str:
        """What its owner calls this keyring."""
        return self._trusted.get(backend, backend)

    def get(self, name: str) -> str | None:
        """The secret of this name, None when there is none; raises KeyringTrouble."""
        return self._asked(lambda backend: backend.get_password(SERVICE, name))

    def set(self, name: str, secret: str) -> None:
        """Keep a secret and read it back; raises KeyringTrouble when it was not kept."""

        def work(backend: KeyringBackend) -> str | None:
            backend.set_password(SERVICE, name, secret)  # pyright: ignore[reportUnknownMemberType]
            return backend.get_password(SERVICE, name)

        if self._asked(work) != secret:
            raise KeyringTrouble(
                GONE, "The keyring took the secret but did not give it back.", "Try again."
            )

    def delete(self, name: str) -> None:
        """Forget a secret; one that is not there is forgotten already. Raises KeyringTrouble."""

        def work(backend: KeyringBackend) -> None:
            if backend.get_password(SERVICE, name) is not None:
                backend.delete_password(SERVICE, name)

        self._asked(work)

    def _asked(self, work: Callable[[KeyringBackend], _T]) -> _T:
        answers: queue.SimpleQueue[tuple[_T | None, KeyringTrouble | None]] = queue.SimpleQueue()

        def run() -> None:
            try:
                answers.put((work(self._chosen()), None))
            except KeyringTrouble as trouble:
                answers.put((None, trouble))
            except Exception as error:  # What a keyring raises is not ours to know.
                answers.put((None, _trouble(error)))

        threading.Thread(target=run, name="keyring", daemon=True).start()
        try:
            answer, trouble = answers.get(timeout=self._patience)
        except queue.Empty:
            raise KeyringTrouble(
                SLOW,
                f"The keyring did not answer within {self._patience:.0f} seconds.",
                "Look for a window that asks for its password, then try again.",
            ) from None
        if trouble is not None:
            raise trouble
        return cast("_T", answer)

    def _chosen(self) -> KeyringBackend:
        """The keyring to use, when it is one that we trust."""
        first = self._backend or keyring.get_keyring()
        for backend in getattr(first, "backends", (first,)):
            if _class_of(backend) in self._trusted and backend.priority >= LEAST_PRIORITY:
                return cast("KeyringBackend", backend)
        raise KeyringTrouble(
            NO_KEYRING,
            "There is no keyring here that keeps secrets safely.",
            "Start the keyring of your desktop, or use a passphrase instead.",
        )


def _class_of(backend: object) -> str:
    kind = type(backend)
    return f"{kind.__module__}.{kind.__qualname__}"


def _trouble(error: Exception) -> KeyringTrouble:
    """What the keyring raised, as one of our cases; its own words may hold anything."""
    if isinstance(error, keyring.errors.NoKeyringError):
        return KeyringTrouble(
            NO_KEYRING, "There is no keyring here.", "Start it, or use a passphrase instead."
        )
    if isinstance(error, keyring.errors.KeyringLocked):
        return KeyringTrouble(
            LOCKED, "The keyring is locked and was not unlocked.", "Unlock it and try again."
        )
    if isinstance(error, keyring.errors.KeyringError):
        return KeyringTrouble(
            DENIED, "The keyring refused.", "Allow Atlas Curator to use it and try again."
        )
    return KeyringTrouble(
        GONE, "The keyring stopped answering.", "Log in again or restart it, then try again."
    )

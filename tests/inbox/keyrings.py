"""Keyrings that behave, and keyrings that do not: real backends of the keyring library."""

import time
from threading import Event

from keyring.backend import KeyringBackend

from curator_app.keychain import Keychain


class Remembering(KeyringBackend):
    """Keeps secrets in memory; what a working keyring does."""

    priority = 5

    def __init__(self) -> None:
        super().__init__()
        self.kept: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        del self.kept[service, username]


class Other(Remembering):
    """Another keyring than the one that was used before."""


class Raising(Remembering):
    """Raises what a real one raises in some case."""

    def __init__(self, error: Exception) -> None:
        super().__init__()
        self.error = error

    def get_password(self, service: str, username: str) -> str | None:
        raise self.error

    def set_password(self, service: str, username: str, password: str) -> None:
        raise self.error


class Slow(Remembering):
    """Answers after a while, or never."""

    def __init__(self, seconds: float) -> None:
        super().__init__()
        self.seconds, self.released = seconds, Event()

    def get_password(self, service: str, username: str) -> str | None:
        self.released.wait(self.seconds)
        return super().get_password(service, username)


class Changing(Remembering):
    """Gives back what `change` makes of the secret."""

    def __init__(self, change) -> None:
        super().__init__()
        self.change = change

    def get_password(self, service: str, username: str) -> str | None:
        found = super().get_password(service, username)
        return None if found is None else self.change(found)


class Forgetful(Remembering):
    """Takes a secret and does not keep it."""

    def set_password(self, service: str, username: str, password: str) -> None:
        time.sleep(0)


class Dying(Remembering):
    """Answers so many calls, then its process is gone."""

    def __init__(self, calls: int) -> None:
        super().__init__()
        self.left = calls

    def _called(self) -> None:
        self.left -= 1
        if self.left < 0:
            raise ConnectionError("the daemon is gone")

    def get_password(self, service: str, username: str) -> str | None:
        self._called()
        return super().get_password(service, username)

    def set_password(self, service: str, username: str, password: str) -> None:
        self._called()
        super().set_password(service, username, password)

    def delete_password(self, service: str, username: str) -> None:
        self._called()
        super().delete_password(service, username)


class Plaintext(Remembering):
    """A file in clear that registers itself as a keyring, as keyrings.alt does."""


class Weak(Remembering):
    """A keyring that says of itself that it should not be used."""

    priority = 0.5


TRUSTED = {
    f"{kind.__module__}.{kind.__qualname__}": title
    for kind, title in (
        (Remembering, "Test Keyring"),
        (Other, "Other Keyring"),
        (Raising, "Raising Keyring"),
        (Slow, "Slow Keyring"),
        (Changing, "Changing Keyring"),
        (Forgetful, "Forgetful Keyring"),
        (Dying, "Dying Keyring"),
        (Weak, "Weak Keyring"),
    )
}


def chain(backend: KeyringBackend | None = None, patience: float = 5) -> Keychain:
    """The program's own way to a keyring, to one of these."""
    return Keychain(backend or Remembering(), TRUSTED, patience)

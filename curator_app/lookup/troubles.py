"""Why a service did not answer, each in a sentence of its own."""

from __future__ import annotations

from curator_app.domain.plain_text import visible_line
from curator_app.errors import NetworkTrouble, Offline

_KEPT = "Nothing was changed."


class Unanswered(NetworkTrouble):
    """The service gave no answer to use now; the same question can be asked again later."""


class NoWay(Unanswered):
    """There is no way to the service, and so most likely to no other."""


class Unreadable(Unanswered):
    """What came back is not in the service's format; other questions may fare better."""


def offline(name: str, error: Offline) -> NoWay:
    """There is no way to the service."""
    return NoWay(
        f"You seem to be offline: {name} cannot be reached.",
        f"{error.message} Look it up again when this computer is online.",
    )


def busy(name: str, seconds: float) -> Unanswered:
    """The service wants to be left alone for a while."""
    minutes = -(-int(seconds) // 60)
    when = f"in {minutes:,} minute{'' if minutes == 1 else 's'}" if minutes else "later"
    return Unanswered(f"{name} asks not to be asked so often. {_KEPT}", f"Try again {when}.")


def faulty(name: str, status: int) -> Unanswered:
    """The service has a fault of its own."""
    said = f" ({status})" if status else ""
    return Unanswered(f"{name} has a fault of its own{said}. {_KEPT}", "Try again later.")


def refused(name: str, status: int) -> Unanswered:
    """The service will not answer us."""
    return Unanswered(
        f"{name} refused to answer ({status}). {_KEPT}",
        "Enter a contact address in the settings of look-ups, or try again tomorrow.",
    )


def bad_key(name: str) -> Unanswered:
    """The service does not know the key."""
    return Unanswered(
        f"{name} does not accept the API key. {_KEPT}",
        "Enter it again in the settings of look-ups, or remove it there.",
    )


def proxy_page(name: str) -> Unanswered:
    """A web page came back: the login page of a network, or a proxy's."""
    return Unanswered(
        f"A web page came back instead of {name}'s answer. {_KEPT}",
        "This network may want you to log in first: open any page in a browser, then try again.",
    )


def sent_on(name: str, where: str) -> Unanswered:
    """The service names another place, which is not on the list."""
    shown = visible_line(where, 80) or "nowhere"
    return Unanswered(
        f"{name} sends on to {shown}, which was not followed. {_KEPT}",
        "This network may want you to log in first: open any page in a browser, then try again.",
    )


def unreadable(name: str, why: str = "") -> Unreadable:
    """The answer is not in the service's format."""
    said = f" {why}" if why else ""
    return Unreadable(
        f"The answer of {name} cannot be read.{said} Nothing of it was taken.", "Try again later."
    )

"""The recovery code: what opens the inbox when the keyring has lost its key.

Twenty-five random symbols in five groups, each group with a check symbol of its own, so that a slip
of the pen is found and the group with it is named. The alphabet has 31 symbols, a prime, and
leaves out what is misread: 0 and O, 1, I and L.
"""

from __future__ import annotations

import secrets

from curator_app.errors import BadValue

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
GROUPS, LENGTH = 5, 5
_PRIME = len(ALPHABET)
_HINT = "It has 5 groups of 6 letters and digits; 0, O, 1, I and L never occur in it."


def new_code() -> str:
    """A fresh code of 123 random bits, as it is written down."""
    groups = ["".join(secrets.choice(ALPHABET) for _ in range(LENGTH)) for _ in range(GROUPS)]
    return "-".join(group + _check(place, group) for place, group in enumerate(groups))


def secret_of(typed: str) -> bytes:
    """The secret in a code as somebody typed it; raises BadValue naming the group that is wrong."""
    text = "".join(char for char in typed.upper() if char.isalnum())
    if len(text) != GROUPS * (LENGTH + 1):
        raise BadValue("code", f"The recovery code has 30 symbols, not {len(text)}.", _HINT)
    parts: list[str] = []
    for place in range(GROUPS):
        group = text[place * (LENGTH + 1) : (place + 1) * (LENGTH + 1)]
        if any(char not in ALPHABET for char in group) or group[-1] != _check(place, group[:-1]):
            raise BadValue("code", f"Group {place + 1} of the recovery code is mistyped.", _HINT)
        parts.append(group[:-1])
    return "".join(parts).encode()


def _check(place: int, group: str) -> str:
    """Finds one wrong symbol, two that changed places, and a group in another's place."""
    total = sum((at + 1) * ALPHABET.index(char) for at, char in enumerate(group))
    return ALPHABET[(total + 7 * (place + 1)) % _PRIME]

"""Files for other people, encrypted with age: for a passphrase, or for one reviewer alone."""

from __future__ import annotations

from typing import Any

import pyrage

from curator_app.errors import BadFile, BadValue
from curator_app.inbox.keys import SHORTEST_PASSPHRASE

_MAGIC = b"age-encryption.org/v1"
_age: Any = pyrage


def new_identity() -> tuple[str, str]:
    """A reviewer's own pair: the secret half, and the recipient (age1…) to give to colleagues."""
    made = _age.x25519.Identity.generate()
    return str(made), str(made.to_public())


def sealed(data: bytes, *, passphrase: str = "", recipient: str = "") -> bytes:
    """The encrypted file; raises BadValue for a short passphrase or what is no recipient."""
    if recipient:
        try:
            return bytes(_age.encrypt(data, [_age.x25519.Recipient.from_str(recipient.strip())]))
        except _age.RecipientError:
            raise BadValue(
                "recipient",
                "This is no recipient.",
                "It begins with age1 and has 62 letters and digits; ask the other reviewer for it.",
            ) from None
    if len(passphrase) < SHORTEST_PASSPHRASE:
        raise BadValue(
            "passphrase",
            f"The passphrase has fewer than {SHORTEST_PASSPHRASE} characters.",
            "Tell it to the other reviewer by another way than the file.",
        )
    return bytes(_age.passphrase.encrypt(data, passphrase))


def opened(data: bytes, *, passphrase: str = "", identity: str = "") -> bytes:
    """What is in the file; raises BadFile when it is none, cut off, or meant for somebody else."""
    if not data.startswith(_MAGIC):
        raise BadFile("This is no encrypted bundle. Nothing was changed.", "Ask for the .age file.")
    for_passphrase = b"-> scrypt" in data[:200]
    if for_passphrase != bool(passphrase):
        raise BadFile(
            "This bundle is opened with a passphrase."
            if for_passphrase
            else "This bundle is meant for one reviewer and has no passphrase.",
            "Nothing was changed.",
        )
    try:
        if for_passphrase:
            return bytes(_age.passphrase.decrypt(data, passphrase))
        return bytes(_age.decrypt(data, [_age.x25519.Identity.from_str(identity)]))
    except _age.DecryptError as error:
        raise _refusal(str(error), for_passphrase=for_passphrase) from None


def _refusal(said: str, *, for_passphrase: bool) -> BadFile:
    """age tells a wrong key from a damaged file only by its words."""
    if said in ("Decryption failed", "No matching keys found"):
        wrong = "The passphrase is not the one" if for_passphrase else "Your key is not the one"
        return BadFile(
            f"{wrong} that this bundle was made for. Nothing was changed.",
            "Ask the reviewer who made it.",
        )
    return BadFile(
        "This bundle is cut off or damaged. Nothing was changed.", "Have it sent once more."
    )

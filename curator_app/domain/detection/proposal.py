"""What the detector hands to the curator, who accepts or rejects it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from curator_app.domain.criteria import Expression

INCLUSION = "inclusion"
SUBGROUP = "subgroup"
STRATIFIER = "stratifier"
COMPARATOR = "comparator"
MENTION = "mentioned_only"
ROLES = (INCLUSION, SUBGROUP, STRATIFIER, COMPARATOR, MENTION)

DEFINITION = "definition"
EXPRESSION = "expression"
PEM_REQUIRED = "pem_required"
PEM_NOT_REQUIRED = "pem_not_required"


@dataclass(frozen=True)
class Proposal:
    """One suggestion with its place in the text.

    `start` and `end` are offsets in the original text number `text_index`; `quote` is the
    sentence around them and begins at `quote_start`. `expression` is what accepting would add to
    the criteria (None for statements about PEM). `confidence` runs from 0 to 1.
    """

    kind: str
    definition: str
    location: str
    text_index: int
    start: int
    end: int
    quote: str
    quote_start: int
    role: str
    confidence: float
    rule: str
    why: str
    expression: Expression | None
    key: str


def rejection_key(rule: str, sentence: str) -> str:
    """The name under which a rejection is remembered: the same rule on the same words.

    `sentence` is the normalised sentence, so another line break or kind of dash changes nothing.
    """
    words = " ".join(sentence.casefold().split())
    return hashlib.sha256(f"{rule}\n{words}".encode("utf-8", "surrogatepass")).hexdigest()[:16]

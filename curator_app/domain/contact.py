"""How a reader's message says which study it is about, and what about it.

The ways, the first that fits wins:

1. **A plus address.** `atlas+SLUG@…` or `atlas+SLUG.KIND@…` among the addresses it was sent to.
2. **The subject**: `KIND: SLUG`, as a page's "Report it" link writes it.
3. **A link** to `…/evidence/SLUG` in the subject or the text.

KIND is one of `correction`, `retraction`, `missing`, `criteria`, `wording`, `other` (or a kind's
own name, such as `missing_study`). Without one the first word of the subject may tell. The guess
is where triage begins; it decides nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from curator_app.domain import slug as slugs
from curator_app.domain.contribution import KINDS

_WORDS = {
    "correction": ("correction", "correct", "corrections", "erratum", "error", "mistake"),
    "retraction_notice": ("retraction", "retracted", "retract", "withdrawn"),
    "missing_study": ("missing", "missing study", "new study", "suggestion", "add"),
    "criteria_pem": ("criteria", "pem", "case definition", "case definitions", "criterion"),
    "wording": ("wording", "typo", "spelling", "language"),
    "other": ("other", "question"),
}
_KIND_OF = {word: kind for kind, listed in _WORDS.items() for word in (kind, *listed)}
_REPLY = re.compile(r"^(?:\s*(?:re|aw|sv|antw|fwd?|wg|tr)\s*(?:\[\d+\])?:)+\s*", re.IGNORECASE)
_SLUG = r"[a-z0-9][a-z0-9-]{0,119}"
_PLUS = re.compile(rf"\+({_SLUG})(?:\.([a-z_]{{1,30}}))?@", re.IGNORECASE)
_FORM = re.compile(
    rf"^([\w ]{{1,30}}?)\s*:\s*(?:/?evidence/)?({_SLUG})(?=$|[\s,.)])", re.IGNORECASE
)
_LINK = re.compile(rf"/evidence/({_SLUG})(?=$|[^\w%-]|\.html)", re.IGNORECASE)


def subject_matter(subject: str, text: str, sent_to: Iterable[str] = ()) -> tuple[str, str]:
    """The slug ("" when none is named) and the kind ("other" when nothing tells)."""
    subject = _REPLY.sub("", subject[:500])
    kind = _kind(subject)
    for address in sent_to:
        found = _PLUS.search(address)
        if found and (slug := _slug(found[1])):
            return slug, _KIND_OF.get((found[2] or "").lower(), kind)
    form = _FORM.match(subject)
    if form and _KIND_OF.get(form[1].strip().lower()) and (slug := _slug(form[2])):
        return slug, kind
    for place in (subject, text):
        for found in _LINK.finditer(place):
            if slugs.is_valid(slug := found[1].lower().rstrip("-")):
                return slug, kind
    return "", kind


def known_kind(name: str) -> str:
    """A kind by its own name or one of its words; "other" for what is none."""
    name = name.strip().lower()
    return name if name in KINDS else _KIND_OF.get(name, "other")


def _kind(subject: str) -> str:
    head = re.split(r"[:\]]", subject)[0].strip(" [").lower()
    return _KIND_OF.get(head) or _KIND_OF.get(head.partition(" ")[0], "other")


def _slug(text: str) -> str:
    """The slug when it is one; a tag without a hyphen is somebody's own."""
    slug = text.lower().rstrip("-")
    return slug if "-" in slug and slugs.is_valid(slug) else ""

"""What an imported BibTeX record wrote for a text that nobody has edited since.

Braces that protect capitals, accents and formulas are somebody's work, so they go out again as they
came in: if the value reads back as the entry's very text, and if it is harmless (security.md S6). A
value may hold the commands listed here and nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from curator_app.domain.entry import Entry
from curator_app.formats.bibtex_plain import Abbreviations, plain
from curator_app.formats.bibtex_scan import key_of, split
from curator_app.formats.latex import ESCAPE_WORDS

_GREEK = (
    "alpha|beta|gamma|delta|epsilon|varepsilon|zeta|eta|theta|iota|kappa|lambda|mu|nu|xi|pi|rho"
    "|sigma|tau|upsilon|phi|chi|psi|omega|Gamma|Delta|Theta|Lambda|Xi|Pi|Sigma|Phi|Psi|Omega"
)
_MATH = f"{_GREEK}|pm|times|leq?|geq?|sim|approx|cdot|circ|infty|rightarrow|mathrm|mathit|text"
_WORDS = (
    "emph|textit|textbf|textrm|textsc|textsuperscript|textsubscript"
    f"|ss|o|O|l|L|aa|AA|ae|AE|oe|OE|i|j|{'|'.join(ESCAPE_WORDS)}"
)
_HARMLESS = re.compile(
    r"(?:[^\\$&%#^_<>]"  # plain text, braces and ties
    r"|\\[&%#_$]"
    r"""|\\[`'"^~=.](?=\s*[\\{A-Za-z])|\\[Hbcdkruv](?=[\s{])"""  # accents
    rf"|\\(?:{_WORDS})(?![A-Za-z])"
    rf"|\$(?:[^\\$&%#<>]|\\(?:{_MATH})(?![A-Za-z])){{1,200}}\$)*+"
)
_LONGEST = 10_000


class _Unread(Abbreviations):
    """Abbreviations stay names: what they stood for is not in the record."""

    def expand(self, name: str) -> str:
        return name


def kept(entry: Entry, name: str, read: Callable[[str], str]) -> str:
    """The source's own value of a field, where `read` makes the entry's text of it; else ""."""
    text: str = getattr(entry, name)
    for source in reversed(entry.sources):
        if source.format == "bibtex" and text:
            value = " ".join(_value(source.raw, name).split())
            if value and _HARMLESS.fullmatch(value) and read(value) == text:
                return value
    return ""


def _value(raw: str, name: str) -> str:
    """A field of a record with nothing unusual in it, as written."""
    piece = next(split(raw), None) if len(raw) <= _LONGEST else None
    if piece is None or piece.opener != "{":
        return ""
    _, body = key_of(raw, piece)
    fields = plain(raw, body, piece.end, _Unread({})) or []
    return next((value for field, value in fields if field.lower() == name), "")

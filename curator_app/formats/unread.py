"""Formats that are known but not read: what to choose instead where the file was written."""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True)
class Unread:
    """A format by what its files hold near their beginning; `instead` is a sentence of advice."""

    name: str
    mark: re.Pattern[str]
    instead: str


_RIS = "Export the records again as RIS"
UNREAD = (
    Unread(
        "EndNote's tagged format (refer, ENW)",
        re.compile(
            r"^%(?:0|T) \S.*\n(?:.*\n){0,40}?%[ADJBVP] |^%[ADJBVP] .*\n(?:.*\n){0,40}?%[0T] ", re.M
        ),
        f"{_RIS} (in EndNote the style RefMan (RIS)) or as EndNote's XML.",
    ),
    Unread(
        "Web of Science's tagged text",
        re.compile(r"^PT [A-Z]\n(?:.*\n){0,4}?(?:AU|TI|AF|CA|BA|BE|GP) ", re.M),
        f"{_RIS}, as BibTeX or as a tab-delimited file.",
    ),
    Unread(
        "RefWorks' tagged format",
        re.compile(r"^RT [A-Z].*\n(?:.*\n){0,20}?(?:T1|A1) ", re.M),
        f"{_RIS}.",
    ),
    Unread(
        "Ovid's text",
        re.compile(r"^<\d+>[ \t]*\n(?:[A-Z][\w ]*[ \t]*\n)", re.M),
        f"{_RIS}.",
    ),
    Unread(
        "the Cochrane Library's text",
        re.compile(r"^Record #\d+ of \d+\n(?:.*\n){0,3}?(?:ID|AU|TI): ", re.M),
        f"{_RIS} or as CSV.",
    ),
    Unread(
        "the text of a library's catalogue (MODS or MARC)",
        re.compile(r"<(?:\w{1,20}:)?(?:modsCollection|mods|collection xmlns=\S*MARC21)\b"),
        f"{_RIS} or as BibTeX.",
    ),
    Unread(
        "Word's list of sources",
        re.compile(r"<b:Sources\b|<Sources\b[^>]{0,200}bibliography"),
        "Export the records from the reference manager that they came from, as RIS or BibTeX.",
    ),
    Unread("a formatted text (RTF)", re.compile(r"^\{\\rtf"), f"{_RIS} or as BibTeX."),
)


def unread_format(head: str) -> Unread | None:
    """The format that a file's head is of, where it is one of those that are not read."""
    return next((known for known in UNREAD if known.mark.search(head[:20_000])), None)

"""Dates as bibliographies write them: 1998 Jul-Aug, 1998 Dec-1999 Jan, Spring 2000, 2021-06-20."""

from __future__ import annotations

import re

from curator_app.domain.fields import YEAR_RANGE

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_NAMED = re.compile(rf"(?<![^\W\d_])({'|'.join(MONTHS)})[a-z]*", re.IGNORECASE)
_DAY = r"(?:0[1-9]|[12]\d|3[01])"
# EBSCO and others write 19961101.
_YEAR = re.compile(rf"(?<!\d)(\d{{4}})(?:(?:0[1-9]|1[0-2]){_DAY})?(?!\d)")
_ISO = re.compile(
    rf"(?<!\d)\d{{4}}(?:[-/](\d{{1,2}})(?:[-/]\d{{1,2}})?|(0[1-9]|1[0-2]){_DAY})(?!\d)"
)


def year_of(text: str) -> int | None:
    """The first year named, or None."""
    for match in _YEAR.finditer(text):
        if YEAR_RANGE[0] <= int(match[1]) <= YEAR_RANGE[1]:
            return int(match[1])
    return None


def month_of(text: str) -> int | None:
    """The first month named, 1 to 12; a season is none."""
    text = text.strip()
    if re.fullmatch(r"\d{1,2}", text):
        number = int(text)
    else:
        named = _NAMED.search(text)
        numbered = _ISO.search(text)
        number = (
            MONTHS.index(named[1].lower()) + 1
            if named
            else int(numbered[1] or numbered[2])
            if numbered
            else 0
        )
    return number if 1 <= number <= 12 else None

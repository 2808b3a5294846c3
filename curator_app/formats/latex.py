"""LaTeX as it occurs in bibliographies, turned into plain Unicode text.

pylatexenc knows the macros, but reads only 2,000 strings a second; so accents, escapes and braces
are done here, and pylatexenc is asked, once each, about the fragments that remain.
"""

from __future__ import annotations

import logging
import re
import unicodedata
from functools import cache, lru_cache
from typing import cast

from pylatexenc.latex2text import LatexNodes2Text

_SPECIAL = re.compile(r"[\\{}$~]|--|``|''")
_MARKS = {
    "`": "\u0300", "'": "\u0301", "^": "\u0302", "~": "\u0303", "=": "\u0304", "u": "\u0306",
    ".": "\u0307", '"': "\u0308", "r": "\u030a", "H": "\u030b", "v": "\u030c", "d": "\u0323",
    "c": "\u0327", "k": "\u0328", "b": "\u0331",
}  # fmt: skip
_MACRO_BASE = r"\\(?:[ijoOlL]|[aA][eE]|[oO][eE])(?![A-Za-z])"
_BASE = rf"(?:\{{\s*({_MACRO_BASE}|[^\W\d_])\s*\}}|({_MACRO_BASE}|[^\W\d_]))"
_ACCENT = re.compile(rf"""\\(?:([`'^"~=.])\s*|([Hbcdkruv])(?:\s+|(?=\{{))){_BASE}""")
_LETTERS = {
    "o": "ø", "O": "Ø", "ss": "ß", "aa": "å", "AA": "Å", "ae": "æ", "AE": "Æ", "oe": "œ",
    "OE": "Œ", "l": "ł", "L": "Ł", "i": "\u0131", "j": "ȷ", "dj": "đ", "DJ": "Đ",
    "th": "þ", "TH": "Þ", "SS": "ẞ", "pounds": "£", "copyright": "©", "euro": "€", "slash": "/",
    "textmu": "µ", "textdegree": "°", "degree": "°", "texttimes": "×", "textpm": "±",
    "textbar": "|", "textless": "<", "textgreater": ">", "LaTeX": "LaTeX", "TeX": "TeX",
}  # fmt: skip
_LETTER = re.compile(rf"\\({'|'.join(sorted(_LETTERS, key=len, reverse=True))})(?![A-Za-z])\s*")
# Escaped signs stand aside (as noncharacters) while braces and math are dealt with.
_ASIDE = {"$": "\ufdd0", "{": "\ufdd1", "}": "\ufdd2", "~": "\ufdd3", "\\": "\ufdd4"}
_BACK = {ord(aside): sign for sign, aside in _ASIDE.items()}
_ESCAPE = re.compile(r"\\([&%#_$ {}])")
_FRAGMENT = re.compile(
    r"\$\$?([^$]{1,400})\$\$?"
    r"|\\\((.{1,400}?)\\\)"
    r"|\\[A-Za-z]+\*?(?:\{[^{}]{0,400}\})*"
    r"|\\[^A-Za-z]",
    re.DOTALL,
)
_TIE = re.compile(r"(?<=[^\s(])~(?=\S)")
_SCRIPT = re.compile(r"(\d?)([_^])(?:\{([^{}]*)\}|(\\[A-Za-z]+|[^\\{}]))")
_PLAIN_GROUP = re.compile(
    r"\\(?:math(?:rm|it|bf|sf|tt|normal)|text(?:rm|it|bf|sf|tt|normal|up)?|operatorname|mbox)"
    r"\{([^{}]*)\}"
)
_DEGREE = re.compile(r"\^(?:\{\s*\\circ\s*\}|\\circ(?![A-Za-z]))")
_ANGLE = re.compile(r"\\(textless|textgreater)(?![A-Za-z])\s*")
_SIGNS = {
    r"\S ": "§ ", r"\textsubscript": "",
    r"\textsuperscript": "", r"\hyphen ": "-", r"\hyphen{}": "-",
    r"\~{}": _ASIDE["~"], r"\^{}": "^", r"\-": "",
}  # fmt: skip
_ADDRESS = re.compile(r"\\(?:url|path|nolinkurl)\s*\{([^{}]*)\}")
# What stands in the first argument of these is never printed.
_UNPRINTED = re.compile(
    r"\\(?:href|textcolor|noopsort|label|[hv]space)\s*\{[^{}]*\}"
    r"|\\[mhf]box(?=\{[^{}]*\$)"  # what stands in it is printed, as a formula
    r"|\\(?:kern|hskip)\s?-?[\d.]{1,8}\s?(?:em|ex|pt|mu)"
)
_QUOTED = re.compile(r"\\(?:enquote\*?|mkbibquote)\s*\{((?:[^{}]|\{[^{}]*+\})*+)\}")
# The name of a logo or of an abbreviation of one's own (\BibTeX, \TUG) is what it prints, nearly.
_NAME = re.compile(r"\\([A-Za-z]*[A-Z][A-Za-z]*)(?:\{\})?")
_SIZES = frozenset({"Large", "LARGE", "Huge"})
_MACRO = re.compile(r"\\(?:[A-Za-z]+\*?|.)", re.DOTALL)
_RAISED = str.maketrans("0123456789+-−", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻")
_NO_BRACES = str.maketrans("", "", "{}")
_NO_SYNTAX = str.maketrans("", "", "{}$")


def to_text(value: str) -> str:
    """`value` as readers see it: accents, signs and letters in Unicode, protecting braces gone.

    Underscores and percent signs stay: a percent sign begins no comment within a BibTeX value.
    """
    if not _SPECIAL.search(value):
        return value
    return _short(value) if len(value) < 400 else _convert(value)


def to_identifier(value: str) -> str:
    """A DOI or an address without LaTeX escapes; nothing else in it is touched."""
    if "\\" in value or "{" in value or "$" in value:
        value = _ANGLE.sub(lambda match: _LETTERS[match.group(1)], value)
        value = value.replace("$<$", "<").replace("$>$", ">").replace(r"\textasciitilde", "~")
        value = value.translate(_NO_BRACES).replace("\\", "")
    return value.strip()


_WORDS = {
    "\\": "textbackslash", "{": "textbraceleft", "}": "textbraceright",
    "~": "textasciitilde", "^": "textasciicircum",
}  # fmt: skip
ESCAPE_WORDS = tuple(_WORDS.values())
_TO_ESCAPE = re.compile(r"[\\{}~^&%#_$]")
_ESCAPED = re.compile(rf"\\(?:({'|'.join(_WORDS.values())})\{{\}}|([&%#_$]))")
_MORE = re.compile(r"[\\{}]|\$[^$]*[_^][^$]*\$")
_SIGN_OF = {word: sign for sign, word in _WORDS.items()}


def escape(text: str) -> str:
    """Plain text for LaTeX: no sign of it can begin a command, and braces stay balanced."""
    return _TO_ESCAPE.sub(_escaped, " ".join(text.split()))


def unescape(text: str) -> str:
    """What `escape` wrote, as plain text; everything else stays as it is."""
    return _ESCAPED.sub(lambda match: _SIGN_OF.get(match.group(1)) or match.group(2), text)


def has_more_than_escapes(text: str) -> bool:
    """Whether there is LaTeX in it beyond what `escape` writes."""
    return bool(_MORE.search(_ESCAPED.sub("", text)))


def _escaped(match: re.Match[str]) -> str:
    sign = match.group()
    return f"\\{_WORDS[sign]}{{}}" if sign in _WORDS else f"\\{sign}"


@lru_cache(maxsize=4096)
def _short(value: str) -> str:
    return _convert(value)


def _convert(text: str) -> str:
    if "\\" in text:
        text = text.replace("\\\\", " ")
        for macro, sign in _SIGNS.items():
            text = text.replace(macro, sign)
        text = _QUOTED.sub(r"“\1”", _UNPRINTED.sub("", text))
        text = _ADDRESS.sub(lambda match: _aside(match.group(1)), text)
        text = _ESCAPE.sub(lambda match: _ASIDE.get(match.group(1), match.group(1)), text)
        text = _ACCENT.sub(_accented, text)
        text = _LETTER.sub(lambda match: _LETTERS[match.group(1)], text)
    if "\\" in text or "$" in text:
        text = _FRAGMENT.sub(_fragment, text)
    text = text.translate(_NO_BRACES)
    text = _TIE.sub("\u0020", text).replace("---", "—").replace("--", "–")
    text = text.replace("``", "“").replace("''", "”")
    return " ".join(text.translate(_BACK).split())


def _accented(match: re.Match[str]) -> str:
    mark = match.group(1) or match.group(2)
    base = match.group(3) or match.group(4)
    if base.startswith("\\"):  # the accent takes the place of the dot on i and j
        base = base[1:] if base[1:] in "ij" else _LETTERS[base[1:]]
    return unicodedata.normalize("NFC", base + _MARKS[mark])


def _fragment(match: re.Match[str]) -> str:
    math = match.group(1) or match.group(2)
    if math is None:
        return _aside(_by_pylatexenc(match.group(0)))
    if not re.search(r"[\\^_=<>+]|^\s*-?[\w.,]+%?\s*$|^\s*[^\w\s]\s*$", math):
        return match.group(0).replace("$", _ASIDE["$"])  # two prices, not a formula
    before = match.string[match.start() - 1 : match.start()]
    before = before if before.isdigit() else ""
    math = _DEGREE.sub("°", _PLAIN_GROUP.sub(r"\1", math))
    scripted = _SCRIPT.sub(_script, before + math)
    return _aside(_by_pylatexenc(f"${scripted[len(before) :]}$"))


def _aside(text: str) -> str:
    return "".join(_ASIDE.get(char, char) for char in text) if text else text


def _script(match: re.Match[str]) -> str:
    digit, kind, group, single = match.groups()
    inner = group if group is not None else single
    if kind == "^" and digit and re.fullmatch(r"[+−-]?\d+", inner):
        inner = inner.translate(_RAISED)  # a power: 10⁻⁸; otherwise plain, as PubMed: CD4+, VO2
    return f"{digit}{{{inner}}}" if inner.startswith("\\") else digit + inner


@cache
def _converter() -> LatexNodes2Text:
    # It reports odd macros to the log; what it makes of them is in the text, where it is seen.
    logging.getLogger("pylatexenc").setLevel(logging.CRITICAL)
    return LatexNodes2Text(math_mode="text", keep_comments=True, strict_latex_spaces=False)


@lru_cache(maxsize=4096)
def _by_pylatexenc(fragment: str) -> str:
    latex = re.sub(r"(?<!\\)%", r"\\%", fragment)
    try:
        shown = cast("str", _converter().latex_to_text(latex)).strip("\n")  # pyright: ignore[reportUnknownMemberType]
    except (LookupError, ValueError, TypeError, AttributeError, RecursionError):
        shown = ""  # it stumbles over macros with fewer arguments than they should have
    named = _NAME.fullmatch(fragment)
    if not shown and named and named[1] not in _SIZES:
        return named[1]
    return shown or _MACRO.sub("", fragment).translate(_NO_SYNTAX)

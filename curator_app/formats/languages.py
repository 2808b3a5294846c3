"""Languages as files write them: ISO 639-2 codes, babel's names, English names."""

from __future__ import annotations

import re
from functools import lru_cache

from curator_app.errors import BadValue
from curator_app.knowledge import vocabulary

# ISO 639-2 codes as PubMed and libraries write them, and babel's names (biblatex langid).
_LANGUAGES = {
    "eng": "en", "american": "en", "british": "en", "usenglish": "en", "ukenglish": "en",
    "deu": "de", "ger": "de", "ngerman": "de", "fra": "fr", "fre": "fr", "spa": "es",
    "ita": "it", "por": "pt", "nld": "nl", "dut": "nl", "dan": "da", "nor": "no", "norsk": "no",
    "swe": "sv", "fin": "fi", "pol": "pl", "ces": "cs", "cze": "cs", "hun": "hu", "rus": "ru",
    "ukr": "uk", "tur": "tr", "ara": "ar", "heb": "he", "fas": "fa", "per": "fa", "jpn": "ja",
    "zho": "zh", "chi": "zh", "kor": "ko",
}  # fmt: skip


@lru_cache(maxsize=256)
def known_language(text: str) -> str:
    """The vocabulary's code for a language (of en-GB that of en), or "" when it has none."""
    for form in (text, re.split(r"[-_]", text)[0]):
        try:
            return vocabulary().resolve("language", _LANGUAGES.get(form.lower(), form))
        except BadValue:
            continue
    return ""

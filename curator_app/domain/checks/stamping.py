"""One short text that stands for all the data that rules read."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict
from hashlib import sha256

from curator_app.domain.catalogue import Catalogue
from curator_app.domain.checks.lexicon import Lexicons
from curator_app.domain.checks.rules import RuleSet


def stamp_of(rules: RuleSet, words: Lexicons, catalogue: Catalogue) -> str:
    """Equal stamps mean equal rules, word lists and definitions, whatever their versions say."""
    parts = (asdict(rules), words.version, words.phrases(), asdict(catalogue))
    text = json.dumps(parts, sort_keys=True, default=_listed)
    return sha256(text.encode()).hexdigest()[:16]


def _listed(values: Iterable[object]) -> list[str]:
    return sorted(map(repr, values))

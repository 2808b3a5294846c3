"""The data that rules read: the catalogue of case definitions and the enumerations."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

from curator_app.domain.catalogue import Catalogue
from curator_app.domain.vocabulary import Vocabulary
from curator_app.paths import resources


def _load(name: str) -> Any:
    return json.loads((resources() / name).read_text(encoding="utf-8"))


@cache
def catalogue() -> Catalogue:
    """The catalogue of case definitions that ships with this version."""
    return Catalogue.from_json(_load("criteria/catalogue.json"))


@cache
def vocabulary() -> Vocabulary:
    """The enumerations that ship with this version."""
    return Vocabulary.from_json(_load("vocabulary.json"))

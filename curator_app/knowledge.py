"""The data that rules read: the catalogue of case definitions and the enumerations."""

from __future__ import annotations

import json
from functools import cache
from typing import TYPE_CHECKING, Any

from curator_app.domain.catalogue import Catalogue
from curator_app.domain.vocabulary import Vocabulary
from curator_app.paths import resources

if TYPE_CHECKING:
    from curator_app.domain.checks.engine import Engine
    from curator_app.domain.detection import Detector


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


@cache
def detector() -> Detector:
    """The rules that find case definitions in a paper's words, compiled once."""
    from curator_app.domain.detection import Detector

    return Detector.from_json(_load("criteria/detection.json"))


@cache
def replies() -> list[dict[str, str]]:
    """The usual replies to contributions: name and text, with placeholders in braces."""
    return _load("inbox/replies.json")["replies"]


@cache
def checks() -> Engine:
    """The rules of wording, fields and links with their word lists."""
    # Their patterns take a moment to compile; who never checks never waits for them.
    from curator_app.domain.checks.engine import Engine
    from curator_app.domain.checks.lexicon import Lexicons
    from curator_app.domain.checks.rules import RuleSet

    rules = RuleSet.from_json(_load("wording/rules.json"))
    return Engine(rules, Lexicons.from_json(_load("wording/lexicons.json")), catalogue())

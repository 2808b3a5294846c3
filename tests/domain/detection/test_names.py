"""The names of definitions that must be seen, and their look-alikes that must not."""

import json
from pathlib import Path

import pytest

from curator_app.domain.detection import detect
from curator_app.knowledge import catalogue, detector

NAMES = json.loads(Path(__file__).with_name("names.json").read_text(encoding="utf-8"))
SEEN = [(name, text) for name, pair in NAMES.items() for text in pair["is"]]
NOT_SEEN = [(name, text) for name, pair in NAMES.items() for text in pair["is_not"]]


def named(text: str, location: str = "abstract") -> set[str]:
    return {item.definition for item in detect([(location, text)], detector()) if item.definition}


@pytest.mark.parametrize(("definition", "text"), SEEN)
def test_a_definition_is_seen(definition: str, text: str) -> None:
    assert definition in named(text)


@pytest.mark.parametrize(("definition", "text"), NOT_SEEN)
def test_a_look_alike_is_not_seen(definition: str, text: str) -> None:
    assert definition not in named(text)


def test_every_definition_that_has_names_is_in_the_catalogue() -> None:
    known = {definition.id for definition in catalogue().definitions}
    rules = {rule.id for rule in detector().names}
    assert rules <= known
    assert known - rules == {"author_defined"}
    assert {rule.tag for rule in detector().names} <= known
    assert {name for rule in detector().names for name in rule.suppresses} <= known

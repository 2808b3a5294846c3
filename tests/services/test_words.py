"""The owner's words: in force at once for every check, versioned, and their effect foreseen."""

import pytest

from curator_app import knowledge
from curator_app.errors import BadValue, CuratorError
from curator_app.services.inspecting import Inspector
from curator_app.services.library import Library
from curator_app.services.policy import adopt, propose
from curator_app.services.words import change_words, edited, effect, reset

LISTS = knowledge.checks().words.version
RULE = "C01_causal_verb_non_rct"


@pytest.fixture
def library(library: Library) -> Library:
    """A library with two entries."""
    for title, text in (("One", "Stress begets fatigue."), ("Two", "Stress causes fatigue.")):
        values = {"title": title, "plain_summary": text, "publication_type": "cohort"}
        library.save(library.new_entry({**values, "slug": title.lower()}))
    return library


def fires(library: Library, slug: str) -> bool:
    """Whether the causal rule says something of an entry."""
    return RULE in {f.rule for f in Inspector(library).entry(library.entry(slug)).findings}


def test_words_added_and_taken_out_are_in_force_and_versioned(library: Library) -> None:
    shipped = knowledge.checks().version
    assert library.engine().version == shipped
    assert (fires(library, "one"), fires(library, "two")) == (False, True)
    changes = change_words(
        library, edited(library, "causal", ["Begets"], ["causes"]), "asked for by readers"
    )
    assert changes.rules
    assert changes.message == "The words of words v1 are in force."
    assert (fires(library, "one"), fires(library, "two")) == (True, False)
    assert library.engine().version == (shipped.replace(LISTS, f"{LISTS} + words v1"))
    (ruling,) = library.rules.rulings
    assert (ruling.kind, ruling.version, ruling.note) == (
        "words",
        "words v1",
        "asked for by readers",
    )
    again = Library.open(library.folder)
    assert again.engine().words["causal"].phrases[-1] == "begets"
    assert fires(again, "one")
    again.close()
    change_words(library, reset(library, "causal"))
    assert (fires(library, "one"), fires(library, "two")) == (False, True)
    assert library.rules.names("words") == ["words v1", "words v2"]
    assert library.rules.words.lists == {}


def test_words_and_policy_do_not_disturb_each_other(library: Library) -> None:
    change_words(library, edited(library, "causal", ["begets"]))
    adopt(library, propose(library, {"london_1994": "unclear"}))
    assert library.engine().version.endswith(f"{LISTS} + words v1 / policy v0.2")
    assert library.engine().catalogue.policy["london_1994"] == "unclear"
    assert fires(library, "one")
    change_words(library, edited(library, "causal", ["engenders"]))
    assert library.versions.policy == library.catalogue.policy_version == "v0.2"


def test_what_changes_nothing_or_is_out_of_date_is_refused(library: Library) -> None:
    with pytest.raises(BadValue, match="in force already"):
        change_words(library, edited(library, "causal", ["causes"]))
    old = edited(library, "causal", ["begets"])
    change_words(library, edited(library, "hype", ["xylophonic"]))
    with pytest.raises(CuratorError, match="changed elsewhere"):
        change_words(library, old)
    with pytest.raises(BadValue, match="no word list 'nonsense'"):
        edited(library, "nonsense", ["x"])
    assert library.rules.names("words") == ["words v1"]


def test_the_effect_is_what_the_checks_then_find(library: Library) -> None:
    changes = edited(library, "causal", ["begets"], ["causes"])
    found = effect(library, changes)
    assert (found.more, found.fewer) == ({RULE: 1}, {RULE: 1})
    assert library.rules.rulings == ()
    unused = effect(library, edited(library, "causal", ["xylophonates"]))
    assert (unused.more, unused.fewer) == ({}, {})

"""Word lists with an owner's changes: validation, coming back, versions, who reads a list."""

import ast
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import curator_app.domain.checks
from curator_app.domain.checks.lexicon import Lexicon, Lexicons, phrase_of
from curator_app.domain.checks.word_changes import ListChange, WordChanges
from curator_app.errors import BadValue
from curator_app.knowledge import checks

SHIPPED = Lexicons("lists 1", {"a": Lexicon("a", ["one", "two"]), "b": Lexicon("b", ["three"])})
NOTHING = WordChanges()


def test_added_words_come_last_and_removed_ones_are_gone() -> None:
    changes = NOTHING.edited(SHIPPED, "a", ["  Four  five ", "six…seven"], ["ONE"])
    words = WordChanges("words v3", changes.lists).applied(SHIPPED)
    assert words["a"].phrases == ("two", "four five", "six…seven")
    assert words["b"] is SHIPPED["b"]
    assert words.version == "lists 1 + words v3"
    assert words.has("a", "Four, then FOUR FIVE.")
    assert not words.has("a", "one")
    assert SHIPPED["a"].phrases == ("one", "two")


def test_taking_back_leaves_no_trace() -> None:
    changes = NOTHING.edited(SHIPPED, "a", ["four"], ["one"])
    assert changes.of("a") == ListChange(("four",), ("one",))
    back = changes.edited(SHIPPED, "a", ["one"], ["four"])
    assert back == NOTHING
    assert back.to_json() == {"lists": {}}
    assert NOTHING.edited(SHIPPED, "a", ["one"]) == NOTHING
    assert NOTHING.applied(SHIPPED).version == "lists 1"


def test_the_stored_form_is_read_back() -> None:
    changes = NOTHING.edited(SHIPPED, "a", ["four"], ["one"]).edited(SHIPPED, "b", ["five"])
    again = WordChanges.from_json("w", changes.to_json())
    assert again.lists == changes.lists
    assert again.version == "w"


def test_changes_of_a_list_that_a_later_program_has_not_are_left_out() -> None:
    old = WordChanges.from_json("w", {"lists": {"gone": {"added": ["x"], "removed": []}}})
    assert "gone" not in old.applied(SHIPPED)


@pytest.mark.parametrize("bad", [
    "", "   ", "…", "*", "a *", "*a", "a* b*c", "… one", "one …", "one ...", "ca*", "un* ca*",
    "a\nb\x00c", "–", "()",
])  # fmt: skip
def test_a_phrase_that_no_text_can_have_is_refused(bad: str) -> None:
    with pytest.raises(BadValue):
        NOTHING.edited(SHIPPED, "a", [bad])


def test_what_cannot_be_taken_out_is_refused() -> None:
    with pytest.raises(BadValue, match="'four' is not in the word list a"):
        NOTHING.edited(SHIPPED, "a", [], ["four"])
    with pytest.raises(BadValue, match="would be empty"):
        NOTHING.edited(SHIPPED, "b", [], ["three"])
    with pytest.raises(BadValue, match="no word list 'c'"):
        NOTHING.edited(SHIPPED, "c", ["four"])


@given(st.text(max_size=30), st.text(max_size=60))
def test_any_text_is_a_phrase_that_can_be_searched_or_is_refused(phrase: str, text: str) -> None:
    """No phrase that a person may write breaks a pattern."""
    try:
        changes = NOTHING.edited(SHIPPED, "a", [phrase])
    except BadValue:
        return
    words = changes.applied(SHIPPED)
    words.has("a", f"{text} {phrase} {text}")


@given(st.lists(st.from_regex(r"[a-z]{2,6}", fullmatch=True), min_size=1, max_size=3))
def test_a_phrase_of_plain_words_is_found_where_it_stands(parts: list[str]) -> None:
    words = NOTHING.edited(SHIPPED, "a", [" ".join(parts)]).applied(SHIPPED)
    assert words.has("a", f"And {' '.join(parts).upper()}, too.")


def test_regex_signs_are_letters() -> None:
    assert phrase_of("a", "vo2 (max)+ [sic]") == "vo2 (max)+ [sic]"
    words = NOTHING.edited(SHIPPED, "a", ["vo2 (max)+ [sic]"]).applied(SHIPPED)
    assert words.has("a", "Their VO2 (max)+ [sic] rose")
    assert not words.has("a", "Their VO2 max sic rose")


def test_every_list_says_which_rules_use_it() -> None:
    """The lists that functions name in the code are declared beside their rules."""
    engine = checks()
    assert [name for name in engine.words.names() if not engine.rules.users(name)] == []
    folder = Path(curator_app.domain.checks.__file__).parent
    named: dict[str, set[str]] = {}
    for path in folder.glob("*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        rules = {n.value for n in ast.walk(tree) if _is_text(n) and n.value in engine.by_id}
        for node in ast.walk(tree):
            for word in _asked(node):
                if word in engine.words:
                    named.setdefault(word, set()).update(rules)
    assert len(named) >= 14
    for word, rules in named.items():
        assert rules & {rule.id for rule in engine.rules.users(word)}, word


def _is_text(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


def _asked(node: ast.AST) -> list[str]:
    """The texts in `x.has("…")`, `x.present("…")`, `x.first("…")` and `words["…"]`."""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        asked = node.args[:1] if node.func.attr in ("has", "present", "first") else []
        return [str(a.value) for a in asked if isinstance(a, ast.Constant)]
    if isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Constant):
        owner = node.value.attr if isinstance(node.value, ast.Attribute) else ""
        return [str(node.slice.value)] if owner == "words" else []
    return []

"""Sentences, dismissals and word lists."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from curator_app.domain.checks.finding import open_findings, sentence_hash
from curator_app.domain.checks.lexicon import Lexicon, lowered, tokens
from curator_app.domain.checks.sentences import MAX_SENTENCE, split
from curator_app.domain.decisions import Dismissal
from curator_app.errors import BadValue
from curator_app.knowledge import checks


@pytest.mark.parametrize(
    "sentences",
    [
        ["Smith et al. (2010) found it.", "Others did not."],
        ["It was 0.05 at most (Fig. 2).", "Then p < 0.05."],
        ["Rituximab vs. Placebo was tried.", "It failed."],
        ["Some drugs, e.g. Ampligen, were tried.", "Others, i.e. Steroids, were not."],
        ["E. coli was grown by D. M. See in the U.S. National Institute.", "It grew."],
        [["They took vitamin D", "The dose was low."][0] + ".", "The dose was low."],
        ["Was it so?", "“Yes.”", "It was!", "(It ended.)"],
        ["It was found by Dr. Jones, approx. 10 years ago.", "12 people were asked."],
        ["This was no. 7 of the series.", "No.", "It was not."],
    ],
)
def test_abbreviations_do_not_end_sentences(sentences: list[str]) -> None:
    text = " ".join(sentences)
    assert [sentence.text for sentence in split(text)] == sentences


@given(st.text(st.characters(codec="utf-8"), max_size=300))
def test_sentences_are_pieces_of_the_text(text: str) -> None:
    end = 0
    for sentence in split(text):
        assert text[sentence.start : sentence.end] == sentence.text
        assert sentence.start >= end
        assert text[end : sentence.start].strip() == ""
        end = sentence.end
    assert text[end:].strip() == ""


def test_an_endless_sentence_is_cut() -> None:
    assert max(len(sentence.text) for sentence in split("word " * 5_000)) <= MAX_SENTENCE


@given(st.text(max_size=60))
def test_small_letters_keep_their_places(text: str) -> None:
    assert len(lowered(text)) == len(text)


def test_a_dismissal_holds_until_its_sentence_changes() -> None:
    engine, facts = checks(), {"design": "cohort"}
    rule = "C01_causal_verb_non_rct"
    (found,) = engine.check_text(rule, "Stress causes relapses.", facts)
    done = Dismissal(rule, found.field, found.sentence_hash, "quoted from a poem", "Ann", "2026")
    assert open_findings([found], [done]) == ()
    spaced = engine.check_text(rule, "Before. Stress  causes relapses.", facts)
    assert open_findings(spaced, [done]) == ()
    changed = engine.check_text(rule, "Stress always causes relapses.", facts)
    assert open_findings(changed, [done]) == changed
    other = Dismissal("W01_proves", found.field, found.sentence_hash, "why", "Ann", "2026")
    silent = Dismissal(rule, found.field, found.sentence_hash, " ", "Ann", "2026")
    assert open_findings([found], [other, silent]) == (found,)


def test_hashes_tell_sentences_apart() -> None:
    assert sentence_hash("It is so.") == sentence_hash(" It  is\nso. ")
    assert sentence_hash("It is so.") != sentence_hash("It is not so.")


def places(phrase: str, text: str) -> list[str]:
    """What a list of one phrase finds in a text."""
    low = lowered(text)
    return [text[a:b] for a, b in Lexicon("x", [phrase]).find(low, set(tokens(low)))]


def test_phrases_with_gaps_and_open_ends() -> None:
    assert places("largest … study", "The LARGEST British twin study.") == [
        "LARGEST British twin study"
    ]
    assert places("largest … study", "The largest of all the ones that made a study.") == []
    assert places("normal control*", "Normal controls, normal  control.") == [
        "Normal controls",
        "normal  control",
    ]
    assert places("me/cfs", "ME/CFS, but not some/cfs or me/cfsx") == ["ME/CFS"]
    assert places("% more", "25% more") == ["% more"]
    assert places("leads to", "leads\nto") == []


def test_a_phrase_without_a_whole_word_is_refused() -> None:
    with pytest.raises(BadValue, match="no whole word"):
        Lexicon("x", ["normalis*"])

"""Spans, sentences, keys and the expressions offered."""

import pytest

from curator_app.domain.criteria import Combination, Use
from curator_app.domain.detection import Proposal, detect
from curator_app.knowledge import detector


def found(text: str, location: str = "abstract") -> tuple[Proposal, ...]:
    return detect([(location, text)], detector())


def only(text: str, location: str = "abstract") -> Proposal:
    proposals = found(text, location)
    assert len(proposals) == 1, proposals
    return proposals[0]


def marked(text: str, item: Proposal) -> str:
    return text[item.start : item.end]


def test_the_span_is_the_name_and_the_quote_its_sentence() -> None:
    text = "We did this. Patients met the Fukuda 1994 CFS criteria. They rested."
    item = only(text)
    assert marked(text, item) == "Fukuda 1994 CFS criteria"
    assert item.quote == "Patients met the Fukuda 1994 CFS criteria."
    assert (item.kind, item.definition, item.role) == ("definition", "fukuda_1994", "inclusion")
    assert item.expression == Use("fukuda_1994", (), item.quote, "abstract")


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("Patients met CDC\u20111994 criteria.", "CDC\u20111994 criteria"),
        ("Patients met the Cana\u00addian Con\u00adsensus\u00a0Criteria.", None),
        ("Patients met the Canadian Consen-\nsus Criteria.", "Canadian Consen-\nsus Criteria"),
        ("Patients met the\n   Canadian\n   criteria.", "Canadian\n   criteria"),
        ("Patients met Fukuda\u2019s criteria.", "Fukuda\u2019s criteria"),
    ],
)
def test_odd_characters_stay_inside_the_span(text: str, span: str | None) -> None:
    item = only(text)
    wanted = "Cana\u00addian Con\u00adsensus\u00a0Criteria" if span is None else span
    assert marked(text, item) == wanted
    assert item.quote == text


def test_a_hyphen_that_belongs_to_the_word_survives_the_line_break() -> None:
    item = only("Participants were required to have post-\nexertional malaise.")
    assert item.kind == "pem_required"


def test_and_is_offered_as_all() -> None:
    text = "Patients fulfilled both the Fukuda and the Canadian Consensus Criteria."
    joined = [item for item in found(text) if item.kind == "expression"]
    assert len(joined) == 1
    expression = joined[0].expression
    assert isinstance(expression, Combination)
    assert expression.operator == "all"
    assert [part.definition for part in expression.parts if isinstance(part, Use)] == [
        "fukuda_1994",
        "ccc_2003",
    ]
    assert marked(text, joined[0]) == "Fukuda and the Canadian Consensus Criteria"


@pytest.mark.parametrize(
    "text",
    [
        "Groups met the Fukuda and Canadian criteria, respectively.",
        "The Fukuda and Canadian criteria were published years ago.",
    ],
)
def test_no_expression_where_nothing_is_joined(text: str) -> None:
    assert all(item.kind == "definition" for item in found(text))


def test_a_modification_is_kept_as_a_modifier() -> None:
    item = only("Patients met modified Fukuda criteria.")
    assert item.definition == "fukuda_plus_pem"
    assert isinstance(item.expression, Use)
    assert item.expression.definition == "fukuda_1994"
    assert item.expression.modifiers == ("unspecified_modification",)


def test_the_section_decides_where_the_words_do_not() -> None:
    words = "Chronic fatigue syndrome (Fukuda criteria) in 20 families."
    assert only(f"METHODS: {words}").role == "inclusion"
    assert only(f"BACKGROUND: {words}").role == "mentioned_only"
    assert only(f"Methods\n{words}").role == "inclusion"
    assert only("Blood was drawn. Fukuda criteria.", "methods").role == "inclusion"


def test_the_key_survives_reflowing_and_changes_with_the_words() -> None:
    first = only("Patients met the Fukuda criteria.")
    again = only("Patients met the\n  Fukuda criteria.", "methods")
    other = only("Some patients met the Fukuda criteria.")
    assert first.key == again.key
    assert first.key != other.key


def test_a_code_or_label_gives_way_to_a_named_entry_rule() -> None:
    text = "Patients with a clinical diagnosis of ME/CFS met the Canadian Consensus Criteria."
    assert only(text).definition == "ccc_2003"


def test_the_specific_name_silences_the_general_one() -> None:
    assert only("Patients met CDC criteria (Fukuda et al., 1994).").definition == "fukuda_1994"
    assert only("Patients met the revised Canadian criteria.").definition == "jason_rccc_2010"


def test_icc_in_both_senses() -> None:
    text = "ME/CFS patients met the ICC for ME. Retest agreement was high (ICC = 0.91)."
    item = only(text)
    assert item.definition == "icc_2011"
    assert item.start < text.index("Retest")


def test_the_pronoun_who_is_not_the_agency() -> None:
    assert found("Patients who met the case definition of depression were excluded.") == ()


def test_pem_needs_its_field() -> None:
    text = "PEM was a mandatory inclusion criterion."
    assert found(text) == ()
    title = ("title", "Chronic fatigue syndrome in adults")
    assert [item.kind for item in detect([title, ("abstract", text)], detector())] == [
        "pem_required"
    ]
    starved = ("title", "Protein-energy malnutrition in chronic fatigue syndrome")
    assert detect([starved, ("abstract", text)], detector()) == ()


def test_texts_are_told_apart_by_number() -> None:
    texts = [("methods", "All met Fukuda criteria."), ("methods", "All met Oxford criteria.")]
    assert [(item.text_index, item.definition) for item in detect(texts, detector())] == [
        (0, "fukuda_1994"),
        (1, "oxford_1991"),
    ]

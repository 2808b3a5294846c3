"""Texts as they come out of a PDF, a web page or a registry: found, with spans of that text."""

import pytest

from curator_app.domain.detection import Proposal, detect
from curator_app.domain.detection.text import unbroken
from curator_app.knowledge import detector

BROKEN = (
    "All partici-{}pants met the Cana-{}dian Consensus Cri-{}teria. "
    "Post-exer-{}tional malaise was re-{}quired for inclu-{}sion."
)
BOTH = [("definition", "ccc_2003", "inclusion"), ("pem_required", "", "inclusion")]


def found(text: str) -> list[Proposal]:
    proposals = detect([("title", "ME/CFS"), ("methods", text)], detector())
    for item in proposals:
        assert text[item.quote_start :].startswith(item.quote)
        assert item.quote_start <= item.start < item.end <= item.quote_start + len(item.quote)
    return list(proposals)


def said(text: str) -> list[tuple[str, str, str]]:
    return [(item.kind, item.definition, item.role) for item in found(text)]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\n   ", " "], ids=repr)
def test_words_broken_at_the_end_of_a_line(end: str) -> None:
    assert said(BROKEN.replace("{}", end)) == BOTH


def test_a_soft_hyphen_at_the_end_of_a_line() -> None:
    text = "Patients met the Fu\u00ad\nkuda criteria. Post-exer\u00ad\ntional malaise was required."
    name, pem = found(text)
    assert text[name.start : name.end] == "Fu\u00ad\nkuda criteria"
    assert text[pem.start : pem.end].startswith("Post-exer\u00ad\ntional malaise")


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("Patients satis\ufb01ed the Fukuda de\ufb01nition.", "Fukuda de\ufb01nition"),
        (
            "Patients satis\ufb01ed the Canadian de\ufb01nition \ufb01rst.",
            "Canadian de\ufb01nition",
        ),
        ("Patients met the Fukuda&nbsp;criteria &amp; rested.", "Fukuda&nbsp;criteria"),
        ("<p>Patients met the <b>Fukuda</b> criteria.</p>", "Fukuda</b> criteria"),
        ("Patients met the \u2067Fukuda criteria\u2069 here.", "Fukuda criteria"),
        ("\U0001f9ec Patients met the Fukuda criteria \U0001f44d.", "Fukuda criteria"),
    ],
)
def test_what_a_page_leaves_in_a_text(text: str, span: str) -> None:
    (item,) = found(text)
    assert item.role == "inclusion"
    assert text[item.start : item.end] == span


def test_a_ligature_at_the_end_of_a_span_takes_nothing_with_it() -> None:
    text = "Patients without PEM could not take part: PEM was required for inclusion of sta\ufb00."
    assert all(item.end <= len(text) for item in found(text))


def test_suspended_hyphens_stay() -> None:
    text = "Values before and after (pre- and post-treatment), in two- to three-fold size."
    assert unbroken(text) == text


def test_ligatures_are_written_out_and_directions_kept_when_a_page_is_pasted() -> None:
    assert unbroken("satis\ufb01ed \u200fe\ufb00ort re-\nquired re-\nanalysed") == (
        "satisfied \u200feffort required re-analysed"
    )


LIST = """Inclusion criteria:
1. Fukuda 1994 criteria for CFS
2. Post-exertional malaise

Exclusion criteria:
1. Other disease
2. Meeting the Oxford criteria only"""
REGISTRY = """Inclusion Criteria:

    18 years or older
    post-exertional malaise (PEM)

Exclusion Criteria:

    pregnancy"""


def test_items_of_the_entry_list_are_entry_rules() -> None:
    assert said(LIST) == [
        ("definition", "fukuda_1994", "inclusion"),
        ("pem_required", "", "inclusion"),
        ("definition", "oxford_1991", "mentioned_only"),
    ]
    assert said(REGISTRY) == [("pem_required", "", "inclusion")]
    assert said("Exclusion criteria\n\u2022 pregnancy\n\u2022 no post-exertional malaise") == [
        ("pem_required", "", "inclusion")
    ]


@pytest.mark.parametrize(
    "text",
    [
        "Inclusion criteria\n\u2022 able to rate PEM daily\n\u2022 age 18 to 60",
        "Inclusion criteria\n\u2022 PEM or brain fog\n\u2022 age 18 to 60",
        "Exclusion criteria\n\u2022 severe PEM\n\u2022 PEM after minor exertion",
        "Inclusion criteria\n\u2022 age 18 to 60\n\nWe measured PEM daily.",
        "Inclusion criteria\n\u2022 age 18 to 60\nOutcomes:\n\u2022 PEM",
        "Inclusion criteria\n\u2022 age 18 to 60\nWhat was asked\n\u2022 PEM",
        "Inclusion criteria\n1. age 18 to 60\n\nQuestions asked\n\n1. PEM\n2. Sleep",
        "Inclusion criteria\nAge 18 to 60\nSecondary outcome measures\nPEM",
    ],
)
def test_other_items_are_not(text: str) -> None:
    assert said(text) == []

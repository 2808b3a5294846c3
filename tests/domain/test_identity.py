"""Identifiers and addresses."""

import time
import uuid

import pytest
from hypothesis import given
from hypothesis import strategies as st

from curator_app.domain.entry import new_id
from curator_app.domain.identifiers import clean_doi, clean_pmcid, clean_pmid, title_key
from curator_app.domain.slug import is_damaged, is_valid, make_slug


@pytest.mark.parametrize(
    ("text", "doi"),
    [
        ("10.3109/08820139609059298", "10.3109/08820139609059298"),
        ("https://doi.org/10.1016/S1473-3099(21)00703-9", "10.1016/S1473-3099(21)00703-9"),
        ("doi: 10.1000/abc.", "10.1000/abc"),
        ("(10.1000/abc)", ""),
        ("https://dx.doi.org/10.1016%2Fj.x", "10.1016/j.x"),
        (
            "10.1002/(SICI)1097(199601)1:1<1::AID>3.0.CO;2-A",
            "10.1002/(SICI)1097(199601)1:1<1::AID>3.0.CO;2-A",
        ),
        ("10.1000/abc)", "10.1000/abc"),
        ("10.1000/", ""),
        ("nonsense", ""),
        ("", ""),
    ],
)
def test_doi(text: str, doi: str) -> None:
    assert clean_doi(text) == doi


@given(st.text())
def test_doi_cleaning_is_stable(text: str) -> None:
    once = clean_doi(text)
    assert clean_doi(once) == once


def test_pmid_and_pmcid() -> None:
    assert clean_pmid("PMID: 8675231") == "8675231"
    assert clean_pmid("https://pubmed.ncbi.nlm.nih.gov/8675231/") == "8675231"
    assert clean_pmid("12a") == ""
    assert clean_pmcid("pmc123") == "PMC123"
    assert clean_pmcid("123") == ""


@pytest.mark.parametrize(
    ("authors", "year", "title", "slug"),
    [
        (
            ["See, D M"],
            1996,
            "alpha-Interferon treatment of patients.",
            "see-1996-alpha-interferon",
        ),
        (["O'Dowd, H"], 2006, "Cognitive behavioural therapy", "odowd-2006-cognitive-behavioural"),
        (["Frémont, M"], 2013, "High-throughput 16S rRNA", "frmont-2013-high-throughput"),
        (["González-Hermosillo, J"], 2019, "The Head-Up Tilt", "gonzlez-hermosillo-2019-head-tilt"),
        (["van Campen, C"], 2020, "Cerebral Blood Flow", "van-campen-2020-cerebral-blood"),
        ([], 2002, "Is It Useful to Question it?", "unknown-2002-useful-question"),
        (["A, B"], 1990, "ME/CFS and Post-Exertional", "a-1990-cfs-post"),
        (["A, B"], 1990, "5-HT1A and HHV-6", "a-1990-ht1a-hhv"),
        (["A, B"], None, "عربي", "a"),
    ],
)
def test_slug_rule(authors: list[str], year: int | None, title: str, slug: str) -> None:
    assert make_slug(authors, year, title, set()) == slug
    assert is_valid(slug)


def test_slug_collisions_are_numbered() -> None:
    taken = {"a-1990-one-two", "a-1990-one-two-2"}
    assert make_slug(["A, B"], 1990, "One two", taken) == "a-1990-one-two-3"


@given(st.lists(st.text(), max_size=3), st.none() | st.integers(1500, 2200), st.text())
def test_every_slug_is_valid(authors: list[str], year: int | None, title: str) -> None:
    assert is_valid(make_slug(authors, year, title, set()))


def test_damaged_surnames_are_known() -> None:
    assert is_damaged(["Frémont, M"])
    assert not is_damaged(["See, D M"])


def test_title_key_ignores_case_marks_and_accents() -> None:
    assert title_key("Été: α-Interferon!") == title_key("ETE α interferon")


def test_ids_are_uuid_7_in_order() -> None:
    first = new_id()
    time.sleep(0.002)
    second = new_id()
    assert uuid.UUID(first).version == 7
    assert uuid.UUID(first).variant == uuid.RFC_4122
    assert first < second

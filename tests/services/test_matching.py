"""Identifiers never decide against the title; titles decide by themselves."""

import pytest

from curator_app.domain.identifiers import title_key
from curator_app.services.matching import Known, Matcher

LONG = "A randomised trial of something in people with ME/CFS"


def known(
    title: str = LONG,
    *,
    doi: str = "",
    pmid: str = "",
    surname: str = "see",
    year: int | None = 2020,
    slug: str = "",
) -> Known:
    """A record as matching sees it."""
    return Known(title, slug, doi, pmid, title, title_key(title), f"{surname}, A", year)


def taken_for(matcher: Matcher, item: Known) -> Known | None:
    """What an item is taken for where nothing more is known of either."""
    return matcher.find(item, lambda: item.facts, lambda known: known.facts)


@pytest.mark.parametrize(
    ("first", "second", "same"),
    [
        (known(doi="10.1/a"), known(doi="10.1/a"), True),
        (known(doi="10.1/a"), known("Another matter entirely: mitochondria", doi="10.1/a"), False),
        (
            known(doi="10.1/a", surname="a"),
            known("Trial of something in ME/CFS", doi="10.1/a", surname="b"),
            False,
        ),
        (
            known("Emotional awareness and number of awakenings in patients with ME/CFS", doi="d"),
            known("Emotional Awareness Correlated With Awakenings (PSG)", doi="d"),
            True,
        ),
        (known(doi="10.1/a"), known(doi="10.1/b"), False),
        (known(doi="10.1/a"), known(f"Erratum: {LONG}", doi="10.1/a"), False),
        (known(pmid="1"), known(f"{LONG}. Part II"), False),
        (known(doi="10.1/a", pmid="1"), known(doi="10.1/a", pmid="2"), False),
        (known(pmid="1"), known("A completely different paper about sleep", pmid="1"), False),
        (known(), known(year=2021), True),
        (known(), known(year=2023), False),
        (known(), known(surname="other"), False),
        (known("Editorial"), known("Editorial"), False),
        (known(doi="10.1/a"), known("", doi="10.1/a"), True),
        (known(LONG, doi="d"), known(f"{LONG}: a pilot study of feasibility", doi="d"), True),
        # A letter without identifiers comes back to itself by its address, not by its title.
        (known(f"RE: {LONG}"), known(f"RE: {LONG}"), False),
        (known(f"RE: {LONG}", slug="roe-2020"), known(f"RE: {LONG}", slug="roe-2020"), True),
        (known(slug="roe-2020"), known("Mitochondria in mice after all", slug="roe-2020"), False),
    ],
)
def test_pairs(first: Known, second: Known, same: bool) -> None:
    assert (taken_for(Matcher([first]), second) is not None) == same
    assert (taken_for(Matcher([second]), first) is not None) == same


def test_what_may_be_the_same_is_told_with_the_reasons() -> None:
    paper, preprint = known(doi="10.1/a"), known(doi="10.1101/b", year=2019)
    matcher = Matcher([paper])
    assert taken_for(matcher, preprint) is None
    found = matcher.like(preprint)
    assert found is not None
    assert found[0] == paper
    assert "DOIs differ" in found[1].words
    assert matcher.like(known("Another matter entirely: mitochondria")) is None

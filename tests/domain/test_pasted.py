"""What people paste, and what is made of it."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from curator_app.domain.pasted import MOST, identifiers_in, wanted


def found(text: str) -> list[str]:
    return [str(identifier) for identifier in wanted(identifiers_in(text))]


@pytest.mark.parametrize(("text", "expected"), [
    ("10.1000/abc", ["DOI 10.1000/abc"]),
    ("doi:10.1000/ABC.", ["DOI 10.1000/ABC"]),
    ("DOI: 10.1000/abc, PMID: 123; PMC99", ["DOI 10.1000/abc", "PMID 123", "PMC99"]),
    ("https://doi.org/10.1016/S0140-6736(96)91337-3", ["DOI 10.1016/S0140-6736(96)91337-3"]),
    ("dx.doi.org/10.1000/a%2Fb", ["DOI 10.1000/a/b"]),
    ("10.1002/(SICI)1097-0258(19980815)17:15<1661::AID-SIM968>3.0.CO;2-2",
     ["DOI 10.1002/(SICI)1097-0258(19980815)17:15<1661::AID-SIM968>3.0.CO;2-2"]),
    ("12345678", ["PMID 12345678"]),
    ("12345,67890\n 00042 ; 77", ["PMID 12345", "PMID 67890", "PMID 42", "PMID 77"]),
    ("PMC1234567.2", ["PMC1234567"]), ("PMCID: PMC 77", ["PMC77"]),
    ("https://pubmed.ncbi.nlm.nih.gov/12345/", ["PMID 12345"]),
    ("https://pubmed.ncbi.nlm.nih.gov/12345/?format=pubmed", ["PMID 12345"]),
    ("https://www.ncbi.nlm.nih.gov/pubmed/12345", ["PMID 12345"]),
    ("https://pmc.ncbi.nlm.nih.gov/articles/PMC7654321/", ["PMC7654321"]),
    ("https://www.ncbi.nlm.nih.gov/pmc/articles/PMC7654321/pdf/x.pdf", ["PMC7654321"]),
    ("https://europepmc.org/article/MED/12345", ["PMID 12345"]),
    ("https://europepmc.org/article/PMC/PMC55", ["PMC55"]),
    ("https://onlinelibrary.example/doi/full/10.1002/abc.1", ["DOI 10.1002/abc.1"]),
    ("https://tandf.example/doi/pdf/10.1080/0.2?needAccess=true", ["DOI 10.1080/0.2"]),
    ("https://journals.plos.example/plosone/article?id=10.1371/journal.pone.0000001&x=1",
     ["DOI 10.1371/journal.pone.0000001"]),
    ("https://frontiers.example/articles/10.3389/f.2020.1/full", ["DOI 10.3389/f.2020.1"]),
    ("https://medrxiv.example/content/10.1101/2020.01.01.20016360v2.full.pdf",
     ["DOI 10.1101/2020.01.01.20016360"]),
    ("Smith J. A study. J Trials 2001;12(3):45-67. doi: 10.1000/abc. PMID: 4455",
     ["DOI 10.1000/abc", "PMID 4455"]),
    ("123 and PMC5", ["PMC5"]),
    ("", []), ("  \n\t, ;", []),
])  # fmt: skip
def test_what_is_recognised(text: str, expected: list[str]) -> None:
    assert found(text) == expected


@pytest.mark.parametrize(("text", "words"), [
    ("hello", "no DOI, PMID or PMCID"),
    ("Smith 2001", "write PMID: before it"),
    ("https://www.example.org/a/page", "no DOI in this address"),
    ("arXiv:2101.00001", "arXiv is not asked"),
    ("PMID: 1234567890", "up to nine digits"),
    ("1234567890", "no DOI, PMID or PMCID"),
    ("10.1000/", "no DOI"),
    ("12 12", "in the list already"),
    ("10.1000/ABC\ndoi:10.1000/abc", "in the list already"),
])  # fmt: skip
def test_what_is_not_is_explained(text: str, words: str) -> None:
    reasons = [piece.reason for piece in identifiers_in(text) if piece.identifier is None]
    assert len(reasons) == 1
    assert words in reasons[0]


def test_pieces_stand_where_they_say() -> None:
    text = "PMID: 12, see\n  https://doi.org/10.1/x nothing\n 34 56\nwords only \n"
    for piece in identifiers_in(text):
        assert text[piece.start : piece.end] == piece.text


def test_not_too_many() -> None:
    pieces = identifiers_in("\n".join(str(n) for n in range(1, MOST + 2)))
    assert len(wanted(pieces)) == MOST
    assert "Up to 2,000" in pieces[-1].reason


@given(st.text())
def test_any_text(text: str) -> None:
    for piece in identifiers_in(text):
        assert (piece.identifier is None) == bool(piece.reason)


@pytest.mark.parametrize("text", [
    "10." * 200_000, "doi " * 150_000, "PMC " * 150_000, "https://" * 80_000, "1" * 500_000,
    "10.1234/" + "(" * 400_000, "https://x.example/" + "/full" * 90_000, "pmid   " * 70_000,
])  # fmt: skip
def test_hostile_text_is_read_in_time(text: str) -> None:
    began = time.process_time()
    identifiers_in(text)
    assert time.process_time() - began < 2.5

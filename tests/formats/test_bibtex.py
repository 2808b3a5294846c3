"""BibTeX in: every record is a draft or is refused, and what it says arrives whole."""

import re
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pybtex.database.input.bibtex import Parser
from pybtex.errors import capture
from pybtex.textutils import normalize_whitespace

from curator_app.domain.fields import parse
from curator_app.formats.bibtex import authors_of, read_bibtex
from curator_app.formats.bibtex_scan import key_of, split
from curator_app.formats.record import Draft, Record, Refused
from curator_app.knowledge import vocabulary
from tests.shared_data import shared_folder

DATA = Path(__file__).parent / "data"


def drafts(text: str) -> list[Draft]:
    return [record for record in read_bibtex(text, "a.bib") if isinstance(record, Draft)]


def one(text: str) -> Draft:
    (draft,) = read_bibtex(text, "a.bib")
    assert isinstance(draft, Draft), draft
    return draft


def invented() -> list[Draft]:
    return drafts((DATA / "invented.bib").read_text(encoding="utf-8"))


def test_every_record_arrives_with_its_line_key_and_text() -> None:
    text = (DATA / "invented.bib").read_text(encoding="utf-8")
    found = [(d.source.line, d.source.key) for d in invented()]
    assert found == [
        (7, "Almeida2021first"),
        (21, "almeida2021FIRST"),
        (29, "Bureau2019"),
        (36, "same-line"),
        (38, "mecfsatlas-almeida-2021-cfs-question"),
    ]
    for draft in invented():
        assert draft.source.raw in text
        assert draft.source.raw.startswith("@")
        assert draft.source.raw.endswith("}")


def test_a_dirty_record_is_read_as_its_reader_would() -> None:
    first = invented()[0]
    assert first.values == {
        "title": "The ME/CFS question: β-adrenergic answers in 10% of cases",
        "authors": [
            "Almeida, Zoë",
            "van der Berg, J. P.",
            "Working Group on Fatigue and Sleep",
            "Cañada, Luís",
        ],
        "journal": "Journal of Invented Studies",
        "year": 2021,
        "month": 3,
        "doi": "10.1000/jis_2021_7",
        "pmid": "31234567",
        "tags": ["sleep", "post-exertional malaise"],
    }
    assert first.problems == ()


def test_names_addresses_and_types_are_brought_into_the_atlas_form() -> None:
    _, second, report, same_line, own = invented()
    assert second.values["authors"] == ["de la Fuente, José", "Smith, John A. Jr"]
    assert second.values["title"] == "A repeated key – with another study"
    assert (second.values["doi"], second.values["pmid"]) == ("10.1000/jis.2", "8675231")
    assert report.values["authors"] == ["Centre for Invented Disease Prevention and Control"]
    assert report.values["publication_type"] == "book_or_report"
    assert report.values["journal"] == "The Bureau"
    assert report.values["language"] == "de"
    assert "year" not in report.values
    assert report.problems == ("“forthcoming” is not a year; it was left out.",)
    assert "year" not in same_line.values
    assert own.values["slug"] == "almeida-2021-cfs-question"
    assert own.values["title"] == "Costs of $5 & more -- ~10 a day."
    assert own.values["authors"] == ["Institute for A", "B"]


def test_every_value_is_one_that_an_entry_takes() -> None:
    for draft in invented():
        for name, value in draft.values.items():
            parse(name, value, vocabulary())


@pytest.mark.parametrize(
    ("field", "expected"),
    [
        ("Thomas Boehmeke", ["Boehmeke, Thomas"]),
        ("Ludwig van Beethoven and others", ["van Beethoven, Ludwig"]),
        ("{World Health Organization}", ["World Health Organization"]),
        ('{{Deutsche Gesellschaft f{\\"u}r M}}', ["Deutsche Gesellschaft für M"]),
        ("RECOVER Consortium and Hanson, M R", ["RECOVER Consortium", "Hanson, M R"]),
        ("A Investigators and B Investigators", ["A Investigators", "B Investigators"]),
        ("de Becker, P and De Meirleir, K", ["de Becker, P", "De Meirleir, K"]),
        ("  and See, D M and  and ", ["See, D M"]),
        ("Nilsson, I.-L. AND Granath, F", ["Nilsson, I.-L.", "Granath, F"]),
        ("Smith, John, Jr, Esq, PhD", ["Smith, John, Jr, Esq, PhD"]),
        ("Andr{\\'e}en, Lisa", ["Andréen, Lisa"]),
    ],
)
def test_authors(field: str, expected: list[str]) -> None:
    assert authors_of(field)[0] == expected


def test_an_abridged_author_list_says_so() -> None:
    draft = one("@article{a, title={T}, author={See, D M and others}}")
    assert draft.values["authors"] == ["See, D M"]
    assert "only the first authors" in draft.problems[0]


@pytest.mark.parametrize(
    ("field", "name", "expected"),
    [
        ("doi = {https://doi.org/10.1000/A(1)2}", "doi", "10.1000/A(1)2"),
        ("doi = {10.1000/a_b%5Bc%5D}", "doi", "10.1000/a_b[c]"),
        ("doi = {10.1002/(SICI)1$<$1::AID$>$3.0}", "doi", "10.1002/(SICI)1<1::AID>3.0"),
        ("doi = {soon}", "doi", None),
        ("url = {https://example.org/10.1000/x}", "doi", None),
        ("eprint = {123}, eprinttype = {pubmed}", "pmid", "123"),
        ("url = {https://pubmed.ncbi.nlm.nih.gov/42/}", "pmid", "42"),
        ("pmc = {7654321}", "pmcid", "PMC7654321"),
        ("url = {https://www.ncbi.nlm.nih.gov/pmc/articles/PMC12/}", "pmcid", "PMC12"),
        ("month = dec", "month", 12),
        ("month = {Sept.}", "month", 9),
        ("month = 4", "month", 4),
        ("month = {Spring}", "month", None),
        ("date = {2019-07-03}", "year", 2019),
        ("date = {2019-07-03}", "month", 7),
        ("year = {c2004}", "year", 2004),
        ("year = {0000}", "year", None),
        ("journaltitle = {J}, journal = {}", "journal", "J"),
        ("language = {eng}", "language", "en"),
        ("abstract = {One\n  two}", "abstract", "One two"),
    ],
)
def test_fields(field: str, name: str, expected: object) -> None:
    draft = one(f"@article{{k, title = {{T}},\n {field}\n}}")
    assert draft.values.get(name) == expected


# ------------------------------------------------------------- against pybtex itself

WORDS = st.text("ab {}é\\'\n", max_size=12).map(
    lambda text: text if _balanced(text) else text.replace("{", "").replace("}", "")
)


def _balanced(text: str) -> bool:
    depth = 0
    for char in text:
        depth += (char == "{") - (char == "}")
        if depth < 0:
            return False
    return depth == 0


@given(st.dictionaries(st.sampled_from(["title", "note", "x-y", "year"]), WORDS, min_size=1))
def test_fields_are_those_that_pybtex_reads(fields: dict[str, str]) -> None:
    body = ",\n".join(f"{name} = {{{value}}}" for name, value in fields.items())
    _same_as_pybtex(f"@article{{k,\n{body}\n}}")


def _same_as_pybtex(text: str) -> int:
    """Compare titles and years of each record with pybtex's; returns how many were compared."""
    with capture():
        theirs = Parser().parse_string(text).entries
    seen: set[str] = set()
    for record in read_bibtex(text, "x"):
        raw = record.source.raw if isinstance(record, Draft) else record.raw
        piece = next(split(raw))
        key = key_of(raw, piece)[0]
        if key.lower() in seen or key not in theirs:
            continue
        seen.add(key.lower())
        title = normalize_whitespace(theirs[key].fields.get("title", ""))
        ours = record.values.get("title", "") if isinstance(record, Draft) else ""
        plain = re.sub(r"[^A-Za-z]", "", ours)
        if not re.search(r"[\\$]", title):
            assert plain == re.sub(r"[^A-Za-z]", "", title)
    return len(seen)


def test_the_committed_file_reads_as_pybtex_reads_it() -> None:
    assert _same_as_pybtex((DATA / "invented.bib").read_text(encoding="utf-8")) == 4


def real_files() -> list[Path]:
    folder = shared_folder()
    return sorted((folder / "mecfs").glob("*.bib")) if folder else []


@pytest.mark.skipif(not real_files(), reason="the real bibliographies are not here")
def test_real_bibliographies_lose_nothing() -> None:
    refused: list[Record] = []
    for path in real_files():
        text = path.read_text(encoding="utf-8")
        records = read_bibtex(text, path.name)
        opened = re.findall(r"^[ \t]*@(?!comment|string|preamble)\w+", text, re.M | re.I)
        assert len(records) == len(opened)
        assert _same_as_pybtex(text) > 0.99 * len(opened)
        refused += [record for record in records if isinstance(record, Refused)]
        for record in records:
            values = record.values if isinstance(record, Draft) else {}
            for name in ("title", "journal"):
                assert not re.search(r"[\\{}$]|\s\s", values.get(name, ""))
            for name, value in values.items():
                parse(name, value, vocabulary())
    assert refused == []


@pytest.mark.bench
@pytest.mark.skipif(not real_files(), reason="the real bibliographies are not here")
def test_reading_is_faster_than_pybtex_alone() -> None:
    texts = [path.read_text(encoding="utf-8") for path in real_files()]
    began = time.perf_counter()
    for text in texts:
        with capture():
            Parser().parse_string(text)
    floor = time.perf_counter() - began
    began = time.perf_counter()
    for text in texts:
        read_bibtex(text, "x")
    ours = time.perf_counter() - began
    print(f"pybtex alone {floor:.2f} s, drafts {ours:.2f} s")
    assert ours < floor

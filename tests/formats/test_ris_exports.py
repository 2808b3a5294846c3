"""RIS as databases really export it: what they write around the records, and odd dates."""

from pathlib import Path

import pytest

from curator_app.formats.reading import read
from curator_app.formats.record import Draft, Record


def records(folder: Path, text: str) -> list[Record]:
    path = folder / "export.ris"
    path.write_text(text, encoding="utf-8")
    return list(read(path))


def titles(found: list[Record]) -> list[str]:
    return [record.values["title"] for record in found if isinstance(record, Draft)]


def test_ovids_links_and_numbers_after_a_record_are_no_records(tmp_path: Path) -> None:
    one = (
        "TY  - JOUR\nT1  - {}\nER  -\nNL  - In Vivo\n\nLink to the Ovid Full Text: https://a.b/\n\n"
    )
    found = records(tmp_path, f"1.\n{one.format('Rest')}2.\n{one.format('Sleep')}")
    assert titles(found) == ["Rest", "Sleep"]
    assert len(found) == 2


def test_what_jstor_and_cochrane_write_before_each_record_is_none(tmp_path: Path) -> None:
    head = "Record #{} of 2\nProvider: JSTOR\nContent: text/plain\n\n"
    record = "TY  - JOUR\nTI  - {}\nER  -\n\n"
    found = records(tmp_path, "".join(head.format(n) + record.format(f"Paper {n}") for n in (1, 2)))
    assert titles(found) == ["Paper 1", "Paper 2"]
    assert len(found) == 2


def test_other_text_between_records_is_still_refused_and_named(tmp_path: Path) -> None:
    found = records(tmp_path, "TY  - JOUR\nTI  - Rest\nER  -\nA lost sentence.\n")
    assert [type(record).__name__ for record in found] == ["Draft", "Refused"]


def test_the_first_year_that_is_one_counts(tmp_path: Path) -> None:
    text = "TY  - JOUR\nTI  - Rest\nPY  - ///\nPY  - YEAR\nY1  - 2001/09/01/\nER  -\n"
    (found,) = records(tmp_path, text)
    assert isinstance(found, Draft)
    assert (found.values["year"], found.values["month"]) == (2001, 9)


def test_nobody_and_no_abstract(tmp_path: Path) -> None:
    author, abstract = "AU  - [No author name available]", "AB  - [No abstract available]"
    text = f"TY  - JOUR\nTI  - Rest\n{author}\n{abstract}\nER  -\n"
    (found,) = records(tmp_path, text)
    assert isinstance(found, Draft)
    assert found.values == {"title": "Rest"}


@pytest.mark.parametrize(
    "lines",
    [
        "C3  - PUBMED 8950000,EMBASE 1",  # the Cochrane Library
        "DB  - Scopus\nC2  - 8950000",
        "U1  - 8950000[pmid]",  # PubMed Central
        "DP  - NLM\nAN  - 8950000",  # EndNote's search of PubMed
        "N1  - NLM UID: 8806809. PMID: NLM8950000.",  # CINAHL
        "DB  - Ovid MEDLINE(R)\nL2  - http://ovidsp.ovid.com/ovidweb.cgi?T=JS&D=medp&AN=8950000",
        "UR  - https://europepmc.org/article/MED/8950000",
    ],
)
def test_where_databases_put_the_pmid(tmp_path: Path, lines: str) -> None:
    (found,) = records(tmp_path, f"TY  - JOUR\nTI  - Rest\n{lines}\nER  -\n")
    assert isinstance(found, Draft)
    assert found.values == {"title": "Rest", "pmid": "8950000"}


def test_numbers_that_are_no_pmid(tmp_path: Path) -> None:
    lines = "C2  - 8950000\nC3  - 8950000\nU1  - 8950000\nDB  - Embase\nAN  - 8950000"
    (found,) = records(tmp_path, f"TY  - JOUR\nTI  - Rest\n{lines}\nER  -\n")
    assert isinstance(found, Draft)
    assert found.values == {"title": "Rest"}


def test_dates_without_signs(tmp_path: Path) -> None:
    (found,) = records(tmp_path, "TY  - JOUR\nTI  - Rest\nPY  - 19961101\nER  -\n")
    assert isinstance(found, Draft)
    assert found.values == {"title": "Rest", "year": 1996, "month": 11}


def test_sciencedirects_special_issue_is_not_the_journal(tmp_path: Path) -> None:
    lines = "JO  - In Vivo\nT2  - Special issue: fatigue\nUR  - https://www.sciencedirect.com/x"
    (found,) = records(tmp_path, f"TY  - JOUR\nTI  - Rest\n{lines}\nER  -\n")
    assert isinstance(found, Draft)
    assert found.values["journal"] == "In Vivo"


def test_a_record_with_a_margin_and_the_end_sign_of_dos(tmp_path: Path) -> None:
    text = "    TY  - JOUR\n    TI  - Rest\n    AB  - One\n        two\n    ER  - \n\x1a"
    (found,) = records(tmp_path, text)
    assert isinstance(found, Draft)
    assert found.values == {"title": "Rest", "abstract": "One two"}

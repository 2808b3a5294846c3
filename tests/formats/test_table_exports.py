"""Tables as PubMed, Embase, Springer and screening programs export them."""

from pathlib import Path
from typing import Any

from curator_app.formats.reading import read
from curator_app.formats.record import Draft


def values(folder: Path, text: str) -> list[dict[str, Any]]:
    path = folder / "export.csv"
    path.write_text(text, encoding="utf-8")
    return [record.values for record in read(path) if isinstance(record, Draft)]


def test_the_full_stop_that_ends_pubmeds_authors_is_no_part_of_a_name(tmp_path: Path) -> None:
    table = 'PMID,Title,Authors\n8950000,Rest,"Lim SM, Chow JCL."\n8950001,Sleep,"Lim SM, Lau Y."\n'
    first, second = values(tmp_path, table)
    assert first["authors"] == ["Lim, S M", "Chow, J C L"]
    assert second["authors"] == ["Lim, S M", "Lau, Y"]


def test_lists_as_programs_write_them(tmp_path: Path) -> None:
    table = (
        "title,authors,keywords\n"
        "Rest,\"['See, Darryl M', 'van der Berg, J']\",\"['fatigue', 'rest, long']\"\n"
        'Sleep,"[""O\'Hara, B""]","[\'it\\\'s\']"\n'
        'Pace,"[Anonymous]",[sic]\n'
    )
    first, second, third = values(tmp_path, table)
    assert first["authors"] == ["See, Darryl M", "van der Berg, J"]
    assert first["tags"] == ["fatigue", "rest, long"]
    assert (second["authors"], second["tags"]) == (["O'Hara, B"], ["it's"])
    assert third["tags"] == ["[sic]"]


def test_a_comma_in_brackets_parts_no_keyword(tmp_path: Path) -> None:
    table = (
        "Title,Author Names,Keywords\n"
        'Cysts,"Liu R., Adler D.G.","adult, cyst (diagnosis, surgery), human"\n'
    )
    (found,) = values(tmp_path, table)
    assert found["tags"] == ["adult", "cyst (diagnosis, surgery)", "human"]
    assert found["authors"] == ["Liu, R", "Adler, D G"]


def test_springers_headings(tmp_path: Path) -> None:
    table = (
        "Item Title,Publication Title,Book Series Title,Journal Volume,Item DOI,Authors,"
        "Publication Year,URL,Content Type\n"
        'Rest,In Vivo,,17,10.1007/x1,"Ann Smith, Tom Weber, Di Ho",2000,http://link.springer.com/x,Article\n'
    )
    (found,) = values(tmp_path, table)
    assert (found["title"], found["journal"]) == ("Rest", "In Vivo")
    assert (found["doi"], found["year"]) == ("10.1007/x1", 2000)
    assert found["authors"] == ["Smith, Ann", "Weber, Tom", "Ho, Di"]


def test_pubmeds_groups_stand_behind_a_semicolon(tmp_path: Path) -> None:
    table = 'PMID,Title,Authors\n1,Rest,"Smith J 3rd, Doe AB; ME Working Group."\n'
    (found,) = values(tmp_path, table)
    assert found["authors"] == ["Smith, J 3rd", "Doe, A B", "ME Working Group"]


def test_zotero_keeps_the_pmid_in_its_column_extra(tmp_path: Path) -> None:
    table = (
        "Key,Item Type,Author,Title,Extra\n"
        'A,journalArticle,"See, D",Rest,"PMID: 8950000\nPMCID: PMC12"\n'
        'B,journalArticle,"Roe, J",Sleep,Publisher: BMJ\n'
    )
    first, second = values(tmp_path, table)
    assert (first["pmid"], first["pmcid"]) == ("8950000", "PMC12")
    assert "pmid" not in second


def test_cochranes_source_is_the_journal_and_its_pmid_has_a_word(tmp_path: Path) -> None:
    table = (
        "Cochrane ID,Title,Author(s),Source,Year,PubMed ID\n"
        "CN-1,Rest,See DM,In Vivo,1996,PUBMED 8950000\n"
    )
    (found,) = values(tmp_path, table)
    assert (found["journal"], found["pmid"]) == ("In Vivo", "8950000")
    (other,) = values(tmp_path, "Title,Source,Year\nRest,PubMed,1996\n")
    assert "journal" not in other


def test_ebscos_dates_have_no_signs_between(tmp_path: Path) -> None:
    table = "Article Title,Author,Journal Title,Publication Date\nRest,See DM,In Vivo,19961101\n"
    (found,) = values(tmp_path, table)
    assert (found["year"], found["month"]) == (1996, 11)


def test_scopus_says_where_nobody_and_nothing_is(tmp_path: Path) -> None:
    table = (
        "Authors,Title,Year,Abstract\n"
        "[No author name available],A note,2020,[No abstract available]\n"
    )
    (found,) = values(tmp_path, table)
    assert found == {"title": "A note", "year": 2020}


def test_german_lists_of_names(tmp_path: Path) -> None:
    (found,) = values(tmp_path, 'Titel;Autoren;Jahr\nRuhe;"Müller, J. und Roe, B.";1999\n')
    assert found["authors"] == ["Müller, J", "Roe, B"]


def test_a_pmid_that_a_spreadsheet_rounded_is_said(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text("PMID,Title\n3.89E+07,Rest\n", encoding="utf-8")
    (found,) = read(path)
    assert isinstance(found, Draft)
    assert found.problems == ("“3.89E+07” is not a PMID; it was left out.",)

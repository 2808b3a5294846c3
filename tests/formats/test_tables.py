"""Tables as PubMed, Scopus, Web of Science, Zotero and people make them; what columns are."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from curator_app.domain.fields import BY_NAME, FIELDS, INTERNAL
from curator_app.errors import BadFile, BadValue
from curator_app.formats.columns import COLUMN_FIELDS, ColumnMapping, with_columns
from curator_app.formats.names import from_parts, listed_names
from curator_app.formats.reading import read
from curator_app.formats.record import Draft, Record, Refused
from curator_app.formats.source_file import SourceFile
from curator_app.formats.table_cells import from_cell, guarded, to_cell, unguarded
from curator_app.formats.table_guess import propose
from curator_app.formats.table_rows import MAX_CELL, rows


def written(folder: Path, text: str | bytes, name: str = "table.dat") -> Path:
    path = folder / name
    path.write_bytes(text.encode("utf-8") if isinstance(text, str) else text)
    return path


def one(folder: Path, text: str) -> dict[str, object]:
    (record,) = read(written(folder, text))
    assert isinstance(record, Draft)
    return record.values


PUBMED = (
    "PMID,Title,Authors,Citation,First Author,Journal/Book,Publication Year,Create Date,PMCID,"
    'NIHMS ID,DOI\n8950000,"Fatigue, and rest","See DM, van der Berg JA Jr.","In Vivo.",See DM,'
    "In Vivo,1996,1996/05/01,PMC12,,10.1000/s0140-6736(96)90123-4\n"
)
SCOPUS = (
    "Authors,Author full names,Author(s) ID,Title,Year,Source title,Volume,Page start,DOI,Link,"
    "Abstract,Author Keywords,Index Keywords,Document Type,PubMed ID,"
    "Language of Original Document,Abbreviated Source Title,EID\n"
    '"See D.M.; Frémont M.","See, Darryl M. (7000000001); Frémont, Marc (7000000002)",7000000001,'
    "Fatigue,2001,In Vivo,1,2,10.1000/x,https://www.scopus.com/x,Rest.,Fatigue; Pacing,human,"
    "Review,8950000,English,In Vivo,2-s2.0-1\n"
)
WEB_OF_SCIENCE = (
    "PT\tAU\tAF\tTI\tSO\tLA\tDT\tDE\tAB\tPD\tPY\tDI\tPM\tUT\n"
    'J\tSee, DM\tSee, Darryl M.\tThe "tired" brain\tIN VIVO\tEnglish\tArticle\tfatigue; rest\tRest.'
    "\tMAR 12\t2001\t10.1000/x\t8950000\tWOS:0001\n"
)
ZOTERO = (
    '"Key","Item Type","Publication Year","Author","Title","Publication Title","DOI","Url",'
    '"Abstract Note","Date","Manual Tags"\n'
    '"ABCD1234","journalArticle","2001","See, Darryl M.; Frémont, Marc","Fatigue","In Vivo",'
    '"https://doi.org/10.1000/x%28y%29","http://x","Rest.","2001-03-12","a; b"\n'
)


def test_pubmeds_table(tmp_path: Path) -> None:
    assert one(tmp_path, PUBMED) == {
        "title": "Fatigue, and rest",
        "authors": ["See, D M", "van der Berg, J A Jr"],
        "journal": "In Vivo",
        "year": 1996,
        "doi": "10.1000/s0140-6736(96)90123-4",
        "pmid": "8950000",
        "pmcid": "PMC12",
    }


def test_scopus_has_everything_twice(tmp_path: Path) -> None:
    assert one(tmp_path, SCOPUS) == {
        "title": "Fatigue",
        "authors": ["See, Darryl M.", "Frémont, Marc"],
        "journal": "In Vivo",
        "year": 2001,
        "doi": "10.1000/x",
        "pmid": "8950000",
        "abstract": "Rest.",
        "language": "en",
        "publication_type": "review_narrative",
        "tags": ["Fatigue", "Pacing"],
    }


def test_web_of_sciences_tabs_and_tags(tmp_path: Path) -> None:
    values = one(tmp_path, WEB_OF_SCIENCE)
    assert values["title"] == 'The "tired" brain'
    assert (values["year"], values["month"]) == (2001, 3)
    assert values["authors"] == ["See, Darryl M."]
    assert (values["doi"], values["pmid"]) == ("10.1000/x", "8950000")


def test_zoteros_table_in_every_encoding(tmp_path: Path) -> None:
    for encoding in ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252"):
        (record,) = read(written(tmp_path, ZOTERO.encode(encoding)))
        assert isinstance(record, Draft)
        assert record.values["authors"] == ["See, Darryl M.", "Frémont, Marc"]
        assert record.values["doi"] == "10.1000/x(y)"
        assert record.source.key == "ABCD1234"
        assert record.source.raw == ZOTERO.rstrip("\n")
        assert bool(record.problems) == (encoding == "cp1252")


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_delimiters_and_newlines(tmp_path: Path, delimiter: str, newline: str) -> None:
    lines = ["Titel", "Jahr", "Autoren"], ["Müde, aber wach", "1999", "Ü, A"]
    text = newline.join(delimiter.join(f'"{cell}"' for cell in line) for line in lines)
    values = one(tmp_path, text)
    assert values == {"title": "Müde, aber wach", "year": 1999, "authors": ["Ü, A"]}


def test_excels_first_line(tmp_path: Path) -> None:
    assert one(tmp_path, "sep=;\nTitle;Year;x\nA, b;1999;\n") == {"title": "A, b", "year": 1999}


def test_lines_within_cells_and_the_line_of_each_record(tmp_path: Path) -> None:
    text = 'Title,Abstract\n"A","one\ntwo ""said"""\n\n,\nB,\n'
    first, second = read(written(tmp_path, text))
    assert isinstance(first, Draft)
    assert first.values["abstract"] == 'one\ntwo "said"'
    assert isinstance(second, Draft)
    assert (first.source.line, second.source.line) == (2, 6)
    assert second.source.raw == "Title,Abstract\nB,"


def reasons(records: list[Record]) -> list[tuple[int, str]]:
    return [(record.line, record.reason) for record in records if isinstance(record, Refused)]


def test_rows_that_are_no_records_are_refused(tmp_path: Path) -> None:
    text = 'Title,Year\n,1999\nA,1999,too much\n"B,2000\n"C",2001\n"D\nE",2002\n"A "G" b",2003\n'
    text += '"F,2003\n'
    found = list(read(written(tmp_path, text)))
    assert [r.values["title"] for r in found if isinstance(r, Draft)] == ["C", "D E", 'A "G" b']
    (two, nothing), (three, wide), (four, open_), (last, end) = reasons(found)
    assert (two, three, four, last) == (2, 3, 4, 9)
    assert nothing == "It has neither a title nor a DOI, PMID or PMCID."
    assert wide.startswith("It has 3 cells where the headings name 2;")
    assert open_ == "A quotation mark in it may not be closed."
    assert end.endswith(".")


def test_a_long_cell_is_refused_and_the_next_row_is_read(tmp_path: Path) -> None:
    long = "x" * (MAX_CELL + 1)
    first, second = read(written(tmp_path, f'Title,Year\n"{long}",1999\nB,2000\n'))
    assert isinstance(first, Refused)
    assert first.reason.startswith("It has a cell of more than 600,000 characters.")
    assert isinstance(second, Draft)


def test_quotation_marks_that_never_close_end(tmp_path: Path) -> None:
    text = "Title,Year\n" + '"A,1999\n""\n' * 20_000
    assert len(list(read(written(tmp_path, text)))) > 50


UNSURE = {
    "no headings": ("8950000,10.1000/x,A study of rest\n8950001,10.1000/y,Another of work\n", "no"),
    "no title": ("Jahr;Autor\n1999;See\n", "No column is the title"),
    "twice": ("Title,Title,Year\nA,B,1999\n", "Several columns are called Title."),
    "no dois": ("Title,DOI\nA,yes\nB,no\n", "The column DOI holds no DOIs."),
}


@pytest.mark.parametrize("name", UNSURE)
def test_an_unsure_table_is_refused_in_words(tmp_path: Path, name: str) -> None:
    text, words = UNSURE[name]
    with pytest.raises(BadFile, match="It is unsure which column of table") as caught:
        read(written(tmp_path, text), "csv")
    assert words in caught.value.message
    assert "--columns" in caught.value.hint


def test_columns_are_guessed_from_what_they_hold(tmp_path: Path) -> None:
    rows = (
        'PMC1,8950000,10.1000/x,A study of rest and of work,1999,"See DM, Frémont M"\n'
        'PMC2,8950001,10.1000/y,Another of them and more,2001,"Ünal A, Bo C"\n'
    )
    found = propose(SourceFile.of(written(tmp_path, rows)))
    assert found.mapping.fields == ("pmcid", "pmid", "doi", "title", "year", "authors")
    assert found.mapping.headings[0] == "Column 1"
    assert len(found.rows) == 2
    assert found.doubts
    records = list(read(written(tmp_path, rows), columns=found.mapping))
    assert [r.values["year"] for r in records if isinstance(r, Draft)] == [1999, 2001]


MARKDOWN = """# Some data, of 2001
| folder | what, and why | licence |
|---|---|---|
| `a` | a list of studies, about 2,000, of 1999 | CC BY |

A rule, for every file, that is long.
"""


def test_prose_is_no_table(tmp_path: Path) -> None:
    for text in ("Dear all,\nno records, here.\n", "a,b\n1,2\n", MARKDOWN):
        with pytest.raises(BadFile, match="was not recognised"):
            read(written(tmp_path, text))


def test_a_mapping_is_changed_by_words() -> None:
    mapping = ColumnMapping(("Titel", "a=b", "Jahr, Monat"), ("title", "", ""))
    changed = with_columns(mapping, "TITEL=, a=b=title, Jahr, Monat = year")
    assert changed.fields == ("", "title", "year")
    assert with_columns(mapping, "2=title").fields == ("", "title", "")
    assert with_columns(mapping, "2=authors,3=authors").fields == ("title", "authors", "authors")
    assert with_columns(mapping, "Titel=").trouble
    for words in ("title", "Titel=colour", "Other=title", "4=title", "=title"):
        with pytest.raises(BadValue) as caught:
            with_columns(mapping, words)
        assert caught.value.hint


NAMES = {
    "See DM, Torres-Harding S.": ["See, D M", "Torres-Harding, S"],
    "Smith J., Doe A.B.": ["Smith, J", "Doe, A B"],
    "Smith, J., Doe, A.B.": ["Smith, J", "Doe, A B"],
    "Jane Smith, John Doe, Jan van der Berg Jr": [
        "Smith, Jane",
        "Doe, John",
        "van der Berg, Jan Jr",
    ],
    "Zuna, R E and Le Quintrec, M": ["Zuna, R E", "Le Quintrec, M"],
    "A Smith, B Jones and C Doe": ["Smith, A", "Jones, B", "Doe, C"],
    "田中 太郎; 山田 花子": ["田中, 太郎", "山田, 花子"],
    "Иванов И.И., Петров П.П.": ["Иванов, И И", "Петров, П П"],
    "Müller HJ; ME/CFS Working Group": ["Müller, H J", "ME/CFS Working Group"],
    "Centers for Disease Control and Prevention": ["Centers for Disease Control and Prevention"],
    "de la Cruz JA Jr": ["de la Cruz, J A Jr"],
    "Smith, John": ["Smith, John"],
}


@pytest.mark.parametrize("text", NAMES)
def test_lists_of_names(text: str) -> None:
    assert listed_names(text) == (NAMES[text], "")


@pytest.mark.parametrize(
    "end", [" et al.", ", et al", "; et al.", " and others", " & others", " …"]
)
def test_lists_that_name_only_the_first(end: str) -> None:
    names, problem = listed_names("See, Darryl M." + end)
    assert names == ["See, Darryl M."]
    assert problem == "The record names only the first authors (and others)."


def test_names_of_parts() -> None:
    assert from_parts("Smith, John, Jr.") == "Smith, John Jr"
    assert from_parts("Smith, Jr., J.A.") == "Smith, J A Jr"
    assert from_parts("van Beethoven, L.") == "van Beethoven, L"
    assert from_parts("World Health Organization") == "World Health Organization"


TEXTS = st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=20)


@given(TEXTS)
def test_a_guarded_cell_is_no_formula_and_comes_back(text: str) -> None:
    assert unguarded(guarded(text)) == text
    assert guarded(text)[:1] not in ("=", "+", "-", "@", "\t")


@given(st.lists(TEXTS.map(str.strip).filter(bool), max_size=4))
def test_a_list_comes_back_from_its_cell(items: list[str]) -> None:
    assert from_cell("authors", to_cell("authors", items)) == items


def test_what_is_neither_text_nor_list_comes_back_from_its_cell() -> None:
    relations = [{"type": "cites", "target": "a-b", "note": "; ="}]
    assert from_cell("relations", to_cell("relations", relations)) == relations
    assert from_cell("relations", "no JSON") == "no JSON"
    assert to_cell("year", None) == ""


def test_the_atlas_own_table_is_read_back_exactly(tmp_path: Path) -> None:
    values = {
        "title": "A <i>b</i> & c; “d”",
        "authors": ["See, D M", "Group; of two"],
        "year": 1999,
        "doi": "10.1000/x(y)",
        "slug": "see-1999-a",
        "language": "en",
        "publication_type": "rct",
        "plain_summary": "=One.\n\nTwo.",
        "observed_findings": ["-one", "two"],
        "retraction": {"status": "concern", "notice": "1", "date": ""},
        "state": "ready",
    }
    cells = [
        guarded(to_cell(name, values.get(name, ""))) for name in COLUMN_FIELDS if name != "key"
    ]
    header = ",".join(name for name in COLUMN_FIELDS if name != "key")
    row = ",".join('"' + cell.replace('"', '""') + '"' for cell in cells)
    (record,) = read(written(tmp_path, f"\ufeff{header}\r\n{row}\r\n"))
    assert isinstance(record, Draft)
    assert record.values == {**values, "year": "1999"}


def test_another_tables_state_is_not_the_atlas(tmp_path: Path) -> None:
    text = "title,state,topics,relations\nA,published,fatigue,none\n"
    assert one(tmp_path, text) == {"title": "A"}


def test_lines_that_are_not_utf_8_are_named(tmp_path: Path) -> None:
    path = written(tmp_path, b"Title,Year\n\xc5\xbd,1999\n\xe9,2000\n")
    found = [r for r in read(path) if isinstance(r, Draft)]
    assert [record.values["title"] for record in found] == ["Ž", "é"]
    assert [len(record.problems) for record in found] == [0, 1]


def test_every_field_of_an_entry_can_be_a_column() -> None:
    assert set(COLUMN_FIELDS) - {"key"} == {f.name for f in FIELDS if f.group != INTERNAL}
    assert set(COLUMN_FIELDS) - {"key"} <= set(BY_NAME)


@given(st.text(max_size=200), st.sampled_from(",;\t|"), st.booleans(), st.integers(0, 3))
def test_rows_lose_no_line(text: str, delimiter: str, quoted: bool, width: int) -> None:
    text = text.replace("\r", "\n")
    found = list(rows(text, delimiter, quoted, width))
    if not text.lower().startswith("sep="):
        assert "\n".join(row.raw for row in found) == text.removesuffix("\n")
        assert [row.line for row in found] == [
            1 + sum(before.raw.count("\n") + 1 for before in found[:place])
            for place in range(len(found))
        ]

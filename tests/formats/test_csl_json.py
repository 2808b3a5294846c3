"""CSL-JSON and Crossref's works: names, dates, notices, and every shape in which they come."""

import json
from pathlib import Path
from typing import Any

import pytest

from curator_app.errors import BadFile
from curator_app.formats.reading import read
from curator_app.formats.record import Draft, Record, Refused

DATA = Path(__file__).parent / "data"


def drafts(records: list[Record]) -> list[dict[str, Any]]:
    return [record.values for record in records if isinstance(record, Draft)]


def test_csl_json() -> None:
    records = list(read(DATA / "invented-csl.json"))
    first, report, season = drafts(records)
    assert first == {
        "title": "Müdigkeit & in vitro rest: 10⁶ cells",
        "authors": [
            "See, Darryl M. Jr.",
            "van der Berg, Jan",
            "van Beethoven, L",
            "ME/CFS Working Group",
            "田中, 太郎",
        ],
        "journal": "In Vivo",
        "year": 1996,
        "month": 5,
        "doi": "10.1000/S0140-6736(96)90123-4",
        "pmid": "8950000",
        "pmcid": "PMC12",
        "abstract": "Rest helps.",
        "language": "en",
        "tags": ["fatigue", "rest"],
    }
    assert report == {
        "title": "A report",
        "journal": "An Institute",
        "year": 2001,
        "doi": "10.1000/report",
        "publication_type": "book_or_report",
    }
    assert season == {"title": "A winter's rest", "year": 2003}
    refused = [record for record in records if isinstance(record, Refused)]
    assert [(r.line, r.key, r.reason) for r in refused] == [
        (30, "none", "It has neither a title nor a DOI, PMID or PMCID."),
        (31, "5", "It is no record of a work."),
    ]


def test_crossrefs_works_and_what_happened_to_them() -> None:
    paper, notice, preprint = drafts(list(read(DATA / "invented-crossref.json")))
    assert paper == {
        "title": "Rest & work in ME: A trial",
        "authors": ["See, Darryl M.", "The Rest Group", "Berg, J. III"],
        "journal": "Journal of Invented Rest",
        "year": 2010,
        "month": 12,
        "doi": "10.1000/xyz(1)",
        "abstract": "Background: Rest < work.\n\nResults: VO2 rose.",
        "language": "en",
        "retraction": {"status": "retracted", "notice": "10.1000/notice", "date": "2013-07-09"},
    }
    assert "retraction" not in notice
    assert notice["publication_type"] == "retraction_notice"
    assert notice["relations"] == [{"type": "retraction", "target": "10.1000/XYZ(1)", "note": ""}]
    assert preprint["peer_review_status"] == "preprint"
    assert preprint["relations"] == [{"type": "preprint_of", "target": "10.1000/final", "note": ""}]
    assert "year" not in preprint


WORK = {"DOI": "10.1/x1", "title": "A", "reference-count": 1}
ITEM = {"id": "a", "title": "A"}
SHAPES: dict[str, tuple[str, str, int]] = {
    "one item": (json.dumps(ITEM), "csl-json", 1),
    "list": (json.dumps([ITEM, ITEM], indent=1), "csl-json", 2),
    "lines": (f"{json.dumps(ITEM)}\n{json.dumps(ITEM)}\n", "csl-json", 2),
    "references": (json.dumps({"references": [ITEM, ITEM]}), "csl-json", 2),
    "by id": (json.dumps({"a": ITEM, "b": ITEM}, indent=1), "csl-json", 2),
    "items": (json.dumps({"items": [ITEM, ITEM]}), "csl-json", 2),
    "one work": (json.dumps(WORK), "crossref", 1),
    "works": (json.dumps([WORK, WORK]), "crossref", 2),
    "a list of answers": (
        json.dumps([{"status": "ok", "message-type": "work", "message": WORK}] * 2),
        "crossref",
        2,
    ),
    "a list of lists": (
        json.dumps([{"message-type": "work-list", "message": {"items": [WORK, WORK]}}] * 2),
        "crossref",
        4,
    ),
    "answers one after the other": (
        f"{json.dumps({'message-type': 'work-list', 'message': {'items': [WORK, WORK]}})}\n" * 2,
        "crossref",
        4,
    ),
    "message": (
        json.dumps({"status": "ok", "message-type": "work", "message": WORK}),
        "crossref",
        1,
    ),
}


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_every_shape(tmp_path: Path, shape: str, encoding: str) -> None:
    text, format, count = SHAPES[shape]
    path = tmp_path / "x.txt"
    path.write_bytes(text.encode(encoding))
    records = list(read(path))
    assert [r.source.format for r in records if isinstance(r, Draft)] == [format] * count
    assert {values["title"] for values in drafts(records)} == {"A"}


def test_each_work_keeps_its_own_text_and_line(tmp_path: Path) -> None:
    path = tmp_path / "x.json"
    path.write_text(f"[\n{json.dumps(ITEM)},\n {json.dumps(ITEM)}]", encoding="utf-8")
    found = [r.source for r in read(path) if isinstance(r, Draft)]
    assert [(source.line, source.raw) for source in found] == [
        (2, json.dumps(ITEM)),
        (3, json.dumps(ITEM)),
    ]


def test_lines_that_are_not_utf_8_are_named(tmp_path: Path) -> None:
    path = tmp_path / "x.json"
    path.write_bytes(b'[{"title": "\xc5\xbd"},\n{"title": "\xe9"},\n{"title": "a"}]')
    found = [r for r in read(path) if isinstance(r, Draft)]
    assert [record.values["title"] for record in found] == ["Ž", "é", "a"]
    assert [len(record.problems) for record in found] == [0, 1, 0]


def test_a_file_that_breaks_off(tmp_path: Path) -> None:
    path = tmp_path / "x.json"
    path.write_text(f'[{json.dumps(ITEM)},\n{{"id": "b", "title', encoding="utf-8")
    first, second = read(path)
    assert isinstance(first, Draft)
    assert isinstance(second, Refused)
    assert second.line == 2


def test_json_of_another_kind_is_refused_item_by_item(tmp_path: Path) -> None:
    path = tmp_path / "x.jsonl"
    path.write_text('{"doi": "10.1000/x", "text": "A"}\n{"doi": "", "text": ""}\n')
    found = list(read(path))
    assert [(r.line, r.reason) for r in found if isinstance(r, Refused)] == [
        (line, "It is no CSL-JSON: it has no title, author, date, DOI or type by CSL's names.")
        for line in (1, 2)
    ]


@pytest.mark.parametrize("kind", ["journal", "member-list", "validation-failure", "work-agency"])
def test_what_crossref_says_of_other_things_is_no_work(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "x.json"
    path.write_text(json.dumps({"message-type": kind, "message": {"title": "A", "DOI": "10.1"}}))
    with pytest.raises(BadFile, match=r"Crossref's .*, not its works"):
        read(path)


def test_what_stands_behind_the_last_record_is_told(tmp_path: Path) -> None:
    path = tmp_path / "x.json"
    path.write_text(f"[{json.dumps(ITEM)}]\nand so on", encoding="utf-8")
    record, rest = read(path)
    assert isinstance(record, Draft)
    assert isinstance(rest, Refused)
    assert rest.line == 2


def test_values_of_the_wrong_kind_are_passed_over(tmp_path: Path) -> None:
    odd = {
        "id": ["x"], "title": [["a"], "A"], "author": "See, DM", "issued": [1], "DOI": 5,
        "keyword": {"a": 1}, "note": 5, "abstract": ["x"], "update-to": "x", "relation": [1],
        "container-title": {"x": "y"}, "language": 5, "type": ["x"], "URL": None,
    }  # fmt: skip
    path = tmp_path / "x.json"
    path.write_text(json.dumps([odd]), encoding="utf-8")
    assert drafts(list(read(path))) == [{"title": "A", "authors": ["See, D M"]}]


def test_a_retraction_under_the_papers_own_doi_and_one_told_twice(tmp_path: Path) -> None:
    def update(doi: str) -> dict[str, Any]:
        return {"DOI": doi, "type": "retraction", "updated": {"date-parts": [[2003, 4, 4]]}}

    works = [
        {"DOI": "10.5555/Paper", "title": ["In place"], "update-to": [update("10.5555/paper")]},
        {"DOI": "10.5555/n", "title": ["Retraction: Another"],
         "update-to": [update("10.5555/Other"), update("10.5555/other")]},
    ]  # fmt: skip
    path = tmp_path / "works.json"
    path.write_text(json.dumps({"message-type": "work-list", "message": {"items": works}}))
    paper, notice = (record for record in read(path) if isinstance(record, Draft))
    assert paper.values["retraction"] == {"status": "retracted", "notice": "", "date": ""}
    assert "relations" not in paper.values
    assert notice.values["relations"] == [
        {"type": "retraction", "target": "10.5555/Other", "note": ""}
    ]
    assert "retraction" not in notice.values


DATES: dict[str, tuple[object, int | None, int | None]] = {
    "a text": ("2003-04-05", 2003, 4),
    "a number": (2003, 2003, None),
    "one part not in a list": ({"date-parts": [2003, 4]}, 2003, 4),
    "a list of dates": ([{"date-parts": [[2009, 7]]}], 2009, 7),
    "members": ({"year": "2001", "month": 4}, 2001, 4),
    "EDTF": ({"edtf": "2010-21"}, 2010, None),
    "nothing but words": ({"date-parts": [[""]], "raw": "Spring 2012"}, 2012, None),
    "a range": ({"date-parts": [[2003, 3, 2], [2004, 5]]}, 2003, 3),
    "a member of its own": (None, 1999, None),
    "before our era": ({"date-parts": [[-44, 3]]}, None, None),
    "null": ({"date-parts": [[None]]}, None, None),
}


@pytest.mark.parametrize("form", DATES)
def test_dates_as_programs_write_them(tmp_path: Path, form: str) -> None:
    issued, year, month = DATES[form]
    path = tmp_path / "x.json"
    item = {"title": "A", "issued": issued} if issued else {"title": "A", "year": "1999"}
    path.write_text(json.dumps([item]), encoding="utf-8")
    (values,) = drafts(list(read(path)))
    assert (values.get("year"), values.get("month")) == (year, month)


def test_particles_lines_and_what_was_escaped_twice(tmp_path: Path) -> None:
    item = {
        "title": "<jats:sup>13</jats:sup>C in &lt;i&gt;M. alba&lt;/i&gt; <b>at &amp;lt;1</b> AU",
        "author": [
            {"family": "Aubin", "given": "F", "non-dropping-particle": "d’"},
            {"family": '"van der Vlist"', "given": "E"},
        ],
        "abstract": "BACKGROUND: One.\nTwo.\nRESULTS: Three.",
    }
    path = tmp_path / "x.json"
    path.write_text(json.dumps(item), encoding="utf-8")
    assert drafts(list(read(path))) == [
        {
            "title": "¹³C in M. alba at <1 AU",
            "authors": ["d’Aubin, F", "van der Vlist, E"],
            "abstract": "BACKGROUND: One. Two.\n\nRESULTS: Three.",
        }
    ]


STANDS_IN: dict[str, tuple[dict[str, Any], str, str]] = {
    "a preprint": (
        {"type": "posted-content", "subtype": "preprint", "institution": [{"name": "medRxiv"}],
         "publisher": "A Laboratory", "container-title": []},
        *("medRxiv", "preprint"),
    ),
    "a preprint of a server that only publishes": (
        {"type": "posted-content", "publisher": "Rest Square"}, *("Rest Square", "preprint"),
    ),
    "a post": (
        {"type": "posted-content", "subtype": "other", "institution": {"name": "A Blog"}},
        *("A Blog", "other"),
    ),
    "a preprint in Zotero": ({"type": "article", "publisher": "medRxiv"}, *("medRxiv", "preprint")),
    "a chapter": (
        {"type": "book-chapter", "container-title": ["A Series", "The Book"]}, *("The Book", ""),
    ),
    "a paper": (
        {"type": "journal-article", "container-title": ["A Journal", "AJ"],
         "institution": [{"name": "A Clinic"}], "publisher": "P"},
        *("A Journal", ""),
    ),
}  # fmt: skip


@pytest.mark.parametrize("what", STANDS_IN)
def test_what_a_work_of_crossref_stands_in(tmp_path: Path, what: str) -> None:
    more, journal, kind = STANDS_IN[what]
    path = tmp_path / "x.json"
    path.write_text(json.dumps({**WORK, **more}), encoding="utf-8")
    (values,) = drafts(list(read(path)))
    assert (values["journal"], values.get("publication_type", "")) == (journal, kind)
    assert values.get("peer_review_status") == ("preprint" if kind == "preprint" else None)

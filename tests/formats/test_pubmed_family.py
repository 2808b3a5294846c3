"""NBIB, ESummary, Europe PMC and JATS: one made-up paper in each, and what only they have."""

import json
from pathlib import Path
from typing import Any

import pytest

from curator_app.formats.reading import read
from curator_app.formats.record import Draft, Record, Refused

DATA = Path(__file__).parent / "data"
FILES = {
    "nbib": "invented.nbib",
    "esummary": "invented-esummary.json",
    "europe-pmc": "invented-europe-pmc.json",
    "jats": "invented-jats.xml",
}
DOI = "10.5555/S0000-0000(98)00001-2"


def records(format: str) -> list[Record]:
    return list(read(DATA / FILES[format]))


def values(format: str) -> list[dict[str, Any]]:
    return [record.values for record in records(format) if isinstance(record, Draft)]


@pytest.mark.parametrize("format", FILES)
def test_the_same_paper_in_every_format(format: str) -> None:
    (first, *_) = found = records(format)
    assert isinstance(first, Draft)
    assert first.source.format == format
    names = ("doi", "pmid", "pmcid", "language", "journal")
    assert [first.values[name] for name in names] == [
        *(DOI, "90000001", "PMC9000001", "en", "Journal of invented medicine & rest"),
    ]
    assert first.values["title"].startswith("Peak VO2 below 10")
    assert first.values["authors"][0].startswith("O'Hara, M")
    assert first.values["authors"][1].startswith("van der Žižek, J D")
    assert first.values["authors"][-1].startswith("Invented Study Group")
    retraction = first.values["retraction"]
    assert retraction["status"] == "retracted"
    assert retraction["notice"] in ("90000002", "10.5555/notice")
    for record in found:
        raw = record.source.raw if isinstance(record, Draft) else record.raw
        line = record.source.line if isinstance(record, Draft) else record.line
        begins = (DATA / FILES[format]).read_text(encoding="utf-8").split("\n")[line - 1]
        assert raw.split("\n")[0] in begins


@pytest.mark.parametrize("format", ["nbib", "esummary", "jats"])
def test_a_notice_names_the_paper_and_is_not_retracted(format: str) -> None:
    notice = values(format)[1]
    assert notice["publication_type"] == "retraction_notice"
    assert "retraction" not in notice
    (relation,) = notice["relations"]
    assert (relation["type"], relation["target"]) in (
        ("retraction", DOI),
        ("retraction", "90000001"),
    )


def test_nbib_in_full() -> None:
    first, _, german, book = values("nbib")
    assert first["abstract"] == (
        "BACKGROUND: Nobody knew (p < 0.05).\n\nRESULTS: Nor does anyone. It was in CD4: a cell."
    )
    assert first["authors"][2:] == ["Suharto", "Invented Study Group for Rest & Quiet"]
    assert (first["year"], first["month"], first["tags"]) == (1998, 12, ["rest", "quiet life"])
    assert (german["title"], german["language"], german["authors"]) == (
        *("Über die Ruhe.", "de", ["Müller-Özdemir, Ş"]),
    )
    assert (book["title"], book["journal"], book["year"]) == ("Beyond Rest", "Invented Press", 2015)


def test_nbib_without_its_indents_and_without_a_pmid(tmp_path: Path) -> None:
    path = tmp_path / "x.nbib"
    path.write_text("TI  - Lost.\n\nPMID- 5\nTI  - A title that\nwas wrapped.\n", encoding="utf-8")
    lost, wrapped = read(path)
    assert isinstance(lost, Refused)
    assert (lost.line, lost.reason) == (1, "It does not begin with a PMID.")
    assert isinstance(wrapped, Draft)
    assert wrapped.values == {"title": "A title that was wrapped.", "pmid": "5"}
    assert wrapped.problems == ("Line 5 has no tag; it was read on from the one before.",)


def test_nbib_whose_records_have_no_pmid_are_records_of_their_own(tmp_path: Path) -> None:
    path = tmp_path / "eric.nbib"
    path.write_text(
        "\nOWN - ERIC\nTI  - Rest at School,\n      Quietly\nAU  - van Roe, Ann M.\n"
        "AID - http://dx.doi.org/10.5555/rest\nDP  - Apr 2019\nLA  - English\n\n"
        "OWN - ERIC\nTI  - Second\nPT  - Book\n\n"
        "PMID- 5\nSO  a line without its dash\nTI  - Third\nAID - doi:10.5555/third\n\n"
        "Copied from a page.\n\nAU  - Roe A\nDP  - 2001\n",
        encoding="utf-8",
    )
    first, second, third, nameless = read(path)
    assert [content(record) for record in (first, second, third)] == [
        {
            "title": "Rest at School, Quietly", "authors": ["van Roe, Ann M."], "year": 2019,
            "month": 4, "doi": "10.5555/rest", "language": "en",
        },
        {"title": "Second", "publication_type": "book_or_report"},
        {"title": "Third", "pmid": "5", "doi": "10.5555/third"},
    ]  # fmt: skip
    assert isinstance(nameless, Refused)
    assert (nameless.line, nameless.reason) == (
        *(21, "It has neither a title nor a DOI, PMID or PMCID."),
    )


def test_esummary_refuses_what_pubmed_does_not_have() -> None:
    (refused,) = [record for record in records("esummary") if isinstance(record, Refused)]
    assert (refused.line, refused.key) == (22, "90000009")
    assert refused.reason == "PubMed gave no summary: cannot get document summary."
    assert values("esummary")[2]["title"] == "Beyond Rest"


SUMMARY: dict[str, Any] = {
    "uid": "7", "pubdate": "2001 Mar", "source": "J Rest", "title": "Kept.",
    "authors": [{"name": "Roe RB", "authtype": "Author"}], "fulljournalname": "Journal of rest",
}  # fmt: skip
RESULT = {
    "id": "7", "source": "MED", "pmid": "7", "title": "Kept.", "authorString": "Roe RB.",
    "journalTitle": "Journal of rest", "pubYear": "2001",
}  # fmt: skip
KEPT: dict[str, tuple[str, Any]] = {
    "one summary": ("esummary", SUMMARY),
    "a list of summaries": ("esummary", [SUMMARY]),
    "summaries by number": ("esummary", {"7": SUMMARY, "uids": ["7"]}),
    "one result": ("europe-pmc", RESULT),
    "a list of results": ("europe-pmc", [RESULT]),
    "the answer for one article": ("europe-pmc", {"version": "6.9", "result": RESULT}),
}


@pytest.mark.parametrize("shape", KEPT)
def test_what_a_program_kept_of_an_answer_loses_nothing(tmp_path: Path, shape: str) -> None:
    format, data = KEPT[shape]
    path = tmp_path / "x.json"
    path.write_text(json.dumps(data, indent=1), encoding="utf-8")
    (record,) = read(path)
    assert isinstance(record, Draft)
    assert (record.source.format, record.source.key) == (format, "7")
    names = ("title", "authors", "journal", "year", "pmid")
    assert [record.values[name] for name in names] == [
        *("Kept.", ["Roe, R B"], "Journal of rest", 2001, "7"),
    ]


def test_answers_that_were_put_into_one_file_are_all_read(tmp_path: Path) -> None:
    path = tmp_path / "x.json"
    for pages in (
        [{"hitCount": 2, "resultList": {"result": [{**RESULT, "id": i}]}} for i in "78"],
        [{"header": {}, "result": {"uids": [i], i: {**SUMMARY, "uid": i}}} for i in "78"],
    ):
        for text in ("\n".join(map(json.dumps, pages)), json.dumps([*pages, None])):
            path.write_text(text, encoding="utf-8")
            assert [r.source.key for r in read(path) if isinstance(r, Draft)] == ["7", "8"]


def test_the_editors_of_a_book_stand_for_its_authors(tmp_path: Path) -> None:
    path = tmp_path / "x.nbib"
    path.write_text("PMID- 5\nTI  - Of a Book\nFED - Roe, Ann\nED  - Roe A\nBTI - A Book\n")
    (draft,) = read(path)
    assert isinstance(draft, Draft)
    assert draft.values["authors"] == ["Roe, Ann"]
    editor = {"name": "Ed E", "authtype": "Editor"}
    for authors, expected in (([editor], ["Ed, E"]), ([*SUMMARY["authors"], editor], ["Roe, R B"])):
        path.write_text(json.dumps([{**SUMMARY, "authors": authors}]), encoding="utf-8")
        (draft,) = read(path)
        assert isinstance(draft, Draft)
        assert draft.values["authors"] == expected


def test_europe_pmc_has_preprints_and_lite_results() -> None:
    first, preprint, lite = values("europe-pmc")
    assert first["abstract"] == "Background: Nobody knew (p < 0.05).\n\nResults: Nor does anyone."
    assert preprint["peer_review_status"] == "preprint"
    assert "pmid" not in preprint
    assert preprint["relations"] == [{"type": "preprint_of", "target": "90000003", "note": ""}]
    assert lite["authors"] == ["Roe, R", "Committee on Rest"]
    assert lite["publication_type"] == "review_narrative"


def test_jats_takes_the_front_only() -> None:
    first, notice = values("jats")
    assert first["title"] == "Peak VO2 below 10⁶ units: A look"
    assert first["authors"] == ["O'Hara, Mary Ann", "van der Žižek, J D Jr", "Invented Study Group"]
    assert (first["year"], first["month"]) == (1999, 1)
    assert first["abstract"] == (
        "Background: Nobody knew (p < 0.05).\n\nResults: Nor does anyone.\n\nReally."
    )
    assert notice["language"] == "de"
    assert "not-mine" not in str(records("jats"))
    (refused,) = [record for record in records("jats") if isinstance(record, Refused)]
    assert (refused.line, refused.reason) == (39, "It has no front matter.")


def test_jats_of_a_preprint_server_and_of_a_collection(tmp_path: Path) -> None:
    path = tmp_path / "x.xml"
    path.write_text(
        '<article article-type="article"><front><journal-meta><journal-title>medRxiv'
        "</journal-title></journal-meta><article-meta><title-group><article-title>A"
        "<xref>*</xref> <ext-link>gene</ext-link></article-title></title-group>"
        '<pub-date pub-type="epub"><month>03</month><year>2020'
        '</year></pub-date><pub-date pub-type="collection"><year>2020</year></pub-date>'
        '<abstract abstract-type="plain-language-summary"><p>Plain.</p></abstract>'
        "<abstract><p>Exact.</p></abstract></article-meta></front></article>",
        encoding="utf-8",
    )
    (draft,) = read(path)
    assert isinstance(draft, Draft)
    assert draft.values == {
        "title": "A gene", "journal": "medRxiv", "year": 2020, "month": 3, "abstract": "Exact.",
        "publication_type": "preprint", "peer_review_status": "preprint",
    }  # fmt: skip


@pytest.mark.parametrize("cut", [0.3, 0.6, 0.9])
@pytest.mark.parametrize("format", ["esummary", "europe-pmc"])
def test_json_that_ends_early_gives_what_came_before(
    tmp_path: Path, format: str, cut: float
) -> None:
    text = (DATA / FILES[format]).read_text(encoding="utf-8")
    path = tmp_path / "cut.json"
    path.write_text(text[: int(len(text) * cut)], encoding="utf-8")
    found = list(read(path, format))
    assert isinstance(found[-1], Refused)
    assert found[-1].reason.startswith("It is not JSON from line ")
    assert found[-1].line > 1
    assert [content(record) for record in found[:-1]] == [
        content(record) for record in records(format)[: len(found) - 1]
    ]


def content(record: Record) -> Any:
    return record.values if isinstance(record, Draft) else record.reason


@pytest.mark.parametrize("key", ["title", "authors", "journalInfo", "pubTypeList", "language"])
@pytest.mark.parametrize("odd", [None, 5, [], {}, "x", [[1]], {"a": [None]}, True])
def test_values_of_another_kind_are_no_trouble(tmp_path: Path, key: str, odd: Any) -> None:
    result = {"id": "1", "doi": "10.5555/x", key: odd}
    europe = {"resultList": {"result": [result]}}
    summary = {"result": {"uids": ["1"], "1": {"uid": "1", "pubdate": odd, key: odd}}}
    for format, data in (("europe-pmc", europe), ("esummary", summary)):
        path = tmp_path / format
        path.write_text(json.dumps(data), encoding="utf-8")
        (record,) = read(path, format)
        assert isinstance(record, Draft)

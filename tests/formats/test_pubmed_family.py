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


def test_esummary_refuses_what_pubmed_does_not_have() -> None:
    (refused,) = [record for record in records("esummary") if isinstance(record, Refused)]
    assert (refused.line, refused.key) == (22, "90000009")
    assert refused.reason == "PubMed gave no summary: cannot get document summary."
    assert values("esummary")[2]["title"] == "Beyond Rest"


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

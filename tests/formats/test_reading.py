"""Any file: what it is, how it is encoded, and one sentence when it is nothing we read."""

import os
import time
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from curator_app.cli.files import FORMATS as CHOICES
from curator_app.errors import BadFile
from curator_app.formats.encoding import decode
from curator_app.formats.readers import TEXT_LIMIT, TREE_LIMIT
from curator_app.formats.reading import FORMATS, read
from curator_app.formats.reading import detect as detect_file
from curator_app.formats.record import Draft
from curator_app.formats.source_file import SourceFile

DATA = Path(__file__).parent / "data"
RECORD = "@article{a,\n title = {Frémont’s study},\n author = {Frémont, M},\n year = 1996\n}\n"


def written(folder: Path, data: bytes, name: str = "file.txt") -> Path:
    path = folder / name
    path.write_bytes(data)
    return path


def detect(folder: Path, data: bytes, name: str) -> str:
    return detect_file(SourceFile.of(written(folder, data, name)))


SAMPLES = {
    "bibtex": RECORD,
    "atlas-page": (DATA / "invented-page.txt").read_text(encoding="utf-8"),
    "ris": "TY  - JOUR\nTI  - A\nER  - \n",
    "nbib": "PMID- 12345678\nOWN - NLM\nTI  - A\n",
    "pubmed-xml": '<?xml version="1.0"?>\n<!DOCTYPE PubmedArticleSet>\n<PubmedArticleSet/>',
    "esummary": '{"header": {}, "result": {"uids": ["1"], "1": {"uid": "1", "title": "A"}}}',
    "europe-pmc": '{"hitCount": 1, "resultList": {"result": [{"id": "1", "title": "A"}]}}',
    "jats": '<?xml version="1.0"?><article><front><article-meta/></front></article>',
    "crossref": '{"status": "ok", "message-type": "work", "message": {"DOI": "10.1/x"}}',
    "csl-json": '[\n {"id": "a", "title": "A"}]',
    "endnote-xml": '<?xml version="1.0"?><xml><records><record/></records></xml>',
    "jsonl": '{"slug":"a-2000","title":"A"}\n{"slug":"b-2000","title":"B"}\n',
    "csv": '"Title","Authors","DOI"\n"A","B","10.1/x"\n',
}


def test_there_is_a_sample_of_every_format() -> None:
    assert set(SAMPLES) == set(FORMATS)


def test_the_command_line_offers_every_format() -> None:
    assert set(CHOICES) == {"auto", *FORMATS}


@pytest.mark.parametrize("format", FORMATS)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_format_is_known_by_its_content(tmp_path: Path, format: str, encoding: str) -> None:
    assert detect(tmp_path, SAMPLES[format].encode(encoding), "wrong.png") == format
    assert detect(tmp_path, b"\n\n" + SAMPLES[format].encode(), "x") == format


def test_an_exported_bibliography_of_the_atlas_is_bibtex(tmp_path: Path) -> None:
    text = "% export\n@article{mecfsatlas-a-2000-b,\n title = {T},\n}\n"
    assert detect(tmp_path, text.encode(), "x") == "bibtex"


def test_a_name_of_a_format_that_does_not_exist(tmp_path: Path) -> None:
    with pytest.raises(BadFile, match="no format"):
        read(written(tmp_path, RECORD.encode()), "docx")


ENCODINGS = ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252"]


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_encodings_and_newlines(tmp_path: Path, encoding: str, newline: str) -> None:
    path = written(tmp_path, RECORD.replace("\n", newline).encode(encoding))
    (draft,) = read(path)
    assert isinstance(draft, Draft)
    assert draft.values["title"] == "Frémont’s study"
    assert draft.source.raw == RECORD.rstrip()


def test_mixed_lines_are_read_and_named(tmp_path: Path) -> None:
    other = "@misc{b, title = {Žižka — only Unicode}}\n"
    latin = RECORD.replace("’", "'").encode("latin-1")
    first, second = read(written(tmp_path, other.encode() + latin))
    assert isinstance(first, Draft)
    assert isinstance(second, Draft)
    assert (first.values["title"], first.problems) == ("Žižka — only Unicode", ())
    assert second.values["authors"] == ["Frémont, M"]
    assert second.problems == (
        "Line 3 is not UTF-8 and was read as Windows-1252: check its letters.",
    )


def test_the_encoding_that_jabref_or_bibdesk_names_is_believed(tmp_path: Path) -> None:
    record = "@article{a,\n author = {Dvořák, M},\n title = {Spánek},\n}\n"
    for head, encoding in (
        ("% Encoding: ISO8859_2\n", "iso8859-2"),
        ("%% Saved with string encoding Central European (ISO Latin 2) \n", "iso8859-2"),
        ("This file was created with JabRef 2.2.\nEncoding: Cp1250\n\n", "cp1250"),
        ("% Encoding: UTF8\n", "utf-8"),
    ):
        (draft,) = read(written(tmp_path, (head + record).encode(encoding)))
        assert isinstance(draft, Draft)
        assert draft.values["authors"] == ["Dvořák, M"]
        assert draft.problems == ()


def test_a_wrong_or_unknown_name_of_an_encoding_is_not(tmp_path: Path) -> None:
    for name in ("ascii", "zip", "no-such", "undefined"):
        text = f"% Encoding: {name}\n{RECORD}".replace("’", "'")
        (draft,) = read(written(tmp_path, text.encode("latin-1")))
        assert isinstance(draft, Draft)
        assert draft.values["authors"] == ["Frémont, M"]


def test_an_old_file_of_a_mac(tmp_path: Path) -> None:
    record = RECORD.replace("study", "étude à Zürich – “où”")
    (draft,) = read(written(tmp_path, record.encode("mac-roman")))
    assert isinstance(draft, Draft)
    assert draft.values["title"] == "Frémont’s étude à Zürich – “où”"
    assert draft.values["authors"] == ["Frémont, M"]
    assert draft.problems == (
        "Line 2 is not UTF-8 and was read as Mac OS Roman: check its letters.",
    )


def test_marks_of_windows_that_were_taken_for_latin_1(tmp_path: Path) -> None:
    for head, encoding in (("", "utf-8"), ("% Encoding: ISO8859_1\n", "latin-1")):
        record = f"{head}@article{{a, title = {{Frémont\x92s \x93study\x94 \x96 1}}}}"
        (draft,) = read(written(tmp_path, record.encode(encoding)))
        assert isinstance(draft, Draft)
        assert draft.values["title"] == "Frémont’s “study” – 1"


UNREAD = {
    "enw": (b"%0 Journal Article\n%A See, D\n%T Rest\n%D 1996\n", "refer, ENW", "RIS"),
    "refer": (b"%A See, D\n%J In Vivo\n%T Rest\n%D 1996\n", "refer, ENW", "RIS"),
    "wos": (b"FN Clarivate\nVR 1.0\nPT J\nAU See, D\nTI Rest\nER\n\nEF", "Web of Science", "tab"),
    "refworks": (b"RT Journal Article\nSR Print\nA1 See,D\nT1 Rest\n", "RefWorks", "RIS"),
    "ovid": (b"<1>\nUnique Identifier\n  123\nTitle\n  Rest\n", "Ovid's text", "RIS"),
    "cochrane": (b"Record #1 of 2\nID: CN-1\nAU: See D\nTI: Rest\n", "Cochrane", "CSV"),
    "mods": (b"<?xml version='1.0'?><modsCollection><mods/></modsCollection>", "MODS", "RIS"),
    "word": (b"<?xml version='1.0'?><b:Sources xmlns:b='x'></b:Sources>", "Word's list", "RIS"),
    "rtf": (b"{\\rtf1 Smith 1999}", "RTF", "BibTeX"),
}


@pytest.mark.parametrize("name", sorted(UNREAD))
def test_a_known_format_that_is_not_read_is_named_with_the_way_out(
    tmp_path: Path, name: str
) -> None:
    data, format_, way = UNREAD[name]
    with pytest.raises(BadFile, match="which is not read") as caught:
        read(written(tmp_path, data, "old.txt"))
    assert format_ in caught.value.message
    assert way in (caught.value.hint or "")


BAD = {
    "empty": (b"", "is empty"),
    "blank": (b" \r\n\n", "is empty"),
    "zeros": (b"\0" * 1000, "is empty"),
    "pdf": (b"%PDF-1.7\n%", "a PDF document"),
    "zip": (b"PK\x03\x04abc", "a ZIP archive"),
    "zero byte": (RECORD.encode() + b"\n\0", "line 7 holds a zero byte"),
    "random": (bytes(range(256)) * 20, "zero byte"),
    "prose": (b"Dear all,\nno records here.\n", "was not recognised"),
    "other page": (b"<!doctype html><html><body><p>Hi</p></body></html>", "but not one of the"),
}


@pytest.mark.parametrize("name", sorted(BAD))
def test_bad_files_get_a_sentence_and_advice(tmp_path: Path, name: str) -> None:
    data, words = BAD[name]
    path = written(tmp_path, data, "some.bib")
    with pytest.raises(BadFile, match=words) as caught:
        read(path)
    assert caught.value.message.startswith("some.bib ")
    assert caught.value.message.endswith(".")
    assert caught.value.hint


def test_what_is_no_readable_file(tmp_path: Path) -> None:
    with pytest.raises(BadFile, match="no file"):
        read(tmp_path / "missing.bib")
    with pytest.raises(BadFile, match="is a folder"):
        read(tmp_path)
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(BadFile, match="not an ordinary file"):
        read(tmp_path / "pipe")


@pytest.mark.parametrize(
    ("format", "limit", "said"),
    [("bibtex", TEXT_LIMIT, "256 MB"), ("csl-json", TREE_LIMIT, "100 MB")],
)
def test_a_file_beyond_the_limit_is_refused_unread(
    tmp_path: Path, format: str, limit: int, said: str
) -> None:
    path = tmp_path / "big"
    with path.open("wb") as file:
        file.truncate(limit + 1)
    began = time.process_time()
    with pytest.raises(BadFile, match=said):
        read(path, format)
    assert time.process_time() - began < 1


@pytest.mark.slow
def test_fifty_megabytes_end_in_time(tmp_path: Path) -> None:
    filler = "y" * 1_000_000 + "\n"
    text = RECORD + "@article{huge, title = {" + "x{" * 1000 + filler * 49 + "\n" + RECORD
    path = written(tmp_path, text.encode())
    began = time.process_time()
    records = list(read(path))
    assert time.process_time() - began < 2 + 50
    assert len(records) == 3


def test_bibtex_without_a_record(tmp_path: Path) -> None:
    with pytest.raises(BadFile, match="no BibTeX record"):
        read(written(tmp_path, b"@comment{nothing}\n"))


@given(st.binary(max_size=300))
def test_no_bytes_raise_anything_else(data: bytes) -> None:
    with TemporaryDirectory() as folder, suppress(BadFile):
        assert detect(Path(folder), data, "x") in FORMATS
    with suppress(BadFile):
        assert "\r" not in decode(data, "x").text

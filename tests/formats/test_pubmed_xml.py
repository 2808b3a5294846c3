"""PubMed XML: its facts are those that XPath finds, and what real files contain is understood."""

from pathlib import Path
from typing import Any

import pytest

from curator_app.formats.reading import read
from curator_app.formats.record import Draft, Refused
from tests.formats.pubmed_oracle import facts
from tests.shared_data import shared_folder

TWIN = Path(__file__).parent / "data" / "invented-pubmed.xml"
NAMES = ("title", "authors", "journal", "year", "month", "doi", "pmid", "pmcid", "publication_type")


def drafts(path: Path) -> list[Draft]:
    records = list(read(path))
    assert not [record for record in records if isinstance(record, Refused)]
    return [record for record in records if isinstance(record, Draft)]


def compared(draft: Draft) -> dict[str, Any]:
    """The draft's values in the form of the oracle's facts."""
    values = draft.values
    found = {name: values[name] for name in NAMES if name in values}
    if "retraction" in values:
        found["retraction"] = (values["retraction"]["status"], values["retraction"]["notice"])
    if "relations" in values:
        found["relations"] = sorted((r["type"], r["target"]) for r in values["relations"])
    return found


def assert_same_facts(path: Path) -> int:
    found = [compared(draft) for draft in drafts(path)]
    expected = list(facts(path))
    assert [item["pmid"] for item in found] == [item["pmid"] for item in expected]
    for mine, theirs in zip(found, expected, strict=True):
        assert mine == theirs
    return len(found)


def test_facts_equal_an_independent_extraction() -> None:
    assert assert_same_facts(TWIN) == 5


@pytest.mark.skipif(shared_folder() is None, reason="real PubMed files are not here")
def test_facts_of_real_records_equal_an_independent_extraction() -> None:
    folder = shared_folder()
    assert folder
    files = sorted((folder / "pubmed").glob("*.xml"))
    assert files
    assert sum(map(assert_same_facts, files)) == 315


def test_a_record_in_full() -> None:
    first = drafts(TWIN)[0]
    assert first.values == {
        "title": "Peak VO2 below 10⁶ units: a 12th look at CD4⁺ cells & rest.",
        "authors": [
            "O'Hara, Mary Ann",
            "van der Žižek, J D Jr",
            "Suharto",
            "Invented Study Group for Rest & Quiet",
        ],
        "journal": "Journal of invented medicine & rest",
        "year": 1998,
        "month": 12,
        "doi": "10.5555/S0000-0000(98)00001-2",
        "pmid": "90000001",
        "pmcid": "PMC9000001",
        "abstract": "BACKGROUND: Nobody knew (p < 0.05).\n\nNor does anyone.",
        "language": "en",
        "publication_type": "rct",
        "tags": ["rest", "quiet life"],
        "retraction": {"status": "retracted", "notice": "90000002", "date": "2001-12-23"},
    }
    assert first.problems == ("Its list of authors is not complete, says PubMed.",)
    source = first.source
    assert (source.format, source.line, source.key) == ("pubmed-xml", 5, "90000001")
    assert source.raw in TWIN.read_text(encoding="utf-8")
    assert source.raw.startswith("<PubmedArticle>")
    assert source.raw.endswith("</PubmedArticle>")


def test_a_notice_is_not_retracted_and_its_unknown_target_stays_in_the_record() -> None:
    notice = drafts(TWIN)[1]
    assert "retraction" not in notice.values
    assert notice.values["relations"] == [{"type": "retraction", "target": "90000001", "note": ""}]
    assert notice.problems == ("What it is a notice of has no identifier: J Invent Med. 1990;1:1",)


def article(body: str = "", pmid: str = "1", version: str = "1", title: str = "A title.") -> str:
    return (
        f'<PubmedArticle><MedlineCitation><PMID Version="{version}">{pmid}</PMID><Article>'
        f"<ArticleTitle>{title}</ArticleTitle>{body}</Article></MedlineCitation></PubmedArticle>\n"
    )


def written(folder: Path, text: str, encoding: str = "utf-8") -> Path:
    path = folder / "records.xml"
    path.write_bytes(f"<PubmedArticleSet>\n{text}</PubmedArticleSet>\n".encode(encoding))
    return path


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("<i>In vitro</i> growth<b>s</b>", "In vitro growths"),
        ("H<sub>2</sub>O and Ca<sup>2+</sup>", "H2O and Ca²⁺"),
        ("the n<sup>th</sup> time", "the nth time"),
        (
            '<mml:math xmlns:mml="http://www.w3.org/1998/Math/MathML"><mml:msup>\n <mml:mn>10'
            "</mml:mn>\n <mml:mn>-6</mml:mn></mml:msup> </mml:math> units",
            "10⁻⁶ units",
        ),
        ("<mml:math><mml:mfrac><mml:mi>a</mml:mi><mml:mi>b</mml:mi></mml:mfrac></mml:math>", "a/b"),
        ("<mml:math><mml:mi>α</mml:mi><mml:mo>=</mml:mo><mml:mn>2</mml:mn></mml:math>.", "α=2."),
        ("Fish &amp; chips &lt; 3 &#x2265; 2", "Fish & chips < 3 ≥ 2"),
        ("Interferon-&alpha; and &nbsp;rest", "Interferon-α and rest"),
        ("One<!-- not this --> <?nor this?>two <![CDATA[& three]]>", "One two & three"),
        ("慢性疲労症候群 и покой", "慢性疲労症候群 и покой"),
    ],
)
def test_markup_of_titles(tmp_path: Path, markup: str, text: str) -> None:
    assert drafts(written(tmp_path, article(title=markup)))[0].values["title"] == text


@pytest.mark.parametrize(
    ("title", "types", "status"),
    [
        ("RETRACTED: A study of rest.", "Journal Article", "retracted"),
        ("Retracted Article: A study of rest.", "Journal Article", "retracted"),
        ("WITHDRAWN: A study of rest.", "Journal Article", "withdrawn"),
        ("Retracted: A study of rest.", "Retraction of Publication", None),
        ("Retraction: A study of rest.", "Journal Article", None),
        ("Retracted muscles.", "Journal Article", None),
        ("A study of rest.", "Retracted Publication", "retracted"),
    ],
)
def test_what_happened_is_told_by_title_and_type(
    tmp_path: Path, title: str, types: str, status: str | None
) -> None:
    kinds = f"<PublicationTypeList><PublicationType>{types}</PublicationType></PublicationTypeList>"
    (draft,) = drafts(written(tmp_path, article(kinds, title=title)))
    assert draft.values.get("retraction", {}).get("status") == status


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_the_newest_version_comes_first(tmp_path: Path, encoding: str) -> None:
    versions = [
        article(pmid="7", version="1", title="First."),
        article(pmid="8", version="1"),
        article(pmid="7", version="3", title="Third."),
        article(pmid="7", version="2", title="Second."),
    ]
    found = drafts(written(tmp_path, "".join(versions), encoding))
    keys = [(draft.source.key, draft.source.line) for draft in found]
    assert keys == [("8", 3), ("7.3", 4), ("7", 2), ("7.2", 5)]


def test_a_book_and_its_chapter(tmp_path: Path) -> None:
    book = """<PubmedBookArticle><BookDocument><PMID Version="1">5</PMID>
    <ArticleIdList><ArticleId IdType="bookaccession">NBK1</ArticleId></ArticleIdList>
    <Book><Publisher><PublisherName>Invented Press</PublisherName></Publisher>
    <BookTitle>Beyond <i>Rest</i>.</BookTitle><PubDate><Year>2015</Year><Month>02</Month></PubDate>
    <AuthorList Type="authors"><Author><CollectiveName>Committee on Rest</CollectiveName></Author>
    </AuthorList></Book>%s<Language>eng</Language></BookDocument></PubmedBookArticle>"""
    chapter = """<ArticleTitle>Sleep</ArticleTitle><AuthorList Type="editors"><Author><LastName>Ed
    </LastName></Author></AuthorList><AuthorList Type="authors"><Author><LastName>Roe</LastName>
    <Initials>R</Initials></Author></AuthorList>"""
    whole, part = drafts(written(tmp_path, book % "" + book % chapter))
    names = ("title", "journal", "authors", "year", "month", "publication_type")
    assert [whole.values[name] for name in names] == [
        *("Beyond Rest.", "Invented Press", ["Committee on Rest"]),
        *(2015, 2, "book_or_report"),
    ]
    assert [part.values[name] for name in names[:3]] == ["Sleep", "Beyond Rest.", ["Roe, R"]]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_encodings_of_unicode(tmp_path: Path, encoding: str) -> None:
    (draft,) = drafts(written(tmp_path, article(title="Frémont’s 研究"), encoding))
    assert draft.values["title"] == "Frémont’s 研究"
    assert draft.problems == ()


def test_a_record_that_is_not_utf_8_is_read_and_says_so(tmp_path: Path) -> None:
    path = written(tmp_path, article(title="Frémont"), "latin-1")
    path.write_bytes(path.read_bytes() + article(title="Žižka").encode())
    first, second = drafts(path)
    assert first.values["title"] == "Frémont"
    assert first.problems == ("It is not UTF-8 and was read as Windows-1252: check its letters.",)
    assert (second.values["title"], second.problems) == ("Žižka", ())


def test_a_declared_encoding_is_believed(tmp_path: Path) -> None:
    path = tmp_path / "latin2.xml"
    text = '<?xml version="1.0" encoding="ISO-8859-2"?>' + article(title="Žižka")
    path.write_bytes(text.encode("iso-8859-2"))
    assert drafts(path)[0].values["title"] == "Žižka"
    assert drafts(path)[0].problems == ()

"""The facts of PubMed records by XPath over the whole document: nothing of the reader is used."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from lxml import etree

SUPERSCRIPT = dict(zip("0123456789+-()n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁽⁾ⁿ", strict=True))
MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
STATUS_LINKS = ("RetractionIn", "ExpressionOfConcernIn", "ErratumIn")
NOTICE_LINKS = {
    "RetractionOf": "retraction",
    "ErratumFor": "erratum",
    "ExpressionOfConcernFor": "cites",
    "CommentOn": "cites",
}
# By what a reader of PubMed would call the paper first.
TYPES = (
    ("retraction_notice", "Retraction of Publication"),
    ("erratum", "Published Erratum"),
    ("other", "Expression of Concern"),
    ("guideline", "Practice Guideline"),
    ("meta_analysis", "Meta-Analysis"),
    ("systematic_review", "Systematic Review"),
    ("rct", "Randomized Controlled Trial"),
    ("case_report", "Case Reports"),
    ("review_narrative", "Review"),
    ("editorial", "Editorial"),
    ("letter", "Letter"),
    ("commentary", "Comment"),
    ("other", "News"),
    ("preprint", "Preprint"),
)


def facts(path: Path) -> Iterator[dict[str, Any]]:
    """One dict a record, in the order of the file."""
    tree = etree.parse(path, etree.XMLParser(resolve_entities=False, no_network=True))
    for record in tree.xpath("/PubmedArticleSet/PubmedArticle"):
        types = record.xpath("MedlineCitation/Article/PublicationTypeList/PublicationType/text()")
        found = {
            "pmid": record.xpath("string(MedlineCitation/PMID)"),
            "title": _title(record),
            "authors": _authors(record),
            "journal": _plain(record.xpath("string(MedlineCitation/Article/Journal/Title)")),
            "year": _year(record),
            "month": _month(record),
            "doi": _doi(record),
            "pmcid": record.xpath("string(PubmedData/ArticleIdList/ArticleId[@IdType='pmc'])"),
            "publication_type": next((kind for kind, name in TYPES if name in types), ""),
            "retraction": _retraction(record, types),
            "relations": _relations(record, types),
        }
        yield {name: value for name, value in found.items() if value}


def _plain(text: str) -> str:
    return " ".join(text.split())


def _title(record: Any) -> str:
    (title,) = record.xpath("MedlineCitation/Article/ArticleTitle")
    text = ""
    for piece in title.xpath(".//text()"):
        raised = piece.is_text and piece.getparent().tag == "sup"
        known = raised and all(char in SUPERSCRIPT for char in piece)
        text += "".join(SUPERSCRIPT[char] for char in piece) if known else piece
    text = _plain(text)
    vernacular = _plain(record.xpath("string(MedlineCitation/Article/VernacularTitle)"))
    return vernacular if text.strip("[].").lower() in ("", "not available") else text


def _authors(record: Any) -> list[str]:
    names = []
    for author in record.xpath("MedlineCitation/Article/AuthorList/Author[not(@ValidYN='N')]"):
        get = author.xpath
        given = _plain(get("string(ForeName)")) or _plain(get("string(Initials)"))
        given = _plain(f"{given} {get('string(Suffix)')}")
        last = _plain(get("string(LastName)"))
        whole = f"{last}, {given}" if given else last
        names.append(whole if last else _plain(get("string(CollectiveName)")))
    return names


def _year(record: Any) -> int:
    date = "MedlineCitation/Article/Journal/JournalIssue/PubDate"
    text = record.xpath(f"string({date}/Year | {date}/MedlineDate)")
    return int(next(text[i : i + 4] for i in range(len(text)) if text[i : i + 4].isdigit()))


def _month(record: Any) -> int | None:
    date = "MedlineCitation/Article/Journal/JournalIssue/PubDate"
    text = record.xpath(f"string({date}/Month | {date}/MedlineDate)")
    if text.isdigit():
        return int(text)
    places = [(text.index(name), number) for number, name in enumerate(MONTHS, 1) if name in text]
    return min(places)[1] if places else None


def _doi(record: Any) -> str:
    own = record.xpath(
        "string(MedlineCitation/Article/ELocationID[@EIdType='doi'][not(@ValidYN='N')])"
    )
    return _plain(own or record.xpath("string(PubmedData/ArticleIdList/ArticleId[@IdType='doi'])"))


def _links(record: Any, kind: str) -> list[str]:
    link = "MedlineCitation/CommentsCorrectionsList/CommentsCorrections"
    return [
        each.xpath("string(PMID)") or "without PMID"
        for each in record.xpath(f"{link}[@RefType='{kind}']")
    ]


def _retraction(record: Any, types: list[str]) -> tuple[str, str] | None:
    """Status and notice; a paper retracted without a link is told by its type."""
    for kind, status in zip(STATUS_LINKS, ("retracted", "concern", "corrected"), strict=True):
        if found := _links(record, kind):
            return status, found[0]
        if status == "retracted" and "Retracted Publication" in types:
            return status, ""
    return None


def _relations(record: Any, types: list[str]) -> list[tuple[str, str]]:
    kinds = dict(NOTICE_LINKS)
    if "Preprint" in types:
        kinds["UpdateIn"] = "preprint_of"
    return sorted(
        (relation, target)
        for kind, relation in kinds.items()
        for target in _links(record, kind)
        if target != "without PMID"
    )

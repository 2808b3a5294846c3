"""PubMed XML (PubmedArticleSet, NLM's pubmed DTD): one record per article or book chapter."""

from __future__ import annotations

import re
from collections.abc import Iterator

from curator_app.domain.entry import Source
from curator_app.formats.corrections import Correction
from curator_app.formats.markup_text import text_of
from curator_app.formats.names import stored_name
from curator_app.formats.paper import Paper
from curator_app.formats.record import Record, Refused
from curator_app.formats.source_file import SourceFile
from curator_app.formats.xml_records import Element, Piece, Unparsable, eight_bit, parse, pieces

FORMAT = "pubmed-xml"
_TAGS = ("PubmedArticle", "PubmedBookArticle")
_LATER_VERSION = re.compile(rb'<PMID Version="(?!1")(\d{1,3})">(\d{1,9})<')
_OWN_VERSION = re.compile(r'<PMID Version="(\d{1,3})">(\d{1,9})<')


def read_pubmed(file: SourceFile) -> Iterator[Record]:
    """Every record; those that a later version in the same file replaces come last.

    An import lets the first record that it meets make the entry, and the newest should.
    """
    newest = _newest_versions(file)
    older: list[Record] = []
    for piece in pieces(file, _TAGS):
        record = _record(piece, file.name)
        if newest and _is_older(piece.raw, newest):
            older.append(record)
        else:
            yield record
    yield from older


def _newest_versions(file: SourceFile) -> dict[str, int]:
    """The highest version of each PMID that has more than one; most files have none."""
    newest: dict[str, int] = {}
    rest = b""
    with file.open() as stream:
        for chunk in eight_bit(stream):
            for match in _LATER_VERSION.finditer(rest + chunk):
                pmid = match[2].decode()
                newest[pmid] = max(newest.get(pmid, 0), int(match[1]))
            rest = chunk[-60:]
    return newest


def _is_older(raw: str, newest: dict[str, int]) -> bool:
    own = _OWN_VERSION.search(raw)
    return own is not None and int(own[1]) < newest.get(own[2], 0)


def _record(piece: Piece, name: str) -> Record:
    if piece.reason:
        return Refused(name, piece.line, "", piece.reason, piece.raw)
    try:
        root = parse(piece.raw)
    except Unparsable as error:
        own = _OWN_VERSION.search(piece.raw)
        return Refused(name, piece.line, own[2] if own else "", str(error), piece.raw)
    paper = _book(root) if root.tag == _TAGS[1] else _article(root)
    paper.problems += [piece.problem] if piece.problem else []
    return paper.record(Source(FORMAT, name, piece.line, paper.key, piece.raw))


def _article(root: Element) -> Paper:
    citation = _child(root, "MedlineCitation")
    article = _child(citation, "Article")
    journal = _child(article, "Journal")
    issue = _child(_child(journal, "JournalIssue"), "PubDate")
    data = _child(root, "PubmedData")
    paper = Paper(
        title=text_of(_child(article, "ArticleTitle")),
        vernacular=text_of(_child(article, "VernacularTitle")),
        journal=text_of(_child(journal, "Title")) or text_of(_child(journal, "ISOAbbreviation")),
        date=_date(issue),
        other_dates=[_date(each) for each in _children(article, "ArticleDate")],
        languages=[text_of(each) for each in _children(article, "Language")],
        types=_types(article),
        keywords=_keywords(citation),
        links=_links(citation),
    )
    _set_identifiers(paper, citation, article, _child(data, "ArticleIdList"))
    _set_authors(paper, _children(article, "AuthorList"))
    paper.abstract = _abstract(_child(article, "Abstract")) or _abstract(
        _child(citation, "OtherAbstract")
    )
    paper.other_dates += [
        _date(each)
        for each in _children(_child(data, "History"), "PubMedPubDate")
        if each.get("PubStatus") == "pubmed"
    ]
    return paper


def _book(root: Element) -> Paper:
    document = _child(root, "BookDocument")
    book = _child(document, "Book")
    chapter = text_of(_child(document, "ArticleTitle"))
    title = text_of(_child(book, "BookTitle"))
    publisher = text_of(_child(_child(book, "Publisher"), "PublisherName"))
    paper = Paper(
        title=chapter or title,
        vernacular=text_of(_child(document, "VernacularTitle")),
        # A chapter stands in a book as an article in a journal; of a book its publisher is shown.
        journal=title if chapter and chapter != title else publisher,
        date=_date(_child(book, "PubDate")),
        other_dates=[_date(_child(document, "ContributionDate"))],
        languages=[text_of(each) for each in _children(document, "Language")],
        types=[*_types(document), "book"],
        keywords=_keywords(document),
        abstract=_abstract(_child(document, "Abstract")),
    )
    _set_identifiers(paper, document, document, _child(document, "ArticleIdList"))
    if not paper.doi:
        paper.doi = _location(book)
    own = [each for each in _children(document, "AuthorList") if each.get("Type") != "editors"]
    _set_authors(paper, own or _children(book, "AuthorList"))
    return paper


def _child(parent: Element | None, name: str) -> Element | None:
    return None if parent is None else parent.find(name)


def _children(parent: Element | None, name: str) -> list[Element]:
    return [] if parent is None else parent.findall(name)


def _date(element: Element | None) -> str:
    """A date in words: "1998 Jul" or "1998-07"; MedlineDate as it is; a season is no month."""
    if element is None:
        return ""
    given = text_of(element.find("MedlineDate"))
    year, month = text_of(element.find("Year")), text_of(element.find("Month"))
    if month.isdecimal():
        return f"{year}-{month}"
    return " ".join(text for text in (given, year, month) if text)


def _types(article: Element | None) -> list[str]:
    listed = _children(_child(article, "PublicationTypeList"), "PublicationType")
    return [text_of(each) for each in listed or _children(article, "PublicationType")]


def _keywords(parent: Element | None) -> list[str]:
    return [
        text_of(word)
        for words in _children(parent, "KeywordList")
        for word in _children(words, "Keyword")
    ]


def _set_identifiers(
    paper: Paper, citation: Element | None, article: Element | None, listed: Element | None
) -> None:
    # Only the paper's own list: every entry of its references has one as well.
    ids = {each.get("IdType"): text_of(each) for each in reversed(_children(listed, "ArticleId"))}
    pmid = _child(citation, "PMID")
    paper.pmid = text_of(pmid) or ids.get("pubmed", "")
    paper.doi = _location(article) or ids.get("doi", "")
    paper.pmcid = ids.get("pmc", "")
    version = "" if pmid is None else (pmid.get("Version") or "")
    paper.key = paper.pmid if version in ("", "1") else f"{paper.pmid}.{version}"


def _location(parent: Element | None) -> str:
    found = (
        text_of(each)
        for each in _children(parent, "ELocationID")
        if each.get("EIdType") == "doi" and each.get("ValidYN") != "N"
    )
    return next(found, "")


def _set_authors(paper: Paper, lists: list[Element]) -> None:
    for each in lists:
        for author in _children(each, "Author"):
            # PubMed keeps a misspelt name beside its correction, marked as not valid.
            if author.get("ValidYN") != "N" and (name := _name(author)):
                paper.authors.append(name)
        if each.get("CompleteYN") == "N":
            paper.problems.append("Its list of authors is not complete, says PubMed.")


def _name(author: Element) -> str:
    """As the atlas stores names: See, D M; a group by its name."""
    last = text_of(author.find("LastName"))
    if not last:
        return text_of(author.find("CollectiveName"))
    given = text_of(author.find("ForeName")) or text_of(author.find("Initials"))
    return stored_name(last, given, text_of(author.find("Suffix")))


def _abstract(abstract: Element | None) -> str:
    """The paragraphs; those of a structured abstract begin with their label."""
    paragraphs: list[str] = []
    for part in _children(abstract, "AbstractText"):
        label = " ".join((part.get("Label") or "").split())
        text = text_of(part)
        if text:
            named = label and label.upper() != "UNLABELLED"
            paragraphs.append(f"{label}: {text}" if named else text)
    return "\n\n".join(paragraphs)


def _links(citation: Element | None) -> list[Correction]:
    listed = _children(_child(citation, "CommentsCorrectionsList"), "CommentsCorrections")
    return [
        Correction.of(
            each.get("RefType") or "",
            text_of(each.find("RefSource")),
            text_of(each.find("PMID")),
        )
        for each in listed
    ]

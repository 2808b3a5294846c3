"""JATS front matter (NISO Z39.96): PubMed Central, Europe PMC's full texts, bioRxiv, publishers."""

from __future__ import annotations

import re
from collections.abc import Iterator

from curator_app.domain.entry import Source
from curator_app.formats.corrections import Correction
from curator_app.formats.markup_text import local, text_of
from curator_app.formats.names import stored_name
from curator_app.formats.paper import Paper, with_subtitle
from curator_app.formats.record import Record, Refused
from curator_app.formats.source_file import SourceFile
from curator_app.formats.xml_records import Element, Piece, Unparsable, parse, pieces

FORMAT = "jats"
# JATS article types by PubMed's names of the same; those of ordinary research say no design.
_TYPES = {
    "retraction": "retraction of publication",
    "partial-retraction": "retraction of publication",
    "correction": "published erratum",
    "expression-of-concern": "expression of concern",
    "review-article": "review",
    "systematic-review": "systematic review",
    "meta-analysis": "meta-analysis",
    "case-report": "case reports",
    "letter": "letter",
    "editorial": "editorial",
    "article-commentary": "comment",
    "news": "news",
    "abstract": "meeting abstract",
    "meeting-report": "meeting abstract",
    "protocol": "clinical trial protocol",
    "preprint": "preprint",
    "guideline": "guideline",
}
_LINKS = {
    "retracted-article": "retractionof",
    "retraction-forward": "retractionin",
    "corrected-article": "erratumfor",
    "correction-forward": "erratumin",
    "object-of-concern": "expressionofconcernfor",
    "expression-of-concern-forward": "expressionofconcernin",
    "concern-forward": "expressionofconcernin",
    "commentary-article": "commenton",
    "preprint-of": "preprintof",
}
# A printed issue dates a paper as PubMed does; what came online before is not that date.
_DATES = (
    "ppub",
    "print",
    "collection",
    "epub-ppub",
    "pub",
    "epub",
    "electronic",
    "epreprint",
    "preprint",
)
# Words of a title may be links (genes, data); its cross references are marks of notes.
_MARKS = frozenset({"fn", "xref"})
_NOTES = frozenset({"fn", "xref", "label", "contrib-group", "address", "aff", "email", "ext-link"})
_OTHER_ABSTRACTS = frozenset({"graphical", "teaser", "toc", "web-summary", "key-points", "video"})


def read_jats(file: SourceFile) -> Iterator[Record]:
    """The front matter of every article; bodies, references and sub-articles are passed over."""
    for piece in pieces(file, ("article",), ("front",)):
        yield _record(piece, file.name)


def _record(piece: Piece, name: str) -> Record:
    raw = piece.raw
    if piece.reason:
        return Refused(name, piece.line, "", piece.reason, raw)
    if not raw.endswith("</article>") and not raw.endswith("/>"):
        raw += "</article>"
    try:
        root = parse(raw)
    except Unparsable as error:
        return Refused(name, piece.line, "", str(error), raw)
    front = _child(root, "front")
    if front is None:
        return Refused(name, piece.line, "", "It has no front matter.", raw)
    paper = _paper(root, front)
    paper.problems += [piece.problem] if piece.problem else []
    return paper.record(Source(FORMAT, name, piece.line, paper.key, raw))


def _paper(root: Element, front: Element) -> Paper:
    meta = _child(front, "article-meta")
    kind = (root.get("article-type") or "").lower()
    listed = reversed(_all(meta, "article-id"))
    ids = {(each.get("pub-id-type") or "").lower(): text_of(each) for each in listed}
    pmc = ids.get("pmcid") or ids.get("pmc") or ids.get("pmcaid") or ""
    titles = _child(meta, "title-group")
    return Paper(
        key=ids.get("pmid") or ids.get("doi") or pmc,
        title=_title(titles),
        vernacular=text_of(_child(_child(titles, "trans-title-group"), "trans-title"), _MARKS),
        authors=_authors(meta),
        journal=_journal(_child(front, "journal-meta")),
        date=_date(meta),
        doi=ids.get("doi", ""),
        pmid=ids.get("pmid", ""),
        pmcid=f"PMC{pmc}" if pmc.isdecimal() else pmc,
        abstract=_abstract(meta),
        languages=[(root.get("{http://www.w3.org/XML/1998/namespace}lang") or "").split("-")[0]],
        types=[_TYPES.get(kind, kind)],
        keywords=[
            text_of(word) for group in _all(meta, "kwd-group") for word in _all(group, "kwd")
        ],
        links=_links(meta),
    )


def _all(parent: Element | None, *names: str) -> list[Element]:
    """The children of these names, in whatever namespace the file puts JATS."""
    if parent is None:
        return []
    return list(parent.iterchildren(*(f"{{*}}{name}" for name in names)))


def _child(parent: Element | None, *names: str) -> Element | None:
    return next(iter(_all(parent, *names)), None)


def _title(titles: Element | None) -> str:
    title = text_of(_child(titles, "article-title"), _MARKS)
    return with_subtitle(title, text_of(_child(titles, "subtitle"), _MARKS))


def _journal(meta: Element | None) -> str:
    group = _child(meta, "journal-title-group")
    title = _child(group, "journal-title")
    found = _child(meta, "journal-title") if title is None else title
    named = text_of(found)
    return named or text_of(_child(_child(meta, "publisher"), "publisher-name"))


def _authors(meta: Element | None) -> list[str]:
    names: list[str] = []
    for group in _all(meta, "contrib-group"):
        for each in _all(group, "contrib"):
            if (each.get("contrib-type") or "author") == "author":
                names.append(_name(each))
        names += [text_of(each, _NOTES) for each in _all(group, "collab")]
    return [name for name in names if name]


def _name(contrib: Element) -> str:
    holder = _child(contrib, "name-alternatives")
    holder = contrib if holder is None else holder
    name = _child(holder, "name", "string-name")
    group = _child(contrib, "collab", "collab-alternatives")
    if name is None:
        return text_of(group, _NOTES)
    last, given, suffix = (
        text_of(_child(name, part)) for part in ("surname", "given-names", "suffix")
    )
    # Particles stand in the surname; a prefix is a title of address and no part of the name.
    return stored_name(last, given, suffix) if last or given else text_of(name)


def _date(meta: Element | None) -> str:
    """The issue's; a collection's year gets its month from when the paper came online in it."""
    dated = {
        each.get("pub-type") or each.get("date-type") or "pub": each
        for each in reversed(_all(meta, "pub-date"))
    }
    ordered = [dated[kind] for kind in _DATES if kind in dated] or list(dated.values())
    dates = [
        (text_of(_child(each, "year")), text_of(_child(each, "month", "season")))
        for each in ordered
    ]
    year = next((year for year, _ in dates if year), "")
    month = next((month for its, month in dates if its == year and month), "")
    return f"{year}-{month}" if month.isdecimal() else f"{year} {month}".strip()


def _abstract(meta: Element | None) -> str:
    """The one of no special type; else the first that may stand for it."""
    given = [e for e in _all(meta, "abstract") if e.get("abstract-type") not in _OTHER_ABSTRACTS]
    best = min(given, key=lambda each: each.get("abstract-type") is not None, default=None)
    return "" if best is None else "\n\n".join(_paragraphs(best))


def _paragraphs(parent: Element) -> list[str]:
    """The sections' titles become labels of their first paragraphs."""
    found: list[str] = []
    for each in parent:
        if local(each) == "sec":
            inner = _paragraphs(each)
            title = text_of(_child(each, "title"), _NOTES).rstrip(":")
            if title and inner:
                inner[0] = f"{title}: {inner[0]}"
            found += inner
        elif local(each) not in ("title", "label", "") and (text := text_of(each, _MARKS)):
            found.append(text)
    return found


def _links(meta: Element | None) -> list[Correction]:
    found: list[Correction] = []
    for each in _all(meta, "related-article", "related-object"):
        kind = _LINKS.get((each.get("related-article-type") or each.get("link-type") or "").lower())
        if not kind:
            continue
        target = _href(each)
        by = (each.get("ext-link-type") or each.get("document-id-type") or "").lower()
        pmid = target if by in ("pmid", "pubmed") else ""
        where = text_of(each) or re.sub(r"\s+", " ", target)
        found.append(Correction.of(kind, where, pmid, "" if pmid else target))
    return found


def _href(element: Element) -> str:
    """The link's target, whatever its prefix was declared as."""
    links = (value for name, value in element.attrib.items() if str(name).endswith("}href"))
    return str(next(links, element.get("document-id") or ""))

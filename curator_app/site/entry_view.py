"""What the template of an evidence page is given: texts, links and lists, nothing to decide."""

from __future__ import annotations

from datetime import date
from typing import Any

from curator_app.domain.citation import (
    header_parts,
    page_bibtex,
    page_url,
    primary_citation,
    snapshot_line,
)
from curator_app.domain.entry import Entry, Relation
from curator_app.domain.identifiers import clean_doi
from curator_app.domain.pem import PARTLY
from curator_app.domain.publication import public_status
from curator_app.site.context import PageContext, doi_url, pmc_url, pubmed_url
from curator_app.site.criteria_words import expression_pieces, partly_note
from curator_app.site.metadata import highwire, json_ld
from curator_app.site.reader_text import paragraphs, reader_text

BANNERS = {
    "retracted": ("Retracted", "This paper has been retracted."),
    "withdrawn": ("Withdrawn", "This paper has been withdrawn."),
    "concern": (
        "Expression of concern",
        "The journal or publisher has expressed concern about this paper.",
    ),
    "corrected": ("Corrected", "A correction to this paper has been published."),
}


def long_date(iso: str) -> str:
    """`2026-05-26` as `26 May 2026`; anything else as it is."""
    try:
        day = date.fromisoformat(iso)
    except ValueError:
        return iso
    months = "January February March April May June July August September October November December"
    return f"{day.day} {months.split()[day.month - 1]} {day.year}"


def level_badge(value: str, context: PageContext) -> tuple[str, str]:
    """The evidence badge as (kind, label)."""
    label = context.labels.get(("evidence_level", value))
    return (f"level-{value.lower()}", label) if label else ("neutral", value)


def badges(entry: Entry, context: PageContext) -> list[tuple[str, str]]:
    """The badge row as (kind, label): evidence, confidence, PEM, type, peer review."""
    row: list[tuple[str, str]] = []
    if entry.evidence_level:
        row.append(level_badge(entry.evidence_level, context))
    if entry.confidence:
        row.append(("confidence", context.label("confidence", entry.confidence)))
    pem = context.catalogue.badge(entry.pem.status)
    if pem:
        row.append((pem.lower().replace(" ", "-"), pem))
    for name in ("publication_type", "peer_review_status"):
        value: str = getattr(entry, name)
        if value:
            row.append(("neutral", context.label(name, value)))
    return row


def evidence_view(entry: Entry, accessed: str, context: PageContext) -> dict[str, Any]:
    """Everything that the evidence page prints."""
    status = public_status(entry.retraction.status, entry.state)
    url = page_url(entry.slug, context.site_url)
    return {
        "title": entry.title,
        "title_lang": title_language(entry.title, entry.language),
        "url": url,
        "highwire": highwire(entry, url),
        "json_ld": json_ld(entry, context, accessed, status),
        "description": _description(entry),
        "banner": _banner(entry, status),
        "badges": badges(entry, context),
        "partly": partly_note(entry.criteria, entry.year, context)
        if entry.pem.status == PARTLY
        else "",
        "header": header_parts(entry.authors, entry.journal, entry.year),
        "doi_url": doi_url(entry.doi) if entry.doi else "",
        "quick_summary": paragraphs(entry.plain_summary),
        "sections": _sections(entry),
        "criteria": expression_pieces(entry.criteria.expr, context) if entry.criteria.expr else [],
        "related": _related(entry, context),
        "topics": entry.topics,
        "tags": entry.tags,
        "details": _details(entry, accessed, context),
        **_citation(entry, accessed, context),
    }


def title_language(title: str, language: str) -> str:
    """The title's language when it is surely the paper's: PubMed brackets a translated title."""
    return "" if language in ("", "en") or title.startswith("[") else language


def _description(entry: Entry) -> str:
    text = " ".join(paragraphs(entry.plain_summary))
    if len(text) <= 200:
        return text
    return text[:200].rsplit(" ", 1)[0].rstrip(" ,;:—–-") + " …"


def _banner(entry: Entry, status: str) -> dict[str, str] | None:
    if status not in BANNERS:
        return None
    heading, sentence = BANNERS[status]
    notice = entry.retraction.notice.strip()
    link = ""
    if doi := clean_doi(notice):
        link = doi_url(doi)
    elif notice.isdigit():
        link = pubmed_url(notice)
    elif notice.startswith(("https://", "http://")):
        link = notice
    return {
        "kind": "notice" if status == "corrected" else "alarm",
        "heading": heading,
        "sentence": sentence,
        "date": long_date(entry.retraction.date),
        "notice": notice,
        "link": link,
    }


def _sections(entry: Entry) -> list[tuple[str, str, list[str], list[str]]]:
    """(heading, kind, paragraphs, bullets) in the page's order, empty ones left out."""
    wanted: list[tuple[str, str, str, tuple[str, ...]]] = [
        ("Why It Matters", "", entry.why_it_matters, ()),
        ("Observed Findings", "", "", entry.observed_findings),
        ("Inferred Conclusions", "", "", entry.inferred_conclusions),
        ("Remaining Questions", "", "", entry.remaining_questions),
        ("What This Study Does Not Prove", "caution", entry.does_not_prove, ()),
        ("Advanced Summary", "", entry.advanced_summary, ()),
        ("Methodological strengths", "", "", entry.strengths),
        ("Limitations", "", "", entry.limitations),
    ]
    return [
        (heading, kind, paragraphs(text), [reader_text(item) for item in items])
        for heading, kind, text, items in wanted
        if text or items
    ]


def _related(entry: Entry, context: PageContext) -> list[dict[str, Any]]:
    """Relations to public studies, and to papers outside the atlas by their DOI."""
    shown: list[dict[str, Any]] = []
    for relation in entry.relations:
        item = _relation(relation, context)
        if item is not None:
            shown.append(item)
    return shown


def _relation(relation: Relation, context: PageContext) -> dict[str, Any] | None:
    label = context.label("relation_type", relation.type) or "Related"
    study = context.related.get(relation.target)
    note = reader_text(relation.note)
    if study is not None:
        header = " · ".join(p for p in (study.authors, study.journal, str(study.year or "")) if p)
        return {
            "label": label,
            "slug": study.slug,
            "href": "",
            "title": study.title,
            "header": header,
            "retraction": BANNERS.get(study.retraction, ("", ""))[0],
            "note": note,
        }
    doi = clean_doi(relation.target)
    if not doi:
        return None  # an entry that readers may not see: not even its address is told
    href, title = doi_url(doi), f"https://doi.org/{doi}"
    outside = {"slug": "", "href": href, "title": title, "header": "", "retraction": ""}
    return {"label": label, "note": note, **outside}


def _details(entry: Entry, accessed: str, context: PageContext) -> list[tuple[str, str, str]]:
    """The label, text and address ("" for none) of each line of the metadata list."""
    level = context.helps.get(("evidence_level", entry.evidence_level), "")
    rows: list[tuple[str, str, str]] = [
        ("DOI", entry.doi, doi_url(entry.doi) if entry.doi else ""),
        ("PubMed", entry.pmid, pubmed_url(entry.pmid) if entry.pmid else ""),
        ("PubMed Central", entry.pmcid, pmc_url(entry.pmcid) if entry.pmcid else ""),
        ("Sample size", reader_text(entry.sample_size), ""),
        ("Control group", reader_text(entry.control_group), ""),
        ("Evidence level", level, ""),
    ]
    for label, name in (
        ("Case definition quality", "case_definition_quality"),
        ("Disease context", "disease_context"),
        ("Research approach", "research_approach"),
        ("Research paradigm", "research_paradigm"),
    ):
        value: str = getattr(entry, name)
        rows.append((label, context.label(name, value) if value else "", ""))
    if entry.language not in ("", "en"):
        rows.append(("Language of the paper", context.label("language", entry.language), ""))
    rows.append(("Last updated", long_date(accessed), ""))
    return [row for row in rows if row[1]]


def _citation(entry: Entry, accessed: str, context: PageContext) -> dict[str, str]:
    cited = (entry.authors, entry.year, entry.title, entry.journal)
    return {
        "citation": primary_citation(*cited, ""),
        "citation_doi": f"https://doi.org/{entry.doi}" if entry.doi else "",
        "bibtex": page_bibtex(
            entry.slug,
            entry.authors,
            entry.title,
            entry.journal,
            entry.year,
            entry.doi,
            entry.pmid,
            context.site_url,
        ),
        "snapshot": snapshot_line(
            entry.slug, context.versions.line(), accessed, context.site_url
        ).removesuffix(page_url(entry.slug, context.site_url)),
    }

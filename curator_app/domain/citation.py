"""How a study is cited on its page: header line, primary citation, BibTeX and snapshot line.

Forms: page.md 1.4 and 1.5, measured on the public pages. One deliberate correction: the title's
own final mark is not doubled ("syndrome." once, "?" not followed by a full stop).
"""

from __future__ import annotations

from collections.abc import Sequence

SITE_URL = "https://www.mecfsatlas.com"
HEADER_ALL, HEADER_FIRST = 3, 3
CITATION_ALL, CITATION_FIRST = 6, 6


def page_url(slug: str, site_url: str = SITE_URL) -> str:
    """The canonical address of a study's page."""
    return f"{site_url}/evidence/{slug}"


def header_authors(authors: Sequence[str]) -> str:
    """Up to three authors in full; four or more: the first three and et al."""
    if len(authors) <= HEADER_ALL:
        return ", ".join(authors)
    return ", ".join(authors[:HEADER_FIRST]) + " et al."


def header_parts(authors: Sequence[str], journal: str, year: int | None) -> list[str]:
    """The texts of the header line before its DOI link; what is missing is left out."""
    return [part for part in (header_authors(authors), journal, str(year or "")) if part]


def citation_authors(authors: Sequence[str]) -> str:
    """A; A & B; three to six: A, B, & C; seven or more: the first six, et al."""
    if not authors:
        return "Unknown authors"
    if len(authors) == 1:
        return authors[0]
    if len(authors) == 2:
        return f"{authors[0]} & {authors[1]}"
    if len(authors) <= CITATION_ALL:
        return f"{', '.join(authors[:-1])}, & {authors[-1]}"
    return f"{', '.join(authors[:CITATION_FIRST])}, et al."


def _sentence(text: str) -> str:
    text = text.strip()
    return text if not text or text.endswith((".", "?", "!", "…", "。", "؟")) else f"{text}."


def primary_citation(
    authors: Sequence[str], year: int | None, title: str, journal: str, doi: str
) -> str:
    """The citation of the paper itself: `Authors (year). Title. Journal. https://doi.org/...`."""
    when = f"({year})." if year else "(n.d.)."
    parts = [
        f"{citation_authors(authors)} {when}",
        _sentence(title),
        _sentence(journal),
    ]
    if doi:
        parts.append(f"https://doi.org/{doi}")
    return " ".join(part for part in parts if part)


def page_bibtex(
    slug: str,
    authors: Sequence[str],
    title: str,
    journal: str,
    year: int | None,
    doi: str,
    pmid: str,
    site_url: str = SITE_URL,
) -> str:
    """The page's BibTeX block: fields in the site's order, values as stored, empty ones left out.

    Unbalanced braces would break the record, so a value's stray brace is dropped.
    """
    fields = [
        ("author", " and ".join(authors) or "{Unknown authors}"),
        ("title", title),
        ("journal", journal),
        ("year", str(year or "")),
        ("doi", doi),
        ("note", f"PubMed: {pmid}" if pmid else ""),
        ("url", page_url(slug, site_url)),
    ]
    lines = [f"{name} = {{{_balanced(value)}}}," for name, value in fields if value]
    return "\n".join([f"@article{{mecfsatlas-{slug},", *lines, "}"])


def _balanced(value: str) -> str:
    value = " ".join(value.split())
    if "{" not in value and "}" not in value:
        return value
    depth = 0
    for char in value:
        depth += (char == "{") - (char == "}")
        if depth < 0:
            break
    return value if depth == 0 else value.replace("{", "").replace("}", "")


def snapshot_line(slug: str, versions: str, accessed: str, site_url: str = SITE_URL) -> str:
    """The line for those who refer to the atlas's reading: versions, ISO date and address."""
    return f"ME/CFS Atlas. {versions}. Accessed {accessed}. {page_url(slug, site_url)}"

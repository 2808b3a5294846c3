"""BibTeX: an @article per entry, safe to hand to LaTeX, UTF-8.

Carries the paper's record: the fields of its page (page.md 1.5: author, title, journal, year, doi,
note with the PMID, url), and month, pmcid, language and tags (keywords). The address is in the key.
What came from BibTeX and was not edited since is written as it was there (`bibtex_kept`); all other
text is Unicode with the signs escaped that LaTeX would obey. Reading the file and writing it again
gives the same bytes. It cannot carry the publication type (the atlas cites all as articles), nor
the atlas's reading: levels, summaries, findings, criteria, PEM, relations, retraction, state.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from curator_app.domain.citation import page_url
from curator_app.domain.entry import Entry
from curator_app.formats.bibtex_fields import OWN_KEY, own_text
from curator_app.formats.bibtex_kept import kept
from curator_app.formats.dates import MONTHS
from curator_app.formats.latex import escape


def bibtex(entries: Iterable[Entry], site_url: str) -> Iterator[bytes]:
    """One record per entry, each with an empty line after it."""
    for entry in entries:
        yield _article(entry, site_url).encode("utf-8", "replace")


def _article(entry: Entry, site_url: str) -> str:
    fields = [
        ("author", " and ".join(_author(name) for name in entry.authors)),
        ("title", kept(entry, "title", own_text) or escape(entry.title)),
        ("journal", kept(entry, "journal", own_text) or escape(entry.journal)),
        ("year", str(entry.year or "")),
        ("month", MONTHS[entry.month - 1] if entry.month else ""),
        ("doi", _verbatim(entry.doi)),
        ("pmcid", entry.pmcid),
        ("language", entry.language),
        ("keywords", ", ".join(_tag(tag) for tag in entry.tags)),
        ("note", f"PubMed: {entry.pmid}" if entry.pmid else ""),
        ("url", page_url(entry.slug, site_url)),
    ]
    lines = [f"  {name} = {_value(name, value)},\n" for name, value in fields if value]
    return "".join([f"@article{{{OWN_KEY}{entry.slug},\n", *lines, "}\n\n"])


def _value(name: str, value: str) -> str:
    """A month by its abbreviation, which every style knows how to print."""
    return value if name == "month" else f"{{{value}}}"


def _author(name: str) -> str:
    """A name as BibTeX takes it; a group in braces, so that its "and" parts nothing."""
    text = escape(name)
    parted = text.count(",") == 1 and text == text.strip(",; ")
    return text if parted and " and " not in f" {text.lower()} " else f"{{{text}}}"


def _tag(tag: str) -> str:
    """A tag with a comma in braces, which keep it together."""
    text = escape(tag)
    return f"{{{text}}}" if "," in text or ";" in text else text


def _verbatim(value: str) -> str:
    """BibTeX styles print DOIs as they stand: no escapes, but nothing that breaks the record."""
    return value.replace("{", "%7B").replace("}", "%7D").replace("\\", "%5C")

"""What columns are called by PubMed, Scopus, Web of Science, Zotero, EndNote, Covidence, Rayyan…

The forms are those of `columns.plain_heading`. Of a field's names the first that a table has
counts: Scopus gives authors twice and the journal three times.
"""

from __future__ import annotations

from collections.abc import Mapping

HEADINGS: Mapping[str, tuple[str, ...]] = {
    "title": (
        *("title", "articletitle", "papertitle", "documenttitle", "primarytitle", "titleofarticle"),
        *("studytitle", "titleofpaper", "itemtitle", "titel", "titre", "titulo", "titolo", "ti"),
        "t1",
    ),
    "authors": (
        *("authorfullnames", "authors", "author", "authornames", "authorsfullnames", "authorlist"),
        *("authorstring", "creators", "firstauthors", "autoren", "autor", "auteurs", "autores"),
        *("autori", "authorshipsauthordisplayname"),
    ),
    "journal": (
        *("journal", "journaltitle", "fulljournaltitle", "sourcetitle", "publicationtitle"),
        *("journalbook", "publicationname", "containertitle", "journalname", "secondarytitle"),
        *("booktitle", "zeitschrift", "revue", "revista", "rivista", "t2", "jf", "jo", "pubtitle"),
        "primarylocationsourcedisplayname",
    ),
    "year": (
        *("year", "publicationyear", "publishedyear", "pubyear", "yearpublished", "issued"),
        *("yearofpublication", "publicationdate", "datepublished", "pubdate", "date", "jahr"),
        *("annee", "ano", "anno", "erscheinungsjahr"),
    ),
    "month": ("month", "publishedmonth", "publicationmonth", "monat"),
    "doi": ("doi", "articledoi", "digitalobjectidentifier", "itemdoi", "doilink", "doiurl"),
    "pmid": ("pmid", "pubmedid", "medlinepmid", "pubmed", "idspmid"),
    "pmcid": ("pmcid", "pmc"),
    "abstract": ("abstract", "abstractnote", "abstracttext", "zusammenfassung", "resume"),
    "language": ("language", "languageoforiginaldocument", "originallanguage", "sprache"),
    "publication_type": (
        *("publicationtype", "documenttype", "itemtype", "pubtype", "referencetype"),
        *("articletype", "entrytype", "publicationtypes", "type"),
    ),
    "tags": ("keywords", "authorkeywords", "tags", "manualtags", "keyword", "schlagworter"),
    "key": ("key", "citationkey", "bibtexkey", "citekey", "covidence", "eid", "id", "recordid"),
}
WEB_OF_SCIENCE: Mapping[str, str] = {
    "AF": "authors", "AU": "authors", "TI": "title", "SO": "journal", "LA": "language",
    "DT": "publication_type", "DE": "tags", "AB": "abstract", "PD": "month", "PY": "year",
    "DI": "doi", "PM": "pmid", "UT": "key",
}  # fmt: skip
"""The two-letter headings of its tab-delimited export."""
BY_HEADING: Mapping[str, tuple[str, int]] = {
    heading: (field, rank)
    for field, headings in HEADINGS.items()
    for rank, heading in enumerate(headings)
}
ADDRESSES = frozenset({"url", "link", "urls", "links", "fulltexturl", "articleurl"})
"""Columns of addresses: they are the DOI where most of them are addresses of one."""

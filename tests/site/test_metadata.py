"""What machines read on an evidence page."""

import json

from lxml import html

from curator_app.domain.entry import Entry
from curator_app.site.pages import evidence_page
from tests.site.samples import DAY, FULL, RETRACTED, context


def page(entry: Entry) -> bytes:
    return evidence_page(entry, DAY, context())


def test_reference_managers_find_the_paper() -> None:
    tree = html.fromstring(page(FULL))
    tags = [(m.get("name"), m.get("content")) for m in tree.iter("meta") if m.get("name")]
    found = [pair for pair in tags if str(pair[0]).startswith("citation_")]
    assert found == [
        ("citation_title", FULL.title),
        *(("citation_author", author) for author in FULL.authors),
        ("citation_journal_title", FULL.journal),
        ("citation_publication_date", "2021/11"),
        ("citation_doi", FULL.doi),
        ("citation_pmid", FULL.pmid),
        (
            "citation_abstract_html_url",
            "https://www.mecfsatlas.com/evidence/garcia-marin-2021-two-day",
        ),
    ]


def test_json_ld_describes_the_paper() -> None:
    (script,) = html.fromstring(page(RETRACTED)).iter("script")
    data = json.loads(script.text_content())
    assert data["@type"] == "ScholarlyArticle"
    assert data["@id"] == f"https://doi.org/{FULL.doi}"
    assert data["creativeWorkStatus"] == "Retracted"
    assert data["author"] == [
        {"@type": "Person", "name": "Stein, P", "familyName": "Stein", "givenName": "P"}
    ]
    assert data["subjectOf"]["dateModified"] == DAY

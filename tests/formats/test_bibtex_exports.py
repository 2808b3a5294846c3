"""BibTeX as databases and people really write it: names, keywords, identifiers, markup."""

from typing import Any

import pytest

from curator_app.formats.bibtex import authors_of, read_bibtex
from curator_app.formats.latex import to_text
from curator_app.formats.record import Draft, Refused


def values(text: str) -> dict[str, Any]:
    (found,) = read_bibtex(text, "export.bib")
    assert isinstance(found, Draft), found
    return found.values


@pytest.mark.parametrize(
    ("given", "names"),
    [
        ("Hyde BM and van der Meer JW Jr", ["Hyde, BM", "van der Meer, JW Jr"]),
        ("Hickie I and {Dubbo Group} and others", ["Hickie, I", "Dubbo Group"]),
        ("See, D and {et al.}", ["See, D"]),
        ("Bolt B. A. and Roe, N. A.", ["Bolt, B. A.", "Roe, N. A."]),
        ("Smith J, Doe AB, Roe C", ["Smith, J", "Doe, AB", "Roe, C"]),
        ("Smith, J., Doe, A. and Roe, B.", ["Smith, J.", "Doe, A.", "Roe, B."]),
        ("A. B. Smith, C. Doe", ["Smith, A. B.", "Doe, C."]),
        ("Smith, John, Jr", ["Smith, John Jr"]),
        ("Martin Luther King, Jr.", ["King, Martin Luther Jr."]),
        ("John van der Berg III", ["van der Berg, John III"]),
        ("Wei Zhang and Ann LI", ["Zhang, Wei", "LI, Ann"]),  # as BibTeX reads them
        ("AA bb CC", ["bb CC, AA"]),
        ("bb CC,XX, AA", ["bb CC, AA XX"]),
    ],
)
def test_names(given: str, names: list[str]) -> None:
    assert authors_of(given)[0] == names


@pytest.mark.parametrize(
    ("given", "tags"),
    [
        ("Humans; Fatigue Syndrome, Chronic", ["Humans", "Fatigue Syndrome, Chronic"]),
        (
            "Humans, {Fatigue Syndrome, Chronic}, rest",
            ["Humans", "Fatigue Syndrome, Chronic", "rest"],
        ),
        (
            "Adult\n*Fatigue Syndrome, Chronic\nHumans",
            ["Adult", "Fatigue Syndrome, Chronic", "Humans"],
        ),
        ("fatigue, rest,\nsleep", ["fatigue", "rest", "sleep"]),
        ("chronic fatigue\n  syndrome, rest", ["chronic fatigue syndrome", "rest"]),
        ("{fatigue; rest, long}", ["fatigue", "rest, long"]),
        (r"R\&amp;D, {\"U}bung, {", ["R&D", "Übung"]),
    ],
)
def test_keywords(given: str, tags: list[str]) -> None:
    assert values(f"@article{{k, title={{T}}, keywords = {{{given}}}")["tags"] == tags


@pytest.mark.parametrize(
    ("field", "doi"),
    [
        ("doi = {http://doi.acm.org/10.1145/1137627.1137631}", "10.1145/1137627.1137631"),
        ("doi = {https://doi-org.proxy.example.edu/10.1000/x}", "10.1000/x"),
        ("url = {http://doi.wiley.com/10.1002/acr.2}", "10.1002/acr.2"),
        ("url = {https://www.tandfonline.com/doi/full/10.1080/2.1?x=1}", "10.1080/2.1"),
        ("url = {https://onlinelibrary.wiley.com/doi/10.1002/a.b/abstract}", "10.1002/a.b"),
        (r"howpublished = {\url{https://doi.org/10.5281/zenodo.1}}", "10.5281/zenodo.1"),
        ("note = {10.1007/s1-2}", "10.1007/s1-2"),
        (r"url = {https://journals.plos.org/plosone/article?id=10.1371/j.p.1}", "10.1371/j.p.1"),
        ("url = {https://link.springer.com/book/10.1007/978-3}", None),
        ("url = {https://example.org/10.1000/x}", None),
    ],
)
def test_the_doi_in_the_address_of_the_papers_page(field: str, doi: str | None) -> None:
    assert values(f"@article{{k, title={{T}}, {field}}}").get("doi") == doi


@pytest.mark.parametrize(
    ("key", "pmid"),
    [("PMID:8950000", "8950000"), ("pmid8950000", "8950000"), ("smith8950000", None)],
)
def test_the_pmid_that_is_only_in_the_key(key: str, pmid: str | None) -> None:
    assert values(f"@article{{{key}, title={{T}}}}").get("pmid") == pmid


@pytest.mark.parametrize(
    ("fields", "tags"),
    [
        ("author_keywords={pacing; rest}, keywords={human; adult}", ["pacing", "rest"]),
        ("keyword={fatigue}", ["fatigue"]),
        ("tags={fatigue, rest}", ["fatigue", "rest"]),
    ],
)
def test_keywords_by_other_names(fields: str, tags: list[str]) -> None:
    assert values(f"@article{{k, title={{T}}, {fields}}}")["tags"] == tags


def test_identifiers_in_notes_of_zotero_and_texmed() -> None:
    assert values("@article{k, title={T}, note={{PMID:} 8950000}}")["pmid"] == "8950000"
    found = values(
        r"""@Article{a, Title="{T}", Note="[PubMed Central:\href{https://a.b/PMC12}{PMC12}]
        [DOI:\href{https://dx.doi.org/10.1000/x.1}{10.1000/x.1}]
        [PubMed:\href{https://a.b/8950000}{8950000}]"}"""
    )
    assert found == {"title": "T", "doi": "10.1000/x.1", "pmid": "8950000", "pmcid": "PMC12"}
    own = values("@article{mecfsatlas-see-1996-rest, title={T}, note={PMID: 8950000}}")
    assert own["pmid"] == "8950000"
    other = values("@article{k, title={T}, note={Erratum in: doi: 10.1000/y. PMID: 8950001}}")
    assert "doi" not in other


def test_a_pmcid_in_the_field_of_the_pmid() -> None:
    assert values("@article{k, title={T}, pmid={PMC12}}") == {"title": "T", "pmcid": "PMC12"}


def test_html_in_abstracts_and_titles() -> None:
    found = values(
        "@article{k, title={10<sup>6</sup> cells}, abstract={<h4>Aim</h4>To rest.<p>So.</p>}}"
    )
    assert (found["title"], found["abstract"]) == ("10⁶ cells", "Aim To rest. So.")


@pytest.mark.parametrize(
    ("fields", "kind"),
    [
        ("document_type={Review}", "review_narrative"),
        ("type={{Editorial Material}}", "editorial"),
        ("type={Article}", None),
        ("type={Dissertation}", None),
    ],
)
def test_the_type_that_scopus_and_web_of_science_name(fields: str, kind: str | None) -> None:
    assert values(f"@article{{k, title={{T}}, {fields}}}").get("publication_type") == kind


@pytest.mark.parametrize(
    ("latex", "text"),
    [
        (r"{{\BibTeX}ing} with \TUG{} and \Large size", "BibTeXing with TUG and size"),
        (r"\enquote{Rest} and \mkbibquote{the {ME} of it}", "“Rest” and “the ME of it”"),
        (r"37\,$^{\circ}$C, 5\textdegree C, 2\,\textmu g, $^\circ$", "37 °C, 5°C, 2 µg, °"),
        (r"DNA$_{\textrm{2}}$, $4^{\textrm{th}}$, $\mathsf{x}=1$", "DNA2, 4th, x=1"),
        (r"200\,{\mbox{$\mu$}}{J}, $-$50\,dB, $25\%$, 5\degree C", "200 μJ, -50 dB, 25%, 5°C"),
        (r"method\hyphen independent Z\kern.05em u", "method-independent Z u"),
    ],
)
def test_macros(latex: str, text: str) -> None:
    assert to_text(latex) == text


def test_what_the_atlas_stored_is_read_as_it_stands() -> None:
    assert authors_of("anon and {others} and See, D", as_stored=True)[0] == [
        "anon",
        "others",
        "See, D",
    ]


def test_nobody_and_no_abstract() -> None:
    given = "author={[No author name available]}, abstract={[No abstract available]}"
    assert values(f"@article{{k, title={{T}}, {given}}}") == {"title": "T"}


def test_a_part_of_a_book_by_the_same_authors() -> None:
    text = """
        @inbook{a, title={A chapter}, crossref={b}}
        @inbook{c, pages={3}, crossref={b}}
        @incollection{d, title={Other}, crossref={b}}
        @book{b, author={See, D}, title={The book}, year=1996}
    """
    chapter, pages, other, _ = read_bibtex(text, "x.bib")
    assert isinstance(chapter, Draft)
    assert chapter.values == {
        "title": "A chapter",
        "authors": ["See, D"],
        "journal": "The book",
        "year": 1996,
    }
    assert isinstance(pages, Draft)
    assert pages.values == {"title": "The book", "authors": ["See, D"], "year": 1996}
    assert isinstance(other, Draft)
    assert "authors" not in other.values


def test_a_record_that_ends_in_its_key_is_not_swallowed_by_one_in_parentheses() -> None:
    found = read_bibtex('@string(j = "J")\n@article{a\n@article{b, title={T}}', "x.bib")
    assert [type(record).__name__ for record in found] == ["Refused", "Draft"]
    assert isinstance(found[0], Refused)
    assert (found[0].line, found[0].key) == (2, "a")

"""BibTeX as other programs and tired people write it: what their own test files are about."""

from typing import Any

import pytest

from curator_app.formats.bibtex import authors_of, read_bibtex
from curator_app.formats.latex import to_identifier, to_text
from curator_app.formats.record import Draft


def values(text: str, key: str = "a") -> dict[str, Any]:
    for record in read_bibtex(text, "a.bib"):
        if isinstance(record, Draft) and record.source.key == key:
            return record.values
    raise AssertionError(text)


@pytest.mark.parametrize(
    ("given", "names"),
    [
        ("Smith, John; Jones, Bob", ["Smith, John", "Jones, Bob"]),
        (
            "S. Holgate, A. Komaroff, D. Mangan and S. Wessely",
            ["Holgate, S.", "Komaroff, A.", "Mangan, D.", "Wessely, S."],
        ),
        ("King, Jr., Martin Luther", ["King, Martin Luther Jr."]),
        ("de la Cruz, Jr., Juan P.", ["de la Cruz, Juan P. Jr."]),
        ("family=Salam, given=Abdus and prefix=de, family=Boer", ["Salam, Abdus", "de Boer"]),
        ("山田 太郎 and Иванов, И. И.", ["山田, 太郎", "Иванов, И. И."]),
        ("{Smith; Sons and Daughters}", ["Smith; Sons and Daughters"]),
        ("M&uuml;ller, J", ["Müller, J"]),
    ],
)
def test_names_are_parted_as_they_were_meant(given: str, names: list[str]) -> None:
    assert values(f"@article{{a, title={{T}}, author={{{given}}}}}")["authors"] == names
    assert authors_of("Roe, J")[0] == ["Roe, J"]


@pytest.mark.parametrize(
    ("fields", "year", "month"),
    [
        ("year={forthcoming}, date={2020-05-03}", 2020, 5),
        ("year={2018}, date={2019-05}", 2018, None),
        ('year=2001, month="10~" # jan', 2001, 1),
        ("year=2001, month={Sept./Oct.}", 2001, 9),
    ],
)
def test_dates(fields: str, year: int, month: int | None) -> None:
    found = values(f"@article{{a, title={{T}}, {fields}}}")
    assert (found["year"], found.get("month")) == (year, month)


@pytest.mark.parametrize(
    ("latex", "text"),
    [
        (r"see \href{http://a.org/~b}{the text} and \url{http://x.org/~a_b}", None),
        (r"\mbox{ME/CFS} and \textup{VO2}", "ME/CFS and VO2"),
        (r"p \textless 0.05", "p <0.05"),
        (r"\'{\OE}uvre, \'\ae, \"{\i}", "\u0152\u0301uvre, ǽ, ï"),
        (r"\pounds 5 \copyright{} 2001", "£5 © 2001"),
        (r"\sqrt[3]{2} \href{x} \footnote", "[3]2"),
        (r"{\noopsort{1973}Smith}", "Smith"),
    ],
)
def test_latex_that_the_converter_stumbles_over(latex: str, text: str | None) -> None:
    assert to_text(latex) == (text or "see the text and http://x.org/~a_b")


def test_angle_brackets_of_an_old_doi() -> None:
    assert to_identifier(r"10.1002/a\textless b{\textgreater}c") == "10.1002/a<b>c"


def test_html_of_publishers() -> None:
    found = values(
        "@article{a, title={A <i>Borrelia</i> study of x &lt; y &#x3b1;},"
        r" journal={Brain \&amp; Mind}, abstract={{\textless}q{\textgreater} &lt; 1}}"
    )
    assert found["title"] == "A Borrelia study of x < y α"
    assert found["journal"] == "Brain & Mind"
    assert found["abstract"] == "<q> < 1"


def test_a_value_ends_where_it_is_closed() -> None:
    found = values("@article{a, title={T}, author={See, D M}, , , journal = , year={1999}}")
    assert found == {"title": "T", "authors": ["See, D M"], "year": 1999}


def test_a_key_without_its_comma() -> None:
    found = values("@article{a title={One},\n year={1999}}")
    assert found == {"title": "One", "year": 1999}


def test_a_child_takes_place_and_year_from_its_volume() -> None:
    text = """
        @inproceedings{a, crossref={Vol}, title={Child}, author={Doe, J}}
        @article{b, xdata={j, k}, title={Other}}
        @proceedings{vol, title={The Volume}, year=2003, doi={10.1000/vol}, author={Ed, A}}
        @xdata{j, journal={Journal}, xdata={k}}
        @xdata{k, year={2011}, xdata={j}}
        @article{c, crossref={c}, title={A circle}}
    """
    assert values(text) == {
        "title": "Child",
        "authors": ["Doe, J"],
        "journal": "The Volume",
        "year": 2003,
    }
    assert values(text, "b") == {"title": "Other", "journal": "Journal", "year": 2011}
    assert values(text, "c") == {"title": "A circle"}
    assert len(read_bibtex(text, "a.bib")) == 4

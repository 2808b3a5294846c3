"""Filters of the list as people write them."""

import pytest

from tests.cli.conftest import Atlas


def slugs(atlas: Atlas, *argv: str) -> list[str]:
    return [row["slug"] for row in atlas("list", "--json", *argv).json]


@pytest.fixture
def filled(atlas: Atlas) -> Atlas:
    atlas("new", "title=One", "slug=one", "year=1994", "doi=10.1000/One", "publication_type=rct",
          'criteria={"expr":"oxford_1991"}')  # fmt: skip
    atlas("new", "title=Two", "slug=two", "retraction=retracted")
    return atlas


@pytest.mark.parametrize(
    ("chosen", "found"),
    [
        ("pem=not_required", ["one"]),
        ("pem=PEM not required", ["one"]),
        ("pem=unclear", ["two"]),
        ("criteria=none", ["two"]),
        ("criteria=oxford_1991", ["one"]),
        ("doi=none", ["two"]),
        ("doi=https://doi.org/10.1000/ONE", ["one"]),
        ("year=none", ["two"]),
        ("year=1990-1999", ["one"]),
        ("publication_type=RCT", ["one"]),
        ("retraction=none", ["one"]),
        ("retraction=Retracted", ["two"]),
        ("journal=none", ["one", "two"]),
    ],
)
def test_filters(filled: Atlas, chosen: str, found: list[str]) -> None:
    assert slugs(filled, "--filter", chosen) == found


@pytest.mark.parametrize("chosen", ["pem=maybe", "retraction=perhaps", "state=gone", "colour=red"])
def test_a_filter_that_can_find_nothing_is_refused(filled: Atlas, chosen: str) -> None:
    refused = filled("list", "--filter", chosen)
    assert (refused.code, refused.out, refused.err.count("\n")) == (1, "", 1)


@pytest.mark.parametrize("limit", ["-1", "x", "9" * 30, "1.5"])
def test_a_limit_is_a_number(filled: Atlas, limit: str) -> None:
    assert filled("list", f"--limit={limit}").code == 2
    assert slugs(filled, "--limit", "0") == []
    assert slugs(filled, "--limit", "1") == ["one"]


def test_a_field_given_twice_is_refused(filled: Atlas) -> None:
    refused = filled("set", "one", "title=A", "title=B")
    assert (refused.code, filled("show", "one", "--json").json["title"]) == (1, "One")

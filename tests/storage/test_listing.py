"""Orders, filters and counts, each against the same thing done in Python."""

import random
from array import array
from collections import Counter

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from curator_app.domain.entry import Entry, is_public, new_id
from curator_app.domain.query import SORTS, EntryRow, ListQuery
from curator_app.errors import BadValue, NotFound
from curator_app.storage import entries
from curator_app.storage.columns import FACETS, STATE_ORDER, fold
from curator_app.storage.database import Database
from tests.builders import CRITERIA, study
from tests.storage.saving import change, save_new, slugs

STATES = ("imported", "drafting", "ready", "published")
LEVELS = ("", "E0", "E2")
JOURNALS = ("", "Brain", "Ärzteblatt", "lancet", "J. *Odd* [Names]?")

STUDIES = st.lists(
    st.builds(
        Entry,
        title=st.sampled_from(["", "Zebra", "apple", "Éclair", "“Quoted” title", "[Bracketed]"]),
        authors=st.lists(st.sampled_from(["See, D", "Ándre, M", "zed, Q"]), max_size=2).map(tuple),
        journal=st.sampled_from(JOURNALS),
        year=st.none() | st.integers(1990, 1996),
        state=st.sampled_from(STATES),
        evidence_level=st.sampled_from(LEVELS),
        criteria=CRITERIA,
        removed=st.booleans(),
    ),
    max_size=12,
)
FILTERS = st.fixed_dictionaries(
    {},
    optional={
        "state": st.lists(st.sampled_from(STATES), max_size=2, unique=True).map(tuple),
        "evidence_level": st.lists(st.sampled_from(LEVELS), max_size=2, unique=True).map(tuple),
        "year": st.sampled_from([("1992",), ("1990-1993",), ("-1991", "1996"), ("",)]),
        "journal": st.lists(st.sampled_from(JOURNALS), max_size=2, unique=True).map(tuple),
        "criteria": st.sampled_from([("fukuda_1994",), ("ccc_2003", "iom_2015"), ("",)]),
    },
)


def _years(value: str) -> range:
    low, dash, high = value.partition("-")
    return range(int(low or 0), int(high or 9999) + 1) if dash else range(int(low), int(low) + 1)


def _wanted(entry: Entry, name: str, values: tuple[str, ...]) -> bool:
    if not values:
        return True
    if name == "year":
        spans = [_years(value) for value in values if value]
        return any(entry.year in s for s in spans) or (entry.year is None and "" in values)
    if name == "criteria":
        return bool({*(entry.criteria.definitions() or ("",))} & set(values))
    return getattr(entry, name) in values


def _key(entry: Entry, sort: str) -> object:
    return {
        "title": fold(entry.title),
        "authors": fold(" ".join(entry.authors)),
        "journal": fold(entry.journal),
        "year": -1 if entry.year is None else entry.year,
        "evidence_level": entry.evidence_level,
        "pem": 3,
        "state": STATE_ORDER.index(entry.state),
        "changed": 0,
        "slug": entry.slug,
    }[sort]


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(made=STUDIES, filters=FILTERS, sort=st.sampled_from(SORTS), down=st.booleans())
def test_a_view_is_what_python_would_make_of_it(
    tmp_path_factory: pytest.TempPathFactory,
    made: list[Entry],
    filters: dict[str, tuple[str, ...]],
    sort: str,
    down: bool,
) -> None:
    folder = tmp_path_factory.mktemp("view")
    made = [e.with_(id=new_id(), slug=f"s-{number:02}") for number, e in enumerate(made)]
    db = Database.open(folder / "atlas.db", backups=folder)
    save_new(db, made)
    for removed in (False, True):
        shown = [
            (number, e)
            for number, e in enumerate(made, 1)
            if e.removed == removed and all(_wanted(e, n, v) for n, v in filters.items())
        ]
        shown.sort(key=lambda pair: (_key(pair[1], sort), pair[0]), reverse=down)
        query = ListQuery(filters=filters, sort=sort, descending=down, removed=removed)
        with db.read() as conn:
            assert list(entries.ids(conn, query)) == [number for number, _ in shown]
    with db.read() as conn:
        counted = entries.facets(conn, ListQuery(filters=filters), ["state", "criteria", "year"])
    for name, values in (
        ("state", lambda e: [e.state]),
        ("criteria", lambda e: e.criteria.definitions() or [""]),
        ("year", lambda e: ["" if e.year is None else str(e.year)]),
    ):
        others = {key: value for key, value in filters.items() if key != name}
        expected = Counter(
            value
            for e in made
            if not e.removed and all(_wanted(e, n, v) for n, v in others.items())
            for value in values(e)
        )
        assert dict(counted[name]) == dict(expected)
    db.close()


def test_ids_are_an_array_and_limited(shelf: Database) -> None:
    with shelf.read() as conn:
        found = entries.ids(conn, ListQuery(limit=7))
        searched = entries.ids(conn, ListQuery(text="fatigue", limit=3))
    assert isinstance(found, array)
    assert list(found) == list(range(40, 33, -1))
    assert len(searched) == 3


def test_the_latest_change_comes_first(shelf: Database) -> None:
    changed = change(shelf, slugs(shelf)[-1], title="Now changed")
    assert slugs(shelf)[0] == changed.slug


def test_accents_and_case_do_not_matter_for_order() -> None:
    words = ["Éclair", "apple", "“Zebra”", "banana"]
    assert sorted(words, key=fold) == ["apple", "banana", "Éclair", "“Zebra”"]


@pytest.mark.parametrize("value", ["MMXX", "19-19-19", "-", "1990 to 1992"])
def test_a_year_that_is_none_is_refused(shelf: Database, value: str) -> None:
    with pytest.raises(BadValue, match="is not a year"), shelf.read() as conn:
        entries.ids(conn, ListQuery(filters={"year": (value,)}))


def test_identifiers_filter_exactly(shelf: Database) -> None:
    def one(name: str, value: str) -> list[str]:
        return slugs(shelf, ListQuery(filters={name: (value,)}))

    expected = [study(7).slug]
    assert one("doi", "10.1000/TEST.7") == expected
    assert one("doi", "https://doi.org/10.1000/test.7") == expected
    assert one("pmid", "10000007") == expected
    assert one("slug", study(7).slug) == expected
    assert one("pmid", "7") == []


def test_many_journals_are_counted_too(db: Database) -> None:
    """More values than a sign has ASCII letters, marks of GLOB among them."""
    save_new(db, [study(n).with_(journal=f"J {n % 211}") for n in range(450)])
    with db.read() as conn:
        counted = dict(entries.facets(conn, ListQuery(), ["journal"])["journal"])
        for number in (0, 28, 30, 58, 60, 61, 92, 210):
            name = f"J {number}"
            query = ListQuery(filters={"journal": (name,)})
            assert len(entries.ids(conn, query)) == counted[name] == len(range(number, 450, 211))


def test_counts_of_a_search(shelf: Database) -> None:
    with shelf.read() as conn:
        query = ListQuery(text="fatigue")
        found = entries.rows(conn, entries.ids(conn, query))
        counted = entries.facets(conn, query, FACETS)
    assert counted["evidence_level"] == sorted(
        Counter(row.evidence_level for row in found).items(), key=lambda i: (-i[1], i[0])
    )
    assert sum(number for _, number in counted["year"]) == len(found) > 5


def test_what_cannot_be_counted_is_refused(shelf: Database) -> None:
    with pytest.raises(BadValue), shelf.read() as conn:
        entries.facets(conn, ListQuery(), ["doi"])


def test_rows_come_in_the_order_asked(shelf: Database) -> None:
    wanted = random.Random(3).sample(range(1, 41), 40)
    with shelf.read() as conn:
        rows = entries.rows(conn, [*wanted, 999])
        whole = list(entries.many(conn, [*wanted, 999]))
    assert [row.n for row in rows] == wanted
    assert [entry.slug for entry in whole] == [row.slug for row in rows]
    first = study(wanted[0] - 1)
    assert rows[0] == EntryRow(
        wanted[0],
        whole[0].id,
        first.slug,
        first.title,
        ", ".join(first.authors),
        first.journal,
        first.year,
        "published",
        first.evidence_level,
        "unclear",
        ", ".join(first.criteria.definitions()),
        True,
        "none",
        1,
        rows[0].changed,
    )


def test_entries_are_found_by_present_and_former_addresses(shelf: Database) -> None:
    old = study(5).slug
    changed = change(shelf, old, slug="new-address", former_slugs=(old,))
    with shelf.read() as conn:
        for slug in (old, "new-address"):
            assert entries.get(conn, slug=slug) == changed
        assert entries.get(conn, id=changed.id) == entries.get(conn, n=6) == changed
        assert {old, "new-address"} <= entries.taken_slugs(conn)
        assert len(entries.taken_slugs(conn)) == 41


def test_what_is_not_there_names_what_is_near(shelf: Database) -> None:
    with shelf.read() as conn:
        with pytest.raises(NotFound) as error:
            entries.get(conn, slug=study(5).slug + "x")
        assert study(5).slug in error.value.hint
        for key in ({"id": "none"}, {"n": 99}, {"slug": ""}):
            with pytest.raises(NotFound):
                entries.get(conn, **key)


def test_the_public_index_asks_the_domains_rule(db: Database) -> None:
    states = [*STATE_ORDER, "ready"]
    made = [study(n, state=state) for n, state in enumerate(states)]
    made[-1] = made[-1].with_(removed=True)
    save_new(db, [*made, study(50).with_(slug="")])
    with db.read() as conn:
        found = entries.public_index(conn)
    assert [row.slug for row in found] == sorted(e.slug for e in made if is_public(e))
    assert found[0]._fields[3] == "page_hash"


def test_the_match_index_knows_all_that_are_there(shelf: Database) -> None:
    change(shelf, study(3).slug, removed=True)
    with shelf.read() as conn:
        found = list(entries.match_index(conn))
    assert len(found) == 39
    first = study(0)
    assert found[0][2:] == (
        first.slug,
        "10.1000/test.0",
        "10000000",
        first.title,
        "".join(c for c in first.title.lower() if c.isalnum()),
        first.authors[0],
        first.year,
    )

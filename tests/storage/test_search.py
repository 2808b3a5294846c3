"""The search box: whatever is typed is text, and the right entries are found."""

import re
import threading
import time
import unicodedata

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from curator_app.domain.entry import Entry, new_id
from curator_app.domain.query import ListQuery
from curator_app.errors import Cancelled
from curator_app.storage import entries
from curator_app.storage.database import Database
from curator_app.storage.search import parse
from tests.builders import study
from tests.storage.saving import change, save_new, slugs

TITLES = {
    "mecfs": "Treatment of ME/CFS with α-interferon.",
    "pem": "Post-exertional malaise after a 2-day CPET",
    "il6": "IL-6 and CD4+ cells in HHV\u20116 infection",
    "nk": "Frémont's study of natural killer cells",
    "sick": "On sickness behaviour: AND OR NOT NEAR",
    "rtl": "متلازمة التعب المزمن",
    "tme": "Time of t: ME in a cohort",
    "beta": "β2-adrenergic autoantibodies",
}


@pytest.fixture
def titled(db: Database) -> Database:
    save_new(
        db,
        [
            Entry(
                id=new_id(),
                slug=f"{key}-1996",
                title=title,
                doi=f"10.1016/j.{key}.2020-1(X)",
                pmid=str(8_000_000 + number),
                abstract="chronic fatigue syndrome",
            )
            for number, (key, title) in enumerate(TITLES.items())
        ],
    )
    return db


def _found(db: Database, text: str) -> set[str]:
    return {slug.removesuffix("-1996") for slug in slugs(db, ListQuery(text=text))}


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("ME/CFS", {"mecfs"}),
        ("me/cf", {"mecfs"}),
        ("post-exertional", {"pem"}),
        ("2-day CPET", {"pem"}),
        ("IL-6", {"il6"}),
        ("CD4+", {"il6"}),
        ("HHV-6", {"il6"}),
        ("HHV\u20116", {"il6"}),
        ("fremont", {"nk"}),
        ("FRÉMONT'S", {"nk"}),
        ('"sickness behaviour"', {"sick"}),
        ('"behaviour sickness"', set()),
        ('"sickness behav', {"sick"}),
        ("AND OR NOT NEAR(", {"sick"}),
        ("α-inter", {"mecfs"}),
        ("β2", {"beta"}),
        ("التعب", {"rtl"}),
        ("t:ME", {"tme"}),
        ("natural cells", {"nk"}),
        ("natural nothing", set()),
        ("10.1016/j.pem.2020-1(X)", {"pem"}),
        ("8000001", {"pem"}),
        ("nk-1996", {"nk"}),
        ("fati synd", set(TITLES)),
        ("", set(TITLES)),
        ("   ", set(TITLES)),
        ("*", set(TITLES)),
        ('"', set(TITLES)),
        ("(", set(TITLES)),
        ("\0", set(TITLES)),
        ("nat\0ural", set()),
        ("🙂", set()),
        ("🙂 natural", {"nk"}),
        ("title:natural", set()),
        ("natural^2", set()),
        ("{natural}", {"nk"}),
        ("-natural", {"nk"}),
    ],
)
def test_what_people_type(titled: Database, text: str, keys: set[str]) -> None:
    assert _found(titled, text) == keys


def test_single_letters_are_whole_words(titled: Database) -> None:
    assert _found(titled, "t") == {"tme"}


@pytest.mark.parametrize("word", ["na", "nat", "natu", "natural"])
def test_a_word_is_found_while_it_is_typed(titled: Database, word: str) -> None:
    assert "nk" in _found(titled, word)


def test_hits_in_the_title_come_first_then_the_newest(db: Database) -> None:
    save_new(
        db,
        [
            study(1).with_(slug="a", title="Malaise", abstract="-"),
            study(2).with_(slug="b", title="Other", abstract="malaise"),
            study(3).with_(slug="c", title="Malaise again", abstract="-"),
            study(4).with_(slug="d", title="Other too", abstract="malaise"),
        ],
    )
    assert slugs(db, ListQuery(text="malaise")) == ["c", "a", "d", "b"]
    by_title = ListQuery(text="malaise", sort="title", descending=False)
    assert slugs(db, by_title) == ["a", "c", "b", "d"]


def test_an_edit_moves_what_is_found(titled: Database) -> None:
    change(titled, "nk-1996", title="Lymphocytes", abstract="tired")
    assert _found(titled, "natural") == set()
    assert _found(titled, "lympho") == {"nk"}
    assert "nk" not in _found(titled, "fatigue")


def test_removed_entries_are_not_found(titled: Database) -> None:
    change(titled, "nk-1996", removed=True)
    assert _found(titled, "natural") == set()
    assert slugs(titled, ListQuery(text="natural", removed=True)) == ["nk-1996"]


def test_a_long_pasted_text_is_cut_not_refused(titled: Database) -> None:
    assert _found(titled, "chronic fatigue syndrome " * 5000) == set(TITLES)


GRAMMAR = st.text(st.sampled_from(list("AND OR NOT NEAR( ) \" * : ^ - + { } , / \\ ' a é 9 ~ \0")))


@settings(
    max_examples=400, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(text=st.text(max_size=60) | GRAMMAR)
def test_no_text_is_an_error(titled: Database, text: str) -> None:
    found = _found(titled, text)
    assert found <= set(TITLES)
    words = text.lower().split()
    if words and all(word.isascii() and word.isalpha() for word in words):
        assert found == {key for key in TITLES if _has_all(_words_of(key), words)}


def _words_of(key: str) -> set[str]:
    text = f"{TITLES[key]} {key}-1996 10.1016/j.{key}.2020-1(X) chronic fatigue syndrome"
    plain = "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))
    return set(re.findall(r"[^\W_]+", plain.lower()))


def _has_all(have: set[str], words: list[str]) -> bool:
    return all(
        any(own == word or (len(word) > 1 and own.startswith(word)) for own in have)
        for word in words
    )


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=40) | GRAMMAR)
def test_every_quote_in_an_expression_is_ours(text: str) -> None:
    expression = parse(text).expression
    assert expression.count('"') % 2 == 0
    outside = "".join(expression.split('"')[::2])
    assert set(outside.replace(" AND ", "")) <= {"*"}


def test_a_running_search_can_be_stopped(db: Database) -> None:
    """A search over many long texts, run again and again until the interrupt falls into one."""
    save_new(db, [study(number, words=600) for number in range(400)])
    stopped = threading.Event()

    def search() -> None:
        query = ListQuery(text="fa ce re pa co", sort="title")
        try:
            while True:
                with db.read() as conn:
                    entries.ids(conn, query)
        except Cancelled:
            stopped.set()

    worker = threading.Thread(target=search, daemon=True)
    worker.start()
    limit = time.monotonic() + 20
    while not stopped.wait(0.002) and time.monotonic() < limit:
        db.interrupt()
    assert stopped.is_set()
    assert len(slugs(db, ListQuery(text="fa"))) == 400


def test_an_interrupt_leaves_other_reading_alone(shelf: Database) -> None:
    with shelf.read() as conn:
        shelf.interrupt()
        assert len(entries.rows(conn, range(1, 41))) == 40

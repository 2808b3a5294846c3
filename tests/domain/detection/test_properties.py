"""What holds for every text, and how long the worst ones take."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from curator_app.domain.detection import ROLES, detect
from curator_app.knowledge import detector
from tests.domain.detection import labels
from tests.shared_data import shared_folder

SENTENCES = [row["text"] for row in labels.labelled("development")]
UNRELATED = (
    "The weather was mild that year.",
    "Blood was drawn at rest and stored on ice.",
    "Heart rate was recorded every minute for an hour.",
    "Two investigators entered the numbers twice.",
)
PIECES = (
    "Fukuda|Canadian|CCC|ICC|CDC|1994|WHO|NICE|IOM|criteria|definition|and|or|met|patients|not"
    "|controls|PEM|post-exertional malaise|required|(|)|,|;|.| |\n|\n\n|\u00ad|\u00a0|-\n|ß|%"
    "|METHODS:|ME/CFS|G93.3|of the following|self-reported|diagnosed by a physician|\u2011|\u0130"
)
WORDS = st.sampled_from(PIECES.split("|"))
TEXTS = st.one_of(st.text(max_size=200), st.lists(WORDS, max_size=40).map(" ".join))


@given(st.lists(st.tuples(st.sampled_from(["title", "abstract", "methods"]), TEXTS), max_size=3))
@settings(deadline=None, max_examples=150)
def test_spans_slice_to_what_they_quote(texts: list[tuple[str, str]]) -> None:
    proposals = detect(texts, detector())
    places = [(item.text_index, item.quote_start, item.key) for item in proposals]
    assert len(set(places)) == len(places)
    for item in proposals:
        location, text = texts[item.text_index]
        assert item.location == location
        assert text[item.quote_start :].startswith(item.quote)
        inside = slice(item.start - item.quote_start, item.end - item.quote_start)
        assert text[item.start : item.end] == item.quote[inside] != ""
        assert item.role in ROLES
        assert 0 < item.confidence <= 1


@given(st.sampled_from(SENTENCES), st.sampled_from(UNRELATED), st.sampled_from(UNRELATED))
@settings(deadline=None, max_examples=100)
def test_unrelated_sentences_change_nothing(text: str, before: str, after: str) -> None:
    title = ("title", labels.TITLES[""])

    def seen(abstract: str) -> list[tuple[object, ...]]:
        return [
            (item.kind, item.definition, item.role, item.confidence, item.quote, item.key)
            for item in detect([title, ("abstract", abstract)], detector())
        ]

    assert seen(f"{before}\n\n{text}\n\n{after}") == seen(text)


@given(st.sampled_from(SENTENCES), st.sampled_from(SENTENCES))
@settings(deadline=None, max_examples=50)
def test_detecting_twice_gives_the_same(first: str, second: str) -> None:
    texts = [("abstract", f"{first}\n\n{second}")]
    assert detect(texts, detector()) == detect(texts, detector())


LONG = {
    "heads": "Fukuda " * 14_000,
    "list": "Fukuda, Canadian and " * 5_000 + "criteria",
    "names": "1994 CDC " * 11_000,
    "brackets": "Fukuda " + "(1994) " * 14_000,
    "open brackets": "(" * 100_000,
    "nested": "Fukuda (a(b)" * 8_000,
    "frames": "met " * 25_000 + "the Fukuda criteria",
    "licences": "criteria defined by the " * 4_200 + "CDC",
    "pem": "PEM " * 25_000,
    "pem verbs": "required to have " * 6_000 + "PEM",
    "spaces": "Fukuda" + " " * 100_000 + "criteria",
    "stops": "." * 100_000,
    "lines": "post-\n" * 16_000,
    "soft hyphens": "a\u00ad" * 50_000,
    "one word": "A" * 100_000,
    "real": "Patients met the Fukuda and Canadian criteria. " * 2_100,
}


@pytest.mark.parametrize("name", LONG)
def test_a_long_text_stays_fast(name: str) -> None:
    """100 kB in seconds at worst: a pattern that backtracks would take hours."""
    started = time.perf_counter()
    detect([("methods", LONG[name])], detector())
    assert time.perf_counter() - started < 10


def test_an_abstract_takes_milliseconds() -> None:
    text = " ".join([*UNRELATED, *SENTENCES[:2], *UNRELATED, SENTENCES[-1], *UNRELATED])
    assert len(text) > 700
    texts = [("title", labels.TITLES[""]), ("abstract", text)]
    times: list[float] = []
    for _ in range(7):
        started = time.perf_counter()
        detect(texts, detector())
        times.append(time.perf_counter() - started)
    assert min(times) < 0.010, "2 ms on an idle machine; 10 ms leaves room for a busy one"


def test_real_abstracts_give_sound_proposals() -> None:
    folder = shared_folder()
    file = folder / "criteria" / "abstracts.jsonl" if folder else None
    if file is None or not file.is_file():
        pytest.skip("no real abstracts beside the project")
    lines = file.read_text(encoding="utf-8").splitlines()
    proposals = [
        (text, item)
        for text in lines
        for item in detect([("abstract", text.replace("\\n", "\n"))], detector())
    ]
    assert len(proposals) >= 12
    for text, item in proposals:
        assert text.replace("\\n", "\n")[item.quote_start :].startswith(item.quote)

"""What makes two records one study, what forbids it, and the words for both."""

import time
from dataclasses import replace

import pytest

from curator_app.domain.duplicates.facts import Facts, pair_mark
from curator_app.domain.duplicates.finding import sure_groups
from curator_app.domain.duplicates.judging import LIKELY, NOT, SURE, judge
from curator_app.domain.duplicates.names import shared_authors
from curator_app.domain.duplicates.places import page_ends, same_journal, same_pages
from curator_app.domain.duplicates.raw_places import from_sources
from curator_app.domain.duplicates.titles import read_title
from curator_app.domain.entry import Entry, Source
from tests.duplicate_sets import ALIKE, find_pairs

TITLE = "Exercise and recovery in adults with chronic fatigue syndrome: a cohort study"
PAPER = Facts(
    "a",
    TITLE,
    ("Brännström, Anna", "De Vries, B", "Tanaka, Koji"),
    "Journal of Internal Medicine",
    2020,
    "10.1111/joim.1",
    "32000001",
    volume="287",
    pages="219-35",
)
BARE = replace(PAPER, key="b", doi="", pmid="")


def level(**changes: object) -> str:
    """What the paper and itself with these changes are to each other."""
    return judge(PAPER, replace(BARE, **changes), ALIKE).level


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"pages": "219"},
        {"pages": "219–235", "journal": "J Intern Med"},
        {"title": TITLE.upper() + " [Review] [42 refs]"},
        {"title": TITLE.replace("chronic fatigue syndrome", "CFS")},
        {"title": TITLE.replace("chronic fatigue syndrome", "chronic fatigue syndrome (CFS)")},
        {"title": f"{TITLE}.[Erratum appears in J Intern Med. 2021 Jan;289(1):13 Note: X [added]]"},
        {"title": f"RETRACTED: {TITLE}"},
        {"title": TITLE[:61], "pages": "219-235"},
        {"authors": ("Brannstrom, A", "Vries, B. de", "Tanaka, K.")},
        {"pages": "", "volume": ""},
        {"pages": ""},
        {"year": 2021, "pages": "219-235"},
        {"pmid": "32000001", "pages": "1-9", "volume": "99"},
        {"doi": "10.1111/joim.1", "title": TITLE.partition(":")[0], "journal": "", "pages": ""},
        {"pmid": "32000001", "doi": "10.9999/moved"},
        {"authors": ("Recovery in CFS Study Group",)},
        {"authors": ()},
        {"year": 2021, "pages": ""},
    ],
)
def test_one_study(changes: dict[str, object]) -> None:
    assert level(**changes) == SURE


@pytest.mark.parametrize(
    "changes",
    [
        {"title": f"Erratum: {TITLE}", "pages": "800"},
        {"title": f"Correction to: {TITLE}"},
        {"title": f"{TITLE} (vol 287, pg 219, 2020)", "pages": "800"},
        {"title": f"Retraction: {TITLE}", "pages": "801"},
        {"title": f"Expression of concern: {TITLE}"},
        {"title": f"{TITLE} - Reply"},
        {"title": f"Comment on: {TITLE}"},
        {"title": f"{TITLE}. Part II", "pages": "236-250"},
        {"title": f"{TITLE}. Part 2"},
        {"title": TITLE.replace("adults", "adolescents")},
        {"title": TITLE.replace("Exercise", "Hypertension"), "pages": ""},
        {"journal": "bioRxiv", "doi": "10.1101/2019.1", "year": 2019, "volume": "", "pages": ""},
        {"journal": "J Intern Med.Conference: 9th Congress, Oslo", "pages": "S5", "volume": "288"},
        {"journal": "J Intern Med.Conference: 9th Congress, Oslo", "pages": "", "volume": ""},
        {"pages": "800-810"},
        {"year": 2024, "pages": "", "volume": ""},
        {"pmid": "32999999"},
        {"doi": "10.1111/joim.2"},
        {"authors": ("Mbeki, C", "Okonkwo, D"), "doi": "10.1111/joim.1"},
        {"doi": "10.1111/joim.1", "title": "Another matter entirely: mitochondria in mice"},
        {"title": "Editorial", "pages": "219"},
        {"authors": ("Recovery in CFS Study Group",), "pages": "219"},
        {"authors": ("Recovery in CFS Study Group",), "volume": ""},
        {"authors": ("Mbeki, C", "Okonkwo, D")},
        {"year": 2021, "pages": "", "volume": ""},
        {"title": TITLE.replace("Exercise", "Exercise 2")},
    ],
)
def test_never_merged_unseen(changes: dict[str, object]) -> None:
    assert level(**changes) != SURE


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"pmid": "32000001", "pages": "9-12"}, "same PMID; same title; same authors; both 2020;"),
        ({"doi": "10.1111/joim.2"}, "DOIs differ"),
        ({"journal": "bioRxiv", "doi": "10.1101/9", "year": 2019}, "only one is a preprint"),
        ({"pages": "800-810"}, "pages differ"),
        ({"authors": ("Brännström, Anna",)}, "all authors of the shorter list shared"),
        ({"doi": "10.1111/joim.1", "title": "Exercise in CFS"}, "same DOI; titles"),
    ],
)
def test_it_says_why(changes: dict[str, object], said: str) -> None:
    assert said in judge(PAPER, replace(BARE, **changes), ALIKE).words


def test_a_preprint_and_its_paper_are_shown_to_a_person() -> None:
    preprint = {"journal": "bioRxiv", "doi": "10.1101/9", "year": 2019, "volume": "", "pages": ""}
    assert level(**preprint) == LIKELY


def test_a_wrong_doi_is_no_reason_to_ask() -> None:
    other = replace(
        BARE, title="Immune markers of mice after infection", authors=("Mbeki, C",), year=2011
    )
    assert judge(PAPER, replace(other, doi=PAPER.doi), ALIKE).level == NOT


MEETING = "9th Congress of the Society for Fatigue, Oslo Norway."


@pytest.mark.parametrize(
    ("first", "second", "found"),
    [
        # One page, or a whole supplement, is an abstract's place where no meeting is named.
        ({"pages": "507-507"}, {"journal": f"J Intern Med.Conference: {MEETING}"}, SURE),
        ({"pages": "499-711"}, {"journal": f"J Intern Med.Conference: {MEETING}"}, SURE),
        ({"pages": "499-511"}, {"journal": f"J Intern Med.Conference: {MEETING}"}, LIKELY),
        (
            {"journal": MEETING, "volume": "9"},
            {"journal": f"J Intern Med.Conference: {MEETING}"},
            SURE,
        ),
        ({"journal": MEETING}, {"journal": f"J Intern Med.Conference: 8{MEETING[1:]}"}, LIKELY),
        # A misprint of a number where all else agrees is for a person to see.
        ({}, {"title": TITLE.replace("adults", "adults2")}, LIKELY),
        ({"title": f"{TITLE} of 10 000 women"}, {"title": f"{TITLE} of 10,000 women"}, SURE),
    ],
)
def test_records_of_other_databases(
    first: dict[str, object], second: dict[str, object], found: str
) -> None:
    blank = replace(BARE, pages="", volume="") if "pages" in first or "journal" in first else BARE
    one, other = replace(blank, **first), replace(blank, **second)
    assert judge(one, other, ALIKE).level == found
    assert judge(other, one, ALIKE).level == found


@pytest.mark.parametrize(
    ("first", "second", "share"),
    [
        (("Solomon, D",), ("ALTS Group",), None),
        (("ALTS Group",), ("ALTS Group",), 1.0),
        (("Solomon, D", "ALTS Group"), ("Solomon, Diane",), 1.0),
        (("Solomon, D", "others"), ("Mbeki, C",), 0.0),
        ((), ("Mbeki, C",), None),
    ],
)
def test_a_group_contradicts_nobody(
    first: tuple[str, ...], second: tuple[str, ...], share: float | None
) -> None:
    assert shared_authors(first, second) == shared_authors(second, first) == share


def test_a_title_alone_is_not_enough_for_a_short_one() -> None:
    short = replace(BARE, title="Fatigue", volume="", pages="")
    assert judge(short, replace(short, key="c"), ALIKE).level != SURE


def test_a_record_that_says_little_does_not_join_two_that_contradict() -> None:
    other = replace(PAPER, key="c", pmid="32000009", doi="")
    little = replace(BARE, key="m", doi="")
    records = (PAPER, little, other)
    assert judge(PAPER, other, ALIKE).level == NOT
    groups = sure_groups(records, find_pairs(records, ALIKE), ALIKE)
    assert [len(group) for group in groups] == [2]


@pytest.mark.parametrize(
    ("first", "second", "same"),
    [
        ("J Intern Med", "Journal of Internal Medicine", True),
        ("PNAS", "Proc Natl Acad Sci", True),
        ("N Engl J Med", "The New England Journal of Medicine.", True),
        ("Obstetrics & Gynecology", "Obstetrics and Gynecology", True),
        ("PLoS ONE [Electronic Resource]", "PLOS ONE", True),
        ("Blood", "Blood Reviews", False),
        ("Internistische Praxis", "Pädiatrische Praxis", False),
        ("", "Blood", None),
    ],
)
def test_journals(first: str, second: str, same: bool | None) -> None:
    assert same_journal(first, second) is same
    assert same_journal(second, first) is same


@pytest.mark.parametrize(
    ("first", "second", "same"),
    [
        ("219-35", "219-235", True),
        ("c37-c42", "37-42", True),
        ("2141-2147", "2142-2147", True),
        ("487-488", "488", True),
        ("1-6", "e12724", None),
        ("Suppl-35", "31-35", None),
        ("12", "13", False),
        ("", "13", None),
    ],
)
def test_pages(first: str, second: str, same: bool | None) -> None:
    assert same_pages(first, second) is same
    assert same_pages(second, first) is same
    assert page_ends("c219-35") == ("c219", "c235")


@pytest.mark.parametrize(
    ("format", "raw"),
    [
        ("bibtex", "@article{x,\n  pages = {219--235},\n  volume = {287},\n}"),
        ("pubmed", "<JournalIssue><Volume>287</Volume></JournalIssue><MedlinePgn>219-235<"),
        ("nbib", "PMID- 1\nVI  - 287\nPG  - 219-235\n"),
        ("ris", "TY  - JOUR\nVL  - 287\nSP  - 219\nEP  - 235\n"),
        ("csl", '{"volume": "287", "page": "219-235"}'),
        ("jats", "<volume>287</volume><fpage>219</fpage><lpage>235</lpage>"),
        ("endnote-xml", "<pages><style size='100%'>219-235</style></pages><volume>287</volume>"),
        ("esummary", '{"volume":"287","issue":"2","pages":"219-35"}'),
        ("europe-pmc", '{"journalVolume": "287", "pageInfo": "219-235"}'),
        ("csv", 'Title,Volume,Issue,"Page start","Page end"\n"On, and on",287,2,219,235'),
        ("csv", 'Titel;"Vol.";Pages\n"On; and ""on""";287;219-35'),
        ("csv", "PT\tVL\tSP\tEP\nJ\t287\t219\t235"),
    ],
)
def test_pages_of_the_record_an_entry_came_from(format: str, raw: str) -> None:
    sources = (Source(format, "f", 1, "k", raw),)
    assert page_ends(from_sources("pages", sources)) == ("219", "235")
    assert from_sources("volume", sources) == "287"


@pytest.mark.parametrize("raw", ["", "Volume,Pages", "a,b\n1,2", 'Volume\n"2\x00', "\n\n"])
def test_a_row_that_says_no_place(raw: str) -> None:
    sources = (Source("csv", "f", 1, "k", raw),)
    assert from_sources("pages", sources) == ""


def test_a_title_of_a_megabyte_is_compared_at_once() -> None:
    start = time.process_time()
    for text in ("(review" * 150_000, "." * 1_000_000, "[" * 1_000_000, "word " * 200_000):
        read_title(text)
        judge(replace(PAPER, title=text), replace(BARE, title=f"{text}x"), ALIKE)
    assert time.process_time() - start < 1


def test_a_decision_about_a_pair_is_marked_by_what_identifies_both() -> None:
    one, two = Entry("1", title="One"), Entry("2", title="Two")

    def mark(first: Entry, second: Entry) -> str:
        return pair_mark(Facts.of(first), Facts.of(second))

    assert mark(one, two) == mark(two, one)
    assert mark(one, two) == mark(one.with_(plain_summary="New."), two.with_(state="ready"))
    assert mark(one, two) != mark(one, two.with_(doi="10.1/x"))
    assert mark(one, two) != mark(one.with_(title="Other"), two)

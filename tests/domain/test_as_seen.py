"""Which state of an entry a reader saw, by a made-up history of revisions."""

from curator_app.domain.as_seen import accessed_in, as_seen
from curator_app.domain.entry import EMPTY, Entry, Source
from curator_app.domain.revision import Revision, diff

BASE = EMPTY.with_(id="e", slug="see-1996", title="A.", state="published", plain_summary="one")
LINE = (
    "ME/CFS Atlas. Generator v1 / Scanner v1.4 / policy v0.1. Accessed 2026-05-03."
    " https://www.mecfsatlas.com/evidence/see-1996"
)


def history(*steps: tuple[str, Entry]) -> list[Revision]:
    """Revisions at these moments with these states."""
    made, before = [], EMPTY
    for number, (at, entry) in enumerate(steps, 1):
        changes = diff(before, entry)
        made.append(Revision("e", number, number, at, "Ann", "edit", "", "", changes, "", ""))
        before = entry
    return made


THREE = history(
    ("2026-05-01T10:00:00+00:00", BASE),
    ("2026-05-03T12:00:00+00:00", BASE.with_(plain_summary="two")),
    ("2026-05-09T12:00:00+00:00", BASE.with_(plain_summary="three")),
)


def never(entry: Entry, day: str) -> bool:
    return False


def seen(snapshot: str, received: str, publications: list[str], is_page=never, steps=THREE):
    found = as_seen(steps, publications, snapshot, received, is_page)
    return (found.entry.plain_summary if found.entry else None), found.sentence


def test_the_date_is_read_from_the_line_or_alone() -> None:
    assert accessed_in(LINE) == "2026-05-03"
    assert accessed_in("2026-05-03") == "2026-05-03"
    assert accessed_in("version of 2026-05-03, seen 2026-05-04") == ""
    assert accessed_in("") == accessed_in("doi 10.1/2026-05-031") == ""


def test_a_page_with_the_published_bytes_is_that_page() -> None:
    def is_page(entry: Entry, day: str) -> bool:
        return (entry.plain_summary, day) == ("one", "2026-05-03")

    text, sentence = seen(LINE, "2026-05-20T00:00:00Z", ["2026-05-03T14:00:00+00:00"], is_page)
    assert (text, sentence) == ("one", "The page of 2026-05-03, exactly.")


def test_the_last_publication_of_the_day_before_the_message() -> None:
    moments = ["2026-05-03T11:00:00+00:00", "2026-05-03T13:00:00+00:00"]
    assert seen(LINE, "2026-05-20T00:00:00Z", moments)[0] == "two"
    assert seen(LINE, "2026-05-03T12:30:00Z", moments)[0] == "one"


def test_an_imported_page_of_that_day_is_that_state() -> None:
    source = Source(
        "atlas-page", "see.html", 1, "see-1996", "…", "Generator v1, accessed 2026-05-03"
    )
    steps = history(
        ("2026-06-01T10:00:00+00:00", BASE.with_(sources=(source,))),
        ("2026-06-02T10:00:00+00:00", BASE.with_(sources=(source,), plain_summary="two")),
    )
    text, sentence = seen(LINE, "2026-06-03T00:00:00Z", [], steps=steps)
    assert (text, sentence) == ("one", "The page of 2026-05-03, exactly.")


def test_without_a_publication_the_day_counts_and_is_called_a_guess() -> None:
    text, sentence = seen(LINE, "2026-05-20T00:00:00Z", [])
    assert text == "two"
    assert sentence.startswith("Nothing is known of a publication on 2026-05-03")
    text, sentence = seen(LINE.replace("05-03", "01-03"), "2026-05-20T00:00:00Z", [])
    assert text == "one"
    assert "older than this library" in sentence


def test_without_a_day_the_last_publication_before_the_message() -> None:
    moments = ["2026-05-02T08:00:00+00:00", "2026-05-10T08:00:00+00:00"]
    assert seen("", "2026-05-08T00:00:00Z", moments)[0] == "one"
    assert seen("", "2026-05-20T00:00:00Z", moments)[0] == "three"
    text, sentence = seen("", "2026-05-08T00:00:00Z", [])
    assert (text, sentence[-33:]) == ("two", "how the entry stood when it came.")
    assert seen("", "2020-01-01T00:00:00Z", [])[0] == "one"
    assert "does not say" in seen("v1", "", [])[1]


def test_what_readers_could_not_see_is_never_shown() -> None:
    steps = history(
        ("2026-05-01T10:00:00+00:00", BASE.with_(state="drafting", plain_summary="draft")),
        ("2026-05-04T10:00:00+00:00", BASE.with_(plain_summary="public")),
    )
    assert seen(LINE, "2026-05-20T00:00:00Z", ["2026-05-03T09:00:00+00:00"], steps=steps)[0] == (
        "public"
    )
    assert seen(LINE, "", [], steps=steps[:1]) == (
        None,
        "Readers could not see this study yet, so there is no page.",
    )

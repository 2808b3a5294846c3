"""What of a message must not stand in a text that leaves the inbox."""

import unicodedata

import pytest

from curator_app.domain.contribution import Message
from curator_app.domain.private import Private
from curator_app.domain.repeating import (
    FORM,
    MAIL,
    NAME,
    NOTE,
    PHONE,
    PLACE,
    WORDS,
    Release,
    repeats,
)

BODY = """Dear atlas, I have been bedbound since my second infection in spring 2019 and the page
says "fatigue was measured in 30 patients". The table has 36 patients. You can call me at
+44 20 7946 0958 or write to jane.roe@example.org, 12 Oak Street, Springfield.
PMID 12345678, 10.1000/test.42, 95% CI 0.12-0.34."""
MESSAGE = Message(
    subject=Private("Wrong sample size in the study by See"),
    body=Private(BODY),
    sender_name=Private("Jane Roe-Smith"),
    sender_address=Private("j.roe@mail.example.org"),
)
ENTRY = {"plain_summary": "In this study fatigue was measured in 30 patients and 20 controls."}


def kinds(text: str, field: str = "plain_summary", *released: Release) -> list[str]:
    """What is found in a text."""
    return [item.kind for item in repeats(MESSAGE, {field: text}, [ENTRY], released)]


def test_the_reviewers_own_words_pass() -> None:
    assert kinds("The sample had 36 patients, as the paper's table says.") == []
    assert kinds("Patients were bedbound since an infection.") == []
    assert kinds("", NOTE) == []


def test_five_words_in_a_row_are_a_copy() -> None:
    assert kinds("One was bedbound since my second.") == []
    (found,) = repeats(
        MESSAGE, {"plain_summary": "One was bedbound since my second infection."}, []
    )
    assert (found.kind, found.words) == (WORDS, 5)
    assert found.text.reveal() == "bedbound since my second infection"
    assert found.sentence().startswith("Quick summary: 5 words in a row stand in the message.")
    assert "bedbound" not in found.sentence()


@pytest.mark.parametrize(
    "text",
    [
        "BEDBOUND SINCE MY SECOND INFECTION IN SPRING",
        "bedbound, since – my “second” infection",
        "bed\u00adbound since my sec\u200bond infection",
        "bedbound\u00a0since\u2003my\nsecond infection",
        unicodedata.normalize("NFD", "bédbound sincé my second infection"),
        "".join(chr(ord(c) + 0xFEE0) for c in "bedbound") + " since my second infection",
    ],
)
def test_case_marks_and_unseen_characters_hide_nothing(text: str) -> None:
    assert kinds(text) == [WORDS]


def test_what_stood_on_the_page_is_no_secret() -> None:
    assert kinds("In this study fatigue was measured in 30 patients, later 36.") == []
    found = repeats(MESSAGE, {"plain_summary": "fatigue was measured in 30 patients"}, [])
    assert [item.words for item in found] == [6]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Told by JANE.ROE@example.org", MAIL),
        ("Told by j.roe@mail.example.org", MAIL),
        ("Call 020 7946 0958", PHONE),
        ("Call 0044-20-7946.0958", PHONE),
        ("Lives at 12, Oak Street", PLACE),
        ("As Jane noted", NAME),
        ("Roe-Smith noted it", NAME),
        ("Smith noted it", NAME),
        ("ROE-SMITH noted it", NAME),
    ],
)
def test_addresses_numbers_and_names_are_found(text: str, kind: str) -> None:
    assert kinds(text) == [kind]
    assert kinds(text, NOTE) == [kind]


def test_numbers_of_a_paper_are_no_telephone_numbers() -> None:
    assert kinds("PMID 12345678, 95% CI 0.12-0.34, followed 2019-2021") == []


def test_identifiers_are_not_looked_at() -> None:
    values = {"doi": "10.1000/test.42", "pmid": "12345678"}
    assert repeats(MESSAGE, values, [ENTRY]) == []


def test_lists_and_structures_are_looked_through() -> None:
    copy = "bedbound since my second infection"
    values = {
        "limitations": ["Small.", f"Somebody is {copy}."],
        "pem": {"status": "required", "override": {"quote": copy, "reason": "x"}},
        "relations": [{"type": "cites", "target": "a-b", "note": copy}],
    }
    found = repeats(MESSAGE, values, [])
    assert [item.field for item in found] == ["limitations", "pem", "relations"]


def test_what_was_released_passes_in_its_field_only() -> None:
    text = "A reader: “bedbound since my second infection in spring 2019”."
    quote = Release("plain_summary", Private("bedbound since my second infection"), FORM)
    (left,) = repeats(MESSAGE, {"plain_summary": text}, [ENTRY], [quote])
    assert left.text.reveal() == "since my second infection in spring 2019"
    whole = Release("plain_summary", Private(text), FORM)
    assert kinds(text, "plain_summary", whole) == []
    assert kinds(text, "why_it_matters", whole) == [WORDS]
    name = Release("plain_summary", Private("Jane Roe-Smith"), FORM)
    assert kinds("Told by Jane Roe-Smith.", "plain_summary", name) == []


def test_languages_without_blanks() -> None:
    message = Message(body=Private("私は去年から寝たきりで、外に出られません。"))
    found = repeats(message, {"plain_summary": "患者は寝たきりで外に出られません"}, [])
    assert [item.kind for item in found] == [WORDS]
    assert repeats(message, {"plain_summary": "患者は歩けない"}, []) == []

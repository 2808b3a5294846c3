"""What a mail says, read from its bytes: the words, who sent it, what came with it."""

from __future__ import annotations

import json
import random
import time
from typing import Any

import pytest

from curator_app.inbox import answers
from curator_app.inbox.parsing.message import read_mail
from tests.inbox import mails


def read(raw: bytes) -> dict[str, Any]:
    """What the child would say, in the form that the parent insists on."""
    form, files = read_mail(raw)
    reading = answers.checked(json.dumps(form).encode(), files)
    return {**form, "contents": files, "remarks": set(form["remarks"]), "listed": reading.files}


@pytest.mark.parametrize("name", mails.STDLIB_TRAPS)
def test_what_breaks_the_standard_parser_is_read(name: str) -> None:
    started = time.process_time()
    form = read(mails.STDLIB_TRAPS[name])
    assert time.process_time() - started < 2
    if name.startswith(("a charset", "a parameter", "a comment", "forty", "an enc", "an address")):
        assert form["body"].startswith(("text", "xxx")), name
    if name == "no such charset":
        assert form["body"] == "téxt"


@pytest.mark.parametrize(
    ("name", "body"),
    [
        ("flowed", "> a quotation that goes on\nA line that is one.\n-- \nAnn"),
        ("flowed, spaces dropped", "One word"),
        ("quoted-printable", "café au lait"),
        ("base64", "naïve"),
        ("base64 in two pieces", "abc"),
        ("base64 with dirt", "hello"),
        ("utf-8 that says ascii", "naïve"),
        ("utf-8 that says latin", "naïve"),
        ("latin that says utf-8", "naïve"),
        ("windows quotes in latin", "“quoted”"),
        ("japanese", "慢性疲労"),
        ("a false encoding", "plain words"),
        ("no header at all", "Just words, saved as a mail."),
        ("from an mbox", "Hello."),
        ("line feeds only", "Hello."),
        ("a line that is no header", "this begins the body\nand goes on"),
        ("html", "One two\nthree\n\n• four\n• five"),
        (
            "html with links",
            "https://bank.example [https://evil.example/x] https://same.example a@b.example up"
            "run [javascript:alert(1)]",
        ),
        ("html that does things", None),
        ("html in its own charset", "пр"),
        ("html of entities", None),
        ("uuencoded", "before\nafter"),
        ("pgp inline", "-----BEGIN PGP MESSAGE-----\n\nhQEM\n-----END PGP MESSAGE-----"),
        ("bidi", "safe [U+202E]gnp.exe[U+202C] and \u2407bell [U+2066]x"),
        ("a NUL in the text", "a\u2400b"),
        ("accents piled up", "e" + "\u0301" * 8),
    ],
)
def test_the_words(name: str, body: str | None) -> None:
    form = read(mails.TEXTS[name])
    if body is not None:
        assert form["body"] == body


def test_html_gives_words_only() -> None:
    body = read(mails.TEXTS["html that does things"])["body"]
    assert body == "words[a cat]\n\n> quoted\n\n> more\n\na b\n\nas  it\n  is"


def test_html_entities_are_no_entities_of_the_mail() -> None:
    body = read(mails.TEXTS["html of entities"])["body"]
    assert body.endswith("é")
    assert "aaaaaaaa" not in body


@pytest.mark.parametrize("name", ["deep html", "wide html", "a million characters in one line"])
def test_size_costs_no_more_than_size(name: str) -> None:
    started = time.process_time()
    form = read(mails.TEXTS[name])
    assert time.process_time() - started < 3
    assert form["body"]
    if name == "deep html":
        assert form["body"].strip() == "the kernel"


@pytest.mark.parametrize(
    ("name", "body", "files", "remarks"),
    [
        ("alternative", "plain words", [], set()),
        ("alternative with a blank text", "HTML words", [], set()),
        ("apple", "before\n\nafter", ["a.pdf"], set()),
        ("no end", "words", ["a.pdf"], set()),
        ("no parts", "words without parts", [], {"broken"}),
        ("a boundary that begins another", "first\n--ab\nstill first\n\nsecond", [], set()),
        ("signed", "words", ["signature.asc"], set()),
        ("encrypted", "", ["pgp-version.txt", "attachment"], {"encrypted", "empty"}),
        ("smime", "", ["smime.p7m"], {"encrypted", "empty"}),
        ("tnef", "words", ["winmail.dat"], {"tnef"}),
        ("external body", "words", [], {"elsewhere"}),
        ("calendar", "come", ["invitation.ics"], set()),
        ("only a picture", "", ["x.png"], {"empty"}),
        ("text as a file", "words", ["t.csv"], set()),
        ("bounce", "could not be delivered", ["delivery-status.txt", "header.txt"], set()),
    ],
)
def test_structure(name: str, body: str, files: list[str], remarks: set[str]) -> None:
    form = read(mails.STRUCTURES[name])
    assert form["body"] == body
    assert [listed[0] for listed in form["listed"]] == files
    assert form["remarks"] == remarks


@pytest.mark.parametrize(
    "name", ["ten thousand parts", "a hundred thousand boundaries", "matryoshka of a thousand"]
)
def test_too_much_is_cut_and_said(name: str) -> None:
    started = time.process_time()
    form = read(mails.STRUCTURES[name])
    assert time.process_time() - started < 2
    assert "cut" in form["remarks"]


def test_a_mail_in_a_mail_is_read_and_kept_whole() -> None:
    form = read(mails.STRUCTURES["forwarded"])
    assert form["body"].startswith("see below\n\n--- A mail was attached. From: Ann Reader")
    assert form["body"].endswith("their words")
    assert form["contents"] == [mails.mail(b"their words")]
    assert "the innermost words" in read(mails.STRUCTURES["matryoshka of twenty"])["body"]
    assert "cut" not in read(mails.STRUCTURES["matryoshka of twenty"])["remarks"]
    assert len(read(mails.matryoshka(15))["contents"]) == 1
    assert read(mails.STRUCTURES["digest"])["body"].count("A mail was attached") == 2


def test_a_hidden_file_in_the_text_is_taken_out() -> None:
    form = read(mails.TEXTS["uuencoded"])
    assert (form["listed"][0][0], form["contents"]) == ("notes.txt", [b"Cat"])
    assert read(mails.TEXTS["uuencoded, broken"])["body"].startswith("begin 644 x")


@pytest.mark.parametrize(
    ("name", "sender", "address", "remarks"),
    [
        ("two froms", "", "a@one.example", {"senders"}),
        ("two in one", "A", "a@one.example", {"senders"}),
        ("group", "", "a@one.example", {"senders"}),
        ("empty group", "", "", {"no sender"}),
        ("address as name", "ceo@bank.example", "a@evil.example", {"name is address"}),
        ("encoded comma", "ceo@bank.example>,", "a@evil.example", {"name is address"}),
        ("cyrillic", "", "ann@re\u0430der.example", {"foreign letters"}),
        ("bidi name", "[U+202E]elpmaxe.knab", "a@evil.example", set()),
        ("comment", "Ann the reader", "a@one.example", set()),
        ("folded", "Ann Reader", "a@one.example", set()),
        ("quoted", 'Reader, Ann "A"', "a@one.example", set()),
        ("no address", "nobody at all", "", set()),
        ("sender only", "", "a@one.example", set()),
        ("none", "", "", {"no sender", "no header"}),
        ("reply elsewhere", "", "a@one.example", {"reply elsewhere"}),
        ("route", "", "a@three.example", set()),
        ("latin-1", "Jörg", "a@one.example", set()),
    ],
)
def test_the_sender(name: str, sender: str, address: str, remarks: set[str]) -> None:
    form = read(mails.mail(b"words", head=mails.SENDERS[name]))
    assert (form["name"], form["address"]) == (sender, address)
    assert form["remarks"] == remarks
    assert form["reply_to"] == ("b@two.example" if name == "reply elsewhere" else "")


@pytest.mark.parametrize(("name", "safe"), mails.FILE_NAMES.items())
def test_names_of_files(name: str, safe: str) -> None:
    form = read(mails.with_file(name))
    assert form["listed"][0][0] == safe


def test_files_of_one_name_are_told_apart() -> None:
    raw = mails.multipart("mixed", mails.part(b"words"), mails.PDF, mails.PDF, mails.PDF)
    names = [listed[0] for listed in read(raw)["listed"]]
    assert names == ["a.pdf", "a (2).pdf", "a (3).pdf"]


def test_a_split_and_coded_file_name() -> None:
    raw = mails.multipart("mixed", mails.part(b"words"), mails.part(
        b"x", "Content-Disposition: attachment; filename*1=\"%20b.txt\"; filename*0*=utf-8'en'n%C3"
        "%A9", "Content-Type: image/png"))  # fmt: skip
    assert read(raw)["listed"][0][0] == "né%20b.txt"


def test_a_character_split_between_two_encoded_words() -> None:
    head = b"Subject: =?utf-8?b?w6TD?=\r\n =?utf-8?b?tg==?= =?iso-8859-1?q?=E4?= end\r\n"
    assert read(mails.mail(b"x", head=head))["subject"] == "äöä end"


@pytest.mark.parametrize(
    ("date", "read_as"),
    [
        ("Fri, 27 Nov 2026 10:00:00 +0100", "2026-11-27T09:00:00+00:00"),
        ("27 Nov 2026 10:00:00 EST", "2026-11-27T15:00:00+00:00"),
        ("Thu, 1 Jan 1970 00:00:00 +0000", ""),
        ("yesterday", ""),
        ("Mon, 31 Feb 2026 10:00:00 +0100", ""),
    ],
)
def test_the_date(date: str, read_as: str) -> None:
    assert read(mails.mail(b"x", head=f"Date: {date}\r\n".encode()))["date"] == read_as


@pytest.mark.parametrize("name", mails.everything())
def test_nothing_deceives_and_everything_has_the_agreed_form(name: str) -> None:
    form = read(mails.everything()[name])
    shown = "".join(str(form[key]) for key in ("subject", "name", "address", "body"))
    assert not any(ord(char) < 32 and char != "\n" for char in shown.replace("\t", ""))
    assert "\u202e" not in shown


@pytest.mark.parametrize("seed", range(4))
def test_damaged_mails_are_read_too(seed: int) -> None:
    """Every named mail cut off, with bytes changed, and with pieces of others in it."""
    chance = random.Random(seed)
    everything = [raw for raw in mails.everything().values() if 0 < len(raw) < 20_000]
    for raw in everything:
        damaged = bytearray(raw[: chance.randrange(len(raw)) + 1])
        for _ in range(chance.randrange(8)):
            damaged[chance.randrange(len(damaged))] = chance.randrange(256)
        other = chance.choice(everything)
        place = chance.randrange(len(damaged))
        damaged[place:place] = other[chance.randrange(len(other)) :]
        started = time.process_time()
        read(bytes(damaged))
        assert time.process_time() - started < 2

"""Mails and files as real programs write them, each of which was once read wrongly."""

import base64
import io
import json
from pathlib import Path
from typing import Any

import pytest

from curator_app.inbox import feed_document, mbox
from curator_app.inbox.files import take
from curator_app.inbox.mail import MailReader
from curator_app.inbox.parsing.charsets import decoded
from curator_app.inbox.parsing.message import read_mail
from curator_app.inbox.taking import Taken
from tests.inbox.keeping import ListKeeper
from tests.inbox.mails import HTML, PDF, mail, multipart, part


def read(raw: bytes) -> dict[str, Any]:
    return read_mail(raw)[0]


# ---------------------------------------------------------------- who wrote it


@pytest.mark.parametrize(
    ("line", "name", "address"),
    [
        ("Reader, Ann <ann@reader.example>", "Reader, Ann", "ann@reader.example"),
        ("=?utf-8?q?Reader,_Ann?= <ann@reader.example>", "Reader, Ann", "ann@reader.example"),
        ("=?utf-8?q?Re:_<Ann>?= <ann@reader.example>", "Re: <Ann>", "ann@reader.example"),
        ("Reader, Ann, MD <ann@reader.example>", "Reader, Ann, MD", "ann@reader.example"),
        (", ann@reader.example", "", "ann@reader.example"),
        ("Reader, ann@reader.example", "Reader", "ann@reader.example"),
        ("Reader; Ann <ann@reader.example>", "Ann", "ann@reader.example"),
        ("bounce=1@reader.example", "", "bounce=1@reader.example"),
    ],
)
def test_a_sender_with_a_comma_keeps_the_address(line: str, name: str, address: str) -> None:
    form = read(mail(b"x", head=f"From: {line}\r\n".encode()))
    assert (form["name"], form["address"], form["remarks"]) == (name, address, [])


@pytest.mark.parametrize("line", ["<>", ",<>", '"",<>', '"",', ", ,", "()"])
def test_a_sender_that_says_nothing_is_none(line: str) -> None:
    form = read(mail(b"x", head=f"From: {line}\r\n".encode()))
    assert (form["name"], form["address"], form["remarks"]) == ("", "", ["no sender"])


def test_two_senders_stay_two() -> None:
    form = read(mail(b"x", head=b"From: A, B <b@one.example>, C <c@two.example>\r\n"))
    assert (form["name"], form["address"]) == ("A, B", "b@one.example")
    assert form["remarks"] == ["senders"]


# ---------------------------------------------------------------- letters


def test_one_broken_byte_spoils_no_other_letter() -> None:
    for charset, words in (("utf-8", "慢性疲労症候群の論文" * 3), ("gb2312", "慢性疲劳综合征" * 4)):
        raw = words.encode(charset)
        broken = raw[:-1]
        assert decoded(broken, charset).startswith(words[:-2]), charset
    assert decoded("naïve café".encode("latin-1"), "utf-8") == "naïve café"


def test_what_is_utf8_beyond_doubt_is_not_read_as_it_claims() -> None:
    for charset, words in (("gb2312", "你好世界"), ("koi8-r", "Привет"), ("big5", "疲")):
        assert decoded(words.encode(), charset) == words
    short = "联通"  # whose two letters in this set look like UTF-8 to some programs
    assert decoded(short.encode("gb2312"), "gb2312") == short
    assert decoded("по".encode("cp1251"), "windows-1251") == "по"


def test_japanese_with_letters_that_no_standard_has() -> None:
    circled = b"\x1b$B-!\x1b(B \x1b$BHh\x1b(B"  # a circled one, from row 13
    assert decoded(circled, "iso-2022-jp") == "① 疲"
    assert decoded(b"\x1b(I1\x1b(B", "iso-2022-jp") == "\uff71"  # a narrow kana
    assert "疲" in decoded(b"\x1b$BHh\x7f\x7f\x1b(B", "iso-2022-jp")


@pytest.mark.parametrize(
    ("charset", "codec", "words"),
    [
        ("x-sjis", "shift_jis", "疲労"),
        ("cp50221", "iso2022_jp", "疲労"),
        ("win-1251", "cp1251", "усталость"),
        ("x-mac-cyrillic", "mac_cyrillic", "усталость"),
        ("windows-874", "cp874", "ไทย"),
        ("dos-862", "cp862", "שלום"),
        ("unicode-1-1-utf-7", "utf_7", "naïve"),
    ],
)
def test_old_names_of_character_sets(charset: str, codec: str, words: str) -> None:
    assert decoded(words.encode(codec), charset) == words


def test_a_header_without_any_encoding_is_in_the_letters_of_the_text() -> None:
    head = "From: Анна <ann@reader.example>\r\nSubject: Вопрос\r\n".encode("koi8-r")
    raw = mail("усталость".encode("koi8-r"), "Content-Type: text/plain; charset=koi8-r", head=head)
    form = read(raw)
    assert (form["name"], form["subject"], form["body"]) == ("Анна", "Вопрос", "усталость")


@pytest.mark.parametrize("codec", ["utf-16", "utf-16-le", "utf-8-sig"])
def test_a_mail_saved_with_a_byte_order_mark(
    codec: str, tmp_path: Path, keeper: ListKeeper, reader: MailReader
) -> None:
    text = mail("Müde.", "Content-Type: text/plain; charset=utf-8").decode()
    mark = "\ufeff" if codec.endswith("le") else ""
    path = tmp_path / "saved.eml"
    path.write_bytes((mark + text).encode(codec))
    assert take(path, keeper, reader) == Taken(new=1)
    message = keeper.kept[0].message
    assert message is not None
    assert (message.subject.reveal(), message.body.reveal()) == ("A question", "Müde.")


def test_a_mail_with_returns_only() -> None:
    form = read(mail("One.\nTwo.").replace(b"\n", b""))
    assert (form["subject"], form["body"]) == ("A question", "One.\nTwo.")


# ---------------------------------------------------------------- parts


def test_what_follows_a_boundary_that_is_used_twice_is_not_lost() -> None:
    inner = b"Content-Type: multipart/alternative; boundary=bound\r\n\r\n"
    inner += b"--bound\r\n" + part(b"words") + b"\r\n--bound--\r\n"
    raw = multipart("mixed", inner, PDF)
    form = read(raw)
    assert [file["name"] for file in form["files"]] == ["a.pdf"]
    assert "words" in form["body"]


def test_a_stub_does_not_hide_the_letter() -> None:
    stub = part(b"Your program cannot show this mail.")
    letter = "".join(f"<p>Sentence {number} of a long letter.</p>" for number in range(40))
    form = read(multipart("alternative", stub, part(letter, HTML)))
    assert form["body"].startswith("Sentence 0 of a long letter.")
    short = "<p>The sample is wrong, see <a href='https://reader.example'>here</a>."
    form = read(multipart("alternative", part(b"The sample is wrong."), part(short, HTML)))
    assert form["body"] == "The sample is wrong."


def test_a_picture_without_a_name_is_saved_as_a_picture() -> None:
    pictures = [part(b"x", f"Content-Type: image/{kind}") for kind in ("png", "jpeg", "x-own")]
    names = [file["name"] for file in read(multipart("mixed", *pictures))["files"]]
    assert names == ["picture.png", "picture.jpg", "attachment"]


def test_a_text_inside_a_signature_is_said() -> None:
    kind = "Content-Type: application/pkcs7-mime; smime-type=signed-data; name=smime.p7m"
    raw = mail(base64.b64encode(b"\x30\x80"), kind, "Content-Transfer-Encoding: base64")
    assert read(raw)["remarks"] == ["empty", "signed"]


# ---------------------------------------------------------------- mailboxes and JSON


@pytest.mark.parametrize("head", [b"Feedback-ID: 1:campaign\n", b"Newsgroups: alt.x\n", b""])
def test_a_mail_with_an_uncommon_first_line_is_not_swallowed(head: bytes) -> None:
    bodies = [head + b"\nBody %d\n" % number for number in range(3)]
    begin = b"From ann@reader.example Fri Nov 27 10:00:00 2026\n"
    content = b"\n".join(begin + body for body in bodies)
    assert mbox.is_mbox(content)
    pieces = [piece.raw for piece in mbox.pieces(io.BytesIO(content), 10_000)]
    assert pieces == bodies


def one(number: int, message: str) -> str:
    """A contribution; `message` is a text of JSON with its quotation marks."""
    return f'{{"id": "{number}", "received": "2026-11-27T10:00:00Z", "message": {message}}}'


def test_half_a_character_holds_up_no_other_message() -> None:
    cut = one(1, r'"cut \ud83d"')
    whole = one(2, r'"whole \ud83d\ude00 and C:\\ud83d"')
    page = f'{{"version": 1, "messages": [{cut}, {whole}]}}'.encode()
    first, second = (
        feed_document.incoming(item, "feed", "a", "1")
        for item in feed_document.read_page(page).messages
    )
    assert first.message is not None
    assert second.message is not None
    assert first.message.body.reveal() == "cut \N{REPLACEMENT CHARACTER}"
    assert second.message.body.reveal() == "whole 😀 and C:\\ud83d"
    latin = page.replace(b"whole", "plaît".encode("latin-1"))
    assert len(feed_document.read_page(latin).messages) == 2


def test_json_that_cannot_be_written_again_is_kept_aside() -> None:
    deep = f"{'[' * 500}7{']' * 500}"
    item = one(1, '"words"')[:-1] + f', "more": {deep}}}'
    page = f'{{"version": 1, "messages": [{item}]}}'.encode()
    (only,) = feed_document.read_page(page).messages
    incoming = feed_document.incoming(only, "feed", "a", "1")
    assert incoming.message is None
    assert "is nested deeper" in incoming.trouble
    assert json.loads(incoming.raw)["message"] == "words"

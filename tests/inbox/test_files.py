"""Messages from files: every one is accounted for, whatever form the file has."""

from __future__ import annotations

import io
import json
import os
import resource
from pathlib import Path

import pytest

from curator_app.inbox import mbox
from curator_app.inbox.files import take
from curator_app.inbox.mail import MOST_BYTES, MailReader
from curator_app.inbox.taking import Taken
from tests.inbox.keeping import ListKeeper
from tests.inbox.mails import mail
from tests.inbox.test_feed import contribution

FROM_LINES = {
    "unix": b"From ann@reader.example Fri Nov 27 10:00:00 2026",
    "one-digit day": b"From ann@reader.example Fri Nov  6 10:00:00 2026",
    "mozilla": b"From - Fri Nov 27 10:00:00 2026",
    "gmail": b"From 1588230740681151421@xxx Fri Nov 27 10:00:00 +0000 2026",
    "zone": b"From ann@reader.example Fri Nov 27 10:00:00 CET 2026",
    "no seconds": b"From ann@reader.example Fri Nov 27 10:00 2026",
    "rfc date": b"From ann@reader.example Fri, 27 Nov 2026 10:00:00 +0100",
    "eudora": b"From ???@??? Fri Nov 27 10:00:00 2026",
    "daemon": b"From MAILER-DAEMON Fri Nov 27 10:00:00 2026",
    "spaces": b"From ann reader@reader.example  Fri Nov 27 10:00:00 2026 remote from x",
    "quoted": b'From "ann reader"@reader.example Fri Nov 27 10:00:00 2026',
}


def split(content: bytes, most: int = 1_000_000) -> list[bytes | None]:
    return [piece.raw for piece in mbox.pieces(io.BytesIO(content), most)]


@pytest.mark.parametrize("name", FROM_LINES)
@pytest.mark.parametrize("end", [b"\n", b"\r\n"], ids=["lf", "crlf"])
def test_beginnings_of_mails(name: str, end: bytes) -> None:
    bodies = [f"Subject: {n}\n\nBody {n}\n".encode().replace(b"\n", end) for n in range(3)]
    content = b"".join(FROM_LINES[name] + end + body + end for body in bodies)
    assert mbox.is_mbox(content)
    assert split(content) == bodies


@pytest.mark.parametrize(
    "line",
    [
        b"From here on it got worse.",
        b"From 2014 on, at 10:00 each morning, I was in pain",
        b"From: not the beginning",
        b"From 2014 on, at 10:00 each morning:\nFatigue: severe",
        b"from ann@reader.example Fri Nov 27 10:00:00 2026",
    ],
)
def test_sentences_are_no_beginnings(line: bytes) -> None:
    content = FROM_LINES["unix"] + b"\nSubject: x\n\nBefore\n\n" + line + b"\nafter\n\n"
    assert len(split(content)) == 1
    assert line in (split(content)[0] or b"")


def test_mails_without_an_empty_line_between_them() -> None:
    one = FROM_LINES["unix"] + b"\nSubject: x\n\nBody\n"
    assert len(split(one * 3)) == 3


def test_quoted_lines_are_unquoted_once() -> None:
    content = FROM_LINES["unix"] + b"\nSubject: x\n\n>From here\n>>From there\n> From me\n\n"
    assert split(content) == [b"Subject: x\n\nFrom here\n>From there\n> From me\n"]


def test_a_mail_that_is_too_large_is_passed_over() -> None:
    one = FROM_LINES["unix"] + b"\nSubject: x\n\n"
    content = one + b"a\n\n" + one + b"y" * 3000 + b"\n\n" + one + b"b\n\n"
    assert split(content, 1000) == [b"Subject: x\n\na\n", None, b"Subject: x\n\nb\n"]


def test_an_mbox_adds_up(tmp_path: Path, keeper: ListKeeper, reader: MailReader) -> None:
    path = tmp_path / "box.mbox"
    mails = [mail(f"Mail {number}") for number in range(250)]
    content = b"".join(FROM_LINES["unix"] + b"\r\n" + raw + b"\r\n\r\n" for raw in mails)
    path.write_bytes(content)
    assert take(path, keeper, reader) == Taken(new=250)
    assert take(path, keeper, reader) == Taken(known=250)
    path.write_bytes(content + FROM_LINES["unix"] + b"\r\n" + mail("One more"))
    assert take(path, keeper, reader) == Taken(new=1, known=250)
    assert keeper.kept[-1].origin.place == "box.mbox;251"


@pytest.mark.slow
def test_a_huge_mbox_is_streamed(tmp_path: Path, keeper: ListKeeper, reader: MailReader) -> None:
    path = tmp_path / "huge.mbox"
    large = mail(b"x" * (MOST_BYTES + 10))
    with path.open("wb") as file:
        for number in range(12):
            raw = large if number % 2 else mail(f"Mail {number}")
            file.write(FROM_LINES["unix"] + b"\r\n" + raw + b"\r\n\r\n")
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    taken = take(path, keeper, reader)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 150_000
    assert (taken.new, taken.left, taken.seen) == (6, 6, 12)
    assert taken.problems[0].startswith("huge.mbox, mail 2 at byte ")
    assert len(taken.problems) == 6


def test_one_mail(tmp_path: Path, keeper: ListKeeper, reader: MailReader) -> None:
    path = tmp_path / "a letter.eml"
    path.write_bytes(mail("Hello"))
    assert take(path, keeper, reader) == Taken(new=1)
    assert keeper.kept[0].origin.place == "a letter.eml"
    other = tmp_path / "the same, elsewhere"
    other.write_bytes(mail("Hello"))
    assert take(other, keeper, reader) == Taken(known=1)


FORMS = {
    "a feed's answer": {"version": 1, "messages": [contribution(1), contribution(2)]},
    "a list": [contribution(1), contribution(2)],
}


@pytest.mark.parametrize("name", FORMS)
def test_contributions_as_json(
    name: str, tmp_path: Path, keeper: ListKeeper, reader: MailReader
) -> None:
    path = tmp_path / "c.json"
    path.write_text("\ufeff" + json.dumps(FORMS[name]), encoding="utf-8")
    assert take(path, keeper, reader) == Taken(new=2)
    path.write_text(json.dumps(contribution(2)))
    assert take(path, keeper, reader) == Taken(known=1)
    lines = [contribution(2), contribution(3), {"id": "broken"}]
    path.write_text("\n".join(json.dumps(line) for line in lines))
    assert take(path, keeper, reader) == Taken(new=1, known=1, unreadable=1)


REFUSED = {
    "empty": (b"", "This file is empty."),
    "blank": (b" \r\n\n", "This file is empty."),
    "a picture": (b"\x89PNG\r\n\x1a\n", "This is no mail, no mailbox"),
    "prose": (b"Dear editors,\nI write to you", "This is no mail, no mailbox"),
    "a packed file": (b"PK\x03\x04" + bytes(100), "This is no mail"),
    "half JSON": (b'{"version": 1, "messages": [', "This is not JSON, or it is cut off."),
    "a newer version": (b'{"version": 2, "messages": []}', "a newer kind of feed"),
    "no list": (b'{"version": 1, "messages": {}}', "messages is no array"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_file_that_is_none_of_these(
    name: str, tmp_path: Path, keeper: ListKeeper, reader: MailReader
) -> None:
    content, words = REFUSED[name]
    path = tmp_path / "file"
    path.write_bytes(content)
    taken = take(path, keeper, reader)
    assert (taken.left, taken.seen, len(taken.problems)) == (1, 1, 1)
    assert taken.problems[0].startswith("file: ")
    assert words in taken.problems[0]
    assert keeper.kept == []


def test_what_is_no_file(tmp_path: Path, keeper: ListKeeper, reader: MailReader) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    for path in (pipe, Path("/dev/zero"), tmp_path, tmp_path / "gone"):
        taken = take(path, keeper, reader)
        assert (taken.left, len(taken.problems)) == (1, 1)


def test_stopping(tmp_path: Path, keeper: ListKeeper, reader: MailReader) -> None:
    path = tmp_path / "box"
    one = FROM_LINES["unix"] + b"\r\nSubject: %d\r\n\r\n\r\n"
    path.write_bytes(b"".join(one % number for number in range(300)))
    taken = take(path, keeper, reader, cancelled=lambda: len(keeper.kept) >= 100)
    assert taken.new == 100
    assert taken.problems == ["box: stopped. What was taken until then is kept."]

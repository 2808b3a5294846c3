"""The process that reads mails: it can do no harm, and whatever becomes of it, the mail is kept."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from curator_app.errors import Cancelled, CuratorError
from curator_app.inbox import answers, child_process
from curator_app.inbox.child_process import ARGUMENT
from curator_app.inbox.frames import READY, framed
from curator_app.inbox.mail import MOST_BYTES, TROUBLES, MailReader, likely_time
from curator_app.inbox.parsing.message import read_mail
from tests.inbox import mails


def children() -> list[int]:
    """The processes that this thread has started."""
    listed = Path(f"/proc/self/task/{threading.get_native_id()}/children").read_text()
    return [int(pid) for pid in listed.split()]


def the_child(before: list[int]) -> int:
    (pid,) = set(children()) - set(before)
    return pid


def test_a_mail_arrives_whole() -> None:
    with MailReader() as reader:
        incoming = reader.read(mails.STRUCTURES["apple"], "imap", "inbox", "INBOX;1;7", "")
    message = incoming.message
    assert message is not None
    assert incoming.trouble == ""
    assert incoming.raw == mails.STRUCTURES["apple"]
    assert message.body.reveal() == "before\n\nafter"
    assert (message.sender_address.reveal(), message.received) == (
        "ann@reader.example",
        "2026-11-27T09:00:00+00:00",
    )
    (attachment,) = message.attachments
    assert incoming.files == {attachment.key: b"%PDF-"}
    assert "reader.example" not in repr(incoming)


def test_one_child_reads_many_mails_quickly() -> None:
    before = children()
    with MailReader() as reader:
        reader.read(mails.PLAIN, "file", "", "0")
        pid = the_child(before)
        started = time.monotonic()
        for number in range(1000):
            incoming = reader.read(mails.mail(f"Mail {number}"), "file", "", str(number))
            assert incoming.message is not None
        took = time.monotonic() - started
        assert the_child(before) == pid
    assert took < 5, f"{1000 / took:.0f} mails a second"
    assert children() == before


def test_every_named_mail_is_read_by_one_child() -> None:
    with MailReader() as reader:
        for name, raw in mails.everything().items():
            incoming = reader.read(raw, "file", "", name)
            assert incoming.trouble == "", name


@pytest.mark.parametrize("by", [signal.SIGKILL, signal.SIGSEGV])
def test_a_child_that_somebody_ends_costs_nothing(by: signal.Signals) -> None:
    before = children()
    with MailReader() as reader:
        reader.read(mails.PLAIN, "file", "", "1")
        os.kill(the_child(before), by)
        assert reader.read(mails.mail(b"words"), "file", "", "2").message is not None
    assert children() == before


READY_THEN = "import os, sys; os.write(1, b'\\0\\0\\0\\5ready'); os.read(0, 9); "
IMPOSTORS = {
    "ends": READY_THEN + "os._exit(1)",
    "crashes": READY_THEN + "os.abort()",
    "says nonsense": READY_THEN + "os.write(1, b'\\0\\0\\0\\2{}')",
    "says half": READY_THEN + "os.write(1, b'\\0\\0\\0\\x09{}')",
    "promises four gigabytes": READY_THEN + "os.write(1, b'\\xff' * 8)",
    "promises a large file": READY_THEN
    + 'a = b\'{"files": [{"name": "x", "type": "a/b", "size": 60000000}]}\'; '
    + "os.write(1, len(a).to_bytes(4, 'big') + a + b'\\xff' * 4)",
}


@pytest.mark.parametrize("name", IMPOSTORS)
def test_whatever_a_child_does_the_mail_is_kept(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    before = children()
    with MailReader(seconds=10) as reader:
        monkeypatch.setattr(child_process, "_PROGRAM", IMPOSTORS[name])
        incoming = reader.read(mails.mail(b"secret words"), "file", "", "2")
        assert (incoming.message, incoming.trouble) == (None, TROUBLES["died"])
        assert b"secret words" in incoming.raw
        monkeypatch.undo()
        assert reader.read(mails.PLAIN, "file", "", "3").message is not None
    assert children() == before


@pytest.mark.parametrize(
    "program", ["1/0", "import os; os.write(1, b'\\0\\0\\0\\5hello')", "import nothing_there"]
)
def test_without_a_child_no_mail_is_taken(program: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(child_process, "_PROGRAM", program)
    with MailReader() as reader, pytest.raises(CuratorError, match="so no mail was taken"):
        reader.read(mails.PLAIN, "file", "", "1")


def test_a_child_that_used_up_its_time_is_told_from_one_that_died() -> None:
    before = children()
    with MailReader() as reader:
        reader.read(mails.PLAIN, "file", "", "1")
        os.kill(the_child(before), signal.SIGXCPU)
        assert reader.read(mails.PLAIN, "file", "", "2").trouble == TROUBLES["time"]


def test_a_child_that_hangs_is_given_up() -> None:
    before = children()
    with MailReader(seconds=1) as reader:
        reader.read(mails.PLAIN, "file", "", "1")
        os.kill(the_child(before), signal.SIGSTOP)
        started = time.monotonic()
        assert reader.read(mails.PLAIN, "file", "", "2").trouble == TROUBLES["time"]
        assert time.monotonic() - started < 2
        assert reader.read(mails.PLAIN, "file", "", "3").message is not None


def test_stopping_is_answered_at_once_and_no_mail_is_taken() -> None:
    stop = threading.Event()
    before = children()
    with MailReader(stop.is_set) as reader:
        reader.read(mails.PLAIN, "file", "", "1")
        os.kill(the_child(before), signal.SIGSTOP)
        threading.Timer(0.2, stop.set).start()
        started = time.monotonic()
        with pytest.raises(Cancelled):
            reader.read(mails.mail(b"x" * 3_000_000), "file", "", "2")
        assert time.monotonic() - started < 1
    assert children() == before


def test_what_is_too_large_is_not_read_and_not_lost() -> None:
    raw = mails.mail(b"x" * MOST_BYTES)
    before = children()
    with MailReader() as reader:
        incoming = reader.read(raw, "file", "", "1")
        assert (incoming.trouble, incoming.raw, incoming.message) == (TROUBLES["size"], raw, None)
        assert children() == before


@pytest.mark.slow
@pytest.mark.parametrize(
    "raw",
    [
        mails.mail(b"<p>x" * 300_000, mails.HTML),
        mails.mail("\u202e" * 1_000_000, "Content-Type: text/plain; charset=utf-8"),
        mails.multipart("mixed", *[mails.part(b"x" * 100_000)] * 200),
        mails.mail(b"x" * (MOST_BYTES - 1000), "Content-Type: application/pdf"),
        mails.mail(b"\n>" * 1_000_000, "Content-Type: text/plain; format=flowed"),
        mails.mail(b"M" * 8_000_000, "Content-Transfer-Encoding: base64"),
        mails.mail(b"<" * 10_000_000, mails.HTML),
        mails.mail(b"&amp;" * 4_000_000, mails.HTML),
    ],
    ids=["html", "bidi", "parts", "file", "flowed", "base64", "brackets", "entities"],
)
def test_the_largest_mails_end_within_the_limits(raw: bytes) -> None:
    """Read or given up, but within the limits of memory and time, and the next one is read."""
    with MailReader() as reader:
        started = time.monotonic()
        incoming = reader.read(raw, "file", "", "1")
        assert time.monotonic() - started < 21
        assert incoming.message is not None or incoming.trouble in TROUBLES.values()
        assert reader.read(mails.PLAIN, "file", "", "2").message is not None


ESCAPES = {
    "socket": "import socket; socket.socket()",
    "read": "open('/etc/passwd')",
    "write": "open('/tmp/x', 'w')",
    "append to the pipe's file": "open('/proc/self/fd/1', 'wb')",
    "pipe": "os.pipe()",
    "fork": "os.geteuid() and os.fork() or 1/0",
    "memory": "bytearray(600_000_000)",
    "raise the limit": "resource.setrlimit(resource.RLIMIT_AS, (1 << 40, 1 << 40)) "
    "if os.geteuid() else 1/0",
    "time": "allow_one_mail()\nwhile True: pass",
}


@pytest.mark.parametrize("name", ESCAPES)
def test_the_child_has_nothing_to_do_harm_with(name: str) -> None:
    program = (
        "import os, resource, sys\n"
        "from curator_app.inbox.parsing import confine as c\n"
        "c.CPU_SECONDS = 0; c.confine(); allow_one_mail = c.allow_one_mail\n"
        f"os.write(1, b'confined')\n{ESCAPES[name]}\nos.write(1, b' and free')"
    )
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, timeout=20)
    assert ran.stdout == b"confined"
    assert ran.returncode in (1, -signal.SIGXCPU)


def test_the_child_knows_no_secret() -> None:
    os.environ["ATLAS_CANARY"] = "canary"
    before = children()
    try:
        with MailReader() as reader:
            reader.read(mails.mail(b"canary"), "file", "", "1")
            pid = the_child(before)
            if os.geteuid() == 0:  # its owner may not look into it: PR_SET_DUMPABLE
                assert b"canary" not in Path(f"/proc/{pid}/environ").read_bytes()
                assert b"canary" not in Path(f"/proc/{pid}/cmdline").read_bytes()
                links = [str(link.readlink()) for link in Path(f"/proc/{pid}/fd").iterdir()]
                assert sorted(link.partition(":")[0] for link in links) == [
                    "/dev/null", "pipe", "pipe",
                ]  # fmt: skip
    finally:
        del os.environ["ATLAS_CANARY"]


def test_a_frozen_program_is_its_own_child() -> None:
    command = [sys.executable, "-m", "curator_app", ARGUMENT]
    ran = subprocess.run(command, input=framed(mails.PLAIN), capture_output=True, timeout=20)
    assert ran.stdout.startswith(framed(READY))
    assert b"ann@reader.example" in ran.stdout
    assert (ran.returncode, ran.stderr) == (0, b"")


def test_the_child_ends_with_its_parent() -> None:
    program = (
        "import os, time\nfrom curator_app.inbox.mail import MailReader\n"
        "reader = MailReader(); reader.read(b'Subject: x', 'file', '', '')\n"
        "print(reader._child._process.pid, flush=True); time.sleep(60)"
    )
    parent = subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True)
    assert parent.stdout is not None
    pid = int(parent.stdout.readline())
    parent.kill()
    parent.wait()
    parent.stdout.close()
    until = time.monotonic() + 5
    while Path(f"/proc/{pid}").exists() and time.monotonic() < until:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
        if state == "Z":  # ended; nobody here collects it
            break
        time.sleep(0.02)
    else:
        assert not Path(f"/proc/{pid}").exists()


def forged(**changes: object) -> bytes:
    form, _ = read_mail(mails.PLAIN)
    return json.dumps({**form, **changes}).encode()


@pytest.mark.parametrize(
    "answer",
    [
        b"", b"[]", b"null", b"{}", b"[" * 100_000, b'{"error": "rm -rf"}', b"\xff",
        forged(extra=1), forged(subject=None), forged(subject="x" * 1001), forged(kind="evil"),
        forged(slug="../etc"), forged(date="soon"), forged(remarks=["I am the program"]),
        forged(remarks="broken"), forged(files=[{"name": "../x", "type": "a/b", "size": 0}]),
        forged(files=[{"name": "x", "type": "a/b", "size": 5}]), forged(files=[7]),
        forged(files=[{"name": "x", "type": "a/b", "size": -1}]), forged(files="x"),
        forged(files=[{"name": "..", "type": "a/b", "size": 0}]),
    ],
)  # fmt: skip
def test_a_child_that_lies_is_not_believed(answer: bytes) -> None:
    with pytest.raises(answers.NoAnswer) as caught:
        answers.checked(answer, [b""] * len(answers.file_sizes(answer)))
    assert caught.value.trouble in TROUBLES


def test_too_large_answers_are_not_waited_for() -> None:
    files = [{"name": "x", "type": "a/b", "size": 65 * 1024 * 1024}]
    with pytest.raises(answers.NoAnswer):
        answers.file_sizes(forged(files=files))


@pytest.mark.parametrize("time_text", ["1970-01-01T00:00:00+00:00", "9999-12-31", "soon", ""])
def test_an_impossible_time_becomes_now(time_text: str) -> None:
    assert likely_time(time_text, "2026-01-02T03:04:05+01:00") == "2026-01-02T02:04:05+00:00"
    assert likely_time(time_text)[:2] == "20"

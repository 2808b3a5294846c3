"""What is told of an error that nobody foresaw, and what is not."""

import logging
import subprocess
import sys
from pathlib import Path
from weakref import WeakSet

import pytest

from curator_app import unforeseen
from curator_app.domain.contribution import moved
from curator_app.domain.pem_status import Override
from curator_app.inbox.keys import Master
from curator_app.inbox.parts import message_from_json
from curator_app.services import inbox as inboxes
from curator_app.unforeseen import OwnWords, story
from tests.inbox.keyrings import chain
from tests.shared_data import PROJECT

SECRET = "bedbound since spring"


def caught(act) -> BaseException:
    """The error that `act` raises."""
    try:
        act()
    except Exception as error:  # noqa: BLE001 - any
        return error
    raise AssertionError("nothing was raised")


@pytest.fixture(autouse=True)
def no_inbox(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever another test left open is not open here."""
    monkeypatch.setattr(unforeseen, "open_inboxes", WeakSet())
    monkeypatch.setattr(inboxes, "open_inboxes", unforeseen.open_inboxes)


def within_the_inbox() -> None:
    """An error raised below a module of the inbox, with a text of a message in it."""
    message_from_json({"attachments": [SECRET]})


def test_an_error_of_the_atlas_is_told_whole() -> None:
    told = story(caught(lambda: Override(SECRET)))  # type: ignore[call-arg]
    assert "Override.__init__() missing" in told
    assert "test_unforeseen.py" in told


def test_while_an_inbox_is_open_no_error_says_more_than_where(tmp_path: Path) -> None:
    """A proposed change lies in the editor, and the checks of the atlas run over it."""
    error = caught(lambda: Override(SECRET))  # type: ignore[call-arg]
    inbox = inboxes.Inbox(tmp_path, chain(), "Ann")
    inbox.create(key=Master(b"a key for tests, 32 bytes long.."))
    told = story(error)
    inbox.lock()
    assert "test_unforeseen.py" in told
    assert "TypeError (what it says is left out" in told
    assert "missing" not in told
    assert "missing" in story(error)


def test_an_error_of_the_inbox_says_where_and_nothing_else() -> None:
    error = caught(within_the_inbox)
    told = story(error)
    assert "parts.py" in told
    assert "ValueError (what it says is left out" in told
    assert str(error) not in told


def test_the_errors_that_led_to_it_are_told_alike() -> None:
    def outer() -> None:
        try:
            within_the_inbox()
        except ValueError as error:
            raise RuntimeError(f"failed on {SECRET}") from error

    told = story(caught(outer))
    assert SECRET not in told
    assert told.index("ValueError") < told.index("RuntimeError")

    def beside() -> None:
        try:
            int(SECRET)
        except ValueError:
            within_the_inbox()

    assert SECRET not in story(caught(beside))


def test_a_domain_module_that_reads_messages_counts_too() -> None:
    assert "left out" in story(caught(lambda: moved(None, {}, SECRET)))  # type: ignore[arg-type]


def test_a_crash_on_the_command_line_is_told_alike() -> None:
    program = (
        "from curator_app import unforeseen\n"
        "import threading\n"
        f"secret = {SECRET!r}\n"
        "from curator_app.inbox.parts import message_from_json\n"
        "unforeseen.watch()\n"
        "class Bad:\n"
        "    def __del__(self): message_from_json({'attachments': [secret]})\n"
        "t = threading.Thread(target=message_from_json, args=({'attachments': [secret]},))\n"
        "t.start(); t.join()\n"
        "Bad()\n"
        "message_from_json({'attachments': [secret]})\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=PROJECT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert done.stderr.count("ValueError (what it says is left out") == 3
    assert "unpack" not in done.stderr


def test_the_log_keeps_our_lines_and_the_warnings_of_others(
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.handler.addFilter(words := OwnWords())
    try:
        with caplog.at_level(logging.DEBUG):
            logging.getLogger("curator_app.x").debug("ours")
            logging.getLogger("httpcore").debug("a request")
            logging.getLogger("httpcore").warning("a warning")
            error = caught(within_the_inbox)
            logging.getLogger("curator_app.x").error("failed", exc_info=error)
    finally:
        caplog.handler.removeFilter(words)
    assert [record.message for record in caplog.records] == ["ours", "a warning", "failed"]
    assert str(error) not in caplog.text
    assert "left out" in caplog.text

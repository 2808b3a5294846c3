"""Mailboxes that drop, wait, babble or refuse at one step of the talk."""

from __future__ import annotations

import time
from collections.abc import Callable

from tests.inbox.servers.scripted_imap import Dropped, Script

STEPS = (
    "greeting",
    "CAPABILITY",
    "AUTHENTICATE",
    "EXAMINE",
    "UID SEARCH",
    "UID FETCH size",
    "UID FETCH mail",
    "SELECT",
    "UID STORE",
)
STEPPED: dict[str, type[Script]] = {}


def drop(script: Script) -> None:
    raise Dropped


def bye(script: Script) -> None:
    script.send(b"* BYE going down\r\n")
    raise Dropped


def silence(script: Script) -> None:
    time.sleep(0.7)
    raise Dropped


def garbage(script: Script) -> None:
    script.send(bytes(range(256)) * 4 + b"\r\n")


def endless_line(script: Script) -> None:
    while True:
        script.send(b"x" * 100_000)


def a_million_lines(script: Script) -> None:
    script.send(b"* 1 EXISTS\r\n" * 1_000_000)


def drip(script: Script) -> None:
    for _ in range(7):
        script.send(b"*")
        time.sleep(0.1)
    raise Dropped


def at_step(name: str, step: str, act: Callable[[Script], None]) -> None:
    """Something that happens before one step."""

    class AtStep(Script):
        def at(self, now: str) -> None:
            if now == step:
                act(self)

    STEPPED[name] = AtStep


for _step in STEPS:
    at_step(f"dropped at {_step}", _step, drop)
for _step in ("greeting", "EXAMINE", "UID FETCH mail"):
    at_step(f"BYE at {_step}", _step, bye)
    at_step(f"garbage at {_step}", _step, garbage)
for _step in ("greeting", "UID SEARCH", "UID FETCH mail"):
    at_step(f"silent at {_step}", _step, silence)
    at_step(f"a byte now and then at {_step}", _step, drip)
for _step in ("EXAMINE", "UID SEARCH", "UID FETCH mail"):
    at_step(f"a million lines at {_step}", _step, a_million_lines)
    at_step(f"a line without end at {_step}", _step, endless_line)

for _step in STEPS[1:]:
    for _word in (b"NO", b"BAD"):

        class Refusing(Script):
            step, word = _step, _word

            def command(self, tag: bytes, name: str, rest: bytes) -> None:
                if name == self.step:
                    self.send(b"%s %s not today\r\n" % (tag, self.word))
                else:
                    super().command(tag, name, rest)

        STEPPED[f"{_word.decode()} to {_step}"] = Refusing

"""JSON as a stream of records: each value is read by itself and keeps its own text and line.

The standard library's decoder is used because it tells where a value ends; a value that is nested
too deeply, or a number that is too long, is refused with its line.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, cast

Json = dict[str, Any]
MAX_RECORD = 10_000_000
_SPACE = re.compile(r"[ \t\n\r]*")
_decode = json.JSONDecoder(strict=False).raw_decode


@dataclass(frozen=True)
class Value:
    """One value of the file: its key or number among its siblings, where it begins, its text."""

    key: str
    line: int
    raw: str
    value: Any


class BrokenJson(Exception):
    """The text is no JSON from this line on; its text is a sentence."""

    def __init__(self, line: int, sentence: str) -> None:
        super().__init__(sentence)
        self.line = line


class _Reader:
    """Goes through a text once; lines are counted as it goes."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.place = 0
        self.line = 1
        self.counted = 0

    def next_sign(self) -> str:
        match = _SPACE.match(self.text, self.place)
        self.place = match.end() if match else self.place
        return self.text[self.place : self.place + 1]

    def line_here(self) -> int:
        self.line += self.text.count("\n", self.counted, self.place)
        self.counted = self.place
        return self.line

    def value(self, key: str) -> Value:
        self.next_sign()
        start, line = self.place, self.line_here()
        try:
            value, self.place = _decode(self.text, start)
        except json.JSONDecodeError as error:
            self.place = min(error.pos, len(self.text))
            at = self.line_here()
            raise BrokenJson(at, f"It is not JSON from line {at} on: {error.msg}.") from error
        except RecursionError as error:
            raise BrokenJson(line, "It is nested too deeply.") from error
        except ValueError as error:
            raise BrokenJson(line, "It holds a number that is too long.") from error
        return Value(key, line, self.text[start : self.place], value)

    def expect(self, signs: str) -> str:
        sign = self.next_sign()
        if not sign or sign not in signs:
            line = self.line_here()
            what = (
                f"{sign!r} stands where one of {signs!r} should" if sign else "the file ends early"
            )
            raise BrokenJson(line, f"It is not JSON from line {line} on: {what}.")
        self.place += 1
        return sign

    def members(self) -> Iterator[str]:
        """Stops before the value of each member of an object, or item of a list."""
        closing = "}" if self.expect("{[") == "{" else "]"
        if self.next_sign() == closing:
            self.place += 1
            return
        number = 0
        while True:
            number += 1
            key = str(number)
            if closing == "}":
                key = str(self.value("").value)
                self.expect(":")
            yield key
            if self.expect("," + closing) == closing:
                return


def values(text: str, *path: str) -> Iterator[Value]:
    """The items of the list, or members of the object, at `path`: names of members on the way.

    Of several values one after the other or in a list, as when answers were put into one file,
    those of each. Raises BrokenJson where the text ends being JSON; what came before has been
    given.
    """
    reader = _Reader(text)
    while sign := reader.next_sign():
        if not path or sign != "[":
            yield from _values(reader, path)
            continue
        for key in reader.members():
            if reader.next_sign() == "{":
                yield from _values(reader, path)
            else:
                reader.value(key)


def documents(text: str) -> Iterator[Value]:
    """Each value of a text that holds one, or one after the other (JSON Lines).

    Raises BrokenJson where the text ends being JSON.
    """
    reader = _Reader(text)
    number = 0
    while reader.next_sign():
        number += 1
        yield reader.value(str(number))


def _values(reader: _Reader, path: Sequence[str]) -> Iterator[Value]:
    if path and reader.next_sign() == "[":
        reader.value("")
        return
    for key in reader.members():
        inside = reader.next_sign() in ("{", "[")
        if not path:
            yield reader.value(key)
        elif key == path[0] and inside:
            yield from _values(reader, path[1:])
        else:
            reader.value(key)


def listed(value: Any) -> list[Any]:
    """A list as it is, a single value as a list of one, nothing as an empty one."""
    if isinstance(value, list):
        return cast("list[Any]", value)
    return [] if value is None or value == "" else [value]


def objects(value: Any) -> list[Json]:
    """The objects of a list; whatever else stands there is passed over."""
    return [cast("Json", item) for item in listed(value) if isinstance(item, dict)]


def text(value: Any) -> str:
    """A text or a number as text on one line; "" for anything else."""
    if isinstance(value, str):
        return " ".join(value.split())
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else ""


def child(value: Any, name: str) -> Any:
    """The member of an object; None where there is none, or no object."""
    return cast("Json", value).get(name) if isinstance(value, dict) else None

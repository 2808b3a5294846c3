"""Who a mail is from and to: names and addresses out of a header line, however it is written."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from curator_app.inbox.parsing.headers import words
from curator_app.inbox.parsing.limits import ADDRESSES

_TOKEN = re.compile(
    r'"(?:[^"\\]|\\.)*"|=\?[^?\s]{1,80}\?[bBqQ]\?[^?\s]*\?=|<[^<>]*>|[(),:;]|[^"<(),:;=]+|.',
    re.DOTALL,
)


@dataclass
class _Mailbox:
    phrase: list[str] = field(default_factory=list[str])
    comments: list[str] = field(default_factory=list[str])
    angle: str | None = None
    before: list[str] = field(default_factory=list[str])
    """What stood before a comma and was no mailbox: `Reader, Ann <…>` is one, without quotes."""

    def nameless(self) -> bool:
        """Whether it has words, but no address."""
        words_ = "".join(self.phrase).strip()
        return bool(words_) and self.angle is None and "@" not in words_

    def pair(self) -> tuple[str, str] | None:
        """The name and the address, or None when there is neither."""
        phrase, comment = _text([*self.before, *self.phrase]), _text(self.comments)
        if self.before:
            phrase = phrase.strip(", ")
        address = _address("".join(self.phrase) if self.angle is None else self.angle)
        if self.angle is None and "@" in address:
            phrase, comment = comment, _text(self.before[:-1])
        elif self.angle is None:
            address = ""
        name = phrase or comment
        return (name, address) if name or address else None


def addresses(value: str) -> list[tuple[str, str]]:
    """(name, address) for each mailbox; the members of a group stand for it.

    Encoded words are decoded only after the line was taken apart, so that a name cannot smuggle
    an address in.
    """
    found: list[tuple[str, str]] = []
    box, depth = _Mailbox(), 0
    for piece in _TOKEN.findall(value):
        if piece == "(" or (piece == ")" and depth):
            depth += 1 if piece == "(" else -1
        elif depth:
            box.comments.append(piece)
        elif piece == "," and box.nameless():
            box.before += [*box.phrase, ","]
            box = _Mailbox(before=box.before, comments=box.comments)
        elif piece in ",;":
            _flush(box, found)
            box = _Mailbox()
        elif piece == ":":
            box = _Mailbox()  # what stood before is the name of a group
        elif piece[0] == "<" and piece[-1] == ">" and box.angle is None:
            box.angle = piece[1:-1]
        else:
            box.phrase.append(piece)
        if len(found) >= ADDRESSES:
            return found
    _flush(box, found)
    return found


def _flush(box: _Mailbox, found: list[tuple[str, str]]) -> None:
    pair = box.pair()
    if pair is not None:
        found.append(pair)


def _text(tokens: list[str]) -> str:
    plain = [
        re.sub(r"\\(.)", r"\1", token[1:-1]) if len(token) > 1 and token[0] == '"' else token
        for token in tokens
    ]
    return " ".join(words("".join(plain)).split())


def _address(text: str) -> str:
    """An address without the white space that folding leaves; a source route is dropped."""
    text = "".join(text.split())
    return text.rpartition(":")[2] if text.startswith("@") else text

"""Contributions as JSON: one answer of a feed, or a file. The form is resources/inbox."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, cast

import orjson

from curator_app.domain.contact import subject_matter
from curator_app.domain.contribution import Incoming, Message, Origin
from curator_app.domain.plain_text import visible_line, visible_text
from curator_app.domain.private import Private
from curator_app.errors import BadFile
from curator_app.inbox.json_form import fault
from curator_app.inbox.mail import likely_time
from curator_app.paths import resources

_DEEPEST = 200
"""Lists in lists; one that is deeper cannot be written again as it was read."""
_ESCAPE = re.compile(
    rb"\\\\|(\\u[dD][89abAB][0-9a-fA-F]{2})(\\u[dD][c-fC-F][0-9a-fA-F]{2})?"
    rb"|(\\u[dD][c-fC-F][0-9a-fA-F]{2})"
)


@dataclass(frozen=True)
class Page:
    """One answer: messages as JSON values, the bookmark behind them, whether more are waiting."""

    messages: tuple[Any, ...] = field(repr=False)
    after: str = ""
    more: bool = False


@lru_cache(maxsize=1)
def schema() -> Mapping[str, Any]:
    """The documented form."""
    path = resources() / "inbox" / "feed-schema.json"
    return cast("Mapping[str, Any]", json.loads(path.read_text(encoding="utf-8")))


def loaded(body: bytes) -> Any:
    """JSON as values; raises ValueError.

    Half a character, as programs leave behind that cut a text at a length, and a byte that is no
    UTF-8 become U+FFFD: one message with such a thing must not hold up all others.
    """
    try:
        return orjson.loads(body)
    except orjson.JSONDecodeError:
        text = body.decode("utf-8", "replace").encode()
        return orjson.loads(_ESCAPE.sub(_whole, text))


def _whole(found: re.Match[bytes]) -> bytes:
    """An escape as it is, unless it is one half of a pair by itself."""
    first, second, alone = found.groups()
    return rb"\ufffd" if alone or (first and not second) else found[0]


def read_page(body: bytes) -> Page:
    """The messages of an answer, each still to be checked; raises BadFile."""
    try:
        form: Any = loaded(body)
    except orjson.JSONDecodeError:
        raise BadFile("This is not JSON, or it is cut off.") from None
    if isinstance(form, dict) and cast("dict[str, Any]", form).get("version", 1) != 1:
        raise BadFile("This is a newer kind of feed than this program knows.")
    outer = dict(schema())
    outer["properties"] = {**outer["properties"], "messages": {"type": "array"}}
    if found := fault(outer, form):
        raise BadFile(f"This is no feed of contributions: {_said(found)}.")
    values = cast("dict[str, Any]", form)
    return Page(tuple(values["messages"]), values.get("after", ""), values.get("more", False))


def incoming(item: Any, source: str, account: str, place: str) -> Incoming:
    """One message on its way in; with the reason when it has not the form.

    `place` is where it stands, for a message without an id of its own.
    """
    found = fault(schema()["$defs"]["message"], item, schema())
    try:
        raw = orjson.dumps(item, option=orjson.OPT_SORT_KEYS)
    except orjson.JSONEncodeError:
        raw = orjson.dumps(_cut(item), option=orjson.OPT_SORT_KEYS)
        found = f"is nested deeper than {_DEEPEST} times; what lies deeper was cut off"
    digest = hashlib.sha256(raw).hexdigest()
    form = cast("dict[str, Any]", item) if isinstance(item, dict) else {}
    name = form.get("id")
    if isinstance(name, str) and name:
        place = visible_line(name, 200)
    origin = Origin(source, account, place, digest)
    if found:
        return Incoming(
            raw, origin, trouble=f"This contribution has not the agreed form: {_said(found)}."
        )
    return Incoming(raw, origin, _message(form))


def _said(found: str) -> str:
    """A departure from the form as the end of a sentence: of the whole, or of one part of it."""
    return f"it {found}" if found.startswith(("is ", "has ")) else f"its {found}"


def _cut(value: Any, left: int = _DEEPEST) -> Any:
    """The value without what lies deeper in it than `left`."""
    if not left and isinstance(value, dict | list):
        return "…"
    if isinstance(value, dict):
        values = cast("dict[str, Any]", value)
        return {name: _cut(inner, left - 1) for name, inner in values.items()}
    if isinstance(value, list):
        return [_cut(inner, left - 1) for inner in cast("list[Any]", value)]
    return value


def _message(form: dict[str, Any]) -> Message:
    contact: dict[str, str] = form.get("contact", {})
    subject = visible_line(form.get("subject", ""), 500)
    body = visible_text(form["message"])
    slug, kind = subject_matter(subject, body)
    return Message(
        subject=Private(subject),
        body=Private(body),
        sender_name=Private(visible_line(contact.get("name", ""), 200)),
        sender_address=Private(visible_line(contact.get("address", "").strip(), 320)),
        received=likely_time(form["received"].replace("Z", "+00:00")),
        slug=form.get("slug", "") or slug,
        kind=form.get("kind", kind),
        consent=visible_line(form.get("consent", ""), 2000),
        snapshot=visible_line(form.get("snapshot", ""), 500),
    )

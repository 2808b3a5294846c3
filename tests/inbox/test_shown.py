"""What a value that holds words of a message shows of itself, in a traceback or a log: nothing."""

from dataclasses import is_dataclass
from typing import Any

import pytest

from curator_app.domain.contribution import Attachment, Contribution, Incoming, Message, Origin
from curator_app.domain.contribution import Standing as Stands
from curator_app.domain.correspondence import Note, Reply
from curator_app.domain.inbox_query import InboxQuery, SavedFilter
from curator_app.domain.private import Private
from curator_app.domain.repeating import Release, Repeat
from curator_app.inbox.answers import Reading
from curator_app.inbox.comparing import Said
from curator_app.inbox.feed_document import Page
from curator_app.inbox.imap_lines import Line
from curator_app.inbox.imap_talk import Word
from curator_app.inbox.mbox import Piece
from curator_app.inbox.parts import Head
from curator_app.inbox.smtp import _Said
from curator_app.web import Answer

MARK = "bedbound-since-spring"
SECRET, RAW = Private(MARK), MARK.encode()
ATTACHMENT = Attachment("file-1", SECRET, "text/plain", 3)
MESSAGE = Message(
    *(SECRET,) * 4,
    consent=MARK,
    snapshot=MARK,
    attachments=(ATTACHMENT,),
    reply_to=SECRET,
    message_id=SECRET,
    in_reply_to=SECRET,
)
ORIGIN = Origin("file", "files", f"{MARK}.eml", "0" * 64)
REPLY = Reply("k", "c", "failed", "Ann", "", SECRET, SECRET, SECRET, SECRET, trouble=MARK)
VALUES: dict[str, Any] = {
    "a message": MESSAGE,
    "an arriving message": Incoming(RAW, ORIGIN, MESSAGE, {"file-1": RAW}),
    "a kept message": Contribution("c", MESSAGE, ORIGIN, Stands()),
    "the head of a message": Head(MESSAGE, SECRET, ""),
    "a note": Note("k", "Ann", "", SECRET),
    "a reply": REPLY,
    "a search": InboxQuery(SECRET),
    "a saved search": SavedFilter("mine", InboxQuery(SECRET)),
    "a repetition": Repeat("title", "words", SECRET),
    "a release": Release("title", SECRET, "form"),
    "what a message says": Said("", SECRET),
    "an answer of the child": Reading({"body": MARK}, ((MARK, "text/plain", 3),), ()),
    "a page of a feed": Page(({"message": MARK},)),
    "an answer of the feed": Answer(200, {"x": MARK}, RAW),
    "a line of a mailbox": Line((RAW,), (RAW,)),
    "a password on its way": Word(RAW),
    "a mail of an mbox": Piece(1, 0, RAW),
    "words of a mail server": _Said(550, (RAW,)),
}


@pytest.mark.parametrize("name", VALUES)
def test_it_shows_nothing_of_a_message(name: str) -> None:
    value = VALUES[name]
    for shown in (repr(value), str(value), f"{value}", repr([value])):
        assert MARK not in shown
    assert is_dataclass(value) or isinstance(value, tuple)

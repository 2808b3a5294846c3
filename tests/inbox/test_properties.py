"""What holds for any input: servers' lines, feeds' JSON, mailbox files, texts of a mail."""

from __future__ import annotations

import io
import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from curator_app.inbox import answers, feed_document, mbox
from curator_app.inbox.accounts import folders_of, folders_text
from curator_app.inbox.bookmark import Bookmark
from curator_app.inbox.imap import Box, Listed
from curator_app.inbox.imap_lines import Line, pairs
from curator_app.inbox.imap_names import from_utf7, quoted, to_utf7
from curator_app.inbox.parsing.addresses import addresses
from curator_app.inbox.parsing.charsets import NAMES, decoded
from curator_app.inbox.parsing.flowed import unflowed
from curator_app.inbox.parsing.headers import parameters, words
from curator_app.inbox.parsing.message import read_mail
from curator_app.inbox.parsing.names import safe_name

JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=8,
)
FIELDS = st.sampled_from(
    ["id", "received", "message", "subject", "slug", "kind", "contact", "consent", "snapshot"]
)
HEADER_TEXT = st.text(alphabet=st.sampled_from(list("ab@.,;:<>()[]\"\\= ?*%'\t-_éß\u202e0")))


@given(st.dictionaries(FIELDS, JSON) | JSON)
def test_any_json_is_a_contribution_or_kept_aside(item: Any) -> None:
    incoming = feed_document.incoming(item, "feed", "a", "1")
    assert json.loads(incoming.raw) == item
    assert (incoming.message is None) == bool(incoming.trouble)
    assert incoming.origin.place


@given(st.lists(st.binary(max_size=60), min_size=1), st.lists(st.binary(max_size=20)))
def test_any_line_of_a_server_is_values_or_refused(
    texts: list[bytes], literals: list[bytes]
) -> None:
    try:
        values = Line(tuple(texts), tuple(literals)).values()
    except ValueError:
        return
    pairs(values)


@given(st.text())
def test_names_of_folders_come_back(name: str) -> None:
    plain = name.encode("utf-16-be", "replace").decode("utf-16-be")
    assert from_utf7(to_utf7(plain)) == plain


@given(st.lists(st.text(st.characters(codec="utf-8"), min_size=1), unique=True))
def test_names_of_folders_come_back_from_one_line(names: list[str]) -> None:
    assert folders_of(folders_text(names)) == tuple(names)


@given(st.binary())
def test_no_word_leaves_its_quotation_marks(text: bytes) -> None:
    try:
        made = quoted(text)
    except ValueError:
        assert set(text) & {0, 10, 13}
        return
    if made is not None:
        assert Line((made + b" next",), ()).values() == [text, b"next"]


@given(st.lists(st.text(alphabet=st.sampled_from("From >:x\n 2026"), max_size=80), max_size=6))
def test_mails_written_into_an_mbox_come_out(bodies: list[str]) -> None:
    raws = [f"Subject: x\n\n{body}\n".encode() for body in bodies]
    content = b""
    for raw in raws:
        lines = raw.split(b"\n")
        escaped = [
            b">" + line if line.lstrip(b">").startswith(b"From ") else line for line in lines
        ]
        content += b"From a@b.example Fri Nov 27 10:00:00 2026\n" + b"\n".join(escaped) + b"\n"
    assert [piece.raw for piece in mbox.pieces(io.BytesIO(content), 10_000)] == raws


@given(st.binary(), st.sampled_from(NAMES) | st.text(max_size=20))
def test_any_bytes_are_text_in_any_charset(raw: bytes, charset: str) -> None:
    assert isinstance(decoded(raw, charset), str)


@given(HEADER_TEXT)
def test_any_header_is_taken_apart(text: str) -> None:
    for name, address in addresses(text):
        assert name or address
        assert "\n" not in address
    main, params = parameters(text)
    assert ";" not in main
    assert all(isinstance(value, str) for value in params.values())
    words(text)


@given(st.text())
def test_any_name_of_a_file_is_safe(name: str) -> None:
    safe = safe_name(name)
    assert safe == safe_name(safe)
    assert safe not in ("", ".", "..")
    assert not set(safe) & set('/\\<>:"|?*\x00\n\r')
    assert len(safe) <= 120
    assert not safe.startswith((".", " "))
    assert not safe.endswith((".", " "))


@given(st.lists(st.text(alphabet="ab> -", max_size=12)), st.booleans())
def test_flowing_loses_no_word(lines: list[str], delete: bool) -> None:
    text = "\n".join(lines)
    plain = unflowed(text, delete_space=delete)
    assert [char for char in plain if char in "ab"] == [char for char in text if char in "ab"]


@given(st.binary(max_size=600))
def test_any_bytes_are_a_mail(raw: bytes) -> None:
    form, files = read_mail(raw)
    answers.checked(json.dumps(form).encode(), files)


@given(st.sets(st.integers(1, 500)), st.sets(st.integers(1, 500)), st.integers(0, 9), st.booleans())
def test_a_bookmark_forgets_no_mail(
    asked: set[int], got: set[int], validity: int, to_mark: bool
) -> None:
    listed = [Listed(uid, uid * 10, "") for uid in sorted(asked)]
    kept = got & asked
    mark = Bookmark(validity).past(listed, kept, to_mark=to_mark)
    assert mark.missing == asked - kept
    assert mark.next == max(asked, default=0) + 1
    assert mark.unmarked == (kept if to_mark else set())
    assert Bookmark.read(mark.write()) == mark
    box = Box("INBOX", validity, mark.next, len(asked))
    samples = {uid: Listed(uid, uid * 10, "") for uid in mark.samples}
    assert mark.fits(box, samples) == bool(validity)
    changed = {uid: Listed(uid, uid * 10 + 1, "") for uid in mark.samples}
    assert not changed or not mark.fits(box, changed)

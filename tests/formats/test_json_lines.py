"""JSON Lines: everything public comes back, and a broken line is refused with its number."""

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from curator_app.domain.entry import Entry
from curator_app.domain.fields import entry_from_json
from curator_app.formats.reading import read
from curator_app.formats.record import Draft, Record, Refused
from tests.builders import entries, study
from tests.formats.writing import FEW, public_part, written


def nameless(entry: Entry) -> Entry:
    """Without the names behind an override, which are on no page."""
    override = entry.pem.override
    if override is None:
        return entry
    bare = replace(override, set_by="", confirmed_by="")
    return entry.with_(pem=replace(entry.pem, override=bare))


def lines_of(tmp: Path, data: bytes) -> list[Record]:
    path = tmp / "x.jsonl"
    path.write_bytes(data)
    return list(read(path))


@FEW
@given(st.lists(entries(), min_size=1, max_size=3))
def test_json_lines_come_back_exactly(place: Path, found: list[Entry]) -> None:
    records = lines_of(place, written("jsonl", *found))
    assert [r.source.line for r in records if isinstance(r, Draft)] == list(
        range(1, len(found) + 1)
    )
    for record, entry in zip(records, found, strict=True):
        assert isinstance(record, Draft)
        assert record.problems == ()
        assert public_part(entry_from_json(record.values)) == public_part(nameless(entry))


def test_json_lines_that_are_none_are_refused_with_their_line(place: Path) -> None:
    good = written("jsonl", study(1))
    data = good + b"\n[1]\n{broken\n" + b'{"journal": "J"}\n' + good.replace(b"study-1", b"study-2")
    data += b'{"slug":"a-2000","title":"\xff"}\n{"slug":"b-2000","colour":"red","url":"x"}\n'
    records = lines_of(place, data)
    said = [(r.line, r.reason[:20]) for r in records if isinstance(r, Refused)]
    assert said == [
        (3, "It is not an object "),
        (4, "It is not JSON: unex"),
        (5, "It has neither a tit"),
        (7, "It is not JSON: str "),
    ]
    drafts = [r for r in records if isinstance(r, Draft)]
    assert [d.source.line for d in drafts] == [1, 6, 8]
    assert drafts[2].problems == ("colour: no field of a file; left out.",)


def test_a_line_that_is_too_long_is_refused(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from curator_app.formats import json_lines

    monkeypatch.setattr(json_lines, "MAX_LINE", 1000)
    short = b'{"slug":"a-2000","title":"T"}\n'
    long = b'{"slug":"b-2000","title":"' + b"x" * 5000 + b'"}\n'
    records = lines_of(place, short + long + short + long[:-1])
    assert [type(r) for r in records] == [Draft, Refused, Draft, Refused]
    assert all(len(r.raw) <= 1000 for r in records if isinstance(r, Refused))

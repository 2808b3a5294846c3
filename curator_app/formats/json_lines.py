"""JSON Lines, the atlas's own: one JSON object a line per entry, everything that is public.

Field names and forms are those of the editor's data; `url` is the address of the page. It carries
every public field exactly; only the names of those who stand behind a PEM override are left out, as
on the pages. Written in UTF-8 with line ends as newline.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, cast

import orjson

from curator_app.domain.entry import Entry, Source
from curator_app.formats.public_form import PUBLIC_FIELDS, with_address
from curator_app.formats.record import Draft, Record, Refused
from curator_app.formats.source_file import SourceFile

FORMAT = "jsonl"
MAX_LINE = 10_000_000
"""Bytes of one line; the largest real entries need a hundredth of it."""
_READ = frozenset({*PUBLIC_FIELDS, "abstract"})
_STEP = 100


def json_lines(entries: Iterable[Entry], site_url: str) -> Iterator[bytes]:
    """One line per entry."""
    for entry in entries:
        yield orjson.dumps(with_address(entry, site_url), option=orjson.OPT_APPEND_NEWLINE)


def looks_like_json_lines(head: str) -> bool:
    """Whether a file's head is one of ours: each line begins with the entry's address."""
    return head.startswith('{"slug":')


def read_json_lines(file: SourceFile) -> Iterator[Record]:
    """Every line as a draft, or refused with its number; memory holds one line at a time."""
    for number, line in enumerate(_lines(file), 1):
        if number % _STEP == 0:
            file.stop_if_cancelled()
        if line.strip():
            yield _record(line, file.name, number)


def _lines(file: SourceFile) -> Iterator[bytes]:
    """The lines; of one that is too long its beginning, longer than MAX_LINE too."""
    with file.open() as stream:
        mark = stream.read(3)
        if mark[:2] in (b"\xff\xfe", b"\xfe\xff"):  # UTF-16: some program saved it anew
            yield from (line.encode() for line in file.text.text.split("\n"))
            return
        stream.seek(3 if mark == b"\xef\xbb\xbf" else 0)
        while line := stream.readline(MAX_LINE + 1):
            yield line
            while line and len(line) >= MAX_LINE and not line.endswith(b"\n"):
                line = stream.readline(MAX_LINE)


def _record(line: bytes, name: str, number: int) -> Record:
    raw = line[:MAX_LINE].decode("utf-8", "replace").strip()

    def refused(reason: str, key: str = "") -> Refused:
        return Refused(name, number, key, reason, raw)

    if len(line) > MAX_LINE:
        return refused(f"It is longer than {MAX_LINE:,} bytes, which no entry is.")
    try:
        data: Any = orjson.loads(line)
    except orjson.JSONDecodeError as error:
        return refused(f"It is not JSON: {error.msg}.")
    if not isinstance(data, dict):
        return refused("It is not an object with the fields of an entry.")
    form = cast("Mapping[str, Any]", data)
    values = {field: value for field, value in form.items() if field in _READ}
    key = form.get("slug")
    key = key if isinstance(key, str) else ""
    if not any(values.get(field) for field in ("title", "doi", "pmid", "pmcid", "slug")):
        return refused("It has neither a title nor an address, DOI, PMID or PMCID.", key)
    odd = [field for field in form if field not in _READ and field != "url"]
    problems = (f"{', '.join(odd)[:200]}: no field of a file; left out.",) if odd else ()
    return Draft(values, Source(FORMAT, name, number, key, raw), problems)

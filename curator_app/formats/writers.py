"""Every format that can be written, in the order in which it is offered."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import PurePath
from typing import BinaryIO

from curator_app.domain.entry import Entry
from curator_app.errors import BadFile
from curator_app.formats.bibtex_writer import bibtex
from curator_app.formats.csl_writer import csl_json
from curator_app.formats.csv_writer import csv_rows
from curator_app.formats.json_lines import json_lines
from curator_app.formats.ris_writer import ris
from curator_app.formats.xlsx_writer import write_workbook

Pieces = Callable[[Iterable[Entry], str], Iterator[bytes]]
_PAPER, _ALL = "The record of the paper", "Everything that is public"


@dataclass(frozen=True)
class Writer:
    """One format: its `--format` name, what sentences call it, the endings of its files.

    `write` writes public entries with addresses on a site; it returns a sentence about what the
    file could not hold, or "". The first ending is the one that new files get; `help` says what the
    format carries and who takes it.
    """

    format: str
    name: str
    endings: tuple[str, ...]
    help: str
    write: Callable[[Iterable[Entry], str, BinaryIO], str]


def _in_pieces(pieces: Pieces) -> Callable[[Iterable[Entry], str, BinaryIO], str]:
    def write(entries: Iterable[Entry], site_url: str, out: BinaryIO) -> str:
        out.writelines(pieces(entries, site_url))
        return ""

    return write


WRITERS: tuple[Writer, ...] = (
    Writer("bibtex", "BibTeX", (".bib", ".bibtex"), f"{_PAPER}, for LaTeX and JabRef.",
           _in_pieces(bibtex)),
    Writer("ris", "RIS", (".ris",), f"{_PAPER}, for Zotero, EndNote, Mendeley and Rayyan.",
           _in_pieces(ris)),
    Writer("csl-json", "CSL-JSON", (".json",), f"{_PAPER}, for citation processors and Pandoc.",
           _in_pieces(csl_json)),
    Writer("csv", "CSV", (".csv",), f"{_ALL}, a row per entry, for any spreadsheet or script.",
           _in_pieces(csv_rows)),
    Writer("xlsx", "Excel workbook", (".xlsx",), f"{_ALL}, a row per entry, every cell a text.",
           write_workbook),
    Writer("jsonl", "JSON Lines", (".jsonl", ".ndjson"),
           f"{_ALL}, exactly; can be imported again.", _in_pieces(json_lines)),
)  # fmt: skip
BY_FORMAT = {writer.format: writer for writer in WRITERS}


def writer_for(format: str, name: str) -> Writer:
    """The writer of a format, or for the file name's ending when the format is "auto".

    Raises BadFile when there is none.
    """
    ending = PurePath(name).suffix.lower()
    named = next((w for w in WRITERS if ending in w.endings), None)
    chosen = named if format == "auto" else BY_FORMAT.get(format)
    if chosen is None:
        offers = ", ".join(f"{w.format} ({w.endings[0]})" for w in WRITERS)
        raise BadFile(
            f"This version cannot write {name} as {format if format != 'auto' else 'it is named'}.",
            f"Nothing was written. Choose one of {offers}.",
        )
    return chosen

"""Coverage-guided fuzzing of one reader: `make fuzz READER=ris ARGS="-max_total_time=60"`.

Whatever the bytes, a reader gives drafts and refused records, or refuses the file in a sentence;
each says where it stands, and what it gives are fields. A find is anything else, or ten seconds.
`READER=auto` reads what the file seems to be. What is found is written into .cache/fuzz/READER.
"""

import re
import sys
import tempfile
from contextlib import suppress
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["curator_app.formats"]):
    from curator_app.domain.fields import parse
    from curator_app.errors import BadFile, BadValue
    from curator_app.formats.reading import FORMATS, read
    from curator_app.formats.record import Draft, Record
    from curator_app.knowledge import vocabulary

DATA = Path(__file__).parent / "data"
SEEDS = {
    "pubmed-xml": "invented-pubmed.xml",
    "nbib": "invented.nbib",
    "esummary": "invented-esummary.json",
    "europe-pmc": "invented-europe-pmc.json",
    "jats": "invented-jats.xml",
    "bibtex": "invented.bib",
    "ris": "invented.ris",
    "csl-json": "invented-csl.json",
    "crossref": "invented-crossref.json",
    "endnote-xml": "invented-endnote.xml",
    "csv": "invented.csv",
    "jsonl": "invented.jsonl",
    "atlas-page": "invented-page.txt",
}
WORD = re.compile(r"</?[\w-]+>?|\"[\w-]+\": ?[\[{]?|^[A-Z][A-Z0-9]{1,3} *- |@\w+\{|\w+ = |\w+,")


def one_file(path: Path, format: str) -> None:
    """Read one file and insist on the form of what comes."""
    with suppress(BadFile):
        for record in read(path, format):
            _insist(record)


def _insist(record: Record) -> None:
    if not isinstance(record, Draft):
        if record.line < 1 or not record.reason.endswith((".", "…")):
            raise AssertionError(f"no place or no sentence: {record}")
        return
    if record.source.line < 1 or not record.values:
        raise AssertionError(f"no place or no values: {record}")
    for name, value in record.values.items():
        with suppress(BadValue):
            parse(name, value, vocabulary())


def main() -> None:
    """Seed the corpus with the invented files, then fuzz."""
    folder, format, *options = sys.argv[1:]
    seeds = SEEDS.values() if format == "auto" else (SEEDS[format],)
    home = Path(folder) / format
    corpus = home / "corpus"
    corpus.mkdir(parents=True, exist_ok=True)
    words = set[str]()
    for name in seeds:
        (corpus / name).write_bytes((DATA / name).read_bytes())
        words |= set(WORD.findall((DATA / name).read_text(encoding="utf-8")))
    escaped = (word.replace("\\", "\\\\").replace('"', '\\"') for word in sorted(words))
    (home / "words").write_text(
        "".join(f'"{word}"\n' for word in escaped if word.isascii()), encoding="ascii"
    )
    shared_memory = Path("/dev/shm")
    with tempfile.TemporaryDirectory(
        dir=shared_memory if shared_memory.is_dir() else None
    ) as scratch:
        path = Path(scratch) / "input"

        def once(data: bytes) -> None:
            path.write_bytes(data)
            one_file(path, format)

        limits = ["-timeout=10", "-max_len=20000", "-rss_limit_mb=1500", f"-dict={home}/words"]
        limits += [f"-artifact_prefix={home}/", *options, str(corpus)]
        atheris.Setup([sys.argv[0], *limits], once)
        atheris.Fuzz()


if __name__ == "__main__":
    if set(SEEDS) != set(FORMATS):
        raise SystemExit(f"No seed for {set(FORMATS) - set(SEEDS)}.")
    main()

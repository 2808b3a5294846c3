"""Coverage-guided fuzzing of one reader: python -m tests.formats.fuzz_pubmed FORMAT [SECONDS].

Needs atheris, which is no dependency of the project. Whatever the bytes, a reader gives drafts
and refused records, or refuses the file in a sentence; values that it gives are fields.
"""

import sys
import tempfile
from contextlib import suppress
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["curator_app.formats"]):
    from curator_app.domain.fields import parse
    from curator_app.errors import BadFile, BadValue
    from curator_app.formats.reading import read
    from curator_app.formats.record import Draft
    from curator_app.knowledge import vocabulary

DATA = Path(__file__).parent / "data"
SEEDS = {
    "pubmed-xml": "invented-pubmed.xml",
    "nbib": "invented.nbib",
    "esummary": "invented-esummary.json",
    "europe-pmc": "invented-europe-pmc.json",
    "jats": "invented-jats.xml",
}


def main() -> None:
    format, seconds = sys.argv[1], sys.argv[2] if len(sys.argv) > 2 else "600"
    folder = Path(tempfile.mkdtemp(prefix="fuzz-", dir=Path("/dev/shm")))
    path = folder / "input"
    corpus = folder / "corpus"
    corpus.mkdir()
    (corpus / "seed").write_bytes((DATA / SEEDS[format]).read_bytes())
    words = folder / "words"
    words.write_text(_dictionary(format), encoding="utf-8")

    def once(data: bytes) -> None:
        path.write_bytes(data)
        with suppress(BadFile):
            for record in read(path, format):
                if isinstance(record, Draft):
                    for name, value in record.values.items():
                        with suppress(BadValue):
                            parse(name, value, vocabulary())
                else:
                    assert record.reason.endswith(".")

    limits = [f"-max_total_time={seconds}", "-timeout=10", "-max_len=20000", "-rss_limit_mb=1500"]
    atheris.Setup([sys.argv[0], *limits, f"-dict={words}", str(corpus)], once)
    atheris.Fuzz()


def _dictionary(format: str) -> str:
    """Tags and keys of the seed, so that the fuzzer need not guess them."""
    import re

    text = (DATA / SEEDS[format]).read_text(encoding="utf-8")
    found = re.findall(r"</?[\w-]+>?|\"\w+\": ?[\[{]?|^[A-Z]{2,4} *- ", text, re.MULTILINE)
    escaped = (word.replace("\\", "\\\\").replace('"', '\\"') for word in sorted(set(found)))
    return "".join(f'"{word}"\n' for word in escaped)


if __name__ == "__main__":
    main()

"""Publishes the library in argv[1] to the folder argv[2] over and over, for tests that kill it.

Each turn edits every study, so that each publication writes every page, all with one turn's number.
"""

import sys
from contextlib import closing
from pathlib import Path

from curator_app.services.library import Library
from curator_app.services.publishing import publish
from curator_app.storage import entries


def main(folder: Path, to: Path, first: int) -> None:
    """Publish turn after turn and say so, each in a line."""
    with closing(Library.open(folder)) as library:
        with library.db.read() as conn:
            ids = [row.id for row in entries.public_index(conn)]
        for turn in range(first, first + 1000):
            library.change_many(ids, {"journal": f"Turn {turn}."})
            publish(library, to, "2026-05-26")
            print(turn, flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]))

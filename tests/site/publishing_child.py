"""Publishes a library to a folder over and over, for a test that kills it: argv has the two.

This process only starts publishers: for each number that it reads it forks one, which tells its
process id, edits every study, publishes, tells the number, and goes on with the next. When it was
killed, "gone" is told. (Forking spares each publisher the imports; nothing is open by then.)
"""

import os
import sys
from contextlib import closing
from pathlib import Path

from curator_app.services.library import Library
from curator_app.services.publishing import publish
from curator_app.storage import entries


def say(text: str) -> None:
    """One line to the test."""
    os.write(1, f"{text}\n".encode())


def publish_on(folder: Path, to: Path, first: int) -> None:
    """Publish turn after turn; each writes every page anew with its number."""
    with closing(Library.open(folder)) as library:
        with library.db.read() as conn:
            ids = [row.id for row in entries.public_index(conn)]
        for turn in range(first, first + 1000):
            library.change_many(ids, {"journal": f"Turn {turn}."})
            publish(library, to, "2026-05-26")
            say(str(turn))


if __name__ == "__main__":
    for line in sys.stdin:
        process = os.fork()
        if process == 0:
            say(str(os.getpid()))
            publish_on(Path(sys.argv[1]), Path(sys.argv[2]), int(line))
            os._exit(0)
        os.waitpid(process, 0)
        say("gone")

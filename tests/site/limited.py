"""Publishing in a process whose files may not grow beyond a limit."""

import subprocess
import sys
from pathlib import Path

PROGRAM = """
import resource, sys
from contextlib import closing
from pathlib import Path
from curator_app.errors import DiskTrouble
from curator_app.services.library import Library
from curator_app.services.publishing import publish
with closing(Library.open(Path(sys.argv[1]), write=False)) as library:
    resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[3]),) * 2)
    try:
        publish(library, Path(sys.argv[2]), "2026-05-27")
    except DiskTrouble as trouble:
        print(trouble.sentence())
"""


def publish_with_limit(folder: Path, to: Path, limit: int) -> str:
    """The sentence with which it fails; "" when it does not."""
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, str(folder), str(to), str(limit)],
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout

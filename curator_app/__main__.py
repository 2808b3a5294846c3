"""`atlas-curator` and `python -m curator_app`: a command, or the window when there is none."""

from __future__ import annotations

import sys

from curator_app import unforeseen
from curator_app.cli.main import run


def main() -> int:
    """Run the command line; returns the exit code.

    A frozen program is its own mail-reading child (inbox.child_process).
    """
    if sys.argv[1:] == ["--read-mails"]:
        from curator_app.inbox.parsing.child import main as read_mails

        read_mails()
        return 0
    unforeseen.watch()
    return run(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())

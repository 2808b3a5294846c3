"""`atlas-curator` and `python -m curator_app`: a command, or the window when there is none."""

from __future__ import annotations

import sys

from curator_app.cli.main import run


def main() -> int:
    """Run the command line; returns the exit code."""
    return run(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())

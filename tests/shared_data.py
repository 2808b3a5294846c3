"""Real files for trying the program, where they lie beside the project; never committed."""

import os
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent


def shared_folder() -> Path | None:
    """The folder of real data: ATLAS_SHARED_DATA, else shared/data beside the project."""
    given = os.environ.get("ATLAS_SHARED_DATA")
    folder = Path(given) if given else PROJECT.parent / "shared" / "data"
    return folder if folder.is_dir() else None


def seed_folder() -> Path | None:
    """The folder with the first page's text, beside the data."""
    data = shared_folder()
    folder = data.parent / "seed" if data else None
    return folder if folder and folder.is_dir() else None

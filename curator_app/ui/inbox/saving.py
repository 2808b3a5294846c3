"""Writing a file that came out of the inbox."""

from __future__ import annotations

import os
from pathlib import Path

from curator_app.errors import DiskTrouble


def write_out(path: Path, content: bytes) -> None:
    """Write a file that only its owner may read and nobody may run; raises DiskTrouble."""
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        path.chmod(0o600)
    except OSError as error:
        raise DiskTrouble(
            f"The file could not be written ({error.strerror}).", "Choose another folder."
        ) from None

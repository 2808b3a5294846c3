"""Where things live on this machine; the only module that asks appdirs."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

import appdirs

APP = "atlas-curator"


def resources() -> Path:
    """The folder of templates, catalogues and icons: inside the wheel, or beside the package."""
    package = Path(__file__).resolve().parent
    inside = package / "resources"
    return inside if inside.is_dir() else package.parent / "resources"


@dataclass(frozen=True)
class Paths:
    """The folders of one user."""

    library: Path
    config: Path
    logs: Path

    @staticmethod
    def of_user() -> Paths:
        """The operating system's own places."""
        return Paths(
            Path(appdirs.user_data_dir(APP, False)) / "library",
            Path(appdirs.user_config_dir(APP, False)),
            Path(appdirs.user_log_dir(APP, False)),
        )


def make_private(folder: Path) -> None:
    """Create `folder` (and its parents) readable by its owner only."""
    folder.mkdir(parents=True, exist_ok=True)
    if os.name == "posix" and folder.stat().st_uid == os.getuid():
        folder.chmod(0o700)

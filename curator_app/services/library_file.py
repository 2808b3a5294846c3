"""The library folder: who may write in it, and library.toml, what belongs to the library."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from curator_app.domain.citation import SITE_URL
from curator_app.domain.revision import Versions
from curator_app.errors import BadFile, Busy, ReadOnly
from curator_app.paths import make_private
from curator_app.storage.lock import LibraryLock

NAME = "library.toml"


@dataclass(frozen=True)
class LibraryFile:
    """The site's address and the versions that pages and revisions are stamped with."""

    site_url: str = SITE_URL
    versions: Versions = field(default_factory=Versions)

    @staticmethod
    def load(folder: Path) -> LibraryFile:
        """Read the file; what is not there has its default. Raises BadFile when it is damaged."""
        try:
            data: dict[str, Any] = tomllib.loads((folder / NAME).read_text(encoding="utf-8"))
        except FileNotFoundError:
            return LibraryFile()
        except (OSError, ValueError) as error:
            raise BadFile(
                f"The library's settings file {NAME} cannot be read ({error}). It was kept.",
                "Mend it, or move it away to have the defaults written anew.",
            ) from None
        site: dict[str, Any] = data.get("site") or {}
        versions: dict[str, Any] = data.get("versions") or {}
        usual = Versions()
        return LibraryFile(
            str(site.get("url") or SITE_URL).rstrip("/"),
            Versions(
                str(versions.get("generator") or usual.generator),
                str(versions.get("scanner") or usual.scanner),
                str(versions.get("policy") or usual.policy),
            ),
        )

    def write_if_missing(self, folder: Path) -> None:
        """Put the defaults where the owner can see and change them."""
        path = folder / NAME
        if path.exists():
            return
        text = (
            "# This library's own settings.\n\n"
            f'[site]\nurl = "{self.site_url}"\n\n'
            "# Stamped on every page and revision.\n"
            f'[versions]\ngenerator = "{self.versions.generator}"\n'
            f'scanner = "{self.versions.scanner}"\npolicy = "{self.versions.policy}"\n'
        )
        path.write_text(text, encoding="utf-8")


def take_lock(folder: Path, insist: bool) -> tuple[LibraryLock | None, str]:
    """The right to write in `folder`, or None and the sentence why not.

    With `insist`, not getting it raises Busy or ReadOnly.
    """
    try:
        make_private(folder)
        lock = LibraryLock(folder)
        if lock.acquire():
            return lock, ""
    except OSError as error:
        if insist:
            raise ReadOnly(
                f"The folder {folder} cannot be written to ({error.strerror}).",
                "Choose another folder with --library, or change its permissions.",
            ) from None
        return None, f"The folder cannot be written to ({error.strerror}): open for reading only."
    if insist:
        raise Busy(
            f"The library is open elsewhere ({lock.holder()}). Nothing was changed.",
            "Close that window and try again.",
        )
    return None, f"The library is open elsewhere ({lock.holder()}), so this window only reads."

"""The library folder: who may write in it, and library.toml, what belongs to the library."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

from curator_app.domain.citation import SITE_URL
from curator_app.domain.plain_text import clean_text
from curator_app.domain.revision import Versions
from curator_app.errors import BadFile, Busy, ReadOnly
from curator_app.paths import make_private
from curator_app.services.publishing_settings import PublishingSettings, read_publishing
from curator_app.storage.lock import LibraryLock

NAME = "library.toml"
OWN_FILES = ("atlas.db", "checks.db", "lookups.db", "inbox.", "library.")
"""How the names begin of the files that only the library writes."""
_ADDRESS = re.compile(r"https?://[A-Za-z0-9.\[\]:-]+(?:/[A-Za-z0-9._~/-]*)?")


@dataclass(frozen=True)
class LibraryFile:
    """The site's address and the versions that pages and revisions are stamped with."""

    site_url: str = SITE_URL
    versions: Versions = field(default_factory=Versions)
    publishing: PublishingSettings = field(default_factory=PublishingSettings)

    @staticmethod
    def load(folder: Path) -> LibraryFile:
        """Read the file; what is not there has its default. Raises BadFile when it is damaged."""
        try:
            data: dict[str, Any] = tomllib.loads((folder / NAME).read_text(encoding="utf-8"))
        except FileNotFoundError:
            return LibraryFile()
        except OSError as error:
            raise _unusable(error.strerror or "it is no file") from None
        except ValueError as error:
            raise _unusable(str(error)) from None
        site, usual = LibraryFile(), Versions()
        url = _text(data, "site", "url", site.site_url).rstrip("/")
        if not _ADDRESS.fullmatch(url):
            raise _unusable(f"{url!r} is not the address of a site")
        return LibraryFile(
            url,
            Versions(
                _text(data, "versions", "generator", usual.generator),
                _text(data, "versions", "scanner", usual.scanner),
                _text(data, "versions", "policy", usual.policy),
            ),
            read_publishing(data),
        )

    def write_if_missing(self, folder: Path) -> None:
        """Put the defaults where the owner can see and change them."""
        path = folder / NAME
        if path.exists():
            return
        text = (
            "# This library's own settings.\n\n"
            f'[site]\nurl = "{self.site_url}"\n\n'
            "# Stamped on every page and revision. Once a policy was adopted in the program,\n"
            "# its own name is stamped instead of the one here.\n"
            f'[versions]\ngenerator = "{self.versions.generator}"\n'
            f'scanner = "{self.versions.scanner}"\npolicy = "{self.versions.policy}"\n'
        )
        path.write_text(text, encoding="utf-8")


def _text(data: dict[str, Any], table: str, name: str, usual: str) -> str:
    """One setting; raises BadFile when it is no text."""
    found: Any = data.get(table, {})
    value: Any = cast("dict[str, Any]", found).get(name, usual) if isinstance(found, dict) else None
    if not isinstance(value, str):
        raise _unusable(f"{name} in [{table}] is not a text in quotation marks")
    return clean_text(value) or usual


def _unusable(why: str) -> BadFile:
    return BadFile(
        f"The library's settings file {NAME} cannot be used ({why}). It was kept.",
        "Mend it, or move it away to have the defaults written anew.",
    )


def refuse_own(folder: Path, target: Path) -> None:
    """Raise BadFile when writing to `target` would replace a file that the library lives in."""
    own = target.name.startswith(OWN_FILES)
    if own and target.absolute().parent.resolve() == folder.resolve():
        raise BadFile(
            f"{target} belongs to the library itself and was left as it is.",
            "Choose another name or folder.",
        )


def take_lock(folder: Path, insist: bool) -> tuple[LibraryLock | None, str]:
    """The right to write in `folder`, or None and the sentence why not.

    With `insist` it is for one command, and not getting it raises Busy or ReadOnly.
    """
    try:
        make_private(folder)
        lock = LibraryLock(folder, brief=insist)
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
            "Close that window, or let that command finish, and try again.",
        )
    return None, f"The library is open elsewhere ({lock.holder()}), so this window only reads."

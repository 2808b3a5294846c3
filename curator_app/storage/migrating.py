"""Bringing an older library up to date: a verified copy first, then all steps or none."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import datetime
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.util import CommandError
from sqlalchemy import Connection, create_engine
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import StaticPool

from curator_app.errors import CuratorError, LibraryUnusable
from curator_app.storage import opening
from curator_app.storage.copying import copy_verified
from curator_app.storage.faults import explained, original

STEPS = Path(__file__).parent / "migrations"


def migrate(path: Path, backups: Path, steps: Path | None = None) -> Path:
    """Update the library at `path`; the copy made before is returned and kept.

    When a step fails nothing is changed, and LibraryUnusable says so.
    """
    stamp = datetime.now().astimezone().strftime("%Y-%m-%d-%H%M%S")
    copy = copy_verified(path, backups / f"before-update-{stamp}.db")
    try:
        with closing(_connect(path)) as driver:
            _upgrade(driver, steps or STEPS)
    except (DBAPIError, sqlite3.Error, CommandError, _LostRows) as error:
        cause = original(error)
        known = explained(cause, path) if cause else None
        raise known or _failed(path, copy, str(cause or error)) from None
    return copy


class _LostRows(Exception):
    """Rows that point at rows which are gone."""


def _connect(path: Path) -> sqlite3.Connection:
    driver = sqlite3.connect(
        opening.uri(path, "rw"), uri=True, isolation_level=None, check_same_thread=False
    )
    for pragma in ("journal_mode = WAL", "synchronous = FULL", "temp_store = MEMORY"):
        driver.execute(f"PRAGMA {pragma}")
    # Rebuilding a table under foreign keys deletes its children, and inside a transaction the
    # switch is ignored: so it is off before BEGIN, and every reference is checked before COMMIT.
    driver.execute("PRAGMA foreign_keys = OFF")
    return driver


def _upgrade(driver: sqlite3.Connection, steps: Path) -> None:
    engine = create_engine(
        "sqlite://", creator=lambda: driver, poolclass=StaticPool, hide_parameters=True
    )
    with engine.connect() as conn:
        conn.exec_driver_sql("BEGIN IMMEDIATE")
        run_steps(conn, steps)
        lost = conn.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
        if lost:
            raise _LostRows(f"{len(lost)} rows would have lost what they belong to")
        conn.commit()


def run_steps(conn: Connection, steps: Path = STEPS) -> None:
    """Run all steps that are due inside the connection's transaction."""
    config = Config()
    config.set_main_option("script_location", str(steps).replace("%", "%%"))
    config.attributes["connection"] = conn
    command.upgrade(config, "head")


def _failed(path: Path, copy: Path, reason: str) -> CuratorError:
    return LibraryUnusable(
        f"{path.name} could not be updated to this version ({reason}). It was left as it was.",
        f"A copy is at {copy}. Go on with the version you had, and report this.",
    )

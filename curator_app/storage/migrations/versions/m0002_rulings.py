"""Schema 2: rulings, and an index of the entries with something left to look at."""

from alembic import op

revision = "0002"
down_revision = "0001"

STATEMENTS = (
    """CREATE TABLE ruling (
    id INTEGER NOT NULL,
    kind TEXT NOT NULL,
    version TEXT NOT NULL,
    at TEXT NOT NULL,
    who TEXT NOT NULL,
    note TEXT NOT NULL,
    data TEXT NOT NULL,
    previous_hash TEXT NOT NULL,
    hash TEXT NOT NULL,
    CONSTRAINT pk_ruling PRIMARY KEY (id),
    CONSTRAINT uq_ruling_kind_version UNIQUE (kind, version)
)""",
    """CREATE INDEX ix_content_tasks ON content (n) WHERE instr(data, '"tasks":[') > 0""",
)


def upgrade() -> None:
    """Make the table and the index."""
    for statement in STATEMENTS:
        op.get_bind().exec_driver_sql(statement)

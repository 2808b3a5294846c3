"""The tables of atlas.db, schema 2.

`entry` is what lists, filters and sorting read: narrow rows, every order in a covering index.
`content` holds the entries themselves as canonical JSON, `revision` how they came to be. Both
tables say the same thing twice on purpose: verify() replays one and compares it with the other.
"""

from __future__ import annotations

from sqlalchemy import (
    Column,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
    text,
)

APPLICATION_ID = 0x41744375  # "AtCu", read back from the file's header
SCHEMA = "0002"

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)

meta = Table(
    "meta",
    metadata,
    Column("name", Text, primary_key=True),
    Column("value", Text, nullable=False),
)

entry = Table(
    "entry",
    metadata,
    Column("n", Integer, primary_key=True),
    Column("id", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("slug", Text, nullable=False),
    Column("removed", Integer, nullable=False),
    Column("public", Integer, nullable=False),
    Column("title", Text, nullable=False),
    Column("authors", Text, nullable=False),
    Column("first_author", Text, nullable=False),
    Column("journal", Text, nullable=False),
    Column("year", Integer),
    Column("state", Text, nullable=False),
    Column("evidence_level", Text, nullable=False),
    Column("pem", Text, nullable=False),
    Column("criteria", Text, nullable=False),
    Column("tagged", Integer, nullable=False),
    Column("retraction", Text, nullable=False),
    Column("changed", Text, nullable=False),
    Column("doi_key", Text, nullable=False),
    Column("pmid", Text, nullable=False),
    Column("title_key", Text, nullable=False),
    Column("relation_targets", Text, nullable=False),
    Column("page_hash", Text, nullable=False),
    Column("facets", Text, nullable=False),
    Column("sort_title", Text, nullable=False),
    Column("sort_authors", Text, nullable=False),
    Column("sort_journal", Text, nullable=False),
    Column("sort_pem", Integer, nullable=False),
    Column("sort_state", Integer, nullable=False),
    UniqueConstraint("id"),
)

SORT_COLUMNS = {
    "title": entry.c.sort_title,
    "authors": entry.c.sort_authors,
    "journal": entry.c.sort_journal,
    "year": entry.c.year,
    "evidence_level": entry.c.evidence_level,
    "pem": entry.c.sort_pem,
    "state": entry.c.sort_state,
    "changed": entry.c.changed,
    "slug": entry.c.slug,
}

# Each order with what filters look at, so that a filtered, sorted list never reads a table row.
for _name, _column in SORT_COLUMNS.items():
    Index(f"ix_entry_by_{_name}", entry.c.removed, _column, entry.c.n, entry.c.facets)
Index("ix_entry_doi_key", entry.c.doi_key)
Index("ix_entry_pmid", entry.c.pmid)
# What the publish plan compares of every public entry, in the order it does.
Index(
    "ix_entry_site",
    entry.c.slug,
    entry.c.n,
    entry.c.page_hash,
    entry.c.year,
    entry.c.retraction,
    entry.c.state,
    entry.c.relation_targets,
    entry.c.criteria,
    entry.c.title,
    entry.c.public,
    sqlite_where=text("public = 1"),
)
Index(
    "uq_entry_slug",
    entry.c.slug,
    unique=True,
    sqlite_where=text("removed = 0 AND slug <> ''"),
)

facet_value = Table(
    "facet_value",
    metadata,
    Column("facet", Text, primary_key=True),
    Column("value", Text, primary_key=True),
    Column("sign", Text, nullable=False),
    sqlite_with_rowid=False,
)

content = Table(
    "content",
    metadata,
    Column("n", Integer, ForeignKey("entry.n"), primary_key=True),
    Column("data", Text, nullable=False),
    Column("hash", Text, nullable=False),
)
# Entries with something left to look at. In canonical JSON these characters stand nowhere else:
# inside a text its quotation marks would have a backslash before them.
HAS_TASKS = """instr(data, '"tasks":[') > 0"""
Index("ix_content_tasks", content.c.n, sqlite_where=text(HAS_TASKS))

former_slug = Table(
    "former_slug",
    metadata,
    Column("slug", Text, primary_key=True),
    Column("n", Integer, ForeignKey("entry.n"), primary_key=True),
    sqlite_with_rowid=False,
)
Index("ix_former_slug_n", former_slug.c.n)

operation = Table(
    "operation",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("label", Text, nullable=False),
    Column("at", Text, nullable=False),
    Column("who", Text, nullable=False),
    Column("target", Integer, ForeignKey("operation.id")),
    Column("entries", Integer, nullable=False),
)

revision = Table(
    "revision",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("entry_id", Text, ForeignKey("entry.id"), nullable=False),
    Column("number", Integer, nullable=False),
    Column("operation_id", Integer, ForeignKey("operation.id"), nullable=False),
    Column("at", Text, nullable=False),
    Column("who", Text, nullable=False),
    Column("origin", Text, nullable=False),
    Column("note", Text, nullable=False),
    Column("versions", Text, nullable=False),
    Column("changes", Text, nullable=False),
    Column("previous_hash", Text, nullable=False),
    Column("hash", Text, nullable=False),
    UniqueConstraint("entry_id", "number"),
)
Index("ix_revision_operation_id", revision.c.operation_id)

# What the owner decided for all entries, append-only; the newest of a kind is in force.
ruling = Table(
    "ruling",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("version", Text, nullable=False),
    Column("at", Text, nullable=False),
    Column("who", Text, nullable=False),
    Column("note", Text, nullable=False),
    Column("data", Text, nullable=False),
    Column("previous_hash", Text, nullable=False),
    Column("hash", Text, nullable=False),
    UniqueConstraint("kind", "version"),
)

draft = Table(
    "draft",
    metadata,
    Column("entry_id", Text, primary_key=True),
    Column("slug", Text, nullable=False),
    Column("base_version", Integer, nullable=False),
    Column("content", Text, nullable=False),
    Column("at", Text, nullable=False),
)

page_record = Table(
    "page_record",
    metadata,
    Column("entry_id", Text, primary_key=True),
    Column("accessed", Text, nullable=False),
    Column("sha256", Text, nullable=False),
)

publication = Table(
    "publication",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("at", Text, nullable=False),
    Column("who", Text, nullable=False),
    Column("target", Text, nullable=False),
    Column("release", Text, nullable=False),
    Column("counts", Text, nullable=False),
)

# What full text search reads of an entry. FTS5 keeps only its index and takes the words from
# here when it is rebuilt or checked; columns.search_texts() says the same in Python. A list stays
# JSON text: its marks separate words as well as blanks do, and FTS5 allows no json_each() here.
SEARCHED_IDS = ("doi", "pmid", "pmcid", "slug", "former_slugs")
SEARCHED_BODY = (
    "journal",
    "abstract",
    "plain_summary",
    "advanced_summary",
    "why_it_matters",
    "does_not_prove",
    "observed_findings",
    "inferred_conclusions",
    "remaining_questions",
    "strengths",
    "limitations",
    "topics",
    "tags",
)


def _text(*names: str) -> str:
    texts = (f"coalesce(json_extract(data, '$.{name}'), '')" for name in names)
    return " || ' ' ||\n    ".join(texts)


SEARCH_VIEW = "\n".join(
    (
        "CREATE VIEW search_text AS SELECT n,",
        f"{_text('title')} AS title,",
        f"{_text('authors')} AS authors,",
        f"{_text(*SEARCHED_IDS)} AS ids,",
        f"{_text(*SEARCHED_BODY)} AS body",
        "FROM content",
    )
)

SEARCH_INDEX = """CREATE VIRTUAL TABLE search USING fts5(
    title, authors, ids, body,
    content='search_text', content_rowid='n', columnsize=0,
    tokenize='unicode61 remove_diacritics 2', prefix='2 3'
)"""

# A large import fills this much memory before a piece of the index is written (default 1 MB).
SEARCH_OPTIONS = "INSERT INTO search(search, rank) VALUES ('hashsize', 33554432)"

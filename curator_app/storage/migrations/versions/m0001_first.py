"""Schema 1: the first."""

from alembic import op

revision = "0001"
down_revision = None

STATEMENTS = (
    """CREATE TABLE draft (
    entry_id TEXT NOT NULL,
    slug TEXT NOT NULL,
    base_version INTEGER NOT NULL,
    content TEXT NOT NULL,
    at TEXT NOT NULL,
    CONSTRAINT pk_draft PRIMARY KEY (entry_id)
)""",
    """CREATE TABLE entry (
    n INTEGER NOT NULL,
    id TEXT NOT NULL,
    version INTEGER NOT NULL,
    slug TEXT NOT NULL,
    removed INTEGER NOT NULL,
    public INTEGER NOT NULL,
    title TEXT NOT NULL,
    authors TEXT NOT NULL,
    first_author TEXT NOT NULL,
    journal TEXT NOT NULL,
    year INTEGER,
    state TEXT NOT NULL,
    evidence_level TEXT NOT NULL,
    pem TEXT NOT NULL,
    criteria TEXT NOT NULL,
    tagged INTEGER NOT NULL,
    retraction TEXT NOT NULL,
    changed TEXT NOT NULL,
    doi_key TEXT NOT NULL,
    pmid TEXT NOT NULL,
    title_key TEXT NOT NULL,
    relation_targets TEXT NOT NULL,
    page_hash TEXT NOT NULL,
    facets TEXT NOT NULL,
    sort_title TEXT NOT NULL,
    sort_authors TEXT NOT NULL,
    sort_journal TEXT NOT NULL,
    sort_pem INTEGER NOT NULL,
    sort_state INTEGER NOT NULL,
    CONSTRAINT pk_entry PRIMARY KEY (n),
    CONSTRAINT uq_entry_id UNIQUE (id)
)""",
    """CREATE INDEX ix_entry_by_authors ON entry (removed, sort_authors, n, facets)""",
    """CREATE INDEX ix_entry_by_changed ON entry (removed, changed, n, facets)""",
    """CREATE INDEX ix_entry_by_evidence_level ON entry (removed, evidence_level, n, facets)""",
    """CREATE INDEX ix_entry_by_journal ON entry (removed, sort_journal, n, facets)""",
    """CREATE INDEX ix_entry_by_pem ON entry (removed, sort_pem, n, facets)""",
    """CREATE INDEX ix_entry_by_slug ON entry (removed, slug, n, facets)""",
    """CREATE INDEX ix_entry_by_state ON entry (removed, sort_state, n, facets)""",
    """CREATE INDEX ix_entry_by_title ON entry (removed, sort_title, n, facets)""",
    """CREATE INDEX ix_entry_by_year ON entry (removed, year, n, facets)""",
    """CREATE INDEX ix_entry_doi_key ON entry (doi_key)""",
    """CREATE INDEX ix_entry_pmid ON entry (pmid)""",
    """CREATE INDEX ix_entry_site ON entry (slug, n, page_hash, year, retraction, state,
        relation_targets, criteria, title, public) WHERE public = 1""",
    """CREATE UNIQUE INDEX uq_entry_slug ON entry (slug) WHERE removed = 0 AND slug <> ''""",
    """CREATE TABLE facet_value (
    facet TEXT NOT NULL,
    value TEXT NOT NULL,
    sign TEXT NOT NULL,
    CONSTRAINT pk_facet_value PRIMARY KEY (facet, value)
)
 WITHOUT ROWID""",
    """CREATE TABLE meta (
    name TEXT NOT NULL,
    value TEXT NOT NULL,
    CONSTRAINT pk_meta PRIMARY KEY (name)
)""",
    """CREATE TABLE operation (
    id INTEGER NOT NULL,
    kind TEXT NOT NULL,
    label TEXT NOT NULL,
    at TEXT NOT NULL,
    who TEXT NOT NULL,
    target INTEGER,
    entries INTEGER NOT NULL,
    CONSTRAINT pk_operation PRIMARY KEY (id),
    CONSTRAINT fk_operation_target FOREIGN KEY(target) REFERENCES operation (id)
)""",
    """CREATE TABLE page_record (
    entry_id TEXT NOT NULL,
    accessed TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    CONSTRAINT pk_page_record PRIMARY KEY (entry_id)
)""",
    """CREATE TABLE publication (
    id INTEGER NOT NULL,
    at TEXT NOT NULL,
    who TEXT NOT NULL,
    target TEXT NOT NULL,
    release TEXT NOT NULL,
    counts TEXT NOT NULL,
    CONSTRAINT pk_publication PRIMARY KEY (id)
)""",
    """CREATE TABLE content (
    n INTEGER NOT NULL,
    data TEXT NOT NULL,
    hash TEXT NOT NULL,
    CONSTRAINT pk_content PRIMARY KEY (n),
    CONSTRAINT fk_content_n FOREIGN KEY(n) REFERENCES entry (n)
)""",
    """CREATE TABLE former_slug (
    slug TEXT NOT NULL,
    n INTEGER NOT NULL,
    CONSTRAINT pk_former_slug PRIMARY KEY (slug, n),
    CONSTRAINT fk_former_slug_n FOREIGN KEY(n) REFERENCES entry (n)
)
 WITHOUT ROWID""",
    """CREATE INDEX ix_former_slug_n ON former_slug (n)""",
    """CREATE TABLE revision (
    id INTEGER NOT NULL,
    entry_id TEXT NOT NULL,
    number INTEGER NOT NULL,
    operation_id INTEGER NOT NULL,
    at TEXT NOT NULL,
    who TEXT NOT NULL,
    origin TEXT NOT NULL,
    note TEXT NOT NULL,
    versions TEXT NOT NULL,
    changes TEXT NOT NULL,
    previous_hash TEXT NOT NULL,
    hash TEXT NOT NULL,
    CONSTRAINT pk_revision PRIMARY KEY (id),
    CONSTRAINT uq_revision_entry_id_number UNIQUE (entry_id, number),
    CONSTRAINT fk_revision_entry_id FOREIGN KEY(entry_id) REFERENCES entry (id),
    CONSTRAINT fk_revision_operation_id FOREIGN KEY(operation_id) REFERENCES operation (id)
)""",
    """CREATE INDEX ix_revision_operation_id ON revision (operation_id)""",
    """CREATE VIEW search_text AS SELECT n,
coalesce(json_extract(data, '$.title'), '') AS title,
coalesce(json_extract(data, '$.authors'), '') AS authors,
coalesce(json_extract(data, '$.doi'), '') || ' ' ||
    coalesce(json_extract(data, '$.pmid'), '') || ' ' ||
    coalesce(json_extract(data, '$.pmcid'), '') || ' ' ||
    coalesce(json_extract(data, '$.slug'), '') || ' ' ||
    coalesce(json_extract(data, '$.former_slugs'), '') AS ids,
coalesce(json_extract(data, '$.journal'), '') || ' ' ||
    coalesce(json_extract(data, '$.abstract'), '') || ' ' ||
    coalesce(json_extract(data, '$.plain_summary'), '') || ' ' ||
    coalesce(json_extract(data, '$.advanced_summary'), '') || ' ' ||
    coalesce(json_extract(data, '$.why_it_matters'), '') || ' ' ||
    coalesce(json_extract(data, '$.does_not_prove'), '') || ' ' ||
    coalesce(json_extract(data, '$.observed_findings'), '') || ' ' ||
    coalesce(json_extract(data, '$.inferred_conclusions'), '') || ' ' ||
    coalesce(json_extract(data, '$.remaining_questions'), '') || ' ' ||
    coalesce(json_extract(data, '$.strengths'), '') || ' ' ||
    coalesce(json_extract(data, '$.limitations'), '') || ' ' ||
    coalesce(json_extract(data, '$.topics'), '') || ' ' ||
    coalesce(json_extract(data, '$.tags'), '') AS body
FROM content""",
    """CREATE VIRTUAL TABLE search USING fts5(
    title, authors, ids, body,
    content='search_text', content_rowid='n', columnsize=0,
    tokenize='unicode61 remove_diacritics 2', prefix='2 3'
)""",
    """INSERT INTO search(search, rank) VALUES ('hashsize', 33554432)""",
)


def upgrade() -> None:
    """Make all tables."""
    for statement in STATEMENTS:
        op.get_bind().exec_driver_sql(statement)

"""The tables of the inbox's three encrypted files, and their versions."""

from __future__ import annotations

APPLICATION_ID = 0x41434942  # "ACIB"
VERSION = 1
"""The schema that this program writes; user_version of each file."""

TEXTS = (
    # Every body is encrypted with the contribution's own key: without it, noise.
    """CREATE TABLE main.part (
        n INTEGER NOT NULL, name TEXT NOT NULL, body BLOB NOT NULL, PRIMARY KEY (n, name)
    )""",
)

FACTS = (
    "CREATE TABLE facts.meta (name TEXT PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID",
    # `sealed` is the contribution's key wrapped with the master key; the others are keyed hashes,
    # to find the same message (`digest`: of one account, `bytes`: of any) or sender again without
    # keeping either in clear.
    """CREATE TABLE facts.contribution (
        n INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, sealed BLOB NOT NULL,
        digest BLOB NOT NULL UNIQUE, bytes BLOB NOT NULL, sender BLOB
    )""",
    "CREATE INDEX facts.contribution_bytes ON contribution (bytes)",
    "CREATE INDEX facts.contribution_sender ON contribution (sender)",
    """CREATE TABLE facts.standing (
        n INTEGER PRIMARY KEY REFERENCES contribution ON DELETE CASCADE,
        received TEXT NOT NULL, arrived TEXT NOT NULL, state TEXT NOT NULL, kind TEXT NOT NULL,
        slug TEXT NOT NULL, unread INTEGER NOT NULL, assigned_to TEXT NOT NULL,
        snoozed_until TEXT NOT NULL, tags TEXT NOT NULL, duplicate_of TEXT NOT NULL,
        revision TEXT NOT NULL, reason TEXT NOT NULL, closed_at TEXT NOT NULL,
        frozen INTEGER NOT NULL, moved_at TEXT NOT NULL, thinned INTEGER NOT NULL,
        files INTEGER NOT NULL
    )""",
    # Holds all that the list filters by, so that one walk along it answers in the list's order.
    """CREATE INDEX facts.standing_list ON standing (
        received, n, state, kind, unread, assigned_to, snoozed_until, slug, tags
    )""",
    "CREATE INDEX facts.standing_slug ON standing (slug)",
    """CREATE TABLE facts.stamp (
        n INTEGER NOT NULL REFERENCES contribution ON DELETE CASCADE, field TEXT NOT NULL,
        at TEXT NOT NULL, who TEXT NOT NULL, PRIMARY KEY (n, field)
    ) WITHOUT ROWID""",
    # Keyed hashes of the ids of mails, theirs and ours, by which an answer finds its question.
    """CREATE TABLE facts.thread (
        hash BLOB NOT NULL, n INTEGER NOT NULL REFERENCES contribution ON DELETE CASCADE,
        PRIMARY KEY (hash, n)
    ) WITHOUT ROWID""",
    "CREATE INDEX facts.thread_n ON thread (n)",
    """CREATE TABLE facts.step (
        id INTEGER PRIMARY KEY AUTOINCREMENT, at TEXT NOT NULL, who TEXT NOT NULL,
        kind TEXT NOT NULL, label TEXT NOT NULL, target INTEGER
    )""",
    """CREATE TABLE facts.step_item (
        step INTEGER NOT NULL REFERENCES step ON DELETE CASCADE,
        n INTEGER NOT NULL REFERENCES contribution ON DELETE CASCADE,
        old TEXT NOT NULL, new TEXT NOT NULL, PRIMARY KEY (step, n)
    ) WITHOUT ROWID""",
    "CREATE INDEX facts.step_item_n ON step_item (n)",
    """CREATE TABLE facts.reply (
        key TEXT PRIMARY KEY, n INTEGER NOT NULL REFERENCES contribution ON DELETE CASCADE,
        state TEXT NOT NULL, at TEXT NOT NULL, who TEXT NOT NULL
    ) WITHOUT ROWID""",
    "CREATE INDEX facts.reply_n ON reply (n)",
    "CREATE INDEX facts.reply_state ON reply (state)",
    """CREATE TABLE facts.cursor (
        account TEXT NOT NULL, place TEXT NOT NULL, value TEXT NOT NULL,
        PRIMARY KEY (account, place)
    ) WITHOUT ROWID""",
    # Copies on a mail server of what was erased here: gone once they are erased there.
    """CREATE TABLE facts.server_copy (
        account TEXT NOT NULL, place TEXT NOT NULL, digest TEXT NOT NULL, at TEXT NOT NULL,
        PRIMARY KEY (account, place, digest)
    ) WITHOUT ROWID""",
)

AUDIT = (
    "CREATE TABLE audit.anchor (seq INTEGER NOT NULL, hash BLOB NOT NULL)",
    """CREATE TABLE audit.event (
        seq INTEGER PRIMARY KEY AUTOINCREMENT, at TEXT NOT NULL, who TEXT NOT NULL,
        action TEXT NOT NULL, object TEXT NOT NULL, count INTEGER NOT NULL, reason TEXT NOT NULL,
        hash BLOB NOT NULL
    )""",
    """CREATE TRIGGER audit.event_stays BEFORE UPDATE ON event
        BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END""",
    """CREATE TRIGGER audit.event_is_kept BEFORE DELETE ON event
        WHEN OLD.seq > coalesce((SELECT max(seq) FROM anchor), 0)
        BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END""",
    # What was erased must not come back from a mailbox, a backup or a bundle.
    """CREATE TABLE audit.tombstone (
        kind TEXT NOT NULL, hash BLOB NOT NULL, at TEXT NOT NULL, until TEXT NOT NULL,
        PRIMARY KEY (hash)
    ) WITHOUT ROWID""",
    # Erasures that are not finished: a crash in between is taken up at the next opening.
    "CREATE TABLE audit.unfinished (step TEXT PRIMARY KEY, at TEXT NOT NULL) WITHOUT ROWID",
)

SCHEMAS = {"main": TEXTS, "facts": FACTS, "audit": AUDIT}

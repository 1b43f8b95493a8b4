"""The tables of the catalog and of a session file, step by step from format 1.

The format's number is SQLite's ``user_version``, set in the same transaction as the step that leads to it.
A file with a higher number than this version knows is refused before anything is opened for writing.
"""

from typing import Final

from recorder.vault.engine import Database, Migrations

CATALOG_FORMAT: Final = 5
SESSION_FORMAT: Final = 1

PACKET_INDEXES: Final = {
    "packet_by_time": "CREATE INDEX packet_by_time ON packet (monitor_id, at_ns)",
    "packet_key": "CREATE INDEX packet_key ON packet (monitor_id, at_ns) WHERE is_key = 1",
}
"""Small, and made anew after a wipe."""

catalog_migrations: Final = Migrations("catalog")
session_migrations: Final = Migrations("session")


@session_migrations()
def session_format_1(db: Database) -> None:
    """Events by number, batches that tell their times, packets by monitor and time, one header, one end.

    Events and packets lie in plain rowid tables that only grow at their end, and events have no index of
    their times: SQLite leaves copies of index entries behind in inner pages when it splits them, and what
    is wiped must be gone. A batch, which is what one transaction brought, tells where in time its events
    lie.
    """
    for statement in (
        """
        CREATE TABLE event (
            seq INTEGER PRIMARY KEY,
            at_ns INTEGER NOT NULL,
            kind INTEGER NOT NULL,
            x INTEGER,
            y INTEGER,
            end_ns INTEGER,
            body TEXT
        ) STRICT
        """,
        """
        CREATE TABLE batch (
            first_seq INTEGER PRIMARY KEY,
            last_seq INTEGER NOT NULL,
            from_ns INTEGER NOT NULL,
            to_ns INTEGER NOT NULL,
            reach_ns INTEGER NOT NULL
        ) STRICT
        """,
        """
        CREATE TABLE packet (
            id INTEGER PRIMARY KEY,
            monitor_id INTEGER NOT NULL,
            at_ns INTEGER NOT NULL,
            gop INTEGER NOT NULL,
            is_key INTEGER NOT NULL,
            data BLOB NOT NULL
        ) STRICT
        """,
        *PACKET_INDEXES.values(),
        "CREATE TABLE header (one INTEGER PRIMARY KEY CHECK (one = 1), body TEXT NOT NULL) STRICT",
        # The highest number of a wiped event: it is not used again.
        "CREATE TABLE numbering (one INTEGER PRIMARY KEY CHECK (one = 1), last_seq INTEGER NOT NULL) STRICT",
        """
        CREATE TABLE ending (
            one INTEGER PRIMARY KEY CHECK (one = 1),
            ended_ns INTEGER NOT NULL,
            reason TEXT NOT NULL,
            seal TEXT NOT NULL
        ) STRICT
        """,
        "PRAGMA user_version = 1",
    ):
        db.execute(statement)


@catalog_migrations()
def catalog_format_1(db: Database) -> None:
    """Sessions with their keys, consents, studies, and the count of changes."""
    for statement in (
        """
        CREATE TABLE session (
            id TEXT PRIMARY KEY,
            state TEXT NOT NULL,
            state_since TEXT NOT NULL,
            expires_at TEXT
        ) STRICT
        """,
        # What goes when a session goes. The whole table is written anew then, so that no page keeps a copy.
        """
        CREATE TABLE session_content (
            id TEXT PRIMARY KEY REFERENCES session (id),
            key BLOB NOT NULL CHECK (length(key) = 32),
            header TEXT NOT NULL,
            summary TEXT
        ) STRICT
        """,
        "CREATE TABLE consent_entry (n INTEGER PRIMARY KEY, entry TEXT NOT NULL, head TEXT NOT NULL) STRICT",
        "CREATE TABLE study (sha256 TEXT PRIMARY KEY, toml BLOB NOT NULL) STRICT",
        "CREATE TABLE history (one INTEGER PRIMARY KEY CHECK (one = 1), changes INTEGER NOT NULL) STRICT",
        "INSERT INTO history (one, changes) VALUES (1, 0)",
        "PRAGMA user_version = 1",
    ):
        db.execute(statement)


@catalog_migrations()
def catalog_format_2(db: Database) -> None:
    """The history of a session's edits, and the episodes baked from it.

    All three tables are written anew whenever a session goes (see ``forgetting``), so that no page keeps a
    copy. The edits' own JSON is compressed: one step repeats nearly all of the one before.
    """
    for statement in (
        """
        CREATE TABLE edit_step (
            id INTEGER PRIMARY KEY,
            session_id TEXT NOT NULL REFERENCES session (id),
            n INTEGER NOT NULL,
            name TEXT NOT NULL,
            edits BLOB NOT NULL,
            UNIQUE (session_id, n)
        ) STRICT
        """,
        # Which step is in force, and what a list of sessions tells of it.
        """
        CREATE TABLE editing (
            session_id TEXT PRIMARY KEY REFERENCES session (id),
            position INTEGER NOT NULL,
            edits INTEGER NOT NULL,
            edits_sha256 TEXT NOT NULL
        ) STRICT
        """,
        """
        CREATE TABLE episode (
            id TEXT PRIMARY KEY,
            session_id TEXT NOT NULL REFERENCES session (id),
            edits_sha256 TEXT NOT NULL,
            key BLOB NOT NULL CHECK (length(key) = 32),
            header TEXT NOT NULL,
            summary TEXT,
            made_at TEXT
        ) STRICT
        """,
        "CREATE INDEX episode_of_session ON episode (session_id)",
        "PRAGMA user_version = 2",
    ):
        db.execute(statement)


@catalog_migrations()
def catalog_format_3(db: Database) -> None:
    """The person's keys, what they approved and submitted, and what they received of others.

    What opens something, a key or a secret, lies in a table of its own, which is written anew when it is
    destroyed (see ``forgetting``); what is known of a submission or of a received copy outlives it.
    """
    for statement in (
        """
        CREATE TABLE identity (
            one INTEGER PRIMARY KEY CHECK (one = 1),
            name TEXT NOT NULL,
            signing_seed BLOB NOT NULL CHECK (length(signing_seed) = 32),
            age_secret TEXT NOT NULL,
            made_at TEXT NOT NULL
        ) STRICT
        """,
        # Without a key: the study was first seen unsigned.
        """
        CREATE TABLE study_owner (
            study_id TEXT PRIMARY KEY,
            signing_key BLOB CHECK (signing_key IS NULL OR length(signing_key) = 32),
            pinned_at TEXT NOT NULL
        ) STRICT
        """,
        """
        CREATE TABLE approval (
            n INTEGER PRIMARY KEY,
            approval_id TEXT NOT NULL UNIQUE,
            session_id TEXT NOT NULL REFERENCES session (id),
            episode_id TEXT NOT NULL,
            file_sha256 TEXT NOT NULL,
            edits_sha256 TEXT NOT NULL,
            study_sha256 TEXT NOT NULL,
            store_url TEXT NOT NULL,
            shown TEXT NOT NULL,
            approved_at TEXT NOT NULL
        ) STRICT
        """,
        "CREATE INDEX approval_of_session ON approval (session_id)",
        # It stays when its session goes: what was shared can be withdrawn after that.
        """
        CREATE TABLE submission (
            n INTEGER PRIMARY KEY,
            bundle_id TEXT NOT NULL UNIQUE,
            session_id TEXT NOT NULL,
            episode_id TEXT NOT NULL,
            study_sha256 TEXT NOT NULL,
            study_id TEXT NOT NULL,
            store_url TEXT NOT NULL,
            state TEXT NOT NULL,
            state_since TEXT NOT NULL,
            submitted_on TEXT,
            expires_on TEXT NOT NULL,
            total_bytes INTEGER NOT NULL,
            attempts INTEGER NOT NULL,
            problem TEXT NOT NULL,
            next_try_at TEXT,
            withdraw_reason TEXT NOT NULL
        ) STRICT
        """,
        """
        CREATE TABLE submission_secret (
            bundle_id TEXT PRIMARY KEY REFERENCES submission (bundle_id),
            secret TEXT NOT NULL
        ) STRICT
        """,
        """
        CREATE TABLE submission_receipt (
            bundle_id TEXT NOT NULL REFERENCES submission (bundle_id),
            name TEXT NOT NULL,
            receipt TEXT NOT NULL,
            PRIMARY KEY (bundle_id, name)
        ) STRICT
        """,
        """
        CREATE TABLE received (
            n INTEGER PRIMARY KEY,
            bundle_id TEXT NOT NULL UNIQUE,
            store_url TEXT NOT NULL,
            signer BLOB NOT NULL,
            contributor BLOB NOT NULL,
            study_sha256 TEXT NOT NULL,
            task_id TEXT NOT NULL,
            state TEXT NOT NULL,
            gone_because TEXT NOT NULL,
            expires_on TEXT NOT NULL,
            received_at TEXT NOT NULL
        ) STRICT
        """,
        """
        CREATE TABLE received_content (
            bundle_id TEXT PRIMARY KEY REFERENCES received (bundle_id),
            key BLOB NOT NULL CHECK (length(key) = 32),
            header TEXT NOT NULL,
            summary TEXT NOT NULL
        ) STRICT
        """,
        "CREATE TABLE withdrawn_bundle (bundle_id TEXT PRIMARY KEY, noted_at TEXT NOT NULL) STRICT",
        # The latest day ever seen: a clock that is set back does not bring back what has expired.
        "CREATE TABLE calendar (one INTEGER PRIMARY KEY CHECK (one = 1), latest_day TEXT NOT NULL) STRICT",
        "PRAGMA user_version = 3",
    ):
        db.execute(statement)


@catalog_migrations()
def catalog_format_4(db: Database) -> None:
    """What became of replays, what to leave out when they are compared, and what readers said of a bundle.

    A check's pictures lie in a file of their own, sealed to a secret that lies here in a table of its own, so
    that destroying one is forgetting its secret. A review's statement is what somebody wrote about a
    recording, and goes with it.
    """
    for statement in (
        # Of the latest check of each thing that can be replayed; the summary holds no captured text.
        """
        CREATE TABLE replay_check (
            check_id TEXT PRIMARY KEY,
            subject_kind TEXT NOT NULL,
            subject_id TEXT NOT NULL UNIQUE,
            made_at TEXT NOT NULL,
            summary TEXT NOT NULL
        ) STRICT
        """,
        """
        CREATE TABLE replay_check_secret (
            check_id TEXT PRIMARY KEY REFERENCES replay_check (check_id),
            secret TEXT NOT NULL
        ) STRICT
        """,
        # Without a step: in all of them. Pixels of the recorded virtual desktop.
        """
        CREATE TABLE ignored_region (
            n INTEGER PRIMARY KEY,
            subject_id TEXT NOT NULL,
            step INTEGER,
            x INTEGER NOT NULL,
            y INTEGER NOT NULL,
            width INTEGER NOT NULL CHECK (width > 0),
            height INTEGER NOT NULL CHECK (height > 0)
        ) STRICT
        """,
        "CREATE INDEX ignored_region_of_subject ON ignored_region (subject_id)",
        # What a review of a received bundle is sealed with, and what it is of; not known of copies before.
        """
        CREATE TABLE received_seal (
            bundle_id TEXT PRIMARY KEY REFERENCES received (bundle_id),
            secret TEXT NOT NULL,
            payload_sha256 TEXT NOT NULL
        ) STRICT
        """,
        # One of each signer and bundle: who reviews again replaces what they said. The statement refers to it
        # without a foreign key: each table is emptied as a whole to forget one of its rows.
        """
        CREATE TABLE review (
            bundle_id TEXT NOT NULL,
            signer BLOB NOT NULL CHECK (length(signer) = 32),
            is_own INTEGER NOT NULL CHECK (is_own IN (0, 1)),
            state TEXT NOT NULL,
            state_since TEXT NOT NULL,
            attempts INTEGER NOT NULL,
            problem TEXT NOT NULL,
            next_try_at TEXT,
            PRIMARY KEY (bundle_id, signer)
        ) STRICT
        """,
        """
        CREATE TABLE review_statement (
            bundle_id TEXT NOT NULL,
            signer BLOB NOT NULL,
            envelope BLOB NOT NULL,
            PRIMARY KEY (bundle_id, signer)
        ) STRICT
        """,
        "PRAGMA user_version = 4",
    ):
        db.execute(statement)


@catalog_migrations()
def catalog_format_5(db: Database) -> None:
    """What a signer said of a bundle before what they say now."""
    for statement in (
        # No index of what was said: an index may keep copies in its inner pages.
        """
        CREATE TABLE earlier_review (
            n INTEGER PRIMARY KEY,
            bundle_id TEXT NOT NULL,
            signer BLOB NOT NULL CHECK (length(signer) = 32),
            envelope BLOB NOT NULL
        ) STRICT
        """,
        "PRAGMA user_version = 5",
    ):
        db.execute(statement)

"""Taking rows out of the catalog so that no page keeps a copy.

SQLite zeroes what is deleted, but when it rebuilds a page it may leave an older copy of a row in the page's
unused part (see ``session_wipe``). Such copies stay within the table's own pages. So the whole table is
emptied, which zeroes all of them, and what is kept is put back. Indexes hold only ids.
"""

from collections.abc import Iterable
from typing import Final

from recorder.vault.engine import Database

_TABLES: Final = {
    "session_content": "id",
    "edit_step": "session_id",
    "editing": "session_id",
    "approval": "session_id",
}


def forget_rows_of_session(database: Database, session_id: str) -> None:
    """Destroy all that is known of a session but its id and end, inside the caller's transaction.

    The log must be scrubbed afterwards.
    """
    episodes = database.execute("SELECT id FROM episode WHERE session_id = ?", (session_id,)).fetchall()
    forget_checks_of(database, (session_id, *(str(row[0]) for row in episodes)))
    for table, column in _TABLES.items():
        _forget(database, table, column, session_id)
    _forget(database, "episode", "session_id", session_id)
    shared = database.execute(
        "SELECT bundle_id FROM submission WHERE session_id = ?", (session_id,)
    ).fetchall()
    for (bundle_id,) in shared:
        forget_reviews_of_bundle(database, bundle_id)


def forget_row_of_episode(database: Database, episode_id: str) -> None:
    """Destroy all that is known of an episode, likewise."""
    forget_checks_of(database, (episode_id,))
    _forget(database, "episode", "id", episode_id)


def forget_secret_of_submission(database: Database, bundle_id: str) -> None:
    """Destroy what opens a submission, likewise."""
    _forget(database, "submission_secret", "bundle_id", bundle_id)


def forget_content_of_received(database: Database, bundle_id: str) -> None:
    """Destroy what opens a received copy, its bundle too, and what its header tells, likewise."""
    forget_checks_of(database, (bundle_id,))
    for table in ("received_seal", "received_content"):
        _forget(database, table, "bundle_id", bundle_id)


def forget_reviews_of_bundle(database: Database, bundle_id: str) -> None:
    """Destroy what was said of a bundle, now and before, and who said it, likewise."""
    for table in ("review_statement", "earlier_review", "review"):
        _forget(database, table, "bundle_id", bundle_id)


def forget_checks_of(database: Database, subject_ids: Iterable[str]) -> None:
    """Destroy what opens the checks of these, what they came to, and what they left out, likewise."""
    for subject_id in subject_ids:
        rows = database.execute("SELECT check_id FROM replay_check WHERE subject_id = ?", (subject_id,))
        for (check_id,) in rows.fetchall():
            forget_secret_of_check(database, str(check_id))
        database.execute("DELETE FROM ignored_region WHERE subject_id = ?", (subject_id,))


def forget_secret_of_check(database: Database, check_id: str) -> None:
    """Destroy what opens a check, and that there was one, likewise."""
    _forget(database, "replay_check_secret", "check_id", check_id)
    database.execute("DELETE FROM replay_check WHERE check_id = ?", (check_id,))


def forget_approvals_of_session(database: Database, session_id: str) -> None:
    """Destroy what was approved of a session, likewise."""
    _forget(database, "approval", "session_id", session_id)


def _forget(database: Database, table: str, column: str, value: str) -> None:
    found = database.execute(f"SELECT 1 FROM {table} WHERE {column} = ? LIMIT 1", (value,)).fetchone()  # noqa: S608 - constants
    if found is None:
        return
    kept = database.execute(f"SELECT * FROM {table} WHERE {column} <> ? ORDER BY rowid", (value,)).fetchall()  # noqa: S608 - as above
    database.execute(f"DELETE FROM {table}")  # noqa: S608 - as above
    if kept:
        places = ", ".join("?" * len(kept[0]))
        database.conn.executemany(f"INSERT INTO {table} VALUES ({places})", kept)  # noqa: S608 - as above

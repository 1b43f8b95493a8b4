"""Taking the end of a session back, so that not even its own key can show it again.

SQLite zeroes a deleted row where it lies and a freed page as a whole (``secure_delete``). But when it
rebuilds a page because its neighbours emptied, it may leave a second copy of a row, not yet deleted then,
in the page's unused part. Such copies stay within a page or two of the cut. So the rows next to the cut are
taken out and put back: that frees, and so zeroes, every page they may have lain on. In 711 random sessions
one showed such a copy without this.

The indexes of packets and the batches are small and are made anew: an index copies its entries into inner
pages.
"""

from typing import Final

from recorder.vault.engine import Database
from recorder.vault.migrations import PACKET_INDEXES

_ROWS_BESIDE_THE_CUT: Final = {"event": 4000, "packet": 100}
"""Far more than fit on the handful of pages where a copy may lie."""


def wipe_rows_since(database: Database, at_ns: int) -> None:
    """Delete what happened at or after a time, inside the caller's transaction.

    Marks that began before and reach past it end there. The log must be scrubbed afterwards.
    """
    _clip_marks(database, at_ns)
    for name in PACKET_INDEXES:
        database.execute(f"DROP INDEX {name}")
    _delete_rows(database, "event", "seq", at_ns)
    _delete_rows(database, "packet", "id", at_ns)
    for statement in PACKET_INDEXES.values():
        database.execute(statement)
    _rebuild_batches(database, at_ns)


def _clip_marks(database: Database, at_ns: int) -> None:
    batches = database.execute(
        "SELECT first_seq, last_seq FROM batch WHERE reach_ns > ?", (at_ns,)
    ).fetchall()
    for first_seq, last_seq in batches:
        database.execute(
            "UPDATE event SET end_ns = max(at_ns, ?) WHERE seq BETWEEN ? AND ? AND end_ns > ?",
            (at_ns, first_seq, last_seq, at_ns),
        )


def _delete_rows(database: Database, table: str, key: str, at_ns: int) -> None:
    where, values = _rows_since(database, table, at_ns)
    first = database.execute(f"SELECT min({key}) FROM {table} WHERE {where}", values).fetchone()[0]  # noqa: S608 - constants
    if first is None:
        return
    database.execute(f"DELETE FROM {table} WHERE {where}", values)  # noqa: S608 - as above
    beside = f"{key} >= {int(first) - _ROWS_BESIDE_THE_CUT[table]}"
    kept = database.execute(f"SELECT * FROM {table} WHERE {beside} ORDER BY {key}").fetchall()  # noqa: S608 - as above
    database.execute(f"DELETE FROM {table} WHERE {beside}")  # noqa: S608 - as above
    if kept:
        places = ", ".join("?" * len(kept[0]))
        database.conn.executemany(f"INSERT INTO {table} VALUES ({places})", kept)  # noqa: S608 - as above


def _rows_since(database: Database, table: str, at_ns: int) -> tuple[str, tuple[int, ...]]:
    if table == "packet":
        return "at_ns >= ?", (at_ns,)
    first = database.execute("SELECT min(first_seq) FROM batch WHERE to_ns >= ?", (at_ns,)).fetchone()[0]
    return "seq >= ? AND at_ns >= ?", (first or 0, at_ns)


def _rebuild_batches(database: Database, at_ns: int) -> None:
    batches = database.execute("SELECT * FROM batch ORDER BY first_seq").fetchall()
    database.execute("DELETE FROM batch")
    kept = []
    for first_seq, last_seq, from_ns, to_ns, reach_ns in batches:
        if from_ns >= at_ns:
            continue
        if to_ns < at_ns and reach_ns <= at_ns:
            kept.append((first_seq, last_seq, from_ns, to_ns, reach_ns))
            continue
        times = database.execute(
            "SELECT min(at_ns), max(at_ns), coalesce(max(end_ns), 0) FROM event WHERE seq BETWEEN ? AND ?",
            (first_seq, last_seq),
        ).fetchone()
        kept.append((first_seq, last_seq, *times))
    database.conn.executemany("INSERT INTO batch VALUES (?, ?, ?, ?, ?)", kept)

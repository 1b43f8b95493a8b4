"""Opening an encrypted SQLite file, and making its write-ahead log forget.

Decisions:

- SQLCipher's memory security (wiped and locked buffers) is on although it costs half of the time of an
  append: 500 pointer moves and 100 kB of packets take 8 ms with it and 4 ms without, twice a second.
- Every connection locks its file exclusively. Files are never shared between processes, and without sharing
  SQLite keeps the index of the log in memory: no ``-shm`` file.
- A file that is only read is opened as immutable: no lock, no log, nothing is created beside it, and not
  one byte of it changes. That is also how the format of a file is looked at before anything may write to
  it.
- What is received from someone else, and an episode, is filled in one go or destroyed. A log would encrypt
  and write every page of it twice, and its syncs would protect what nobody uses before the end.
- Such a file has larger pages than others: each page costs a code of authentication, a vector, a call of the
  system and a place in a chain, and a quarter of them takes a quarter less. It is never written again, so
  that no log, wipe or reserve has to do with its pages. Nothing outside says which size a file has: the code
  of its first page is right for one size only, and a reader tries both.
- Python keeps few statements prepared. Each holds slots of the small memory that SQLite gives its statements
  of; those of the opening alone would fill it, and every inserted row would take its cursor from the system,
  lock it and wipe it: 10 us a row, and not 3.
- The log is scrubbed in three steps: all its pages go into the database and are synced; its bytes are
  overwritten where they lie, its header first and synced alone; then it is truncated. A crash in between is
  safe: the database is complete, and a log without a valid header is an empty log. The header must go
  first, since a log that is valid up to a torn place would put back older pages.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import Any, Final, assert_never, cast

from recorder.vault.disk import create_private_file, overwrite
from recorder.vault.engine import ENGINE, Database, DatabaseError, EngineError
from recorder.vault.errors import (
    DamagedFileError,
    DiskFullError,
    NewerFormatError,
    SessionBusyError,
    StorageFailedError,
)
from recorder.vault.home import journal_path, log_path

KEY_BYTES: Final = 32

_PAGE_BYTES: Final = 4096
_FILLED_PAGE_BYTES: Final = 16384
_STATEMENTS_KEPT: Final = 8

_SQLITE_BUSY: Final = 5
_SQLITE_IOERR: Final = 10
_SQLITE_CORRUPT: Final = 11
_SQLITE_FULL: Final = 13
_SQLITE_NOTADB: Final = 26
_PRIMARY_CODE: Final = 0xFF

_DENIED_ACTIONS: Final = frozenset({ENGINE.SQLITE_ATTACH, ENGINE.SQLITE_DETACH})
_DENIED_FUNCTIONS: Final = frozenset(
    {"load_extension", "sqlcipher_export", "fts3_tokenizer", "readfile", "writefile"}
)
_READABLE_PRAGMAS: Final = frozenset(
    {
        "cipher_integrity_check",
        "foreign_key_check",
        "foreign_key_list",
        "freelist_count",
        "index_info",
        "index_list",
        "index_xinfo",
        "journal_mode",
        "page_count",
        "page_size",
        "quick_check",
        "table_info",
        "table_list",
        "table_xinfo",
        "user_version",
    }
)
_PRAGMAS_WITH_A_SUBJECT: Final = frozenset(
    {"foreign_key_list", "index_info", "index_list", "index_xinfo", "table_info", "table_list", "table_xinfo"}
)
_SETTABLE_PRAGMAS: Final = frozenset(
    {
        ("journal_mode", "delete"),
        ("recursive_triggers", "on"),
        ("wal_checkpoint", "restart"),
        ("wal_checkpoint", "truncate"),
    }
)


class Access(StrEnum):
    """What a file is opened for."""

    CREATE = "create"
    FILL = "fill"
    WRITE = "write"
    READ = "read"


def open_encrypted(path: Path, key: bytes, *, access: Access) -> Database:
    """Open an encrypted file.

    Args:
        path: The file. For ``CREATE`` and ``FILL`` there must be none, and it becomes its owner's only.
        key: 32 bytes, used as they are.
        access: ``READ`` is for files that nobody writes any more. ``FILL`` is for one that is written once
            and is worth nothing before its end: no log, and durable only once it was synced.

    Raises:
        FileExistsError: There is a file where one was to be created.
        FileNotFoundError: There is none to open.
        DamagedFileError: The key does not open it, or it is damaged.
        SessionBusyError: Another connection has it open.
        DiskFullError: No space is left.
    """
    if len(key) != KEY_BYTES:
        raise ValueError("a key has 32 bytes")
    is_new = access in {Access.CREATE, Access.FILL}
    if is_new:
        create_private_file(path)
    elif not path.exists():
        raise FileNotFoundError(path)
    with clear_errors(path):
        try:
            connection = _opened(path, key, access)
        except BaseException:
            if is_new:
                path.unlink()
            raise
    return Database(cast("sqlite3.Connection", connection), execute_plugins=False)


def settled_format(path: Path, key: bytes, *, known: int) -> int | None:
    """The format number in a file, which is not touched to find out; 0 if nothing was written to it.

    Returns:
        ``None`` for a file that a crash left with a log: it tells only once it is opened with that log.

    Raises:
        FileNotFoundError: There is no such file.
        NewerFormatError: A later version wrote it.
        DamagedFileError: The key does not open it, or it is damaged.
    """
    if path.exists() and is_unsettled(path):
        return None
    database = open_encrypted(path, key, access=Access.READ)
    try:
        return format_of(database, path, known=known)
    finally:
        database.close()


def is_unsettled(path: Path) -> bool:
    """Whether part of a file still lies in a log beside it."""
    return any(log.exists() and log.stat().st_size for log in (log_path(path), journal_path(path)))


def format_of(database: Database, path: Path, *, known: int) -> int:
    """The format number in an open file; 0 if nothing was written to it.

    Raises:
        NewerFormatError: A later version wrote it.
    """
    with clear_errors(path):
        found = int(database.execute("PRAGMA user_version").fetchone()[0])
    if found > known:
        raise NewerFormatError(path, found=found, known=known)
    return found


def scrub_log(database: Database, path: Path) -> None:
    """Move the log's pages into the database and overwrite the log on the disk.

    Args:
        database: The file's only connection, with no transaction open.
        path: The database file.

    Raises:
        DiskFullError: No space is left for the pages; the log was left as it is.
        StorageFailedError: The disk refused.
    """
    if database.conn.in_transaction:
        raise RuntimeError("a log is scrubbed between transactions")
    with clear_errors(path):
        busy, in_log, moved = database.execute("PRAGMA wal_checkpoint(RESTART)").fetchone()
        if busy or in_log != moved:
            raise StorageFailedError
        log = log_path(path)
        if log.exists():
            overwrite(log)
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()


def integrity_problems(database: Database) -> tuple[str, ...]:
    """What is wrong with a file's pages and trees; empty when all is well.

    Every page's authentication code is checked, then every tree. Names pages, never content.
    """
    try:
        pages = [str(row[0]) for row in database.execute("PRAGMA cipher_integrity_check").fetchall()]
        if pages:
            return tuple(pages)
        trees = [str(row[0]) for row in database.execute("PRAGMA quick_check").fetchall()]
    except DatabaseError:
        return ("it cannot be read",)
    return () if trees == ["ok"] else tuple(trees)


@contextmanager
def clear_errors(path: Path) -> Iterator[None]:
    """Say what SQLite's errors about a file mean to a person; those that are bugs pass."""
    try:
        yield
    except EngineError as error:
        match getattr(error, "sqlite_errorcode", 0) & _PRIMARY_CODE:
            case code if code == _SQLITE_FULL:
                raise DiskFullError from error
            case code if code == _SQLITE_BUSY:
                raise SessionBusyError from error
            case code if code == _SQLITE_IOERR:
                raise StorageFailedError from error
            case code if code in {_SQLITE_NOTADB, _SQLITE_CORRUPT}:
                raise DamagedFileError(
                    path, "it was damaged or changed, or belongs to another vault"
                ) from error
            case _:
                raise


def _opened(path: Path, key: bytes, access: Access) -> Any:  # noqa: ANN401 - SQLCipher's module has no types
    match access:
        case Access.CREATE | Access.WRITE:
            return _connect(path, key, access, _PAGE_BYTES)
        case Access.FILL:
            return _connect(path, key, access, _FILLED_PAGE_BYTES)
        case Access.READ:
            try:
                return _connect(path, key, access, _PAGE_BYTES)
            except EngineError as error:
                if getattr(error, "sqlite_errorcode", 0) & _PRIMARY_CODE != _SQLITE_NOTADB:
                    raise
            return _connect(path, key, access, _FILLED_PAGE_BYTES)
        case _:
            assert_never(access)


def _connect(path: Path, key: bytes, access: Access, page_bytes: int) -> Any:  # noqa: ANN401 - as above
    query = "mode=ro&immutable=1" if access is Access.READ else "mode=rw"
    connection = ENGINE.connect(
        f"{path.absolute().as_uri()}?{query}", uri=True, timeout=0, cached_statements=_STATEMENTS_KEPT
    )
    try:
        _set_up(connection, key, access, page_bytes)
    except BaseException:
        connection.close()
        raise
    return connection


def _set_up(connection: Any, key: bytes, access: Access, page_bytes: int) -> None:  # noqa: ANN401 - as above
    connection.execute("PRAGMA cipher_log_level=NONE")
    connection.execute("PRAGMA cipher_memory_security=ON")
    connection.set_key(f"x'{key.hex()}'")
    connection.execute(f"PRAGMA cipher_page_size={page_bytes}")
    if connection.execute("PRAGMA cipher_version").fetchone() is None:
        raise RuntimeError("this SQLite cannot encrypt")
    connection.execute("PRAGMA temp_store=MEMORY")
    connection.execute("PRAGMA trusted_schema=OFF")
    connection.execute("PRAGMA cell_size_check=ON")
    connection.execute("PRAGMA foreign_keys=ON")
    if access is not Access.READ:
        connection.execute("PRAGMA locking_mode=EXCLUSIVE")
        is_filled = access is Access.FILL
        connection.execute(f"PRAGMA journal_mode={'MEMORY' if is_filled else 'WAL'}")
        connection.execute(f"PRAGMA synchronous={'OFF' if is_filled else 'FULL'}")
    connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()
    if connection.execute("PRAGMA secure_delete").fetchone()[0] != 1:
        raise RuntimeError("this SQLite does not overwrite what is deleted")
    connection.set_authorizer(_authorize)


def _authorize(
    action: int, first: str | None, second: str | None, _database: str | None, _by: str | None
) -> int:
    allowed = True
    if action in _DENIED_ACTIONS:
        allowed = False
    elif action == ENGINE.SQLITE_FUNCTION:
        allowed = (second or "").lower() not in _DENIED_FUNCTIONS
    elif action == ENGINE.SQLITE_PRAGMA:
        allowed = _may_run_pragma((first or "").lower(), second)
    return int(ENGINE.SQLITE_OK if allowed else ENGINE.SQLITE_DENY)


def _may_run_pragma(name: str, value: str | None) -> bool:
    if value is None:
        return name in _READABLE_PRAGMAS
    if name in _PRAGMAS_WITH_A_SUBJECT:
        return True
    return (name, value.lower()) in _SETTABLE_PRAGMAS or (name == "user_version" and value.isdigit())

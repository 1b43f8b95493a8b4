"""What every subject of the catalog's rows stands on."""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from recorder.vault.cipher import clear_errors
from recorder.vault.engine import Database

Change = Callable[[], AbstractContextManager[None]]
"""One change of the catalog: a transaction that counts."""


class CatalogRows:
    """Rows of one subject. Owned by the catalog's thread.

    Args:
        path: The catalog's file.
        database: The catalog's connection.
        change: Begins one change of the catalog.
    """

    def __init__(self, path: Path, database: Database, change: Change) -> None:
        self._path = path
        self._database = database
        self._change = change

    def _all(self, query: str, values: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        with clear_errors(self._path):
            return [tuple(row) for row in self._database.execute(query, tuple(values)).fetchall()]

    def _first(self, query: str, values: Sequence[object] = ()) -> tuple[Any, ...] | None:
        found = self._all(query, values)
        return found[0] if found else None

    def _write(self, statement: str, values: Sequence[object] = ()) -> None:
        with self._change():
            self._database.execute(statement, tuple(values))


def moment_to_text(moment: datetime) -> str:
    """A moment as the catalog keeps it, in UTC."""
    return moment.astimezone(UTC).isoformat()


def now_text() -> str:
    """This moment, likewise."""
    return moment_to_text(datetime.now(UTC))

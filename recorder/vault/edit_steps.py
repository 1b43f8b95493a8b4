"""The history of a session's edits, as rows of the catalog.

Each step is kept whole, so that any of them can be read without those before; what one repeats of another is
compressed away.
"""

import zlib
from collections.abc import Sequence
from dataclasses import dataclass, field

from recorder.episode.edits import Edits
from recorder.episode.edits_json import edits_from_json, edits_sha256, edits_to_json
from recorder.vault.catalog_rows import CatalogRows
from recorder.vault.cipher import clear_errors
from recorder.vault.errors import DamagedFileError


@dataclass(frozen=True, slots=True)
class EditStep:
    """One thing that was done to a session's edits.

    Attributes:
        name: What was done, as whoever keeps it names its steps; opaque here.
        edits: All edits after it.
    """

    name: str
    edits: Edits = field(repr=False)


@dataclass(frozen=True, slots=True)
class EditSteps:
    """All steps that are kept of a session, and how many of them are in force.

    Attributes:
        steps: Oldest first; those past ``position`` are undone.
        position: From 0, where nothing is in force, to the number of steps.

    Raises:
        ValueError: The position is out of bounds.
    """

    steps: tuple[EditStep, ...] = ()
    position: int = 0

    def __post_init__(self) -> None:
        if not 0 <= self.position <= len(self.steps):
            raise ValueError("a position in the steps is not past their end")

    @property
    def edits(self) -> Edits:
        """The edits in force."""
        return self.steps[self.position - 1].edits if self.position else Edits()


class EditStepRows(CatalogRows):
    """The catalog's rows of edit steps."""

    def read(self, session_id: str) -> EditSteps:
        """All steps of a session; none of one that was never edited.

        Raises:
            DamagedFileError: A row cannot be read.
        """
        with clear_errors(self._path):
            rows = self._database.execute(
                "SELECT name, edits FROM edit_step WHERE session_id = ? ORDER BY n", (session_id,)
            ).fetchall()
            position = self._position(session_id)
        try:
            return EditSteps(tuple(EditStep(name, _unpacked(edits)) for name, edits in rows), position)
        except (ValueError, zlib.error):
            raise DamagedFileError(self._path, "a step of a session's edits cannot be read") from None

    def in_force(self, session_id: str) -> Edits:
        """The edits in force, without reading the steps before.

        Raises:
            DamagedFileError: A row cannot be read.
        """
        with clear_errors(self._path):
            row = self._database.execute(
                """
                SELECT edit_step.edits FROM editing JOIN edit_step
                ON edit_step.session_id = editing.session_id AND n = position
                WHERE editing.session_id = ?
                """,
                (session_id,),
            ).fetchone()
        try:
            return Edits() if row is None else _unpacked(row[0])
        except (ValueError, zlib.error):
            raise DamagedFileError(self._path, "a step of a session's edits cannot be read") from None

    def keep(self, session_id: str, *, after: int, steps: Sequence[EditStep], position: int) -> None:
        """In one transaction: drop the steps past the first ``after``, add these, and go to ``position``.

        Raises:
            ValueError: There are fewer steps than ``after``, or the position is past the end.
        """
        with self._change():
            kept = self._database.execute(
                "SELECT count(*) FROM edit_step WHERE session_id = ? AND n <= ?", (session_id, after)
            ).fetchone()[0]
            if kept != after or not 0 <= position <= after + len(steps):
                raise ValueError("these steps do not follow those that are kept")
            self._database.execute(
                "DELETE FROM edit_step WHERE session_id = ? AND n > ?", (session_id, after)
            )
            self._database.conn.executemany(
                "INSERT INTO edit_step (session_id, n, name, edits) VALUES (?, ?, ?, ?)",
                [
                    (session_id, n, step.name, _packed(step.edits))
                    for n, step in enumerate(steps, start=after + 1)
                ],
            )
            self._set_position(session_id, position)

    def _position(self, session_id: str) -> int:
        row = self._database.execute(
            "SELECT position FROM editing WHERE session_id = ?", (session_id,)
        ).fetchone()
        return 0 if row is None else int(row[0])

    def _set_position(self, session_id: str, position: int) -> None:
        row = self._database.execute(
            "SELECT edits FROM edit_step WHERE session_id = ? AND n = ?", (session_id, position)
        ).fetchone()
        edits = Edits() if row is None else _unpacked(row[0])
        self._database.execute(
            "INSERT OR REPLACE INTO editing VALUES (?, ?, ?, ?)",
            (session_id, position, len(edits), edits_sha256(edits)),
        )


def _packed(edits: Edits) -> bytes:
    return zlib.compress(edits_to_json(edits).encode("ascii"))


def _unpacked(content: bytes) -> Edits:
    return edits_from_json(zlib.decompress(content).decode("ascii"))

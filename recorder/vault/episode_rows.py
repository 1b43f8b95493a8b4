"""The episodes baked from sessions, as rows of the catalog."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Final

from recorder.vault.catalog_rows import CatalogRows
from recorder.vault.cipher import clear_errors, scrub_log
from recorder.vault.errors import NoSuchEpisodeError
from recorder.vault.forgetting import forget_row_of_episode
from recorder.vault.session_header import (
    SessionHeader,
    SessionSummary,
    header_from_json,
    header_to_json,
    summary_from_json,
    summary_to_json,
)

_COLUMNS: Final = "id, session_id, edits_sha256, header, summary, made_at"


@dataclass(frozen=True, slots=True)
class EpisodeRow:
    """What the catalog tells of an episode.

    Attributes:
        episode_id: Its id, which is its header's ``session_id``: nothing in it names the session it is from.
        session_id: The session that it was baked from.
        edits_sha256: What tells the edits apart that it was baked from; see ``edits_json``.
        header: Of its file.
        summary: ``None`` before it is finished.
        made_at: When it was, in UTC.
    """

    episode_id: str
    session_id: str
    edits_sha256: str = field(repr=False)
    header: SessionHeader
    summary: SessionSummary | None
    made_at: datetime | None


class EpisodeRows(CatalogRows):
    """The catalog's rows of episodes."""

    def add(self, session_id: str, header: SessionHeader, key: bytes, edits_sha256: str) -> None:
        """Write down that an episode begins, with its key."""
        with self._change():
            self._database.execute(
                "INSERT INTO episode VALUES (?, ?, ?, ?, ?, NULL, NULL)",
                (header.session_id, session_id, edits_sha256, key, header_to_json(header)),
            )

    def finish(self, summary: SessionSummary) -> None:
        """Write down that an episode is whole."""
        with self._change():
            self._database.execute(
                "UPDATE episode SET summary = ?, made_at = ? WHERE id = ?",
                (summary_to_json(summary), datetime.now(UTC).isoformat(), summary.session_id),
            )

    def all(self) -> tuple[EpisodeRow, ...]:
        """All episodes, oldest first."""
        return self._rows("1 = 1", ())

    def of_session(self, session_id: str) -> tuple[EpisodeRow, ...]:
        """The episodes of one session, oldest first."""
        return self._rows("session_id = ?", (session_id,))

    def one(self, episode_id: str) -> EpisodeRow:
        """One episode.

        Raises:
            NoSuchEpisodeError: There is none.
        """
        found = self._rows("id = ?", (episode_id,))
        if not found:
            raise NoSuchEpisodeError(episode_id)
        return found[0]

    def key(self, episode_id: str) -> bytes:
        """An episode's key.

        Raises:
            NoSuchEpisodeError: There is none.
        """
        with clear_errors(self._path):
            row = self._database.execute("SELECT key FROM episode WHERE id = ?", (episode_id,)).fetchone()
        if row is None:
            raise NoSuchEpisodeError(episode_id)
        return bytes(row[0])

    def forget(self, episode_id: str) -> None:
        """Destroy an episode's key and all that is known of it, from the disk too."""
        with self._change():
            forget_row_of_episode(self._database, episode_id)
        scrub_log(self._database, self._path)

    def _rows(self, where: str, values: tuple[str, ...]) -> tuple[EpisodeRow, ...]:
        with clear_errors(self._path):
            rows = self._database.execute(
                f"SELECT {_COLUMNS} FROM episode WHERE {where} ORDER BY rowid",  # noqa: S608 - constants
                values,
            ).fetchall()
        return tuple(_episode_row(row) for row in rows)


def _episode_row(row: tuple[str, str, str, str, str | None, str | None]) -> EpisodeRow:
    episode_id, session_id, edits_sha256, header, summary, made_at = row
    return EpisodeRow(
        episode_id=episode_id,
        session_id=session_id,
        edits_sha256=edits_sha256,
        header=header_from_json(header),
        summary=None if summary is None else summary_from_json(summary),
        made_at=None if made_at is None else datetime.fromisoformat(made_at),
    )

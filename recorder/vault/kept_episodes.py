"""What came of a vault's sessions: the history of their edits, and the episodes baked from them."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from recorder.episode.edits import Edits
from recorder.vault.disk import make_private_folder, shred, sync_folder
from recorder.vault.edit_steps import EditStep, EditSteps
from recorder.vault.episode_rows import EpisodeRow
from recorder.vault.errors import (
    DamagedFileError,
    NewerFormatError,
    SessionBusyError,
    SessionUnfinishedError,
)
from recorder.vault.home import doomed_path
from recorder.vault.kept_checks import KeptChecks
from recorder.vault.keys import fresh_key
from recorder.vault.session_header import SessionHeader, SessionSummary
from recorder.vault.session_reader import SessionAccess
from recorder.vault.session_writer import SessionWriter, shred_doomed


@dataclass(frozen=True, slots=True)
class NewEpisode:
    """What whoever bakes an episode needs to write it.

    Attributes:
        row: What the catalog says of it.
        path: Where its file shall be created.
        key: Its own key; never shown by ``repr``.
    """

    row: EpisodeRow
    path: Path
    key: bytes = field(repr=False)


class KeptEpisodes(KeptChecks):
    """The part of an unlocked vault that keeps edits and episodes."""

    def edit_steps(self, session_id: str) -> EditSteps:
        """The whole history of a session's edits; empty of one that was never edited.

        Raises:
            NoSuchSessionError: There is none.
            DamagedFileError: A step cannot be read.
        """
        self._catalog.session(session_id)
        return self._catalog.edit_steps.read(session_id)

    def edits(self, session_id: str) -> Edits:
        """The edits of a session that are in force.

        Raises:
            NoSuchSessionError: There is none.
            DamagedFileError: They cannot be read.
        """
        self._catalog.session(session_id)
        return self._catalog.edit_steps.in_force(session_id)

    def keep_edit_steps(
        self, session_id: str, *, after: int, steps: Sequence[EditStep] = (), position: int
    ) -> None:
        """Write down, durably and at once, how the history of a session's edits went on.

        Args:
            session_id: Which.
            after: How many of the steps that are kept stay; the others are dropped.
            steps: What follows them.
            position: How many steps are in force from now on.

        Raises:
            NoSuchSessionError: There is none.
            SessionUnfinishedError: It is still recorded, or was left by a crash.
            DiskFullError: No space is left; nothing was changed.
            ValueError: There are not that many steps.
        """
        self._finished(session_id)
        self._catalog.edit_steps.keep(session_id, after=after, steps=steps, position=position)

    def new_episode(self, session_id: str, header: SessionHeader, edits_sha256: str) -> NewEpisode:
        """Write down that an episode is being baked. Whoever bakes it creates its file.

        Args:
            session_id: The session that it is made of.
            header: The episode's own, with a fresh id in ``session_id``.
            edits_sha256: Of the edits it is made by; see ``edits_json``.

        Raises:
            NoSuchSessionError: There is no such session.
            SessionUnfinishedError: It is still recorded, or was left by a crash.
            DiskFullError: No space is left.
            ValueError: The header has the session's id.
        """
        if header.session_id == session_id:
            raise ValueError("an episode has an id of its own")
        self._finished(session_id)
        make_private_folder(self.paths.episodes)
        key = fresh_key()
        self._catalog.episodes.add(session_id, header, key, edits_sha256)
        row = self._catalog.episodes.one(header.session_id)
        return NewEpisode(row, self.paths.episode(row.episode_id), key)

    def finish_episode(self, summary: SessionSummary) -> None:
        """Write down that an episode is whole, as its writer told.

        Raises:
            NoSuchEpisodeError: There is none.
            DamagedFileError: The file is not the one that the summary tells of.
        """
        path = self.paths.episode(summary.session_id)
        with self._reader(path, self._catalog.episodes.key(summary.session_id)) as reader:
            if not reader.is_the_one(summary):
                raise DamagedFileError(path, "it is not the file that was finished")
        self._catalog.episodes.finish(summary)

    def episodes(self, session_id: str) -> tuple[EpisodeRow, ...]:
        """The episodes of a session, oldest first; those being baked have no summary."""
        return self._catalog.episodes.of_session(session_id)

    def episode_access(self, episode_id: str) -> SessionAccess:
        """What opens a finished episode on another thread: its key is in it, so let go of it when locking.

        Raises:
            NoSuchEpisodeError: There is none.
            SessionUnfinishedError: It is still being baked, or was left by a crash.
        """
        row = self._catalog.episodes.one(episode_id)
        if row.summary is None:
            raise SessionUnfinishedError
        return SessionAccess(
            self.paths.episode(episode_id), self._catalog.episodes.key(episode_id), row.summary
        )

    def delete_episode(self, episode_id: str) -> None:
        """Destroy an episode: its key, its file, and all that is known of it. Its session stays.

        Raises:
            NoSuchEpisodeError: There is none.
            SessionBusyError: It is being baked.
            DiskFullError: No space is left to write that down; what the next start finds, it finishes.
        """
        row = self._catalog.episodes.one(episode_id)
        if row.summary is None and self._is_being_written(row):
            raise SessionBusyError
        self._doom(row)
        checks = self._check_files_of(episode_id)
        self._catalog.episodes.forget(episode_id)
        shred_doomed(self.paths.episode(episode_id))
        for check in checks:
            shred(check)

    def recover_episodes(self) -> None:
        """Remove the episodes whose baking was cut off, and finish destructions that were.

        Raises:
            DiskFullError: No space is left to write that down; the next start tries again.
        """
        for row in self._catalog.episodes.all():
            is_doomed = doomed_path(self.paths.episode(row.episode_id)).exists()
            if is_doomed or (row.summary is None and not self._is_being_written(row)):
                self.delete_episode(row.episode_id)
        if self.paths.episodes.exists():
            for left in self.paths.episodes.glob(doomed_path(Path("*.db")).name):
                shred_doomed(left.with_suffix(""))

    def _finished(self, session_id: str) -> SessionSummary:
        summary = self._catalog.session(session_id).summary
        if summary is None:
            raise SessionUnfinishedError
        return summary

    def _refuse_if_baking(self, session_id: str) -> None:
        rows = self._catalog.episodes.of_session(session_id)
        if any(row.summary is None and self._is_being_written(row) for row in rows):
            raise SessionBusyError

    def _doom_episodes_of(self, session_id: str) -> tuple[Path, ...]:
        """Give the files of a session's episodes the name under which a crash leaves them to be destroyed."""
        rows = self._catalog.episodes.of_session(session_id)
        for row in rows:
            self._doom(row)
        return tuple(self.paths.episode(row.episode_id) for row in rows)

    def _doom(self, row: EpisodeRow) -> None:
        path = self.paths.episode(row.episode_id)
        if path.exists():
            path.replace(doomed_path(path))
            sync_folder(path.parent)

    def _is_being_written(self, row: EpisodeRow) -> bool:
        path = self.paths.episode(row.episode_id)
        if not path.exists():
            return False
        try:
            SessionWriter.open(path, self._catalog.episodes.key(row.episode_id)).close()
        except SessionBusyError:
            return True
        except (DamagedFileError, NewerFormatError):
            return False
        return False

"""What a crash left of sessions: each is closed, left alone or written off, with a clear word."""

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Final

from recorder.episode.ending import EndReason
from recorder.episode.events import Mark, MarkKind, NumberedEvent
from recorder.errors import UserFacingError
from recorder.vault.errors import DamagedFileError, NewerFormatError, SessionBusyError, SessionNeverBegunError
from recorder.vault.home import doomed_path
from recorder.vault.session_header import SessionSummary
from recorder.vault.session_writer import SessionWriter


class RecoveryOutcome(StrEnum):
    """What became of a session that was marked as recording."""

    STILL_RECORDING = "still_recording"
    CLOSED = "closed"
    FILED = "filed"
    GONE = "gone"
    UNREADABLE = "unreadable"


_WORDS: Final = {
    RecoveryOutcome.STILL_RECORDING: "It is being recorded right now; it was left alone.",
    RecoveryOutcome.CLOSED: "Its recording ended abruptly. It was closed; all that was written is in it.",
    RecoveryOutcome.FILED: "It had ended properly; only the vault had not heard of it yet.",
    RecoveryOutcome.GONE: "It was destroyed, or never began: neither its file nor its key is left.",
    RecoveryOutcome.UNREADABLE: "Its file cannot be read. It was left as it is.",
}


@dataclass(frozen=True, slots=True)
class SessionRecovery:
    """What became of one session.

    Attributes:
        session_id: Which.
        outcome: What became of it.
        summary: Of one that is closed now.
        problem: Of one that cannot be read.
    """

    session_id: str
    outcome: RecoveryOutcome
    summary: SessionSummary | None = None
    problem: UserFacingError | None = None

    @property
    def words(self) -> str:
        """What happened, in plain words."""
        return _WORDS[self.outcome]


def recover_session(session_id: str, path: Path, key: bytes) -> SessionRecovery:
    """Close what a crash left of a session, at the last thing it knows.

    A file that was to be destroyed, or in which nothing was begun, is reported as gone; the caller removes
    what is left of it.

    Raises:
        DiskFullError: No space is left to close it; it stays as it was.
        StorageFailedError: The disk refused; it stays as it was.
    """
    if doomed_path(path).exists() or not path.exists():
        return SessionRecovery(session_id, RecoveryOutcome.GONE)
    try:
        writer = SessionWriter.open(path, key)
    except SessionBusyError:
        return SessionRecovery(session_id, RecoveryOutcome.STILL_RECORDING)
    except SessionNeverBegunError:
        return SessionRecovery(session_id, RecoveryOutcome.GONE)
    except (DamagedFileError, NewerFormatError) as error:
        return SessionRecovery(session_id, RecoveryOutcome.UNREADABLE, problem=error)
    with writer:
        if writer.is_finished:
            return SessionRecovery(session_id, RecoveryOutcome.FILED, _finish(writer))
        last_ns = writer.last_ns
        mark = Mark(last_ns, last_ns, MarkKind.ENDED_ABRUPTLY)
        writer.append([NumberedEvent(writer.last_seq + 1, mark)], [])
        return SessionRecovery(session_id, RecoveryOutcome.CLOSED, _finish(writer))


def _finish(writer: SessionWriter) -> SessionSummary:
    return writer.finish(writer.last_ns, EndReason.CRASHED)

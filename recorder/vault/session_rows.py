"""What the catalog tells of a session, in one row and by one query, however many there are."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from recorder.episode.edits import Edits
from recorder.episode.edits_json import edits_sha256
from recorder.vault.session_header import (
    SessionHeader,
    SessionSummary,
    header_from_json,
    summary_from_json,
)


class Baked(StrEnum):
    """Whether an episode was made of a session."""

    NEVER = "never"
    BEFORE_LATER_EDITS = "before_later_edits"
    UP_TO_DATE = "up_to_date"


class SessionState(StrEnum):
    """Where a session stands."""

    RECORDING = "recording"
    RECORDED = "recorded"
    RECOVERED = "recovered"
    DELETED = "deleted"
    EXPIRED = "expired"
    DESTROYED = "destroyed"


GONE: Final = frozenset({SessionState.DELETED, SessionState.EXPIRED, SessionState.DESTROYED})


@dataclass(frozen=True, slots=True)
class SessionRow:
    """What the catalog tells of a session.

    Attributes:
        session_id: Its id, all that is left of one that is gone.
        state: Where it stands.
        state_since: In UTC.
        expires_at: When the study's retention ends, in UTC; ``None`` of one that is gone.
        header: ``None`` of one that is gone.
        summary: ``None`` before it is finished, and of one that is gone.
        edit_count: How many edits are in force.
        baked: Whether an episode was made, and of the edits in force.
    """

    session_id: str
    state: SessionState
    state_since: datetime
    expires_at: datetime | None
    header: SessionHeader | None
    summary: SessionSummary | None
    edit_count: int = 0
    baked: Baked = Baked.NEVER


NO_EDITS: Final = edits_sha256(Edits())
SELECT_SESSIONS: Final = """
    SELECT session.id, state, state_since, expires_at, session_content.header, session_content.summary,
        coalesce(editing.edits, 0), made.count, made.latest
    FROM session LEFT JOIN session_content ON session_content.id = session.id
    LEFT JOIN editing ON editing.session_id = session.id
    LEFT JOIN (
        SELECT episode.session_id, count(*) AS count,
            max(episode.edits_sha256 = coalesce(editing.edits_sha256, ?)) AS latest
        FROM episode LEFT JOIN editing ON editing.session_id = episode.session_id
        WHERE episode.summary IS NOT NULL GROUP BY episode.session_id
    ) AS made ON made.session_id = session.id
"""
"""Its first parameter is ``NO_EDITS``: what an episode of a session without edits was baked from."""

_Row = tuple[str, str, str, str | None, str | None, str | None, int, int | None, int | None]


def session_row(row: _Row) -> SessionRow:
    """The session of a row that ``SELECT_SESSIONS`` gave."""
    session_id, state, since, expires_at, header, summary, edits, episodes, is_latest = row
    return SessionRow(
        session_id=session_id,
        state=SessionState(state),
        state_since=datetime.fromisoformat(since),
        expires_at=None if expires_at is None else datetime.fromisoformat(expires_at),
        header=None if header is None else header_from_json(header),
        summary=None if summary is None else summary_from_json(summary),
        edit_count=edits,
        baked=Baked.UP_TO_DATE if is_latest else Baked.BEFORE_LATER_EDITS if episodes else Baked.NEVER,
    )

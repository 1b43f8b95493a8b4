"""The recordings, as the library lists them: plain rows, and which of them are shown in which order."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from recorder.recording.ending import AS_WISHED
from recorder.vault.session_rows import GONE, Baked, SessionRow, SessionState
from recorder.vault.sharing_rows import SubmissionState
from recorder.vault.vault import Vault
from studio.checking.findings import Finding, read_finding
from studio.submission.reviews import ShownReview, outcome, reviews_by_session
from studio.ui.models.shared_copies import NO_COPIES, SharedCopies, shared_copies
from studio.ui.models.study_titles import StudyTitles


class RecordingState(StrEnum):
    """How far a recording has come."""

    RECORDING = "recording"
    RECORDED = "recorded"
    RECOVERED = "recovered"
    EDITED = "edited"
    BAKED = "baked"
    APPROVED = "approved"
    WAITING = "waiting"
    SHARED = "shared"
    WITHDRAWING = "withdrawing"
    WITHDRAWN = "withdrawn"
    TAKEN_BACK = "taken_back"


@dataclass(frozen=True, slots=True)
class RecordingRow:
    """One recording.

    Attributes:
        session_id: Its id.
        task: The task's title, or its id where the study is not kept.
        study: The study's title, or its id.
        started_at: When it began.
        length_ns: How long it is; 0 while it is recorded.
        size_bytes: Of its file.
        state: How far it has come.
        expires_at: When the study's retention destroys it.
        was_cut_short: It ended otherwise than the person meant, as in a crash; all that was written is there.
        copies: What was shared of it.
        is_deleted: Only what was shared of it is left.
        has_later_edits: It was edited after what was shared was made.
        is_prepared: What others would get is made, by the edits in force.
        finding: What came of trying whether it replays; ``None`` where nobody tried.
        reviews: What readers said of it, what counts first, the latest first.
    """

    session_id: str
    task: str
    study: str
    started_at: datetime
    length_ns: int
    size_bytes: int
    state: RecordingState
    expires_at: datetime | None
    was_cut_short: bool = False
    copies: SharedCopies = NO_COPIES
    is_deleted: bool = False
    has_later_edits: bool = False
    is_prepared: bool = False
    finding: Finding | None = None
    reviews: tuple[ShownReview, ...] = field(default=(), repr=False)

    @property
    def outcome(self) -> ShownReview | None:
        """By which review what is shared now is accepted or sent back; ``None`` where none counts."""
        newest = self.copies.newest
        if newest is None or self.state is not RecordingState.SHARED:
            return None
        return outcome([each for each in self.reviews if each.bundle_id == newest.bundle_id])

    @property
    def can_be_shared(self) -> bool:
        """Whether what others would get is prepared, and is not on its way already."""
        return self.is_prepared and self.state in _SHAREABLE


_SHAREABLE: Final = frozenset(
    {
        RecordingState.BAKED,
        RecordingState.APPROVED,
        RecordingState.WITHDRAWN,
        RecordingState.TAKEN_BACK,
    }
)
"""What was taken back can be shared anew."""


class SortBy(StrEnum):
    """What the list is ordered by."""

    TASK = "task"
    STARTED = "started"
    LENGTH = "length"
    SIZE = "size"
    STATE = "state"


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which recordings are shown, and how.

    Attributes:
        search: Words that the task or the study holds, all of them.
        study: Of this study only; empty for all.
        state: In this state only; ``None`` for all.
        sort_by: The order.
        descending: Whether the other way round.
    """

    search: str = ""
    study: str = ""
    state: RecordingState | None = None
    sort_by: SortBy = SortBy.STARTED
    descending: bool = True


_EXPIRED: Final = "expired"
_STATES: Final[Mapping[SessionState, RecordingState]] = MappingProxyType(
    {
        SessionState.RECORDING: RecordingState.RECORDING,
        SessionState.RECORDED: RecordingState.RECORDED,
        SessionState.RECOVERED: RecordingState.RECOVERED,
    }
)
_KEYS: Final[Mapping[SortBy, Callable[[RecordingRow], object]]] = MappingProxyType(
    {
        SortBy.TASK: lambda row: (row.task.casefold(), row.started_at),
        SortBy.STARTED: lambda row: row.started_at,
        SortBy.LENGTH: lambda row: row.length_ns,
        SortBy.SIZE: lambda row: row.size_bytes,
        SortBy.STATE: lambda row: (list(RecordingState).index(row.state), row.started_at),
    }
)


def recording_rows(vault: Vault) -> tuple[RecordingRow, ...]:
    """All recordings that are there, and what was shared of those that are not. On the vault's thread."""
    titles, copies, said = StudyTitles(vault), shared_copies(vault), reviews_by_session(vault)
    sessions = [row for row in vault.sessions() if row.state not in GONE and row.header is not None]
    here = {row.session_id for row in sessions}
    now = datetime.now(UTC)
    found = {check.subject_id: read_finding(check.summary) for check in vault.checks()}
    rows = (_row(vault, row, titles, copies.get(row.session_id, NO_COPIES)) for row in sessions)
    return (
        *(
            replace(row, finding=found.get(row.session_id), reviews=said.get(row.session_id, ()))
            for row in rows
        ),
        *(
            _left(session_id, held, titles)
            for session_id, held in copies.items()
            if session_id not in here and held.is_remembered(now)
        ),
    )


def chosen_rows(rows: Iterable[RecordingRow], wanted: Wanted) -> list[RecordingRow]:
    """Those that are wanted, in their order."""
    parts = wanted.search.casefold().split()
    found = [
        row
        for row in rows
        if (not wanted.study or row.study == wanted.study)
        and (wanted.state is None or row.state is wanted.state)
        and all(part in f"{row.task} {row.study}".casefold() for part in parts)
    ]
    return sorted(found, key=_KEYS[wanted.sort_by], reverse=wanted.descending)  # type: ignore[arg-type]


def studies_of(rows: Sequence[RecordingRow]) -> list[str]:
    """The studies that there are recordings of, by title."""
    return sorted({row.study for row in rows}, key=str.casefold)


def _row(vault: Vault, row: SessionRow, titles: StudyTitles, copies: SharedCopies) -> RecordingRow:
    header, summary = row.header, row.summary
    if header is None:
        raise AssertionError("of a recording that is there the header is known")
    study = titles.of(header.study_sha256)
    state = _shared_state(copies) or _state(vault, row)
    return RecordingRow(
        session_id=row.session_id,
        task=header.task_id if study is None else study.tasks.get(header.task_id, header.task_id),
        study=header.study_id if study is None else study.title,
        started_at=header.started_at,
        length_ns=0 if summary is None else summary.ended_ns,
        size_bytes=0 if summary is None else summary.file_bytes,
        state=state,
        expires_at=row.expires_at,
        was_cut_short=summary is not None and summary.reason not in AS_WISHED,
        copies=copies,
        is_prepared=row.baked is Baked.UP_TO_DATE,
        has_later_edits=bool(copies.rows) and row.baked is Baked.BEFORE_LATER_EDITS,
    )


def _left(session_id: str, copies: SharedCopies, titles: StudyTitles) -> RecordingRow:
    """A recording of which only what was shared is left."""
    newest = copies.newest
    if newest is None:
        raise AssertionError("something was shared of it")
    study = titles.of(newest.study_sha256)
    return RecordingRow(
        session_id=session_id,
        task="",
        study=newest.study_id if study is None else study.title,
        started_at=newest.state_since,
        length_ns=0,
        size_bytes=newest.total_bytes,
        state=_shared_state(copies) or RecordingState.SHARED,
        expires_at=None,
        copies=copies,
        is_deleted=True,
    )


def _state(vault: Vault, row: SessionRow) -> RecordingState:
    if row.baked is Baked.UP_TO_DATE:
        is_approved = vault.approval_of(row.session_id) is not None
        return RecordingState.APPROVED if is_approved else RecordingState.BAKED
    return RecordingState.EDITED if row.edit_count else _STATES[row.state]


def _shared_state(copies: SharedCopies) -> RecordingState | None:
    newest = copies.newest
    if newest is None:
        return None
    match newest.state:
        case SubmissionState.SEALING | SubmissionState.WAITING:
            return RecordingState.WAITING
        case SubmissionState.SENT:
            return RecordingState.SHARED
        case SubmissionState.WITHDRAWING:
            return RecordingState.WITHDRAWING
        case SubmissionState.WITHDRAWN:
            is_over = newest.withdraw_reason == _EXPIRED
            return RecordingState.TAKEN_BACK if is_over else RecordingState.WITHDRAWN

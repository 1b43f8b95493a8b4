"""The recordings, as the library lists them: plain rows, and which of them are shown in which order."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from recorder.recording.ending import AS_WISHED
from recorder.study_file import StudyFileError, read_study
from recorder.vault.session_rows import GONE, Baked, SessionRow, SessionState
from recorder.vault.vault import Vault


class RecordingState(StrEnum):
    """How far a recording has come; later ones join at the end."""

    RECORDING = "recording"
    RECORDED = "recorded"
    RECOVERED = "recovered"
    EDITED = "edited"
    BAKED = "baked"


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
    """All recordings that are there. Call it on the vault's thread."""
    titles = _Titles(vault)
    rows = (row for row in vault.sessions() if row.state not in GONE)
    return tuple(_row(row, titles) for row in rows if row.header is not None)


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


class _Titles:
    """Reads each study once: a thousand recordings are of a handful."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault
        self._known: dict[str, tuple[str, Mapping[str, str]] | None] = {}

    def of(self, sha256: str) -> tuple[str, Mapping[str, str]] | None:
        """A study's title, and the titles of its tasks by id."""
        if sha256 not in self._known:
            self._known[sha256] = self._read(sha256)
        return self._known[sha256]

    def _read(self, sha256: str) -> tuple[str, Mapping[str, str]] | None:
        content = self._vault.study(sha256)
        try:
            study = None if content is None else read_study(content)
        except StudyFileError:
            return None
        return None if study is None else (study.title, {task.id: task.title for task in study.tasks})


def _row(row: SessionRow, titles: _Titles) -> RecordingRow:
    header, summary = row.header, row.summary
    if header is None:
        raise AssertionError("of a recording that is there the header is known")
    study = titles.of(header.study_sha256)
    return RecordingRow(
        session_id=row.session_id,
        task=header.task_id if study is None else study[1].get(header.task_id, header.task_id),
        study=header.study_id if study is None else study[0],
        started_at=header.started_at,
        length_ns=0 if summary is None else summary.ended_ns,
        size_bytes=0 if summary is None else summary.file_bytes,
        state=_state(row),
        expires_at=row.expires_at,
        was_cut_short=summary is not None and summary.reason not in AS_WISHED,
    )


def _state(row: SessionRow) -> RecordingState:
    if row.baked is Baked.UP_TO_DATE:
        return RecordingState.BAKED
    return RecordingState.EDITED if row.edit_count else _STATES[row.state]

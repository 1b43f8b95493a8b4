"""What became of the copies of a recording that were shared, and what can still be done with them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Final, Self

from recorder.vault.sharing_rows import SubmissionRow, SubmissionState
from recorder.vault.vault import Vault

_REMEMBERED: Final = timedelta(days=30)
"""So long a copy that was taken back is still listed where its recording is deleted."""
_LIVE: Final = frozenset(
    {
        SubmissionState.SEALING,
        SubmissionState.WAITING,
        SubmissionState.SENT,
        SubmissionState.WITHDRAWING,
    }
)


@dataclass(frozen=True, slots=True)
class SharedCopies:
    """All submissions of one recording, oldest first; those that nobody could ever see are left out.

    Attributes:
        rows: The submissions.
    """

    rows: tuple[SubmissionRow, ...] = field(default=(), repr=False)

    @classmethod
    def of(cls, rows: Sequence[SubmissionRow]) -> Self:
        """Of what the vault keeps."""
        return cls(tuple(row for row in rows if row.state in _LIVE or row.submitted_on is not None))

    @property
    def newest(self) -> SubmissionRow | None:
        """The one that tells the state: of those that are not taken back, if there is one."""
        live = [row for row in self.rows if row.state in _LIVE]
        return live[-1] if live else self.rows[-1] if self.rows else None

    @property
    def withdrawable(self) -> tuple[str, ...]:
        """The bundles that can still be withdrawn."""
        return tuple(
            row.bundle_id
            for row in self.rows
            if row.state in _LIVE and row.state is not SubmissionState.WITHDRAWING
        )

    @property
    def sent_count(self) -> int:
        """How many of them somebody may be able to open now."""
        return sum(row.state is SubmissionState.SENT for row in self.rows)

    @property
    def with_receipt(self) -> str:
        """The newest bundle that has a receipt; empty where there is none."""
        found = [row.bundle_id for row in self.rows if row.submitted_on is not None]
        return found[-1] if found else ""

    @property
    def sent_on(self) -> date | None:
        """When the newest was sent."""
        newest = self.newest
        return None if newest is None else newest.submitted_on

    def is_remembered(self, now: datetime) -> bool:
        """Whether it is worth a line of its own where the recording is gone."""
        newest = self.newest
        return newest is not None and (
            newest.state in _LIVE or now - newest.state_since.astimezone(UTC) < _REMEMBERED
        )


NO_COPIES: Final = SharedCopies()


def shared_copies(vault: Vault) -> Mapping[str, SharedCopies]:
    """By the sessions they are of, also of sessions that are gone. Call it on the vault's thread."""
    by_session: dict[str, list[SubmissionRow]] = {}
    for row in vault.submissions():
        by_session.setdefault(row.session_id, []).append(row)
    copies = {session_id: SharedCopies.of(rows) for session_id, rows in by_session.items()}
    return {session_id: held for session_id, held in copies.items() if held.rows}


def shared_for(vault: Vault, study_id: str) -> tuple[str, ...]:
    """The bundles that can still be withdrawn of a study. Call it on the vault's thread."""
    held = SharedCopies.of([row for row in vault.submissions() if row.study_id == study_id])
    return held.withdrawable

"""What is still to be done of what is shared, and doing it: one piece of work at a time, after every start.

The states that the vault keeps are the queue: nothing else has to survive. Whoever works it off, the app's
desk or a command, goes through ``begin``, ``carry``, ``finish`` or ``fail``, in this order, with the vault's
thread at both ends and any thread in the middle.

What fails for now, because the network is gone, is tried again by itself, later and later. What a person has
to mend first waits for them, and is tried again when they say so, or when the vault is next opened.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Final

from recorder.bundle.sealing import SealedBundle
from recorder.errors import UserFacingError
from recorder.vault.sharing_rows import SubmissionRow, SubmissionState
from recorder.vault.vault import Vault
from studio.submission.approval import Progress
from studio.submission.errors import ApprovalStaleError, NotApprovedError
from studio.submission.store_errors import BrokenOutboxError, TryAgainLaterError
from studio.submission.submitting import (
    SealingOrder,
    SendingOrder,
    SentBundle,
    begin_sealing,
    begin_upload,
    finish_sealing,
    finish_upload,
    seal_approved,
    send,
)
from studio.submission.withdrawing import (
    WithdrawnBundle,
    WithdrawOrder,
    begin_withdrawal,
    carry_out,
    finish_withdrawal,
)

Order = SealingOrder | SendingOrder | WithdrawOrder
Done = SealedBundle | SentBundle | WithdrawnBundle

_FIRST_WAIT: Final = timedelta(minutes=1)
_LONGEST_WAIT: Final = timedelta(hours=6)
_MOST_DOUBLINGS: Final = 12


class WorkKind(StrEnum):
    """What is to be done."""

    SEAL = "seal"
    UPLOAD = "upload"
    WITHDRAW = "withdraw"
    EXPIRE = "expire"
    """As ``WITHDRAW``, because the time for which it was to be kept is over."""


_SHARING: Final = frozenset({WorkKind.SEAL, WorkKind.UPLOAD})


@dataclass(frozen=True, slots=True)
class Work:
    """One piece of work.

    Attributes:
        kind: What is to be done.
        bundle_id: With which bundle.
        session_id: What it was made of.
    """

    kind: WorkKind
    bundle_id: str
    session_id: str


def due_work(vault: Vault, now: datetime, *, stuck_too: bool = False) -> tuple[Work, ...]:
    """What is to be done now: first what is taken back, then the rest, oldest first.

    Args:
        vault: Where the submissions are.
        now: The time.
        stuck_too: Whether also what a person has to mend first, or what is to be tried later.
    """
    rows = [row for row in vault.submissions() if stuck_too or _is_due(row, now)]
    works = [work for row in rows for work in _works(row, now)]
    return tuple(sorted(works, key=lambda work: work.kind not in {WorkKind.WITHDRAW, WorkKind.EXPIRE}))


def next_due(vault: Vault, now: datetime) -> datetime | None:
    """When something is to be tried again by itself, at the earliest; ``None`` if nothing is."""
    times = (row.next_try_at for row in vault.submissions() if list(_works(row, now)))
    return min((at for at in times if at is not None), default=None)


def begin(vault: Vault, work: Work, *, now: datetime) -> Order | None:
    """Take up a piece of work.

    Returns:
        What to carry out; ``None`` where it is all done already, or no longer to be done.

    Raises:
        UserFacingError: It cannot be begun; tell ``fail``.
    """
    if work.kind in _SHARING and work not in _works(vault.submission(work.bundle_id), now):
        return None
    match work.kind:
        case WorkKind.SEAL:
            return begin_sealing(vault, work.bundle_id, now=now)
        case WorkKind.UPLOAD:
            return begin_upload(vault, work.bundle_id, now=now)
        case WorkKind.WITHDRAW:
            return begin_withdrawal(vault, work.bundle_id, reason="withdrawn", now=now)
        case WorkKind.EXPIRE:
            return begin_withdrawal(vault, work.bundle_id, reason="expired", now=now)


def carry(order: Order, progress: Progress) -> Done:
    """Carry it out, on any thread.

    Raises:
        UserFacingError: It could not be done; tell ``fail``.
    """
    match order:
        case SealingOrder():
            return seal_approved(order, progress)
        case SendingOrder():
            return send(order, progress)
        case WithdrawOrder():
            return carry_out(order, progress)


def finish(vault: Vault, done: Done, *, now: datetime) -> SubmissionRow:
    """Write down that it is done.

    Raises:
        UserFacingError: It does not hold any more; tell ``fail``.
    """
    match done:
        case SealedBundle():
            return finish_sealing(vault, done, now=now)
        case SentBundle():
            finish_upload(vault, done, now=now)
            return vault.submission(done.bundle_id)
        case WithdrawnBundle():
            finish_withdrawal(vault, done, now=now)
            return vault.submission(done.order.bundle_id)


def fail(vault: Vault, bundle_id: str, error: UserFacingError, *, now: datetime) -> SubmissionRow:
    """Write down that it could not be done, and when to try again.

    What is not approved any more is not tried again: what was sealed of it is destroyed, and where some of it
    may be in the store, it is taken back from there. What is no longer whole in the outbox is sealed anew.
    """
    row = vault.submission(bundle_id)
    if isinstance(error, ApprovalStaleError | NotApprovedError):
        if row.state is SubmissionState.WITHDRAWN or (
            begin_withdrawal(vault, bundle_id, reason="withdrawn", now=now) is None
        ):
            return vault.set_submission(bundle_id, problem=error.happened)
        # What is in the store still has to be taken back: that is due now.
        return vault.submission(bundle_id)
    # Until it is taken back, what counts are tries to send it, each when it begins: something may have left.
    attempts = row.attempts + 1 if row.state is SubmissionState.WITHDRAWING else row.attempts
    if isinstance(error, BrokenOutboxError) and row.state is SubmissionState.WAITING:
        row = vault.set_submission(bundle_id, state=SubmissionState.SEALING)
    is_passing = isinstance(error, TryAgainLaterError | BrokenOutboxError)
    return vault.set_submission(
        bundle_id,
        attempts=attempts,
        problem=error.happened,
        next_try_at=now.astimezone(UTC) + wait_after(attempts) if is_passing else None,
    )


def _is_due(row: SubmissionRow, now: datetime) -> bool:
    if row.next_try_at is not None:
        return row.next_try_at <= now
    # A problem with no time to try again is one that a person has to mend.
    return not row.problem


def _works(row: SubmissionRow, now: datetime) -> Iterator[Work]:
    is_over = row.expires_on <= now.astimezone(UTC).date()
    match row.state:
        case SubmissionState.WITHDRAWN:
            return
        case SubmissionState.WITHDRAWING:
            kind = WorkKind.WITHDRAW
        case _ if is_over:
            kind = WorkKind.EXPIRE
        case SubmissionState.SEALING:
            kind = WorkKind.SEAL
        case SubmissionState.WAITING:
            kind = WorkKind.UPLOAD
        case _:
            return
    yield Work(kind, row.bundle_id, row.session_id)


def wait_after(attempts: int) -> timedelta:
    """How long to wait after so many tries that failed."""
    doublings = min(max(0, attempts - 1), _MOST_DOUBLINGS)
    return min(_FIRST_WAIT * (1 << doublings), _LONGEST_WAIT)

"""Taking back what was shared: because the person wants it, or because the study's time for it is over.

The wish is written down first, so that it is carried out even if the network is gone now and the machine is
switched off meanwhile. Then the signed withdrawal is laid into the store, and everything else of the bundle
is removed from it, or overwritten with nothing where removing is not allowed. The secret that opens the
bundle is destroyed here last: even what somebody copied out of the store is then opened by nobody but those
who had been given it.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime

from recorder.bundle.reviews import REVIEWING_ROLES
from recorder.bundle.statements import Withdrawal, signed_statement
from recorder.episode.study import Recipient
from recorder.study_file import read_study
from recorder.vault.sharing_rows import SubmissionRow, SubmissionState
from recorder.vault.vault import Vault
from studio.submission.approval import Progress
from studio.submission.errors import AlreadyTakenBackError
from studio.submission.identities import identity_of
from studio.submission.receipts import WITHDRAWN, TakenBack, withdrawal_receipt
from studio.submission.removing import possible_names, remove_bundle, upload_withdrawal
from studio.submission.submitting import UNSENT, drop_submission, is_of


@dataclass(frozen=True, slots=True)
class WithdrawOrder:
    """What to take back.

    Attributes:
        bundle_id: Which bundle.
        store_url: From where.
        statement: The signed withdrawal.
        withdrawn_on: The day that it names.
        names: Of all objects that can be there, for a key that may not look.
    """

    bundle_id: str
    store_url: str
    statement: bytes = field(repr=False)
    withdrawn_on: date
    names: tuple[str, ...] = field(repr=False)


@dataclass(frozen=True, slots=True)
class WithdrawnBundle:
    """What was taken back.

    Attributes:
        order: What was asked for.
        objects: How many objects of it met which end.
    """

    order: WithdrawOrder
    objects: Mapping[str, int]


def begin_withdrawal(
    vault: Vault,
    bundle_id: str,
    *,
    reason: str,
    now: datetime,  # noqa: ARG001 - as all that begins has it; the vault keeps the time by itself
) -> WithdrawOrder | None:
    """Write down that a bundle is taken back, for ever. Asked again, it gives the same order.

    The approval that it was sent by goes with it: what is shared anew is looked at anew.

    Args:
        vault: Where it is.
        bundle_id: Which bundle.
        reason: ``withdrawn`` by the person, or ``expired`` with the study's retention.
        now: The time.

    Returns:
        What is left to do; ``None`` where nothing of it had left this computer, so that all is done.

    Raises:
        NoSuchSubmissionError: There is none.
        AlreadyTakenBackError: It was taken back before.
    """
    row = vault.submission(bundle_id)
    if row.state is SubmissionState.WITHDRAWN:
        raise AlreadyTakenBackError
    _forget_approval(vault, row)
    if row.state in UNSENT and not row.attempts:
        drop_submission(vault, bundle_id)
        return None
    if row.state is not SubmissionState.WITHDRAWING:
        row = vault.set_submission(
            bundle_id,
            state=SubmissionState.WITHDRAWING,
            withdraw_reason=reason,
            attempts=0,
            problem="",
            next_try_at=None,
        )
    # Since it was wished for, however often it has to be tried: every try lays the same bytes there.
    day = row.state_since.astimezone(UTC).date()
    statement = Withdrawal(bundle=bundle_id, reason=row.withdraw_reason, withdrawn_on=day)
    return WithdrawOrder(
        bundle_id=bundle_id,
        store_url=row.store_url,
        statement=signed_statement(statement, identity_of(vault)),
        withdrawn_on=day,
        names=possible_names(
            bundle_id,
            row.total_bytes,
            [each.age_key for each in _recipients(vault, row)],
            secret=vault.submission_secret(bundle_id),
            reviewers=[each.age_key for each in _recipients(vault, row) if each.role in REVIEWING_ROLES],
        ),
    )


def carry_out(order: WithdrawOrder, progress: Progress) -> WithdrawnBundle:
    """Take it out of its store: first the withdrawal is laid there, then all else goes; on any thread.

    Raises:
        UserFacingError: The store cannot be reached, or refuses.
    """
    upload_withdrawal(order.store_url, order.bundle_id, order.statement, lambda _done, _of: progress(0, 1))
    return WithdrawnBundle(
        order, remove_bundle(order.store_url, order.bundle_id, progress, names=order.names)
    )


def finish_withdrawal(vault: Vault, done: WithdrawnBundle, *, now: datetime) -> str:
    """Write down that it is taken back, destroy its secret, and keep the receipt.

    Returns:
        The receipt.
    """
    order = done.order
    row = vault.submission(order.bundle_id)
    told = TakenBack(row, order.withdrawn_on, hashlib.sha256(order.statement).hexdigest(), done.objects)
    text = withdrawal_receipt(told, identity_of(vault), now=now)
    vault.keep_submission_receipt(order.bundle_id, WITHDRAWN, text)
    vault.set_submission(
        order.bundle_id, state=SubmissionState.WITHDRAWN, problem="", next_try_at=None, attempts=0
    )
    vault.end_submission_secret(order.bundle_id)
    return text


def withdrawable(vault: Vault) -> tuple[SubmissionRow, ...]:
    """What is shared, or about to be, and can be taken back, oldest first."""
    return tuple(row for row in vault.submissions() if row.state is not SubmissionState.WITHDRAWN)


def _forget_approval(vault: Vault, row: SubmissionRow) -> None:
    approved = vault.approval_of(row.session_id)
    # One that was given since, for another episode, stays.
    if approved is not None and is_of(row, approved):
        vault.forget_approvals(row.session_id)


def _recipients(vault: Vault, row: SubmissionRow) -> tuple[Recipient, ...]:
    content = vault.study(row.study_sha256)
    return () if content is None else tuple(read_study(content).recipients)

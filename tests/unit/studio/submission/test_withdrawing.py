"""What was shared is taken back, for ever, however often it has to be tried."""

from datetime import timedelta
from pathlib import Path

import pytest

from recorder.bundle.layout import MOST_STATEMENT_BYTES, withdrawal_name
from recorder.bundle.sources import FolderSource
from recorder.bundle.statements import Withdrawal, read_statement
from recorder.vault.errors import SubmissionEndedError
from recorder.vault.sharing_rows import SubmissionState
from studio.submission import pending
from studio.submission.errors import AlreadyTakenBackError, NotApprovedError
from studio.submission.identities import identity_of
from studio.submission.pending import Work, WorkKind
from studio.submission.receipts import read_submission_receipt
from studio.submission.store_errors import UnreachableStoreError
from studio.submission.submitting import begin_submission, begin_upload, send
from studio.submission.withdrawing import (
    WithdrawOrder,
    begin_withdrawal,
    carry_out,
    finish_withdrawal,
    withdrawable,
)
from tests.rigs.sharing import NOW, Shared, approve_now, bake, objects, quiet, submitted, waiting


def begun(shared: Shared, bundle_id: str) -> WithdrawOrder:
    order = begin_withdrawal(shared.vault, bundle_id, reason="withdrawn", now=NOW)
    assert order is not None
    return order


def test_only_the_withdrawal_is_left(shared: Shared, store: Path) -> None:
    bundle_id = submitted(shared)
    finish_withdrawal(shared.vault, carry_out(begun(shared, bundle_id), quiet), now=NOW)
    assert list(objects(store)) == [withdrawal_name(bundle_id)]
    envelope = FolderSource(store).read(withdrawal_name(bundle_id), MOST_STATEMENT_BYTES)
    statement, signed = read_statement(Withdrawal, envelope)
    assert (statement.bundle, statement.reason) == (bundle_id, "withdrawn")
    assert signed.signer == identity_of(shared.vault).for_bundle(bundle_id).card.signing_key


def test_what_opens_it_is_destroyed(shared: Shared) -> None:
    bundle_id = submitted(shared)
    assert shared.vault.submission_secret(bundle_id)
    finish_withdrawal(shared.vault, carry_out(begun(shared, bundle_id), quiet), now=NOW)
    with pytest.raises(SubmissionEndedError):
        shared.vault.submission_secret(bundle_id)
    assert withdrawable(shared.vault) == ()


def test_the_receipt_says_what_was_taken_back(shared: Shared) -> None:
    bundle_id = submitted(shared)
    text = finish_withdrawal(shared.vault, carry_out(begun(shared, bundle_id), quiet), now=NOW)
    assert shared.vault.submission_receipt(bundle_id, "withdrawn") == text
    said = read_submission_receipt(text)
    assert (said["bundle"], said["reason"], said["key_destroyed"]) == (bundle_id, "withdrawn", True)
    assert said["objects"]["deleted"] >= 3  # type: ignore[index]


def test_the_wish_is_written_down_before_the_network_is_needed(shared: Shared, store: Path) -> None:
    bundle_id = submitted(shared)
    first = begun(shared, bundle_id)
    assert shared.vault.submission(bundle_id).state is SubmissionState.WITHDRAWING
    row = pending.fail(shared.vault, bundle_id, UnreachableStoreError("s3://x"), now=NOW)
    assert row.next_try_at == NOW + timedelta(minutes=1)
    assert len(objects(store)) > 1
    (work,) = pending.due_work(shared.vault, NOW + timedelta(minutes=1))
    assert work.kind is WorkKind.WITHDRAW
    again = pending.begin(shared.vault, work, now=NOW + timedelta(days=2))
    assert again == first, "the same day, the same signature"
    assert again is not None
    pending.finish(shared.vault, pending.carry(again, quiet), now=NOW)
    assert list(objects(store)) == [withdrawal_name(bundle_id)]


def test_it_can_be_taken_back_once(shared: Shared) -> None:
    bundle_id = submitted(shared)
    finish_withdrawal(shared.vault, carry_out(begun(shared, bundle_id), quiet), now=NOW)
    with pytest.raises(AlreadyTakenBackError):
        begin_withdrawal(shared.vault, bundle_id, reason="withdrawn", now=NOW)


def test_of_what_never_left_nothing_is_told_to_anyone(shared: Shared, store: Path) -> None:
    bundle_id = waiting(shared)
    assert begin_withdrawal(shared.vault, bundle_id, reason="withdrawn", now=NOW) is None
    assert shared.vault.submission(bundle_id).state is SubmissionState.WITHDRAWN
    assert not shared.vault.paths.outbox_of(bundle_id).exists()
    assert objects(store) == {}


def test_what_was_sent_in_part_is_taken_out_of_the_store(shared: Shared, store: Path) -> None:
    bundle_id = waiting(shared)
    calls = 0

    def off(_done: int, _total: int) -> None:
        nonlocal calls
        calls += 1
        if objects(store):
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        send(begin_upload(shared.vault, bundle_id, now=NOW), off)
    assert objects(store)
    finish_withdrawal(shared.vault, carry_out(begun(shared, bundle_id), quiet), now=NOW)
    assert list(objects(store)) == [withdrawal_name(bundle_id)]


def test_it_outlives_its_recording(shared: Shared, store: Path) -> None:
    bundle_id = submitted(shared)
    shared.vault.delete_session(shared.session_id)
    finish_withdrawal(shared.vault, carry_out(begun(shared, bundle_id), quiet), now=NOW)
    assert list(objects(store)) == [withdrawal_name(bundle_id)]


def test_after_taking_it_back_it_is_approved_and_shared_anew(shared: Shared) -> None:
    first = submitted(shared)
    finish_withdrawal(shared.vault, carry_out(begun(shared, first), quiet), now=NOW)
    with pytest.raises(NotApprovedError):
        begin_submission(shared.vault, shared.session_id, now=NOW)
    approve_now(shared.vault, shared.session_id)
    assert begin_submission(shared.vault, shared.session_id, now=NOW).bundle_id != first


def test_retention_takes_it_back_by_itself(shared: Shared, store: Path) -> None:
    bundle_id = submitted(shared)
    last = NOW + timedelta(days=179)
    assert pending.due_work(shared.vault, last) == ()
    over = NOW + timedelta(days=180)
    assert pending.due_work(shared.vault, over) == (Work(WorkKind.EXPIRE, bundle_id, shared.session_id),)
    order = pending.begin(shared.vault, Work(WorkKind.EXPIRE, bundle_id, shared.session_id), now=over)
    assert order is not None
    row = pending.finish(shared.vault, pending.carry(order, quiet), now=over)
    assert (row.state, row.withdraw_reason) == (SubmissionState.WITHDRAWN, "expired")
    envelope = FolderSource(store).read(withdrawal_name(bundle_id), MOST_STATEMENT_BYTES)
    assert read_statement(Withdrawal, envelope)[0].reason == "expired"


def test_an_approval_of_another_episode_stays(shared: Shared) -> None:
    first = submitted(shared)
    bake(shared.vault, shared.session_id)
    approve_now(shared.vault, shared.session_id)
    begun(shared, first)
    assert begin_submission(shared.vault, shared.session_id, now=NOW).bundle_id != first

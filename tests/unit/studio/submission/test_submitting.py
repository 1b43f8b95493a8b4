"""From an approved episode to a bundle in its store, once, whatever comes between."""

import json
from datetime import timedelta
from pathlib import Path

import pytest

from recorder.bundle.errors import MissingObjectError
from recorder.bundle.identity import Identity
from recorder.bundle.layout import MOST_MANIFEST_BYTES, manifest_name, part_name, withdrawal_name
from recorder.bundle.sources import FolderSource
from recorder.bundle.statements import Manifest, read_statement, recipient_tag
from recorder.episode.edits import Edits
from recorder.episode.time import TimeRange
from recorder.vault.edit_steps import EditStep
from recorder.vault.errors import SubmissionEndedError
from recorder.vault.sharing_rows import SubmissionRow, SubmissionState
from recorder.vault.vault import Vault
from studio.submission import pending
from studio.submission.approval import prepare_approval
from studio.submission.binding import StaleReason
from studio.submission.errors import AlreadySharedError, ApprovalStaleError, NotApprovedError
from studio.submission.identities import identity_of
from studio.submission.pending import Work, WorkKind
from studio.submission.receipts import ReceiptNotGenuineError, read_submission_receipt
from studio.submission.store_errors import BrokenOutboxError, StoreFolderMissingError, UnreachableStoreError
from studio.submission.submitting import (
    begin_submission,
    begin_upload,
    finish_sealing,
    finish_upload,
    seal_approved,
    send,
    shared_of,
)
from studio.submission.withdrawing import begin_withdrawal, carry_out, finish_withdrawal
from studio.taking_part import withdraw_consent
from tests.rigs.sharing import NOW, Shared, approve_now, bake, objects, quiet, submitted, waiting

TODAY = NOW.date()


def cut(vault: Vault, session_id: str) -> None:
    step = EditStep("cut", Edits().with_cut(TimeRange(0, 100_000_000)))
    vault.keep_edit_steps(session_id, after=0, steps=[step], position=1)


def kinds(vault: Vault, **options: bool) -> list[WorkKind]:
    return [work.kind for work in pending.due_work(vault, NOW, **options)]


def only(vault: Vault) -> SubmissionRow:
    (row,) = vault.submissions()
    return row


def test_what_was_approved_lies_in_the_store_signed_and_for_its_reader(
    shared: Shared, store: Path, reader: Identity
) -> None:
    bundle_id = submitted(shared)
    envelope = FolderSource(store).read(manifest_name(bundle_id), MOST_MANIFEST_BYTES)
    manifest, signed = read_statement(Manifest, envelope)
    assert signed.signer == identity_of(shared.vault).for_bundle(bundle_id).card.signing_key
    assert manifest.recipients == (recipient_tag(bundle_id, reader.card.age_key),)
    assert manifest.sealed_on == TODAY
    assert manifest.expires_on == TODAY + timedelta(days=180)
    row = shared.vault.submission(bundle_id)
    assert (row.state, row.submitted_on, row.expires_on) == (SubmissionState.SENT, TODAY, manifest.expires_on)
    assert row.total_bytes == sum(len(data) for data in objects(store).values())
    assert not shared.vault.paths.outbox_of(bundle_id).exists()
    assert kinds(shared.vault) == []


def test_the_receipt_says_what_was_shared_and_cannot_be_changed(shared: Shared, reader: Identity) -> None:
    bundle_id = submitted(shared)
    text = shared.vault.submission_receipt(bundle_id, "submitted")
    assert text is not None
    said = read_submission_receipt(text)
    assert said["bundle"] == bundle_id
    assert said["arrived"] == "read_back"
    approved = shared.vault.approval_of(shared.session_id)
    assert approved is not None
    assert said["approved"]["episode_file_sha256"] == approved.file_sha256  # type: ignore[index]
    assert said["can_be_opened_by"][0]["age_key"] == reader.card.age_key  # type: ignore[index]
    for changed in (
        text.replace('"arrived": "read_back"', '"arrived": "else"'),
        text.replace(bundle_id, "0" * 32),
        json.dumps({**json.loads(text), "receipt": {}}),
        "{}",
        "no receipt",
    ):
        with pytest.raises(ReceiptNotGenuineError):
            read_submission_receipt(changed)


def test_the_progress_of_sealing_only_rises_and_ends_at_its_end(shared: Shared) -> None:
    approve_now(shared.vault, shared.session_id)
    told: list[tuple[int, int]] = []
    order = begin_submission(shared.vault, shared.session_id, now=NOW)
    seal_approved(order, lambda done, total: told.append((done, total)))
    assert told == sorted(told)
    assert {total for _, total in told} == {told[-1][0]}


def test_nothing_is_submitted_that_was_not_approved(shared: Shared, store: Path) -> None:
    with pytest.raises(NotApprovedError):
        begin_submission(shared.vault, shared.session_id, now=NOW)
    assert shared.vault.submissions() == ()
    assert objects(store) == {}


def test_twice_is_once(shared: Shared, store: Path) -> None:
    bundle_id = submitted(shared)
    before = objects(store)
    with pytest.raises(AlreadySharedError) as raised:
        begin_submission(shared.vault, shared.session_id, now=NOW)
    assert raised.value.bundle_id == bundle_id
    assert raised.value.is_sent
    assert objects(store) == before


def test_what_waits_is_not_begun_twice(shared: Shared) -> None:
    bundle_id = waiting(shared)
    with pytest.raises(AlreadySharedError) as raised:
        begin_submission(shared.vault, shared.session_id, now=NOW)
    assert raised.value.bundle_id == bundle_id
    assert not raised.value.is_sent


def test_a_file_that_is_not_the_approved_one_is_not_sealed(shared: Shared) -> None:
    approve_now(shared.vault, shared.session_id)
    order = begin_submission(shared.vault, shared.session_id, now=NOW)
    path = order.seal.source.path
    data = bytearray(path.read_bytes())
    # A page in the middle: the file still opens.
    data[len(data) // 2] ^= 1
    path.write_bytes(data)
    with pytest.raises(ApprovalStaleError) as raised:
        seal_approved(order, quiet)
    assert raised.value.reason is StaleReason.BYTES_CHANGED
    pending.fail(shared.vault, order.bundle_id, raised.value, now=NOW)
    assert only(shared.vault).state is SubmissionState.WITHDRAWN


def test_a_file_that_changes_while_it_is_sealed_is_not_sent(
    shared: Shared, monkeypatch: pytest.MonkeyPatch
) -> None:
    approve_now(shared.vault, shared.session_id)
    order = begin_submission(shared.vault, shared.session_id, now=NOW)
    hashes = iter([order.approved.file_sha256, "0" * 64])
    monkeypatch.setattr("studio.submission.submitting.file_sha256", lambda *_: next(hashes))
    with pytest.raises(ApprovalStaleError):
        seal_approved(order, quiet)


@pytest.mark.parametrize("when", ["sealing", "waiting"])
def test_an_edit_after_approving_stops_what_is_not_sent(shared: Shared, store: Path, when: str) -> None:
    approve_now(shared.vault, shared.session_id)
    order = begin_submission(shared.vault, shared.session_id, now=NOW)
    sealed = seal_approved(order, quiet)
    with pytest.raises(ApprovalStaleError) as raised:  # noqa: PT012 - at either door
        if when == "sealing":
            cut(shared.vault, shared.session_id)
        finish_sealing(shared.vault, sealed, now=NOW)
        cut(shared.vault, shared.session_id)
        begin_upload(shared.vault, order.bundle_id, now=NOW)
    row = pending.fail(shared.vault, order.bundle_id, raised.value, now=NOW)
    assert row.state is SubmissionState.WITHDRAWN
    assert "edited" in row.problem
    assert not shared.vault.paths.outbox_of(order.bundle_id).exists()
    with pytest.raises(SubmissionEndedError):
        shared.vault.submission_secret(order.bundle_id)
    assert objects(store) == {}
    assert kinds(shared.vault, stuck_too=True) == []


def test_a_consent_that_ends_stops_what_is_not_sent(shared: Shared) -> None:
    bundle_id = waiting(shared)
    withdraw_consent(shared.vault, shared.file.study.id, NOW)
    with pytest.raises(ApprovalStaleError) as raised:
        begin_upload(shared.vault, bundle_id, now=NOW)
    assert raised.value.reason is StaleReason.CONSENT_OVER


def test_a_recording_that_is_deleted_is_not_sent_any_more(shared: Shared) -> None:
    bundle_id = waiting(shared)
    shared.vault.delete_session(shared.session_id)
    with pytest.raises(NotApprovedError) as raised:
        begin_upload(shared.vault, bundle_id, now=NOW)
    pending.fail(shared.vault, bundle_id, raised.value, now=NOW)
    assert only(shared.vault).state is SubmissionState.WITHDRAWN


def test_what_is_approved_anew_takes_the_place_of_what_waits(shared: Shared) -> None:
    first = waiting(shared)
    cut(shared.vault, shared.session_id)
    bake(shared.vault, shared.session_id)
    second = submitted(shared)
    assert shared.vault.submission(first).state is SubmissionState.WITHDRAWN
    assert [row.bundle_id for row in shared_of(shared.vault, shared.session_id)] == [second]


def test_what_a_crash_cut_off_is_sealed_anew_and_sent(shared: Shared, store: Path) -> None:
    approve_now(shared.vault, shared.session_id)
    order = begin_submission(shared.vault, shared.session_id, now=NOW)
    seal_approved(order, quiet)
    for expected in (WorkKind.SEAL, WorkKind.UPLOAD):
        shared.vault.recover_sessions()
        (work,) = pending.due_work(shared.vault, NOW)
        assert work.kind is expected
        begun = pending.begin(shared.vault, work, now=NOW)
        assert begun is not None
        pending.finish(shared.vault, pending.carry(begun, quiet), now=NOW)
    assert only(shared.vault).state is SubmissionState.SENT
    assert [name for name in objects(store) if name.endswith("manifest.json")] == [
        manifest_name(order.bundle_id)
    ]


def test_an_upload_that_was_confirmed_by_nobody_is_done_again(shared: Shared, store: Path) -> None:
    bundle_id = waiting(shared)
    send(begin_upload(shared.vault, bundle_id, now=NOW), quiet)
    before = objects(store)
    (work,) = pending.due_work(shared.vault, NOW)
    begun = pending.begin(shared.vault, work, now=NOW)
    assert begun is not None
    pending.finish(shared.vault, pending.carry(begun, quiet), now=NOW)
    assert objects(store) == before
    assert only(shared.vault).state is SubmissionState.SENT


def test_where_the_network_is_gone_it_waits_longer_and_longer(shared: Shared) -> None:
    bundle_id = waiting(shared)
    waits = []
    for _ in range(12):
        begin_upload(shared.vault, bundle_id, now=NOW)
        row = pending.fail(shared.vault, bundle_id, UnreachableStoreError("s3://x"), now=NOW)
        assert row.next_try_at is not None
        waits.append(row.next_try_at - NOW)
        assert kinds(shared.vault) == []
        assert kinds(shared.vault, stuck_too=True) == [WorkKind.UPLOAD]
    assert waits[:3] == [timedelta(minutes=1), timedelta(minutes=2), timedelta(minutes=4)]
    assert waits[-1] == timedelta(hours=6)
    assert pending.next_due(shared.vault, NOW) == NOW + timedelta(hours=6)
    (work,) = pending.due_work(shared.vault, NOW + timedelta(hours=6))
    assert work.kind is WorkKind.UPLOAD


def test_what_a_person_has_to_mend_waits_for_them(shared: Shared) -> None:
    bundle_id = waiting(shared)
    begin_upload(shared.vault, bundle_id, now=NOW)
    row = pending.fail(shared.vault, bundle_id, StoreFolderMissingError("/x"), now=NOW)
    assert row.next_try_at is None
    assert "/x" in row.problem
    assert kinds(shared.vault) == []
    assert pending.next_due(shared.vault, NOW) is None
    assert kinds(shared.vault, stuck_too=True) == [WorkKind.UPLOAD]


def test_what_is_damaged_in_the_outbox_is_sealed_anew(shared: Shared) -> None:
    bundle_id = waiting(shared)
    part = shared.vault.paths.outbox_of(bundle_id) / part_name(bundle_id, 0)
    part.write_bytes(b"\0" + part.read_bytes()[1:])
    with pytest.raises(BrokenOutboxError) as raised:
        send(begin_upload(shared.vault, bundle_id, now=NOW), quiet)
    row = pending.fail(shared.vault, bundle_id, raised.value, now=NOW)
    assert row.state is SubmissionState.SEALING
    later = NOW + timedelta(minutes=1)
    for kind in (WorkKind.SEAL, WorkKind.UPLOAD):
        (work,) = pending.due_work(shared.vault, later)
        assert work.kind is kind
        begun = pending.begin(shared.vault, work, now=later)
        assert begun is not None
        pending.finish(shared.vault, pending.carry(begun, quiet), now=later)
    assert only(shared.vault).state is SubmissionState.SENT


def test_what_is_taken_back_while_it_is_sealed_stays_taken_back(shared: Shared, store: Path) -> None:
    approve_now(shared.vault, shared.session_id)
    order = begin_submission(shared.vault, shared.session_id, now=NOW)
    sealed = seal_approved(order, quiet)
    assert begin_withdrawal(shared.vault, order.bundle_id, reason="withdrawn", now=NOW) is None
    assert finish_sealing(shared.vault, sealed, now=NOW).state is SubmissionState.WITHDRAWN
    upload = Work(WorkKind.UPLOAD, order.bundle_id, shared.session_id)
    assert pending.begin(shared.vault, upload, now=NOW) is None
    assert objects(store) == {}


def test_what_is_taken_back_while_it_is_sent_goes_out_of_the_store(shared: Shared, store: Path) -> None:
    bundle_id = waiting(shared)
    sent = send(begin_upload(shared.vault, bundle_id, now=NOW), quiet)
    order = begin_withdrawal(shared.vault, bundle_id, reason="withdrawn", now=NOW)
    assert order is not None
    assert finish_upload(shared.vault, sent, now=NOW) == ""
    assert only(shared.vault).state is SubmissionState.WITHDRAWING
    finish_withdrawal(shared.vault, carry_out(order, quiet), now=NOW)
    assert list(objects(store)) == [withdrawal_name(bundle_id)]


def test_the_sheet_says_what_is_shared_already(shared: Shared) -> None:
    bundle_id = submitted(shared)
    cut(shared.vault, shared.session_id)
    bake(shared.vault, shared.session_id)
    sheet = prepare_approval(shared.vault, shared.session_id, now=NOW).sheet
    assert sheet.shared_before == (bundle_id,)


def test_calling_off_leaves_nothing_visible(shared: Shared, store: Path) -> None:
    bundle_id = waiting(shared)

    def off(_done: int, _total: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        send(begin_upload(shared.vault, bundle_id, now=NOW), off)
    with pytest.raises(MissingObjectError):
        FolderSource(store).read(manifest_name(bundle_id), MOST_MANIFEST_BYTES)
    assert kinds(shared.vault) == [WorkKind.UPLOAD]


def test_what_a_crash_left_in_the_outbox_of_what_is_sent_goes(shared: Shared) -> None:
    bundle_id = submitted(shared)
    left = shared.vault.paths.outbox_of(bundle_id) / "bundles"
    left.mkdir(parents=True)
    (left / "part").write_bytes(b"sealed")
    shared.vault.recover_sessions()
    assert not left.exists()
    assert only(shared.vault).state is SubmissionState.SENT

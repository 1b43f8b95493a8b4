"""What a person approves, and what makes that void; with real vaults, recordings and episodes."""

import hashlib
import json
from datetime import timedelta
from pathlib import Path

import pytest

from recorder.bundle.identity import Identity
from recorder.episode.edits import Edits
from recorder.episode.study import Stream
from recorder.episode.time import TimeRange
from recorder.vault.edit_steps import EditStep
from recorder.vault.errors import DamagedFileError, NoSuchSessionError
from studio.submission.approval import (
    ApprovalSheet,
    Watched,
    approve,
    check_approval,
    hash_episode,
    prepare_approval,
)
from studio.submission.binding import StaleReason
from studio.submission.checklist import CheckKind, CheckState
from studio.submission.errors import (
    ApprovalStaleError,
    EpisodeMissingError,
    NotApprovedError,
    NotReadyError,
)
from studio.submission.store_errors import StoreUrlError
from studio.taking_part import give_consent, withdraw_consent
from tests.rigs.sharing import (
    ALL,
    NOW,
    Shared,
    approve_now,
    bake,
    quiet,
    record,
    study_for,
)


def sheet_of(shared: Shared, *, store_url: str | None = None) -> ApprovalSheet:
    return hash_episode(
        prepare_approval(shared.vault, shared.session_id, store_url=store_url, now=NOW), quiet
    )


def stale(shared: Shared, *, store_url: str | None = None) -> StaleReason:
    with pytest.raises(ApprovalStaleError) as raised:
        check_approval(shared.vault, shared.session_id, NOW, store_url=store_url)
    return raised.value.reason


def edit(shared: Shared) -> None:
    step = EditStep("cut", Edits().with_cut(TimeRange(0, 100_000_000)))
    shared.vault.keep_edit_steps(shared.session_id, after=0, steps=[step], position=1)


def states(sheet: ApprovalSheet) -> dict[CheckKind, CheckState]:
    return {check.kind: check.state for check in sheet.checks}


def test_a_person_sees_who_what_where_and_how_long(shared: Shared, store: Path, reader: Identity) -> None:
    sheet = sheet_of(shared)
    (named,) = sheet.recipients
    assert (named.name, named.age_key) == ("Quinn", reader.card.age_key)
    assert len(named.fingerprint.split()) == 8
    assert sheet.episode.episode_id == shared.episode_id
    assert sheet.task_title == "Write a short letter"
    assert sheet.store.url == store.as_uri()
    assert "Dublin" in sheet.store.location
    assert sheet.expires_on == (NOW + timedelta(days=180)).date()
    assert 0 < sheet.size_bytes < 1_000_000
    assert states(sheet) == {
        **dict.fromkeys(CheckKind, CheckState.DONE),
        CheckKind.WATCHED: CheckState.OPEN,
    }
    assert sheet.can_approve


def test_another_place_than_the_studys_has_no_known_location(shared: Shared, tmp_path: Path) -> None:
    sheet = sheet_of(shared, store_url=str(tmp_path))
    assert sheet.store.url == tmp_path.as_uri()
    assert sheet.store.location == ""


@pytest.mark.parametrize("url", ["ftp://host/x", "s3://bucket?secret=x", "https://host"])
def test_a_place_that_nothing_can_be_sent_to_is_said_at_once(shared: Shared, url: str) -> None:
    with pytest.raises(StoreUrlError):
        prepare_approval(shared.vault, shared.session_id, store_url=url, now=NOW)


def test_what_was_approved_holds(shared: Shared, store: Path) -> None:
    row = approve(shared.vault, sheet_of(shared), watched=Watched.SKIPPED, now=NOW)
    assert check_approval(shared.vault, shared.session_id, NOW) == row
    assert row.store_url == store.as_uri()
    assert row.study_sha256 == shared.file.study.sha256
    shown = json.loads(row.shown)
    assert shown["watched"] == "skipped"
    assert shown["recipients"][0]["name"] == "Quinn"


def test_nothing_is_approved_by_itself(shared: Shared) -> None:
    with pytest.raises(NotApprovedError):
        check_approval(shared.vault, shared.session_id, NOW)


def test_a_later_edit_asks_again(shared: Shared) -> None:
    approve_now(shared.vault, shared.session_id)
    edit(shared)
    assert stale(shared) is StaleReason.EDITED


def test_an_edit_that_is_undone_does_not(shared: Shared) -> None:
    approve_now(shared.vault, shared.session_id)
    edit(shared)
    shared.vault.keep_edit_steps(shared.session_id, after=1, position=0)
    assert check_approval(shared.vault, shared.session_id, NOW)


def test_another_episode_asks_again(shared: Shared) -> None:
    approve_now(shared.vault, shared.session_id)
    bake(shared.vault, shared.session_id)
    assert stale(shared) is StaleReason.BAKED_ANEW


def test_an_episode_that_is_gone_asks_again(shared: Shared) -> None:
    approve_now(shared.vault, shared.session_id)
    shared.vault.delete_episode(shared.episode_id)
    assert stale(shared) is StaleReason.BAKED_ANEW


def test_another_store_asks_again(shared: Shared, tmp_path: Path) -> None:
    approve_now(shared.vault, shared.session_id)
    assert stale(shared, store_url=str(tmp_path)) is StaleReason.STORE_CHANGED


def test_another_version_of_the_study_asks_again(shared: Shared, store: Path, reader: Identity) -> None:
    approve_now(shared.vault, shared.session_id)
    readers = {"Quinn": reader.card.age_key, "Eve": Identity.generate("Eve").card.age_key}
    give_consent(
        shared.vault,
        study_for(readers, store_url=store.as_uri(), version="2.0"),
        contributor="Robin",
        answers=ALL,
        now=NOW,
    )
    assert stale(shared) is StaleReason.STUDY_CHANGED
    sheet = sheet_of(shared)
    assert states(sheet)[CheckKind.CONSENT_STANDS] is CheckState.FAILED
    assert not sheet.can_approve
    give_consent(shared.vault, shared.file, contributor="Robin", answers=ALL, now=NOW)
    assert check_approval(shared.vault, shared.session_id, NOW), "agreed to its own version again"


def test_a_consent_that_is_withdrawn_ends_it(shared: Shared) -> None:
    approve_now(shared.vault, shared.session_id)
    withdraw_consent(shared.vault, shared.file.study.id, NOW)
    assert stale(shared) is StaleReason.CONSENT_OVER


def test_a_consent_that_no_longer_covers_a_stream_ends_it(shared: Shared) -> None:
    approve_now(shared.vault, shared.session_id)
    narrower = {**ALL, Stream.KEYBOARD: False}
    give_consent(shared.vault, shared.file, contributor="Robin", answers=narrower, now=NOW)
    assert stale(shared) is StaleReason.CONSENT_OVER
    assert states(sheet_of(shared))[CheckKind.STREAMS_WITHIN_GRANT] is CheckState.FAILED


def test_an_approval_ends_with_its_recording(shared: Shared) -> None:
    approve_now(shared.vault, shared.session_id)
    shared.vault.delete_session(shared.session_id)
    with pytest.raises((NotApprovedError, NoSuchSessionError)):
        check_approval(shared.vault, shared.session_id, NOW)


def test_an_episode_of_earlier_edits_is_not_approved(shared: Shared) -> None:
    edit(shared)
    sheet = sheet_of(shared)
    assert not sheet.can_approve
    with pytest.raises(NotReadyError):
        approve(shared.vault, sheet, watched=Watched.FULLY, now=NOW)


def test_the_episode_of_the_edits_in_force_is_the_one(shared: Shared) -> None:
    edit(shared)
    bake(shared.vault, shared.session_id)
    shared.vault.keep_edit_steps(shared.session_id, after=1, position=0)
    assert sheet_of(shared).episode.episode_id == shared.episode_id


def test_what_waits_for_an_answer_is_not_approved(shared: Shared) -> None:
    class Two:
        def unanswered(self, session_id: str) -> int:
            assert session_id == shared.session_id
            return 2

    order = prepare_approval(shared.vault, shared.session_id, now=NOW, suggestions=Two())
    with pytest.raises(NotReadyError, match="2 suggestions"):
        approve(shared.vault, hash_episode(order, quiet), watched=Watched.FULLY, now=NOW)


def test_a_sheet_whose_file_was_never_hashed_is_not_approved(shared: Shared) -> None:
    sheet = prepare_approval(shared.vault, shared.session_id, now=NOW).sheet
    assert not sheet.can_approve


def test_a_sheet_that_is_out_of_date_is_not_approved(shared: Shared) -> None:
    sheet = sheet_of(shared)
    edit(shared)
    with pytest.raises(ApprovalStaleError):
        approve(shared.vault, sheet, watched=Watched.FULLY, now=NOW)
    assert shared.vault.approval_of(shared.session_id) is None


def test_a_file_that_was_cut_short_is_not_approved(shared: Shared) -> None:
    order = prepare_approval(shared.vault, shared.session_id, now=NOW)
    path = order.source.path
    path.write_bytes(path.read_bytes()[:-4096])
    with pytest.raises(DamagedFileError):
        hash_episode(order, quiet)


def test_the_hash_is_of_the_files_bytes(shared: Shared) -> None:
    order = prepare_approval(shared.vault, shared.session_id, now=NOW)
    expected = hashlib.sha256(order.source.path.read_bytes()).hexdigest()
    assert hash_episode(order, quiet).file_sha256 == expected


def test_what_was_not_baked_cannot_be_approved(shared: Shared) -> None:
    session_id = record(shared.vault, shared.file.study)
    with pytest.raises(EpisodeMissingError):
        prepare_approval(shared.vault, session_id, now=NOW)


def test_hashing_can_be_called_off(shared: Shared) -> None:
    order = prepare_approval(shared.vault, shared.session_id, now=NOW)

    def off(_done: int, _total: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        hash_episode(order, off)

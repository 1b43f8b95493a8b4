"""A person sees what leaves, approves it, shares it, and takes it back."""

import json
from pathlib import Path

import pytest
from PySide6.QtWidgets import QFileDialog

from recorder.bundle.identity import Identity
from recorder.episode.card import age_key_fingerprint
from recorder.episode.edits import Cut, Edits
from recorder.episode.time import TimeRange
from recorder.vault.sharing_rows import SubmissionState
from recorder.vault.vault import Vault
from studio.editing.history import StepName
from studio.editing.storage import KeptHistory
from studio.submission.receipts import read_submission_receipt
from studio.ui.models.places import Opened, Place, Visit
from studio.ui.models.recording_rows import RecordingState
from studio.ui.pages.approval.page import ApprovalPage
from studio.ui.pages.library_page import LibraryPage
from studio.ui.pages.review.page import ReviewPage
from tests.gui.sharing.conftest import MakeRig, SharingRig, unshare


def state(rig: SharingRig) -> RecordingState:
    page = rig.library()
    row = page.model.row_at(page.model.index(0, 0))
    assert row is not None
    return row.state


def test_what_was_watched_and_approved_is_shared(rig: SharingRig) -> None:
    rig.library()
    rig.shell.press("Share…")
    page = rig.shown_approval()
    assert page.panel is not None
    assert page.bench is not None
    assert not page.bar.approve.isEnabled()
    page.bench.player.set_speed(16.0)
    page.panel.rest.click()
    rig.wait_for_words("You watched all of it.")
    assert not page.panel.knows.isVisible()
    rig.shell.press("Approve and share")
    row = rig.wait_for_state(SubmissionState.SENT)
    rig.wait_for_words("Shared.")
    assert isinstance(rig.shell.page, LibraryPage)
    assert "manifest.json" in rig.objects()
    assert "payload/000000" in rig.objects()
    assert row.problem == ""
    assert state(rig) is RecordingState.SHARED


def test_nothing_is_approved_that_was_neither_watched_nor_known(rig: SharingRig) -> None:
    page = rig.approval()
    assert page.panel is not None
    assert not page.bar.approve.isEnabled()
    assert "Watch all of it" in rig.shell.said
    page.panel.knows.setChecked(True)
    assert page.bar.approve.isEnabled()
    page.panel.knows.setChecked(False)
    assert not page.bar.approve.isEnabled()
    page.panel.knows.setChecked(True)
    rig.shell.press("Approve and share")
    rig.wait_for_state(SubmissionState.SENT)
    kept = rig.shell.ask(lambda vault: vault.approval_of(rig.session_id))
    assert json.loads(kept.shown)["watched"] == "skipped"  # type: ignore[attr-defined]


def test_what_is_shared_is_not_shared_twice(rig: SharingRig) -> None:
    rig.approve()
    rig.wait_for_state(SubmissionState.SENT)
    page = rig.approval()
    assert page.panel is not None
    page.panel.knows.setChecked(True)
    assert not page.bar.approve.isEnabled()
    assert "This is shared already." in rig.shell.said


def test_the_page_says_who_can_open_it_where_it_goes_and_for_how_long(
    rig: SharingRig, reader: Identity
) -> None:
    rig.approval()
    assert reader.name in rig.shell.said
    assert age_key_fingerprint(reader.card.age_key) in rig.shell.said
    assert str(rig.store) in rig.shell.said.replace("\u200b", "")
    assert "180 days" in rig.shell.said


def test_what_was_watched_stays_watched_when_the_page_is_left(rig: SharingRig) -> None:
    page = rig.approval()
    assert page.bench is not None
    assert page.watcher is not None
    page.bench.player.set_speed(16.0)
    page.watcher.go_on()
    rig.wait_for_words("You watched all of it.")
    rig.library()
    rig.approval()
    assert "You watched all of it." in rig.shell.said


def test_sharing_from_the_review_prepares_it_first(make_rig: MakeRig) -> None:
    rig = make_rig(lambda shared: unshare(shared.vault, shared.session_id))
    assert state(rig) is RecordingState.RECORDED
    assert not rig.shell.button_is_in_sight("Share…")
    rig.studio.shell.window.open_review(rig.session_id)
    rig.shell.wait_for(ReviewPage)
    rig.qtbot.waitUntil(lambda: rig.shell.button_is_in_sight("Share…"), timeout=20_000)
    rig.shell.press("Share…")
    rig.qtbot.waitUntil(lambda: isinstance(rig.shell.page, ApprovalPage), timeout=60_000)
    page = rig.shown_approval()
    assert page.bench is not None
    # What is played is the episode, and not the recording.
    assert page.bench.player.content is not None
    assert page.bench.player.content.header.session_id != rig.session_id


def test_the_episode_leads_back_to_editing(rig: SharingRig) -> None:
    rig.approval()
    rig.shell.press("Back to editing")
    assert isinstance(rig.shell.page, ReviewPage)
    assert rig.studio.shell.window.visit == Visit(Place.LIBRARY, Opened.REVIEW, rig.session_id)


def test_an_edit_meanwhile_asks_again(rig: SharingRig) -> None:
    page = rig.approval()
    assert page.panel is not None
    rig.shell.ask(lambda vault: cut_a_bit(vault, rig.session_id))
    page.panel.knows.setChecked(True)
    rig.shell.press("Approve and share")
    rig.wait_for_words("You edited the recording after you approved it.")
    assert isinstance(rig.shell.page, ApprovalPage)
    assert rig.submissions() == ()
    assert not rig.store.exists()


def test_what_was_shared_is_taken_back_in_two_clicks(rig: SharingRig) -> None:
    rig.approve()
    rig.wait_for_state(SubmissionState.SENT)
    rig.library()
    rig.decide("Withdraw it")
    rig.qtbot.waitUntil(lambda: rig.shell.button_is_in_sight("Withdraw…"), timeout=20_000)
    rig.shell.press("Withdraw…")
    rig.wait_for_state(SubmissionState.WITHDRAWN)
    rig.wait_for_words("Withdrawn.")
    assert rig.objects() == {"withdrawal.json"}
    assert any("destroyed when they next look" in line for line in rig.answered)
    assert state(rig) is RecordingState.WITHDRAWN
    assert rig.shell.ask(lambda vault: vault.approval_of(rig.session_id)) is None
    # It can be shared anew, and is looked at anew for that.
    rig.shell.press("Share…")
    assert not rig.shown_approval().bar.approve.isEnabled()


def test_leaving_it_shared_takes_nothing_back(rig: SharingRig) -> None:
    rig.approve()
    rig.wait_for_state(SubmissionState.SENT)
    rig.library()
    rig.qtbot.waitUntil(lambda: rig.shell.button_is_in_sight("Withdraw…"), timeout=20_000)
    rig.decide("Leave it shared")
    rig.shell.press("Withdraw…")
    rig.shell.settle()
    assert rig.submissions()[0].state is SubmissionState.SENT


def test_a_receipt_can_be_kept_of_sharing_and_of_taking_back(
    rig: SharingRig, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = iter(("first.json", "second.json"))
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / next(names)), ""))
    rig.approve()
    rig.wait_for_state(SubmissionState.SENT)
    rig.library()
    rig.qtbot.waitUntil(lambda: rig.shell.button_is_in_sight("Save a receipt…"), timeout=20_000)
    rig.shell.press("Save a receipt…")
    rig.qtbot.waitUntil((tmp_path / "first.json").exists)
    assert read_submission_receipt((tmp_path / "first.json").read_text())["what"] == "submitted"
    rig.decide("Withdraw it")
    rig.shell.press("Withdraw…")
    rig.wait_for_state(SubmissionState.WITHDRAWN)
    rig.shell.press("Save a receipt…")
    rig.qtbot.waitUntil((tmp_path / "second.json").exists)
    assert read_submission_receipt((tmp_path / "second.json").read_text())["what"] == "withdrawn"


def test_what_was_shared_can_be_taken_back_after_its_recording_is_deleted(rig: SharingRig) -> None:
    rig.approve()
    rig.wait_for_state(SubmissionState.SENT)
    page = rig.library()
    rig.qtbot.waitUntil(lambda: rig.shell.button_is_in_sight("Withdraw…"), timeout=20_000)
    rig.decide("Delete the recording")
    rig.shell.press("Delete…")
    assert any("Not called back is the copy that you shared" in line for line in rig.answered)
    rig.qtbot.waitUntil(lambda: page.table.chosen is not None and page.table.chosen.is_deleted)
    assert not rig.shell.button("Review").isEnabled()
    assert not rig.shell.button("Delete…").isEnabled()
    rig.decide("Withdraw it")
    rig.shell.press("Withdraw…")
    rig.wait_for_state(SubmissionState.WITHDRAWN)
    assert rig.objects() == {"withdrawal.json"}


def test_a_consent_is_withdrawn_with_what_was_shared_only_where_that_is_ticked(rig: SharingRig) -> None:
    rig.approve()
    rig.wait_for_state(SubmissionState.SENT)
    rig.studio.shell.window.go(Visit(Place.TASKS))
    rig.shell.settle()
    rig.decide("Stay in the study", ticks=True)
    rig.shell.press("Withdraw…")
    rig.shell.settle()
    assert rig.submissions()[0].state is SubmissionState.SENT
    rig.decide("Withdraw", ticks=True)
    rig.shell.press("Withdraw…")
    rig.wait_for_state(SubmissionState.WITHDRAWN)
    assert rig.objects() == {"withdrawal.json"}


def cut_a_bit(vault: Vault, session_id: str) -> None:
    """As the command line could, while the page is open."""
    kept = KeptHistory.load(vault, session_id)
    kept.keep(vault, kept.history.done(StepName.CUT, Edits((Cut(1, TimeRange(0, 1_000_000)),), 2)))

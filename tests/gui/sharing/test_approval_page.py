"""The page before anything leaves: what counts as watched, what stands against it, and who can use it."""

import gc
from datetime import UTC, datetime

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel

from recorder.vault.session_reader import SessionAccess, SessionReader
from studio.content.session_content import SessionContent
from studio.submission.approval import ApprovalOrder
from studio.submission.checklist import CheckKind, CheckState
from studio.taking_part import withdraw_consent
from studio.ui.models.approval_session import ToApprove
from studio.ui.models.commands import CommandId
from studio.ui.models.player import Player
from studio.ui.models.watcher import Watcher
from studio.ui.pages.approval.page import ApprovalPage
from studio.ui.pages.unlock_page import UnlockPage
from tests.gui.sharing.conftest import MakeRig, SharingRig, unshare

_HELD = (SessionAccess, SessionReader, SessionContent, ApprovalOrder, ToApprove)


def opened(rig: SharingRig) -> tuple[ApprovalPage, Player, Watcher]:
    page = rig.approval()
    assert page.bench is not None
    assert page.watcher is not None
    return page, page.bench.player, page.watcher


def test_a_leap_is_not_watching_and_steps_are(rig: SharingRig) -> None:
    page, player, watcher = opened(rig)
    before = watcher.watching.share
    player.seek(player.timeline.ended_ns)
    player.seek(0)
    # The recording is shorter than two leaps of a second, or nothing could be leapt over.
    assert player.timeline.ended_ns > 1_000_000_000
    assert watcher.watching.share == before
    for _ in range(400):
        player.seek(player.position_ns + 20_000_000)
    assert watcher.watching.is_whole
    assert page.watched is not None


def test_an_edit_can_be_tried_by_no_key(rig: SharingRig) -> None:
    page, _, __ = opened(rig)
    assert page.bench is not None
    known = set(page.bench.actions_of_page.commands)
    assert not known & {CommandId.CUT, CommandId.REDACT, CommandId.BOX, CommandId.WINDOW, CommandId.UNDO}
    rig.qtbot.keyClick(page.bench.stage, Qt.Key.Key_B)
    assert not page.bench.stage.is_drawing


def test_space_plays_it(rig: SharingRig) -> None:
    page, player, _ = opened(rig)
    assert page.bench is not None
    rig.qtbot.waitUntil(page.bench.stage.hasFocus)
    rig.qtbot.keyClick(page.bench.stage, Qt.Key.Key_Space)
    assert player.is_playing


def test_what_stands_against_sharing_is_said_and_cannot_be_approved(make_rig: MakeRig) -> None:
    rig = make_rig(lambda shared: withdraw_consent(shared.vault, shared.file.study.id, datetime.now(UTC)))
    page, _, __ = opened(rig)
    assert page.panel is not None
    assert page.panel.checks[CheckKind.CONSENT_STANDS].state is CheckState.FAILED
    page.panel.knows.setChecked(True)
    assert not page.bar.approve.isEnabled()
    assert "You withdrew your consent" in rig.shell.said
    assert "cannot be shared as it is" in rig.shell.said


def test_without_an_episode_the_page_says_what_to_do(make_rig: MakeRig) -> None:
    rig = make_rig(lambda shared: unshare(shared.vault, shared.session_id))
    rig.studio.shell.sharing.open(rig.session_id)
    rig.wait_for_words("Review it first")
    assert not rig.shell.button_is_in_sight("Approve and share")


def test_everything_has_a_name_and_no_words_are_taken_for_markup(rig: SharingRig) -> None:
    page, _, __ = opened(rig)
    for button in page.findChildren(QAbstractButton):
        if button.isVisible():
            assert button.accessibleName() or button.text() or button.toolTip()
    guessing = [
        label.text()
        for label in page.findChildren(QLabel)
        if label.textFormat() is not Qt.TextFormat.PlainText and label.buddy() is None
    ]
    assert guessing == []
    assert page.panel is not None
    for row in page.panel.checks.values():
        (said,) = (label.accessibleName() for label in row.findChildren(QLabel) if label.text())
        assert said.startswith(("In order: ", "Still to do: "))


def test_tab_reaches_all_that_is_agreed_to_and_the_button(rig: SharingRig) -> None:
    page, _, __ = opened(rig)
    assert page.panel is not None
    page.panel.knows.setChecked(True)
    reached: list[str] = []
    for _step in range(60):
        rig.qtbot.keyClick(QApplication.focusWidget() or page, Qt.Key.Key_Tab)
        focused = QApplication.focusWidget()
        assert focused is not None
        reached.append(focused.accessibleName() or getattr(focused, "text", str)().replace("&", ""))
        if focused is page.bar.approve:
            break
    said = "\n".join(reached)
    for words in (
        "I know what is in the part",
        "Quinn of QA",
        str(rig.store),
        "180 days",
        "Approve and share",
    ):
        assert words in said


def test_a_lock_forgets_what_was_shown(rig: SharingRig) -> None:
    _, player, __ = opened(rig)
    player.play()
    assert left()
    rig.studio.shell.lock()
    rig.shell.wait_for(UnlockPage)

    def is_forgotten() -> bool:
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        return not left()

    del player
    rig.qtbot.waitUntil(is_forgotten, timeout=20_000)


def left() -> list[str]:
    gc.collect()
    return [type(each).__name__ for each in gc.get_objects() if type(each) in _HELD]

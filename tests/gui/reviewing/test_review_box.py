"""The panel of one recording, joined to the vault and the desk: from a click to the store, and back."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from recorder.bundle.errors import WithdrawnBundleError
from recorder.bundle.statements import Finding
from recorder.vault.sharing_rows import GoneBecause
from studio.submission.approval import Progress
from studio.submission.reviewing import ReviewOrder, SentReview, carry_out
from studio.submission.store_errors import UnreachableStoreError
from studio.ui.models.review_desk import ReviewDesk
from studio.ui.models.vault_desk import VaultDesk
from studio.ui.widgets.review_box import ReviewBox
from tests.rigs.reviewing import CHARLIE, Reviewing

_LONG_MS = 30_000


@dataclass
class Boxed:
    rig: Reviewing
    box: ReviewBox
    vault_desk: VaultDesk
    qtbot: QtBot
    errors: list[Exception]

    def wait_for(self, words: str) -> None:
        panel = self.box.panel
        labels = (panel.own, panel.own_state, panel.waits, panel.others)
        self.qtbot.waitUntil(
            lambda: any(words in label.text() for label in labels if label.isVisible()), timeout=_LONG_MS
        )

    def send_back(self, comment: str) -> None:
        self.box.panel.comment.setPlainText(comment)
        self.qtbot.mouseClick(self.box.panel.reject, Qt.MouseButton.LeftButton)


@pytest.fixture
def boxed(rig: Reviewing, reader_desk: VaultDesk, qtbot: QtBot) -> Iterator[Boxed]:
    errors: list[Exception] = []

    def carry(order: ReviewOrder, progress: Progress) -> SentReview:
        if errors:
            raise errors[0]
        return carry_out(order, progress)

    desk = ReviewDesk(reader_desk, carry=carry)
    desk.start()
    box = ReviewBox(reader_desk, desk, rig.bundle_id)
    qtbot.addWidget(box)
    box.show()
    qtbot.waitUntil(box.panel.comment.isVisible, timeout=_LONG_MS)
    yield Boxed(rig, box, reader_desk, qtbot, errors)
    desk.close()
    desk.deleteLater()


def test_from_a_click_to_the_store(boxed: Boxed) -> None:
    boxed.box.show_found(Finding("different", 3, 2))
    boxed.send_back("the button is gone")
    boxed.wait_for("in the store")
    assert len(boxed.rig.reviews) == 1
    assert not boxed.box.panel.comment.isVisible()
    with boxed.rig.contributing() as vault:
        (review,) = boxed.rig.look(vault).reviews.new
    assert (review.comment, review.found) == ("the button is gone", Finding("different", 3, 2))


def test_without_a_network_it_says_why_it_waits(boxed: Boxed) -> None:
    boxed.errors.append(UnreachableStoreError("the store"))
    boxed.send_back("gone")
    boxed.wait_for("cannot be reached")
    assert "tried again" in boxed.box.panel.waits.text()
    assert boxed.box.panel.again.isVisible()


def test_what_others_said_comes_with_a_look(boxed: Boxed) -> None:
    boxed.rig.say(comment="fine", reader=CHARLIE)
    boxed.box._reviews.look()  # noqa: SLF001 - as a page does
    boxed.wait_for("Accepted by Charlie")


def test_taken_back_meanwhile_it_says_that_all_of_it_is_gone(boxed: Boxed) -> None:
    boxed.errors.append(WithdrawnBundleError())
    boxed.send_back("gone")
    boxed.qtbot.waitUntil(boxed.box.panel.notice.isVisible, timeout=_LONG_MS)
    assert not boxed.box.panel.own.isVisible()
    assert not boxed.box.panel.comment.isVisible()


def test_a_copy_that_is_removed_takes_the_panel_with_it(boxed: Boxed) -> None:
    done: list[object] = []
    boxed.vault_desk.ask(
        lambda vault: vault.destroy_received(boxed.rig.bundle_id, GoneBecause.REMOVED), on_done=done.append
    )
    boxed.qtbot.waitUntil(lambda: bool(done), timeout=_LONG_MS)
    boxed.send_back("gone")
    boxed.qtbot.waitUntil(boxed.box.panel.notice.isVisible, timeout=_LONG_MS)
    assert not boxed.box.panel.comment.isVisible()

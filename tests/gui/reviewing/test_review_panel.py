"""The panel in which a reader says what they think of a recording."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from recorder.bundle.statements import Finding
from recorder.episode.study import Role
from recorder.vault.sharing_rows import ReviewState
from studio.submission.review_errors import CommentNeededError
from studio.submission.reviews import Decision, ReviewSheet, ShownReview, Standing
from studio.ui.models.review_desk import ReviewWish
from studio.ui.widgets.review_panel import ReviewPanel
from studio.ui.widgets.review_strip import ReviewStrip

BUNDLE = "ab" * 16
SAID = ShownReview(
    bundle_id=BUNDLE,
    decision=Decision.REJECTED,
    comment="the button is gone",
    found=Finding("different", 3, 2),
    reviewed_on=date(2026, 11, 25),
    signer=bytes(32),
    standing=Standing.COUNTS,
    name="Quinn",
    role=Role.QA,
    is_own=True,
    state=ReviewState.SENT,
    problem="",
    next_try_at=None,
    order=(date(2026, 11, 25), 1),
)
SHEET = ReviewSheet(
    bundle_id=BUNDLE,
    may_review=True,
    readers=("Charlie", "Noor"),
    fingerprint="ab12 0000 1111 2222 3333 4444 5555 6666",
    is_named=True,
    own=None,
)


@pytest.fixture
def panel(qtbot: QtBot) -> Iterator[ReviewPanel]:
    made = ReviewPanel()
    qtbot.addWidget(made)
    made.show()
    yield made
    made.close()


def test_what_happens_is_said_before_it_does(panel: ReviewPanel) -> None:
    panel.show_sheet(SHEET)
    said = panel.consequence.text()
    assert "ab12" in said
    assert "its contributor, Charlie, Noor" in said
    assert "not name" not in said
    panel.show_sheet(replace(SHEET, is_named=False))
    assert "does not count" in panel.consequence.text()


def test_sending_back_needs_a_word_and_accepting_none(panel: ReviewPanel, qtbot: QtBot) -> None:
    panel.show_sheet(SHEET)
    panel.show_found(Finding("same", None, 3))
    assert panel.accept.isEnabled()
    assert not panel.reject.isEnabled()
    with qtbot.waitSignal(panel.review_requested) as wished:
        qtbot.keyClick(panel.accept, Qt.Key.Key_Space)
    assert wished.args == [ReviewWish(BUNDLE, Decision.ACCEPTED, "", Finding("same", None, 3))]
    qtbot.keyClicks(panel.comment, "gone")
    assert panel.reject.isEnabled()
    with qtbot.waitSignal(panel.review_requested) as wished:
        qtbot.mouseClick(panel.reject, Qt.MouseButton.LeftButton)
    assert wished.args == [ReviewWish(BUNDLE, Decision.REJECTED, "gone", Finding("same", None, 3))]


def test_too_much_cannot_be_said(panel: ReviewPanel) -> None:
    panel.show_sheet(SHEET)
    panel.comment.setPlainText("x" * 2000 + " ")
    assert panel.accept.isEnabled()
    panel.comment.setPlainText("x" * 2001)
    assert not panel.accept.isEnabled()
    assert not panel.reject.isEnabled()
    assert "2001" in panel.counter.text()


def test_tab_leads_out_of_the_comment(panel: ReviewPanel, qtbot: QtBot) -> None:
    panel.show_sheet(SHEET)
    panel.comment.setPlainText("x")
    panel.activateWindow()
    panel.comment.setFocus()
    qtbot.waitUntil(panel.comment.hasFocus, timeout=30_000)
    qtbot.keyClick(panel.comment, Qt.Key.Key_Tab)
    assert panel.accept.hasFocus()
    qtbot.keyClick(panel.accept, Qt.Key.Key_Tab)
    assert panel.reject.hasFocus()
    assert panel.comment.accessibleName() == "Comment"


def test_what_was_said_is_shown_and_can_be_taken_up_again(panel: ReviewPanel, qtbot: QtBot) -> None:
    panel.show_sheet(replace(SHEET, own=SAID))
    assert "You sent it back" in panel.own.text()
    assert "the button is gone" in panel.own.text()
    assert "in the store" in panel.own_state.text()
    assert not panel.comment.isVisible()
    qtbot.mouseClick(panel.again, Qt.MouseButton.LeftButton)
    assert panel.comment.isVisible()
    assert panel.comment.toPlainText() == "the button is gone"
    assert not panel.again.isVisible()
    # What is read again meanwhile leaves what is being written.
    panel.comment.setPlainText("and more")
    panel.show_sheet(replace(SHEET, own=replace(SAID, state=ReviewState.WAITING, problem="no network")))
    assert panel.comment.toPlainText() == "and more"
    assert panel.waits.isVisible()
    assert "no network" in panel.waits.text()
    # What was said anew folds it.
    panel.show_sheet(replace(SHEET, own=replace(SAID, decision=Decision.ACCEPTED, order=(date.max, 1))))
    assert not panel.comment.isVisible()
    assert "You accepted it" in panel.own.text()


def test_another_recording_begins_with_nothing_written(panel: ReviewPanel) -> None:
    panel.show_sheet(SHEET)
    panel.comment.setPlainText("of the one")
    panel.show_sheet(replace(SHEET, bundle_id="cd" * 16))
    assert panel.comment.toPlainText() == ""


def test_others_are_shown_as_plain_text_with_whether_they_count(panel: ReviewPanel) -> None:
    unknown = replace(
        SAID, is_own=False, name="", role=None, standing=Standing.UNKNOWN, comment="<b>bold</b>"
    )
    panel.show_sheet(SHEET, [replace(SAID, is_own=False), unknown])
    said = panel.others.text()
    assert "Sent back by Quinn" in said
    assert "The check: It did something else. First at step 3. Checked 2 times." in said
    assert "somebody whom the study does not name" in said
    assert "does not count" in said
    assert panel.others.textFormat() is Qt.TextFormat.PlainText


def test_who_may_not_review_is_offered_nothing(panel: ReviewPanel) -> None:
    for sheet in (None, replace(SHEET, may_review=False)):
        panel.show_sheet(sheet)
        assert not panel.comment.isVisible()
        assert not panel.again.isVisible()


def test_while_it_is_sent_nothing_is_said_twice(panel: ReviewPanel) -> None:
    panel.show_sheet(SHEET)
    panel.show_busy(is_busy=True)
    assert not panel.accept.isEnabled()
    panel.show_busy(is_busy=False)
    assert panel.accept.isEnabled()


def test_errors_and_a_withdrawal_are_said_in_place(panel: ReviewPanel) -> None:
    panel.show_sheet(SHEET)
    panel.show_error(CommentNeededError())
    assert panel.notice.isVisible()
    panel.show_sheet(replace(SHEET, own=SAID))
    panel.show_gone()
    assert panel.notice.isVisible()
    assert not panel.own.isVisible()
    assert not panel.again.isVisible()


def test_the_strip_is_there_only_when_something_was_said(qtbot: QtBot) -> None:
    strip = ReviewStrip()
    qtbot.addWidget(strip)
    strip.resize(500, 100)
    strip.show_reviews([replace(SAID, is_own=False, comment="x\n" * 900)])
    assert strip.isVisible()
    assert "Sent back by Quinn" in strip.text.toPlainText()
    high = strip.text.height()
    strip.show_reviews([replace(SAID, is_own=False, comment="", found=None)])
    assert strip.text.height() < high < 300
    strip.show_reviews(())
    assert not strip.isVisible()

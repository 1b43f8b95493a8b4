"""The desk that sends what a reader says, and looks for what others said."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest
from pytestqt.qtbot import QtBot

from recorder.errors import UserFacingError
from recorder.vault.sharing_rows import ReviewState
from studio.submission.approval import Progress
from studio.submission.review_errors import CommentNeededError
from studio.submission.review_hearing import ReviewsReport
from studio.submission.reviewing import ReviewOrder, SentReview, carry_out
from studio.submission.reviews import Decision, ShownReview, reviews_of
from studio.submission.store_errors import StoreFolderMissingError, UnreachableStoreError
from studio.ui.models.review_desk import ReviewDesk, ReviewFailure, ReviewWish
from studio.ui.models.vault_desk import VaultDesk
from tests.gui.reviewing.conftest import open_vault
from tests.rigs.reviewing import CHARLIE, Reviewing

_LONG_MS = 30_000


@dataclass
class Made:
    rig: Reviewing
    vault_desk: VaultDesk
    desk: ReviewDesk
    qtbot: QtBot
    clock: list[datetime]
    error: list[UserFacingError] = field(default_factory=list)
    tries: list[str] = field(default_factory=list)
    failed: list[ReviewFailure] = field(default_factory=list)
    sent: list[ShownReview] = field(default_factory=list)
    news: list[ReviewsReport] = field(default_factory=list)

    def own(self) -> ShownReview | None:
        heard: list[tuple[ShownReview, ...]] = []
        self.vault_desk.ask(lambda vault: reviews_of(vault, self.rig.bundle_id), on_done=heard.append)
        self.qtbot.waitUntil(lambda: bool(heard), timeout=_LONG_MS)
        return next((each for each in heard[0] if each.is_own), None)

    def wait_for(self, state: ReviewState) -> None:
        self.qtbot.waitUntil(lambda: getattr(self.own(), "state", None) is state, timeout=_LONG_MS)

    def say(self, decision: Decision = Decision.ACCEPTED, comment: str = "") -> None:
        self.desk.give(ReviewWish(self.rig.bundle_id, decision, comment))


@pytest.fixture
def made(rig: Reviewing, reader_desk: VaultDesk, qtbot: QtBot) -> Iterator[Made]:
    clock = [datetime.now(UTC)]
    held: list[Made] = []

    def carry(order: ReviewOrder, progress: Progress) -> SentReview:
        held[0].tries.append(order.bundle_id)
        if held[0].error:
            raise held[0].error[0]
        return carry_out(order, progress)

    desk = ReviewDesk(reader_desk, now=lambda: clock[0], carry=carry)
    found = Made(rig, reader_desk, desk, qtbot, clock)
    held.append(found)
    desk.failed.connect(found.failed.append)
    desk.sent.connect(found.sent.append)
    desk.news.connect(found.news.append)
    desk.start()
    yield found
    desk.close()
    desk.deleteLater()


def test_what_is_said_is_sent(made: Made) -> None:
    made.say(Decision.REJECTED, "the button is gone")
    made.wait_for(ReviewState.SENT)
    assert len(made.rig.reviews) == 1
    made.qtbot.waitUntil(lambda: len(made.sent) == 1, timeout=_LONG_MS)
    assert made.failed == []


def test_what_cannot_be_said_is_told_and_nothing_is_kept(made: Made) -> None:
    made.say(Decision.REJECTED)
    made.qtbot.waitUntil(lambda: len(made.failed) == 1, timeout=_LONG_MS)
    assert made.failed[0].bundle_id == made.rig.bundle_id
    assert isinstance(made.failed[0].error, CommentNeededError)
    assert made.own() is None


def test_a_lost_network_is_tried_again_when_its_time_comes(made: Made) -> None:
    made.error.append(UnreachableStoreError("there"))
    made.say()
    made.qtbot.waitUntil(lambda: len(made.failed) == 1, timeout=_LONG_MS)
    own = made.own()
    assert own is not None
    assert (own.state, bool(own.problem)) == (ReviewState.WAITING, True)
    assert own.next_try_at is not None
    made.desk.wake()
    assert made.own() == own
    made.error.clear()
    made.clock[0] = own.next_try_at + timedelta(seconds=1)
    made.desk.wake()
    made.wait_for(ReviewState.SENT)
    assert len(made.tries) == 2


def test_what_somebody_has_to_mend_waits_for_the_next_start(made: Made) -> None:
    made.error.append(StoreFolderMissingError("there"))
    made.say()
    made.qtbot.waitUntil(lambda: len(made.failed) == 1, timeout=_LONG_MS)
    made.error.clear()
    made.desk.wake()
    own = made.own()
    assert own is not None
    assert (own.state, own.next_try_at) == (ReviewState.WAITING, None)
    made.desk.start()
    made.wait_for(ReviewState.SENT)


def test_a_lock_ends_it_and_the_next_start_goes_on(made: Made, qtbot: QtBot) -> None:
    made.error.append(StoreFolderMissingError("there"))
    made.say()
    made.qtbot.waitUntil(lambda: len(made.failed) == 1, timeout=_LONG_MS)
    made.own()
    with qtbot.waitSignal(made.vault_desk.locked, timeout=_LONG_MS):
        made.vault_desk.lock()
    made.error.clear()
    open_vault(made.vault_desk, qtbot)
    made.desk.start()
    made.wait_for(ReviewState.SENT)


def test_a_look_tells_what_others_said(made: Made) -> None:
    made.rig.say(Decision.ACCEPTED, "fine", reader=CHARLIE)
    made.desk.look()
    made.qtbot.waitUntil(lambda: len(made.news) == 1, timeout=_LONG_MS)
    assert [each.name for each in made.news[0].new] == ["Charlie"]

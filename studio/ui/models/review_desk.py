"""Sends what this person says of recordings, and looks for what others said, while they do other things.

What is to be sent stands in the vault. What fails because the network is gone is tried again by itself, when
the vault says so; what somebody has to mend, when they ask for it, or after the next unlocking. What is still
being written is kept here, in memory alone, until it is sent or the vault is locked.

A look that nobody asked for waits for what is to be sent, and gives way to whatever a person asks for.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from typing import Final

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from recorder.bundle.errors import WithdrawnBundleError
from recorder.bundle.statements import Finding
from recorder.errors import UserFacingError
from recorder.vault.vault import Vault
from studio.submission.approval import Progress
from studio.submission.review_hearing import NOTHING_NEW, ReviewsReport, finish_looking
from studio.submission.review_looking import (
    FoundReviews,
    LookOrder,
    begin_looking,
    look_for_reviews,
)
from studio.submission.reviewing import (
    ReviewOrder,
    SentReview,
    begin_review,
    begin_sending,
    carry_out,
    due_reviews,
    finish,
    next_review_due,
    postpone,
)
from studio.submission.reviews import Decision, ShownReview
from studio.ui.models.three_steps import Steps, ThreeSteps
from studio.ui.models.vault_desk import VaultDesk
from studio.ui.words import tr

_SHORTEST_WAIT_MS: Final = 1000
_LONGEST_WAIT_MS: Final = 15 * 60 * 1000

Carry = Callable[[ReviewOrder, Progress], SentReview]


@dataclass(frozen=True, slots=True)
class ReviewWish:
    """What a person wants to say of a recording.

    Attributes:
        bundle_id: Which.
        decision: Accepted, or sent back.
        comment: What they say about it.
        found: What the check found; ``None`` where it was not checked.
    """

    bundle_id: str
    decision: Decision
    comment: str
    found: Finding | None = None


@dataclass(frozen=True, slots=True)
class ReviewFailure:
    """Something that did not work.

    Attributes:
        bundle_id: What was to be said or sent of; empty of a look.
        error: Why not.
    """

    bundle_id: str
    error: BaseException


@dataclass(frozen=True, slots=True)
class _Due:
    bundles: tuple[str, ...]
    next_at: datetime | None


class ReviewDesk(QObject):
    """The queue of what is said. Lives on the interface's thread.

    Args:
        desk: The vault.
        parent: Owns this.
        now: The clock.
        carry: What puts a review into its store.

    Attributes:
        drafts: What is being written, by bundle.
    """

    changed = Signal(str)
    """Something is another of a bundle's reviews: what, how far it is, or why it waits."""
    sent = Signal(object)
    """A ``ShownReview`` that is in its store."""
    failed = Signal(object)
    """A ``ReviewFailure``. What was signed is kept, and waits."""
    gone = Signal(str)
    """What was to be spoken of was taken back: its copy is destroyed, and what was said of it."""
    news = Signal(object)
    """What came of a look: a ``ReviewsReport``."""
    heard = Signal(object)
    """The same, of one that nobody asked for."""
    running_changed = Signal(object)
    """What is under way, as ``Running``, or ``None``."""

    def __init__(
        self,
        desk: VaultDesk,
        parent: QObject | None = None,
        *,
        now: Callable[[], datetime] | None = None,
        carry: Carry = carry_out,
    ) -> None:
        super().__init__(parent)
        self._desk = desk
        self._now = now or partial(datetime.now, UTC)
        self._carry = carry
        self.drafts: dict[str, str] = {}
        self._steps = ThreeSteps(desk, "reviewing", self)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.wake)
        self._is_open = False
        self._stuck_too = False
        self._tried: set[str] = set()
        self._again: set[str] = set()
        self._shall_look = False
        self._is_looking_quietly = False
        self._order: ReviewOrder | None = None
        self._steps.running_changed.connect(self.running_changed)
        desk.locking.connect(self.stop)

    @property
    def is_busy(self) -> bool:
        """Whether something is sent or looked for now."""
        return self._steps.running is not None

    def start(self) -> None:
        """Begin with whatever was left, also what somebody had to mend: perhaps they have."""
        self._is_open = self._stuck_too = True
        self._tried.clear()
        self.wake()

    @Slot()
    def stop(self) -> None:
        """End what is under way; it goes on after the next ``start``."""
        self._is_open = self._shall_look = self._is_looking_quietly = False
        self.drafts.clear()
        self._again.clear()
        self._timer.stop()
        self._steps.cancel()

    def close(self) -> None:
        """End for good."""
        self._is_open = False
        self._timer.stop()
        self._steps.close()

    def give(self, wish: ReviewWish) -> None:
        """Sign what a person says, keep it, and send it; what is under way waits for it."""
        self._is_open = True
        self._give_way()
        self._desk.ask(
            lambda vault: begin_review(
                vault, wish.bundle_id, wish.decision, wish.comment, wish.found, now=self._now()
            ),
            on_done=lambda _: self._on_given(wish.bundle_id),
            on_failed=lambda error: self._on_not_given(wish.bundle_id, error),
        )

    def try_again(self, bundle_id: str) -> None:
        """Send what is said of a recording now, whatever stood in its way."""
        self._again.add(bundle_id)
        self._tried.discard(bundle_id)
        self._give_way()
        self.wake()

    @Slot()
    def look(self) -> None:
        """Look for what others said, because somebody asks."""
        self._give_way()
        self._steps.start(
            self._looking(self._on_looked, lambda error: self.failed.emit(ReviewFailure("", error)))
        )

    @Slot()
    def look_quietly(self) -> None:
        """Look for what others said as soon as nothing else is to be done; what fails is told to nobody."""
        self._shall_look = True
        self.wake()

    def _looking(
        self, on_done: Callable[[ReviewsReport], None], on_failed: Callable[[BaseException], None]
    ) -> Steps[LookOrder, FoundReviews, ReviewsReport]:
        return Steps(
            words=tr("Looking for what readers said…"),
            begin=lambda vault: begin_looking(vault, today=self._now().astimezone(UTC).date()),
            carry_out=look_for_reviews,
            finish=lambda vault, _, found: finish_looking(vault, found),
            abandon=lambda *_: None,
            on_done=on_done,
            on_failed=on_failed,
        )

    def _give_way(self) -> None:
        if self._is_looking_quietly:
            self._is_looking_quietly = False
            self._shall_look = True
            self._steps.cancel()

    @Slot()
    def wake(self) -> None:
        """Look whether something is to be sent."""
        if not self._is_open or self._steps.running is not None:
            return
        self._timer.stop()
        now, stuck_too = self._now(), self._stuck_too
        self._desk.ask(
            lambda vault: _Due(due_reviews(vault, now, stuck_too=stuck_too), next_review_due(vault)),
            on_done=self._on_due,
            on_failed=lambda error: self._on_not_kept("", error),
        )

    def _on_not_given(self, bundle_id: str, error: BaseException) -> None:
        if self._is_open:
            self.failed.emit(ReviewFailure(bundle_id, error))

    def _on_given(self, bundle_id: str) -> None:
        if not self._is_open:
            return
        self.drafts.pop(bundle_id, None)
        self.changed.emit(bundle_id)
        self._tried.discard(bundle_id)
        if self._steps.running is not None:
            # It is sent after what is under way.
            self._timer.start(_SHORTEST_WAIT_MS)
        else:
            self.wake()

    def _on_due(self, due: _Due) -> None:
        if not self._is_open or self._steps.running is not None:
            return
        candidates = (*sorted(self._again), *due.bundles)
        bundle_id = next((each for each in candidates if each not in self._tried), None)
        self._again.discard(bundle_id or "")
        if bundle_id is None:
            self._stuck_too = False
            self._tried.clear()
            self._wait_until(due.next_at)
            self._look_if_wanted()
        elif not self._steps.start(self._sending(bundle_id)):
            self._timer.start(_SHORTEST_WAIT_MS)

    def _sending(self, bundle_id: str) -> Steps[ReviewOrder | None, SentReview | None, ShownReview | None]:
        return Steps(
            words=tr("Sending your review…"),
            begin=lambda vault: self._begun(vault, bundle_id),
            carry_out=lambda order, progress: None if order is None else self._carry(order, progress),
            finish=_finished,
            # What was called off waits as it did; what failed is written down by ``_on_not_sent``.
            abandon=lambda *_: None,
            on_done=lambda shown: self._on_sent(bundle_id, shown),
            on_failed=lambda error: self._on_not_sent(bundle_id, error),
        )

    def _look_if_wanted(self) -> None:
        if self._shall_look and self._steps.start(
            self._looking(self._on_looked_quietly, lambda _: self._on_looked_quietly(NOTHING_NEW))
        ):
            self._shall_look = False
            self._is_looking_quietly = True

    def _begun(self, vault: Vault, bundle_id: str) -> ReviewOrder | None:
        self._order = begin_sending(vault, bundle_id, now=self._now())
        return self._order

    def _on_sent(self, bundle_id: str, shown: ShownReview | None) -> None:
        if not self._is_open:
            return
        self.changed.emit(bundle_id)
        if shown is not None:
            self.sent.emit(shown)
        self.wake()

    def _on_not_sent(self, bundle_id: str, error: BaseException) -> None:
        self._tried.add(bundle_id)
        order, self._order, now = self._order, None, self._now()

        def write_down(vault: Vault) -> None:
            if order is not None and order.bundle_id == bundle_id:
                postpone(vault, order, error, now=now)

        self._desk.ask(
            write_down,
            on_done=lambda _: self._on_failure_kept(bundle_id, error),
            on_failed=lambda bug: self._on_not_kept(bundle_id, bug),
        )

    def _on_failure_kept(self, bundle_id: str, error: BaseException) -> None:
        if not self._is_open:
            return
        self.changed.emit(bundle_id)
        if isinstance(error, WithdrawnBundleError):
            self.drafts.pop(bundle_id, None)
            self.gone.emit(bundle_id)
        self.failed.emit(ReviewFailure(bundle_id, error))
        self.wake()

    def _on_looked(self, report: ReviewsReport) -> None:
        self._tell_of(report)
        self.news.emit(report)
        self.wake()

    def _on_looked_quietly(self, report: ReviewsReport) -> None:
        self._is_looking_quietly = False
        self._tell_of(report)
        if self._is_open:
            self.heard.emit(report)
        # One's own that was taken away is put there again.
        self.wake()

    def _tell_of(self, report: ReviewsReport) -> None:
        for bundle_id in {each.bundle_id for each in (*report.new, *report.missed)}:
            self.changed.emit(bundle_id)

    def _wait_until(self, at: datetime | None) -> None:
        if at is not None:
            ms = round((at - self._now()).total_seconds() * 1000)
            self._timer.start(min(max(_SHORTEST_WAIT_MS, ms), _LONGEST_WAIT_MS))

    def _on_not_kept(self, bundle_id: str, error: BaseException) -> None:
        """The vault could not say or keep how it stands; as a full disk makes it. It is tried again later."""
        if not self._is_open:
            return
        if not isinstance(error, UserFacingError):
            raise error
        self.failed.emit(ReviewFailure(bundle_id, error))
        self._timer.start(_LONGEST_WAIT_MS)


def _finished(vault: Vault, order: ReviewOrder | None, sent: SentReview | None) -> ShownReview | None:
    return None if order is None or sent is None else finish(vault, order, sent)

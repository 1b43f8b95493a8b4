"""What must have been asked and answered before a replay acts on a person's own desktop.

A replay there can do whatever the person can. So it needs an answer of the person's to a question that says
so, given for this plan and no other, used once, and soon; then a countdown in which it can be called off.
"""

import hashlib
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Event
from typing import Final

import msgspec

from recorder.episode.phrase import Phrase, counted, phrase
from recorder.errors import UserFacingError
from replay.plan.steps import ReplayPlan

COUNTDOWN_SECONDS: Final = 5
ABORT_CHORD: Final = "ctrl+shift+f12"
"""The same that ends a recording: one chord to know."""
_HOLDS_SECONDS: Final = 300.0


class NotAskedError(UserFacingError):
    """Nobody has said yes to this replay on their own desktop."""

    def __init__(self) -> None:
        super().__init__(
            "A replay acts on your own desktop only after you have said yes to it, each time.",
            kept="Nothing was started.",
            mend="Answer its question again, or let it run on a private desktop.",
        )


@dataclass(frozen=True, slots=True)
class Question:
    """What a person is asked.

    Attributes:
        sentences: What they should know, the most important first.
        yes: The words of the button that says yes. It is never the one that has the focus.
        no: The words of the other button.
    """

    sentences: tuple[Phrase, ...]
    yes: Phrase
    no: Phrase


@dataclass(slots=True, eq=False)
class OwnDesktopYes:
    """A person's yes; made by ``ask`` alone.

    Attributes:
        plan_sha256: Of the plan that it was said to.
        said_at: When, on the monotonic clock, in seconds.
    """

    plan_sha256: str
    said_at: float
    _token: object = field(repr=False)
    _is_used: bool = False

    def __post_init__(self) -> None:
        if self._token is not _FROM_ASK:
            raise NotAskedError

    def use(self, plan: ReplayPlan) -> None:
        """Use it up.

        Raises:
            NotAskedError: It was used already, was said to another plan, or too long ago.
        """
        is_old = time.monotonic() - self.said_at > _HOLDS_SECONDS
        if self._is_used or is_old or self.plan_sha256 != _sha256_of(plan):
            raise NotAskedError
        self._is_used = True


def ask(
    plan: ReplayPlan, answer: Callable[[Question], bool], *, is_own_work: bool = False
) -> OwnDesktopYes | None:
    """Ask a person.

    Args:
        plan: What would be done, already shown to them.
        answer: Shows the question and returns whether they said yes; closing it is a no.
        is_own_work: Whether they recorded it themselves.

    Returns:
        Their yes, or ``None``.
    """
    # Not "if answer(…)": a yes is the value True and nothing else that counts as one.
    said = answer(question_of(plan, is_own_work=is_own_work))
    return OwnDesktopYes(_sha256_of(plan), time.monotonic(), _FROM_ASK) if said is True else None


def question_of(plan: ReplayPlan, *, is_own_work: bool) -> Question:
    """What a person is asked before a plan is done on their own desktop."""
    return Question(
        (
            phrase("This replay will move your own pointer and press your own keys."),
            phrase("What you recorded is done again, on whatever is on your screen by now.")
            if is_own_work
            else phrase("What was recorded by another person is then done as if you did it."),
            counted("It does one step.", "It does {count} steps.", len(plan.steps)),
            phrase("To end it at any moment, press Ctrl+Shift+F12 or push the pointer into a corner."),
        ),
        phrase("Replay on my desktop"),
        phrase("Leave it"),
    )


def count_down(
    tell: Callable[[int], object], cancel: Event, *, seconds: int = COUNTDOWN_SECONDS, second_s: float = 1.0
) -> bool:
    """Count down to the first input.

    Args:
        tell: Shows how many seconds are left.
        cancel: Set by whoever calls it off.
        seconds: How many to count.
        second_s: How long each takes.

    Returns:
        Whether nobody called it off.
    """
    for left in range(seconds, 0, -1):
        tell(left)
        if cancel.wait(second_s):
            return False
    return not cancel.is_set()


def _sha256_of(plan: ReplayPlan) -> str:
    return hashlib.sha256(msgspec.msgpack.encode(plan)).hexdigest()


_FROM_ASK: Final = object()

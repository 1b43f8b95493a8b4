"""Waits until the screen is ready for a step, or finds where its target went; else nothing is clicked.

Ready means: the picture around the target is what it was when the person acted (noise, a caret, and what is
only lit otherwise aside); see ``wanted``. While it is not, the gate waits. Once the screen has been still for
a while, and once more at the limit, it looks for the target everywhere. One place that looks the same is
where it moved to; none, or two, and the step is lost. Where a target has moved, the next one has probably
moved with it: that is looked at first.

Once they are the same, it still waits for what the recording has drawn anywhere in the window and the screen
has not: a prompt that has not come yet, the last line of an answer. Only for what the recording keeps to the
next step, since what goes away by then may have gone here already; and once nothing came up to the limit, no
more than a moment: this replay has come to look otherwise.

A search is done on a thread of its own, so that whoever asks for an end need not wait for it. What was
worked out of a screen is not worked out again while that stands still.
"""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from threading import Event
from typing import Final

from recorder.episode.phrase import phrase
from recorder.episode.screen import Rect
from recorder.episode.time import NS_PER_MS, NS_PER_SECOND
from replay.gate import Answer, Late, Lost, Moved, Ready
from replay.plan.steps import PlanStep
from replay.ports import Clock, Eyes
from replay.seeing.difference import difference, difference_after_moving, looks_same
from replay.seeing.expecting import Expected
from replay.seeing.finding import Search
from replay.seeing.picture import ScreenPicture
from replay.seeing.unchanged import Unchanged, is_same
from replay.seeing.wanted import MAY_DIFFER, Wanted, lit_around, looked_for, undrawn, wanted_for

POLL_NS: Final = 40 * NS_PER_MS
STILL_NS: Final = 1500 * NS_PER_MS
LIMIT_NS: Final = 10 * NS_PER_SECOND
_STILLNESS_POLL_NS: Final = 300 * NS_PER_MS
_LEAST_COMPARED: Final = 0.5


class ScreenGate:
    """Waits for the screen. Owned by the thread that plays.

    Args:
        eyes: What sees the desktop.
        clock: What waits.
        expected: What the recording showed; what differs by itself is best covered in it.
        limit_ns: How long to wait for a target, in nanoseconds.
        still_ns: How long the screen must have been still before a target is looked for elsewhere.
        hints: Where little windows say what is under a pointer that rests: not compared.
    """

    def __init__(
        self,
        eyes: Eyes,
        clock: Clock,
        expected: Expected,
        *,
        limit_ns: int = LIMIT_NS,
        still_ns: int = STILL_NS,
        hints: Callable[[], tuple[Rect, ...]] = tuple,
    ) -> None:
        self._hints: Final = hints
        self._eyes: Final = eyes
        self._clock: Final = clock
        self._expected: Final = expected
        self._limit_ns: Final = limit_ns
        self._still_ns: Final = still_ns
        self._moved = (0, 0)
        self._patience_ns = limit_ns
        self._known: Wanted | None = None
        self._judged = _Judged()

    def wait(self, step: PlanStep, wake: Event) -> Answer | None:
        """Wait until the screen is ready for a step; ``None`` where ``wake`` was set first.

        A step without inputs, and one of which no picture can be compared, has nothing to wait for.
        """
        self._known, self._judged = None, _Judged()
        expected = self._expected.before(step.number) if step.inputs else None
        wanted = None if expected is None else wanted_for(step, expected)
        if expected is None or wanted is None:
            # In a wait, what has moved is still where it moved to.
            return Moved(*self._moved) if not step.inputs and self._moved != (0, 0) else Ready()
        asked_ns = self._clock.now_ns()
        stillness = _Stillness(self._eyes, expected.place, self._still_ns)
        while True:
            answer = self._answer(step, wanted, expected, asked_ns)
            now_ns = self._clock.now_ns()
            if answer is not None:
                if not self._is_undrawn(step, expected):
                    return answer
                if now_ns - asked_ns >= self._patience_ns:
                    self._patience_ns = min(self._patience_ns, self._still_ns)
                    return answer
                if self._is_woken(wake):
                    return None
                continue
            is_over = now_ns - asked_ns >= self._limit_ns
            if stillness.is_due(now_ns) or is_over:
                answer = self._found(step, expected, asked_ns, wake)
                if answer is None or is_over or not isinstance(answer, Lost):
                    return answer
            if self._is_woken(wake):
                return None

    def holds(self, seen: ScreenPicture) -> bool:
        """Whether what was answered last is still so in a picture of the whole desktop.

        What had to be searched for was looked at as a whole, and is taken to hold.
        """
        return self._known is None or self._known.is_there(seen, *self._moved)

    def _is_undrawn(self, step: PlanStep, expected: ScreenPicture) -> bool:
        """Whether something is missing that is there in the recording, now and at the next step."""
        seen, moved = self._look(expected.place), self._moved
        return self._judged.is_undrawn.answer(
            moved, seen, lambda: self._is_undrawn_in(seen, step, expected, moved)
        )

    def _is_undrawn_in(
        self, seen: ScreenPicture, step: PlanStep, expected: ScreenPicture, moved: tuple[int, int]
    ) -> bool:
        missing = undrawn(step, expected, seen, moved)
        kept = self._expected.before(step.number + 1) if missing else None
        if kept is None or kept.place != expected.place:
            return False
        return any(looks_same(expected.part(rect), kept.part(rect)) for rect in missing)

    def _answer(
        self, step: PlanStep, wanted: Wanted, expected: ScreenPicture, asked_ns: int
    ) -> Answer | None:
        """What is known without a search."""
        desktop = expected.place
        for dx, dy in dict.fromkeys((self._moved, (0, 0))):
            there = wanted.picture.place.moved(dx, dy)
            if there.intersection(desktop) != there:
                continue
            seen = self._look(there)
            if self._judged.is_there.answer((dx, dy), seen, partial(wanted.is_there, seen, dx, dy)):
                self._known = wanted
                return self._at(dx, dy, asked_ns)
        if step.target is None and self._moved != (0, 0) and self._has_moved_inside(wanted, expected):
            return self._at(*self._moved, asked_ns)
        return None

    def _has_moved_inside(self, wanted: Wanted, expected: ScreenPicture) -> bool:
        """Whether a window that keys go to is as it was, but for what in it has moved as the last target."""
        seen, moved = self._look(expected.place), self._moved
        return self._judged.has_moved.answer(
            moved, seen, lambda: _has_moved_inside(seen, wanted, expected, moved)
        )

    def _found(self, step: PlanStep, expected: ScreenPicture, asked_ns: int, wake: Event) -> Answer | None:
        """What a search finds; ``None`` where ``wake`` was set first."""
        seen = self._look(expected.place)
        offsets = self._judged.places.answer(None, seen, lambda: self._searched(seen, step, expected, wake))
        if offsets is None:
            return None
        if len(offsets) == 1:
            return self._at(*offsets[0], asked_ns)
        waited_ns = self._clock.now_ns() - asked_ns
        if offsets:
            return Lost(phrase("What was acted on is there more than once."), waited_ns)
        if step.target is None:
            return Lost(phrase("The window does not look as it did."), waited_ns)
        return Lost(phrase("What was acted on is not there, or it looks otherwise."), waited_ns)

    def _searched(
        self, seen: ScreenPicture, step: PlanStep, expected: ScreenPicture, wake: Event
    ) -> tuple[tuple[int, int], ...] | None:
        pool = ThreadPoolExecutor(1, "replay-search")
        try:
            searching = pool.submit(_offsets, step, expected, seen)
            return searching.result() if self._is_done(searching, wake) else None
        finally:
            pool.shutdown(wait=False)

    def _look(self, place: Rect) -> ScreenPicture:
        seen = _seen(self._eyes, place)
        return ScreenPicture(place, seen.pixels, self._hints())

    def _at(self, dx: int, dy: int, asked_ns: int) -> Answer:
        self._moved = dx, dy
        waited_ns = self._clock.now_ns() - asked_ns
        if (dx, dy) != (0, 0):
            return Moved(dx, dy, waited_ns)
        return Late(waited_ns) if waited_ns >= POLL_NS else Ready()

    def _is_done(self, searching: "Future[tuple[tuple[int, int], ...]]", wake: Event) -> bool:
        while not searching.done():
            if self._is_woken(wake):
                return False
        return True

    def _is_woken(self, wake: Event) -> bool:
        """Wait for the next look, or for ``wake``."""
        return wake.is_set() or not self._clock.sleep_until_ns(self._clock.now_ns() + POLL_NS, wake)


class _Judged:
    """What one wait worked out of the screens that it saw, by how far what is looked for has moved."""

    def __init__(self) -> None:
        self.is_there: Final = Unchanged[bool]()
        self.has_moved: Final = Unchanged[bool]()
        self.is_undrawn: Final = Unchanged[bool]()
        self.places: Final = Unchanged[tuple[tuple[int, int], ...] | None]()


class _Stillness:
    """Tells when the desktop has been still for long enough; once for each time that it comes to rest."""

    def __init__(self, eyes: Eyes, place: Rect, still_ns: int) -> None:
        self._eyes: Final = eyes
        self._place: Final = place
        self._still_ns: Final = still_ns
        self._last: ScreenPicture | None = None
        self._since_ns = self._looked_ns = 0
        self._is_told = False

    def is_due(self, now_ns: int) -> bool:
        if self._last is not None and now_ns - self._looked_ns < _STILLNESS_POLL_NS:
            return False
        self._looked_ns = now_ns
        seen = _seen(self._eyes, self._place)
        is_still = self._last is not None and (
            is_same(self._last, seen) or not difference(self._last, seen).regions
        )
        if not is_still:
            self._last, self._since_ns, self._is_told = seen, now_ns, False
            return False
        if self._is_told or now_ns - self._since_ns < self._still_ns:
            return False
        self._is_told = True
        return True


def _seen(eyes: Eyes, place: Rect) -> ScreenPicture:
    # A copy: what the eyes hand out is theirs, and gone with the next look.
    return ScreenPicture(place, eyes.look(place).copy())


def _has_moved_inside(
    seen: ScreenPicture, wanted: Wanted, expected: ScreenPicture, moved: tuple[int, int]
) -> bool:
    found = difference_after_moving(expected, seen, (moved,), within=wanted.picture.place)
    # Of a window that is elsewhere as a whole nothing is left to be compared.
    return found.compared >= _LEAST_COMPARED and found.changed <= MAY_DIFFER


def _offsets(step: PlanStep, expected: ScreenPicture, seen: ScreenPicture) -> tuple[tuple[int, int], ...]:
    """Where a step's target is, by the most of its surroundings that is found anywhere."""
    search = Search(seen)
    # A window that keys go to may have moved, and a letter of it may have been recorded late, both at once.
    may_differ = MAY_DIFFER if step.target is None else 0.0
    for wanted in looked_for(step, expected):
        offsets = search.offsets(wanted, may_differ=may_differ, around=lit_around(step))
        if offsets:
            return offsets
    return ()

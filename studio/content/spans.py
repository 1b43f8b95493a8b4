"""From when until when many things last, as arrays: what is visible of them is found without a loop."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Final

import numpy as np
from numpy.typing import NDArray

from recorder.episode.actions import Action, Click, Drag, Hidden, Hotkey, Press, Scroll, Type, Wait
from recorder.episode.time import TimeRange


class ActionKind(IntEnum):
    """The kinds of actions, as numbers in an array."""

    CLICK = 0
    DRAG = 1
    SCROLL = 2
    TYPE = 3
    PRESS = 4
    HOTKEY = 5
    WAIT = 6
    HIDDEN = 7


@dataclass(frozen=True, slots=True)
class Spans:
    """Things that last, in the order in which they begin.

    Attributes:
        start_ns: When each begins, rising.
        end_ns: When it is over.
        over_ns: The latest end of all up to this one.
        kind: An ``ActionKind`` for actions, else zeros.
    """

    start_ns: NDArray[np.int64] = field(repr=False)
    end_ns: NDArray[np.int64] = field(repr=False)
    over_ns: NDArray[np.int64] = field(repr=False)
    kind: NDArray[np.uint8] = field(repr=False)

    def __len__(self) -> int:
        return len(self.start_ns)

    def within(self, start_ns: float, end_ns: float) -> slice:
        """Those that may show in a range of time: all that do, and few that do not."""
        first = int(np.searchsorted(self.over_ns, start_ns, side="left"))
        return slice(first, max(first, int(np.searchsorted(self.start_ns, end_ns, side="left"))))


def spans(start_ns: Iterable[int], end_ns: Iterable[int], kind: Iterable[int] | None = None) -> Spans:
    """Make arrays of what lasts; the starts rise."""
    starts = np.fromiter(start_ns, np.int64)
    ends = np.fromiter(end_ns, np.int64)
    kinds = np.zeros(len(starts), np.uint8) if kind is None else np.fromiter(kind, np.uint8)
    return Spans(starts, ends, np.maximum.accumulate(ends), kinds)


NO_SPANS: Final = spans((), ())


def spans_of_ranges(ranges: Sequence[TimeRange]) -> Spans:
    """The spans of ranges of time whose starts rise."""
    return spans((each.start_ns for each in ranges), (each.end_ns for each in ranges))


def spans_of_actions(actions: Sequence[Action]) -> Spans:
    """The spans of actions, with their kinds."""
    return spans(
        (each.start_ns for each in actions),
        (each.end_ns for each in actions),
        (action_kind(each) for each in actions),
    )


def action_kind(action: Action) -> ActionKind:
    """Which kind an action is."""
    kind = _KINDS.get(type(action))
    if kind is None:
        raise AssertionError("an action of no known kind")
    return kind


_KINDS: Final[dict[type, ActionKind]] = {
    Click: ActionKind.CLICK,
    Drag: ActionKind.DRAG,
    Scroll: ActionKind.SCROLL,
    Type: ActionKind.TYPE,
    Press: ActionKind.PRESS,
    Hotkey: ActionKind.HOTKEY,
    Wait: ActionKind.WAIT,
    Hidden: ActionKind.HIDDEN,
}

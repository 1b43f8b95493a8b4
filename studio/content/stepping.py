"""From one thing that was done to the next, and what was done at one place on the screen."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from typing import Final

from recorder.episode.actions import Action, Click, Drag, Scroll, Wait

REACH_PX: Final = 24
"""How far from a place something still counts as done there: about the size of what people aim at."""


def done_actions(actions: Sequence[Action]) -> tuple[Action, ...]:
    """The actions that do something: waits are where nothing was done."""
    return tuple(action for action in actions if not isinstance(action, Wait))


def next_action(actions: Sequence[Action], at_ns: int) -> Action | None:
    """The first that begins after a time."""
    index = bisect_right(actions, at_ns, key=lambda action: action.start_ns)
    return actions[index] if index < len(actions) else None


def previous_action(actions: Sequence[Action], at_ns: int) -> Action | None:
    """The last that begins before a time."""
    index = bisect_left(actions, at_ns, key=lambda action: action.start_ns) - 1
    return actions[index] if index >= 0 else None


def actions_near(
    actions: Sequence[Action], x: int, y: int, *, reach_px: int = REACH_PX
) -> tuple[Action, ...]:
    """What the pointer did within reach of a place, in the order of time.

    Args:
        actions: In the order of their times.
        x: In pixels of the virtual desktop.
        y: As above.
        reach_px: On either axis.
    """
    return tuple(action for action in actions if _touches(action, x, y, reach_px))


def _touches(action: Action, x: int, y: int, reach_px: int) -> bool:
    match action:
        case Click() | Scroll():
            return _is_near(action.x - x, action.y - y, reach_px)
        case Drag():
            return any(_is_near(point.x - x, point.y - y, reach_px) for point in action.path)
        case _:
            return False


def _is_near(dx: int, dy: int, reach_px: int) -> bool:
    return max(abs(dx), abs(dy)) <= reach_px

"""Finds where nothing was done."""

from bisect import bisect_right
from collections.abc import Sequence
from typing import Final

from recorder.episode.actions import Action, Wait
from recorder.episode.time import NS_PER_SECOND

# Shorter ones are the time between one thing and the next, not a wait for anything.
SHORTEST_WAIT_NS: Final = 2 * NS_PER_SECOND


def with_waits(actions: Sequence[Action], contexts: Sequence[tuple[int, int]]) -> list[Action]:
    """Put a wait into every gap that is long enough.

    Args:
        actions: Of one stretch, in time order.
        contexts: The time and number of each ``ContextChanged`` of the stretch, in order.

    Returns:
        The actions and the waits, in time order.
    """
    waited: list[Action] = []
    over_ns: int | None = None
    for action in actions:
        if over_ns is not None and action.start_ns - over_ns >= SHORTEST_WAIT_NS:
            place = bisect_right(contexts, over_ns, key=lambda context: context[0])
            waited.append(
                Wait(
                    start_ns=over_ns,
                    end_ns=action.start_ns,
                    context=contexts[place - 1][1] if place else None,
                    sources=(),
                )
            )
        waited.append(action)
        over_ns = action.end_ns if over_ns is None else max(over_ns, action.end_ns)
    return waited

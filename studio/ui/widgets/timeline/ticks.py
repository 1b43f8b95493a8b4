"""At which times the ruler has its lines, and how it writes them."""

from dataclasses import dataclass
from math import ceil
from typing import Final

from recorder.episode.time import NS_PER_MS, NS_PER_SECOND, format_time
from studio.ui.widgets.timeline.scale import TimeScale

_MINUTE: Final = 60 * NS_PER_SECOND
_STEPS: Final = (
    *(step * NS_PER_MS for step in (1, 2, 5, 10, 20, 50, 100, 200, 500)),
    *(step * NS_PER_SECOND for step in (1, 2, 5, 10, 15, 30)),
    *(step * _MINUTE for step in (1, 2, 5, 10, 15, 30, 60, 120, 300, 600)),
)
_PARTS: Final = (5, 4, 2)
"""Into how many parts a step is divided, the most that is round and has room."""
_SMALLEST_GAP_PX: Final = 7


@dataclass(frozen=True, slots=True)
class Ticks:
    """The ruler's lines.

    Attributes:
        step_ns: From one written time to the next.
        labelled: The times that are written.
        between: Those that only have a short line.
    """

    step_ns: int
    labelled: tuple[int, ...]
    between: tuple[int, ...]


def ticks(scale: TimeScale, label_px: int) -> Ticks:
    """The lines of what is visible.

    Args:
        scale: What is visible.
        label_px: How far written times must be apart.
    """
    wanted_ns = label_px * scale.ns_per_px
    step_ns = next((step for step in _STEPS if step >= wanted_ns), _STEPS[-1])
    labelled = _multiples(step_ns, scale)
    small_ns = next(
        (
            step_ns // parts
            for parts in _PARTS
            if step_ns % (parts * NS_PER_MS) == 0 and step_ns / parts / scale.ns_per_px >= _SMALLEST_GAP_PX
        ),
        step_ns,
    )
    between = tuple(at_ns for at_ns in _multiples(small_ns, scale) if at_ns % step_ns)
    return Ticks(step_ns, labelled, between)


def _multiples(step_ns: int, scale: TimeScale) -> tuple[int, ...]:
    first = ceil(max(0.0, scale.start_ns - step_ns) / step_ns)
    last = int(min(scale.end_ns, scale.ended_ns) // step_ns)
    return tuple(number * step_ns for number in range(first, last + 1))


def tick_label(at_ns: int, step_ns: int) -> str:
    """Write a time of the ruler as exactly as its step needs: ``01:30`` or ``01:30.250``."""
    return format_time(at_ns) if step_ns % NS_PER_SECOND else format_time(at_ns).partition(".")[0]

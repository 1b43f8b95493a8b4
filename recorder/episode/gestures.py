"""The desktop's own settings of what makes a double click and a drag.

Read from the system when a session begins and kept in the session's header, so that a session means the same
thing on every machine that opens it. There are no defaults: a setting nobody read would be invented.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Gestures:
    """When clicks belong together and when a press becomes a drag.

    Attributes:
        double_click_ns: Two presses less than this apart, press to press, are one double click.
        double_click_px: The second press is at most this far from the first, on each axis; in device pixels,
            so already multiplied by the monitor's scale where the system counts in logical ones.
        drag_px: A press becomes a drag once the pointer is further than this away, on either axis; in device
            pixels likewise.

    Raises:
        ValueError: A setting is negative.
    """

    double_click_ns: int
    double_click_px: int
    drag_px: int

    def __post_init__(self) -> None:
        if min(self.double_click_ns, self.double_click_px, self.drag_px) < 0:
            raise ValueError("a setting of the pointer's gestures is never negative")

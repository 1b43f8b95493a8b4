"""What a hand does with boxes: draws a new one, or pulls the selected one by a grip. No mouse, no widget.

Everything is in pixels of the virtual desktop. What comes out is where a box shall be; whether it becomes an
edit is decided elsewhere.
"""

from collections.abc import Sequence
from typing import Final

from recorder.episode.screen import Rect
from studio.review.box_shaping import SMALLEST_PX, Grip, drawn, first_box, kept_within, reshaped, snapped

NUDGE_PX: Final = 1
BIG_NUDGE_PX: Final = 10


class BoxTool:
    """One box in the making.

    Attributes:
        monitor: It stays inside of this.
        box: As it is now, ``None`` where there is none.
        is_drawing: Whether it is a new one.
        is_held: Whether it follows the pointer.
    """

    def __init__(self) -> None:
        self.monitor = Rect(0, 0, 0, 0)
        self.box: Rect | None = None
        self.is_drawing = False
        self.is_held = False
        self._start: tuple[int, int] = (0, 0)
        self._grip = Grip.BODY
        self._before: Rect | None = None

    def begin_drawing(self, monitor: Rect) -> None:
        """A new box will be drawn on a monitor."""
        self.stop()
        self.monitor, self.is_drawing = monitor, True

    def stop(self) -> None:
        """Forget the box, whatever became of it."""
        self.box = self._before = None
        self.is_drawing = self.is_held = False

    def press(self, pixel: tuple[int, int]) -> None:
        """Begin to draw at a pixel."""
        self._start, self._grip, self._before = pixel, Grip.BOTTOM_RIGHT, None
        self.box, self.is_held = drawn(pixel, pixel, self.monitor), True

    def hold(self, box: Rect, grip: Grip, pixel: tuple[int, int], monitor: Rect) -> None:
        """Take hold of a box that there is."""
        self.stop()
        self.monitor, self.box, self._before = monitor, box, box
        self._start, self._grip, self.is_held = pixel, grip, True

    def drag(self, pixel: tuple[int, int], targets: Sequence[Rect] = (), *, reach_px: float = 0) -> bool:
        """The pointer is at another pixel now.

        Args:
            pixel: Where.
            targets: Rectangles whose edges attract.
            reach_px: From how far.

        Returns:
            Whether the box is another one now.
        """
        if not self.is_held:
            return False
        before = self.box
        if self._before is None:
            self._grip = _corner(self._start, pixel)
            self.box = drawn(self._start, pixel, self.monitor)
        else:
            dx, dy = pixel[0] - self._start[0], pixel[1] - self._start[1]
            self.box = reshaped(self._before, self._grip, dx, dy, within=self.monitor)
        if reach_px and self._is_large(self.box):
            self.box = snapped(self.box, self._grip, targets, reach_px=reach_px, within=self.monitor)
        return self.box != before

    def release(self) -> Rect | None:
        """The pointer let go: the box, unless it is too small to be meant."""
        self.is_held = False
        box = self.box
        if box is None or not self._is_large(box):
            self.box = None
            return None
        return box

    def nudge(self, dx: int, dy: int, *, is_resizing: bool = False, of: Rect | None = None) -> Rect:
        """Move or resize by keys; where there is no box yet, one to begin with appears.

        Args:
            dx: In pixels.
            dy: As above.
            is_resizing: Its right and bottom edge are moved.
            of: The box that there is.
        """
        box = self.box or of
        if box is None:
            self.box = first_box(self.monitor)
        else:
            grip = Grip.BOTTOM_RIGHT if is_resizing else Grip.BODY
            self.box = reshaped(kept_within(box, self.monitor), grip, dx, dy, within=self.monitor)
        return self.box

    def _is_large(self, box: Rect) -> bool:
        return box.width >= min(SMALLEST_PX, self.monitor.width) and box.height >= min(
            SMALLEST_PX, self.monitor.height
        )


def _corner(start: tuple[int, int], end: tuple[int, int]) -> Grip:
    """Which corner of the box between two pixels the second one is."""
    is_left, is_top = end[0] < start[0], end[1] < start[1]
    if is_top:
        return Grip.TOP_LEFT if is_left else Grip.TOP_RIGHT
    return Grip.BOTTOM_LEFT if is_left else Grip.BOTTOM_RIGHT

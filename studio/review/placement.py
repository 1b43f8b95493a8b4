"""Where a monitor's picture lies on the widget that shows it, and back.

Places on the widget are in its own, logical pixels; those of the desktop are pixels of the virtual desktop,
where a monitor may begin anywhere. A picture that is enlarged is enlarged by a whole number of the screen's
own pixels, so that every pixel of the recording is as large as the next one.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from recorder.episode.screen import Rect
from recorder.episode.time import TimeRange
from studio.content.session_content import MonitorStretch

SMALLEST_SCALE: Final = 0.1
LARGEST_SCALE: Final = 16.0


@dataclass(frozen=True, slots=True)
class Look:
    """How a person looks at a monitor.

    Attributes:
        scale: Device pixels for one pixel of the monitor; ``None`` fits all of it.
        centre: What is in the middle, in pixels of the virtual desktop; nobody asks when it fits.
    """

    scale: float | None = None
    centre: tuple[float, float] = (0.0, 0.0)


@dataclass(frozen=True, slots=True)
class Placement:
    """Where the picture lies.

    Attributes:
        monitor: In pixels of the virtual desktop.
        scale: Logical pixels for one pixel of the monitor.
        ratio: Device pixels for one logical pixel.
        left: The picture's left edge on the widget.
        top: Its top edge.
    """

    monitor: Rect
    scale: float
    ratio: float
    left: float
    top: float

    @property
    def device_scale(self) -> float:
        """Device pixels for one pixel of the monitor."""
        return self.scale * self.ratio

    @property
    def size(self) -> tuple[float, float]:
        """The picture's width and height on the widget."""
        return self.monitor.width * self.scale, self.monitor.height * self.scale

    def to_widget(self, x: float, y: float) -> tuple[float, float]:
        """Where a place of the desktop is on the widget; a pixel's own place is its top left corner."""
        return self.left + (x - self.monitor.x) * self.scale, self.top + (y - self.monitor.y) * self.scale

    def to_desktop(self, x: float, y: float) -> tuple[float, float]:
        """Where a place of the widget is on the desktop."""
        return (x - self.left) / self.scale + self.monitor.x, (y - self.top) / self.scale + self.monitor.y

    def pixel_at(self, x: float, y: float) -> tuple[int, int] | None:
        """The pixel of the desktop under a place of the widget; ``None`` beside the picture."""
        there = self.to_desktop(x, y)
        pixel = math.floor(there[0]), math.floor(there[1])
        return pixel if self.monitor.contains(*pixel) else None

    def nearest_pixel(self, x: float, y: float) -> tuple[int, int]:
        """The pixel of the picture nearest to a place of the widget."""
        there = self.to_desktop(x, y)
        return (
            min(max(math.floor(there[0]), self.monitor.x), self.monitor.right - 1),
            min(max(math.floor(there[1]), self.monitor.y), self.monitor.bottom - 1),
        )

    def rect_to_widget(self, rect: Rect) -> tuple[float, float, float, float]:
        """A rectangle of the desktop on the widget: left, top, width, height."""
        left, top = self.to_widget(rect.x, rect.y)
        return left, top, rect.width * self.scale, rect.height * self.scale


def place(
    monitor: Rect, width: float, height: float, *, ratio: float = 1.0, look: Look | None = None
) -> Placement:
    """Place a monitor's picture on a widget.

    Args:
        monitor: In pixels of the virtual desktop; not empty.
        width: Of the widget, in logical pixels.
        height: As above.
        ratio: Device pixels for one logical pixel.
        look: How it is looked at; all of it where ``None``.
    """
    device = _fitting(monitor, width * ratio, height * ratio)
    if look is not None and look.scale is not None:
        device = look.scale
    scale = device / ratio
    across, down = monitor.width * scale, monitor.height * scale
    centre = monitor.x + monitor.width / 2, monitor.y + monitor.height / 2
    if look is not None and look.scale is not None:
        centre = look.centre
    left = _edge(width, across, (centre[0] - monitor.x) * scale)
    top = _edge(height, down, (centre[1] - monitor.y) * scale)
    # On whole device pixels, or a picture shown pixel for pixel would be smeared over its neighbours.
    return Placement(monitor, scale, ratio, round(left * ratio) / ratio, round(top * ratio) / ratio)


def picture_place(
    stretches: Sequence[MonitorStretch], monitor_id: int, at_ns: int, size: tuple[int, int]
) -> Rect:
    """Where a picture's monitor was on the desktop.

    A picture and the word of its monitor's change come from different threads: where the monitor of that time
    has another size than the picture, the nearest in time that has the picture's counts.

    Args:
        stretches: The monitors, over time.
        monitor_id: Which monitor.
        at_ns: When the picture was taken.
        size: Of the picture, which is the monitor's made even.
    """
    fitting = [
        (_distance(stretch.range, at_ns), monitor.rect)
        for stretch in stretches
        for monitor in stretch.monitors
        if monitor.id == monitor_id and _encoded_size(monitor.rect) == size
    ]
    return min(fitting, key=lambda each: each[0])[1] if fitting else Rect(0, 0, *size)


def encoded_size(monitor: Rect, device_scale: float) -> tuple[int, int] | None:
    """In which size to decode a monitor's picture that is shown at a scale; ``None`` for its own."""
    if device_scale >= 1:
        return None
    width, height = _encoded_size(monitor)
    return max(1, round(width * device_scale)), max(1, round(height * device_scale))


def zoomed(placement: Placement, at: tuple[float, float], factor: float, *, fit: Placement) -> Look:
    """Look closer at a place of the widget, or from further away; what is there stays there.

    Args:
        placement: As it is.
        at: On the widget.
        factor: Above 1 is closer.
        fit: As it would fit; whoever goes that far away sees all of it.
    """
    scale = min(max(placement.device_scale * factor, SMALLEST_SCALE), LARGEST_SCALE)
    if scale <= fit.device_scale and factor < 1:
        return Look()
    there = placement.to_desktop(*at)
    logical = scale / placement.ratio
    middle = _middle_of(fit)
    centre = (there[0] + (middle[0] - at[0]) / logical, there[1] + (middle[1] - at[1]) / logical)
    return Look(scale, centre)


def panned(look: Look, placement: Placement, dx: float, dy: float) -> Look:
    """Move the picture under the widget by some logical pixels."""
    if look.scale is None:
        return look
    x, y = look.centre
    return replace(look, centre=(x - dx / placement.scale, y - dy / placement.scale))


def _encoded_size(rect: Rect) -> tuple[int, int]:
    return rect.width + rect.width % 2, rect.height + rect.height % 2


def _distance(range_: TimeRange, at_ns: int) -> int:
    return max(range_.start_ns - at_ns, at_ns - range_.end_ns + 1, 0)


def _fitting(monitor: Rect, width: float, height: float) -> float:
    scale = min(max(1.0, width) / monitor.width, max(1.0, height) / monitor.height)
    return float(math.floor(scale)) if scale >= 1 else scale


def _edge(space: float, length: float, centre: float) -> float:
    """Where a picture begins: in the middle where it is smaller, else without a gap at either end."""
    if length <= space:
        return (space - length) / 2
    return min(0.0, max(space - length, space / 2 - centre))


def _middle_of(fit: Placement) -> tuple[float, float]:
    """The widget's middle, which is where a picture that fits has its own."""
    return fit.left + fit.size[0] / 2, fit.top + fit.size[1] / 2

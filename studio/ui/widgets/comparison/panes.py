"""Where the pictures lie on the stage: one pane or two, each with a line of words above it."""

import math
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from PySide6.QtCore import QPointF, QRectF

from recorder.episode.screen import Rect
from studio.review.placement import Look, Placement, panned, place, zoomed
from studio.ui.theme import GRID
from studio.ui.widgets.comparison.wishes import View

_GAP: Final = float(GRID)


class Content(StrEnum):
    """What a pane shows."""

    EXPECTED = "expected"
    ACTUAL = "actual"
    DIFFERENCE = "difference"
    BOTH = "both"


@dataclass(frozen=True, slots=True)
class Pane:
    """A part of the stage.

    Attributes:
        content: What it shows.
        head: Where its words stand.
        area: Where its picture may lie.
    """

    content: Content
    head: QRectF
    area: QRectF


class Panes:
    """Answers where things lie; asked anew each time.

    Attributes:
        look: How the person looks at the pictures, the same in every pane.
        whole: All that the pictures show, in pixels of the desktop.
        size: Of the stage, in logical pixels.
        ratio: Device pixels for one of them.
        head: How high the line of words is.
        view: How the pictures lie to each other.
        shows_actual: Which of them is seen, where it is one at a time.
    """

    def __init__(self) -> None:
        self.look = Look()
        self.whole = Rect(0, 0, 0, 0)
        self.size = (1, 1)
        self.ratio = 1.0
        self.head = float(GRID * 3)
        self.view = View.SLIDER
        self.shows_actual = True

    def panes(self) -> tuple[Pane, ...]:
        """All there are, from left to right."""
        width, height = float(self.size[0]), float(self.size[1])
        match self.view:
            case View.SIDE:
                half = max(1.0, (width - _GAP) / 2)
                return (
                    self._pane(Content.EXPECTED, 0.0, half, height),
                    self._pane(Content.ACTUAL, half + _GAP, half, height),
                )
            case View.SLIDER:
                return (self._pane(Content.BOTH, 0.0, width, height),)
            case View.DIFFERENCE:
                return (self._pane(Content.DIFFERENCE, 0.0, width, height),)
            case View.FLIP:
                content = Content.ACTUAL if self.shows_actual else Content.EXPECTED
                return (self._pane(content, 0.0, width, height),)

    def placement(self, pane: Pane) -> Placement:
        """Where the desktop lies in a pane, in the pane's own pixels from its top left corner."""
        return self._placed(pane, self.look)

    def scale(self) -> float:
        """Device pixels for one pixel of the desktop, as the pictures are to be made.

        While somebody looks closer it is a power of two, so that one picture serves many steps of it.
        """
        scale = self.placement(self.panes()[0]).device_scale
        if self.look.scale is None or scale >= 1:
            return scale
        return float(2.0 ** math.ceil(math.log2(scale)))

    def pane_at(self, at: QPointF) -> Pane:
        """The pane under a place, or the one nearest to it."""
        panes = self.panes()
        return next((pane for pane in panes if at.x() <= pane.area.right()), panes[-1])

    def pixel_at(self, at: QPointF, pane: Pane) -> tuple[int, int]:
        """The pixel of the desktop nearest to a place."""
        own = at - pane.area.topLeft()
        return self.placement(pane).nearest_pixel(own.x(), own.y())

    def zoom(self, factor: float, at: QPointF | None = None) -> None:
        """Look closer at a place, or from further away."""
        pane = self.pane_at(at) if at is not None else self.panes()[0]
        own = at - pane.area.topLeft() if at is not None else pane.area.center() - pane.area.topLeft()
        fit = self._placed(pane, Look())
        self.look = zoomed(self.placement(pane), (own.x(), own.y()), factor, fit=fit)

    def pan(self, dx: float, dy: float) -> None:
        """Move the pictures."""
        self.look = panned(self.look, self.placement(self.panes()[0]), dx, dy)

    def show_actual_size(self) -> None:
        """One pixel of the screen for each of the desktop."""
        self.look = Look(1.0, self.look.centre if self.look.scale is not None else _middle(self.whole))

    def show_near(self, near: Rect) -> None:
        """A part of the desktop, as large as it fits."""
        if near.is_empty:
            self.look = Look()
            return
        area = self.panes()[0].area
        fitting = place(near, max(1.0, area.width()), max(1.0, area.height()), ratio=self.ratio)
        self.look = Look(fitting.device_scale, _middle(near))

    def _placed(self, pane: Pane, look: Look) -> Placement:
        whole = self.whole if not self.whole.is_empty else Rect(0, 0, 1, 1)
        return place(
            whole, max(1.0, pane.area.width()), max(1.0, pane.area.height()), ratio=self.ratio, look=look
        )

    def _pane(self, content: Content, left: float, width: float, height: float) -> Pane:
        head = min(self.head, height)
        area = QRectF(left, head, width, max(1.0, height - head))
        return Pane(content, QRectF(left, 0.0, width, head), area)


def _middle(rect: Rect) -> tuple[float, float]:
    return rect.x + rect.width / 2, rect.y + rect.height / 2

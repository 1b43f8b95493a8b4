"""What all lanes have in common."""

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QFontMetrics, QPainter

from studio.content.session_content import SessionContent
from studio.ui.widgets.timeline.facts import LaneKind
from studio.ui.widgets.timeline.look import Look
from studio.ui.widgets.timeline.scale import TimeScale

_PADDING_PX = 6
_NARROWEST_PX = 46


@dataclass(frozen=True, slots=True)
class Canvas:
    """Where and with what a lane paints itself.

    Attributes:
        painter: Its origin is the upper left corner of the lane; clipped to it.
        scale: Which times are visible.
        height: How high the lane is.
        is_folded: Whether it is only a narrow strip.
        look: What to paint with.
    """

    painter: QPainter
    scale: TimeScale
    height: int
    is_folded: bool
    look: Look

    @property
    def area(self) -> QRectF:
        """All of the lane."""
        return QRectF(0, 0, self.scale.width_px, self.height)

    def has_room(self, left: float, right: float) -> bool:
        """Whether anything could be written into a block: where there is none, its words need not be made."""
        return not self.is_folded and min(right, self.scale.width_px) - max(left, 0.0) >= _NARROWEST_PX

    def write(self, text: str, left: float, right: float, *, colour: str = "text") -> None:
        """Write into a block, elided; not at all where it has no room. What is scrolled out is not used."""
        if not self.has_room(left, right):
            return
        left, right = max(left, 0.0) + _PADDING_PX, min(right, self.scale.width_px) - _PADDING_PX
        self.painter.setFont(self.look.small)
        self.painter.setPen(self.look.colour(colour))
        self.painter.drawText(
            QRectF(left, 0, right - left, self.height),
            Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft | Qt.TextFlag.TextSingleLine,
            elided(self.look.small_metrics, text, right - left),
        )

    def say_empty(self, text: str) -> None:
        """Say quietly that there is nothing."""
        self.write(text, 0, self.scale.width_px, colour="quiet")


class Lane(ABC):
    """One lane; owned by the timeline, and shown what there is to paint.

    Attributes:
        kind: Which.
    """

    kind: ClassVar[LaneKind]

    @abstractmethod
    def title(self) -> str:
        """Its name, in the person's language."""

    @abstractmethod
    def show(self, content: SessionContent) -> None:
        """Take what is loaded of the session."""

    @abstractmethod
    def paint(self, canvas: Canvas) -> None:
        """Paint what is visible."""


def pixels(scale: TimeScale, times: NDArray[np.int64]) -> NDArray[np.float64]:
    """At which pixels times are, kept near what is visible, where a painter's numbers are exact."""
    places: NDArray[np.float64] = np.clip(
        (times - scale.start_ns) / scale.ns_per_px, -64.0, scale.width_px + 64.0
    )
    return places


def apart(x: NDArray[np.float64], gap_px: float) -> NDArray[np.intp]:
    """Which of rising places to paint so that hardly two are closer than a gap: the first of each cell."""
    cells = np.floor(x / gap_px)
    first = np.ones(len(cells), np.bool_)
    first[1:] = cells[1:] != cells[:-1]
    return np.flatnonzero(first)


def joined(
    left: NDArray[np.float64], right: NDArray[np.float64], gap_px: float
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Blocks with those joined that have less than a gap between them; the left ends rise."""
    if not len(left):
        return left, right
    reach = np.maximum.accumulate(right)
    begins = np.ones(len(left), np.bool_)
    begins[1:] = left[1:] - reach[:-1] >= gap_px
    places = np.flatnonzero(begins)
    ends = np.append(places[1:], len(left)) - 1
    return left[places], reach[ends]


def elided(metrics: QFontMetrics, text: str, width_px: float) -> str:
    """A text, cut short where it has no room; a long one is not measured whole."""
    most = max(4, int(width_px // 2))
    return metrics.elidedText(text[:most], Qt.TextElideMode.ElideRight, int(width_px))

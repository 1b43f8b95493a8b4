"""The box around what is to be left out, while it is drawn: by the mouse, or by keys alone."""

from collections.abc import Iterable
from typing import Final

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QKeyEvent, QPainter

from recorder.episode.screen import Rect
from studio.review.box_tool import BIG_NUDGE_PX, NUDGE_PX, BoxTool
from studio.ui.theme import GRID
from studio.ui.widgets.comparison.panes import Content, Pane, Panes
from studio.ui.widgets.stage.box_painting import area_of, paint_outline, paint_size
from studio.ui.widgets.stage.picture_painting import paint_chip
from studio.ui.words import tr

_SNAP_PX: Final = 8
_ARROWS: Final = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}
_ENTERS: Final = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class BoxHand:
    """Draws one box on the panes.

    Args:
        panes: Where it is drawn.
    """

    def __init__(self, panes: Panes) -> None:
        self._panes = panes
        self._tool = BoxTool()
        self._pane: Pane | None = None

    @property
    def is_drawing(self) -> bool:
        """Whether a box is drawn now."""
        return self._tool.is_drawing

    @property
    def is_held(self) -> bool:
        """Whether it follows the pointer."""
        return self._tool.is_held

    @property
    def is_on_replay(self) -> bool:
        """Whether it was drawn on the replay's picture alone."""
        return self._pane is not None and self._pane.content is Content.ACTUAL

    def begin(self) -> None:
        """Draw one."""
        self._pane = None
        self._tool.begin_drawing(self._panes.whole)

    def stop(self) -> None:
        """Draw none any more."""
        self._tool.stop()

    def press(self, at: QPointF) -> None:
        """Begin at a place of the stage."""
        self._pane = self._panes.pane_at(at)
        self._tool.press(self._panes.pixel_at(at, self._pane))

    def drag(self, at: QPointF, targets: Iterable[Rect], *, snaps: bool) -> bool:
        """Go on with it; whether the box is another one now.

        Args:
            at: On the stage.
            targets: Whose edges attract.
            snaps: Whether they do.
        """
        if self._pane is None:
            return False
        reach = _SNAP_PX / self._panes.placement(self._pane).scale if snaps else 0.0
        return self._tool.drag(self._panes.pixel_at(at, self._pane), tuple(targets), reach_px=reach)

    def release(self) -> Rect | None:
        """The box, unless it is too small to be meant: then the drawing goes on."""
        return self._tool.release()

    def wants(self, event: QKeyEvent) -> bool:
        """Whether a key shapes the box, ends it, or calls it off."""
        key = event.key()
        return self.is_drawing and (key in _ARROWS or key in _ENTERS or key == Qt.Key.Key_Escape)

    def shape(self, event: QKeyEvent) -> Rect | None:
        """Do what a key does: the box, if it is right now."""
        if event.key() == Qt.Key.Key_Escape:
            self.stop()
        elif event.key() in _ENTERS:
            if self._tool.box is not None:
                return self._tool.box
            self._tool.nudge(0, 0)
        else:
            is_big = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            is_resizing = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
            step = BIG_NUDGE_PX if is_big else NUDGE_PX
            dx, dy = _ARROWS[Qt.Key(event.key())]
            self._tool.nudge(dx * step, dy * step, is_resizing=is_resizing)
        return None

    def words(self) -> str:
        """What is drawn, for who cannot see it."""
        box = self._tool.box
        if box is None:
            return tr("drawing a box: Enter begins with one, arrows move it")
        return tr(
            "a box of {width} by {height} pixels at {x}, {y}",
            width=box.width,
            height=box.height,
            x=box.x,
            y=box.y,
        )

    def paint(self, painter: QPainter) -> None:
        """Draw it in every pane, and what the keys do."""
        for pane in self._panes.panes():
            self._paint_in(painter, pane)
        if not self._tool.is_held:
            words = (
                tr("Enter leaves this box out. Arrows move it, Ctrl+arrows resize it, Esc cancels.")
                if self._tool.box is not None
                else tr("Drag around what differs by itself. Enter begins with a box, Esc cancels.")
            )
            width = self._panes.size[0]
            paint_chip(painter, words, QPointF(width / 2, self._panes.head + GRID), width - GRID * 2.0)

    def _paint_in(self, painter: QPainter, pane: Pane) -> None:
        box = self._tool.box
        if box is None:
            return
        placement = self._panes.placement(pane)
        painter.save()
        painter.setClipRect(pane.area)
        painter.translate(pane.area.topLeft())
        area = area_of(box, placement)
        paint_outline(painter, area, is_accented=True)
        paint_size(painter, box, area, placement)
        painter.restore()

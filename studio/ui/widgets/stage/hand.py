"""What the mouse and the keys do with boxes, and what is wished by it. Knows no events and no painter."""

from collections.abc import Iterator
from typing import Final

from studio.review.box_shaping import Grip, grip_at
from studio.review.box_tool import BoxTool
from studio.review.covers import ShownBox
from studio.ui.widgets.stage.view import StageView
from studio.ui.widgets.stage.wishes import BoxChange, BoxDrawn, PlaceClicked, SelectedBox

SNAP_PX: Final = 8
"""An edge jumps to another one from so far away, in logical pixels."""
REACH_PX: Final = 9
"""A handle is held from so far away."""


class BoxHand:
    """Draws boxes and pulls at them.

    Args:
        view: What is seen.

    Attributes:
        tool: The box in the making.
        selected_id: The edit whose boxes can be pulled.
        pulled: The box that is pulled, as it was before.
    """

    def __init__(self, view: StageView) -> None:
        self.tool = BoxTool()
        self.selected_id: int | None = None
        self.pulled: ShownBox | None = None
        self._view = view

    @property
    def is_drawing(self) -> bool:
        """Whether a new box is drawn."""
        return self.tool.is_drawing

    @property
    def selected(self) -> ShownBox | None:
        """The selected box that can be pulled; none in a preview, or where it follows a window."""
        return next(self._movable(), None)

    def start_drawing(self) -> None:
        """The next box is a new one."""
        self.pulled = None
        self.tool.begin_drawing(self._view.monitor)

    def stop(self) -> None:
        """Let go of everything; nothing is wished."""
        self.pulled = None
        self.tool.stop()

    def grip_at(self, x: float, y: float) -> tuple[ShownBox, Grip] | None:
        """What of the selected edit is under a place of the widget."""
        placement = self._view.placement
        for box in self._movable():
            grip = grip_at(placement.rect_to_widget(box.rect), x, y, reach=REACH_PX)
            if grip is not None:
                return box, grip
        return None

    def press(self, x: float, y: float) -> bool:
        """Begin to draw or to pull; whether there is anything to do here."""
        pixel = self._view.placement.nearest_pixel(x, y)
        if self.is_drawing:
            self.tool.press(pixel)
            return True
        held = self.grip_at(x, y)
        if held is None:
            return False
        self.pulled = held[0]
        self.tool.hold(held[0].rect, held[1], pixel, self._view.monitor)
        return True

    def drag(self, x: float, y: float, *, snaps: bool) -> bool:
        """Go on with it; whether the box is another one now."""
        placement = self._view.placement
        reach = SNAP_PX / placement.scale if snaps else 0.0
        return self.tool.drag(placement.nearest_pixel(x, y), self._view.snap_targets, reach_px=reach)

    def release(self, *, is_dragged: bool) -> BoxDrawn | BoxChange | None:
        """End it."""
        box = self.tool.release()
        if self.is_drawing:
            return self.drawn() if box is not None else None
        change = self.change(is_final=True) if is_dragged else None
        self.stop()
        return change

    def nudge(self, dx: int, dy: int, *, is_resizing: bool) -> BoxChange | None:
        """Move or resize by keys; while drawing, a box to begin with appears first."""
        if not self.is_drawing:
            self.pulled = self.pulled or self.selected
            if self.pulled is None:
                return None
            self.tool.monitor = self._view.monitor
        self.tool.nudge(dx, dy, is_resizing=is_resizing, of=self.pulled.rect if self.pulled else None)
        return self.change(is_final=False)

    def confirm(self) -> BoxDrawn | None:
        """The new box is right; where there is none yet, one to begin with appears."""
        if self.tool.box is None:
            self.tool.nudge(0, 0)
            return None
        return self.drawn()

    def give_up(self) -> BoxChange | None:
        """Put a pulled box back where it was."""
        before = self.pulled
        self.stop()
        return BoxChange(before.edit_id, before.part, before.rect, is_final=True) if before else None

    def drawn(self) -> BoxDrawn | None:
        """The wish for the new box."""
        player, box = self._view.player, self.tool.box
        self.stop()
        return BoxDrawn(player.monitor_id, box, player.position_ns) if box is not None else None

    def change(self, *, is_final: bool) -> BoxChange | None:
        """The wish for the pulled box."""
        if self.pulled is None or self.tool.box is None:
            return None
        return BoxChange(self.pulled.edit_id, self.pulled.part, self.tool.box, is_final)

    def click(self, x: float, y: float) -> Iterator[SelectedBox | PlaceClicked | None]:
        """What a click selects: a box; or none, which is told as ``None``, and the place."""
        player = self._view.player
        pixel = self._view.placement.pixel_at(x, y)
        if pixel is None or not self._view.is_shown:
            return
        hit = None if player.is_preview else self._box_at(pixel)
        if hit is not None:
            self.selected_id = hit.edit_id
            yield SelectedBox(hit.edit_id, hit.part)
            return
        if self.selected_id is not None:
            self.selected_id = None
            yield None
        yield PlaceClicked(player.monitor_id, *pixel, player.position_ns)

    def _box_at(self, pixel: tuple[int, int]) -> ShownBox | None:
        """The smallest box under a pixel: a large one must not keep others from being reached."""
        found = [box for box in self._view.boxes if box.rect.contains(*pixel)]
        return min(found, key=lambda box: box.rect.width * box.rect.height, default=None)

    def _movable(self) -> Iterator[ShownBox]:
        if self.selected_id is None or self._view.player.is_preview:
            return
        for box in self._view.boxes:
            if box.edit_id == self.selected_id and box.is_movable:
                yield box

"""The widget: shows what the player shows, and turns the mouse and the keys into wishes."""

from typing import Final, cast

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import (
    QColor,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QApplication, QSizePolicy, QStyle, QWidget

from recorder.episode.time import format_time
from studio.review.box_shaping import Grip
from studio.review.box_tool import BIG_NUDGE_PX, NUDGE_PX
from studio.review.placement import Placement
from studio.ui.models.player import Player
from studio.ui.theme import GRID, TARGET, theme
from studio.ui.widgets.stage.hand import BoxHand
from studio.ui.widgets.stage.layers import StageLayers
from studio.ui.widgets.stage.view import StageView
from studio.ui.widgets.stage.wishes import BoxChange, BoxDrawn, PlaceClicked
from studio.ui.words import tr

ZOOM_STEP: Final = 1.25
_WHEEL_NOTCH: Final = 120
_ARROWS: Final = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}
_ENTERS: Final = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_CURSORS: Final = {
    Grip.BODY: Qt.CursorShape.SizeAllCursor,
    Grip.TOP_LEFT: Qt.CursorShape.SizeFDiagCursor,
    Grip.BOTTOM_RIGHT: Qt.CursorShape.SizeFDiagCursor,
    Grip.TOP_RIGHT: Qt.CursorShape.SizeBDiagCursor,
    Grip.BOTTOM_LEFT: Qt.CursorShape.SizeBDiagCursor,
    Grip.LEFT: Qt.CursorShape.SizeHorCursor,
    Grip.RIGHT: Qt.CursorShape.SizeHorCursor,
    Grip.TOP: Qt.CursorShape.SizeVerCursor,
    Grip.BOTTOM: Qt.CursorShape.SizeVerCursor,
}


class Stage(QWidget):
    """Shows one monitor of a session, and lets boxes be drawn on it.

    Args:
        player: Whose picture it shows.
        parent: Owns this.
        can_draw: Whether boxes can be drawn at all; not on a recording that nobody edits.
    """

    box_drawn = Signal(object)
    """A ``BoxDrawn``."""
    box_change_requested = Signal(object)
    """A ``BoxChange``."""
    edit_selected = Signal(object)
    """A ``SelectedBox``, or ``None`` when the picture beside every box was clicked."""
    place_clicked = Signal(object)
    """A ``PlaceClicked``."""
    drawing_changed = Signal(bool)
    """A box is drawn now, or no longer."""

    def __init__(self, player: Player, parent: QWidget | None = None, *, can_draw: bool = True) -> None:
        super().__init__(parent)
        self._player = player
        self._can_draw = can_draw
        self._view = StageView(player)
        self._hand = BoxHand(self._view)
        self._layers = StageLayers(self._view, self._hand)
        self._pressed_at: QPointF | None = None
        self._panned_from: QPointF | None = None
        self._is_still: bool | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(TARGET * 8, TARGET * 5)
        self.setAccessibleName(tr("The screen as it was recorded"))
        player.picture_changed.connect(self._on_picture_changed)
        player.position_changed.connect(self._on_position_changed)
        player.state_changed.connect(self._on_state_changed)
        self._describe()

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Room for half of an ordinary screen."""
        return QSize(GRID * 120, GRID * 68)

    @property
    def is_drawing(self) -> bool:
        """Whether a new box is drawn now."""
        return self._hand.is_drawing

    @property
    def shows_keys(self) -> bool:
        """Whether the keys that were pressed are shown."""
        return self._layers.shows_keys

    @property
    def placement(self) -> Placement:
        """Where the picture lies now."""
        return self._view.placement

    def set_shows_keys(self, shows: bool) -> None:  # noqa: FBT001 - a slot for a button that is checked
        """Show the keys that were pressed, or do not."""
        self._layers.shows_keys = shows
        self.update()

    def set_still(self, is_still: bool | None) -> None:  # noqa: FBT001 - a setting's own value
        """Let nothing move; ``None`` does as the system does."""
        self._is_still = is_still
        self.update()

    def select_edit(self, edit_id: int | None) -> None:
        """Show the boxes of one edit as the selected ones, without telling anybody."""
        if edit_id == self._hand.selected_id:
            return
        self._hand.selected_id = edit_id
        if not self.is_drawing:
            self._hand.stop()
        self.update()

    def set_drawing(self, is_drawing: bool) -> None:  # noqa: FBT001 - a slot for a button that is checked
        """Draw a new box with the mouse or the keys, or stop; nothing is drawn on a preview."""
        wanted = is_drawing and self._can_draw and not self._player.is_preview and self._view.is_shown
        if wanted:
            self._player.pause()
            self._hand.start_drawing()
            self.setFocus(Qt.FocusReason.OtherFocusReason)
        elif self.is_drawing:
            self._hand.stop()
        self._tell_drawing(is_drawing=wanted)

    def zoom_in(self) -> None:
        """Look closer at the middle."""
        self._zoom(ZOOM_STEP, QPointF(self.rect().center()))

    def zoom_out(self) -> None:
        """Look from further away."""
        self._zoom(1 / ZOOM_STEP, QPointF(self.rect().center()))

    def zoom_to_fit(self) -> None:
        """See all of the monitor."""
        self._view.fit()
        self._refresh()

    def zoom_to_actual_size(self) -> None:
        """See each pixel of the recording on one of the screen."""
        self._view.show_actual_size()
        self._refresh()

    @Slot()
    def _on_picture_changed(self) -> None:
        self._view.ask_for_size()
        self.update()

    @Slot(object)
    def _on_position_changed(self, _: object) -> None:
        self._describe()
        self.update()

    @Slot()
    def _on_state_changed(self) -> None:
        if self._player.content is None:
            self._hand.stop()
        self._layers.learn()
        if self._player.is_preview and self.is_drawing:
            self.set_drawing(False)
        self._describe()
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Draw everything, lowest first."""
        painter = QPainter(self)
        painter.fillRect(event.rect(), QColor(theme().sunken))
        self._layers.paint(painter, QRectF(self.rect()), self.font(), is_still=self._stands_still())
        if self.hasFocus():
            painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(theme().accent), 1))
            painter.drawRect(self.rect().adjusted(0, 0, -1, -1))
        painter.end()

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Begin to draw, to pull, to move the picture, or to click."""
        at = event.position()
        if event.button() is Qt.MouseButton.MiddleButton:
            self._panned_from = at
        if event.button() is not Qt.MouseButton.LeftButton or not self._view.is_shown:
            return
        self._pressed_at = at
        if self._hand.press(at.x(), at.y()):
            self._player.pause()
        elif self._view.look.scale is not None:
            self._panned_from = at

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Go on with it."""
        at = event.position()
        if self._hand.tool.is_held:
            snaps = not event.modifiers() & Qt.KeyboardModifier.ControlModifier
            if self._is_dragged(at) and self._hand.drag(at.x(), at.y(), snaps=snaps):
                self._tell(self._hand.change(is_final=False))
                self.update()
        elif self._panned_from is not None:
            moved = at - self._panned_from
            self._panned_from = at
            self._view.pan(moved.x(), moved.y())
            self.update()
        else:
            self._choose_cursor(at)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """End it: the wish is told now."""
        at = event.position()
        self._panned_from = None
        if event.button() is not Qt.MouseButton.LeftButton or self._pressed_at is None:
            return
        is_dragged = self._is_dragged(at)
        self._pressed_at = None
        if self._hand.tool.is_held:
            self._tell(self._hand.release(is_dragged=is_dragged))
        if not is_dragged and not self.is_drawing:
            for clicked in self._hand.click(at.x(), at.y()):
                if isinstance(clicked, PlaceClicked):
                    self.place_clicked.emit(clicked)
                else:
                    self.edit_selected.emit(clicked)
        self.update()

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802 - Qt's name
        """Zoom about the pointer with Ctrl; else leave the wheel to whatever is around."""
        notches = event.angleDelta().y() / _WHEEL_NOTCH
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier and notches:
            self._zoom(ZOOM_STEP**notches, event.position())
            event.accept()
        else:
            event.ignore()

    def event(self, event: QEvent) -> bool:
        """Keep the keys that shape a box from being taken as the page's shortcuts meanwhile."""
        if event.type() is QEvent.Type.ShortcutOverride and self._wants_key(cast("QKeyEvent", event)):
            event.accept()
            return True
        if event.type() is QEvent.Type.DevicePixelRatioChange:
            self._view.resize((self.width(), self.height()), self.devicePixelRatioF())
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Shape a box, confirm or cancel it, zoom."""
        key, modifiers = event.key(), event.modifiers()
        is_control = bool(modifiers & Qt.KeyboardModifier.ControlModifier)
        if self._wants_key(event):
            self._shape(event, is_control=is_control)
        elif key == Qt.Key.Key_B and not modifiers:
            self.set_drawing(not self.is_drawing)
        elif key == Qt.Key.Key_0 and is_control:
            self.zoom_to_fit()
        elif key == Qt.Key.Key_1 and is_control:
            self.zoom_to_actual_size()
        else:
            super().keyPressEvent(event)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """A box that was nudged stays where it is now."""
        is_nudge = event.key() in _ARROWS and not event.isAutoRepeat()
        if is_nudge and self._hand.pulled is not None and not self._hand.tool.is_held:
            self._tell(self._hand.release(is_dragged=True))
            self.update()
        else:
            super().keyReleaseEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Pictures come in the size in which they are shown."""
        super().resizeEvent(event)
        self._view.resize((self.width(), self.height()), self.devicePixelRatioF())

    def _wants_key(self, event: QKeyEvent) -> bool:
        key = event.key()
        if self.is_drawing:
            return key in _ARROWS or key in _ENTERS or key == Qt.Key.Key_Escape
        if key == Qt.Key.Key_Escape:
            return self._hand.pulled is not None
        return key in _ARROWS and self._hand.selected is not None

    def _shape(self, event: QKeyEvent, *, is_control: bool) -> None:
        """Do what a key that is wanted does to the box."""
        key = event.key()
        if key in _ENTERS:
            self._tell(self._hand.confirm())
        elif key == Qt.Key.Key_Escape:
            self._pressed_at = None
            if self.is_drawing:
                self.set_drawing(False)
            else:
                self._tell(self._hand.give_up())
        else:
            is_big = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            step = BIG_NUDGE_PX if is_big else NUDGE_PX
            dx, dy = _ARROWS[Qt.Key(key)]
            self._tell(self._hand.nudge(dx * step, dy * step, is_resizing=is_control))
        self._describe()
        self.update()

    def _tell(self, wish: BoxDrawn | BoxChange | None) -> None:
        if isinstance(wish, BoxDrawn):
            self._tell_drawing(is_drawing=False)
            self.box_drawn.emit(wish)
        elif wish is not None:
            self.box_change_requested.emit(wish)

    def _tell_drawing(self, *, is_drawing: bool) -> None:
        self._refresh()
        self._describe()
        self.drawing_changed.emit(is_drawing)

    def _zoom(self, factor: float, at: QPointF) -> None:
        self._view.zoom(factor, (at.x(), at.y()))
        self._refresh()

    def _refresh(self) -> None:
        self._choose_cursor(None)
        self.update()

    def _is_dragged(self, at: QPointF) -> bool:
        if self._pressed_at is None:
            return False
        return (at - self._pressed_at).manhattanLength() >= QApplication.startDragDistance()

    def _choose_cursor(self, at: QPointF | None) -> None:
        held = self._hand.grip_at(at.x(), at.y()) if at is not None and not self.is_drawing else None
        if self.is_drawing:
            self.setCursor(Qt.CursorShape.CrossCursor)
        elif held is not None:
            self.setCursor(_CURSORS[held[1]])
        elif self._view.look.scale is not None:
            self.setCursor(Qt.CursorShape.OpenHandCursor)
        else:
            self.unsetCursor()

    def _stands_still(self) -> bool:
        if self._is_still is not None:
            return self._is_still
        return not self.style().styleHint(QStyle.StyleHint.SH_Widget_Animation_Duration, None, self)

    def _describe(self) -> None:
        """Tell screen readers what is shown, when it stands still."""
        if self._player.is_playing:
            return
        words = [tr("at {time}", time=format_time(self._player.position_ns))]
        box = self._hand.tool.box
        if self.is_drawing and box is not None:
            words.append(
                tr(
                    "a box of {width} by {height} pixels at {x}, {y}",
                    width=box.width,
                    height=box.height,
                    x=box.x,
                    y=box.y,
                )
            )
        elif self.is_drawing:
            words.append(tr("drawing a box: Enter begins with one, arrows move it"))
        self.setAccessibleDescription(", ".join(words))

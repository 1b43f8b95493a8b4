"""The widget that shows a scene, and turns the mouse and the keys into what is seen of it."""

from typing import Final, cast

from PySide6.QtCore import QEvent, QPointF, QSize, Qt, Signal, Slot
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
from PySide6.QtWidgets import QApplication, QSizePolicy, QWidget

from recorder.episode.screen import Rect
from studio.ui.models.comparison_pictures import ComparisonPictures, Wish
from studio.ui.theme import GRID, TARGET, theme
from studio.ui.widgets.comparison.hand import BoxHand
from studio.ui.widgets.comparison.painting import Drawing, difference_words, paint_scene, seen_area, split_x
from studio.ui.widgets.comparison.panes import Content, Panes
from studio.ui.widgets.comparison.scene import Scene
from studio.ui.widgets.comparison.wishes import View
from studio.ui.widgets.stage.picture_painting import paint_words
from studio.ui.words import tr

ZOOM_STEP: Final = 1.25
_WHEEL_NOTCH: Final = 120
_REACH_PX: Final = TARGET / 2
_NO_RECT: Final = Rect(0, 0, 0, 0)


class ComparisonStage(QWidget):
    """Shows the pictures of one moment over or beside each other.

    Args:
        pictures: Where they come from.
        parent: Owns this.

    Attributes:
        pictures: As above.
        split_changed: The slider's edge is elsewhere: how much of the width the recording has, from 0 to 1.
        flip_requested: The other picture is to be seen.
        seen_changed: From which to which column the pictures lie, as two numbers of a tuple.
        box_drawn: A ``Rect`` in pixels of the desktop, where the recording has what is in it.
        drawing_changed: A box is drawn now, or no longer.
    """

    split_changed = Signal(float)
    flip_requested = Signal()
    seen_changed = Signal(object)
    box_drawn = Signal(object)
    drawing_changed = Signal(bool)

    def __init__(self, pictures: ComparisonPictures, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.pictures: Final = pictures
        self._scene: Scene | None = None
        self._soon: tuple[Scene, ...] = ()
        self._wanted_view = View.SLIDER
        self._panes = Panes()
        self._hand = BoxHand(self._panes)
        self._shows_marks = True
        self._split = 0.5
        self._empty = ""
        self._pressed: QPointF | None = None
        self._seen = (0, 0)
        self._is_sliding = False
        self._panned_from: QPointF | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(TARGET * 8, TARGET * 5)
        self.setAccessibleName(tr("The recording and the replay"))
        pictures.came.connect(self._on_came)

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Room for half of an ordinary screen."""
        return QSize(GRID * 96, GRID * 54)

    @property
    def panes(self) -> Panes:
        """Where things lie now."""
        return self._panes

    @property
    def scene(self) -> Scene | None:
        """What is looked at."""
        return self._scene

    @property
    def is_drawing(self) -> bool:
        """Whether a box is drawn now."""
        return self._hand.is_drawing

    @property
    def split(self) -> float:
        """How much of the width the recording has in a slider."""
        return self._split

    def show_scene(self, scene: Scene | None, soon: tuple[Scene, ...] = (), *, empty: str = "") -> None:
        """Look at this.

        Args:
            scene: What; ``None`` for nothing.
            soon: What is likely looked at next, made ready meanwhile.
            empty: Said where there is nothing.
        """
        whole = scene.whole if scene is not None else _NO_RECT
        if whole != self._panes.whole:
            self._panes.whole = whole
            self._panes.show_near(_NO_RECT)
            if self.is_drawing:
                self.set_drawing(False)
        self._scene, self._soon, self._empty = scene, soon, empty
        self._see()

    def set_view(self, view: View) -> None:
        """Lay the pictures like this, if there are two."""
        self._wanted_view = view
        self._see()

    def set_split(self, split: float) -> None:
        """Give the recording so much of the width."""
        split = min(1.0, max(0.0, split))
        if split != self._split:
            self._split = split
            self.split_changed.emit(split)
            self.update()

    def show_actual(self, shows: bool) -> None:  # noqa: FBT001 - a slot for a button that is checked
        """Where it is one picture at a time: the replay's, or the recording's."""
        self._panes.shows_actual = shows
        self._see()

    def set_shows_marks(self, shows: bool) -> None:  # noqa: FBT001 - as above
        """Draw regions and the pointer, or do not."""
        self._shows_marks = shows
        self.update()

    def set_drawing(self, is_drawing: bool) -> None:  # noqa: FBT001 - as above
        """Draw a box with the mouse or the keys, or stop."""
        wanted = is_drawing and not self._panes.whole.is_empty
        if wanted == self.is_drawing:
            return
        if wanted:
            self._hand.begin()
            self.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self._hand.stop()
        self._tell_drawing(is_drawing=wanted)

    def _tell_drawing(self, *, is_drawing: bool) -> None:
        self._choose_cursor(None)
        self._describe()
        self.update()
        self.drawing_changed.emit(is_drawing)

    def zoom_in(self) -> None:
        """Look closer at the middle."""
        self._zoom(ZOOM_STEP)

    def zoom_out(self) -> None:
        """Look from further away."""
        self._zoom(1 / ZOOM_STEP)

    def zoom_to_fit(self) -> None:
        """See all of it."""
        self._panes.show_near(_NO_RECT)
        self._see()

    def zoom_to_actual_size(self) -> None:
        """See each pixel on one of the screen."""
        self._panes.show_actual_size()
        self._see()

    def zoom_close(self, near: Rect | None = None) -> None:
        """See what differs, or where it was acted, or another place."""
        frame = self._scene.frame if self._scene is not None else None
        if near is None:
            near = frame.near if frame is not None else _NO_RECT
        self._panes.show_near(near.intersection(self._panes.whole))
        self._see()

    @Slot()
    def _on_came(self) -> None:
        self._describe()
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Draw everything, lowest first."""
        painter = QPainter(self)
        painter.fillRect(event.rect(), QColor(theme().sunken))
        painter.setFont(self.font())
        if self._scene is None:
            paint_words(painter, self._empty, self.rect().toRectF(), self.font())
        else:
            paint_scene(painter, self._drawing(self._scene))
            if self.is_drawing:
                self._hand.paint(painter)
        if self.hasFocus():
            painter.setClipping(False)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(theme().accent), 2))
            painter.drawRect(self.rect().adjusted(1, 1, -1, -1))
        painter.end()

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Begin to draw, to pull the slider's edge, or to move the picture."""
        at = event.position()
        if self._scene is None:
            return
        if event.button() is Qt.MouseButton.MiddleButton:
            self._panned_from = at
        if event.button() is not Qt.MouseButton.LeftButton:
            return
        self._pressed = at
        if self.is_drawing:
            self._hand.press(at)
        elif self._is_at_edge(at) or (self._panes.view is View.SLIDER and self._panes.look.scale is None):
            self._is_sliding = True
            self._slide(at)
        elif self._panes.look.scale is not None:
            self._panned_from = at

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Go on with it."""
        at = event.position()
        if self._hand.is_held:
            targets = (region.rect for region in self._scene.regions) if self._scene else ()
            snaps = not event.modifiers() & Qt.KeyboardModifier.ControlModifier
            if self._hand.drag(at, targets, snaps=snaps):
                self.update()
        elif self._is_sliding:
            self._slide(at)
        elif self._panned_from is not None:
            moved, self._panned_from = at - self._panned_from, at
            self._panes.pan(moved.x(), moved.y())
            self.update()
        else:
            self._choose_cursor(at)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """End it."""
        pressed, self._pressed = self._pressed, None
        was_sliding, self._is_sliding, self._panned_from = self._is_sliding, False, None
        if event.button() is not Qt.MouseButton.LeftButton or pressed is None:
            return
        if self._hand.is_held:
            self._finish(self._hand.release())
        elif not was_sliding and self._panes.view is View.FLIP and _is_click(pressed, event.position()):
            self.flip_requested.emit()

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802 - Qt's name
        """Zoom about the pointer."""
        notches = event.angleDelta().y() / _WHEEL_NOTCH
        if self._scene is not None and notches:
            self._zoom(ZOOM_STEP**notches, event.position())
        event.accept()

    def event(self, event: QEvent) -> bool:
        """Keep the keys that shape a box from being taken as shortcuts meanwhile."""
        if event.type() is QEvent.Type.ShortcutOverride and self._hand.wants(cast("QKeyEvent", event)):
            event.accept()
            return True
        if event.type() is QEvent.Type.DevicePixelRatioChange:
            self._measure()
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Shape a box, confirm or cancel it."""
        if not self._hand.wants(event):
            super().keyPressEvent(event)
            return
        self._finish(self._hand.shape(event))
        if not self._hand.is_drawing:
            self._tell_drawing(is_drawing=False)
        self._describe()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Pictures come in the size in which they are shown."""
        super().resizeEvent(event)
        self._measure()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        """A difference has the colours of now, words their height."""
        super().changeEvent(event)
        if event.type() in {QEvent.Type.PaletteChange, QEvent.Type.FontChange, QEvent.Type.StyleChange}:
            self._measure()

    def _measure(self) -> None:
        self._panes.size = max(1, self.width()), max(1, self.height())
        self._panes.ratio = self.devicePixelRatioF()
        self._panes.head = float(self.fontMetrics().height() + GRID)
        self._see()

    def _see(self) -> None:
        """Ask for what is seen now, and draw it."""
        scene = self._scene
        if scene is not None:
            self._panes.view = scene.view(self._wanted_view)
            scale = self._panes.scale()
            wishes: list[Wish] = list(scene.wishes(self._wanted_view, scale))
            for other in self._soon:
                wishes += other.wishes(View.SLIDER, scale)
            self.pictures.want(dict.fromkeys(wishes))
        else:
            self.pictures.want(())
        self._choose_cursor(None)
        self._describe()
        self.update()
        self._tell_seen()

    def _tell_seen(self) -> None:
        """Where the pictures lie, for what lies beneath them."""
        seen = seen_area(self._panes, self._panes.panes()[0])
        columns = round(seen.left()), round(seen.right())
        if columns != self._seen:
            self._seen = columns
            self.seen_changed.emit(columns)

    def _zoom(self, factor: float, at: QPointF | None = None) -> None:
        self._panes.zoom(factor, at)
        self._see()

    def _drawing(self, scene: Scene) -> Drawing:
        return Drawing(scene, self._panes, self.pictures, self._shows_marks, self._split)

    def _slide(self, at: QPointF) -> None:
        seen = seen_area(self._panes, self._panes.panes()[0])
        self.set_split((at.x() - seen.left()) / max(1.0, seen.width()))

    def _is_at_edge(self, at: QPointF) -> bool:
        if self._scene is None or self._panes.view is not View.SLIDER:
            return False
        return abs(at.x() - split_x(self._drawing(self._scene), self._panes.panes()[0])) <= _REACH_PX

    def _finish(self, box: Rect | None) -> None:
        """A box too small to be meant is none, and drawing goes on."""
        if box is not None:
            self.set_drawing(False)
            if self._hand.is_on_replay and self._scene is not None:
                dx, dy = self._scene.moved
                box = box.moved(-dx, -dy)
            self.box_drawn.emit(box)
        self.update()

    def _choose_cursor(self, at: QPointF | None) -> None:
        if self.is_drawing:
            self.setCursor(Qt.CursorShape.CrossCursor)
        elif at is not None and self._is_at_edge(at):
            self.setCursor(Qt.CursorShape.SplitHCursor)
        elif self._panes.look.scale is not None:
            self.setCursor(Qt.CursorShape.OpenHandCursor)
        else:
            self.unsetCursor()

    def _describe(self) -> None:
        """Tell screen readers what is seen."""
        self.setAccessibleDescription(self._empty if self._scene is None else self._words(self._scene))

    def _words(self, scene: Scene) -> str:
        if self.is_drawing:
            return self._hand.words()
        said = []
        for pane in self._panes.panes():
            match pane.content:
                case Content.EXPECTED:
                    said.append(tr("The recording") if scene.expected else scene.expected_missing)
                case Content.ACTUAL:
                    said.append(tr("The replay") if scene.actual else scene.actual_missing)
                case Content.DIFFERENCE:
                    said.append(difference_words(self._drawing(scene)))
                case Content.BOTH:
                    said.append(tr("The recording on the left, the replay on the right of an edge"))
        return "; ".join(said)


def _is_click(pressed: QPointF, released: QPointF) -> bool:
    return (released - pressed).manhattanLength() < QApplication.startDragDistance()

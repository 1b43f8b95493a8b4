"""A small window above all others that never takes the keyboard, and that can be dragged out of the way.

On X11 it is no managed window at all: no window manager gives it the focus, hides it with its desktop, or
puts another window above it. A click on it leaves the keyboard where it is. Whatever program takes it out of
sight all the same, it is back within a second.
"""

from typing import Final

from PySide6.QtCore import QPoint, QRectF, Qt, QTimer, Slot
from PySide6.QtGui import (
    QColor,
    QGuiApplication,
    QHideEvent,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
    QRegion,
    QResizeEvent,
    QScreen,
    QShowEvent,
)
from PySide6.QtWidgets import QWidget

from studio.ui.theme import GRID, theme

_RADIUS: Final = 12
_LOOK_AGAIN_MS: Final = 1000


class Pill(QWidget):
    """The window; whoever fills it says its size by ``take_size``."""

    def __init__(self) -> None:
        super().__init__(
            None,
            Qt.WindowType.Tool
            | Qt.WindowType.FramelessWindowHint
            | Qt.WindowType.WindowStaysOnTopHint
            | Qt.WindowType.WindowDoesNotAcceptFocus
            | Qt.WindowType.X11BypassWindowManagerHint,
        )
        self.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
        self.setAttribute(Qt.WidgetAttribute.WA_X11NetWmWindowTypeDock)
        self.setAttribute(Qt.WidgetAttribute.WA_QuitOnClose, on=False)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._dragged_from: QPoint | None = None
        self._was_dragged = False
        self._edge: str | None = None
        self._watch = QTimer(self)
        self._watch.setInterval(_LOOK_AGAIN_MS)
        self._watch.timeout.connect(self._on_look_again)

    @property
    def home_screen(self) -> QScreen:
        """The primary monitor, or the one that it was dragged to."""
        return self.screen() if self._was_dragged else QGuiApplication.primaryScreen()

    def go_home(self) -> None:
        """Forget where it was dragged to."""
        self._was_dragged = False

    def set_edge(self, colour: str | None) -> None:
        """Draw its edge broadly, in this colour; as any other edge where ``None``."""
        self._edge = colour
        self.update()

    def take_size(self, width: int, height: int) -> None:
        """Have this size, at the top centre unless it was dragged, and whole on its screen."""
        self.setFixedSize(width, height)
        room = self.home_screen.availableGeometry()
        if not self._was_dragged:
            self.move(room.x() + (room.width() - width) // 2, room.y() + GRID)
        self._stay_on(self.home_screen)

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - Qt's name
        """Watch from now on that it stays in sight."""
        self._watch.start()
        super().showEvent(event)

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802 - Qt's name
        """It shall not be seen."""
        self._watch.stop()
        super().hideEvent(event)

    @Slot()
    def _on_look_again(self) -> None:
        handle = self.windowHandle()
        if handle is not None and not handle.isExposed():
            self.hide()
            self.show()
        self.raise_()

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Take hold of it."""
        if event.button() is Qt.MouseButton.LeftButton:
            self._dragged_from = event.globalPosition().toPoint() - self.pos()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Drag it."""
        if self._dragged_from is not None:
            at = event.globalPosition().toPoint()
            self._was_dragged = True
            self.move(at - self._dragged_from)
            self._stay_on(QGuiApplication.screenAt(at) or self.screen())

    def mouseReleaseEvent(self, _event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Let go of it."""
        self._dragged_from = None

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Draw the ground and the edge."""
        colour, width = (theme().edge, 1) if self._edge is None else (self._edge, 2)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        # What the mask leaves of the corners has the edge's colour.
        painter.fillRect(self.rect(), QColor(colour))
        painter.setPen(QPen(QColor(colour), width))
        painter.setBrush(QColor(theme().raised))
        half = width / 2
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(half, half, -half, -half), _RADIUS, _RADIUS)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Cut the corners: without a compositor nothing else would."""
        super().resizeEvent(event)
        path = QPainterPath()
        path.addRoundedRect(QRectF(self.rect()), _RADIUS, _RADIUS)
        self.setMask(QRegion(path.toFillPolygon().toPolygon()))

    def _stay_on(self, screen: QScreen) -> None:
        room = screen.availableGeometry()
        x = max(room.x(), min(self.x(), room.right() - self.width() + 1))
        y = max(room.y(), min(self.y(), room.bottom() - self.height() + 1))
        if (x, y) != (self.x(), self.y()):
            self.move(x, y)

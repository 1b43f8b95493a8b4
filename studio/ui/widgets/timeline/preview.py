"""A small picture of the time under the pointer, above the timeline."""

from PySide6.QtCore import QPoint, QRectF, Qt
from PySide6.QtGui import QImage, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from recorder.episode.time import format_time
from studio.ui.theme import theme
from studio.ui.widgets.timeline.lanes.lane import elided
from studio.ui.widgets.timeline.look import look_for

PREVIEW_PX = 224
_PADDING_PX = 4
_WORDS_PX = 24
_ABOVE_PX = 6
_WORDS_ONLY_PX = 96
_LINE_PX = 18


class HoverPreview(QWidget):
    """Shows a picture and its time. A child of the window, so that nothing animates it; takes no clicks.

    Args:
        window: Over which it may lie.
    """

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAccessibleName("")
        self._picture: QImage | None = None
        self._at_ns = 0
        self._what = ""
        self.hide()

    def show_at(
        self, at_ns: int, picture: QImage | None, shape: float | None, over: QPoint, what: str
    ) -> None:
        """Show a time.

        Args:
            at_ns: The time.
            picture: What was on the screen, ``None`` where it is not there yet.
            shape: How much wider than high the screen is; ``None`` where there is no picture of it.
            over: Where the pointer's line meets the timeline's top, on the window.
            what: What lies beneath the pointer, if anything.
        """
        self._at_ns, self._picture, self._what = at_ns, picture, what
        width = PREVIEW_PX + 2 * _PADDING_PX
        words_px = _WORDS_PX + (_LINE_PX if what else 0)
        height = round(PREVIEW_PX / (shape or 1)) + words_px + 2 * _PADDING_PX
        if shape is None or over.y() - _ABOVE_PX - height < 0:
            width, height = (PREVIEW_PX if what else _WORDS_ONLY_PX), words_px + _PADDING_PX
        left = min(max(0, over.x() - width // 2), max(0, self._window.width() - width))
        self.setGeometry(left, max(0, over.y() - _ABOVE_PX - height), width, height)
        self.raise_()
        self.show()
        self.update()

    def clear(self) -> None:
        """Forget the picture, and hide."""
        self._picture, self._what = None, ""
        self.hide()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002, N802 - Qt's
        """Paint it."""
        look = look_for(theme(), self.font(), self.devicePixelRatioF())
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.setPen(QPen(look.colour("edge"), 1))
        painter.setBrush(look.colour("raised"))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)
        words_px = _WORDS_PX + (_LINE_PX if self._what else 0)
        words = QRectF(0, self.height() - words_px - _PADDING_PX / 2, self.width(), words_px)
        screen = QRectF(_PADDING_PX, _PADDING_PX, self.width() - 2 * _PADDING_PX, words.top() - _PADDING_PX)
        if screen.height() > _WORDS_PX:
            painter.fillRect(screen, look.colour("sunken"))
            if self._picture is not None and not self._picture.isNull():
                painter.drawImage(screen, self._picture)
        centred = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignVCenter
        painter.setFont(look.font)
        painter.setPen(look.colour("text"))
        painter.drawText(QRectF(0, words.top(), words.width(), _WORDS_PX), centred, format_time(self._at_ns))
        if self._what:
            painter.setFont(look.small)
            painter.setPen(look.colour("quiet"))
            room = words.width() - 2 * _PADDING_PX
            beneath = QRectF(_PADDING_PX, words.top() + _WORDS_PX - 4, room, _LINE_PX)
            painter.drawText(beneath, centred, elided(look.small_metrics, self._what, room))
        painter.end()

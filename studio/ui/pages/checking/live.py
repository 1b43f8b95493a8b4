"""The private desktop while a check runs, and the hand over it: pause, one step, stop."""

from typing import Final

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from studio.ui.icons import icon
from studio.ui.models.check_items import CheckItem, CheckState
from studio.ui.models.check_run import LiveView
from studio.ui.models.check_words import state_words
from studio.ui.theme import GRID, TARGET, theme
from studio.ui.widgets.one_line import OneLine
from studio.ui.words import tr

_RING_PX: Final = 14.0
_PAUSES: Final = frozenset({CheckState.RUNNING, CheckState.PAUSED})


class LivePicture(QWidget):
    """What the desktop shows, as large as there is room; a ring where the step acts."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._view: LiveView | None = None
        self._target: tuple[int, int] | None = None
        self._waiting = ""
        self.setAccessibleName(tr("The private desktop"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(GRID * 20, GRID * 12)

    @property
    def view(self) -> LiveView | None:
        """What is shown."""
        return self._view

    def show_view(self, view: LiveView | None) -> None:
        """Show this; nothing where ``None``."""
        self._view = view
        self.update()

    def show_target(self, target: tuple[int, int] | None) -> None:
        """Draw a ring around this pixel of the desktop."""
        if target != self._target:
            self._target = target
            self.update()

    def say(self, waiting: str) -> None:
        """What is said where there is no picture yet."""
        self._waiting = waiting
        self.setAccessibleDescription(waiting)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002, N802 - Qt's name
        """Paint it."""
        colours = theme()
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(colours.sunken))
        if self._view is None:
            painter.setPen(QColor(colours.quiet))
            painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self._waiting)
            return
        place = self._place(self._view)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawImage(place, self._view.image)
        painter.setPen(QPen(QColor(colours.line), 1))
        painter.drawRect(place)
        if self._target is not None:
            self._paint_ring(painter, self._view, place, self._target)

    def _place(self, view: LiveView) -> QRectF:
        room = QRectF(self.rect()).adjusted(GRID, GRID, -GRID, -GRID)
        size = QSize(view.place.width, view.place.height).toSizeF()
        # Never larger than it is: what is blown up looks broken.
        fitted = size.scaled(room.size(), Qt.AspectRatioMode.KeepAspectRatio).boundedTo(size)
        at = room.center()
        return QRectF(
            at.x() - fitted.width() / 2, at.y() - fitted.height() / 2, fitted.width(), fitted.height()
        )

    def _paint_ring(self, painter: QPainter, view: LiveView, place: QRectF, target: tuple[int, int]) -> None:
        scale = place.width() / max(1, view.place.width)
        x = place.x() + (target[0] - view.place.x + 0.5) * scale
        y = place.y() + (target[1] - view.place.y + 0.5) * scale
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ring = QRectF(x - _RING_PX, y - _RING_PX, 2 * _RING_PX, 2 * _RING_PX)
        # A dark rim: it is seen on any picture.
        for colour, width in (("#000000", 5.0), (theme().accent, 2.5)):
            painter.setPen(QPen(QColor(colour), width))
            painter.drawEllipse(ring)


class LivePane(QWidget):
    """The picture, what is done now, and what can be done about it.

    Attributes:
        pause_requested: Nothing more shall be done for now.
        go_on_requested: It shall go on.
        step_requested: One step shall be done.
        stop_requested: It shall end.
    """

    pause_requested = Signal()
    go_on_requested = Signal()
    step_requested = Signal()
    stop_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._item: CheckItem | None = None
        self.picture = LivePicture()
        self.said = OneLine(fills=True, least=GRID * 12)
        self._progress = QProgressBar()
        self._progress.setTextVisible(False)
        self._progress.setFixedHeight(GRID)
        self._progress.setAccessibleName(tr("How many steps are done"))
        self.pause = _button("pause", tr("Pause"))
        self.step = _button("next_action", tr("Do one step"))
        self.stop = _button("close", tr("Stop"))
        for button in (self.pause, self.stop):
            button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.step.setToolTip(tr("Do one step, then pause again (.)"))
        self.stop.setText(tr("Stop"))
        self.stop.setToolTip(tr("Stop this check; nothing of it is kept (Ctrl+.)"))
        row = QHBoxLayout()
        row.setContentsMargins(GRID * 2, GRID, GRID * 2, GRID)
        row.setSpacing(GRID)
        row.addWidget(self.pause)
        row.addWidget(self.step)
        row.addWidget(self.said, 1)
        row.addWidget(self.stop)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.picture, 1)
        layout.addWidget(self._progress)
        layout.addLayout(row)
        self.pause.clicked.connect(self.toggle)
        self.step.clicked.connect(self.step_requested)
        self.stop.clicked.connect(self.stop_requested)

    def toggle(self) -> None:
        """Pause, or go on."""
        if self._item is None or self._item.state not in _PAUSES:
            return
        if self._item.state is CheckState.PAUSED:
            self.go_on_requested.emit()
        else:
            self.pause_requested.emit()

    def show_item(self, item: CheckItem, target: tuple[int, int] | None) -> None:
        """Show how far it is."""
        self._item = item
        is_paused = item.state is CheckState.PAUSED
        state = state_words(item)
        self.said.say(tr("{state}: {doing}", state=state, doing=item.doing) if item.doing else state)
        self.picture.say(tr("Its private desktop is being made…"))
        self.picture.show_target(target if item.state in _PAUSES else None)
        self._progress.setRange(0, max(0, item.steps))
        done = item.steps if item.state is CheckState.COMPARING else max(0, item.step - 1)
        self._progress.setValue(done)
        if item.state in {CheckState.STARTING, CheckState.COMPARING}:
            self._progress.setRange(0, 0)
        self.pause.setText(tr("Go on") if is_paused else tr("Pause"))
        self.pause.setAccessibleName(self.pause.text())
        self.pause.setIcon(icon("play" if is_paused else "pause"))
        self.pause.setToolTip(tr("Go on (Space)") if is_paused else tr("Pause before the next step (Space)"))
        self.pause.setEnabled(item.state in _PAUSES)
        self.step.setEnabled(is_paused)

    def let_go(self) -> None:
        """Forget what is shown."""
        self._item = None
        self.picture.show_view(None)
        self.picture.show_target(None)
        self.said.say("")


def _button(name: str, said: str) -> QToolButton:
    button = QToolButton()
    button.setIcon(icon(name))
    button.setAccessibleName(said)
    button.setMinimumSize(TARGET, TARGET)
    return button

"""The replay bar: the sign that the person's own pointer and keys are moved for them, and the way to end it.

A pill as the recording's, of one size and without a place of the person's choosing: where it lies is decided
before the first step, so that it is never what the replay clicks on, and so that the pictures of the screen
are not compared where it is. It never takes the keyboard, which is the replay's.
"""

from typing import Final

from PySide6.QtCore import QPointF, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QFont, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QWidget

from replay.running.own_desktop import ABORT_CHORD
from replay.running.standing import ReplayStage, ReplayState
from studio.ui.icons import icon
from studio.ui.models.hotkey_text import shown_chord
from studio.ui.models.replay_words import state_words
from studio.ui.theme import GRID, TARGET, theme
from studio.ui.widgets.one_line import OneLine
from studio.ui.widgets.recording_sign import Shape, draw_shape
from studio.ui.windows.pill import Pill
from studio.ui.words import tr, tr_said

_WIDTH: Final = 640
_HEIGHT: Final = TARGET + 2 * GRID
_SIDE: Final = 16
_CAN_PAUSE: Final = frozenset({ReplayStage.OPENING, ReplayStage.PLAYING})


class ReplayBar(Pill):
    """Shows one replay.

    Attributes:
        pause_requested: The person wants it to pause, or to go on.
        stop_requested: They want its end.
    """

    pause_requested = Signal()
    stop_requested = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setWindowTitle(tr("Replay bar"))
        self.setAccessibleName(tr("Replay bar"))
        self._at: QRect | None = None
        self.sign = _Sign()
        self.state = QLabel()
        self.state.setStyleSheet("font-weight: 600;")
        # Tabular figures: a number that counts must not jitter.
        font = self.state.font()
        font.setFeature(QFont.Tag("tnum"), 1)
        self.state.setFont(font)
        self.step = OneLine(fills=True)
        self.pause_button = _button()
        self.stop_button = _button(tr("Stop"), "recording-stop")
        self.stop_button.setToolTip(
            tr("End the replay and let go of everything ({keys})", keys=shown_chord(ABORT_CHORD))
        )
        row = QHBoxLayout(self)
        row.setContentsMargins(2 * GRID, GRID, GRID, GRID)
        row.setSpacing(GRID)
        row.addWidget(self.sign)
        row.addWidget(self.state)
        row.addSpacing(GRID)
        row.addWidget(self.step, 1)
        row.addWidget(self.pause_button)
        row.addWidget(self.stop_button)
        self.pause_button.clicked.connect(self.pause_requested)
        self.stop_button.clicked.connect(self.stop_requested)
        self._is_paused = True
        self._name_pause(is_paused=False)

    def fit(self) -> tuple[int, int]:
        """Take the size that it keeps; in logical pixels."""
        room = self.home_screen.availableGeometry()
        width = min(_WIDTH, room.width() - 2 * GRID)
        self.setFixedSize(width, _HEIGHT)
        return width, _HEIGHT

    def lie_at(self, place: QRect) -> None:
        """Lie there, in logical pixels of the desktop."""
        self._at = place
        self.move(place.topLeft())

    def show_state(self, state: ReplayState, step: str) -> None:
        """Show where it stands.

        Args:
            state: Where.
            step: What the step does, in words.
        """
        self.state.setText(state_words(state))
        self.step.say(self._beside(state, step))
        is_paused = state.stage is ReplayStage.PAUSED
        self._name_pause(is_paused=is_paused)
        self.pause_button.setVisible(is_paused or state.stage in _CAN_PAUSE)
        self.stop_button.setVisible(state.stage is not ReplayStage.ENDING)
        self.sign.show_stage(state.stage)
        # What acts in the person's stead is to be seen from the corner of the eye.
        self.set_edge(theme().notice)

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """It is not dragged: where it lies was decided before."""
        event.accept()

    def _beside(self, state: ReplayState, step: str) -> str:
        match state.stage:
            case ReplayStage.STARTING | ReplayStage.COUNTDOWN:
                return tr("Take your hands off. {keys} or a corner ends it.", keys=shown_chord(ABORT_CHORD))
            case ReplayStage.OPENING:
                return tr_said(state.warning)
            case ReplayStage.PLAYING | ReplayStage.PAUSED:
                return tr_said(state.warning) or step
            case ReplayStage.LOOKING | ReplayStage.ENDING:
                return ""

    def _name_pause(self, *, is_paused: bool) -> None:
        if is_paused == self._is_paused:
            return
        self._is_paused = is_paused
        name = tr("Go on") if is_paused else tr("Pause")
        self.pause_button.setText(name)
        self.pause_button.setAccessibleName(name)
        self.pause_button.setIcon(icon("recording-go-on" if is_paused else "recording-pause"))
        self.pause_button.setToolTip(
            tr("Go on with the replay") if is_paused else tr("Pause; nothing is held down meanwhile")
        )
        metrics = self.pause_button.fontMetrics()
        widest = max(metrics.horizontalAdvance(text) for text in (tr("Pause"), tr("Go on")))
        self.pause_button.setMinimumWidth(widest + 56)


class _Sign(QWidget):
    """A triangle plays, bars pause, a ring is about to begin, a square ends; the words say the same."""

    def __init__(self) -> None:
        super().__init__()
        self._stage = ReplayStage.STARTING
        self.setFixedSize(_SIDE, _SIDE)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def show_stage(self, stage: ReplayStage) -> None:
        """Draw this from now on."""
        self._stage = stage
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Draw it."""
        painter = QPainter(self)
        place, colour = QRectF(self.rect()), theme().notice
        match self._stage:
            case ReplayStage.PLAYING:
                painter.setRenderHint(QPainter.RenderHint.Antialiasing)
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(QColor(colour))
                painter.drawPolygon([QPointF(3, 2), QPointF(14, 8), QPointF(3, 14)])
            case ReplayStage.PAUSED:
                draw_shape(painter, place, Shape.BARS, colour)
            case ReplayStage.LOOKING | ReplayStage.ENDING:
                draw_shape(painter, place, Shape.SQUARE, colour)
            case ReplayStage.STARTING | ReplayStage.COUNTDOWN | ReplayStage.OPENING:
                draw_shape(painter, place, Shape.RING, colour)


def _button(text: str = "", picture: str = "") -> QPushButton:
    button = QPushButton(text)
    button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    button.setAccessibleName(text)
    button.setMinimumSize(TARGET, TARGET)
    if picture:
        button.setIcon(icon(picture))
    return button

"""The recording bar: the sign that a person is being recorded, and the way to steer it.

A slim pill at the top of the primary monitor, above everything. It never takes the keyboard: what is typed
goes on to the task's program while the bar is clicked. For that it opens no menu, which would grab the
keyboard; its question and the task's instructions unfold in it. Whoever cannot use a pointer has the hotkeys,
and the same buttons on the main window's page.

It is kept out of the recording's pictures, so it hides what lies behind it from them: hence slim.
"""

from functools import partial
from typing import Final

from PySide6.QtCore import QSize, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QScrollArea, QVBoxLayout, QWidget

from recorder.episode.study import Stream
from recorder.recording.messages import Hotkeys
from studio.recording.sheet import TaskSheet
from studio.recording.situation import LIVE, Situation, Stage
from studio.recording.steps import Wish
from studio.ui.icons import icon
from studio.ui.models.time_words import size_words
from studio.ui.recording_words import (
    chord_words,
    clock_text,
    destroyed_words,
    pause_note,
    problem_words,
    state_words,
    stream_name,
)
from studio.ui.theme import GRID, TARGET, theme
from studio.ui.widgets.recording_sign import RecordingSign, colour_of
from studio.ui.windows.pill import Pill
from studio.ui.words import tr, tr_said

_STREAM_SIDE: Final = 16
# Whether there is room for the streams, the size, and the words on the buttons.
_FEWER_AND_FEWER: Final = ((True,) * 3, (False, True, True), (False, False, True), (False,) * 3)
_INSTRUCTIONS_HEIGHT: Final = 176
_QUESTION_WIDTH: Final = 600
# What the style sheet and the picture add to a button's words.
_BUTTON_FRAME: Final = 56
# Some programs' own always-on-top windows come above it: it comes back this often while it records.
_RAISE_EVERY_MS: Final = 2000


class RecordingBar(Pill):
    """Shows one recording, and asks for what its buttons say."""

    wish_requested = Signal(object)
    """A ``Wish``."""

    def __init__(self) -> None:
        super().__init__()
        self.setWindowTitle(tr("Recording bar"))
        self.setAccessibleName(tr("Recording bar"))
        self._situation = Situation()
        self._hotkeys = Hotkeys()
        self._live_width = 0
        self._build()
        self._raise = QTimer(self)
        self._raise.setInterval(_RAISE_EVERY_MS)
        self._raise.timeout.connect(self._on_time_to_raise)
        self.show_situation(self._situation)

    def appear(self, hotkeys: Hotkeys) -> None:
        """Show it at the top centre of the primary monitor.

        Args:
            hotkeys: The chords that do the same.
        """
        self._hotkeys = hotkeys
        self._name_hotkeys()
        self._fit()
        self.show()
        self._raise.start()

    def disappear(self) -> None:
        """Take it away; the next time it is at its own place again."""
        self._raise.stop()
        self.hide()
        self.go_home()
        self.instructions_button.setChecked(False)

    def _build(self) -> None:
        self.sign = RecordingSign()
        self.state = QLabel()
        self.state.setStyleSheet("font-weight: 600;")
        self.elapsed = QLabel()
        self.size_label = QLabel()
        self.size_label.setProperty("role", "quiet")
        for label in (self.elapsed, self.size_label):
            # Tabular figures: a time that counts must not jitter.
            font = label.font()
            font.setFeature(QFont.Tag("tnum"), 1)
            label.setFont(font)
        self.size_label.setMinimumWidth(self.size_label.fontMetrics().horizontalAdvance("888.8 MB"))
        self.streams = QWidget()
        self._stream_row = _row(4)
        self.streams.setLayout(self._stream_row)
        # What is said takes the same room in every state, so that no button moves away from a hand.
        self._said = QWidget()
        said = _row(GRID)
        said.addWidget(self.state)
        said.addWidget(self.streams)
        said.addStretch(1)
        self._said.setLayout(said)
        self.pause_button = _button(tr("Pause"), "recording-pause")
        self.off_button = _button(tr("Off the record"), "recording-off-the-record")
        self.stop_button = _button(tr("Stop"), "recording-stop")
        self.cancel_button = _button(tr("Cancel"))
        self.discard_button = _button(tr("Discard"), "recording-discard", is_bare=True)
        self.instructions_button = _button(tr("Instructions"), "recording-instructions", is_bare=True)
        self.instructions_button.setCheckable(True)
        main = _row(GRID)
        for widget in (self.sign, self._said, self.elapsed, self.size_label):
            main.addWidget(widget)
        main.addSpacing(GRID)
        main.addStretch(1)
        for button in (self.pause_button, self.off_button, self.stop_button, self.cancel_button):
            main.addWidget(button)
        main.addSpacing(GRID)
        main.addWidget(self.instructions_button)
        main.addWidget(self.discard_button)
        self.notes = _text()
        self.notes.setProperty("role", "notice")
        self.question = self._built_question()
        self.instructions = self._built_instructions()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(2 * GRID, GRID, GRID, GRID)
        layout.setSpacing(GRID)
        layout.addLayout(main)
        for part in (self.notes, self.question, self.instructions):
            layout.addWidget(part)
        for button, wish in (
            (self.pause_button, Wish.TOGGLE_PAUSE),
            (self.off_button, Wish.OFF_THE_RECORD),
            (self.stop_button, Wish.STOP),
            (self.cancel_button, Wish.CANCEL),
            (self.discard_button, Wish.ASK_TO_DISCARD),
            (self.keep_button, Wish.KEEP),
            (self.destroy_button, Wish.DISCARD),
        ):
            button.clicked.connect(partial(self._ask_for, wish))
        self.instructions_button.toggled.connect(self._on_instructions_toggled)

    def _built_question(self) -> QWidget:
        self.asked = _text()
        self.keep_button = _button(tr("Keep it"))
        self.destroy_button = _button(tr("Destroy it"))
        question = QWidget()
        row = _row(GRID)
        row.addWidget(self.asked, 1)
        row.addWidget(self.keep_button)
        row.addSpacing(2 * GRID)
        row.addWidget(self.destroy_button)
        question.setLayout(row)
        return question

    def _built_instructions(self) -> QScrollArea:
        self.instructions_text = _text()
        self.instructions_text.setTextFormat(Qt.TextFormat.PlainText)
        self.instructions_text.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.instructions_text.setContentsMargins(0, 0, GRID, 0)
        area = QScrollArea()
        area.setWidget(self.instructions_text)
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setAccessibleName(tr("Instructions"))
        for part in (area.viewport(), self.instructions_text):
            part.setAutoFillBackground(False)
        area.hide()
        return area

    def _name_hotkeys(self) -> None:
        keys = self._hotkeys
        is_paused = self._situation.stage is Stage.PAUSED
        pause = tr("Go on") if is_paused else tr("Pause")
        for button, verb, chord in (
            (self.pause_button, pause, keys.toggle_pause),
            (self.off_button, tr("Wipe the last 2 minutes and pause"), keys.off_the_record),
            (self.stop_button, tr("Stop and keep the recording"), keys.stop),
        ):
            button.setToolTip(f"{verb} ({chord_words(chord)})")
        self.discard_button.setToolTip(
            tr("Discard: asks first. At once, without asking: {keys}", keys=chord_words(keys.panic))
        )
        self.instructions_button.setToolTip(tr("Show the task's instructions"))
        self.cancel_button.setToolTip(tr("Cancel before anything is recorded"))

    def show_sheet(self, sheet: TaskSheet | None) -> None:
        """Show the instructions and streams of this task."""
        self.instructions_text.setText("" if sheet is None else sheet.instructions)
        while (item := self._stream_row.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.deleteLater()
        for kept in () if sheet is None else sheet.kept:
            self._stream_row.addWidget(_stream_label(kept.stream))

    def show_situation(self, situation: Situation) -> None:
        """Show where it stands."""
        before, self._situation = self._situation, situation
        is_live, stage = situation.stage in LIVE, situation.stage
        self.sign.show_situation(situation)
        self.state.setText(state_words(situation))
        self.elapsed.setText(clock_text(situation.figures.recorded_ns))
        self.size_label.setText(size_words(situation.figures.size_bytes))
        is_paused = stage is Stage.PAUSED
        self.pause_button.setText(tr("Go on") if is_paused else tr("Pause"))
        if (before.stage is Stage.PAUSED) != is_paused:
            self.pause_button.setIcon(icon("recording-go-on" if is_paused else "recording-pause"))
            self._name_hotkeys()
        self.elapsed.setVisible(is_live)
        for button in (self.pause_button, self.off_button, self.stop_button, self.discard_button):
            button.setVisible(is_live and not situation.is_asking)
        self.cancel_button.setVisible(stage in {Stage.STARTING, Stage.COUNTDOWN, Stage.BEGINNING})
        self._show_notes(situation)
        self.question.setVisible(situation.is_asking)
        self.asked.setText(destroyed_words(situation.figures))
        self.set_edge(colour_of(situation) if is_live else None)
        if self.isVisible():
            self._fit()

    def _show_notes(self, situation: Situation) -> None:
        notes = [problem_words(problem) for problem in situation.problems]
        notes += [text for text in (pause_note(situation.pause),) if text]
        if situation.stage is Stage.COUNTDOWN:
            notes += map(tr_said, situation.differences)
        self.notes.setText("\n".join(notes))
        self.notes.setVisible(bool(notes) and not situation.is_asking)

    def _ask_for(self, wish: Wish, _is_checked: bool = False) -> None:  # noqa: FBT001, FBT002 - of the signal
        self.wish_requested.emit(wish)

    @Slot(bool)
    def _on_instructions_toggled(self, on: bool) -> None:  # noqa: FBT001 - the signal's own argument
        self.instructions.setVisible(on)
        self._fit()

    @Slot()
    def _on_time_to_raise(self) -> None:
        # Not over a lock screen, which pauses: nobody records there.
        if self._situation.stage is Stage.RECORDING:
            self.raise_()

    def _fit(self) -> None:
        """Take the size that the words need, leaving out what matters least, and stay on the screen."""
        room = self.home_screen.availableGeometry().width() - 2 * GRID
        is_live = self._situation.stage in LIVE
        for streams, size, words in _FEWER_AND_FEWER:
            self.streams.setVisible(streams and self._situation.stage is Stage.RECORDING)
            self._said.setMinimumWidth(self._widest_words(with_streams=streams) if is_live else 0)
            self.size_label.setVisible(size and is_live)
            self._use_words(words)
            # From within: until then the row counts with the words that were said before.
            for layout in (self._said.layout(), self.layout()):
                if layout is not None:
                    layout.activate()
            if self._row_width() <= room:
                break
        if is_live and not self._situation.is_asking:
            self._live_width = self._row_width()
        # A question takes no less room than what it is asked about.
        least = max(_QUESTION_WIDTH, self._live_width) if self._situation.is_asking else 0
        width = min(max(self._row_width(), least), room)
        inner = width - 4 * GRID
        self.instructions.setFixedHeight(
            min(_INSTRUCTIONS_HEIGHT, self.instructions_text.heightForWidth(inner) + GRID)
        )
        layout = self.layout()
        height = layout.heightForWidth(width) if layout is not None and layout.hasHeightForWidth() else -1
        self.take_size(width, height if height > 0 else self.sizeHint().height())

    def _widest_words(self, *, with_streams: bool) -> int:
        """Of all that may be said while it records, in pixels."""
        metrics = self.state.fontMetrics()
        streams = self._stream_row.sizeHint().width() + GRID if with_streams else 0
        recording = metrics.horizontalAdvance(tr("Recording")) + streams
        since = [tr("Paused since {time}", time="00:00"), tr("Off the record since {time}", time="00:00")]
        return max(recording, *map(metrics.horizontalAdvance, since)) + GRID

    def _row_width(self) -> int:
        layout = self.layout()
        row = None if layout is None else layout.itemAt(0)
        return 0 if row is None else row.sizeHint().width() + 3 * GRID

    def _use_words(self, words: bool) -> None:  # noqa: FBT001 - one call, above
        is_paused = self._situation.stage is Stage.PAUSED
        for button, text in (
            (self.pause_button, tr("Go on") if is_paused else tr("Pause")),
            (self.off_button, tr("Off the record")),
            (self.stop_button, tr("Stop")),
        ):
            button.setText(text if words else "")
            button.setAccessibleName(text)
        metrics = self.pause_button.fontMetrics()
        widths = [metrics.horizontalAdvance(text) for text in (tr("Pause"), tr("Go on"))] if words else [0]
        self.pause_button.setMinimumWidth(max(widths) + _BUTTON_FRAME)


def _row(spacing: int) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(spacing)
    return row


def _text() -> QLabel:
    label = QLabel()
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    return label


def _button(text: str, picture: str = "", *, is_bare: bool = False) -> QPushButton:
    button = QPushButton("" if is_bare else text)
    button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    button.setAccessibleName(text)
    button.setMinimumSize(TARGET, TARGET)
    if picture:
        button.setIcon(icon(picture))
    if is_bare:
        button.setProperty("role", "flat")
        button.setFixedWidth(TARGET + GRID)
    return button


def _stream_label(stream: Stream) -> QLabel:
    label = QLabel()
    label.setPixmap(icon(f"recording-{stream}", theme().quiet).pixmap(QSize(_STREAM_SIDE, _STREAM_SIDE)))
    label.setToolTip(tr("Recorded: {stream}", stream=stream_name(stream)))
    label.setAccessibleName(label.toolTip())
    return label

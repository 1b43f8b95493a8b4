"""How a recording goes and what came of it, as cards on its page: all that the bar does, by keyboard."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout

from studio.recording.situation import LIVE, Figures, Outcome, Situation, Stage, TaskFiles
from studio.recording.steps import Wish
from studio.ui.recording_words import (
    clock_text,
    destroyed_words,
    outcome_title,
    outcome_words,
    pause_note,
    problem_words,
    state_words,
)
from studio.ui.theme import GRID
from studio.ui.widgets.recording_sign import RecordingSign
from studio.ui.words import tr, tr_said


class OverCard(QFrame):
    """What came of a recording."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "card")
        self.heading = text_label("heading")
        self.words = text_label()
        self.files = text_label("quiet")
        self.files.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.review_button = QPushButton(tr("Review it"))
        self.review_button.setProperty("role", "primary")
        self.again_button = QPushButton(tr("Record again"))
        buttons = QHBoxLayout()
        buttons.addWidget(self.review_button)
        buttons.addWidget(self.again_button)
        buttons.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(2 * GRID, 2 * GRID, 2 * GRID, 2 * GRID)
        for label in (self.heading, self.words, self.files):
            layout.addWidget(label)
        layout.addLayout(buttons)

    def show_outcome(self, outcome: Outcome, figures: Figures, files: TaskFiles | None) -> None:
        """Say it."""
        self.heading.setText(outcome_title(outcome))
        self.words.setText(outcome_words(outcome, figures))
        self.files.setVisible(files is not None)
        if files is not None:
            words = tr("The task's files are yours, in {folder}.", folder=files.folder)
            if files.is_temporary:
                words += " " + tr("That is a temporary folder: move what you want to keep.")
            self.files.setText(words)
        self.review_button.setVisible(outcome.is_filed and outcome.summary is not None)

    def take_focus(self) -> None:
        """Put the keyboard on the next step."""
        first = self.review_button if self.review_button.isVisibleTo(self) else self.again_button
        first.setFocus()


class LiveCard(QFrame):
    """How a recording goes, and the bar's buttons for the keyboard."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "card")
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.sign = RecordingSign()
        self.state = text_label("heading")
        self.notes = text_label("notice")
        self.asked = text_label()
        self.pause_button = QPushButton()
        self.off_button = QPushButton(tr("Off the record"))
        self.stop_button = QPushButton(tr("Stop"))
        self.discard_button = QPushButton(tr("Discard"))
        self.cancel_button = QPushButton(tr("Cancel"))
        self.keep_button = QPushButton(tr("Keep it"))
        self.destroy_button = QPushButton(tr("Destroy it"))
        head = QHBoxLayout()
        head.addWidget(self.sign)
        head.addWidget(self.state, 1)
        buttons = QHBoxLayout()
        for button in (self.pause_button, self.off_button, self.stop_button, self.cancel_button):
            buttons.addWidget(button)
        buttons.addWidget(self.keep_button)
        buttons.addStretch(1)
        buttons.addWidget(self.discard_button)
        buttons.addWidget(self.destroy_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(2 * GRID, 2 * GRID, 2 * GRID, 2 * GRID)
        layout.addLayout(head)
        layout.addWidget(self.notes)
        layout.addWidget(self.asked)
        layout.addLayout(buttons)

    def buttons(self) -> tuple[tuple[QPushButton, Wish], ...]:
        """Each button, and what it asks for."""
        return (
            (self.pause_button, Wish.TOGGLE_PAUSE),
            (self.off_button, Wish.OFF_THE_RECORD),
            (self.stop_button, Wish.STOP),
            (self.cancel_button, Wish.CANCEL),
            (self.discard_button, Wish.ASK_TO_DISCARD),
            (self.keep_button, Wish.KEEP),
            (self.destroy_button, Wish.DISCARD),
        )

    def show_situation(self, situation: Situation) -> None:
        """Say where it stands."""
        is_live, is_asking = situation.stage in LIVE, situation.is_asking
        self.sign.show_situation(situation)
        words = state_words(situation)
        self.state.setText(f"{words} · {clock_text(situation.figures.recorded_ns)}" if is_live else words)
        self.setAccessibleName(words)
        notes = [problem_words(problem) for problem in situation.problems]
        notes += [
            text for text in (pause_note(situation.pause), *map(tr_said, situation.differences)) if text
        ]
        self.notes.setText("\n".join(notes))
        self.notes.setVisible(bool(notes))
        self.asked.setText(destroyed_words(situation.figures))
        self.asked.setVisible(is_asking)
        self.pause_button.setText(tr("Go on") if situation.stage is Stage.PAUSED else tr("Pause"))
        for button in (self.pause_button, self.off_button, self.stop_button, self.discard_button):
            button.setVisible(is_live and not is_asking)
        is_newly_asking = is_asking and not self.keep_button.isVisibleTo(self)
        for button in (self.keep_button, self.destroy_button):
            button.setVisible(is_asking)
        if is_newly_asking:
            self.keep_button.setFocus()
        self.cancel_button.setVisible(situation.stage in {Stage.STARTING, Stage.COUNTDOWN, Stage.BEGINNING})


def text_label(role: str = "", *, is_rich: bool = False) -> QLabel:
    """A text that wraps; markup only where it is asked for, since a study's words are a stranger's."""
    label = QLabel()
    label.setWordWrap(True)
    label.setTextFormat(Qt.TextFormat.RichText if is_rich else Qt.TextFormat.PlainText)
    if role:
        label.setProperty("role", role)
    return label

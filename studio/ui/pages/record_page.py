"""The page of one task: what to do, what will be recorded, what will be started; then how it went.

Everything that a person agrees to by pressing Record stands above that button. While it records, the same
buttons as on the bar are here, for whoever steers by keyboard.
"""

from functools import partial
from typing import Final

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import (
    QCheckBox,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from recorder.errors import UserFacingError
from recorder.recording.messages import Hotkeys
from studio.recording.sheet import TaskSheet
from studio.recording.situation import UNDER_WAY, Situation, Stage
from studio.recording.steps import Wish
from studio.ui.models.recording_controller import RecordingController
from studio.ui.recording_words import (
    chord_words,
    stream_name,
)
from studio.ui.theme import GRID
from studio.ui.widgets.recording_cards import LiveCard, OverCard, text_label
from studio.ui.words import tr, tr_said, trn

_MARGIN: Final = 3 * GRID


class RecordPage(QWidget):
    """Shows one task and its recording.

    Args:
        controller: What it shows and steers.
    """

    review_requested = Signal(str)
    """Of this session."""
    back_requested = Signal()
    """To the list of tasks."""

    def __init__(self, controller: RecordingController) -> None:
        super().__init__()
        self._controller = controller
        self._stage: Stage | None = None
        self.setAccessibleName(tr("Record a task"))
        self.title = text_label("title")
        self.study = text_label("quiet")
        self.trouble = text_label("notice")
        self.over = OverCard()
        self.live = LiveCard()
        self.instructions = text_label()
        self.kept = text_label(is_rich=True)
        self.windows = text_label(is_rich=True)
        self.start_words = text_label()
        self.command = text_label()
        self.starts_task = QCheckBox(tr("Start it for me"))
        self.keys = QGridLayout()
        self.columns = QWidget()
        self.record_button = QPushButton(tr("Record"))
        self.record_button.setProperty("role", "primary")
        self.back_button = QPushButton(tr("Back to the tasks"))
        self._lay_out()
        self.setTabOrder(self.record_button, self.back_button)
        self.record_button.clicked.connect(self._on_record)
        self.back_button.clicked.connect(self.back_requested)
        self.over.review_button.clicked.connect(self._on_review)
        self.over.again_button.clicked.connect(partial(self._ask_for, Wish.AGAIN))
        for button, wish in self.live.buttons():
            button.clicked.connect(partial(self._ask_for, wish))
        self.starts_task.toggled.connect(self._on_starts_task_toggled)
        controller.task_changed.connect(self._on_task_changed)
        controller.situation_changed.connect(self._on_situation_changed)
        self._on_task_changed()
        self._on_situation_changed(controller.situation)

    def _lay_out(self) -> None:
        self.command.setStyleSheet("font-family: monospace;")
        self.command.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.starts_task.setChecked(True)
        left = QVBoxLayout()
        left.setSpacing(2 * GRID)
        left.addWidget(_card(tr("What to do"), self.instructions))
        left.addWidget(_card(tr("What is started"), self.start_words, self.command, self.starts_task))
        left.addWidget(_card(tr("Keys that work anywhere"), self.keys))
        left.addStretch(1)
        right = QVBoxLayout()
        right.addWidget(_card(tr("What is recorded"), self.kept, self.windows))
        right.addStretch(1)
        columns = QHBoxLayout(self.columns)
        columns.setContentsMargins(0, 0, 0, 0)
        columns.setSpacing(2 * GRID)
        columns.addLayout(left, 1)
        columns.addLayout(right, 1)
        inner = QWidget()
        body = QVBoxLayout(inner)
        body.setContentsMargins(_MARGIN, _MARGIN, _MARGIN, GRID)
        body.setSpacing(2 * GRID)
        head = QVBoxLayout()
        head.setSpacing(GRID // 2)
        head.addWidget(self.title)
        head.addWidget(self.study)
        body.addLayout(head)
        for part in (self.trouble, self.over, self.live, self.columns):
            body.addWidget(part)
        body.addStretch(1)
        area = QScrollArea()
        area.setWidget(inner)
        area.setWidgetResizable(True)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        foot = QHBoxLayout()
        foot.setContentsMargins(_MARGIN, GRID, _MARGIN, 2 * GRID)
        foot.addWidget(self.back_button)
        foot.addStretch(1)
        foot.addWidget(self.record_button)
        page = QVBoxLayout(self)
        page.setContentsMargins(0, 0, 0, 0)
        page.setSpacing(0)
        page.addWidget(area, 1)
        page.addLayout(foot)

    @Slot()
    def _on_task_changed(self) -> None:
        sheet = self._controller.sheet
        self.columns.setEnabled(sheet is not None)
        if sheet is not None:
            self._show_sheet(sheet)
        self._show_keys(self._controller.hotkeys)
        self._on_situation_changed(self._controller.situation)

    def _show_sheet(self, sheet: TaskSheet) -> None:
        self.title.setText(sheet.title)
        self.study.setText(tr("For the study “{title}”", title=sheet.study_title))
        self.instructions.setText(sheet.instructions)
        kept = "".join(
            f"<p><b>{stream_name(each.stream)}</b><br>{_escaped(each.shows)}</p>" for each in sheet.kept
        )
        if sheet.not_kept:
            names = ", ".join(map(stream_name, sheet.not_kept))
            kept += f"<p>{tr('Not recorded, as you chose: {names}', names=_escaped(names))}</p>"
        self.kept.setText(kept)
        self.windows.setText(_windows_text(sheet))
        self.command.setText(sheet.command)
        count = len(sheet.files)
        files = trn(
            "in a folder of its own with {count} file: {names}",
            "in a folder of its own with {count} files: {names}",
            count,
            names=", ".join(sheet.files),
        )
        self.start_words.setText(
            tr("Record starts this program, {where}.", where=files)
            if count
            else tr("Record starts this program, in an empty folder of its own.")
        )

    def _show_keys(self, hotkeys: Hotkeys) -> None:
        while (item := self.keys.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.deleteLater()
        rows = (
            (hotkeys.toggle_pause, tr("Pause, or go on")),
            (hotkeys.off_the_record, tr("Off the record: wipe the last 2 minutes, and pause")),
            (hotkeys.stop, tr("Stop, and keep the recording")),
            (hotkeys.panic, tr("Destroy the recording at once, without a question")),
        )
        for row, (chord, words) in enumerate(rows):
            key = text_label()
            key.setText(chord_words(chord))
            key.setStyleSheet("font-weight: 600;")
            key.setWordWrap(False)
            what = text_label()
            what.setText(words)
            self.keys.addWidget(key, row, 0, Qt.AlignmentFlag.AlignTop)
            self.keys.addWidget(what, row, 1)
        self.keys.setColumnStretch(1, 1)
        self.keys.setHorizontalSpacing(2 * GRID)

    @Slot(object)
    def _on_situation_changed(self, situation: Situation) -> None:
        error = self._controller.refusal or (situation.error if situation.stage is Stage.READY else None)
        self.trouble.setText("" if error is None else _error_text(error))
        self.trouble.setVisible(error is not None)
        is_under_way = situation.stage in UNDER_WAY
        if is_under_way and not self.live.isVisibleTo(self):
            # Whatever had the focus goes: it must not fall on Stop.
            self.live.setVisible(True)
            self.live.setFocus()
        self.live.setVisible(is_under_way)
        self.live.show_situation(situation)
        is_over = situation.stage is Stage.OVER
        self.over.setVisible(is_over)
        self.columns.setVisible(not is_over and self._controller.sheet is not None)
        if situation.outcome is not None:
            self.over.show_outcome(situation.outcome, situation.figures, situation.files)
        if is_over and self._stage is not Stage.OVER:
            self.over.take_focus()
        is_ready = situation.stage is Stage.READY and self._controller.sheet is not None
        self.record_button.setVisible(situation.stage is Stage.READY)
        self.record_button.setEnabled(is_ready)
        self.back_button.setEnabled(not is_under_way)
        self.starts_task.setEnabled(is_ready)
        if is_ready and self._stage is not Stage.READY:
            self.record_button.setFocus()
        self._stage = situation.stage if self._controller.sheet is not None else None

    @Slot()
    def _on_record(self) -> None:
        self._controller.record(starts_task=self.starts_task.isChecked())

    @Slot()
    def _on_review(self) -> None:
        outcome = self._controller.situation.outcome
        if outcome is not None:
            self.review_requested.emit(outcome.session_id)

    @Slot(bool)
    def _on_starts_task_toggled(self, on: bool) -> None:  # noqa: FBT001 - the signal's own argument
        self.command.setEnabled(on)
        self.start_words.setEnabled(on)

    def _ask_for(self, wish: Wish, _is_checked: bool = False) -> None:  # noqa: FBT001, FBT002 - of the signal
        self._controller.wish(wish)


def _card(title: str, *parts: QWidget | QGridLayout) -> QFrame:
    card = QFrame()
    card.setProperty("role", "card")
    layout = QVBoxLayout(card)
    layout.setContentsMargins(2 * GRID, 2 * GRID, 2 * GRID, 2 * GRID)
    layout.setSpacing(GRID)
    heading = text_label("heading")
    heading.setText(title)
    layout.addWidget(heading)
    for part in parts:
        if isinstance(part, QWidget):
            layout.addWidget(part)
        else:
            layout.addLayout(part)
    return card


def _windows_text(sheet: TaskSheet) -> str:
    if sheet.allowed_apps:
        names = ", ".join(map(_escaped, sheet.allowed_apps))
        words = tr("Only windows of {names}. All others are blank in the pictures.", names=names)
    else:
        words = tr("All windows but those below. Those are blank in the pictures.")
    never = [", ".join(map(_escaped, sheet.excluded_apps))]
    if sheet.excluded_titles:
        never.append(tr("windows titled {titles}", titles=", ".join(map(_escaped, sheet.excluded_titles))))
    never += [tr("fields for passwords"), tr("this app itself")]
    listed = tr("Never: {names}.", names="; ".join(part for part in never if part))
    return f"<p>{words}</p><p>{listed}</p>"


def _error_text(error: UserFacingError) -> str:
    return "\n".join(tr_said(part) for part in (error.happened, error.kept, error.mend) if part)


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")

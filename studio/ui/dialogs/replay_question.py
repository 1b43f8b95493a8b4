"""The question before a replay acts on the person's own desktop: what it does, and how it ends."""

import shlex
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractItemView, QListWidget, QWidget

from recorder.wording import clean
from replay.plan.steps import ReplayPlan
from replay.running.own_desktop import Question
from replay.verifying.playing import ToPlay
from studio.ui.dialogs.asking import AskingDialog
from studio.ui.models.action_words import private_action_words
from studio.ui.models.phrase_words import phrase_words
from studio.ui.theme import GRID
from studio.ui.widgets.text import strangers_words, words
from studio.ui.widgets.tick import Tick
from studio.ui.words import tr

_ROWS: Final = 6
_ROW_PX: Final = 24


class ReplayQuestionDialog(AskingDialog):
    """Asks; accepted where the answer is yes.

    Args:
        wanted: What would be done.
        question: What is asked.

    Attributes:
        is_open: The tick that says that the task's program is open already.
    """

    def __init__(self, wanted: ToPlay, question: Question, parent: QWidget | None = None) -> None:
        super().__init__(tr("Replay on your own desktop?"), parent)
        study, task = wanted.subject.titles(wanted.plan)
        about = tr("“{task}” of {study}", task=clean(task), study=clean(study))
        self.page.addWidget(strangers_words(about, role="quiet"))
        for sentence in question.sentences:
            self.page.addWidget(words(phrase_words(sentence)))
        self.page.addWidget(_steps(wanted.plan))
        if wanted.shift != (0, 0):
            moved = tr("The monitor stands elsewhere here: every place was moved with it.")
            self.page.addWidget(words(moved, role="quiet"))
        self.is_open = Tick(tr("The program is &open already, where it was: do not start it"))
        start = wanted.plan.start
        if start is None:
            untold = tr(
                "How its task starts is not known here: open it first, as it was when it was recorded."
            )
            self.page.addWidget(words(untold, role="notice"))
        else:
            starts = tr("It starts: {command}", command=clean(shlex.join(start.command)))
            self.page.addWidget(strangers_words(starts, role="quiet"))
        self.is_open.setVisible(start is not None)
        self.page.addWidget(self.is_open)
        self.add_answers(phrase_words(question.yes), phrase_words(question.no))


def _steps(plan: ReplayPlan) -> QListWidget:
    shown = QListWidget()
    shown.setAccessibleName(tr("What it does, step by step"))
    shown.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
    shown.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    shown.setTextElideMode(Qt.TextElideMode.ElideRight)
    shown.setUniformItemSizes(True)
    digits = len(str(len(plan.steps)))
    # A number's own space, so that the words stand in line.
    shown.addItems(
        [
            f"{str(step.number).rjust(digits, chr(0x2007))}  {private_action_words(step.action)}"
            for step in plan.steps
        ]
    )
    shown.setStyleSheet(f"QListWidget::item {{ min-height: {_ROW_PX}px; }}")
    rows = min(_ROWS, max(1, len(plan.steps)))
    shown.setFixedHeight(rows * _ROW_PX + 2 * GRID)
    return shown

"""A question that needs an answer before something is destroyed or ended: what goes, what stays, two buttons.

Nothing has to be typed. The button that keeps things has the focus and is what Esc means.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtWidgets import QDialog, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from recorder.wording import clean
from studio.taking_part import Participation
from studio.ui.models.recording_rows import RecordingRow
from studio.ui.models.time_words import length_words, size_words, when_words
from studio.ui.theme import GRID
from studio.ui.widgets.text import words
from studio.ui.words import tr


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked.

    Attributes:
        title: In a few words.
        lines: What happens, line by line; a line with ``•`` is a point.
        yes: The button that does it: a verb.
        no: The button that does not.
    """

    title: str
    lines: Sequence[str]
    yes: str
    no: str


class DecisionDialog(QDialog):
    """Asks one question; accepted where the answer is yes."""

    def __init__(self, question: Question, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        # The title names the app alone: the desktop's own lists of windows show it.
        self.setWindowTitle("Assent")
        self.setModal(True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(GRID * 3, GRID * 3, GRID * 3, GRID * 3)
        layout.setSpacing(GRID + 4)
        layout.addWidget(words(question.title, role="heading"))
        for line in question.lines:
            layout.addWidget(words(line))
        layout.addSpacing(GRID)
        self.yes = QPushButton(question.yes)
        self.no = QPushButton(question.no)
        self.yes.setAutoDefault(False)
        self.no.setDefault(True)
        self.yes.clicked.connect(self.accept)
        self.no.clicked.connect(self.reject)
        buttons = QHBoxLayout()
        buttons.addWidget(self.yes)
        buttons.addStretch(1)
        buttons.addWidget(self.no)
        layout.addLayout(buttons)
        self.no.setFocus()
        # Lines that wrap need their height at the width that there is, not at the one they would like.
        self.setFixedWidth(GRID * 64)
        self.setFixedHeight(layout.totalHeightForWidth(GRID * 64))


def about_deleting(row: RecordingRow) -> Question:
    """Before a recording is destroyed."""
    return Question(
        tr("Delete this recording?"),
        (
            tr("“{task}” of {study}", task=clean(row.task), study=clean(row.study)),
            tr(
                "Recorded {when}, {length} long, {size}",
                when=when_words(row.started_at),
                length=length_words(row.length_ns),
                size=size_words(row.size_bytes),
            ),
            tr(
                "Destroyed are: all of its pictures, keys and pointer movements, every edit you made to it, "
                "what was prepared from it, and the key that opens its file. Nobody can bring it back."
            ),
            tr("Not touched are: what you exported from it, and backups that you made of the vault."),
        ),
        tr("&Delete the recording"),
        tr("&Keep it"),
    )


def about_withdrawing(part: Participation) -> Question:
    """Before a consent is withdrawn."""
    return Question(
        tr("Withdraw from “{study}”?", study=clean(part.study.title)),
        (
            tr("• From now on nothing more is recorded for this study."),
            tr("• Your recordings stay in your library until you delete them. Nobody else has them."),
            tr(
                "• What you already shared is not called back by this. To have it deleted, write to {email}; "
                "they must answer you.",
                email=clean(part.study.controller.email),
            ),
            tr("You need no reason. You can read the study and agree again whenever you like."),
        ),
        tr("&Withdraw"),
        tr("&Stay in the study"),
    )

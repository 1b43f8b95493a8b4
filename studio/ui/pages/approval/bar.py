"""The line below everything: what is shared, in one sentence, and the one button."""

from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QWidget

from studio.submission.approval import ApprovalSheet
from studio.ui.icons import icon
from studio.ui.models.time_words import day_words, length_words, size_words
from studio.ui.theme import GRID
from studio.ui.widgets.one_line import OneLine
from studio.ui.words import tr, trn


class ApprovalBar(QFrame):
    """Says what the button does, or why it cannot be pressed yet."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "bar")
        self._words = OneLine(fills=True)
        self.edit = QPushButton(tr("Back to &editing"))
        self.approve = QPushButton(tr("&Approve and share"))
        self.approve.setProperty("role", "primary")
        self.approve.setEnabled(False)
        self.edit.setIcon(icon("back"))
        layout = QHBoxLayout(self)
        layout.setContentsMargins(GRID * 2, GRID, GRID * 2, GRID)
        layout.setSpacing(GRID * 2)
        layout.addWidget(self._words, 1)
        layout.addWidget(self.edit)
        layout.addWidget(self.approve)

    def show_ready(self, sheet: ApprovalSheet, *, is_ready: bool, why_not: str = "") -> None:
        """Say what is shared; where it cannot be, why."""
        self.approve.setEnabled(is_ready)
        self.approve.setToolTip(why_not)
        self._words.say(shared_words(sheet) if is_ready or not why_not else why_not)


def shared_words(sheet: ApprovalSheet) -> str:
    """What is shared, in one sentence."""
    summary = sheet.episode.summary
    return trn(
        "{length}, about {size}, to one reader, until {day}",
        "{length}, about {size}, to {count} readers, until {day}",
        len(sheet.recipients),
        length=length_words(0 if summary is None else summary.ended_ns),
        size=size_words(sheet.size_bytes),
        day=day_words(sheet.expires_on),
    )

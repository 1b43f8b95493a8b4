"""What all questions have in common: who asks, how wide it is, and the answer that keeps things at hand.

The button that leaves all as it is has the focus, is what Enter and Esc mean, and stands where each has it.
"""

from typing import Final

from PySide6.QtWidgets import QDialog, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from studio.ui.theme import GRID
from studio.ui.widgets.text import words

_WIDTH_PX: Final = GRID * 64


class AskingDialog(QDialog):
    """A question; accepted where the answer is yes. Whoever asks fills the page, then adds the answers.

    Args:
        title: The question, in a few words.

    Attributes:
        page: What stands above the answers.
        yes: The button that does it.
        no: The button that does not.
    """

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        # The title names the app alone: the desktop's own lists of windows show it.
        self.setWindowTitle("Assent")
        self.setModal(True)
        self.page = QVBoxLayout(self)
        self.page.setContentsMargins(GRID * 3, GRID * 3, GRID * 3, GRID * 3)
        self.page.setSpacing(GRID + 4)
        self.page.addWidget(words(title, role="heading"))
        self.yes = QPushButton()
        self.no = QPushButton()

    def add_answers(self, yes: str, no: str) -> None:
        """End the page with both answers, and fit the window to it."""
        self.page.addSpacing(GRID)
        self.yes.setText(yes)
        self.no.setText(no)
        self.yes.setAutoDefault(False)
        self.no.setDefault(True)
        self.yes.clicked.connect(self.accept)
        self.no.clicked.connect(self.reject)
        buttons = QHBoxLayout()
        buttons.addWidget(self.yes)
        buttons.addStretch(1)
        buttons.addWidget(self.no)
        self.page.addLayout(buttons)
        self.no.setFocus()
        # Lines that wrap need their height at the width that there is, not at the one they would like.
        self.setFixedWidth(_WIDTH_PX)
        self.setFixedHeight(self.page.totalHeightForWidth(_WIDTH_PX))

"""Keys that belong to the desktop and not to a program: each is allowed by itself, or nothing is replayed."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from recorder.wording import clean
from replay.plan.words import refusal_words
from studio.checking.carrying_out import ChordAsked
from studio.ui.models.key_words import cap_words
from studio.ui.models.phrase_words import phrase_words
from studio.ui.theme import GRID
from studio.ui.widgets.column import Column
from studio.ui.widgets.text import strangers_words, words
from studio.ui.words import tr


class AskingPane(Column):
    """What each of them does, and a button to allow it.

    Attributes:
        allowed: The ``Chord`` that the person allows.
    """

    allowed = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(width=GRID * 120, parent=parent)
        self.body.addWidget(words(tr("This recording presses keys of the desktop"), role="heading"))
        self.body.addWidget(
            words(
                tr(
                    "They could start other programs than the task's. Nothing was replayed. If you know why "
                    "the person pressed them, allow them one by one; they reach the private desktop alone."
                )
            )
        )
        self._rows = QVBoxLayout()
        self._rows.setSpacing(GRID * 2)
        self.body.addLayout(self._rows)
        self.body.addStretch(1)
        self._shown: tuple[ChordAsked, ...] = ()
        self._asks: list[tuple[QWidget, QPushButton]] = []

    def show_asked(self, asked: Sequence[ChordAsked]) -> None:
        """Ask for these. Who was at one of the buttons is at the next one then."""
        if tuple(asked) == self._shown:
            return
        self._shown = tuple(asked)
        focused = next((at for at, (_, button) in enumerate(self._asks) if button.hasFocus()), None)
        before, self._asks = self._asks, [self._row(each) for each in asked]
        for row, _ in self._asks:
            self._rows.addWidget(row)
            row.show()
        if focused is not None and self._asks:
            _, button = self._asks[min(focused, len(self._asks) - 1)]
            button.setFocus(Qt.FocusReason.OtherFocusReason)
        # Only now: what has the keyboard and is hidden gives it to anything.
        for row, _ in before:
            self._rows.removeWidget(row)
            row.hide()
            row.deleteLater()

    def _row(self, asked: ChordAsked) -> tuple[QWidget, QPushButton]:
        row = QWidget(self)
        layout = QHBoxLayout(row)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(GRID * 2)
        refusal = asked.step.refusal
        why = "" if refusal is None else phrase_words(refusal_words(refusal))
        layout.addWidget(strangers_words(tr("Step {step}: {why}", step=asked.step.number, why=why)), 1)
        button = QPushButton(tr("Allow {keys}", keys=clean(cap_words(str(asked.chord)))))
        chord = asked.chord
        button.clicked.connect(lambda: self.allowed.emit(chord))
        layout.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)
        return row, button

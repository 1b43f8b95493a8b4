"""How strong a passphrase is, as a word, a sentence and four bars."""

from typing import Final

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from recorder.vault.keys import MINIMUM_PASSPHRASE
from studio.ui.models.passphrase_strength import Strength, StrengthEstimate
from studio.ui.theme import GRID, theme
from studio.ui.widgets.text import words
from studio.ui.words import tr, trn

_BARS: Final = 4


class StrengthMeter(QWidget):
    """Shows an estimate; says it to screen readers as one sentence."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bars = _Bars()
        self._words = words("", role="quiet")
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(GRID * 2)
        layout.addWidget(self._bars, 0, Qt.AlignmentFlag.AlignVCenter)
        layout.addWidget(self._words, 1)
        self.show_estimate(None)

    def show_estimate(self, estimate: StrengthEstimate | None) -> None:
        """Show one, or how to choose a passphrase."""
        self._bars.show_level(0 if estimate is None else estimate.level)
        said = (
            tr("Four or five unrelated words are easy to remember and hard to guess.")
            if estimate is None
            else _sentence(estimate.strength)
        )
        self._words.setText(said)
        self.setAccessibleName(said)


def _sentence(strength: Strength) -> str:
    match strength:
        case Strength.TOO_SHORT:
            return trn(
                "Too short: at least one character is needed.",
                "Too short: at least {count} characters are needed.",
                MINIMUM_PASSPHRASE,
            )
        case Strength.WEAK:
            return tr("Weak: someone who has this computer's disk could guess it within an hour.")
        case Strength.FAIR:
            return tr("Fair: someone who has this computer's disk could guess it within a year.")
        case Strength.GOOD:
            return tr("Good: guessing it would take years.")
        case Strength.STRONG:
            return tr("Strong: guessing it would take longer than a lifetime.")


class _Bars(QWidget):
    def __init__(self) -> None:
        super().__init__()
        self._level = 0
        self.setFixedSize(self.sizeHint())

    def show_level(self, level: int) -> None:
        self._level = level
        self.update()

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        return QSize(GRID * 16, GRID)

    def paintEvent(self, _: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        colours = theme()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        width = (self.width() - (_BARS - 1) * GRID / 2) / _BARS
        full = colours.notice if self._level < _BARS - 1 else colours.good
        for bar in range(_BARS):
            # Lit ones are filled, all others an outline: not colour alone.
            is_lit = bar < self._level
            painter.setPen(QColor(full if is_lit else colours.edge))
            painter.setBrush(QColor(full) if is_lit else Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(
                QRectF(bar * (width + GRID / 2) + 0.5, 1.5, width - 1, GRID - 3), 2.5, 2.5
            )
        painter.end()

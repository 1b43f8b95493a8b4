"""What came of a check, and what to do with it; whatever belongs beside it lies below."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from replay.report.record import RunRecord
from replay.report.words import reasons
from studio.ui.icons import icon
from studio.ui.models.check_items import CheckItem
from studio.ui.models.check_words import (
    certainty,
    headline,
    is_amber,
    runs_words,
    sign_of,
    speed_words,
    tally,
)
from studio.ui.models.replay_voice import SPOKEN
from studio.ui.models.time_words import short_length_words, when_words
from studio.ui.pages.checking.queue import sign_colour
from studio.ui.theme import GRID, theme
from studio.ui.widgets.column import Column
from studio.ui.widgets.text import words
from studio.ui.words import tr, trn

_SIGN: QSize = QSize(24, 24)
_MOST_REASONS = 6


class FindingPanel(Column):
    """The finding in words, its reasons, and three buttons.

    Attributes:
        again_requested: It shall be checked again.
        save_requested: Its report shall be saved.
    """

    again_requested = Signal()
    save_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(margin=GRID * 2, parent=parent)
        self.setAccessibleName(tr("What came of the check"))
        self._sign = QLabel()
        self._headline = words("")
        self._tally = words("", role="quiet")
        self._reasons = words("")
        self._facts = words("", role="quiet")
        self._ignored = words("", role="quiet")
        self.again = QPushButton(tr("Check a&gain"))
        self.save = QPushButton(tr("&Save the report…"))
        self._lay_out()
        self.again.clicked.connect(self.again_requested)
        self.save.clicked.connect(self.save_requested)
        self.show_ignored(0)

    def show_item(self, item: CheckItem) -> None:
        """Show what is known without its pictures."""
        colour = sign_colour(item, theme())
        self._sign.setPixmap(icon(sign_of(item), colour).pixmap(_SIGN))
        self._headline.setText("" if item.finding is None else headline(item.finding))
        self._headline.setProperty("is_amber", is_amber(item))
        said = [] if item.finding is None else [runs_words(item.finding)]
        if item.made_at is not None:
            said.append(tr("Checked {when}", when=when_words(item.made_at)))
        self._facts.setText("\n".join(each for each in said if each))

    def show_record(self, item: CheckItem, record: RunRecord) -> None:
        """Show all of it."""
        self.show_item(item)
        self._tally.setText("\n".join(each for each in (tally(record), certainty(record)) if each))
        found = reasons(record, SPOKEN)
        shown = found[:_MOST_REASONS]
        if len(found) > len(shown):
            shown.append(trn("and one more", "and {count} more", len(found) - len(shown)))
        self._reasons.setText("\n".join(shown))
        self._reasons.setVisible(bool(shown))
        speed = tr("Replayed {speed}, in {length}", speed=speed_words(record.speed), length=_length(record))
        self._facts.setText("\n".join(each for each in (self._facts.text(), speed) if each))

    def show_ignored(self, count: int) -> None:
        """Say how many regions are left out of the comparison."""
        said = trn("One region is left out of it.", "{count} regions are left out of it.", count)
        self._ignored.setText(said if count else "")
        self._ignored.setVisible(bool(count))

    def clear(self) -> None:
        """Forget what was found."""
        self._sign.clear()
        for label in (self._headline, self._tally, self._reasons, self._facts):
            label.setText("")
        self.show_ignored(0)

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(GRID)
        head.addWidget(self._sign, 0, Qt.AlignmentFlag.AlignTop)
        head.addWidget(self._headline, 1)
        font = self._headline.font()
        font.setWeight(QFont.Weight.DemiBold)
        self._headline.setFont(font)
        self.body.setSpacing(GRID)
        self.body.addLayout(head)
        for label in (self._tally, self._reasons, self._facts, self._ignored):
            self.body.addWidget(label)
        self.again.setIcon(icon("check-again"))
        self.again.setToolTip(tr("Replay it and compare once more (F5)"))
        self.save.setIcon(icon("document"))
        self.save.setToolTip(tr("Save a page with all pictures, readable by whoever has it (Ctrl+S)"))
        buttons = QVBoxLayout()
        buttons.setSpacing(GRID)
        for button in (self.again, self.save):
            buttons.addWidget(button)
        self.body.addSpacing(GRID)
        self.body.addLayout(buttons)
        self.below = QVBoxLayout()
        self.body.addLayout(self.below)
        self.body.addStretch(1)


def _length(record: RunRecord) -> str:
    # A number and its unit stay together.
    return short_length_words(record.took_ns).replace(" ", "\u00a0")

"""What is known of a step: its verdict and why, and its times and places; beside it, the marks."""

from typing import Final

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QGridLayout, QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from replay.report.record import StepRecord
from replay.report.words import KIND_WORDS, confidence_words, facts, said
from replay.verdict import VerdictKind
from studio.ui.models.compared_steps import step_title
from studio.ui.models.replay_voice import SPOKEN
from studio.ui.models.verdict_signs import verdict_sign
from studio.ui.theme import GRID
from studio.ui.widgets.one_line import OneLine
from studio.ui.widgets.text import words
from studio.ui.words import tr, trn

_MOST_REASONS: Final = 12
_WIDE_PX: Final = GRID * 52


class StepDetails(QWidget):
    """Says what is known of one step."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._kind: VerdictKind | None = None
        self._title = OneLine(role="heading", fills=True)
        self._sign = QLabel()
        self._verdict = OneLine(fills=True)
        self._reasons = words("")
        self._facts = QGridLayout()
        self._facts.setContentsMargins(0, 0, GRID, 0)
        self._facts.setHorizontalSpacing(GRID * 2)
        self._facts.setVerticalSpacing(2)
        self._facts.setColumnStretch(1, 1)
        self._rows: list[tuple[QLabel, QLabel]] = []
        found = QHBoxLayout()
        found.setSpacing(GRID)
        found.addWidget(self._sign)
        found.addWidget(self._verdict, 1)
        self._columns = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._columns.setContentsMargins(0, 0, GRID, 0)
        self._columns.setSpacing(GRID * 2)
        self._columns.addWidget(self._reasons, 1, Qt.AlignmentFlag.AlignTop)
        self._columns.addLayout(self._facts, 1)
        self._scroll = _scrolled(self._columns, tr("What is known of the step"))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(GRID // 2)
        layout.addWidget(self._title)
        layout.addLayout(found)
        layout.addWidget(self._scroll, 1)

    def show_step(self, step: StepRecord | None) -> None:
        """Say what is known of a step, or nothing."""
        self._kind = step.verdict.kind if step is not None else None
        self._title.say(step_title(step) if step is not None else "")
        self._verdict.say(_verdict_words(step) if step is not None else "")
        why = _reasons(step) if step is not None else ""
        self._reasons.setText(why)
        self._reasons.setVisible(bool(why))
        self._show_sign()
        self._show_facts(facts(step, SPOKEN) if step is not None else [])
        self._scroll.verticalScrollBar().setValue(0)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Why and when stand beside each other where there is room, else below each other."""
        super().resizeEvent(event)
        is_wide = self.width() >= _WIDE_PX
        way = QBoxLayout.Direction.LeftToRight if is_wide else QBoxLayout.Direction.TopToBottom
        if way != self._columns.direction():
            self._columns.setDirection(way)
            self._columns.setSpacing(GRID * 2 if is_wide else GRID)

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        """Draw the sign anew in other colours."""
        super().changeEvent(event)
        if event.type() is QEvent.Type.PaletteChange:
            self._show_sign()

    def _show_sign(self) -> None:
        if self._kind is None:
            self._sign.clear()
        else:
            self._sign.setPixmap(verdict_sign(self._kind, self.devicePixelRatioF()))

    def _show_facts(self, known: list[tuple[str, str]]) -> None:
        while len(self._rows) < len(known):
            row = words("", role="quiet"), words("")
            row[0].setWordWrap(False)
            row[1].setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            for column, label in enumerate(row):
                self._facts.addWidget(label, len(self._rows), column, Qt.AlignmentFlag.AlignTop)
            self._rows.append(row)
        for place, (name, value) in enumerate(self._rows):
            is_known = place < len(known)
            name.setText(known[place][0] if is_known else "")
            value.setText(known[place][1] if is_known else "")
            name.setVisible(is_known)
            value.setVisible(is_known)


def _scrolled(columns: QBoxLayout, name: str) -> QScrollArea:
    holder = QWidget()
    # The area asks for the height at the width there is; a smallest height of its own would be another.
    holder.setMinimumHeight(1)
    layout = QVBoxLayout(holder)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.addLayout(columns)
    layout.addStretch(1)
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setAccessibleName(name)
    area.setWidget(holder)
    return area


def _verdict_words(step: StepRecord) -> str:
    kind = tr(KIND_WORDS[step.verdict.kind])
    if step.verdict.kind is VerdictKind.NOT_REACHED:
        return kind
    return f"{kind} · {confidence_words(step.verdict.confidence, SPOKEN)}"


def _reasons(step: StepRecord) -> str:
    reasons = [said(reason, SPOKEN) for reason in step.verdict.reasons[:_MOST_REASONS]]
    more = len(step.verdict.reasons) - len(reasons)
    if more:
        reasons.append(trn("And one more.", "And {count} more.", more))
    return "\n".join(f"• {reason}" for reason in reasons)

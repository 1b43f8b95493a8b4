"""The steps of a run as rows: number, words, verdict, and how far each was from its time and place."""

from collections.abc import Iterable
from enum import IntEnum
from typing import Final

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from replay.report.frame import way_back
from replay.report.record import StepRecord
from replay.report.words import KIND_WORDS, lateness_words
from studio.ui.models.action_words import step_words
from studio.ui.models.plain_tips import plain_tip
from studio.ui.models.replay_voice import SPOKEN
from studio.ui.words import tr

_NOWHERE: Final = QModelIndex()


class StepRole(IntEnum):
    """What a delegate asks of a row."""

    STEP = Qt.ItemDataRole.UserRole
    VERDICT = Qt.ItemDataRole.UserRole + 1


class ComparedSteps(QAbstractListModel):
    """The steps that are shown, in their order; thousands cost no more than those in sight."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._steps: tuple[StepRecord, ...] = ()
        self._shown: list[int] = []
        self._failures = 0
        self._only_failures = False
        self._wanted = ""

    @property
    def steps(self) -> tuple[StepRecord, ...]:
        """All steps, shown or not."""
        return self._steps

    @property
    def shown(self) -> list[int]:
        """The places in ``steps`` of those that are shown."""
        return self._shown

    @property
    def failures(self) -> int:
        """How many went another way."""
        return self._failures

    def set_steps(self, steps: tuple[StepRecord, ...]) -> None:
        """Hold these instead."""
        self.beginResetModel()
        self._steps = steps
        self._failures = sum(step.verdict.is_failure for step in steps)
        self._shown = list(self._fitting())
        self.endResetModel()

    def show_only(self, *, failures: bool, words: str) -> None:
        """Show what fits.

        Args:
            failures: Whether only those that went another way are shown.
            words: What the words, the number or the verdict of a step must hold; empty for anything.
        """
        wanted = words.casefold().strip()
        if (failures, wanted) == (self._only_failures, self._wanted):
            return
        self.beginResetModel()
        self._only_failures, self._wanted = failures, wanted
        self._shown = list(self._fitting())
        self.endResetModel()

    def row_of(self, place: int) -> int:
        """The row of a step by its place in ``steps``; -1 where it is not shown."""
        try:
            return self._shown.index(place)
        except ValueError:
            return -1

    def next_failure(self, place: int, *, way: int) -> int | None:
        """The place of the next step that went another way, shown or not.

        Args:
            place: From where; -1 for before all.
            way: 1 for on, -1 for back.
        """
        at = place + way
        while 0 <= at < len(self._steps):
            if self._steps[at].verdict.is_failure:
                return at
            at += way
        return None

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = _NOWHERE) -> int:  # noqa: N802 - Qt's
        """How many are shown."""
        return 0 if parent.isValid() else len(self._shown)

    def data(
        self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        """What a row says."""
        return self._said(self._steps[self._shown[index.row()]], role) if index.isValid() else None

    @staticmethod
    def _said(step: StepRecord, role: int) -> object:
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return step_words(step)
            case StepRole.STEP:
                return step
            case StepRole.VERDICT:
                return verdict_words(step)
            case Qt.ItemDataRole.ToolTipRole:
                return plain_tip(f"{step_title(step)}\n{verdict_words(step)}")
            case Qt.ItemDataRole.AccessibleTextRole:
                return f"{step_title(step)}. {verdict_words(step)}"
            case _:
                return None

    def _fitting(self) -> Iterable[int]:
        if not self._wanted and not self._only_failures:
            return range(len(self._steps))
        said = {kind: tr(words).casefold() for kind, words in KIND_WORDS.items()}
        wanted = self._wanted
        return (
            place
            for place, step in enumerate(self._steps)
            if (not self._only_failures or step.verdict.is_failure)
            and (
                wanted in step_words(step).casefold()
                or wanted in said[step.verdict.kind]
                or wanted == str(step.number)
            )
        )


def step_title(step: StepRecord) -> str:
    """Which step it is, and what was done in it."""
    number = SPOKEN.number(step.number, 0)
    return tr("Step {number}: {words}", number=number, words=step_words(step))


def verdict_words(step: StepRecord) -> str:
    """What became of it, how late it was and how far its target had moved."""
    said = [tr(KIND_WORDS[step.verdict.kind])]
    dx, dy = way_back(step)
    if dx or dy:
        said.append(tr("moved by {x}, {y}", x=-dx, y=-dy))
    if step.lateness_ns is not None:
        said.append(lateness_words(step.lateness_ns, SPOKEN))
    return " · ".join(said)

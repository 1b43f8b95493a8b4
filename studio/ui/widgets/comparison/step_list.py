"""The list of steps, with what narrows it."""

from typing import Final

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QLineEdit,
    QListView,
    QPushButton,
    QStackedLayout,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from replay.report.record import StepRecord
from studio.ui.models.compared_steps import ComparedSteps, StepRole
from studio.ui.models.replay_voice import SPOKEN
from studio.ui.models.verdict_signs import SIGN_PX, verdict_sign
from studio.ui.theme import GRID, theme
from studio.ui.widgets.row_painting import elided, paint_ground
from studio.ui.widgets.text import words
from studio.ui.words import tr

Index = QModelIndex | QPersistentModelIndex
_LINES: Final = 2


class StepList(QWidget):
    """Shows the steps of a run; the person chooses one.

    Attributes:
        step_chosen: The place in ``model.steps`` of the step that was clicked or reached by the keyboard.
    """

    step_chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.model = ComparedSteps(self)
        self.list = _List(self.model)
        self.field = QLineEdit()
        self.field.setPlaceholderText(tr("Show only…"))
        self.field.setAccessibleName(tr("Show only steps with these words"))
        self.field.setClearButtonEnabled(True)
        self.only = QPushButton()
        self.only.setCheckable(True)
        self._none = words("", role="quiet")
        self._none.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._stack = QStackedLayout()
        self._stack.addWidget(self.list)
        self._stack.addWidget(self._none)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(GRID)
        layout.addWidget(self.field)
        layout.addWidget(self.only)
        layout.addLayout(self._stack, 1)
        self.setMinimumWidth(GRID * 24)
        self.field.textChanged.connect(self._on_narrowed)
        self.only.toggled.connect(self._on_narrowed)
        self.list.place_chosen.connect(self.step_chosen)
        self._say()

    def set_steps(self, steps: tuple[StepRecord, ...]) -> None:
        """Show these, and nothing narrows them yet."""
        self.list.is_quiet = True
        self.field.clear()
        self.only.setChecked(False)
        self.model.set_steps(steps)
        self.list.is_quiet = False
        self._say()

    def point_out(self, place: int) -> None:
        """Select a step, if it is shown, without telling anybody."""
        self.list.point_out(self.model.row_of(place))

    def step(self, rows: int) -> None:
        """Choose the row so many further on, as far as there is one."""
        count = self.model.rowCount()
        if count:
            here = self.list.currentIndex()
            row = here.row() if here.isValid() else -1 if rows > 0 else count
            self.list.setCurrentIndex(self.model.index(min(max(row + rows, 0), count - 1), 0))

    def _on_narrowed(self, _: object) -> None:
        current = self.list.current_place()
        self.list.is_quiet = True
        self.model.show_only(failures=self.only.isChecked(), words=self.field.text())
        self.list.is_quiet = False
        row = self.model.row_of(current) if current is not None else -1
        if row >= 0:
            self.list.point_out(row)
        elif self.model.rowCount():
            # What is selected is what is looked at: the first that is left.
            self.list.setCurrentIndex(self.model.index(0, 0))
        self._say()

    def _say(self) -> None:
        count = self.model.failures
        self.only.setText(tr("Only what differs ({count})", count=SPOKEN.number(count, 0)))
        self.only.setToolTip(tr("Show only the steps that went another way, or were not reached"))
        self.only.setEnabled(bool(count) or self.only.isChecked())
        is_empty = not self.model.rowCount()
        self._none.setText(tr("No step has these words.") if self.model.steps else tr("There are no steps."))
        self._stack.setCurrentIndex(1 if is_empty else 0)


class _List(QListView):
    place_chosen = Signal(int)

    def __init__(self, model: ComparedSteps, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._steps = model
        self.is_quiet = False
        self.setModel(model)
        self.setItemDelegate(_Delegate(self))
        self.setUniformItemSizes(True)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setAccessibleName(tr("Steps"))

    def current_place(self) -> int | None:
        """The place of the selected step."""
        row = self.currentIndex().row()
        return self._steps.shown[row] if 0 <= row < len(self._steps.shown) else None

    def point_out(self, row: int) -> None:
        """Select a row, or none, without telling."""
        self.is_quiet = True
        index = self._steps.index(row, 0) if row >= 0 else QModelIndex()
        self.setCurrentIndex(index)
        if index.isValid():
            self.scrollTo(index, QAbstractItemView.ScrollHint.EnsureVisible)
        self.is_quiet = False

    def currentChanged(self, current: Index, previous: Index) -> None:  # noqa: N802 - Qt's name
        """Tell what was chosen."""
        super().currentChanged(current, previous)
        place = self.current_place()
        if place is not None and not self.is_quiet:
            self.place_chosen.emit(place)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Move with the arrows and leave all letters to the view, where they are commands."""
        if event.text() and event.text().isprintable():
            event.ignore()
            return
        super().keyPressEvent(event)


class _Delegate(QStyledItemDelegate):
    """Draws a row: the verdict's sign, the number and the words; below, quieter, what became of it."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:  # noqa: N802 - Qt's name
        """Room for two lines."""
        return QSize(super().sizeHint(option, index).width(), option.fontMetrics.height() * _LINES + GRID * 2)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        step, colours, rect = index.data(StepRole.STEP), theme(), option.rect
        painter.save()
        paint_ground(painter, rect, option.state, colours, is_first=True)
        ratio = painter.device().devicePixelRatio()
        sign = verdict_sign(step.verdict.kind, ratio)
        metrics = option.fontMetrics
        upper = QRect(rect.left(), rect.top() + GRID - 1, rect.width() - GRID, metrics.height())
        painter.drawPixmap(rect.left() + GRID + GRID // 2, upper.center().y() - SIGN_PX // 2 + 1, sign)
        left = rect.left() + GRID * 2 + GRID // 2 + SIGN_PX
        font = QFont(option.font)
        font.setFeature(QFont.Tag("tnum"), 1)
        font.setWeight(QFont.Weight.DemiBold if step.verdict.is_failure else QFont.Weight.Normal)
        painter.setFont(font)
        number = SPOKEN.number(step.number, 0)
        wide = painter.fontMetrics().horizontalAdvance(number) + GRID
        painter.setPen(QColor(colours.quiet))
        painter.drawText(left, upper.top(), wide, upper.height(), Qt.AlignmentFlag.AlignLeft, number)
        painter.setPen(QColor(colours.text))
        room = QRect(left + wide, upper.top(), rect.right() - GRID - left - wide, upper.height())
        said = elided(painter.fontMetrics(), str(index.data()), room.width())
        painter.drawText(room, Qt.AlignmentFlag.AlignLeft, said)
        font.setWeight(QFont.Weight.Normal)
        painter.setFont(font)
        painter.setPen(QColor(colours.quiet))
        lower = QRect(left, upper.bottom() + 3, rect.right() - GRID - left, upper.height())
        verdict = elided(painter.fontMetrics(), str(index.data(StepRole.VERDICT)), lower.width())
        painter.drawText(lower, Qt.AlignmentFlag.AlignLeft, verdict)
        painter.restore()

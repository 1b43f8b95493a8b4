"""Where the parts of a comparison lie: steps at the left, pictures and facts at the right, timing below."""

from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QStackedLayout, QVBoxLayout, QWidget

from studio.ui.theme import GRID
from studio.ui.widgets.comparison.chart import TimingChart
from studio.ui.widgets.comparison.details import StepDetails
from studio.ui.widgets.comparison.mark_list import MarkList
from studio.ui.widgets.comparison.segments import SteadySlider
from studio.ui.widgets.comparison.stage import ComparisonStage
from studio.ui.widgets.comparison.step_list import StepList
from studio.ui.widgets.comparison.tools import ComparisonTools, ReachBar
from studio.ui.widgets.one_line import OneLine
from studio.ui.widgets.text import words

_LIST_WIDTH: Final = GRID * 30
_STAGE_SIZES: Final = (GRID * 46, GRID * 18)


@dataclass(frozen=True, slots=True)
class Parts:
    """What a comparison is made of.

    Attributes:
        steps: The list.
        tools: The bar above the pictures.
        reach: Shown while a box is drawn.
        stage: The pictures.
        slider: Moves the edge between them.
        details: What is known of the step.
        marks: What is marked in the picture.
        chart: The timing.
        timing: The same in one line.
    """

    steps: StepList
    tools: ComparisonTools
    reach: ReachBar
    stage: ComparisonStage
    slider: SteadySlider
    details: StepDetails
    marks: MarkList
    chart: TimingChart
    timing: OneLine


class ComparisonLayout:
    """Lays the parts out on a widget, and shows them or words instead.

    Args:
        view: Whose parts they are.
        parts: As above.
    """

    def __init__(self, view: QWidget, parts: Parts) -> None:
        self._parts = parts
        self._nothing = words("", role="quiet")
        self._slider_row = QHBoxLayout()
        self._slider_row.addWidget(parts.slider)
        self._layers = QStackedLayout()
        self._layers.addWidget(_column([self._nothing], margin=GRID * 3))
        self._layers.addWidget(self._run())
        self._timing = _column([parts.timing, parts.chart], spacing=GRID // 2)
        layout = QVBoxLayout(view)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(GRID)
        layout.addLayout(self._layers, 1)
        layout.addWidget(self._timing)

    def show_nothing(self, said: str) -> None:
        """Say this where a run would be."""
        self._nothing.setText(said)
        self._layers.setCurrentIndex(0)
        self._timing.hide()

    def show_run(self) -> None:
        """Show the parts."""
        self._layers.setCurrentIndex(1)
        self._timing.setVisible(not self._parts.chart.is_empty)

    def put_slider(self, columns: tuple[int, int]) -> None:
        """Let the slider lie beneath what it moves the edge of, from one column of the stage to another."""
        right = max(0, self._parts.stage.width() - columns[1])
        self._slider_row.setContentsMargins(columns[0], 0, right, 0)

    def _run(self) -> QSplitter:
        parts = self._parts
        pictures = _column([parts.reach, parts.stage], stretched=parts.stage, spacing=GRID // 2)
        held = pictures.layout()
        if isinstance(held, QVBoxLayout):
            held.addLayout(self._slider_row)
        beneath = QWidget()
        row = QHBoxLayout(beneath)
        row.setContentsMargins(0, GRID, 0, 0)
        row.setSpacing(GRID * 2)
        row.addWidget(parts.details, 2)
        row.addWidget(parts.marks, 1)
        halves = QSplitter(Qt.Orientation.Vertical)
        halves.addWidget(pictures)
        halves.addWidget(beneath)
        halves.setStretchFactor(0, 1)
        halves.setChildrenCollapsible(False)
        halves.setSizes(_STAGE_SIZES)
        right = _column([parts.tools, halves], stretched=halves)
        right.setContentsMargins(GRID, 0, 0, 0)
        whole = QSplitter(Qt.Orientation.Horizontal)
        whole.addWidget(parts.steps)
        whole.addWidget(right)
        whole.setStretchFactor(1, 1)
        whole.setChildrenCollapsible(False)
        whole.setSizes([_LIST_WIDTH, 3 * _LIST_WIDTH])
        return whole


def _column(
    widgets: list[QWidget], *, stretched: QWidget | None = None, spacing: int = GRID, margin: int = 0
) -> QWidget:
    """Widgets below each other; one of them, or the end of the column, takes what room is left."""
    held = QWidget()
    layout = QVBoxLayout(held)
    layout.setContentsMargins(margin, margin, margin, margin)
    layout.setSpacing(spacing)
    for widget in widgets:
        layout.addWidget(widget, 1 if widget is stretched else 0)
    if margin:
        layout.addStretch(1)
    return held

"""Where the parts of a comparison lie: tools above, steps left, pictures and facts right, timing below.

Everything is made inside of what holds it, from the outside in: a widget that is put into another one is
dressed anew, with all that it holds.
"""

from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QStackedLayout, QVBoxLayout, QWidget

from studio.ui.models.comparison_pictures import ComparisonPictures
from studio.ui.theme import GRID
from studio.ui.widgets.comparison.chart import TimingChart
from studio.ui.widgets.comparison.commands import Act
from studio.ui.widgets.comparison.details import StepDetails
from studio.ui.widgets.comparison.edge_slider import EdgeSlider
from studio.ui.widgets.comparison.mark_list import MarkList
from studio.ui.widgets.comparison.stage import ComparisonStage
from studio.ui.widgets.comparison.step_list import StepList
from studio.ui.widgets.comparison.tools import ComparisonTools, ReachBar
from studio.ui.widgets.one_line import OneLine
from studio.ui.widgets.text import words

_STAGE_SIZES: Final = (GRID * 46, GRID * 18)
_ROOM_FOR_TIMING: Final = GRID * 50
_ROOM_FOR_FACTS: Final = GRID * 34
"""Pixels; where there is less, the pictures come first."""


class ComparisonLayout:
    """Makes the parts on a widget, lays them out, and shows them or words instead.

    Args:
        view: Whose parts they are.
        pictures: What the stage shows.
        actions: What can be done.

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

    def __init__(self, view: QWidget, pictures: ComparisonPictures, actions: dict[Act, QAction]) -> None:
        self._view = view
        layout = QVBoxLayout(view)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(GRID)
        self._layers = QStackedLayout()
        layout.addLayout(self._layers, 1)
        said = QWidget(view)
        self._nothing = words("", role="quiet", parent=said)
        above = _column(said, margin=GRID * 3)
        above.addWidget(self._nothing)
        above.addStretch(1)
        whole = QWidget(view)
        rows = _column(whole)
        # Across all of it: beside the steps there is no room for them in one line.
        self.tools = ComparisonTools(actions, whole)
        rows.addWidget(self.tools)
        across = QSplitter(Qt.Orientation.Horizontal, whole)
        across.setChildrenCollapsible(False)
        rows.addWidget(across, 1)
        self.steps = StepList(across)
        right = QWidget(across)
        across.setStretchFactor(0, 1)
        across.setStretchFactor(1, 3)
        column = _column(right)
        column.setContentsMargins(GRID, 0, 0, 0)
        halves = QSplitter(Qt.Orientation.Vertical, right)
        column.addWidget(halves, 1)
        shown = QWidget(halves)
        self.reach = ReachBar(shown)
        self.stage = ComparisonStage(pictures, shown)
        self.slider = EdgeSlider(shown)
        self._slider_row = QHBoxLayout()
        self._lay_out_shown(shown)
        self._beneath = QWidget(halves)
        self.details = StepDetails(self._beneath)
        self.marks = MarkList(self._beneath)
        self._lay_out_beneath()
        halves.setStretchFactor(0, 1)
        halves.setChildrenCollapsible(False)
        halves.setSizes(_STAGE_SIZES)
        self._layers.addWidget(said)
        self._layers.addWidget(whole)
        self._timing = QWidget(view)
        self.timing = OneLine(role="quiet", fills=True, parent=self._timing)
        self.chart = TimingChart(self._timing)
        below = _column(self._timing, spacing=GRID // 2)
        below.addWidget(self.timing)
        below.addWidget(self.chart)
        layout.addWidget(self._timing)

    def show_nothing(self, said: str) -> None:
        """Say this where a run would be."""
        self._nothing.setText(said)
        self._layers.setCurrentIndex(0)
        self._timing.hide()

    def show_run(self) -> None:
        """Show the parts."""
        self._layers.setCurrentIndex(1)
        self.fit()

    def fit(self) -> None:
        """Leave the room there is to the pictures, where it is little."""
        height = self._view.height()
        is_run = self._layers.currentIndex() == 1
        self._timing.setVisible(is_run and not self.chart.is_empty and height >= _ROOM_FOR_TIMING)
        self._beneath.setVisible(height >= _ROOM_FOR_FACTS)

    def put_slider(self, columns: tuple[int, int]) -> None:
        """Let the slider lie beneath what it moves the edge of, from one column of the stage to another."""
        right = max(0, self.stage.width() - columns[1])
        self._slider_row.setContentsMargins(columns[0], 0, right, 0)

    def _lay_out_shown(self, shown: QWidget) -> None:
        column = _column(shown, spacing=GRID // 2)
        column.addWidget(self.reach)
        column.addWidget(self.stage, 1)
        self._slider_row.addWidget(self.slider)
        column.addLayout(self._slider_row)

    def _lay_out_beneath(self) -> None:
        row = QHBoxLayout(self._beneath)
        row.setContentsMargins(0, GRID, 0, 0)
        row.setSpacing(GRID * 2)
        row.addWidget(self.details, 2)
        row.addWidget(self.marks, 1)


def _column(held: QWidget, *, spacing: int = GRID, margin: int = 0) -> QVBoxLayout:
    """What is in a widget lies below each other."""
    layout = QVBoxLayout(held)
    layout.setContentsMargins(margin, margin, margin, margin)
    layout.setSpacing(spacing)
    return layout

"""Moves the edge between the recording and the replay, by the keyboard too."""

from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from studio.ui.widgets.comparison.segments import SteadySlider
from studio.ui.words import tr

_HUNDRED: Final = 100


class EdgeSlider(SteadySlider):
    """How much of the width the recording has, in hundredths."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.setRange(0, _HUNDRED)
        self.setValue(_HUNDRED // 2)
        self.setSingleStep(2)
        self.setPageStep(10)
        self.setAccessibleName(tr("How much of the replay the recording covers"))
        self.setToolTip(tr("Move the edge between the recording and the replay (arrows)"))

"""How to check: few things, each with a sensible start."""

from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QGridLayout, QWidget

from studio.checking.wanted import RUNS, SPEEDS, Wanted
from studio.ui.models.time_words import factor_words
from studio.ui.theme import GRID
from studio.ui.widgets.text import field_label
from studio.ui.widgets.tick import Tick
from studio.ui.words import tr, trn


class CheckOptions(QWidget):
    """Speed, how often, and whether to wait before the first step; for those that begin from now on.

    Attributes:
        changed: It is another ``Wanted`` now.
    """

    changed = Signal(object)

    def __init__(self, wanted: Wanted, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._wanted = wanted
        self.speed = QComboBox()
        for speed in SPEEDS:
            said = tr("As the screen allows") if speed is None else tr("{speed}x", speed=factor_words(speed))
            self.speed.addItem(said, speed)
        self.speed.setToolTip(
            tr("How fast, against the person's own pace. Each step still waits for the screen to be ready.")
        )
        self.runs = QComboBox()
        for count in RUNS:
            self.runs.addItem(trn("Once", "{count} times", count), count)
        self.runs.setToolTip(tr("Three runs tell what on the screen changes by itself, such as a clock"))
        self.paused = Tick(tr("&Wait before the first step"))
        self.speed.setAccessibleName(tr("Speed"))
        self.runs.setAccessibleName(tr("Replay it"))
        layout = QGridLayout(self)
        layout.setContentsMargins(GRID * 2, GRID, GRID * 2, GRID)
        layout.setHorizontalSpacing(GRID)
        layout.setVerticalSpacing(GRID)
        for row, (name, field) in enumerate(((tr("S&peed"), self.speed), (tr("&Replay it"), self.runs))):
            layout.addWidget(field_label(name, field), row, 0)
            layout.addWidget(field, row, 1)
        layout.addWidget(self.paused, 2, 0, 1, 2)
        layout.setColumnStretch(1, 1)
        self.show_wanted(wanted)
        self.speed.currentIndexChanged.connect(self._on_changed)
        self.runs.currentIndexChanged.connect(self._on_changed)
        self.paused.toggled.connect(self._on_changed)

    def show_wanted(self, wanted: Wanted) -> None:
        """Show what is chosen."""
        self._wanted = wanted
        self.speed.setCurrentIndex(SPEEDS.index(wanted.speed) if wanted.speed in SPEEDS else 0)
        self.runs.setCurrentIndex(RUNS.index(wanted.runs) if wanted.runs in RUNS else 0)
        self.paused.setChecked(wanted.is_paused)

    def _on_changed(self) -> None:
        self._wanted = replace(
            self._wanted,
            speed=self.speed.currentData(),
            runs=self.runs.currentData(),
            is_paused=self.paused.isChecked(),
        )
        self.changed.emit(self._wanted)

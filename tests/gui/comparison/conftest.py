"""A comparison in a window on a real screen, and a record whose every pixel is known."""

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtCore import QPoint
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from recorder.episode.screen import Rect
from replay.report.record import RunRecord
from studio.ui.widgets.comparison import ComparisonView, IgnoredWish
from studio.ui.widgets.comparison.scene import Scene
from tests.rigs.replay_record import drawn_run

PATIENCE_MS = 30_000


@dataclass
class Shown:
    """A comparison, and all that it told."""

    view: ComparisonView
    qtbot: QtBot
    steps: list[int] = field(default_factory=list)
    wishes: list[IgnoredWish] = field(default_factory=list)
    removed: list[IgnoredWish] = field(default_factory=list)

    @property
    def scene(self) -> Scene:
        """What is looked at."""
        scene = self.view.stage.scene
        assert scene is not None
        return scene

    def show(self, record: RunRecord) -> None:
        """Show a record and wait until its pictures are there."""
        self.view.show_record(record)
        self.view.setFocus()
        self.settle()

    def settle(self) -> None:
        """Wait until what is seen is what was asked for."""
        stage = self.view.stage
        pictures = stage.pictures

        def is_there() -> bool:
            scene = stage.scene
            if scene is None:
                return True
            wishes = list(scene.wishes(stage.panes.view, stage.panes.scale()))
            return all(pictures.made(wish) is not None for wish in wishes)

        self.qtbot.waitUntil(is_there, timeout=PATIENCE_MS)

    def at(self, x: float, y: float, pane: int = 0) -> QPoint:
        """A pixel of the desktop, on the stage."""
        stage = self.view.stage
        place = stage.panes.panes()[pane]
        left, top = stage.panes.placement(place).to_widget(x + 0.5, y + 0.5)
        return QPoint(round(place.area.left() + left - 0.5), round(place.area.top() + top - 0.5))

    def colour(self, x: int, y: int, pane: int = 0) -> list[int]:
        """What is seen of a pixel of the desktop: red, green, blue."""
        at = self.at(x, y, pane)
        colour: list[int] = self.pixels()[at.y(), at.x()].tolist()
        return colour

    def pixels(self) -> NDArray[np.uint8]:
        """What is on the stage: rows, columns, red first."""
        image = self.view.stage.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
        rows = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.bytesPerLine())
        return rows[:, : image.width() * 4].reshape(image.height(), image.width(), 4)[:, :, 2::-1].copy()

    def inside(self, rect: Rect) -> NDArray[np.uint8]:
        """What is seen of a rectangle of the desktop, its edges left out."""
        one, other = self.at(rect.x, rect.y), self.at(rect.right - 1, rect.bottom - 1)
        return self.pixels()[one.y() + 6 : other.y() - 6, one.x() + 6 : other.x() - 6]


@pytest.fixture
def comparison(qtbot: QtBot) -> Iterator[Shown]:
    """A comparison that shows nothing yet."""
    view = ComparisonView()
    shown = Shown(view, qtbot)
    view.step_selected.connect(shown.steps.append)
    view.ignored_requested.connect(shown.wishes.append)
    view.ignored_removed.connect(shown.removed.append)
    qtbot.addWidget(view)
    view.resize(1080, 640)
    view.show()
    qtbot.waitExposed(view)
    view.activateWindow()
    # Keys are commands in the active window alone.
    qtbot.waitUntil(view.isActiveWindow, timeout=PATIENCE_MS)
    yield shown
    view.clear()


@pytest.fixture
def shown(comparison: Shown) -> Shown:
    """A comparison that shows the drawn run, at the step that failed."""
    comparison.show(drawn_run())
    return comparison

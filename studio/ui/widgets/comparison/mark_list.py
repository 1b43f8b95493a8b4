"""What is marked in the picture, as a list: the comparison's regions, and what is left out by hand."""

from dataclasses import dataclass, field
from typing import Final

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QIcon, QKeyEvent, QPainter, QPen, QPixmap
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from recorder.episode.screen import Rect
from replay.report.record import Region
from replay.report.words import REGION_WORDS, said
from replay.verdict import RegionKind
from studio.ui.models.plain_tips import plain_tip
from studio.ui.models.replay_voice import SPOKEN
from studio.ui.theme import GRID, TARGET, theme
from studio.ui.widgets.comparison.mark_painting import letter
from studio.ui.widgets.comparison.wishes import IgnoredWish
from studio.ui.widgets.stage.hatch import hatch
from studio.ui.widgets.text import words
from studio.ui.words import tr

_SWATCH: Final = QSize(24, 16)


@dataclass(frozen=True, slots=True)
class _Mark:
    """One line.

    Attributes:
        rect: Where, in pixels of the desktop.
        kind: Of a region of the comparison; ``None`` of what is left out by hand.
        text: What it says.
        ignored: What is left out, if this is such a mark.
    """

    rect: Rect
    kind: RegionKind | None
    text: str = field(repr=False)
    ignored: IgnoredWish | None = None


class MarkList(QWidget):
    """Shows the marks; one that is activated is looked at from close, one left out by hand can be removed.

    Attributes:
        place_chosen: The ``Rect`` of the mark that was activated.
        removal_requested: The ``IgnoredWish`` that is not wanted any more.
    """

    place_chosen = Signal(object)
    removal_requested = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._marks: tuple[_Mark, ...] = ()
        self.list = _List(self)
        self.list.hide()
        self.list.setAccessibleName(tr("Marks in the picture"))
        self.remove = QPushButton(tr("Remove the mark"))
        self.remove.setToolTip(tr("Compare what it left out again (Delete)"))
        self._none = words(tr("Nothing is marked here."), role="quiet")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(GRID // 2)
        layout.addWidget(words(tr("Marks in the picture"), role="quiet"))
        layout.addWidget(self._none)
        layout.addWidget(self.list, 1)
        layout.addWidget(self.remove)
        layout.addStretch(0)
        self.list.itemActivated.connect(self._on_activated)
        self.list.currentRowChanged.connect(self._on_row_changed)
        self.list.removal_wanted.connect(self._on_remove)
        self.remove.clicked.connect(self._on_remove)
        self._on_row_changed()

    def show_marks(self, regions: tuple[Region, ...], ignored: tuple[IgnoredWish, ...], step: int) -> None:
        """Show the regions of a step's moment, and everything that is left out by hand.

        Args:
            regions: Numbered from one, as in the picture.
            ignored: Lettered from a.
            step: The number of the step that is looked at.
        """
        marks = (
            *(
                _Mark(region.rect, region.kind, _region_text(n, region))
                for n, region in enumerate(regions, 1)
            ),
            *(_Mark(wish.rect, None, _ignored_text(n, wish, step), wish) for n, wish in enumerate(ignored)),
        )
        if marks == self._marks:
            return
        self._marks = marks
        self.list.clear()
        for mark in marks:
            item = QListWidgetItem(_swatch(mark.kind, self.devicePixelRatioF()), mark.text)
            item.setToolTip(plain_tip(mark.text))
            self.list.addItem(item)
        self._none.setVisible(not marks)
        self.list.setVisible(bool(marks))
        self._on_row_changed()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        """Draw what the marks look like anew in other colours."""
        super().changeEvent(event)
        if event.type() is QEvent.Type.PaletteChange:
            for row, mark in enumerate(self._marks):
                self.list.item(row).setIcon(_swatch(mark.kind, self.devicePixelRatioF()))

    def _chosen(self) -> _Mark | None:
        row = self.list.currentRow()
        return self._marks[row] if 0 <= row < len(self._marks) else None

    def _on_activated(self, _: QListWidgetItem) -> None:
        mark = self._chosen()
        if mark is not None:
            self.place_chosen.emit(mark.rect)

    def _on_row_changed(self, _: int = -1) -> None:
        mark = self._chosen()
        self.remove.setVisible(any(each.ignored is not None for each in self._marks))
        self.remove.setEnabled(mark is not None and mark.ignored is not None)

    def _on_remove(self) -> None:
        mark = self._chosen()
        if mark is not None and mark.ignored is not None:
            self.removal_requested.emit(mark.ignored)


class _List(QListWidget):
    removal_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setIconSize(_SWATCH)
        self.setWordWrap(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setProperty("role", "rows")
        self.setMinimumSize(GRID * 20, TARGET * 2)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Del removes; letters are left to the view, where they are commands."""
        if event.key() == Qt.Key.Key_Delete:
            self.removal_wanted.emit()
        elif event.text() and event.text().isprintable():
            event.ignore()
        else:
            super().keyPressEvent(event)


def _region_text(number: int, region: Region) -> str:
    about = [said(part, SPOKEN) for part in (region.shape, region.place) if part is not None]
    what = tr(REGION_WORDS[region.kind])
    return f"{number}  {what}" + (f": {', '.join(about)}" if about else "")


def _ignored_text(place: int, wish: IgnoredWish, step: int) -> str:
    rect = wish.rect
    where = tr(
        "{width} × {height} pixels at {x}, {y}",  # noqa: RUF001 - the sign for times
        width=rect.width,
        height=rect.height,
        x=rect.x,
        y=rect.y,
    )
    if wish.step is None:
        what = tr("Left out at every step")
    elif wish.step == step:
        what = tr("Left out at this step")
    else:
        what = tr("Left out at step {step}", step=SPOKEN.number(wish.step, 0))
    return f"{letter(place)}  {what}: {where}"


def _swatch(kind: RegionKind | None, ratio: float) -> QIcon:
    """What the mark looks like in the picture."""
    colours = theme()
    drawn = QPixmap(_SWATCH * ratio)
    drawn.setDevicePixelRatio(ratio)
    drawn.fill(Qt.GlobalColor.transparent)
    painter = QPainter(drawn)
    area = QRectF(QPointF(1.5, 1.5), QPointF(_SWATCH.width() - 1.5, _SWATCH.height() - 1.5))
    pen = QPen(QColor(colours.gone), 2)
    match kind:
        case RegionKind.CHANGED:
            pen.setColor(QColor(colours.notice))
        case RegionKind.NOT_COMPARABLE:
            painter.fillRect(area, hatch())
        case RegionKind.VOLATILE:
            pen.setDashPattern((1.0, 2.5))
        case None:
            pen.setColor(QColor(colours.accent))
            pen.setDashPattern((3.0, 2.0))
    pen.setCapStyle(Qt.PenCapStyle.FlatCap)
    painter.setPen(pen)
    painter.drawRect(area)
    painter.end()
    return QIcon(drawn)

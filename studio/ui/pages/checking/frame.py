"""How the Check page is laid out, and nothing of what it does.

In a wide page the finding has a column of its own, since a comparison needs most of the room; in others it
lies below the queue. What is answered lies below everything: it is in sight whatever is scrolled or folded.
"""

from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSplitter, QToolButton, QVBoxLayout, QWidget

from studio.ui.icons import icon
from studio.ui.pages.checking.finding import FindingPanel
from studio.ui.pages.checking.middle import Middle, Pane
from studio.ui.pages.checking.queue import QueueList
from studio.ui.pages.checking.wall import WallLine, WallNotice
from studio.ui.theme import GRID, TARGET
from studio.ui.widgets.notice import Notice
from studio.ui.widgets.page_header import PageHeader
from studio.ui.widgets.text import words
from studio.ui.words import tr

_WIDE: Final = 1500
"""Pixels; in a narrower page the finding lies below the queue."""
_NARROW: Final = 720
"""Pixels; in a narrower page a comparison and the queue are not shown at once."""
_LOW: Final = 560
"""Pixels; in a lower page a finding takes the place of how it is checked."""
_LEFT: Final = 256
_RIGHT: Final = 288


class CheckingFrame(QWidget):
    """The parts in their places.

    Args:
        back: What the way back is called.

    Attributes:
        has_queue: Whether there is anything in the queue; see ``arrange``.
        below_queue: Has room for how it is checked.
        back_requested: The person wants to leave.
    """

    back_requested = Signal()

    def __init__(self, back: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.wall_line = WallLine(self)
        self.folding = QToolButton(self)
        self.wall = WallNotice(self)
        self.notice = Notice(self)
        self._split = QSplitter(Qt.Orientation.Horizontal, self)
        self.left = QWidget(self._split)
        self._left = QSplitter(Qt.Orientation.Vertical, self.left)
        self.queue = QueueList(self._left)
        self.finding = FindingPanel(self._left)
        self._how = QWidget(self.left)
        self.below_queue = QVBoxLayout(self._how)
        self.below_queue.setContentsMargins(0, 0, 0, 0)
        self.start = QPushButton(tr("&Start"), self.left)
        self.stop_all = QPushButton(tr("Stop a&ll"), self.left)
        self.middle = Middle(self._split)
        self._foot = QVBoxLayout()
        self._is_wide = False
        self.has_queue = True
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(self._header(back))
        layout.addWidget(self.wall)
        layout.addWidget(self.notice)
        layout.addWidget(self._split, 1)
        layout.addLayout(self._foot)
        self._lay_out_split()

    def put_foot(self, foot: QWidget) -> None:
        """Show something below everything."""
        self._foot.addWidget(foot)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Put everything where there is room for it."""
        super().resizeEvent(event)
        self.arrange()

    def arrange(self) -> None:
        """Put everything where there is room for it; call it when something else is shown."""
        is_wide = self.width() >= _WIDE
        if is_wide != self._is_wide:
            self._is_wide = is_wide
            is_shown = not self.finding.isHidden()
            (self._split if is_wide else self._left).addWidget(self.finding)
            self._size_left()
            self.finding.setVisible(is_shown)
        is_queue = self.has_queue and self.folding.isChecked()
        self.folding.setVisible(self.has_queue)
        self.left.setVisible(is_queue)
        # A comparison beside the queue would be too small to see anything: one of them at a time.
        is_crowded = self.width() < _NARROW and self.middle.pane is Pane.COMPARISON
        self.middle.setVisible(not (is_crowded and is_queue))
        is_finding_below = not is_wide and not self.finding.isHidden()
        self._how.setVisible(self.height() >= _LOW or not is_finding_below)

    def _header(self, back: str) -> PageHeader:
        header = PageHeader(back, self)
        header.back.clicked.connect(self.back_requested)
        title = words(tr("Check"), role="heading", parent=self)
        title.setWordWrap(False)
        header.addWidget(title)
        header.addSpacing(GRID)
        header.addWidget(self.wall_line, 1)
        self.folding.setText(tr("Queue"))
        self.folding.setIcon(icon("tasks"))
        self.folding.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.folding.setCheckable(True)
        self.folding.setChecked(True)
        self.folding.setMinimumSize(TARGET, TARGET)
        self.folding.setToolTip(tr("Show the queue, or leave all of the room to the pictures (F9)"))
        self.folding.toggled.connect(self.arrange)
        header.addWidget(self.folding)
        return header

    def _lay_out_split(self) -> None:
        left = self.left
        left.setMinimumWidth(GRID * 26)
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self.queue.setMinimumHeight(GRID * 8)
        self.finding.setMinimumSize(GRID * 26, GRID * 12)
        self.finding.hide()
        self._left.setChildrenCollapsible(False)
        self._left.setHandleWidth(1)
        self._size_left()
        column.addWidget(self._left, 1)
        column.addWidget(self._how)
        column.addLayout(self._buttons())
        self._split.setChildrenCollapsible(False)
        self._split.setHandleWidth(1)
        self._split.setStretchFactor(1, 1)
        self._split.setSizes([_LEFT, 10_000, _RIGHT])

    def _size_left(self) -> None:
        self._left.setStretchFactor(0, 1)
        self._left.setStretchFactor(1, 2)

    def _buttons(self) -> QHBoxLayout:
        self.start.setToolTip(tr("Check what waits, one after the other (Ctrl+Enter)"))
        self.stop_all.setToolTip(tr("Stop what is checked now; what waits stays"))
        buttons = QHBoxLayout()
        buttons.setContentsMargins(GRID * 2, 0, GRID * 2, GRID * 2)
        buttons.setSpacing(GRID)
        buttons.addWidget(self.start, 1)
        buttons.addWidget(self.stop_all, 1)
        return buttons

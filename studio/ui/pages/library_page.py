"""The person's recordings and their state."""

from dataclasses import replace
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut, QShowEvent
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QStackedLayout,
    QVBoxLayout,
    QWidget,
)

from studio.ui.icons import icon
from studio.ui.models.first_pictures import FirstPictures
from studio.ui.models.recording_model import SORTS, STATE_NAMES, LibraryColumn, RecordingModel
from studio.ui.models.recording_rows import (
    RecordingRow,
    RecordingState,
    Wanted,
    chosen_rows,
    recording_rows,
    studies_of,
)
from studio.ui.models.time_words import length_words
from studio.ui.models.vault_desk import VaultDesk
from studio.ui.theme import GRID
from studio.ui.widgets.notice import Notice
from studio.ui.widgets.one_line import OneLine
from studio.ui.widgets.recording_table import RecordingTable
from studio.ui.widgets.review_strip import ReviewStrip
from studio.ui.widgets.text import words
from studio.ui.words import tr, trn

_ROOM_FOR_WORDS: Final = 1040
"""Pixels; in a narrower page the buttons that replay are pictures alone."""
_PICTURE_ALONE: Final = 48
"""Pixels; as wide as those are then."""


class LibraryPage(QWidget):
    """Lists, searches, sorts and filters; opens and deletes one.

    Args:
        desk: Where the recordings are.
    """

    review_requested = Signal(str)
    deletion_requested = Signal(object)
    share_requested = Signal(str)
    trial_requested = Signal(str)
    withdrawal_requested = Signal(object)
    receipt_requested = Signal(object)
    look_requested = Signal()
    came_into_sight = Signal()
    tasks_requested = Signal()
    replay_requested = Signal(str)

    def __init__(self, desk: VaultDesk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._rows: tuple[RecordingRow, ...] = ()
        self._wanted = Wanted()
        self.pictures = FirstPictures(desk, self.devicePixelRatioF(), self)
        self.model = RecordingModel(self.pictures, self)
        self.table = RecordingTable(self.model)
        self.notice = Notice()
        self._search = QLineEdit()
        self._study = QComboBox()
        self._state = QComboBox()
        self._count = OneLine(role="quiet", fills=True)
        self._open = QPushButton(tr("&Review"))
        self._share = QPushButton(tr("&Share…"))
        self._try = QPushButton()
        self._replay = QPushButton()
        self._receipt = QPushButton(tr("Save a re&ceipt…"))
        self._withdraw = QPushButton(tr("&Withdraw…"))
        self._delete = QPushButton(tr("&Delete…"))
        self._look = QPushButton(tr("&Look for reviews"))
        self.said = ReviewStrip()
        self._below = QStackedLayout()
        self._filters = QWidget()
        self._foot = QWidget()
        self._lay_out()
        self._connect()
        self.first_stop: QWidget = self.table

    def refresh(self) -> None:
        """Read the recordings again."""
        self._desk.ask(recording_rows, on_done=self._on_rows, on_failed=self.notice.say_error)

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - Qt's name
        """Read them whenever the page comes into sight: elsewhere they may have been edited or shared."""
        super().showEvent(event)
        if not event.spontaneous():
            self.refresh()
            self.came_into_sight.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Leave out words where there is no room for them."""
        super().resizeEvent(event)
        self._name_replay()

    def let_go(self) -> None:
        """Forget all that is shown and end what is under way; the page is of no use after it."""
        self.pictures.stop()
        self._rows = ()
        self.model.show_rows(())

    def _lay_out(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(GRID * 4, GRID * 4, GRID * 4, GRID * 3)
        layout.setSpacing(GRID * 2)
        layout.addLayout(self._make_head())
        layout.addWidget(self.notice)
        self._search.setPlaceholderText(tr("Search tasks and studies"))
        self._search.setAccessibleName(tr("Search tasks and studies"))
        self._search.setClearButtonEnabled(True)
        self._search.addAction(icon("search"), QLineEdit.ActionPosition.LeadingPosition)
        self._study.setAccessibleName(tr("Show the recordings of a study"))
        self._state.setAccessibleName(tr("Show the recordings in a state"))
        self._study.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self._study.setMinimumContentsLength(20)
        self._state.addItem(tr("In any state"), None)
        for state, name in STATE_NAMES.items():
            self._state.addItem(tr(name), state)
        filters = QHBoxLayout(self._filters)
        filters.setContentsMargins(0, 0, 0, 0)
        filters.setSpacing(GRID)
        filters.addWidget(self._search, 1)
        filters.addWidget(self._study)
        filters.addWidget(self._state)
        layout.addWidget(self._filters)
        self._below.addWidget(self.table)
        self._below.addWidget(self._empty())
        self._below.addWidget(_nothing_found())
        layout.addLayout(self._below, 1)
        self._open.setProperty("role", "primary")
        self._open.setToolTip(tr("Watch it, and take out what you like (Enter)"))
        self._share.setIcon(icon("share"))
        self._share.setToolTip(tr("See what leaves and to whom, and approve it"))
        self._try.setIcon(icon("check-again"))
        self._try.setToolTip(
            tr("Replay it on a private desktop and see whether it does the same; nothing leaves (Ctrl+K)")
        )
        self._replay.setIcon(icon("replay"))
        self._replay.setToolTip(tr("Do it again on your own desktop; asks first (Ctrl+R)"))
        self._name_replay()
        self._receipt.setIcon(icon("document"))
        self._receipt.setToolTip(tr("What was shared, with whom, and whether it was taken back"))
        self._withdraw.setObjectName("take-back")
        self._withdraw.setIcon(icon("take-back"))
        self._withdraw.setToolTip(tr("Take back what you shared of it"))
        self._delete.setIcon(icon("trash"))
        self._delete.setToolTip(tr("Destroy this recording (Delete)"))
        layout.addWidget(self.said)
        layout.addWidget(self._make_foot())

    def _make_foot(self) -> QWidget:
        foot = QHBoxLayout(self._foot)
        foot.setContentsMargins(0, 0, 0, 0)
        foot.addWidget(self._open)
        foot.addWidget(self._share)
        foot.addWidget(self._try)
        foot.addWidget(self._replay)
        foot.addWidget(self._count, 1)
        for button in (self._receipt, self._withdraw, self._delete):
            foot.addWidget(button)
        return self._foot

    def _name_replay(self) -> None:
        for button, name in (
            (self._try, tr("&Try replaying…")),
            (self._replay, tr("Re&play on my desktop…")),
        ):
            button.setText(name if self.width() >= _ROOM_FOR_WORDS else "")
            # Its words must not keep the window from becoming so narrow that they are left out.
            button.setMinimumWidth(_PICTURE_ALONE)
            button.setAccessibleName(name.replace("&", ""))

    def _make_head(self) -> QHBoxLayout:
        self._look.setIcon(icon("look_again"))
        self._look.setToolTip(tr("See whether readers accepted what you shared, or sent it back"))
        head = QHBoxLayout()
        head.addWidget(words(tr("Library"), role="title"), 1)
        head.addWidget(self._look)
        self._look.hide()
        return head

    def _connect(self) -> None:
        self._search.textChanged.connect(self._on_filter)
        self._study.currentIndexChanged.connect(self._on_filter)
        self._state.currentIndexChanged.connect(self._on_filter)
        self.table.opened.connect(self.review_requested)
        self.table.deletion_requested.connect(self.deletion_requested)
        self.table.sort_requested.connect(self._on_sort)
        self.table.selectionModel().currentChanged.connect(self._on_chosen)
        self._open.clicked.connect(self._on_open)
        self._delete.clicked.connect(self._on_delete)
        self._share.clicked.connect(self._on_share)
        self._try.clicked.connect(self._on_try)
        self._withdraw.clicked.connect(self._on_withdraw)
        self._receipt.clicked.connect(self._on_receipt)
        self._look.clicked.connect(self.look_requested)
        self._replay.clicked.connect(self._on_replay)
        replay = QShortcut(QKeySequence("Ctrl+R"), self)
        replay.activated.connect(self._replay.click)
        find = QShortcut(QKeySequence(QKeySequence.StandardKey.Find), self)
        find.activated.connect(self._search.setFocus)
        trial = QShortcut(QKeySequence("Ctrl+K"), self)
        trial.activated.connect(self._try.click)

    def _on_rows(self, rows: tuple[RecordingRow, ...]) -> None:
        self._rows = rows
        before = self._study.currentData()
        self._study.blockSignals(True)  # noqa: FBT003 - as Qt has it
        self._study.clear()
        self._study.addItem(tr("Of all studies"), "")
        for study in studies_of(rows):
            self._study.addItem(study, study)
        self._study.setCurrentIndex(max(0, self._study.findData(before)))
        self._study.blockSignals(False)  # noqa: FBT003 - as Qt has it
        self._on_filter()

    def _on_filter(self) -> None:
        state = self._state.currentData()
        self._wanted = replace(
            self._wanted,
            search=self._search.text(),
            study=self._study.currentData() or "",
            state=None if state is None else RecordingState(state),
        )
        self._show()

    def _on_sort(self, how: tuple[LibraryColumn, bool]) -> None:
        column, descending = how
        self._wanted = replace(self._wanted, sort_by=SORTS[column], descending=descending)
        self._show()

    def _show(self) -> None:
        chosen = self.table.chosen
        shown = chosen_rows(self._rows, self._wanted)
        self.model.show_rows(shown)
        self.table.choose("" if chosen is None else chosen.session_id)
        self._below.setCurrentIndex(0 if shown else 1 if not self._rows else 2)
        # An empty library has one next step, and nothing to search through.
        self._filters.setVisible(bool(self._rows))
        self._foot.setVisible(bool(self._rows))
        # Nobody can have said anything of what was never shared.
        self._look.setVisible(any(row.copies.sent_count for row in self._rows))
        here = [row for row in shown if not row.is_deleted]
        self._count.say(
            trn(
                "One recording, {length} in all",
                "{count} recordings, {length} in all",
                len(here),
                length=length_words(sum(row.length_ns for row in here)),
            )
            if here
            else ""
        )
        self._on_chosen()

    def _on_chosen(self) -> None:
        row = self.table.chosen
        is_there = row is not None and row.state is not RecordingState.RECORDING and not row.is_deleted
        self._open.setEnabled(is_there)
        self._delete.setEnabled(is_there)
        self._try.setVisible(is_there)
        self._replay.setEnabled(is_there)
        # What does not concern the chosen recording is left away: most were never shared.
        self._share.setVisible(row is not None and row.can_be_shared and is_there)
        self._withdraw.setVisible(row is not None and bool(row.copies.withdrawable))
        self._receipt.setVisible(row is not None and bool(row.copies.with_receipt))
        self.said.show_reviews(() if row is None else row.reviews)

    def _on_open(self) -> None:
        row = self.table.chosen
        if row is not None:
            self.review_requested.emit(row.session_id)

    def _on_delete(self) -> None:
        row = self.table.chosen
        if row is not None:
            self.deletion_requested.emit(row)

    def _on_share(self) -> None:
        row = self.table.chosen
        if row is not None:
            self.share_requested.emit(row.session_id)

    def _on_try(self) -> None:
        row = self.table.chosen
        if row is not None:
            self.trial_requested.emit(row.session_id)

    def _on_withdraw(self) -> None:
        row = self.table.chosen
        if row is not None:
            self.withdrawal_requested.emit(row)

    def _on_replay(self) -> None:
        row = self.table.chosen
        if row is not None:
            self.replay_requested.emit(row.session_id)

    def _on_receipt(self) -> None:
        row = self.table.chosen
        if row is not None:
            self.receipt_requested.emit(row)

    def _empty(self) -> QWidget:
        said = QWidget()
        layout = QVBoxLayout(said)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(GRID * 2)
        layout.addStretch(1)
        layout.addWidget(words(tr("Your recordings will be here"), role="heading"))
        layout.addWidget(
            words(
                tr("Each is encrypted, and stays on this computer until you share it. Record a task first.")
            )
        )
        go = QPushButton(tr("Go to &tasks"))
        go.setProperty("role", "primary")
        go.clicked.connect(self.tasks_requested)
        layout.addWidget(go, 0, Qt.AlignmentFlag.AlignLeft)
        layout.addStretch(2)
        return said


def _nothing_found() -> QWidget:
    said = QWidget()
    layout = QVBoxLayout(said)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.addStretch(1)
    layout.addWidget(words(tr("No recording fits"), role="heading"))
    layout.addWidget(words(tr("Search for something else, or show all studies and states."), role="quiet"))
    layout.addStretch(2)
    return said

"""What others shared with this person: what waits, what was opened, what was taken back."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
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
from studio.ui.models.received_desk import ReceivedDesk
from studio.ui.models.received_model import (
    RECEIVED_SORTS,
    STANDING_NAMES,
    ReceivedColumn,
    ReceivedModel,
    standing_words,
)
from studio.ui.models.received_rows import ReceivedItem, ReceivedWanted, Standing, chosen_items
from studio.ui.models.three_steps import Running
from studio.ui.theme import GRID
from studio.ui.widgets.notice import Notice
from studio.ui.widgets.received_table import ReceivedTable
from studio.ui.widgets.text import strangers_words, words
from studio.ui.words import later, tr, trn

_OPENING: Final[Mapping[Standing, tuple[str, str]]] = {
    Standing.WAITING: (later("&Open"), later("Fetch it, check it, and watch it (Enter)")),
    Standing.REFUSED: (later("&Try again"), later("Fetch it and check it once more (Enter)")),
    Standing.OPENED: (later("&Watch"), later("Watch it (Enter)")),
}
"""What is done with the chosen one, and its tooltip."""
_ROOM_FOR_WORDS: Final = 840
"""Pixels; in a narrower page the lesser buttons at the head are pictures alone."""


class ReceivedPage(QWidget):
    """Lists, looks for new, opens.

    Args:
        desk: What was received, and what fetches more.
        pictures: The first pictures of what was opened; ended with this page.

    Attributes:
        watch_requested: The id of the opened bundle that the person wants to watch.
        check_requested: The ids of the opened bundles that they want to check.
        replay_requested: The id of the opened bundle that they want replayed on their own desktop.
        removal_requested: The ``ReceivedItem`` whose copy they want to be rid of.
        study_requested: They want to add a study's file.
        file_requested: They want to open a bundle that lies in a folder.
        card_requested: They want to save their card.
    """

    watch_requested = Signal(str)
    check_requested = Signal(object)
    replay_requested = Signal(str)
    removal_requested = Signal(object)
    study_requested = Signal()
    file_requested = Signal()
    card_requested = Signal()

    def __init__(self, desk: ReceivedDesk, pictures: FirstPictures, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._wanted = ReceivedWanted()
        self.pictures = pictures
        pictures.setParent(self)
        self.model = ReceivedModel(pictures, self)
        self.table = ReceivedTable(self.model)
        self.notice = Notice()
        self._search = QLineEdit()
        self._standing = QComboBox()
        self._told = strangers_words("", role="quiet")
        self._refused = strangers_words("", role="notice")
        self._count = words("", role="quiet")
        self._look = QPushButton(tr("&Look for new ones"))
        self._study = QPushButton()
        self._file = QPushButton()
        self._open = QPushButton()
        self._check = QPushButton(tr("&Check"))
        self._replay = QPushButton(tr("Re&play on my desktop…"))
        self._remove = QPushButton(tr("&Remove my copy…"))
        self._below = QStackedLayout()
        self._filters = QWidget()
        self._foot = QWidget()
        self._lay_out()
        self._connect()
        self._show_studies()
        self._show_running(desk.running)
        self._show()
        self.refresh()

    @property
    def first_stop(self) -> QWidget:
        """What has the keyboard first: the list, or the one next step where it is empty."""
        if self._desk.items:
            return self.table
        return self._look if self._desk.studies else self._first_step

    def refresh(self) -> None:
        """Read again what there is."""
        self._desk.refresh()

    def let_go(self) -> None:
        """Forget all that is shown; the page is of no use after it."""
        self.pictures.stop()
        self.model.show_items(())

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Leave out words where there is no room for them."""
        super().resizeEvent(event)
        self._name_buttons(in_words=self.width() >= _ROOM_FOR_WORDS)

    def _name_buttons(self, *, in_words: bool) -> None:
        for button, name in (
            (self._study, tr("&Add a study file…")),
            (self._file, tr("Open a &file…")),
        ):
            button.setText(name if in_words else "")
            button.setAccessibleName(name.replace("&", ""))

    def _lay_out(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(GRID * 4, GRID * 4, GRID * 4, GRID * 3)
        layout.setSpacing(GRID * 2)
        head = QHBoxLayout()
        head.setSpacing(GRID)
        head.addWidget(words(tr("Received"), role="title"), 1)
        head.addWidget(self._study)
        head.addWidget(self._file)
        head.addWidget(self._look)
        layout.addLayout(head)
        layout.addWidget(self.notice)
        self._name_buttons(in_words=True)
        self._study.setIcon(icon("document"))
        self._study.setToolTip(
            tr("Add a study whose recordings you open; those who run it send you its file")
        )
        self._file.setIcon(icon("open"))
        self._file.setToolTip(tr("Open a sealed recording that lies in a folder: choose its manifest.json"))
        self._look.setIcon(icon("look_again"))
        self._look.setToolTip(tr("Look in the stores of your studies, and hear what was taken back (F5)"))
        layout.addWidget(self._make_filters())
        self._below.addWidget(self.table)
        self._below.addWidget(self._first_steps())
        self._below.addWidget(_nothing(tr("Nothing here yet"), tr("Look for new ones now and then.")))
        self._below.addWidget(
            _nothing(tr("No recording fits"), tr("Search for something else, or show all states."))
        )
        layout.addLayout(self._below, 1)
        layout.addWidget(self._told)
        layout.addWidget(self._refused)
        layout.addWidget(self._make_foot())

    def _make_filters(self) -> QWidget:
        self._search.setPlaceholderText(tr("Search tasks and studies"))
        self._search.setAccessibleName(tr("Search tasks and studies"))
        self._search.setClearButtonEnabled(True)
        self._search.addAction(icon("search"), QLineEdit.ActionPosition.LeadingPosition)
        self._standing.setAccessibleName(tr("Show the recordings in a state"))
        self._standing.addItem(tr("In any state"), None)
        for standing, name in STANDING_NAMES.items():
            self._standing.addItem(tr(name), standing)
        filters = QHBoxLayout(self._filters)
        filters.setContentsMargins(0, 0, 0, 0)
        filters.setSpacing(GRID)
        filters.addWidget(self._search, 1)
        filters.addWidget(self._standing)
        return self._filters

    def _make_foot(self) -> QWidget:
        self._open.setProperty("role", "primary")
        self._remove.setIcon(icon("trash"))
        self._remove.setToolTip(tr("Destroy your copy of this recording (Delete)"))
        foot = QHBoxLayout(self._foot)
        foot.setContentsMargins(0, 0, 0, 0)
        foot.setSpacing(GRID)
        foot.addWidget(self._open)
        self._check.setIcon(icon("check-again"))
        self._check.setToolTip(tr("Replay the chosen recordings and see whether they do the same (Ctrl+K)"))
        foot.addWidget(self._check)
        self._replay.setIcon(icon("replay"))
        self._replay.setToolTip(tr("Do it again on your own desktop; asks first (Ctrl+R)"))
        foot.addWidget(self._replay)
        foot.addWidget(self._count, 1, Qt.AlignmentFlag.AlignVCenter)
        foot.addWidget(self._remove)
        return self._foot

    def _connect(self) -> None:
        self._desk.items_changed.connect(self._on_items)
        self._desk.studies_changed.connect(self._show_studies)
        self._desk.running_changed.connect(self._show_running)
        self._desk.said.connect(self.notice.say_done)
        self._desk.warned.connect(self.notice.say)
        self._desk.failed.connect(self.notice.say_error)
        self._desk.refused.connect(self._on_refused)
        self.notice.button_pressed.connect(self._desk.cancel)
        self._search.textChanged.connect(self._on_filter)
        self._standing.currentIndexChanged.connect(self._on_filter)
        self.table.opened.connect(self._on_wanted)
        self.table.removal_requested.connect(self.removal_requested)
        self.table.sort_requested.connect(self._on_sort)
        self.table.selectionModel().currentChanged.connect(self._on_chosen)
        self.table.selectionModel().selectionChanged.connect(self._on_chosen)
        self._open.clicked.connect(self._on_open)
        self._check.clicked.connect(self._on_check)
        self._remove.clicked.connect(self._on_remove)
        self._replay.clicked.connect(self._on_replay)
        replay = QShortcut(QKeySequence("Ctrl+R"), self)
        replay.activated.connect(self._replay.click)
        self._look.clicked.connect(self._desk.look)
        self._study.clicked.connect(self.study_requested)
        self._file.clicked.connect(self.file_requested)
        find = QShortcut(QKeySequence(QKeySequence.StandardKey.Find), self)
        find.activated.connect(self._search.setFocus)
        again = QShortcut(QKeySequence(QKeySequence.StandardKey.Refresh), self)
        again.activated.connect(self._look.click)
        check = QShortcut(QKeySequence("Ctrl+K"), self)
        check.activated.connect(self._check.click)

    def _on_items(self, items: Sequence[ReceivedItem]) -> None:
        for item in items:
            if item.standing is not Standing.OPENED:
                self.pictures.drop(item.bundle_id)
        self._show()

    def _on_refused(self, bundle_id: str) -> None:
        """Its row says why; it is shown whatever was looked for."""
        self._search.clear()
        self._standing.setCurrentIndex(0)
        self.table.choose(bundle_id)

    def _on_filter(self) -> None:
        standing = self._standing.currentData()
        self._wanted = replace(
            self._wanted,
            search=self._search.text(),
            standing=None if standing is None else Standing(standing),
        )
        self._show()

    def _on_sort(self, how: tuple[ReceivedColumn, bool]) -> None:
        column, descending = how
        self._wanted = replace(self._wanted, sort_by=RECEIVED_SORTS[column], descending=descending)
        self._show()

    def _show(self) -> None:
        chosen = self.table.chosen
        items = self._desk.items
        shown = chosen_items(items, self._wanted)
        self.model.show_items(shown)
        self.table.choose("" if chosen is None else chosen.bundle_id)
        empty = 2 if self._desk.studies else 1
        self._below.setCurrentIndex(0 if shown else 3 if items else empty)
        for part in (self._filters, self._foot):
            part.setVisible(bool(items))
        self._count.setText(
            trn("One recording of others", "{count} recordings of others", len(shown)) if shown else ""
        )
        self._on_chosen()

    def _show_studies(self) -> None:
        # Before the first study there is nowhere to look, and the empty place has that button itself.
        has_studies = bool(self._desk.studies)
        for button in (self._look, self._study, self._file):
            button.setVisible(has_studies or bool(self._desk.items))
        self._show()

    def _show_running(self, running: Running | None) -> None:
        if running is not None:
            self.notice.say_progress(running.words, running.done, running.total, button=tr("Cancel"))
        elif self.notice.is_progress:
            self.notice.hide()
        for button in (self._look, self._file):
            button.setEnabled(running is None)
        self._on_chosen()

    def _on_chosen(self) -> None:
        item = self.table.chosen
        self._open.setEnabled(item is not None and item.can_open and self._can_open_now(item))
        standing = Standing.WAITING if item is None else item.standing
        text, tip = _OPENING.get(standing, _OPENING[Standing.WAITING])
        self._open.setText(tr(text))
        self._open.setToolTip(tr(tip))
        self._remove.setEnabled(item is not None and item.standing is Standing.OPENED)
        self._check.setEnabled(bool(self._to_check))
        is_here = item is not None and item.standing is Standing.OPENED
        self._remove.setEnabled(is_here)
        self._replay.setEnabled(is_here)
        said = "" if item is None else " ".join(standing_words(item))
        is_refused = item is not None and item.standing is Standing.REFUSED
        for label, is_shown in ((self._told, bool(said) and not is_refused), (self._refused, is_refused)):
            label.setText(said if is_shown else "")
            label.setVisible(is_shown)

    def _can_open_now(self, item: ReceivedItem) -> bool:
        return item.standing is Standing.OPENED or self._desk.running is None

    def _on_open(self) -> None:
        item = self.table.chosen
        if item is not None:
            self._on_wanted(item)

    def _on_wanted(self, item: ReceivedItem) -> None:
        if item.standing is Standing.OPENED:
            self.watch_requested.emit(item.bundle_id)
        elif self._can_open_now(item):
            self._desk.open(item)

    @property
    def _to_check(self) -> tuple[str, ...]:
        """The chosen ones that are here."""
        return tuple(each.bundle_id for each in self.table.chosen_all if each.standing is Standing.OPENED)

    def _on_check(self) -> None:
        if self._to_check:
            self.check_requested.emit(self._to_check)

    def _on_replay(self) -> None:
        item = self.table.chosen
        if item is not None and item.standing is Standing.OPENED:
            self.replay_requested.emit(item.bundle_id)

    def _on_remove(self) -> None:
        item = self.table.chosen
        if item is not None:
            self.removal_requested.emit(item)

    def _first_steps(self) -> QWidget:
        """What has to be done once before anything can be received."""
        said = QWidget()
        layout = QVBoxLayout(said)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(GRID * 2)
        layout.addStretch(1)
        layout.addWidget(words(tr("Recordings that others share with you will be here"), role="heading"))
        layout.addWidget(
            words(
                tr(
                    "Each is sealed to the people whom its study names. First save your card and send it to "
                    "those who run the study, so that they name you; then add the study's file that they "
                    "send you."
                )
            )
        )
        card = QPushButton(tr("Save your &card…"))
        card.setIcon(icon("key"))
        add = QPushButton(tr("&Add a study file…"))
        self._first_step = add
        add.setProperty("role", "primary")
        card.clicked.connect(self.card_requested)
        add.clicked.connect(self.study_requested)
        buttons = QHBoxLayout()
        buttons.setSpacing(GRID)
        buttons.addWidget(add)
        buttons.addWidget(card)
        buttons.addStretch(1)
        layout.addLayout(buttons)
        layout.addStretch(2)
        return said


def _nothing(title: str, told: str) -> QWidget:
    said = QWidget()
    layout = QVBoxLayout(said)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.addStretch(1)
    layout.addWidget(words(title, role="heading"))
    layout.addWidget(words(told, role="quiet"))
    layout.addStretch(2)
    return said

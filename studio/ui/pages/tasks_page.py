"""What the person is asked to do, for whom, and what they agreed to."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from math import ceil

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from recorder.episode.consent import GrantState
from recorder.episode.consent_words import stream_name
from recorder.episode.study import Stream, Task
from recorder.wording import clean
from studio.taking_part import Participation, participations
from studio.ui.icons import icon
from studio.ui.models.phrase_words import phrase_words
from studio.ui.models.time_words import day_words
from studio.ui.models.vault_desk import VaultDesk
from studio.ui.theme import GRID
from studio.ui.widgets.authors_words import AuthorsWords
from studio.ui.widgets.column import Column
from studio.ui.widgets.notice import Notice
from studio.ui.widgets.text import strangers_words, words
from studio.ui.words import tr, trn


@dataclass(frozen=True, slots=True)
class RecordWish:
    """The person wants to record a task.

    Attributes:
        study_sha256: Of the exact version of the study, which the vault keeps.
        task_id: Which task of it.
    """

    study_sha256: str
    task_id: str


class TasksPage(Column):
    """One card for each study, its tasks below.

    Args:
        desk: Where the consents are.
    """

    open_requested = Signal()
    check_requested = Signal()
    record_requested = Signal(object)
    consent_requested = Signal(object)
    receipt_requested = Signal(str)
    withdrawal_requested = Signal(object)

    def __init__(self, desk: VaultDesk, parent: QWidget | None = None) -> None:
        super().__init__(width=GRID * 112, parent=parent)
        self._desk = desk
        self.notice = Notice()
        self._cards = QVBoxLayout()
        self._cards.setSpacing(GRID * 3)
        self._open = QPushButton(tr("&Open a study file…"))
        self._open.setIcon(icon("open"))
        check_button = QPushButton(tr("&Check this computer"))
        check_button.setIcon(icon("check-machine"))
        head = QHBoxLayout()
        head.addWidget(words(tr("Tasks"), role="title"), 1)
        head.addWidget(check_button)
        head.addWidget(self._open)
        self.body.addLayout(head)
        self.body.addWidget(self.notice)
        self.body.addLayout(self._cards)
        self.body.addStretch(1)
        self._open.clicked.connect(self.open_requested)
        check_button.clicked.connect(self.check_requested)
        self.first_stop: QWidget = self._open
        self.refresh()

    def refresh(self) -> None:
        """Read the consents again."""
        self._desk.ask(
            lambda vault: participations(vault, datetime.now(UTC)),
            on_done=self._on_known,
            on_failed=self.notice.say_error,
        )

    def _on_known(self, known: tuple[Participation, ...]) -> None:
        while (item := self._cards.takeAt(0)) is not None:
            if (card := item.widget()) is not None:
                card.hide()
                card.deleteLater()
        # The empty place has that button itself, as the one next step.
        self._open.setVisible(bool(known))
        if not known:
            self._cards.addWidget(self._empty())
        for participation in known:
            self._cards.addWidget(self._card(participation))

    def _empty(self) -> QFrame:
        card, layout = _framed()
        layout.addWidget(words(tr("You take part in no study yet"), role="heading"))
        layout.addWidget(
            words(
                tr(
                    "Those who run a study send you a file that says what they ask for; its name ends in "
                    ".toml. Open it here, or drop it anywhere on this window. Opening it agrees to nothing."
                )
            )
        )
        first = QPushButton(tr("Open a &study file…"))
        first.setProperty("role", "primary")
        first.clicked.connect(self.open_requested)
        layout.addWidget(first, 0, Qt.AlignmentFlag.AlignLeft)
        return card

    def _card(self, part: Participation) -> QFrame:
        card, layout = _framed()
        layout.addWidget(strangers_words(part.study.title, role="heading"))
        layout.addWidget(words(tr("Asked by {name}", name=clean(part.study.controller.name)), role="quiet"))
        layout.addWidget(_standing(part))
        layout.addLayout(self._consent_buttons(part))
        for task in part.study.tasks:
            layout.addWidget(_line())
            layout.addLayout(self._task(part, task))
        return card

    def _consent_buttons(self, part: Participation) -> QHBoxLayout:
        buttons = QHBoxLayout()
        show = QPushButton(tr("See what I agreed to") if part.may_record else tr("Read it and agree again"))
        show.setIcon(icon("consent"))
        show.setAccessibleDescription(clean(part.study.title))
        show.clicked.connect(lambda: self.consent_requested.emit(part))
        receipt = QPushButton(tr("Save a receipt…"))
        receipt.setIcon(icon("document"))
        receipt.clicked.connect(lambda: self.receipt_requested.emit(part.study.id))
        buttons.addWidget(show)
        buttons.addWidget(receipt)
        buttons.addStretch(1)
        if part.state in {GrantState.STANDING, GrantState.EXPIRED}:
            withdraw = QPushButton(tr("Withdraw…"))
            withdraw.setAccessibleDescription(clean(part.study.title))
            withdraw.clicked.connect(lambda: self.withdrawal_requested.emit(part))
            buttons.addWidget(withdraw)
        return buttons

    def _task(self, part: Participation, task: Task) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(GRID * 2)
        told = QVBoxLayout()
        told.setSpacing(GRID)
        title = strangers_words(task.title)
        font = title.font()
        font.setBold(True)
        title.setFont(font)
        told.addWidget(title)
        told.addWidget(AuthorsWords(task.instructions, tr("Instructions")))
        record = QPushButton(tr("Record"))
        record.setIcon(icon("record"))
        record.setIconSize(QSize(20, 20))
        record.setMinimumHeight(GRID * 5)
        record.setAccessibleName(tr("Record {task}", task=clean(task.title)))
        record.setEnabled(part.may_record)
        record.setToolTip(
            tr("Record this task. It begins only after a countdown.")
            if part.may_record
            else tr("Nothing can be recorded without your consent.")
        )
        wish = RecordWish(part.study.sha256, task.id)
        record.clicked.connect(lambda: self.record_requested.emit(wish))
        row.addLayout(told, 1)
        row.addWidget(record, 0, Qt.AlignmentFlag.AlignTop)
        return row


def _standing(part: Participation) -> QLabel:
    granted = ", ".join(phrase_words(stream_name(s)) for s in Stream if s in part.grant.granted)
    name = clean(part.grant.contributor)
    match part.state:
        case GrantState.STANDING:
            days = ceil((part.grant.expires_at - datetime.now(UTC)) / timedelta(days=1))
            until = trn(
                "Your consent holds for one more day.", "Your consent holds for {count} more days.", days
            )
            said = tr("You agreed as {name} to: {streams}.", name=name, streams=granted)
            return words(f"{said} {until}")
        case GrantState.EXPIRED:
            return words(
                tr("Your consent ended on {day}. Nothing is recorded.", day=day_words(part.grant.expires_at)),
                role="notice",
            )
        case GrantState.WITHDRAWN:
            day = part.withdrawn_at or part.grant.at
            return words(
                tr("You withdrew your consent on {day}. Nothing is recorded.", day=day_words(day)),
                role="notice",
            )
        case GrantState.REPLACED:
            raise AssertionError("the newest consent is not replaced")


def _framed() -> tuple[QFrame, QVBoxLayout]:
    card = QFrame()
    card.setProperty("role", "card")
    layout = QVBoxLayout(card)
    layout.setContentsMargins(GRID * 3, GRID * 2, GRID * 3, GRID * 3)
    layout.setSpacing(GRID + 4)
    return card, layout


def _line() -> QFrame:
    line = QFrame()
    line.setProperty("role", "line")
    line.setFixedHeight(1)
    return line

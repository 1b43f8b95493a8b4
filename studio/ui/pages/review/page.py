"""The review page: puts the parts together once the recording is there, and joins them to each other."""

from collections.abc import Mapping

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QStackedLayout, QToolButton, QVBoxLayout, QWidget

from recorder.errors import UserFacingError
from recorder.wording import clean
from studio.content.session_content import SessionContent
from studio.ui.icons import icon
from studio.ui.models.commands import Command, CommandId
from studio.ui.models.review_session import Opened, ReviewSession
from studio.ui.models.time_words import length_words, when_words
from studio.ui.pages.review.desk import ReviewDesk
from studio.ui.pages.review.workbench import Workbench
from studio.ui.theme import GRID, TARGET
from studio.ui.widgets.one_line import OneLine
from studio.ui.widgets.page_header import PageHeader
from studio.ui.widgets.text import words
from studio.ui.words import tr, tr_said


class ReviewPage(QWidget):
    """One recording, its timeline, and all that can be taken out of it.

    Args:
        session: Opened by this page, and closed with it.
        commands: What can be done, with the keys that the person chose.
        parent: Owns this.

    Attributes:
        back_requested: The person wants to leave.
        trial_requested: The recording's id: the person wants to try whether it replays.
        share_requested: The recording's id: what others will get is prepared, and may be approved.
        replay_requested: The recording's id: it is to be done again on the person's own desktop.
    """

    back_requested = Signal()
    share_requested = Signal(str)
    trial_requested = Signal(str)
    replay_requested = Signal(str)

    def __init__(
        self, session: ReviewSession, commands: Mapping[CommandId, Command], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.session = session
        session.setParent(self)
        self._commands = commands
        self._bench: Workbench | None = None
        self._desk: ReviewDesk | None = None
        self._opened: Opened | None = None
        self._title = OneLine(role="heading")
        self._facts = OneLine(role="quiet", fills=True, least=GRID * 50)
        self._waiting = words(tr("Opening the recording…"), role="quiet")
        self._waiting.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._body = QStackedLayout()
        self._body.addWidget(self._waiting)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(self._header())
        layout.addLayout(self._body, 1)
        session.opened.connect(self._on_opened)
        session.content_loaded.connect(self._on_content_loaded)
        session.failed.connect(self._on_failed)
        session.open()

    @property
    def desk(self) -> ReviewDesk | None:
        """What is below the header, once the recording is there."""
        return self._desk

    def let_go(self) -> None:
        """Let go of everything captured, for good; what was edited is saved."""
        bench, self._bench = self._bench, None
        if bench is not None:
            bench.let_go()
        if self._desk is not None:
            self._body.removeWidget(self._desk)
            self._desk.deleteLater()
            self._desk = None
        self._title.say("")
        self._opened = None
        self.session.close()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Take the keys that the focus had no use for."""
        if self._desk is None or not self._desk.actions_of_page.run_key(event):
            super().keyPressEvent(event)

    def _header(self) -> PageHeader:
        header = PageHeader(tr("Back to the library"), self)
        header.back.clicked.connect(self.back_requested)
        header.addWidget(self._title)
        header.addWidget(self._facts, 1)
        header.addWidget(self._make_trial())
        return header

    def _on_opened(self, opened: Opened) -> None:
        self._opened = opened
        self._title.say(clean(opened.title))
        header, summary = opened.row.header, opened.row.summary
        if header is not None and summary is not None:
            self._facts.say(
                tr(
                    "recorded {when} · {length}",
                    when=when_words(header.started_at),
                    length=length_words(summary.ended_ns),
                )
            )

    def _make_trial(self) -> QToolButton:
        trial = QToolButton()
        trial.setIcon(icon("check-again"))
        trial.setText(tr("Try replaying…"))
        trial.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        trial.setProperty("role", "flat")
        trial.setToolTip(
            tr("Replay it on a private desktop and see whether it does the same; nothing leaves")
        )
        trial.setMinimumSize(TARGET, TARGET)
        trial.clicked.connect(self._on_trial)
        return trial

    @Slot()
    def _on_trial(self) -> None:
        self.trial_requested.emit(self.session.session_id)

    def _on_content_loaded(self, content: SessionContent) -> None:
        if self._bench is not None:
            self._bench.show_content(content)
            return
        if self._opened is None or self.session.edit_desk is None or self.session.player is None:
            return
        # In two moments, so that neither holds the interface up: the parts, then where they lie.
        self._bench = Workbench(self.session, self._opened.access, self._commands)
        self._bench.share_requested.connect(self._on_share_requested)
        self._bench.replay_requested.connect(self._on_replay_requested)
        self._bench.show_content(content)
        QTimer.singleShot(0, self._lay_out)

    @Slot()
    def _lay_out(self) -> None:
        if self._bench is None or self._desk is not None:
            return
        self._desk = ReviewDesk(self._bench, self._commands)
        self._body.addWidget(self._desk)
        self._body.setCurrentWidget(self._desk)
        self._bench.stage.setFocus()

    @Slot()
    def _on_share_requested(self) -> None:
        self.share_requested.emit(self.session.session_id)

    @Slot()
    def _on_replay_requested(self) -> None:
        self.replay_requested.emit(self.session.session_id)

    def _on_failed(self, error: BaseException) -> None:
        if not isinstance(error, UserFacingError):
            raise error
        parts = (error.happened, error.kept, error.mend)
        self._waiting.setText("\n".join(tr_said(part) for part in parts if part))
        self._body.setCurrentWidget(self._waiting)

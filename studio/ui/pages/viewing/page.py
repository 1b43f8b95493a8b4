"""The page of a recording that is only watched."""

from collections.abc import Mapping

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QStackedLayout, QVBoxLayout, QWidget

from recorder.errors import UserFacingError
from recorder.wording import clean
from studio.content.session_content import SessionContent
from studio.ui.models.commands import Command, CommandId
from studio.ui.models.failure_words import failure_words
from studio.ui.models.time_words import day_words, length_words
from studio.ui.models.viewing_session import Viewed, ViewingSession
from studio.ui.pages.viewing.bench import ViewingBench
from studio.ui.pages.viewing.inspector import AboutTab, ViewingInspector
from studio.ui.theme import GRID
from studio.ui.widgets.one_line import OneLine
from studio.ui.widgets.page_header import PageHeader
from studio.ui.widgets.text import words
from studio.ui.words import tr


class ViewingPage(QWidget):
    """One recording that somebody else made.

    Args:
        session: Opened by this page, and closed with it.
        commands: What can be done, with the keys that the person chose.
        back: What the way back is called.
        parent: Owns this.

    Attributes:
        session: The recording.
        back_requested: The person wants to leave.
        replay_requested: They want it done again on their own desktop.
    """

    back_requested = Signal()
    replay_requested = Signal()

    def __init__(
        self,
        session: ViewingSession,
        commands: Mapping[CommandId, Command],
        *,
        back: str,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.session = session
        session.setParent(self)
        self._commands = commands
        self._viewed: Viewed | None = None
        self._bench: ViewingBench | None = None
        self._title = OneLine(role="heading")
        self._facts = OneLine(role="quiet", fills=True, least=GRID * 50)
        self._waiting = words(tr("Opening the recording…"), role="quiet")
        self._waiting.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._body = QStackedLayout()
        self._body.addWidget(self._waiting)
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(0)
        self._layout.addLayout(self._header(back))
        self._layout.addLayout(self._body, 1)
        session.opened.connect(self._on_opened)
        session.content_loaded.connect(self._on_content_loaded)
        session.failed.connect(self._on_failed)
        session.open()

    @property
    def bench(self) -> ViewingBench | None:
        """What is below the header, once the recording is there."""
        return self._bench

    def let_go(self) -> None:
        """Let go of everything captured, for good."""
        bench, self._bench = self._bench, None
        if bench is not None:
            bench.let_go()
            self._body.removeWidget(bench)
            bench.deleteLater()
        self._title.say("")
        self._facts.say("")
        self._viewed = None
        self.session.close()

    def add_foot(self, foot: QWidget) -> None:
        """Put something below everything."""
        self._layout.addWidget(foot)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Take the keys that the focus had no use for."""
        if self._bench is None or not self._bench.actions_of_page.run_key(event):
            super().keyPressEvent(event)

    def _make_bench(self, viewed: Viewed) -> ViewingBench:
        inspector = ViewingInspector(AboutTab(viewed.facts), tr("About"))
        return ViewingBench(self.session, inspector, self._commands, replay=self.replay_requested.emit)

    def _facts_words(self, viewed: Viewed) -> str:
        return tr(
            "recorded on {day} · {length} · only to watch",
            day=day_words(viewed.header.started_at.date()),
            length=length_words(viewed.summary.ended_ns),
        )

    def _header(self, back: str) -> PageHeader:
        header = PageHeader(back, self)
        header.back.clicked.connect(self.back_requested)
        header.addWidget(self._title)
        header.addWidget(self._facts, 1)
        return header

    def _on_opened(self, viewed: Viewed) -> None:
        self._viewed = viewed
        self._title.say(clean(viewed.title))
        self._facts.say(self._facts_words(viewed))

    def _on_content_loaded(self, content: SessionContent) -> None:
        if self._bench is not None:
            self._bench.show_content(content)
        else:
            # A moment later: reading a first part and laying out the page in one would hold the interface up.
            QTimer.singleShot(0, self._lay_out)

    @Slot()
    def _lay_out(self) -> None:
        content = self.session.content
        if self._viewed is None or self._bench is not None or content is None:
            return
        self._bench = self._make_bench(self._viewed)
        self._bench.show_content(content)
        self._body.addWidget(self._bench)
        self._body.setCurrentWidget(self._bench)
        self._bench.stage.setFocus()

    def _on_failed(self, error: BaseException) -> None:
        if not isinstance(error, UserFacingError):
            raise error
        self._waiting.setText("\n".join(failure_words(error)))
        self._body.setCurrentWidget(self._waiting)

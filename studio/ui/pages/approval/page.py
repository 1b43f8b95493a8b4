"""The page on which a person sees exactly what leaves, and says yes to it."""

from collections.abc import Mapping
from typing import cast

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from studio.review.watching import Watching
from studio.submission.approval import ApprovalSheet, Watched
from studio.ui.models.approval_session import ApprovalSession, ToApprove
from studio.ui.models.commands import Command, CommandId
from studio.ui.models.time_words import day_words, length_words
from studio.ui.models.viewing_session import Viewed
from studio.ui.models.watcher import Watcher
from studio.ui.pages.approval.bar import ApprovalBar
from studio.ui.pages.approval.panel import SharePanel
from studio.ui.pages.viewing.bench import ViewingBench
from studio.ui.pages.viewing.inspector import ViewingInspector
from studio.ui.pages.viewing.page import ViewingPage
from studio.ui.widgets.watch_strip import WatchStrip
from studio.ui.words import tr


class ApprovalPage(ViewingPage):
    """One episode, as others will see it, with all that is said before it is shared.

    Args:
        session: Opened by this page, and closed with it.
        commands: What can be done, with the keys that the person chose.
        seen: What was watched of episodes before, by their ids; kept up here.
        parent: Owns this.

    Attributes:
        approved: The session's id: it is approved, and may be sealed and sent.
        edit_requested: The session's id: the person wants to change it first.
    """

    approved = Signal(str)
    edit_requested = Signal(str)

    def __init__(
        self,
        session: ApprovalSession,
        commands: Mapping[CommandId, Command],
        seen: dict[str, Watching],
        parent: QWidget | None = None,
    ) -> None:
        self._approving = session
        self._seen = seen
        self._sheet: ApprovalSheet | None = None
        self.panel: SharePanel | None = None
        self.watcher: Watcher | None = None
        self._strip: WatchStrip | None = None
        self._is_known = False
        self._is_shared = False
        self._is_asked = False
        super().__init__(session, commands, back=tr("Back to the library"), parent=parent)
        self.bar = ApprovalBar()
        self.bar.hide()
        self.add_foot(self.bar)
        self.bar.approve.clicked.connect(self._on_approve)
        self.bar.edit.clicked.connect(self._on_edit)
        session.hashed.connect(self._on_hashed)
        session.hashing.connect(self._on_hashing)
        session.approved.connect(self._on_approved)
        session.refused.connect(self._on_refused)

    def let_go(self) -> None:
        """Let go of everything captured, for good."""
        self._sheet = self._approving.sheet = None
        super().let_go()

    def _make_bench(self, viewed: Viewed) -> ViewingBench:
        shown = cast("ToApprove", viewed)
        sheet = self._sheet or shown.order.sheet
        self._is_shared = shown.is_shared
        player = self.session.player
        if player is None:
            raise AssertionError("it is shown once it is open")
        self._sheet = sheet
        self.panel = SharePanel(sheet)
        self._strip = WatchStrip()
        bench = ViewingBench(
            self.session, ViewingInspector(self.panel, tr("Share")), self._commands, strip=self._strip
        )
        self.watcher = Watcher(player, self._seen.get(sheet.episode.episode_id), self)
        self.watcher.changed.connect(self._on_watched)
        player.position_changed.connect(self._strip.set_position)
        self._strip.seek_requested.connect(player.seek)
        self.panel.rest_requested.connect(self.watcher.go_on)
        self.panel.known_changed.connect(self._on_known_changed)
        self.bar.show()
        self._on_watched()
        return bench

    def _facts_words(self, viewed: Viewed) -> str:
        return tr(
            "recorded on {day} · {length} · as others will see it",
            day=day_words(viewed.header.started_at.date()),
            length=length_words(viewed.summary.ended_ns),
        )

    @property
    def is_hashed(self) -> bool:
        """Whether every byte of it was read."""
        return self._approving.sheet is not None

    @property
    def watched(self) -> Watched | None:
        """How the person looked at it so far."""
        if self.watcher is not None and self.watcher.watching.is_whole:
            return Watched.FULLY
        return Watched.SKIPPED if self._is_known else None

    def _on_failed(self, error: BaseException) -> None:
        super()._on_failed(error)
        self.bar.hide()

    def _on_hashed(self, sheet: ApprovalSheet) -> None:
        self._sheet = sheet
        if self.panel is not None:
            self.panel.show_sheet(sheet)
            self._offer()

    def _on_hashing(self, done: int, total: int) -> None:
        if self.panel is not None:
            self.panel.show_hashing(done, total)

    def _on_watched(self) -> None:
        if self.watcher is None or self.panel is None or self._strip is None or self._sheet is None:
            return
        self._seen[self._sheet.episode.episode_id] = self.watcher.watching
        self._strip.show_watching(self.watcher.watching)
        self.panel.show_watching(self.watcher.watching, self.watched)
        self._offer()

    def _on_known_changed(self, is_known: bool) -> None:  # noqa: FBT001 - as the signal has it
        self._is_known = is_known
        self._on_watched()

    def _offer(self) -> None:
        sheet = self._sheet
        if sheet is None:
            return
        stands = sheet.can_approve or not sheet.file_sha256
        if self._is_asked:
            why_not = tr("Writing down that you approve it…")
        elif self._is_shared:
            why_not = tr("This is shared already. To share it otherwise, edit it or withdraw it first.")
        elif not stands:
            why_not = tr("It cannot be shared as it is: see what is not in order.")
        elif not sheet.file_sha256:
            why_not = tr("The file is still being read.")
        elif self.watched is None:
            why_not = tr("Watch all of it, or tick that you know the rest.")
        else:
            why_not = ""
        self.bar.show_ready(sheet, is_ready=not why_not, why_not=why_not)

    def _on_approve(self) -> None:
        watched = self.watched
        if watched is None or self._sheet is None:
            return
        self._is_asked = True
        self._offer()
        self._approving.approve(watched)

    def _on_approved(self, _: object) -> None:
        self.approved.emit(self._approving.session_id)

    def _on_refused(self, error: BaseException) -> None:
        self._is_asked = False
        self._offer()
        if self.bench is not None:
            self.bench.notice.say_error(error)

    def _on_edit(self) -> None:
        self.edit_requested.emit(self._approving.session_id)

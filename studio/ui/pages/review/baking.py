"""From the edits to an episode: in a process of its own, with how far it is and a way back.

The three steps are apart, since the vault's thread must not wait for the second: write down that an episode
begins, bake it, write down how it ended. Locking calls it off; what is left of it then is cleared away when
the vault is next opened.
"""

from PySide6.QtCore import QObject, Signal

from recorder.vault.session_header import SessionSummary
from studio.editing.bake import BakeOrder
from studio.editing.bake_process import bake_apart
from studio.editing.episodes import abandon_episode, begin_episode
from studio.ui.jobs import Job, Task
from studio.ui.models.review_session import ReviewSession
from studio.ui.models.time_words import length_words, size_words
from studio.ui.widgets.notice import Notice
from studio.ui.widgets.summary_bar import SummaryBar
from studio.ui.words import tr


class Baking(QObject):
    """Prepares what others will get of a recording.

    Attributes:
        baked: The episode's ``SessionSummary``: it is whole, and in the vault.
    """

    baked = Signal(object)

    def __init__(
        self, session: ReviewSession, notice: Notice, summary: SummaryBar, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._session = session
        self._notice = notice
        self._summary = summary
        self._order: BakeOrder | None = None
        self._job: Job[SessionSummary] | None = None
        self._is_running = False
        notice.button_pressed.connect(self.cancel)

    @property
    def is_running(self) -> bool:
        """Whether it prepares something now."""
        return self._is_running

    def start(self) -> None:
        """Prepare it by the edits as they are now; all that was asked to be saved is saved before."""
        if self._is_running:
            return
        self._is_running = True
        self._tell_progress(0, 0)
        # In this order: a button that is disabled gives the focus to whatever comes first on the page.
        self._notice.take_focus()
        self._summary.set_preparing(is_preparing=True)
        session_id = self._session.session_id
        self._session.desk.ask(
            lambda vault: begin_episode(vault, session_id),
            # Heard even where the page is gone by then, as a bound method would not be: what was written down
            # must be forgotten again.
            on_done=lambda order: self._on_begun(order),  # noqa: PLW0108
            on_failed=lambda error: self._on_failed(error),  # noqa: PLW0108
        )

    def cancel(self) -> None:
        """Call it off: nothing of it is left."""
        if self._job is not None:
            self._job.cancel()
            self._job = None
        self._is_running = False
        self._abandon()
        self._notice.hide()
        self._rest()

    def _on_begun(self, order: BakeOrder) -> None:
        if not self._is_running:
            # Called off before the vault had written down that it begins.
            self._forget(order)
            return
        self._order = order

        def work(task: Task) -> SessionSummary:
            return bake_apart(order, task.report)

        self._job = self._session.baker.submit(
            work, on_done=self._on_baked, on_failed=self._on_failed, on_progress=self._tell_progress
        )

    def _on_baked(self, summary: SessionSummary) -> None:
        self._job = None
        self._session.desk.ask(
            lambda vault: vault.finish_episode(summary),
            on_done=lambda _: self._on_finished(summary),
            on_failed=self._on_failed,
        )

    def _on_finished(self, summary: SessionSummary) -> None:
        self._order = None
        self._is_running = False
        self._rest()
        self._notice.say_done(
            tr(
                "Prepared: {length}, {size}, encrypted in your vault. Nothing has left this computer.",
                length=length_words(summary.ended_ns),
                size=size_words(summary.file_bytes),
            )
        )
        self.baked.emit(summary)

    def _on_failed(self, error: BaseException) -> None:
        if not self._is_running:
            return
        self._job = None
        self._is_running = False
        self._abandon()
        self._rest()
        self._notice.say_error(error)

    def _rest(self) -> None:
        self._summary.set_preparing(is_preparing=False)
        self._summary.share.setFocus()

    def _abandon(self) -> None:
        order, self._order = self._order, None
        if order is not None:
            # After the baking process has ended: the same worker does its jobs in order.
            self._session.baker.submit(lambda _: None, on_done=lambda _: self._forget(order))

    def _forget(self, order: BakeOrder) -> None:
        self._session.desk.ask(lambda vault: abandon_episode(vault, order), on_failed=_let_recovery_do_it)

    def _tell_progress(self, done: int, total: int) -> None:
        self._notice.say_progress(tr("Preparing what others will get…"), done, total, button=tr("Cancel"))


def _let_recovery_do_it(_: BaseException) -> None:
    """The vault is locked by now, or its disk refuses: the next time it is opened clears the episode away."""

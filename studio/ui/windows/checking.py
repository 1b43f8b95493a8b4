"""Checking, as the pages ask for it: the page, its questions, and what is asked before the app closes."""

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QFileDialog, QWidget

from recorder.vault.check_rows import SubjectKind
from replay.report.record import RunRecord
from studio.ui.dialogs.checking_questions import (
    about_ending_checks,
    about_no_wall,
    about_saving_report,
    about_unsent_answers,
)
from studio.ui.dialogs.decision import DecisionDialog
from studio.ui.models.check_items import CheckItem
from studio.ui.models.checking_desk import CheckingDesk
from studio.ui.models.places import Opened, Place, Visit
from studio.ui.models.review_desk import ReviewDesk
from studio.ui.pages.checking.answering import Answering
from studio.ui.pages.checking.page import CheckingPage
from studio.ui.windows.asking import Asking
from studio.ui.words import tr


class Checking(QObject):
    """Puts recordings into the queue, shows how it goes, and asks where the person must decide.

    Args:
        asking: Asks the vault and the person.
        reviews: Signs and sends what the person answers to who recorded something.

    Attributes:
        desk: Works the queue off.
        content_dropped: A page with something of a recording is gone.
    """

    content_dropped = Signal()

    def __init__(self, asking: Asking, reviews: ReviewDesk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._reviews = reviews
        self._asking = asking
        self._window = asking.window
        self.desk = CheckingDesk(asking.desk, self)
        asking.desk.locking.connect(self._on_locking)

    def make_page(self, subject_id: str) -> QWidget:
        """The page, with one recording chosen."""
        is_received = self._window.visit.place is Place.RECEIVED
        back = tr("Back to what you received") if is_received else tr("Back to the library")
        page = CheckingPage(self.desk, subject_id, back=back, make_answer=self._make_answer)
        page.back_requested.connect(self._on_back_wanted)
        page.save_requested.connect(self._on_save_wanted)
        page.wall_requested.connect(self._on_wall_wanted)
        page.records.saved.connect(self._on_saved)
        page.records.not_saved.connect(self._window.problem.say_error)
        page.destroyed.connect(self.content_dropped)
        return page

    def _make_answer(self, item: CheckItem, record: RunRecord) -> Answering | None:
        if item.name.kind is not SubjectKind.RECEIVED:
            return None
        return Answering(self._asking.desk, self._reviews, item.subject_id, record)

    @Slot(object)
    def check(self, bundle_ids: Iterable[str]) -> None:
        """Check what was received, from now on, and show it."""
        ids = tuple(bundle_ids)
        self.desk.add(ids, start=True)
        self._window.go(Visit(Place.RECEIVED, Opened.CHECKING, ids[0] if ids else ""))

    @Slot(str)
    def try_replaying(self, session_id: str) -> None:
        """Offer to replay a recording of one's own; the page says how before anything is started."""
        self.desk.add((session_id,), start=False)
        self._window.go(Visit(Place.LIBRARY, Opened.CHECKING, session_id))

    @Slot()
    def on_received(self) -> None:
        """What was received is another: something may have been taken back while it is checked."""
        if not self._asking.is_at_gate:
            self.desk.refresh()

    def may_close(self) -> bool:
        """Whether the app may be closed: asks, if that would end something."""
        if self._reviews.drafts and not self._asking.decides(
            DecisionDialog(about_unsent_answers(), self._window)
        ):
            return False
        if not self.desk.is_running:
            return True
        running = sum(item.state.is_under_way for item in self.desk.items)
        return self._asking.decides(DecisionDialog(about_ending_checks(max(1, running)), self._window))

    def close(self) -> None:
        """End what runs, for good."""
        self.desk.close()

    @Slot()
    def _on_locking(self) -> None:
        self.desk.want(replace(self.desk.wanted, needs_wall=True))

    @Slot()
    def _on_back_wanted(self) -> None:
        self._window.go(Visit(self._window.visit.place))

    @Slot(bool)
    def _on_wall_wanted(self, needs_wall: bool) -> None:  # noqa: FBT001 - as the signal has it
        if needs_wall or self._asking.decides(DecisionDialog(about_no_wall(), self._window)):
            self.desk.want(replace(self.desk.wanted, needs_wall=needs_wall))
        page = self._window.page
        if isinstance(page, CheckingPage):
            page.show_wanted()

    @Slot(object)
    def _on_save_wanted(self, record: RunRecord) -> None:
        if not self._asking.decides(DecisionDialog(about_saving_report(), self._window)):
            return
        page = self._window.page
        chosen, _ = QFileDialog.getSaveFileName(
            self._window, tr("Save the report"), str(Path.home() / "report.html"), tr("Pages (*.html)")
        )
        if chosen and isinstance(page, CheckingPage):
            page.records.save(record, Path(chosen))

    @Slot(object)
    def _on_saved(self, path: Path) -> None:
        self._window.problem.say_done(tr("The report is saved as {name}, in clear.", name=path.name))

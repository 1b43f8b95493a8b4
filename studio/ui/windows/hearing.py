"""What readers say, to and fro: the desk that does it, and how the library asks for it and tells of it.

Whoever shared something hears of an answer without asking: stores are looked into after each unlocking and
when the library comes into sight, not too often, and what is new is said in a line below every page. What
fails then is told to nobody; the next time comes. Somebody who does not want their computer to ask by itself
switches it off, and asks by hand.
"""

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QElapsedTimer, QObject, Signal, Slot

from studio.submission.review_hearing import ReviewsReport
from studio.submission.reviews import Decision
from studio.ui.models.failure_words import failure_words
from studio.ui.models.places import Place, Visit
from studio.ui.models.received_model import place_words
from studio.ui.models.review_desk import ReviewDesk, ReviewFailure
from studio.ui.models.review_words import news_words
from studio.ui.models.three_steps import Running
from studio.ui.pages.library_page import LibraryPage
from studio.ui.widgets.notice import Notice
from studio.ui.windows.asking import Asking
from studio.ui.words import tr

SELDOM_MS: Final = 10 * 60 * 1000
"""How long it does not look again by itself."""


class Hearing(QObject):
    """Looks for what readers said when somebody asks, and says what came of it in the library.

    Args:
        asking: Asks the vault and the person.
        may_look: Whether the person lets it look by itself.
        parent: Owns this.

    Attributes:
        desk: Sends what this person says, and looks.
        notice: What was heard; below every page.
    """

    changed = Signal()
    """What was said is another."""

    def __init__(
        self, asking: Asking, may_look: Callable[[], bool] = lambda: True, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._asking = asking
        self._window = asking.window
        self._may_look = may_look
        self._was_asked = False
        self._since_look = QElapsedTimer()
        self.notice = Notice()
        self.notice.button_pressed.connect(self._on_show)
        self.desk = ReviewDesk(asking.desk, self)
        asking.desk.locking.connect(self._on_locking)
        self.desk.heard.connect(self._on_heard)
        self.desk.changed.connect(self._on_changed)
        self.desk.news.connect(self._on_news)
        self.desk.failed.connect(self._on_failed)
        self.desk.running_changed.connect(self._on_running)

    def start(self) -> None:
        """Go on with what was left, and look whether there is something new."""
        self.desk.start()
        self.look_by_itself()

    def close(self) -> None:
        """End for good."""
        self.desk.close()

    @Slot()
    def look(self) -> None:
        """Look for what readers said of what this person shared."""
        self._was_asked = True
        self.desk.look()

    @Slot()
    def on_library(self) -> None:
        """What was heard is in sight there, and there may be more of it."""
        self.notice.hide()
        self.look_by_itself()

    @Slot()
    def look_by_itself(self) -> None:
        """Look, if that was not done a short while ago."""
        is_too_soon = self._since_look.isValid() and not self._since_look.hasExpired(SELDOM_MS)
        if self._may_look() and not is_too_soon and not self._asking.is_at_gate:
            self._since_look.start()
            self.desk.look_quietly()

    @Slot(object)
    def _on_heard(self, report: ReviewsReport) -> None:
        new = [each for each in report.new if each.is_of_own_recording]
        missed = [each for each in report.missed if each.is_of_own_recording or each.is_own]
        said = news_words(new, missed)
        if not said or self._asking.is_at_gate:
            return
        is_there = isinstance(self._window.page, LibraryPage)
        button = tr("Show in the library") if new and not is_there else ""
        if missed or any(each.counts and each.decision is Decision.REJECTED for each in new):
            self.notice.say(said, button=button)
        else:
            self.notice.say_done(said, button=button)

    @Slot()
    def _on_show(self) -> None:
        self.notice.hide()
        self._window.go(Visit(Place.LIBRARY))

    @Slot()
    def _on_locking(self) -> None:
        self.notice.hide()
        self._since_look.invalidate()

    @Slot(object)
    def _on_running(self, running: Running | None) -> None:
        page = self._window.page
        if not self._was_asked or self._asking.is_at_gate or not isinstance(page, LibraryPage):
            return
        if running is not None:
            page.notice.say_progress(running.words, running.done, running.total)
        elif page.notice.is_progress:
            page.notice.hide()

    @Slot(object)
    def _on_news(self, report: ReviewsReport) -> None:
        was_asked, self._was_asked = self._was_asked, False
        page = self._window.page
        if self._asking.is_at_gate or not was_asked or not isinstance(page, LibraryPage):
            return
        said = news_words(report.new, report.missed)
        missed = " ".join(
            " ".join(
                (
                    tr("Could not look into {place}.", place=place_words(each.store_url)),
                    *failure_words(each.error),
                )
            )
            for each in report.unreachable
        )
        if missed:
            page.notice.say(f"{said} {missed}".strip())
        elif report.refused and not said:
            page.notice.say(
                tr(
                    "No review was found. If you expect one, ask those who run the store whether the key of "
                    "this computer may read reviews."
                )
            )
        else:
            page.notice.say_done(said or tr("Nobody has said anything new."))

    @Slot(object)
    def _on_failed(self, failure: ReviewFailure) -> None:
        if failure.bundle_id:
            return
        was_asked, self._was_asked = self._was_asked, False
        page = self._window.page
        if was_asked and not self._asking.is_at_gate and isinstance(page, LibraryPage):
            page.notice.say_error(failure.error)

    @Slot(str)
    def _on_changed(self, _: str) -> None:
        self.changed.emit()

"""What readers say, to and fro: the desk that does it, and how the library asks for it and tells of it."""

from PySide6.QtCore import QObject, Signal, Slot

from studio.submission.review_looking import ReviewsReport
from studio.ui.models.failure_words import failure_words
from studio.ui.models.received_model import place_words
from studio.ui.models.review_desk import ReviewDesk
from studio.ui.models.review_words import news_words
from studio.ui.models.three_steps import Running
from studio.ui.pages.library_page import LibraryPage
from studio.ui.windows.asking import Asking
from studio.ui.words import tr


class Hearing(QObject):
    """Looks for what readers said when somebody asks, and says what came of it in the library.

    Args:
        asking: Asks the vault and the person.
        parent: Owns this.

    Attributes:
        desk: Sends what this person says, and looks.
    """

    changed = Signal()
    """What was said is another."""

    def __init__(self, asking: Asking, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._asking = asking
        self._window = asking.window
        self._was_asked = False
        self.desk = ReviewDesk(asking.desk, self)
        self.desk.changed.connect(self._on_changed)
        self.desk.news.connect(self._on_news)
        self.desk.failed.connect(self._on_failed)
        self.desk.running_changed.connect(self._on_running)

    def start(self) -> None:
        """Go on with what was left."""
        self.desk.start()

    def close(self) -> None:
        """End for good."""
        self.desk.close()

    @Slot()
    def look(self) -> None:
        """Look for what readers said of what this person shared."""
        self._was_asked = True
        self.desk.look()

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
        said = news_words([each for each in report.new if not each.is_own])
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
    def _on_failed(self, error: BaseException) -> None:
        was_asked, self._was_asked = self._was_asked, False
        page = self._window.page
        if was_asked and not self._asking.is_at_gate and isinstance(page, LibraryPage):
            page.notice.say_error(error)

    @Slot(str)
    def _on_changed(self, _: str) -> None:
        self.changed.emit()

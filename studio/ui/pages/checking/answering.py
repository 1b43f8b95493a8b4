"""The answer to whoever recorded something: accepted, or sent back; below everything, always in sight.

What is being written outlives the page, until the vault is locked: who looks at something else first finds it
again.
"""

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from recorder.bundle.errors import WithdrawnBundleError
from recorder.bundle.statements import Finding
from recorder.vault.vault import Vault
from replay.report.record import Ending, RunRecord
from studio.submission.reviews import ReviewSheet, ShownReview, review_sheet, reviews_of
from studio.ui.models.review_desk import ReviewDesk, ReviewFailure, ReviewWish
from studio.ui.models.three_steps import Running
from studio.ui.models.vault_desk import VaultDesk
from studio.ui.widgets.review_panel import ReviewPanel

_Known = tuple[ReviewSheet | None, tuple[ShownReview, ...]]


class Answering(QWidget):
    """Joins the panel to what signs and sends; hidden for who may not answer.

    Args:
        desk: The vault.
        reviews: Signs and sends.
        bundle_id: What was received.
        record: What its check showed.

    Attributes:
        panel: The bar.
        said: What others said, to be put beside what the check found.
    """

    def __init__(
        self,
        desk: VaultDesk,
        reviews: ReviewDesk,
        bundle_id: str,
        record: RunRecord,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._desk = desk
        self._reviews = reviews
        self._bundle_id = bundle_id
        self._is_asked = False
        self._wants_to_know = False
        self.panel = ReviewPanel(self)
        self.said = self.panel.said
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.panel)
        self.panel.show_found(found_in(record))
        self.panel.hide()
        self.panel.review_requested.connect(self._on_review_wanted)
        self.panel.retry_requested.connect(self._on_retry_wanted)
        self.panel.comment.textChanged.connect(self._on_typed)
        reviews.changed.connect(self._on_changed)
        reviews.failed.connect(self._on_failed)
        reviews.running_changed.connect(self._on_running)
        self._read()

    def _read(self) -> None:
        self._desk.ask(self._known, on_done=self._on_known, on_failed=self.panel.show_error)

    def _known(self, vault: Vault) -> _Known:
        return review_sheet(vault, self._bundle_id), reviews_of(vault, self._bundle_id)

    def _on_known(self, known: _Known) -> None:
        sheet, reviews = known
        # Of another recording the panel begins with nothing.
        draft = self._reviews.drafts.get(self._bundle_id, "")
        self.panel.show_sheet(sheet, reviews)
        if draft and not self._is_asked:
            self.panel.take_up(draft)
        # Who is not asked for an answer, and has given none, has no use for the panel; one that says why it
        # has none any more stays.
        is_of_use = sheet is not None and (sheet.may_review or sheet.own is not None)
        self.panel.setVisible(is_of_use or not self.panel.notice.isHidden())

    @Slot(object)
    def _on_review_wanted(self, wish: ReviewWish) -> None:
        self._is_asked = self._wants_to_know = True
        self.panel.show_busy(is_busy=True)
        self._reviews.give(wish)

    @Slot()
    def _on_retry_wanted(self) -> None:
        self._wants_to_know = True
        self._reviews.try_again(self._bundle_id)

    @Slot()
    def _on_typed(self) -> None:
        if self._is_asked:
            return
        text = self.panel.comment.toPlainText()
        if text.strip() and text != self.panel.said_before:
            self._reviews.drafts[self._bundle_id] = text
        else:
            self._reviews.drafts.pop(self._bundle_id, None)

    @Slot(str)
    def _on_changed(self, bundle_id: str) -> None:
        if bundle_id == self._bundle_id:
            self._is_asked = False
            self.panel.show_busy(is_busy=False)
            self._read()

    @Slot(object)
    def _on_failed(self, failure: ReviewFailure) -> None:
        if failure.bundle_id != self._bundle_id:
            return
        self._is_asked = False
        self.panel.show_busy(is_busy=False)
        if isinstance(failure.error, WithdrawnBundleError):
            self.panel.show_gone()
        elif self._wants_to_know:
            self._wants_to_know = False
            self.panel.show_error(failure.error)

    @Slot(object)
    def _on_running(self, running: Running | None) -> None:
        if running is None and not self._is_asked:
            self.panel.show_busy(is_busy=False)


def found_in(record: RunRecord) -> Finding:
    """What goes with the answer: the verdict, the step, and how often it was replayed."""
    failing = record.first_failure
    kind = record.verdict.kind.value if record.ending is Ending.FINISHED else "not_reached"
    return Finding(kind, None if failing is None else failing.number, record.repeats)

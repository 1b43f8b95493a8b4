"""The review panel of one received recording, joined to the vault and to the desk that sends what is said."""

from dataclasses import dataclass

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from recorder.bundle.statements import Finding
from recorder.vault.errors import NoSuchReceivedError, TakenBackError
from recorder.vault.vault import Vault
from studio.submission.reviews import ReviewSheet, ShownReview, review_sheet, reviews_of
from studio.ui.models.review_desk import ReviewDesk, ReviewWish
from studio.ui.models.vault_desk import VaultDesk
from studio.ui.widgets.review_panel import ReviewPanel


@dataclass(frozen=True, slots=True)
class _Known:
    """What the vault tells."""

    sheet: ReviewSheet | None
    reviews: tuple[ShownReview, ...]


class ReviewBox(QWidget):
    """Shows what was said of a recording, and carries out what is wished. To be put into a page.

    Args:
        desk: The vault.
        reviews: Sends what is said.
        bundle_id: The recording.
        parent: Owns this.

    Attributes:
        panel: What is seen.
    """

    def __init__(
        self, desk: VaultDesk, reviews: ReviewDesk, bundle_id: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._desk = desk
        self._reviews = reviews
        self._bundle_id = bundle_id
        self._is_known = False
        self._is_asked = False
        self.panel = ReviewPanel()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.panel)
        self.panel.review_requested.connect(self._on_wish)
        reviews.changed.connect(self._on_changed)
        reviews.failed.connect(self._on_failed)
        self.refresh()

    def show_found(self, found: Finding | None) -> None:
        """Show what the check found; it goes with the review."""
        self.panel.show_found(found)

    def refresh(self) -> None:
        """Read again what was said."""
        bundle_id = self._bundle_id

        def read(vault: Vault) -> _Known:
            return _Known(review_sheet(vault, bundle_id), reviews_of(vault, bundle_id))

        self._desk.ask(read, on_done=self._on_known, on_failed=lambda _: None)

    def _on_known(self, known: _Known) -> None:
        if known.sheet is None and self._is_known:
            self.panel.show_gone()
            return
        self._is_known = self._is_known or known.sheet is not None
        self.panel.show_sheet(known.sheet, known.reviews)

    @Slot(object)
    def _on_wish(self, wish: ReviewWish) -> None:
        self._is_asked = True
        self.panel.show_busy(is_busy=True)
        self._reviews.give(wish)

    @Slot(str)
    def _on_changed(self, bundle_id: str) -> None:
        if bundle_id == self._bundle_id:
            # It is kept now, whatever becomes of the sending: that is shown with it.
            self._is_asked = False
            self.panel.show_busy(is_busy=False)
            self.refresh()

    @Slot(object)
    def _on_failed(self, error: BaseException) -> None:
        if not self._is_asked:
            return
        self._is_asked = False
        self.panel.show_busy(is_busy=False)
        if isinstance(error, NoSuchReceivedError | TakenBackError):
            self.panel.show_gone()
        else:
            self.panel.show_error(error)

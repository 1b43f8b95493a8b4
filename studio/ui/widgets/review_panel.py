"""A reader's review of one recording: what the check found, what they say, and what happens when they say it.

What was said lies above what is to be said: a review that was given is shown with how far it is, and can be
taken up again. Everything that others wrote is plain text.
"""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPlainTextEdit, QPushButton, QVBoxLayout, QWidget

from recorder.bundle.statements import MOST_COMMENT, Finding
from recorder.vault.sharing_rows import ReviewState
from studio.submission.reviews import Decision, ReviewSheet, ShownReview
from studio.ui.icons import icon
from studio.ui.models.review_desk import ReviewWish
from studio.ui.models.review_words import (
    consequence_words,
    decided_words,
    finding_words,
    review_words,
    state_words,
)
from studio.ui.theme import GRID
from studio.ui.widgets.notice import Notice
from studio.ui.widgets.text import words
from studio.ui.words import tr

_LINES: Final = 4
_MOST_SHOWN: Final = 10


class ReviewPanel(QFrame):
    """Shows what was said, and lets a reader say something.

    Attributes:
        review_requested: A ``ReviewWish``.
        notice: What stands in the way, in place.
    """

    review_requested = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "card")
        self.setAccessibleName(tr("Your review"))
        self._sheet: ReviewSheet | None = None
        self._found: Finding | None = None
        self._is_busy = False
        self.heading = words(tr("Your review"), role="heading")
        self.finding = words("")
        self.own = words("", role="accent")
        self.own_state = words("", role="quiet")
        self.waits = words("", role="notice")
        self.others_heading = words(tr("What others said"), role="quiet")
        self.others = words("")
        self.notice = Notice()
        self.consequence = words("", role="quiet")
        self.comment = QPlainTextEdit()
        self.counter = words("", role="quiet")
        self.accept = QPushButton(tr("&Accept"))
        self.reject = QPushButton(tr("Send &back"))
        self.again = QPushButton(tr("&Change my mind"))
        self._form = QWidget()
        self._lay_out()
        self.comment.textChanged.connect(self._on_typed)
        self.accept.clicked.connect(self._on_accept)
        self.reject.clicked.connect(self._on_reject)
        self.again.clicked.connect(self._on_again)
        self.show_sheet(None)

    def show_sheet(self, sheet: ReviewSheet | None, reviews: Sequence[ShownReview] = ()) -> None:
        """Show how it stands with a recording; what is being written for it stays.

        Args:
            sheet: Of the recording; ``None`` where there is none to be reviewed.
            reviews: What was said of it.
        """
        is_another = sheet is None or self._sheet is None or sheet.bundle_id != self._sheet.bundle_id
        before = None if self._sheet is None else self._sheet.own
        self._sheet = sheet
        if is_another:
            self.comment.clear()
            self.notice.hide()
        own = None if sheet is None else sheet.own
        self._show_own(own)
        others = [each for each in reviews if not each.is_own][:_MOST_SHOWN]
        self.others.setText("\n\n".join(map(review_words, others)))
        for label in (self.others_heading, self.others):
            label.setVisible(bool(others))
        if is_another or (own is None) != (before is None) or _order(own) != _order(before):
            self._fold(is_open=sheet is not None and sheet.may_review and own is None)
        self._show_what_happens()
        self._refresh()

    def show_found(self, found: Finding | None) -> None:
        """Show what the check found; it goes with the review."""
        self._found = found
        self.finding.setText(tr("The check: {found}", found=finding_words(found)))

    def show_busy(self, is_busy: bool) -> None:  # noqa: FBT001 - as Qt's setEnabled
        """Whether something is being signed or sent now."""
        self._is_busy = is_busy
        self._refresh()

    def show_error(self, error: BaseException) -> None:
        """Say what stands in the way."""
        self.notice.say_error(error)

    def show_gone(self) -> None:
        """Say that the recording was taken back, and the review with it."""
        self.show_sheet(None)
        self.notice.say(
            tr("The recording was taken back by whoever made it. What you said of it is gone as well.")
        )

    def _lay_out(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(GRID * 2, GRID * 2, GRID * 2, GRID * 2)
        layout.setSpacing(GRID)
        for label in (
            self.heading,
            self.finding,
            self.others_heading,
            self.others,
            self.own,
            self.own_state,
            self.waits,
        ):
            layout.addWidget(label)
        for label in (self.own, self.others):
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        layout.addWidget(self.again, 0, Qt.AlignmentFlag.AlignLeft)
        layout.addWidget(self.notice)
        form = QVBoxLayout(self._form)
        form.setContentsMargins(0, 0, 0, 0)
        form.setSpacing(GRID)
        self.comment.setAccessibleName(tr("Comment"))
        self.comment.setPlaceholderText(tr("What is good, or has to be different? Needed to send it back."))
        self.comment.setTabChangesFocus(True)
        self.comment.setFixedHeight(self.comment.fontMetrics().lineSpacing() * _LINES + 2 * GRID)
        self.counter.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.accept.setProperty("role", "primary")
        self.reject.setIcon(icon("take-back"))
        form.addWidget(self.comment)
        form.addWidget(self.counter)
        form.addWidget(self.consequence)
        buttons = QHBoxLayout()
        buttons.setSpacing(GRID)
        buttons.addWidget(self.accept)
        buttons.addWidget(self.reject)
        buttons.addStretch(1)
        form.addLayout(buttons)
        layout.addWidget(self._form)
        self.setTabOrder(self.comment, self.accept)
        self.setTabOrder(self.accept, self.reject)
        self.again.setToolTip(tr("Say something else of it; that takes the place of what you said"))
        self.show_found(None)

    def _show_own(self, own: ShownReview | None) -> None:
        is_stuck = own is not None and own.state is ReviewState.WAITING and bool(own.problem)
        self.own.setVisible(own is not None)
        self.own_state.setVisible(own is not None and not is_stuck)
        self.waits.setVisible(is_stuck)
        if own is None:
            return
        said = decided_words(own) + "."
        self.own.setText(tr("{said} “{text}”", said=said, text=own.comment) if own.comment else said)
        for label in (self.own_state, self.waits):
            label.setText(state_words(own))

    def _show_what_happens(self) -> None:
        sheet = self._sheet
        if sheet is None:
            self.consequence.setText("")
        elif not sheet.may_review:
            self._fold(is_open=False)
            self.again.hide()
        else:
            self.consequence.setText(consequence_words(sheet))

    def _fold(self, *, is_open: bool) -> None:
        self._form.setVisible(is_open)
        sheet = self._sheet
        self.again.setVisible(not is_open and sheet is not None and sheet.own is not None)

    def _refresh(self) -> None:
        letters = len(self.comment.toPlainText().strip())
        self.counter.setText(tr("{count} of {most} letters", count=letters, most=MOST_COMMENT))
        is_fit = letters <= MOST_COMMENT and self._sheet is not None and not self._is_busy
        self.accept.setEnabled(is_fit)
        self.reject.setEnabled(is_fit and letters > 0)
        self.comment.setReadOnly(self._is_busy)
        self.accept.setToolTip(tr("It is as it should be (Alt+A)"))
        self.reject.setToolTip(
            tr("It has to be done again, or not be used (Alt+B)")
            if letters
            else tr("Write why, to send it back")
        )

    def _wish(self, decision: Decision) -> None:
        if self._sheet is not None:
            self.notice.hide()
            text = self.comment.toPlainText()
            self.review_requested.emit(ReviewWish(self._sheet.bundle_id, decision, text, self._found))

    @Slot()
    def _on_typed(self) -> None:
        self._refresh()

    @Slot()
    def _on_accept(self) -> None:
        self._wish(Decision.ACCEPTED)

    @Slot()
    def _on_reject(self) -> None:
        self._wish(Decision.REJECTED)

    @Slot()
    def _on_again(self) -> None:
        self._fold(is_open=True)
        if self._sheet is not None and self._sheet.own is not None:
            self.comment.setPlainText(self._sheet.own.comment)
        self.comment.setFocus()


def _order(own: ShownReview | None) -> object:
    return None if own is None else own.order

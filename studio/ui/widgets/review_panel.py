"""A reader's review of one recording: what they say, and what happens when they say it.

A bar, low enough to stay in sight below what it is about. A review that was given is shown in the place of
what is to be said, with how far it is, and can be taken up again. Everything that others wrote is plain text.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from recorder.bundle.statements import MOST_COMMENT, Finding
from recorder.vault.sharing_rows import ReviewState
from studio.submission.reviews import Decision, ReviewSheet, ShownReview
from studio.ui.icons import icon
from studio.ui.models.review_desk import ReviewWish
from studio.ui.models.review_words import (
    consequence_words,
    decided_words,
    earlier_words,
    review_words,
    state_words,
)
from studio.ui.theme import GRID
from studio.ui.widgets.notice import Notice
from studio.ui.widgets.text import words
from studio.ui.words import tr

_LINES: Final = 2
_NEARLY: Final = 0.8
"""Of the most letters; from there on it is said how many there are."""
_MOST_SHOWN: Final = 10


class ReviewPanel(QFrame):
    """Shows what was said, and lets a reader say something.

    Attributes:
        review_requested: A ``ReviewWish``.
        retry_requested: What waits shall be sent now.
        notice: What stands in the way, in place.
        said: What others said; whoever shows this may put it elsewhere.
    """

    review_requested = Signal(object)
    retry_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "bar")
        self.setAccessibleName(tr("Your review"))
        self._sheet: ReviewSheet | None = None
        self._found: Finding | None = None
        self._is_busy = False
        self.said = QWidget(self)
        self.others_heading = words(tr("What others said"), role="quiet", parent=self.said)
        self.others = words("", parent=self.said)
        self.notice = Notice(self)
        self._given = QWidget(self)
        self.own = words("", role="accent", parent=self._given)
        self.own_state = words("", role="quiet", parent=self._given)
        self.waits = words("", role="notice", parent=self._given)
        self.retry = QPushButton(tr("Try &now"), self._given)
        self.again = QPushButton(tr("&Change my mind"), self._given)
        self._form = QWidget(self)
        self.heading = QLabel(tr("Your re&view"), self._form)
        self.comment = QPlainTextEdit(self._form)
        self.accept = QPushButton(tr("&Accept"), self._form)
        self.reject = QPushButton(tr("Send &back"), self._form)
        self.consequence = words("", role="quiet", parent=self._form)
        self.counter = QLabel(self._form)
        self._lay_out()
        self.comment.textChanged.connect(self._on_typed)
        self.accept.clicked.connect(self._on_accept)
        self.reject.clicked.connect(self._on_reject)
        self.again.clicked.connect(self._on_again)
        self.retry.clicked.connect(self._on_retry)
        self.show_sheet(None)

    @property
    def said_before(self) -> str:
        """The comment that was given; empty where there is none."""
        return "" if self._sheet is None or self._sheet.own is None else self._sheet.own.comment

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
        self.said.setVisible(bool(others))
        if is_another or (own is None) != (before is None) or _order(own) != _order(before):
            self._fold(is_open=sheet is not None and sheet.may_review and own is None)
        self._show_what_happens()
        self._refresh()

    def show_found(self, found: Finding | None) -> None:
        """What the check found, which goes with the review."""
        self._found = found
        self._show_what_happens()

    def show_busy(self, is_busy: bool) -> None:  # noqa: FBT001 - as Qt's setEnabled
        """Whether something is being signed or sent now."""
        self._is_busy = is_busy
        self._refresh()

    def take_up(self, draft: str) -> None:
        """Go on with what was being written."""
        if self._sheet is not None and self._sheet.may_review:
            self._fold(is_open=True)
            if self.comment.toPlainText() != draft:
                self.comment.setPlainText(draft)

    def show_error(self, error: BaseException) -> None:
        """Say what stands in the way."""
        self.notice.say_error(error)
        self._show_own(None if self._sheet is None else self._sheet.own)

    def show_gone(self) -> None:
        """Say that the recording was taken back, and the review with it."""
        self.show_sheet(None)
        self.notice.say(
            tr("The recording was taken back by whoever made it. What you said of it is gone as well.")
        )

    def _lay_out(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(GRID * 2, GRID, GRID * 2, GRID)
        layout.setSpacing(GRID)
        for part in (self.said, self.notice, self._given, self._form):
            layout.addWidget(part)
        others = QVBoxLayout(self.said)
        others.setContentsMargins(0, 0, 0, 0)
        others.setSpacing(GRID // 2)
        others.addWidget(self.others_heading)
        others.addWidget(self.others)
        given = QGridLayout(self._given)
        given.setContentsMargins(0, 0, 0, 0)
        given.setHorizontalSpacing(GRID * 2)
        given.setVerticalSpacing(GRID // 2)
        given.setColumnStretch(0, 1)
        for row, label in enumerate((self.own, self.own_state, self.waits)):
            given.addWidget(label, row, 0)
        given.addWidget(self.retry, 0, 1, 3, 1, Qt.AlignmentFlag.AlignVCenter)
        given.addWidget(self.again, 0, 2, 3, 1, Qt.AlignmentFlag.AlignVCenter)
        for label in (self.own, self.others):
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.again.setToolTip(tr("Say something else of it; that counts instead of what you said"))
        self.retry.setToolTip(tr("Send what you said now"))
        self._lay_out_form()
        self.show_found(None)

    def _lay_out_form(self) -> None:
        """What is written and the two buttons in one line, and below it what they do."""
        self.heading.setBuddy(self.comment)
        self.comment.setAccessibleName(tr("Comment"))
        self.comment.setPlaceholderText(tr("What is good, or has to be different? Needed to send it back."))
        self.comment.setTabChangesFocus(True)
        self.comment.setMinimumWidth(GRID * 20)
        self.comment.setFixedHeight(self.comment.fontMetrics().lineSpacing() * _LINES + 2 * GRID + 2)
        self.counter.setProperty("role", "quiet")
        self.accept.setProperty("role", "primary")
        self.reject.setIcon(icon("take-back"))
        form = QGridLayout(self._form)
        form.setContentsMargins(0, 0, 0, 0)
        form.setHorizontalSpacing(GRID)
        form.setVerticalSpacing(GRID // 2)
        form.setColumnStretch(1, 1)
        form.addWidget(self.heading, 0, 0)
        form.addWidget(self.comment, 0, 1)
        form.addWidget(self.accept, 0, 2)
        form.addWidget(self.reject, 0, 3)
        below = QHBoxLayout()
        below.setSpacing(GRID * 2)
        below.addWidget(self.consequence, 1)
        below.addWidget(self.counter, 0, Qt.AlignmentFlag.AlignTop)
        form.addLayout(below, 1, 0, 1, 4)
        self.setTabOrder(self.comment, self.accept)
        self.setTabOrder(self.accept, self.reject)

    def _show_own(self, own: ShownReview | None) -> None:
        is_stuck = own is not None and own.state is ReviewState.WAITING and bool(own.problem)
        # Why it waits is said once.
        is_told = not self.notice.isHidden()
        self._given.setVisible(own is not None)
        self.own_state.setVisible(own is not None and (is_told or not is_stuck))
        self.waits.setVisible(is_stuck and not is_told)
        self.retry.setVisible(is_stuck)
        if own is None:
            return
        said = decided_words(own) + "."
        text = tr("{said} “{text}”", said=said, text=own.comment) if own.comment else said
        self.own.setText("\n".join([text, *map(earlier_words, own.earlier)]))
        self.own_state.setText(state_words(replace(own, problem="") if is_told else own))
        self.waits.setText(state_words(own))

    def _show_what_happens(self) -> None:
        sheet = self._sheet
        if sheet is None:
            self.consequence.setText("")
        elif not sheet.may_review:
            self._fold(is_open=False)
            self.again.hide()
        else:
            found = "" if self._found is None else tr("What the check found goes with it.") + " "
            self.consequence.setText(found + consequence_words(sheet))

    def _fold(self, *, is_open: bool) -> None:
        self._form.setVisible(is_open)
        sheet = self._sheet
        self.again.setVisible(not is_open and sheet is not None and sheet.own is not None)

    def _refresh(self) -> None:
        letters = len(self.comment.toPlainText().strip())
        self.counter.setText(tr("{count} of {most} letters", count=letters, most=MOST_COMMENT))
        self.counter.setVisible(letters > _NEARLY * MOST_COMMENT)
        is_fit = letters <= MOST_COMMENT and self._sheet is not None and not self._is_busy
        self.accept.setEnabled(is_fit)
        self.reject.setEnabled(is_fit and letters > 0)
        self.retry.setEnabled(not self._is_busy)
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
    def _on_retry(self) -> None:
        self.notice.hide()
        self._show_own(None if self._sheet is None else self._sheet.own)
        self.retry_requested.emit()

    @Slot()
    def _on_again(self) -> None:
        self._fold(is_open=True)
        if self._sheet is not None and self._sheet.own is not None:
            self.comment.setPlainText(self._sheet.own.comment)
        self.comment.setFocus()


def _order(own: ShownReview | None) -> object:
    return None if own is None else own.order

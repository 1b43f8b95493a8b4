"""The line below everything: what others will get of this recording, and the way on."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFont, QFontMetrics
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QWidget

from recorder.episode.edits import Edits
from recorder.episode.timeline import Timeline
from studio.ui.models.time_words import length_words
from studio.ui.theme import GRID
from studio.ui.words import tr, trn


class SummaryBar(QFrame):
    """Says how much is left, and offers the preview and what comes after it."""

    preview_requested = Signal()
    share_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "bar")
        self._is_anything_left = True
        self._is_waiting = self._is_preparing = False
        self._words = QLabel()
        self._words.setTextFormat(Qt.TextFormat.PlainText)
        self.preview = QPushButton(tr("&Preview"))
        self.preview.setCheckable(True)
        self._keep_preview_wide()
        self.share = QPushButton(tr("&Share…"))
        self.share.setProperty("role", "primary")
        self.share.setToolTip(tr("See what leaves and to whom. Nothing is shared before you approve it."))
        layout = QHBoxLayout(self)
        layout.setContentsMargins(GRID * 2, GRID, GRID * 2, GRID)
        layout.setSpacing(GRID * 2)
        layout.addWidget(self._words, 1)
        layout.addWidget(self.preview)
        layout.addWidget(self.share)
        self.preview.clicked.connect(self.preview_requested)
        self.share.clicked.connect(self.share_requested)

    def show_edits(self, edits: Edits, ended_ns: int) -> None:
        """Say what is left of a recording of that length."""
        words = summary_words(edits, ended_ns)
        self._words.setText(words)
        self._is_anything_left = bool(Timeline(ended_ns, (cut.range for cut in edits.cuts)).duration_ns)
        self._offer_share()

    def set_waiting(self, *, is_waiting: bool) -> None:
        """Whether an edit is still being worked out: nothing is prepared without all of it."""
        self._is_waiting = is_waiting
        self._offer_share()

    def set_preparing(self, *, is_preparing: bool) -> None:
        """Whether it is being prepared now."""
        self._is_preparing = is_preparing
        self._offer_share()

    def _offer_share(self) -> None:
        self.share.setEnabled(self._is_anything_left and not self._is_waiting and not self._is_preparing)

    def _keep_preview_wide(self) -> None:
        """Room for either words in bold, so that nothing moves when they change."""
        font = QFont(self.preview.font())
        font.setWeight(QFont.Weight.DemiBold)
        longest = max((tr("End the &preview"), tr("&Preview")), key=len).replace("&", "")
        self.preview.setMinimumWidth(QFontMetrics(font).horizontalAdvance(longest) + GRID * 5)

    def show_preview(self, *, is_on: bool) -> None:
        """Whether the preview is shown now."""
        self.preview.setChecked(is_on)
        self.preview.setText(tr("End the &preview") if is_on else tr("&Preview"))


def summary_words(edits: Edits, ended_ns: int) -> str:
    """What others will get, in one sentence."""
    kept_ns = Timeline(ended_ns, (cut.range for cut in edits.cuts)).duration_ns
    if not kept_ns:
        return tr("Everything is cut: others will get nothing.")
    if kept_ns == ended_ns:
        length = tr("Others will get all {length}", length=length_words(ended_ns))
    else:
        length = tr(
            "Others will get {kept} of {length}", kept=length_words(kept_ns), length=length_words(ended_ns)
        )
    count = len(edits.redactions)
    if not count:
        return tr("{length}, nothing redacted", length=length)
    return trn("{length}, {count} thing redacted", "{length}, {count} things redacted", count, length=length)

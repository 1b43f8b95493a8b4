"""Whether this computer can record, and how to mend what it lacks."""

import os
from collections.abc import Sequence
from itertools import chain

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QProgressBar, QPushButton, QVBoxLayout, QWidget

from recorder.checkup import examine_libraries, examine_vault
from recorder.devices.doctor import Check, Health, examine
from recorder.wording import clean
from studio.ui.icons import pixmap
from studio.ui.jobs import Job, Worker
from studio.ui.theme import GRID, theme
from studio.ui.widgets.column import Column
from studio.ui.widgets.notice import Notice
from studio.ui.widgets.text import words
from studio.ui.words import tr, tr_said, trn

_ICON_PX = 20


class CheckupPage(Column):
    """Looks at everything on a thread of its own; what needs mending stands first.

    Args:
        worker: Does the looking.
    """

    def __init__(self, worker: Worker, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._worker = worker
        self._job: Job[tuple[Check, ...]] | None = None
        self._again = QPushButton(tr("&Check again"))
        self._verdict = words("")
        self._busy = QProgressBar()
        self._notice = Notice()
        self._checks = QVBoxLayout()
        head = QHBoxLayout()
        head.addWidget(words(tr("This computer"), role="title"), 1)
        head.addWidget(self._again)
        self.body.addLayout(head)
        self.body.addWidget(self._verdict)
        self._busy.setRange(0, 0)
        self._busy.setTextVisible(False)
        self.body.addWidget(self._busy)
        self.body.addWidget(self._notice)
        self.body.addLayout(self._checks)
        self.body.addStretch(1)
        self._again.clicked.connect(self.look)
        self.first_stop: QWidget = self._again
        self.look()

    def look(self) -> None:
        """Look at everything, again."""
        self._again.setEnabled(False)
        self._busy.show()
        self._verdict.setText(tr("Looking at the display, the programs, the vault and the disk …"))
        self._job = self._worker.submit(
            lambda _: tuple(chain(examine(os.environ), examine_libraries(), examine_vault())),
            on_done=self.show_checks,
            on_failed=self._on_failed,
        )

    def show_checks(self, checks: Sequence[Check]) -> None:
        """Show what was found."""
        self._again.setEnabled(True)
        self._busy.hide()
        while (item := self._checks.takeAt(0)) is not None:
            if (shown := item.widget()) is not None:
                shown.hide()
                shown.deleteLater()
        missing = sum(check.health is Health.MISSING for check in checks)
        self._verdict.setText(
            trn(
                "One thing must be mended before you can record.",
                "{count} things must be mended before you can record.",
                missing,
            )
            if missing
            else tr("You can record on this computer.")
        )
        order = [Health.MISSING, Health.WARNING, Health.OK]
        for check in sorted(checks, key=lambda check: order.index(check.health)):
            self._checks.addWidget(_row(check))

    def let_go(self) -> None:
        """Nobody waits for the answer any more."""
        if self._job is not None:
            self._job.cancel()

    def _on_failed(self, error: BaseException) -> None:
        self._again.setEnabled(True)
        self._busy.hide()
        self._verdict.setText("")
        self._notice.say_error(error)


def _row(check: Check) -> QFrame:
    colours = theme()
    name, colour, word = {
        Health.OK: ("good", colours.good, tr("Good")),
        Health.WARNING: ("notice", colours.notice, tr("Look at this")),
        Health.MISSING: ("missing", colours.notice, tr("Needs mending")),
    }[check.health]
    card = QFrame()
    card.setProperty("role", "card")
    picture = QLabel()
    picture.setPixmap(pixmap(name, _ICON_PX, colour))
    picture.setAccessibleName(word)
    told = QVBoxLayout()
    told.setSpacing(GRID // 2)
    told.addWidget(words(f"{clean(tr_said(check.name))} · {word}"))
    told.addWidget(words(clean(tr_said(check.finding), breaks=True), role="quiet"))
    if check.mend:
        told.addWidget(words(tr("What to do: {mend}", mend=clean(tr_said(check.mend), breaks=True))))
    layout = QHBoxLayout(card)
    layout.setContentsMargins(GRID * 2, GRID + 4, GRID * 2, GRID + 4)
    layout.setSpacing(GRID * 2)
    layout.addWidget(picture, 0, Qt.AlignmentFlag.AlignTop)
    layout.addLayout(told, 1)
    return card

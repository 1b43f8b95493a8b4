"""The recovery code, shown once.

It is copied to paper by hand, or saved as a text file that is printed and then deleted: a printer queue and a
clipboard history both keep what went through them, so the app offers neither by itself. One group of the code
is asked for, so that nobody passes this page without having it.
"""

import secrets
from pathlib import Path
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLabel, QLineEdit, QPushButton, QWidget

from recorder.commands.files import write_new
from recorder.errors import UserFacingError
from recorder.vault.recovery_code import RecoveryCode
from studio.ui.theme import GRID
from studio.ui.widgets.column import Column
from studio.ui.widgets.notice import Notice
from studio.ui.widgets.text import words
from studio.ui.words import tr

_A_ROW: Final = 4


class RecoveryCodePage(Column):
    """Shows the code until one group of it is typed."""

    confirmed = Signal()

    def __init__(self, code: RecoveryCode, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._groups = code.printable().split("-")
        self._asked = secrets.randbelow(len(self._groups))
        self._answer = QLineEdit()
        self._notice = Notice()
        self._save = QPushButton(tr("&Save as a text file…"))
        self._done = QPushButton(tr("&Continue"))
        self._lay_out()
        self._save.clicked.connect(self._on_save)
        self._done.clicked.connect(self._on_done)
        self._answer.returnPressed.connect(self._done.click)
        self._answer.textEdited.connect(self._notice.hide)
        self.first_stop: QWidget = self._answer

    def save_to(self, path: Path) -> None:
        """Write the code into a new file that only its owner can read."""
        try:
            write_new(path, f"{'-'.join(self._groups)}\n".encode("ascii"))
        except UserFacingError as error:
            self._notice.say_error(error)
            return
        self._notice.say_done(
            tr("Saved. Print that file or move it to another device, then delete it from this computer.")
        )

    def _lay_out(self) -> None:
        body = self.body
        body.addWidget(words(tr("Your recovery code"), role="title"))
        body.addWidget(
            words(
                tr(
                    "If you forget the passphrase, or the keyring is lost, this code opens the vault. It is "
                    "shown only now. Without both, nobody can open the vault, and nobody can help."
                )
            )
        )
        rows = [self._groups[start : start + _A_ROW] for start in range(0, len(self._groups), _A_ROW)]
        code = QLabel("\n".join(" - ".join(row) for row in rows))
        code.setTextFormat(Qt.TextFormat.PlainText)
        code.setProperty("role", "code")
        code.setAlignment(Qt.AlignmentFlag.AlignCenter)
        code.setAccessibleName(tr("Recovery code: {code}", code=", ".join(self._groups)))
        body.addWidget(code)
        body.addWidget(
            words(
                tr(
                    "Write it on paper and keep that away from this computer. You can also save it as a text "
                    "file to print; delete the file afterwards."
                )
            )
        )
        saving = QHBoxLayout()
        saving.addWidget(self._save)
        saving.addStretch(1)
        body.addLayout(saving)
        body.addSpacing(GRID)
        asked = words(
            tr(
                "To be sure that you have it, type group {number} of {count}:",
                number=self._asked + 1,
                count=len(self._groups),
            )
        )
        asked.setBuddy(self._answer)
        body.addWidget(asked)
        self._answer.setMaximumWidth(GRID * 18)
        self._answer.setAccessibleName(asked.text())
        body.addWidget(self._answer)
        body.addWidget(self._notice)
        self._done.setProperty("role", "primary")
        buttons = QHBoxLayout()
        buttons.addWidget(self._done)
        buttons.addStretch(1)
        body.addLayout(buttons)
        body.addStretch(1)

    def _on_save(self) -> None:
        chosen, _ = QFileDialog.getSaveFileName(
            self, tr("Save the recovery code"), str(Path.home() / "assent-recovery-code.txt")
        )
        if chosen:
            self.save_to(Path(chosen))

    def _on_done(self) -> None:
        typed = self._answer.text().strip().upper().translate(_MISREAD)
        if typed == self._groups[self._asked]:
            self._groups = []
            self.confirmed.emit()
            return
        self._notice.say(
            tr("That is not group {number}. Compare it with what you wrote down.", number=self._asked + 1)
        )
        self._answer.selectAll()
        self._answer.setFocus(Qt.FocusReason.OtherFocusReason)


_MISREAD: Final = str.maketrans({"O": "0", "I": "1", "L": "1"})

"""Who signed a study: a quiet line, or a loud one where it is somebody else than before."""

from PySide6.QtWidgets import QFrame, QGridLayout, QVBoxLayout, QWidget

from recorder.study_owner import OwnerCheck
from studio.ui.models.owner_words import key_words, other_owner_title, other_owner_words, owner_words
from studio.ui.theme import GRID
from studio.ui.widgets.text import strangers_words, words
from studio.ui.words import tr


class OwnerNote(QFrame):
    """Empty and hidden until it is known who signed the study."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lines = QVBoxLayout(self)
        self._lines.setContentsMargins(0, 0, 0, 0)
        self._lines.setSpacing(GRID // 2)
        self.hide()

    def show_check(self, check: OwnerCheck) -> None:
        """Say what was found; once."""
        if self._lines.count():
            return
        if check.is_expected:
            self._lines.addWidget(words(owner_words(check), role="quiet"))
            if check.new is not None:
                self._lines.addWidget(_key(check.new, tr("Key of who signed it")))
        else:
            self._show_other(check)
        self.show()

    def _show_other(self, check: OwnerCheck) -> None:
        self.setProperty("role", "notice")
        self.style().unpolish(self)
        self.style().polish(self)
        self._lines.setContentsMargins(GRID * 2, GRID * 2, GRID * 2, GRID * 2)
        self._lines.setSpacing(GRID)
        self._lines.addWidget(words(other_owner_title(check), role="heading"))
        keys = QGridLayout()
        keys.setHorizontalSpacing(GRID * 2)
        keys.setColumnStretch(1, 1)
        for row, (name, key) in enumerate(((tr("Before"), check.old), (tr("Now"), check.new))):
            keys.addWidget(words(name), row, 0)
            keys.addWidget(_key(key, name), row, 1)
        self._lines.addLayout(keys)
        self._lines.addWidget(words(other_owner_words()))


def _key(key: bytes | None, name: str) -> QWidget:
    told = strangers_words(key_words(key), role="" if key is None else "mono")
    told.setAccessibleName(f"{name}: {told.text()}")
    return told

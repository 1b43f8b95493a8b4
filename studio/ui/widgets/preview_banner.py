"""The line over the picture that says whose eyes it is seen with."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QWidget

from studio.ui.icons import icon
from studio.ui.theme import GRID, theme
from studio.ui.widgets.text import words
from studio.ui.words import tr

_ICON_PX = 18


class PreviewBanner(QFrame):
    """There while the preview is on: nobody shall take it for the recording, or the recording for it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "preview")
        self.setAccessibleName(tr("You see what others will see."))
        picture = QLabel()
        picture.setTextFormat(Qt.TextFormat.PlainText)
        picture.setPixmap(icon("eye", theme().on_accent).pixmap(QSize(_ICON_PX, _ICON_PX)))
        layout = QHBoxLayout(self)
        layout.setContentsMargins(GRID * 2, GRID // 2, GRID * 2, GRID // 2)
        layout.setSpacing(GRID)
        layout.addStretch(1)
        layout.addWidget(picture)
        said = words(tr("You see what others will see."))
        said.setWordWrap(False)
        layout.addWidget(said)
        layout.addStretch(1)
        self.hide()

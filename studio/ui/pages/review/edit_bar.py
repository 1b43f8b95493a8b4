"""The row of what can be done to the recording, between the picture and the timeline."""

from typing import Final

from PySide6.QtCore import QSize, Qt, Slot
from PySide6.QtGui import QAction, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QToolButton, QWidget

from studio.ui.icons import icon
from studio.ui.models.commands import CommandId
from studio.ui.pages.review.keys import CommandActions
from studio.ui.theme import GRID, TARGET
from studio.ui.words import later, tr

_GROUPS: Final = (
    (
        (CommandId.MARK_IN, "mark_in", later("In")),
        (CommandId.MARK_OUT, "mark_out", later("Out")),
    ),
    (
        (CommandId.CUT, "cut", later("Cut")),
        (CommandId.REDACT, "redact", later("Redact")),
        (CommandId.BOX, "box", later("Box")),
        (CommandId.WINDOW, "window", later("Window")),
        (CommandId.TYPED, "keyboard", later("Typed")),
        (CommandId.TEXT, "text", later("Text…")),
    ),
    (
        (CommandId.UNDO, "undo", ""),
        (CommandId.REDO, "redo", ""),
    ),
)
_BESIDE: Final = Qt.ToolButtonStyle.ToolButtonTextBesideIcon
_SPARE_PX: Final = 5
"""How much narrower than it would like a button can be before its words are cut off."""
_VIEW: Final = (
    (CommandId.ZOOM_OUT, "zoom_out", ""),
    (CommandId.ZOOM_IN, "zoom_in", ""),
    (CommandId.ZOOM_TO_FIT, "zoom_to_fit", ""),
    (CommandId.SHORTCUTS, "help", ""),
)


class EditBar(QFrame):
    """Buttons for the commands, each with its verb, and its key in the tooltip.

    Where there is no room for all verbs, none is shown: a verb cut short says nothing.
    """

    def __init__(self, actions: CommandActions, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(GRID, GRID // 2, GRID, GRID // 2)
        layout.setSpacing(GRID // 2)
        for group in _GROUPS:
            for command, picture, words in group:
                layout.addWidget(_button(actions, command, picture, words))
            layout.addSpacing(GRID * 2)
        layout.addStretch(1)
        for command, picture, words in _VIEW:
            layout.addWidget(_button(actions, command, picture, words))
        self._buttons = self.findChildren(QToolButton)
        self._with_words = [button for button in self._buttons if button.toolButtonStyle() == _BESIDE]
        self._room_for_words = 0

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Show the verbs, or leave them out."""
        super().resizeEvent(event)
        layout = self.layout()
        if layout is None:
            return
        if self._with_words[0].toolButtonStyle() == _BESIDE:
            self._room_for_words = layout.sizeHint().width() - _SPARE_PX * len(self._buttons)
        has_room = event.size().width() >= self._room_for_words
        for button in self._with_words:
            button.setToolButtonStyle(_BESIDE if has_room else Qt.ToolButtonStyle.ToolButtonIconOnly)


class _ActionButton(QToolButton):
    """Is called what its action says at the time, such as what would be undone, whatever it shows."""

    def __init__(self, action: QAction) -> None:
        super().__init__()
        self.setDefaultAction(action)
        self._on_action_changed()
        action.changed.connect(self._on_action_changed)

    @Slot()
    def _on_action_changed(self) -> None:
        self.setAccessibleName(self.defaultAction().text())


def _button(actions: CommandActions, command: CommandId, picture: str, words: str) -> QToolButton:
    action = actions[command]
    action.setIcon(icon(picture))
    action.setIconText(tr(words) if words else "")
    button = _ActionButton(action)
    button.setToolButtonStyle(_BESIDE if words else Qt.ToolButtonStyle.ToolButtonIconOnly)
    button.setIconSize(QSize(18, 18))
    button.setMinimumSize(TARGET, TARGET)
    button.setProperty("role", "flat")
    # Clicking leaves the focus where it was, so that Space goes on playing and does not press it again.
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    return button

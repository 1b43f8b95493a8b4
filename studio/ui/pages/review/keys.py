"""Actions for the commands of a page: one object each for the key, the button and the menu.

Single keys do nothing while a text field has the focus: the field takes them first, as Qt has it. A key that
also means something to a focused button or list (Space, arrows) is left to it; it comes to the page only when
the focus has no use for it.
"""

from collections.abc import Callable, Mapping
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QWidget

from studio.ui.models.commands import Command, CommandId


class CommandActions:
    """The actions of a page.

    Args:
        page: Its keys work while the focus is in it.
        commands: With the keys that do them.
        run: Carries one out.
    """

    def __init__(
        self, page: QWidget, commands: Mapping[CommandId, Command], run: Callable[[CommandId], None]
    ) -> None:
        self.commands = commands
        self._run = run
        self._actions = {each.id: self._action(page, each) for each in commands.values()}

    def __getitem__(self, command: CommandId) -> QAction:
        return self._actions[command]

    def run_key(self, event: QKeyEvent) -> bool:
        """Carry out the command of a key that the focus had no use for; whether there is one."""
        pressed = QKeySequence(event.keyCombination())
        for command in self.commands.values():
            keys = (QKeySequence.fromString(key) for key in command.keys)
            if command.is_for_the_focus and pressed in keys and self._actions[command.id].isEnabled():
                self._run(command.id)
                return True
        return False

    def say(self, command: CommandId, words: str) -> None:
        """Give an action other words for now, such as what would be undone."""
        action, key = self._actions[command], self.commands[command].shown_key
        action.setText(words)
        action.setToolTip(f"{words} ({key})" if key else words)

    def _action(self, page: QWidget, command: Command) -> QAction:
        action = QAction(command.said, page)
        action.setToolTip(command.tooltip)
        if not command.is_for_the_focus:
            action.setShortcuts([QKeySequence.fromString(key) for key in command.keys])
            action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        action.triggered.connect(partial(self._on_triggered, command.id))
        page.addAction(action)
        return action

    def _on_triggered(self, command: CommandId, _checked: bool = False) -> None:  # noqa: FBT001, FBT002 - Qt's
        self._run(command)

"""The commands of the review page with their keys, each of which can be changed."""

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeySequence
from PySide6.QtWidgets import QGridLayout, QKeySequenceEdit, QLabel, QVBoxLayout, QWidget

from studio.ui.models.commands import GROUP_TITLES, Command, CommandGroup, CommandId, key_text
from studio.ui.models.key_choice import (
    ChosenKeys,
    commands_of,
    holder_of,
    is_reserved,
    portable_key,
    with_key,
    without_keys,
)
from studio.ui.theme import GRID
from studio.ui.widgets.notice import Notice
from studio.ui.widgets.text import field_label, words
from studio.ui.words import tr


class KeyTable(QWidget):
    """One field for each command. What cannot be is said in words, and the key before still holds.

    Args:
        chosen: The keys that were chosen so far.
    """

    chosen_changed = Signal(object)
    """The ``ChosenKeys`` that hold now."""

    def __init__(self, chosen: ChosenKeys, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._chosen = chosen
        self._fields: dict[CommandId, QKeySequenceEdit] = {}
        self.notice = Notice()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(GRID * 2)
        layout.addWidget(self.notice)
        commands = commands_of(chosen)
        for group in CommandGroup:
            layout.addLayout(
                self._chapter(group, [each for each in commands.values() if each.group is group])
            )
        self._show()

    def reset(self) -> None:
        """Have the keys of the beginning again."""
        self.notice.hide()
        self._choose(without_keys(self._chosen))

    def _chapter(self, group: CommandGroup, commands: list[Command]) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(GRID * 2)
        grid.setVerticalSpacing(GRID // 2)
        grid.setColumnMinimumWidth(0, GRID * 40)
        grid.setColumnStretch(2, 1)
        grid.addWidget(words(tr(GROUP_TITLES[group]), role="accent"), 0, 0, 1, 2)
        for row, command in enumerate(commands, start=1):
            field = _KeyField()
            field.setMaximumSequenceLength(1)
            field.setFixedWidth(GRID * 20)
            field.setAccessibleName(command.said)
            field.editingFinished.connect(partial(self._on_entered, command.id))
            label: QLabel = field_label(command.said.replace("&", "&&"), field)
            label.setAlignment(Qt.AlignmentFlag.AlignVCenter)
            grid.addWidget(label, row, 0)
            grid.addWidget(field, row, 1)
            self._fields[command.id] = field
        return grid

    def _on_entered(self, command: CommandId) -> None:
        key = portable_key(self._fields[command].keySequence())
        now = commands_of(self._chosen)[command].keys
        if key == (now[0] if now else ""):
            self._show()
            return
        refusal = self._refusal(command, key)
        if refusal:
            self.notice.say(refusal)
            self._show()
            return
        self.notice.hide()
        self._choose(with_key(self._chosen, command, key))

    def _refusal(self, command: CommandId, key: str) -> str:
        """Why this command cannot have that key; empty if it can."""
        if not key:
            return ""
        if is_reserved(key):
            return tr(
                "“{key}” already works in all of Assent. The key before still holds.", key=key_text(key)
            )
        holder = holder_of(self._chosen, command, key)
        if holder is None:
            return ""
        return tr(
            "“{key}” already does “{command}”. The key before still holds.",
            key=key_text(key),
            command=holder.said,
        )

    def _choose(self, chosen: ChosenKeys) -> None:
        self._chosen = chosen
        self._show()
        self.chosen_changed.emit(chosen)

    def _show(self) -> None:
        for command in commands_of(self._chosen).values():
            key = command.keys[0] if command.keys else ""
            self._fields[command.id].setKeySequence(
                QKeySequence.fromString(key, QKeySequence.SequenceFormat.PortableText)
            )


class _KeyField(QKeySequenceEdit):
    """Shows the way to have no key only where the person is: thirty of them are a wall of crosses."""

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: N802 - Qt's name
        """Offer it."""
        super().focusInEvent(event)
        self.setClearButtonEnabled(True)

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: N802 - Qt's name
        """Take it away."""
        super().focusOutEvent(event)
        self.setClearButtonEnabled(False)

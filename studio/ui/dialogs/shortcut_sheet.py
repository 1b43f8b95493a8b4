"""The sheet of shortcuts: every key of the review page at a glance."""

from collections.abc import Mapping

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QVBoxLayout,
    QWidget,
)

from studio.ui.models.commands import GROUP_TITLES, Command, CommandGroup, CommandId, key_text
from studio.ui.theme import GRID
from studio.ui.words import one_of, tr


class ShortcutSheet(QDialog):
    """Lists commands by chapter, with their keys; Escape or ? closes it."""

    def __init__(self, commands: Mapping[CommandId, Command], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Keys"))
        columns = QHBoxLayout()
        columns.setSpacing(GRID * 5)
        halves = (
            (CommandGroup.PLAY, CommandGroup.GO, CommandGroup.MARK),
            (CommandGroup.TAKE_OUT, CommandGroup.VIEW),
        )
        for groups in halves:
            column = QVBoxLayout()
            column.setSpacing(GRID * 2)
            for group in groups:
                column.addLayout(_chapter(group, [each for each in commands.values() if each.group is group]))
            column.addStretch(1)
            columns.addLayout(column)
        note = QLabel(tr("Keys do nothing here while you type into a field. Change them in Settings."))
        note.setProperty("role", "quiet")
        buttons = QDialogButtonBox()
        buttons.addButton(tr("Close"), QDialogButtonBox.ButtonRole.RejectRole)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(GRID * 4, GRID * 3, GRID * 4, GRID * 3)
        layout.setSpacing(GRID * 3)
        layout.addLayout(columns)
        layout.addWidget(note)
        layout.addWidget(buttons)

    def keyPressEvent(self, event: object) -> None:  # noqa: N802 - Qt's name
        """Close at the key that opened it, too."""
        if getattr(event, "text", str)() == "?":
            self.reject()
            return
        super().keyPressEvent(event)  # type: ignore[arg-type]


def _chapter(group: CommandGroup, commands: list[Command]) -> QGridLayout:
    grid = QGridLayout()
    grid.setHorizontalSpacing(GRID * 2)
    grid.setVerticalSpacing(GRID // 2)
    title = QLabel(tr(GROUP_TITLES[group]))
    title.setProperty("role", "heading")
    grid.addWidget(title, 0, 0, 1, 2)
    for row, command in enumerate(commands, start=1):
        keys = QLabel(one_of([key_text(key) for key in command.keys]))
        keys.setProperty("role", "key")
        keys.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        said = QLabel(command.said)
        keys.setVisible(bool(command.keys))
        said.setAccessibleName(f"{command.said}: {keys.text()}")
        grid.addWidget(keys, row, 0, Qt.AlignmentFlag.AlignRight)
        grid.addWidget(said, row, 1)
    grid.setColumnMinimumWidth(0, GRID * 13)
    grid.setColumnStretch(1, 1)
    return grid

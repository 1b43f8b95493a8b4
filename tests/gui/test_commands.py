"""Every command has a key of its own, says itself, and gives way to a field that is typed into."""

from collections import Counter

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QLineEdit, QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from studio.ui.dialogs.shortcut_sheet import ShortcutSheet
from studio.ui.models.commands import COMMANDS, CommandId, commands_with
from studio.ui.pages.review.keys import CommandActions


class Page(QWidget):
    """A page with a field, a button and all commands."""

    def __init__(self) -> None:
        super().__init__()
        self.done: list[CommandId] = []
        self.field, self.button = QLineEdit(), QPushButton("go")
        self.clicks = 0
        self.button.clicked.connect(self._on_clicked)
        layout = QVBoxLayout(self)
        layout.addWidget(self.field)
        layout.addWidget(self.button)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.actions_of_page = CommandActions(self, commands_with({"cut": ("Q",)}), self.done.append)

    def keyPressEvent(self, event: object) -> None:  # noqa: N802 - Qt's name
        if not self.actions_of_page.run_key(event):  # type: ignore[arg-type]
            super().keyPressEvent(event)  # type: ignore[arg-type]

    def _on_clicked(self) -> None:
        self.clicks += 1


def shown(qtbot: QtBot) -> Page:
    page = Page()
    qtbot.addWidget(page)
    page.show()
    qtbot.waitExposed(page)
    page.activateWindow()
    page.setFocus()
    qtbot.waitUntil(page.hasFocus)
    return page


def test_no_key_does_two_things() -> None:
    keys = Counter(QKeySequence.fromString(key).toString() for each in COMMANDS for key in each.keys)
    assert [key for key, count in keys.items() if count > 1] == []
    assert "" not in keys
    assert {each.id for each in COMMANDS} == set(CommandId)


def test_keys_do_what_they_say(qtbot: QtBot) -> None:
    page = shown(qtbot)
    for key in (Qt.Key.Key_I, Qt.Key.Key_Space, Qt.Key.Key_Left, Qt.Key.Key_Home):
        qtbot.keyClick(page, key)
    assert page.done == [
        CommandId.MARK_IN,
        CommandId.PLAY_PAUSE,
        CommandId.PREVIOUS_ACTION,
        CommandId.TO_START,
    ]


def test_a_key_that_was_changed_takes_the_old_ones_place(qtbot: QtBot) -> None:
    page = shown(qtbot)
    qtbot.keyClick(page, Qt.Key.Key_X)
    qtbot.keyClick(page, Qt.Key.Key_Q)
    assert page.done == [CommandId.CUT]


def test_a_field_keeps_what_is_typed_into_it(qtbot: QtBot) -> None:
    page = shown(qtbot)
    page.field.setFocus()
    qtbot.keyClicks(page.field, "box , . 1")
    assert (page.field.text(), page.done) == ("box , . 1", [])


def test_space_presses_the_button_that_has_the_focus(qtbot: QtBot) -> None:
    page = shown(qtbot)
    page.button.setFocus()
    qtbot.keyClick(page.button, Qt.Key.Key_Space)
    assert (page.clicks, page.done) == (1, [])
    qtbot.keyClick(page.button, Qt.Key.Key_X)
    qtbot.keyClick(page.button, Qt.Key.Key_B)
    assert page.done == [CommandId.BOX]


def test_the_sheet_shows_every_key(qtbot: QtBot) -> None:
    sheet = ShortcutSheet(commands_with({"cut": ("Q",)}))
    qtbot.addWidget(sheet)
    names = " ".join(label.accessibleName() for label in sheet.findChildren(QWidget))
    assert all(each.said in names for each in COMMANDS)
    assert "Cut the marked range: Q" in names

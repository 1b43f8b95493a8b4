"""Keys can be changed, cleared and had back, and no two commands ever share one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QKeySequenceEdit, QLabel
from pytestqt.qtbot import QtBot

from studio.ui.models.commands import COMMANDS, CommandId, commands_with
from studio.ui.models.key_choice import (
    ChosenKeys,
    commands_of,
    holder_of,
    portable_key,
    with_key,
    without_keys,
)
from studio.ui.widgets.key_table import KeyTable

LATER = {"of a later version": ("Ctrl+9",)}
NO_SHIFT = Qt.KeyboardModifier.NoModifier


@pytest.fixture
def table(qtbot: QtBot) -> KeyTable:
    made = KeyTable(LATER)
    qtbot.addWidget(made)
    made.show()
    qtbot.waitExposed(made)
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    return made


def field(table: KeyTable, command: CommandId) -> QKeySequenceEdit:
    said = commands_with({})[command].said
    return next(each for each in table.findChildren(QKeySequenceEdit) if each.accessibleName() == said)


def press(qtbot: QtBot, into: QKeySequenceEdit, key: Qt.Key, held: Qt.KeyboardModifier = NO_SHIFT) -> None:
    into.setFocus()
    with qtbot.waitSignal(into.editingFinished):
        qtbot.keyClick(into, key, held)


def heard(table: KeyTable) -> list[ChosenKeys]:
    told: list[ChosenKeys] = []
    table.chosen_changed.connect(told.append)
    return told


def test_a_key_that_is_pressed_is_chosen(qtbot: QtBot, table: KeyTable) -> None:
    told = heard(table)
    press(qtbot, field(table, CommandId.CUT), Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    assert told == [LATER | {"cut": ("Ctrl+K",)}]
    assert commands_of(told[-1])[CommandId.CUT].keys == ("Ctrl+K",)


def test_a_key_that_is_taken_is_refused_in_words(qtbot: QtBot, table: KeyTable) -> None:
    told = heard(table)
    press(qtbot, field(table, CommandId.CUT), Qt.Key.Key_R)
    assert told == []
    assert "Redact keys and titles of the marked range" in " ".join(
        label.text() for label in table.notice.findChildren(QLabel)
    )
    assert field(table, CommandId.CUT).keySequence() == QKeySequence("X")


def test_a_key_of_the_whole_app_is_refused(qtbot: QtBot, table: KeyTable) -> None:
    told = heard(table)
    press(qtbot, field(table, CommandId.CUT), Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    assert told == []
    assert table.notice.isVisible()


def test_a_key_that_was_given_up_is_free_for_another(qtbot: QtBot, table: KeyTable) -> None:
    told = heard(table)
    press(qtbot, field(table, CommandId.CUT), Qt.Key.Key_G)
    press(qtbot, field(table, CommandId.REDACT), Qt.Key.Key_X)
    assert told[-1] == LATER | {"cut": ("G",), "redact": ("X",)}


def test_the_keys_of_the_beginning_come_back(qtbot: QtBot, table: KeyTable) -> None:
    told = heard(table)
    press(qtbot, field(table, CommandId.CUT), Qt.Key.Key_G)
    table.reset()
    assert told[-1] == LATER
    assert field(table, CommandId.CUT).keySequence() == QKeySequence("X")


def test_a_command_can_be_without_a_key() -> None:
    chosen = with_key({}, CommandId.BOX, "")
    assert commands_of(chosen)[CommandId.BOX].keys == ()
    assert holder_of(chosen, CommandId.CUT, "B") is None


def test_the_key_of_the_beginning_is_not_kept_as_a_change() -> None:
    assert with_key(with_key({}, CommandId.BOX, "G"), CommandId.BOX, "B") == {}


@pytest.mark.parametrize(
    "held", [{"cut": ("R",)}, {"cut": ("Ctrl+L",)}, {"cut": ("no key",)}, {"zoom_in": ("Shift+?",)}]
)
def test_keys_of_a_file_that_cannot_be_are_as_at_the_beginning(held: ChosenKeys) -> None:
    assert commands_of(held) == commands_with({})


def test_a_sign_is_the_same_with_the_shift_that_some_keyboards_need() -> None:
    shifted = QKeySequence(Qt.KeyboardModifier.ShiftModifier.value | Qt.Key.Key_Question.value)
    assert portable_key(shifted) == "?"
    assert portable_key(QKeySequence("Shift+I")) == "Shift+I"


@given(
    wishes=st.lists(
        st.tuples(st.sampled_from(CommandId), st.sampled_from(["X", "R", "G", "?", "Tab", "Ctrl+Z", ""]))
    )
)
def test_no_wishes_give_two_commands_one_key(wishes: list[tuple[CommandId, str]]) -> None:
    chosen: ChosenKeys = LATER
    for command, key in wishes:
        try:
            chosen = with_key(chosen, command, key)
        except ValueError:
            continue
    keys = [key for each in commands_of(chosen).values() for key in each.keys]
    assert len(keys) == len(set(keys))
    assert without_keys(chosen) == LATER
    assert commands_of(without_keys(chosen)) == {each.id: each for each in COMMANDS}

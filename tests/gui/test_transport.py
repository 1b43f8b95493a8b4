"""The bar under the picture: every button does what it says, and says it."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QToolButton
from pytestqt.qtbot import QtBot

from recorder.episode.edits import Edits
from recorder.episode.screen import Monitor, Rect
from recorder.episode.time import NS_PER_SECOND, TimeRange
from recorder.vault.session_reader import SessionAccess
from studio.content.session_content import SessionContent, load_content
from studio.ui.models.commands import COMMANDS, CommandId, commands_with
from studio.ui.models.player import Player
from studio.ui.theme import TARGET
from studio.ui.widgets.transport import Transport
from tests.rigs.drawn_session import DrawnDesktop

SIZE = (320, 180)


@pytest.fixture(scope="module")
def access(tmp_path_factory: pytest.TempPathFactory) -> SessionAccess:
    desktop = DrawnDesktop(tmp_path_factory.mktemp("transport") / "s.db", size=SIZE)
    desktop.wait(500)
    desktop.type("nine geese")
    desktop.click(100, 90)
    desktop.wait(2000)
    return desktop.finish()


@pytest.fixture(scope="module")
def content(access: SessionAccess) -> SessionContent:
    with access.open() as reader:
        return load_content(reader)


@pytest.fixture
def player(qtbot: QtBot, access: SessionAccess, content: SessionContent) -> Iterator[Player]:
    made = Player(access, content)
    yield made
    made.close()


@pytest.fixture
def bar(qtbot: QtBot, player: Player) -> Transport:
    made = Transport(player)
    qtbot.addWidget(made)
    made.resize(900, 48)
    made.show()
    return made


def _press(qtbot: QtBot, bar: Transport, command: CommandId) -> None:
    qtbot.mouseClick(_button(bar, command.value), Qt.MouseButton.LeftButton)


def _button(bar: Transport, name: str) -> QToolButton:
    found = bar.findChild(QToolButton, name)
    assert isinstance(found, QToolButton)
    return found


def _time(bar: Transport) -> str:
    found = bar.findChild(QLabel, "time")
    assert isinstance(found, QLabel)
    return found.text()


def test_play_plays_and_becomes_pause(qtbot: QtBot, bar: Transport, player: Player) -> None:
    button = _button(bar, CommandId.PLAY_PAUSE.value)
    assert button.accessibleName() == "Play"
    _press(qtbot, bar, CommandId.PLAY_PAUSE)
    assert player.is_playing
    assert button.toolTip() == "Pause (Space)"
    _press(qtbot, bar, CommandId.PLAY_PAUSE)
    assert not player.is_playing
    assert button.toolTip() == "Play (Space)"


def test_steps_and_actions_move_the_player(
    qtbot: QtBot, bar: Transport, player: Player, content: SessionContent
) -> None:
    times = content.pictures[0].at_ns
    player.seek(int(times[2]))
    _press(qtbot, bar, CommandId.STEP_ON)
    assert player.position_ns == times[3]
    _press(qtbot, bar, CommandId.STEP_BACK)
    assert player.position_ns == times[2]
    player.seek(0)
    _press(qtbot, bar, CommandId.NEXT_ACTION)
    first = player.position_ns
    _press(qtbot, bar, CommandId.NEXT_ACTION)
    assert player.position_ns > first > 0
    _press(qtbot, bar, CommandId.PREVIOUS_ACTION)
    assert player.position_ns == first


def test_the_menu_chooses_a_speed_and_the_keys_show_theirs(bar: Transport, player: Player) -> None:
    button = _button(bar, "speed")
    next(action for action in button.menu().actions() if action.data() == 4.0).trigger()
    assert player.chosen_speed == 4
    assert "4" in button.text()
    player.slower()
    assert "1" in button.text()
    assert button.accessibleName().startswith("Speed: −1")  # noqa: RUF001 - the sign for minus
    assert [action.data() for action in button.menu().actions() if action.isChecked()] == [4.0]


def test_skip_idle_is_switched_from_either_side(qtbot: QtBot, bar: Transport, player: Player) -> None:
    _press(qtbot, bar, CommandId.SKIP_IDLE)
    assert player.skips_idle
    player.set_skips_idle(False)
    assert not _button(bar, CommandId.SKIP_IDLE.value).isChecked()


def test_the_time_is_the_sessions_and_in_a_preview_what_others_will_get(
    bar: Transport, player: Player, content: SessionContent
) -> None:
    player.seek(2 * NS_PER_SECOND)
    assert _time(bar).startswith("00:02.000 / ")
    player.set_edits(Edits().with_cut(TimeRange(0, NS_PER_SECOND)))
    before = _time(bar)
    player.set_preview(True)
    assert _time(bar).startswith("00:01.000 / ")
    assert _time(bar) != before


def test_every_button_is_large_enough_and_says_what_it_does_with_its_key(bar: Transport) -> None:
    for button in bar.findChildren(QToolButton):
        if button.isHidden():
            continue
        assert button.width() >= TARGET
        assert button.height() >= TARGET
        assert button.accessibleName()
        assert "(" in button.toolTip()


def test_other_keys_are_shown_where_the_person_chose_others(qtbot: QtBot, player: Player) -> None:
    bar = Transport(player, commands_with({CommandId.STEP_ON.value: ("Ctrl+9",)}))
    qtbot.addWidget(bar)
    assert _button(bar, CommandId.STEP_ON.value).toolTip().endswith("(Ctrl+9)")
    assert any(command.id is CommandId.STEP_ON and command.keys == (".",) for command in COMMANDS)


def test_one_monitor_needs_no_choice(bar: Transport) -> None:
    assert _button(bar, CommandId.NEXT_MONITOR.value).isHidden()


def test_two_monitors_are_chosen_by_number(
    qtbot: QtBot, access: SessionAccess, content: SessionContent
) -> None:
    other = Monitor(1, "other", Rect(320, 0, *SIZE), 1.0, is_primary=False)
    stretch = content.monitors[0]
    both = replace(
        content,
        monitors=(replace(stretch, monitors=(*stretch.monitors, other)),),
        pictures={**content.pictures, 1: replace(content.pictures[0], monitor_id=1)},
    )
    player = Player(access, both)
    bar = Transport(player)
    qtbot.addWidget(bar)
    button = _button(bar, CommandId.NEXT_MONITOR.value)
    assert not button.isHidden()
    assert button.accessibleName() == "Monitor 1 of 2"
    button.menu().actions()[1].trigger()
    assert player.monitor_id == 1
    assert button.accessibleName() == "Monitor 2 of 2"
    player.next_monitor()
    assert button.accessibleName() == "Monitor 1 of 2"
    player.close()


def test_a_lock_leaves_the_bar_without_anything_to_do(bar: Transport, player: Player) -> None:
    player.close()
    assert not bar.isEnabled()

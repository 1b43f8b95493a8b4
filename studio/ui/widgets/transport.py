"""The bar under the picture: to play, to step, to choose a speed and a monitor, and what time it is."""

from collections.abc import Callable, Mapping
from typing import Final

from PySide6.QtCore import QEvent, QLocale, QSize, Qt, Slot
from PySide6.QtGui import QAction, QActionGroup, QFont, QFontMetrics
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMenu, QToolButton, QWidget

from recorder.episode.time import format_time
from studio.review.playback import SPEEDS
from studio.ui.icons import icon
from studio.ui.models.commands import Command, CommandId, commands_with
from studio.ui.models.player import Player
from studio.ui.theme import GRID, TARGET
from studio.ui.words import tr

_ICON_PX: Final = 20


class Transport(QWidget):
    """Drives a player, and says where it is.

    Args:
        player: Which.
        commands: What can be done, with its keys; the ones that the app begins with where ``None``.
        parent: Owns this.
    """

    def __init__(
        self,
        player: Player,
        commands: Mapping[CommandId, Command] | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._player = player
        self._commands = commands_with({}) if commands is None else commands
        self._icons: dict[QToolButton, str] = {}
        self.setAccessibleName(tr("Playing"))
        layout = QHBoxLayout(self)
        layout.setContentsMargins(GRID, GRID // 2, GRID, GRID // 2)
        layout.setSpacing(GRID // 2)
        layout.addWidget(
            self._button("previous_action", CommandId.PREVIOUS_ACTION, player.to_previous_action)
        )
        layout.addWidget(self._button("step_back", CommandId.STEP_BACK, self._on_step_back))
        self._play = self._button("play", CommandId.PLAY_PAUSE, player.toggle)
        layout.addWidget(self._play)
        layout.addWidget(self._button("step_on", CommandId.STEP_ON, self._on_step_on))
        layout.addWidget(self._button("next_action", CommandId.NEXT_ACTION, player.to_next_action))
        layout.addSpacing(GRID)
        self._speed = self._speed_button()
        layout.addWidget(self._speed)
        self._skip = self._button("skip_idle", CommandId.SKIP_IDLE, None)
        self._skip.setText(tr("Skip idle"))
        self._skip.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self._skip.setCheckable(True)
        self._skip.clicked.connect(player.set_skips_idle)
        layout.addWidget(self._skip)
        layout.addStretch(1)
        self._time = _time_label()
        layout.addWidget(self._time)
        layout.addStretch(1)
        self._monitor = self._monitor_button()
        layout.addWidget(self._monitor)
        player.position_changed.connect(self._on_position_changed)
        player.state_changed.connect(self._on_state_changed)
        self._on_state_changed()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        """Draw the pictures anew in other colours."""
        super().changeEvent(event)
        if event.type() is QEvent.Type.PaletteChange:
            for button, name in self._icons.items():
                button.setIcon(icon(name))

    def _button(self, name: str, command_id: CommandId, do: Callable[[], None] | None) -> QToolButton:
        command = self._commands[command_id]
        button = QToolButton(self)
        button.setObjectName(command_id.value)
        button.setProperty("role", "flat")
        button.setToolTip(command.tooltip)
        button.setAccessibleName(command.said)
        button.setIconSize(QSize(_ICON_PX, _ICON_PX))
        button.setMinimumSize(TARGET, TARGET)
        self._set_icon(button, name)
        if do is not None:
            button.clicked.connect(do)
        return button

    def _speed_button(self) -> QToolButton:
        menu = QMenu(self)
        group = QActionGroup(menu)
        for speed in SPEEDS:
            action = QAction(_speed_words(speed), menu)
            action.setCheckable(True)
            action.setData(speed)
            group.addAction(action)
            menu.addAction(action)
        group.triggered.connect(self._on_speed_chosen)
        button = QToolButton(self)
        button.setObjectName("speed")
        button.setProperty("role", "flat")
        button.setMenu(menu)
        button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        # The arrow stands beside the words; the style's own lies below them.
        button.setStyleSheet("QToolButton::menu-indicator { image: none; }")
        button.setMinimumSize(TARGET * 2, TARGET)
        return button

    def _monitor_button(self) -> QToolButton:
        menu = QMenu(self)
        group = QActionGroup(menu)
        for place, monitor_id in enumerate(self._player.monitor_ids, start=1):
            action = QAction(tr("Monitor {number}", number=place), menu)
            action.setCheckable(True)
            action.setData(monitor_id)
            group.addAction(action)
            menu.addAction(action)
        group.triggered.connect(self._on_monitor_chosen)
        button = self._button("monitor", CommandId.NEXT_MONITOR, None)
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        button.setMenu(menu)
        button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        # The arrow stands beside the words; the style's own lies below them.
        button.setStyleSheet("QToolButton::menu-indicator { image: none; }")
        # Whoever has one monitor need not know that there could be more.
        button.setVisible(len(self._player.monitor_ids) > 1)
        return button

    def _set_icon(self, button: QToolButton, name: str) -> None:
        if self._icons.get(button) != name:
            self._icons[button] = name
            button.setIcon(icon(name))

    @Slot()
    def _on_step_back(self) -> None:
        self._player.step(-1)

    @Slot()
    def _on_step_on(self) -> None:
        self._player.step(1)

    @Slot(QAction)
    def _on_speed_chosen(self, action: QAction) -> None:
        self._player.set_speed(float(action.data()))

    @Slot(QAction)
    def _on_monitor_chosen(self, action: QAction) -> None:
        self._player.show_monitor(int(action.data()))

    @Slot(object)
    def _on_position_changed(self, _: object) -> None:
        self._say_time()

    @Slot()
    def _on_state_changed(self) -> None:
        player = self._player
        self.setEnabled(player.content is not None)
        self._set_icon(self._play, "pause" if player.is_playing else "play")
        command = self._commands[CommandId.PLAY_PAUSE]
        verb = tr("Pause") if player.is_playing else tr("Play")
        self._play.setAccessibleName(verb)
        self._play.setToolTip(f"{verb} ({command.shown_key})" if command.keys else verb)
        self._skip.setChecked(player.skips_idle)
        self._say_speed()
        self._say_monitor()
        self._say_time()

    def _say_speed(self) -> None:
        words = _speed_words(self._player.speed)
        self._speed.setText(_with_arrow(words))
        self._speed.setAccessibleName(tr("Speed: {speed}", speed=words))
        slower, faster = self._commands[CommandId.SLOWER], self._commands[CommandId.FASTER]
        self._speed.setToolTip(
            tr("Choose a speed (slower {slower}, faster {faster})",
               slower=slower.shown_key, faster=faster.shown_key)
        )  # fmt: skip
        for action in self._speed.menu().actions():
            action.setChecked(action.data() == self._player.chosen_speed)

    def _say_monitor(self) -> None:
        ids = self._player.monitor_ids
        number = ids.index(self._player.monitor_id) + 1
        words = tr("Monitor {number} of {count}", number=number, count=len(ids))
        self._monitor.setText(_with_arrow(words))
        self._monitor.setAccessibleName(words)
        for action in self._monitor.menu().actions():
            action.setChecked(action.data() == self._player.monitor_id)

    def _say_time(self) -> None:
        player = self._player
        now_ns, all_ns = player.position_ns, player.timeline.ended_ns
        if player.is_preview:
            now_ns, all_ns = player.timeline.to_kept(now_ns), player.timeline.duration_ns
        text = f"{format_time(now_ns)} / {format_time(all_ns)}"
        if text == self._time.text():
            return
        self._time.setText(text)
        if not player.is_playing:
            said = tr("{now} of {all}", now=format_time(now_ns), all=format_time(all_ns))
            self._time.setAccessibleName(said)


def _speed_words(speed: float) -> str:
    """How fast, in the way of players; backwards with a minus."""
    number = QLocale().toString(abs(speed), "g", 3)
    return f"−{number}×" if speed < 0 else f"{number}×"  # noqa: RUF001 - the signs for minus and times


def _with_arrow(words: str) -> str:
    return f"{words} ▾"


def _time_label() -> QLabel:
    """A label whose digits are all as wide as each other, so that nothing beside it moves."""
    label = QLabel()
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setObjectName("time")
    font = QFont(label.font())
    font.setFeature(QFont.Tag("tnum"), 1)
    label.setFont(font)
    label.setAlignment(Qt.AlignmentFlag.AlignCenter)
    widest = QFontMetrics(font).horizontalAdvance("000:00.000 / 000:00.000")
    label.setMinimumWidth(widest + GRID * 2)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.NoTextInteraction)
    return label

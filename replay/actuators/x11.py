"""The pointer and the keyboard of an X11 display, through pyautogui.

Decisions:
    * pyautogui acts; Xlib stands behind it where it cannot: the buttons Back and Forward, mice whose buttons
      are swapped, letting go under its fail-safe, and the keyboard's real layout. That one is told to
      pyautogui in its own table, a name for each key code, since its table of a US keyboard is read once.
    * The keyboard's own repeat is off meanwhile. A key that is held would repeat by itself, at this machine's
      rate, beside the repeats that were recorded; each of those is a release and a press here, which is what
      a program sees of a repeat that it did not ask to be told apart (core protocol, "KeyPress").
    * Whatever goes down is told to a ``ReleaseWatch`` first, so that it comes up even if this is killed.
    * A place outside of the screen is an error: the server would put the pointer at the edge and say nothing.
"""

import os
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from threading import Event
from types import TracebackType
from typing import Final, Self

from Xlib import X
from Xlib.ext import xtest

from recorder.devices.session_kind import is_wayland
from recorder.devices.x11.connection import Connection, screen_may_go
from recorder.devices.x11.keyboard import read_keymap, reread_keymap
from recorder.devices.x11.keysyms import keysym_of_name
from recorder.episode.events import Button
from recorder.episode.keys import modifier_of
from recorder.ports import ScreenGoneError
from replay.actuators.errors import CornerError, NotX11Error, PersonTookOverError
from replay.actuators.layout import Layout, symbols_for
from replay.actuators.pyautogui_loading import close_pyautogui, load_pyautogui
from replay.actuators.release_watch import Held, ReleaseWatch, let_go
from replay.actuators.settling import Settling
from replay.actuators.spare_keys import NoSpareKeyError, SpareKeys
from replay.actuators.x11_text import TextTyper

_BUTTONS: Final = {
    Button.LEFT: 1,
    Button.MIDDLE: 2,
    Button.RIGHT: 3,
    Button.BACK: 8,
    Button.FORWARD: 9,
}
_PYAUTOGUI_BUTTONS: Final = {1: "left", 2: "middle", 3: "right"}
# One notch is one click of such a button: up, down, left, right.
_UP, _DOWN, _LEFT, _RIGHT = 4, 5, 6, 7


class X11Actuator:
    """An ``Actuator`` for the display that the environment names; up while its ``with`` block lasts.

    Args:
        fail_safe: Whether the pointer in a corner of the screen stops everything: on a person's own desktop.
        wake: Ends long texts and waits early, such as an abort does.

    Raises:
        NotX11Error: On entry, where this desktop is another kind.
        NoDisplayError: On entry, where no display answers.
        ScreenGoneError: In any call, where the display has gone.
        PersonTookOverError: In any call, where the fail-safe is on and the pointer is in a corner.
    """

    def __init__(self, *, fail_safe: bool, wake: Event | None = None) -> None:
        self._fail_safe = fail_safe
        self._wake = wake or Event()
        self._open = ExitStack()
        self._held = Held()

    def __enter__(self) -> Self:
        # Under Wayland an X server answers too, and most windows would get nothing.
        if sys.platform != "linux" or is_wayland(os.environ):
            raise NotX11Error
        with ExitStack() as opened:
            # First, since it says plainly where there is no display.
            self._connection = Connection()
            opened.callback(self._connection.close)
            self._gui = load_pyautogui(fail_safe=self._fail_safe)
            opened.callback(close_pyautogui, self._gui)
            settling_connection = Connection()
            opened.callback(settling_connection.close)
            self._watch = opened.enter_context(ReleaseWatch())
            with screen_may_go():
                self._start(Settling(settling_connection, self._wake))
            self._open = opened.pop_all()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with self._open:
            self.release_all()
            with suppress(ScreenGoneError), screen_may_go():
                self._spares.take_back()
                if self._held.repeats:
                    self._connection.display.change_keyboard_control(auto_repeat_mode=X.AutoRepeatModeOn)
                    self._connection.round_trip()
                    self._note("-repeats", 1)

    def move(self, x: int, y: int) -> None:
        """Put the pointer there.

        Raises:
            CornerError: That is a corner, where the fail-safe would take it for a person's.
            ValueError: That is not on the screen.
        """
        with self._acting():
            if not self._is_on_screen(x, y):
                raise ValueError("that place is not on the screen")
            if self._fail_safe and x in {0, self._size[0] - 1} and y in {0, self._size[1] - 1}:
                raise CornerError("that place stops a replay")
            self._gui.moveTo(x, y, _pause=False)

    def press(self, button: Button) -> None:
        """Press a button where the pointer is.

        Raises:
            ValueError: This mouse has no such button.
        """
        with self._acting():
            number = self._physical(button)
            self._note("+buttons", number)
            if number in _PYAUTOGUI_BUTTONS:
                self._gui.mouseDown(button=_PYAUTOGUI_BUTTONS[number], _pause=False)
            else:
                self._fake(X.ButtonPress, number)

    def release(self, button: Button) -> None:
        """Let go of a button; nothing happens if this has not pressed it."""
        with self._acting():
            number = self._physical(button)
            if number not in self._held.buttons:
                return
            if number in _PYAUTOGUI_BUTTONS:
                self._gui.mouseUp(button=_PYAUTOGUI_BUTTONS[number], _pause=False)
            else:
                self._fake(X.ButtonRelease, number)
            self._note("-buttons", number)

    def scroll(self, dx: int, dy: int) -> None:
        """Turn the wheels where the pointer is, in notches: right and up positive."""
        with self._acting():
            if dy:
                self._turn(dy, _UP if dy > 0 else _DOWN)
            if dx:
                self._turn(dx, _RIGHT if dx > 0 else _LEFT)

    def key_down(self, name: str) -> None:
        """Press a key, or repeat one that is down; a modifier that is down stays as it is.

        Raises:
            ValueError: There is no such key.
        """
        with self._acting():
            keycode = self._keycode(name)
            if keycode in self._held.keys:
                if modifier_of(name) is not None:
                    return
                self._up(keycode)
            self._down(keycode)
            self._pressed[name] = keycode

    def key_up(self, name: str) -> None:
        """Let go of a key; nothing happens if this has not pressed it."""
        with self._acting():
            # By the code that was pressed: the layout may be another by now.
            keycode = self._pressed.pop(name, None)
            if keycode is not None and keycode in self._held.keys:
                self._up(keycode)

    def type_text(self, text: str) -> None:
        """Type exactly this, or up to where ``wake`` was set.

        Raises:
            CommandHeldError: Ctrl, Alt or Super is down; nothing was typed.
            ValueError: It holds what no key types; nothing was typed then.
        """
        with self._acting():
            try:
                self._typer.type(text)
            except NoSpareKeyError as exc:
                raise ValueError("this keyboard has no key left for a part of the text") from exc

    def release_all(self) -> None:
        """Let go of every button and key that this has pressed; not even a dead display hinders it."""
        down = Held(keys=list(self._held.keys), buttons=list(self._held.buttons))
        self._pressed.clear()
        with suppress(ScreenGoneError), screen_may_go():
            let_go(self._connection, down)
        for place, numbers in (("-keys", down.keys), ("-buttons", down.buttons)):
            for number in numbers:
                self._note(place, number)

    def position(self) -> tuple[int, int]:
        """Where the pointer is."""
        with self._acting():
            x, y = self._gui.position()
            return int(x), int(y)

    def _start(self, settling: Settling) -> None:
        connection = self._connection
        self._pressed: dict[str, int] = {}
        # By the state they are for; making one takes milliseconds.
        self._layouts: dict[int, Layout] = {}
        self._keymap = read_keymap(connection)
        for keycode in self._keymap.symbols:
            self._gui.platformModule.keyboardMapping[_alias(keycode)] = keycode
        self._mapping = list(connection.display.get_pointer_mapping())
        self._size = self._ask_size()
        self._spares = SpareKeys(connection, self._keymap, settle=settling.wait, tell=self._note)
        self._typer = TextTyper(
            layout=self._layout, spares=self._spares, down=self._down, up=self._up, wake=self._wake
        )
        if connection.display.get_keyboard_control().global_auto_repeat == X.AutoRepeatModeOn:
            self._note("+repeats", 1)
            connection.display.change_keyboard_control(auto_repeat_mode=X.AutoRepeatModeOff)
            connection.round_trip()

    @contextmanager
    def _acting(self) -> Iterator[None]:
        try:
            with screen_may_go():
                yield
        except self._gui.FailSafeException:
            raise PersonTookOverError from None

    def _note(self, change: str, number: int) -> None:
        if change[0] == "-":
            self._held.follow(f"{change} {number}")
        try:
            self._watch.tell(change, number)
        except BrokenPipeError:
            # What is up stays up without a watch; nothing may go down that nobody would let go of.
            if change[0] == "+":
                raise RuntimeError("the watch over held keys was killed") from None
        self._held.follow(f"{change} {number}")

    def _down(self, keycode: int) -> None:
        self._note("+keys", keycode)
        self._gui.keyDown(_alias(keycode), _pause=False)

    def _up(self, keycode: int) -> None:
        self._gui.keyUp(_alias(keycode), _pause=False)
        self._note("-keys", keycode)

    def _turn(self, notches: int, button: int) -> None:
        if self._mapping[button - 1] != button:
            number = self._mapping.index(button) + 1
            for _ in range(abs(notches)):
                self._fake(X.ButtonPress, number)
                self._fake(X.ButtonRelease, number)
        elif button in {_UP, _DOWN}:
            self._gui.vscroll(notches, _pause=False)
        else:
            self._gui.hscroll(notches, _pause=False)

    def _fake(self, kind: int, number: int) -> None:
        xtest.fake_input(self._connection.display, kind, number)
        self._connection.round_trip()

    def _physical(self, button: Button) -> int:
        """The number that the server turns into this button: for left-handed people it swaps them."""
        number = _BUTTONS.get(button)
        if number is None or number not in self._mapping:
            raise ValueError("this mouse has no such button")
        return self._mapping.index(number) + 1

    def _keycode(self, name: str) -> int:
        keycode = self._layout().keycode_of(name)
        if keycode is not None:
            return keycode
        keysym = keysym_of_name(name)
        if keysym is None:
            raise ValueError("this keyboard has no such key")
        symbols = symbols_for(name) if len(name) == 1 else (keysym, keysym)
        try:
            self._spares.lend([symbols])
        except NoSpareKeyError as exc:
            raise ValueError("this keyboard has no such key") from exc
        lent = self._spares.keycode_of(symbols)
        assert lent is not None  # noqa: S101 - just lent
        return lent

    def _layout(self) -> Layout:
        """The keyboard as it is now."""
        state = self._connection.root.query_pointer().mask
        is_changed = False
        for event in self._connection.drain():
            if event.type != X.MappingNotify:
                continue
            if event.request == X.MappingPointer:
                self._mapping = list(self._connection.display.get_pointer_mapping())
            else:
                self._keymap = reread_keymap(self._connection, self._keymap, event)
                is_changed = True
        if is_changed:
            self._layouts.clear()
            self._spares.follow(self._keymap)
        layout = self._layouts.get(state)
        if layout is None:
            layout = self._layouts[state] = Layout(self._keymap, state)
        return layout

    def _is_on_screen(self, x: int, y: int) -> bool:
        if not (0 <= x < self._size[0] and 0 <= y < self._size[1]):
            # Screens change their size.
            self._size = self._ask_size()
        return 0 <= x < self._size[0] and 0 <= y < self._size[1]

    def _ask_size(self) -> tuple[int, int]:
        geometry = self._connection.root.get_geometry()
        return geometry.width, geometry.height


def _alias(keycode: int) -> str:
    """What a key is called in pyautogui's table; never one of its own names."""
    return f"keycode {keycode}"

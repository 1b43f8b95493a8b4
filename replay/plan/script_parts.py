"""What every script begins with, and what the keys are called in it."""

from collections.abc import Mapping
from typing import Final

HEAD: Final = '''
import sys
import time

import pyautogui

pyautogui.PAUSE = 0  # the times below are all the waiting there is
NOTCH = 120 if sys.platform == "win32" else 1
START = time.monotonic()


def at(seconds):
    """Wait until so much time has passed since the start; no lateness adds up."""
    time.sleep(max(0.0, START + seconds - time.monotonic()))


def along(path):
    """Move the pointer from place to place, each at its time."""
    for seconds, x, y in path:
        at(seconds)
        pyautogui.moveTo(x, y)


def turn(right, up, times=1, interval=0.0):
    """Turn the wheels by so many notches at a time; left and down are negative."""
    for _ in range(times):
        if up:
            pyautogui.scroll(up * NOTCH)
        if right:
            pyautogui.hscroll(right * NOTCH)
        time.sleep(interval)

'''

TYPE_TEXT: Final = '''
def type_text(text, interval=0.0):
    """Type what pyautogui does not: on X11 a key that this keyboard leaves unused gets each character."""
    if sys.platform in ("win32", "darwin"):
        if not text.isascii():
            raise SystemExit("pyautogui cannot type all of this here.")
        pyautogui.write(text, interval=interval)
        return
    from Xlib import X, display
    from Xlib.ext import xtest

    screen = display.Display()
    first, last = screen.display.info.min_keycode, screen.display.info.max_keycode
    rows = screen.get_keyboard_mapping(first, last - first + 1)
    spare = max(code for code, row in enumerate(rows, first) if not any(row))
    width = len(rows[0])
    try:
        for char in text:
            keysym = ord(char) if ord(char) < 0x100 else 0x01000000 + ord(char)
            screen.change_keyboard_mapping(spare, [[keysym] * width])
            screen.sync()
            time.sleep(0.02)
            xtest.fake_input(screen, X.KeyPress, spare)
            xtest.fake_input(screen, X.KeyRelease, spare)
            screen.sync()
            time.sleep(max(0.02, interval))
    finally:
        screen.change_keyboard_mapping(spare, [[0] * width])
        screen.close()

'''

HOLDING: Final = '''
held = {}  # how to let go of what is pressed now


def key_down(key):
    """Press a key, until key_up or the end."""
    held[key] = lambda: pyautogui.keyUp(key)
    pyautogui.keyDown(key)


def key_up(key):
    """Let go of a key."""
    pyautogui.keyUp(key)
    held.pop(key, None)


def button_down(button):
    """Press a button of the mouse, until button_up or the end."""
    held[button, "button"] = lambda: pyautogui.mouseUp(button=button)
    pyautogui.mouseDown(button=button)


def button_up(button):
    """Let go of a button of the mouse."""
    pyautogui.mouseUp(button=button)
    held.pop((button, "button"), None)


def let_go():
    """Leave nothing pressed, however this has ended."""
    pyautogui.FAILSAFE = False  # the pointer may still be in the corner
    for release in reversed(list(held.values())):
        release()

'''

EXTRA_BUTTONS: Final = '''
def extra_button(number, is_down):
    """Press or let go a button that pyautogui does not know: 8 is back, 9 is forward. X11 only."""
    from Xlib import X, display
    from Xlib.ext import xtest

    if is_down:
        held[number] = lambda: extra_button(number, False)
    else:
        held.pop(number, None)
    screen = display.Display()
    xtest.fake_input(screen, X.ButtonPress if is_down else X.ButtonRelease, number)
    screen.sync()
    screen.close()

'''

_NAMES: Final[Mapping[str, str]] = {
    "alt_gr": "altright",
    "alt_l": "altleft",
    "alt_r": "altright",
    "cmd_l": "winleft",
    "cmd_r": "winright",
    "ctrl_l": "ctrlleft",
    "ctrl_r": "ctrlright",
    "menu": "apps",
    "num_add": "add",
    "num_decimal": "decimal",
    "num_divide": "divide",
    "num_enter": "enter",
    "num_multiply": "multiply",
    "num_space": "space",
    "num_subtract": "subtract",
    "num_tab": "tab",
    "page_down": "pagedown",
    "page_up": "pageup",
    "print_screen": "printscreen",
    "shift_l": "shiftleft",
    "shift_r": "shiftright",
}
_SAME: Final = frozenset(
    {"backspace", "delete", "down", "end", "enter", "esc", "home", "insert", "left", "pause", "right"}
    | {"space", "tab", "up"}
    | {f"f{number}" for number in range(1, 13)}
)


def key_for_pyautogui(name: str) -> str | None:
    """What pyautogui calls a key; ``None`` for one that it would silently leave out."""
    if name in _SAME or (len(name) == 1 and name.isascii()):
        return name
    if name.startswith("num_") and name[4:].isdigit():
        return f"num{name[4:]}"
    return _NAMES.get(name)

"""The pointer and the keys of a desktop that tests share, as they are on a fresh one."""

from Xlib import X
from Xlib.ext import xtest

from recorder.devices.x11.connection import Connection

_BUTTONS = ((1, X.Button1Mask), (2, X.Button2Mask), (3, X.Button3Mask))


def rest_devices() -> None:
    """Let go of all keys and buttons, and put the pointer into the middle of the screen of ``DISPLAY``.

    A pointer that a test left in a corner would stop the next one: pyautogui takes it for the person's wish.
    """
    connection = Connection()
    try:
        display, root = connection.display, connection.root
        held = display.query_keymap()
        for code in (8 * byte + bit for byte in range(32) for bit in range(8) if held[byte] >> bit & 1):
            xtest.fake_input(display, X.KeyRelease, code)
        mask = root.query_pointer().mask
        for button in (number for number, is_down in _BUTTONS if mask & is_down):
            xtest.fake_input(display, X.ButtonRelease, button)
        size = root.get_geometry()
        root.warp_pointer(size.width // 2, size.height // 2)
        connection.round_trip()
    finally:
        connection.close()

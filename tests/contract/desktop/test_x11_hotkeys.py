import subprocess
import time
from collections.abc import Callable

import pytest
from Xlib import X

from recorder.devices.x11.connection import Connection
from recorder.devices.x11.hotkeys import HotkeyGrab, UnknownKeyError
from recorder.devices.x11.input import X11Input
from recorder.episode.events import InputEvent, KeyPressed
from recorder.episode.keys import Chord, Modifier

Eventually = Callable[[Callable[[], object]], object]
Xdo = Callable[..., str]

PAUSE = Chord("p", frozenset({Modifier.CTRL, Modifier.ALT}))
STOP = Chord("f9", frozenset())


class SessionClock:
    def now_ns(self) -> int:
        return time.monotonic_ns()


def test_an_application_never_sees_a_held_chord_but_the_recording_does(
    x_server: object, xdo: Xdo, eventually: Eventually
) -> None:
    events: list[InputEvent] = []
    application = Connection()
    window = application.root.create_window(
        0, 0, 200, 200, 0, X.CopyFromParent, override_redirect=1, event_mask=X.KeyPressMask
    )
    window.map()
    window.set_input_focus(X.RevertToNone, X.CurrentTime)
    application.round_trip()
    grab = HotkeyGrab([PAUSE, STOP])
    source = X11Input(SessionClock(), on_gone=lambda _gone: None)
    source.start(events.append)
    try:
        xdo("key", "ctrl+alt+p", "F9", "x")
        xdo("key", "Num_Lock", "F9", "Caps_Lock", "F9")
    finally:
        source.stop()
        grab.discard()
        grab.close()
    assert grab.taken == ()
    pressed = [event.name for event in events if isinstance(event, KeyPressed)]
    assert pressed.count("f9") == 3
    assert {"ctrl_l", "alt_l", "p"} <= set(pressed)
    application.round_trip()
    seen = [event.detail for event in application.drain() if event.type == X.KeyPress]
    codes = {
        name: application.display.keysym_to_keycode(code) for name, code in (("f9", 0xFFC6), ("p", 0x70))
    }
    assert codes["f9"] not in seen
    assert codes["p"] not in seen
    assert application.display.keysym_to_keycode(0x78) in seen
    xdo("key", "F9")
    application.round_trip()
    assert codes["f9"] in [event.detail for event in application.drain() if event.type == X.KeyPress]
    application.close()


def test_a_chord_that_somebody_else_holds_is_named(x_server: object) -> None:
    first = HotkeyGrab([STOP])
    second = HotkeyGrab([PAUSE, STOP])
    third = HotkeyGrab([PAUSE])
    assert (first.taken, second.taken, third.taken) == ((), (STOP,), (PAUSE,))
    for grab in (first, second, third):
        grab.close()


def test_a_key_that_the_keyboard_lacks_is_refused(x_server: subprocess.Popen[str]) -> None:
    with pytest.raises(UnknownKeyError):
        HotkeyGrab([Chord("no_such_key", frozenset())])

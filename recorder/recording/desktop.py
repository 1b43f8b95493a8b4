"""Joins a recording to the desktop that it runs on: which adapter serves which port, on which platform."""

import os
import sys
import time
from collections.abc import Callable, Sequence
from typing import Final

from recorder.devices.desktop_watch import X11DesktopWatch
from recorder.devices.pictures import X11Pictures
from recorder.devices.session_kind import refuse_wayland
from recorder.devices.x11.focus_watch import X11FocusWatch
from recorder.devices.x11.hotkeys import HotkeyGrab
from recorder.devices.x11.input import X11Input
from recorder.devices.x11.screen_watch import X11ScreenWatch
from recorder.episode.ending import EndReason
from recorder.episode.keys import Chord
from recorder.episode.phrase import later
from recorder.episode.study import Study
from recorder.errors import UserFacingError
from recorder.privacy import WindowPolicy
from recorder.recording.clock import MonotonicClock
from recorder.recording.messages import Begin
from recorder.recording.recorder import Devices
from recorder.session import Stimulus

_TAKEN: Final = later("{0} is in use by another program, which will notice it as well.")


class UnverifiedPlatformError(UserFacingError):
    """Nobody has verified that promises are kept on this platform, so nothing is recorded on it."""

    def __init__(self) -> None:
        super().__init__(
            "Assent records on Linux desktops with X11 only.",
            mend="On this system it cannot yet hide excluded windows and passwords, so it will not record.",
        )


def open_desktop(
    study: Study,
    chords: Sequence[Chord],
    *,
    begin: Begin,
    tell: Callable[[Stimulus], None],
    warn: Callable[[str], None],
) -> Devices:
    """Open the devices of the desktop that the environment names.

    Args:
        study: Says which windows may be seen.
        chords: The recorder's hotkeys, which are kept from applications.
        begin: What is to be recorded.
        tell: Told when the desktop goes away.
        warn: Told what the person should know, in whole sentences.

    Raises:
        UserFacingError: This desktop cannot be recorded, and why.
    """
    if sys.platform != "linux":
        raise UnverifiedPlatformError
    refuse_wayland(os.environ)
    clock = MonotonicClock(time.monotonic_ns())
    verdict = WindowPolicy(study.windows).verdict
    grab = HotkeyGrab(chords)
    for chord in grab.taken:
        warn(_TAKEN.format(chord))
    return Devices(
        clock=clock,
        input=X11Input(clock, on_gone=lambda _: tell(EndReason.SCREEN_GONE)),
        focus=X11FocusWatch(
            clock,
            verdict,
            on_gone=lambda _: tell(EndReason.SCREEN_GONE),
            own_windows=begin.own_windows,
            own_processes=begin.own_pids,
        ),
        desktop=X11DesktopWatch(),
        open_screen_watch=lambda: X11ScreenWatch(
            verdict, own_windows=begin.own_windows, own_processes=begin.own_pids
        ),
        open_pictures=X11Pictures,
        keep_house=grab.discard,
        close=grab.close,
    )

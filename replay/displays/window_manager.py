"""The private desktop's window manager: openbox with settings of our own, the same on every machine.

Left out of openbox's own settings: its four desktops, which the wheel over the background would switch, its
menus, every key but the one that closes a window, so that keys reach the application, and the icons in title
bars. A program may set its icon while its window is being mapped. Where openbox was first, it has given the
window an icon of its own by then, which stays; else it draws the program's. So which one is seen was chance,
in one start of sixteen measured with mtpaint, and no doing of who acts on it.
"""

import subprocess
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from replay.displays.programs import (
    START_SECONDS,
    DesktopFailedError,
    Process,
    end_now,
    find_program,
    start_quietly,
)

_POLL_SECONDS: Final = 0.02
_BACKGROUND: Final = "#59636e"

_SETTINGS: Final = """<?xml version="1.0" encoding="UTF-8"?>
<openbox_config xmlns="http://openbox.org/3.4/rc">
  <focus><focusNew>yes</focusNew><followMouse>no</followMouse></focus>
  <placement><policy>Smart</policy><center>yes</center></placement>
  <theme>
    <name>Clearlooks</name><titleLayout>LIMC</titleLayout><animateIconify>no</animateIconify>
  </theme>
  <desktops><number>1</number><popupTime>0</popupTime></desktops>
  <keyboard>
    <keybind key="A-F4"><action name="Close"/></keybind>
  </keyboard>
  <mouse>
    <dragThreshold>1</dragThreshold>
    <context name="Titlebar">
      <mousebind button="Left" action="Press"><action name="Focus"/><action name="Raise"/></mousebind>
      <mousebind button="Left" action="Drag"><action name="Move"/></mousebind>
      <mousebind button="Left" action="DoubleClick"><action name="ToggleMaximize"/></mousebind>
    </context>
    <context name="Client">
      <mousebind button="Left" action="Press"><action name="Focus"/><action name="Raise"/></mousebind>
      <mousebind button="Middle" action="Press"><action name="Focus"/><action name="Raise"/></mousebind>
      <mousebind button="Right" action="Press"><action name="Focus"/><action name="Raise"/></mousebind>
    </context>
    <context name="Close">
      <mousebind button="Left" action="Click"><action name="Close"/></mousebind>
    </context>
    <context name="Maximize">
      <mousebind button="Left" action="Click"><action name="ToggleMaximize"/></mousebind>
    </context>
    <context name="Iconify">
      <mousebind button="Left" action="Click"><action name="Iconify"/></mousebind>
    </context>
    <context name="BLCorner BRCorner">
      <mousebind button="Left" action="Drag"><action name="Resize"/></mousebind>
    </context>
  </mouse>
</openbox_config>
"""


def start_window_manager(folder: Path, *, environment: Mapping[str, str]) -> Process:
    """Start openbox, wait until it manages the screen, and paint the background.

    Args:
        folder: Where its settings are written.
        environment: Of the private desktop.

    Raises:
        MissingProgramError: openbox, xprop or xsetroot is not installed.
        DesktopFailedError: It ended at once, or did not manage the screen in time; it is not running then.
    """
    program, painter = find_program("openbox"), find_program("xsetroot")
    settings = folder / "openbox.xml"
    settings.write_text(_SETTINGS, encoding="utf-8")
    manager = start_quietly(
        [program, "--sm-disable", "--config-file", str(settings)], environment=environment
    )
    try:
        _wait_until_in_charge(manager, environment)
        subprocess.run([painter, "-solid", _BACKGROUND], env=dict(environment), check=True)
    except BaseException:
        end_now(manager)
        raise
    return manager


def managed_windows(environment: Mapping[str, str]) -> tuple[int, ...]:
    """The windows of programs on the desktop with this environment, oldest first; empty too if it is gone."""
    return _window_ids("_NET_CLIENT_LIST", environment)


def _wait_until_in_charge(manager: Process, environment: Mapping[str, str]) -> None:
    deadline = time.monotonic() + START_SECONDS
    # The Extended Window Manager Hints ask every manager to set this once it is in charge.
    while not _window_ids("_NET_SUPPORTING_WM_CHECK", environment):
        if manager.poll() is not None:
            raise DesktopFailedError("window manager", f"it ended with code {manager.returncode}")
        if time.monotonic() > deadline:
            raise DesktopFailedError("window manager", f"it was silent for {START_SECONDS:.0f} seconds")
        time.sleep(_POLL_SECONDS)


def _window_ids(hint: str, environment: Mapping[str, str]) -> tuple[int, ...]:
    answer = subprocess.run(
        [find_program("xprop"), "-root", "-notype", hint],
        env=dict(environment),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
        text=True,
    ).stdout
    # Such as "_NET_CLIENT_LIST: window id # 0x600003, 0x800003", or "…: not found."
    _, found, ids = answer.partition("#")
    return tuple(int(one, 16) for one in ids.split(",") if one.strip()) if found else ()

"""What of this machine a recording can use, and how to mend what it cannot.

Looks and asks, changes nothing. Keys and their keyring are examined by the vault, not here.
"""

import os
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from mss.linux.xshmgetimage import ShmStatus

from recorder.devices.lock_buses import lock_sources
from recorder.devices.message_bus import BusGoneError, MessageBus
from recorder.devices.pictures import X11Pictures
from recorder.devices.session_kind import WaylandError, is_wayland
from recorder.devices.x11.connection import Connection, NoDisplayError, screen_may_go
from recorder.devices.x11.monitors import MonitorList
from recorder.devices.x11.window_tree import FADING_COMPOSITORS
from recorder.episode.phrase import later
from recorder.episode.screen import Rect
from recorder.errors import UserFacingError
from recorder.ports import ScreenGoneError


class Health(StrEnum):
    """How a check came out."""

    OK = "ok"
    WARNING = "warning"
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at.

    Attributes:
        name: What, in a word or two.
        health: How it is; nothing can be recorded while anything is ``MISSING``.
        finding: What was found, in plain words.
        mend: What to do; empty where all is well.
        topic: What to call this and its neighbours where they are all well and one line will do; or empty.
    """

    name: str
    health: Health
    finding: str
    mend: str = ""
    topic: str = ""


@dataclass(frozen=True, slots=True)
class _Extension:
    name: str
    use: str
    is_needed: bool


_EXTENSIONS: Final = (
    _Extension("RECORD", later("report keys and pointer"), is_needed=True),
    _Extension("DAMAGE", later("say what was drawn"), is_needed=True),
    _Extension("XFIXES", later("say what was drawn"), is_needed=True),
    _Extension("RANDR", later("list the monitors"), is_needed=False),
    _Extension("MIT-SHM", later("hand over pictures quickly"), is_needed=False),
    _Extension("X-Resource", later("name the process behind a window"), is_needed=False),
    _Extension("MIT-SCREEN-SAVER", later("say that the screen is blanked"), is_needed=False),
    _Extension("XTEST", later("replay input (recording does not need it)"), is_needed=False),
)


_ONE_PIXEL: Final = Rect(0, 0, 1, 1)


def examine(environment: Mapping[str, str] = os.environ) -> list[Check]:
    """Look at everything, in the order in which a person would mend it."""
    checks = [_platform(), _session(environment)]
    try:
        connection = Connection(environment.get("DISPLAY"))
    except NoDisplayError as exc:
        checks.append(Check("Display", Health.MISSING, exc.happened, exc.mend))
    else:
        try:
            with screen_may_go():
                checks.extend(_display(connection))
        except ScreenGoneError as exc:
            checks.append(Check("Display", Health.MISSING, exc.happened, exc.mend))
        finally:
            connection.close()
    checks.extend(_buses())
    return checks


def _platform() -> Check:
    if sys.platform == "linux":
        return Check("Platform", Health.OK, "Linux.")
    return Check(
        "Platform",
        Health.MISSING,
        f"Recording on {sys.platform} has not been verified and is not offered.",
        "Record on Linux with X11.",
    )


def _session(environment: Mapping[str, str]) -> Check:
    if is_wayland(environment):
        error = WaylandError()
        return Check("Session", Health.MISSING, error.happened, error.mend)
    return Check("Session", Health.OK, "Not a Wayland session.")


def _display(connection: Connection) -> Iterator[Check]:
    vendor = connection.display.display.info.vendor
    release = connection.display.display.info.release_number
    yield Check("Display", Health.OK, f"{vendor}, release {release}, answers.")
    yield from (_extension(connection, extension) for extension in _EXTENSIONS)
    yield _pictures(connection.display.get_display_name())
    monitors = MonitorList(connection).read()
    sizes = ", ".join(f"{monitor.name} {monitor.rect.width} by {monitor.rect.height}" for monitor in monitors)
    yield Check("Monitors", Health.OK, f"{len(monitors)}: {sizes}.")
    yield _window_manager(connection)
    yield _compositor(connection)


def _pictures(display_name: str) -> Check:
    """Take one of one pixel: a server may offer shared memory that this process cannot use."""
    try:
        pictures = X11Pictures(display_name)
        try:
            pictures.grab_region(_ONE_PIXEL)
            is_quick = pictures.shm_status is ShmStatus.AVAILABLE
        finally:
            pictures.close()
    except UserFacingError as exc:
        return Check("Pictures", Health.MISSING, exc.happened, "Allow this program to read the screen.")
    if is_quick:
        return Check("Pictures", Health.OK, "The screen can be read through shared memory.")
    return Check(
        "Pictures",
        Health.WARNING,
        "The screen can be read, but not through shared memory: recording costs more.",
        "Record on the computer that the screen belongs to, not over a network.",
    )


def _extension(connection: Connection, extension: _Extension) -> Check:
    if connection.display.query_extension(extension.name) is not None:
        return Check(extension.name, Health.OK, f"The X server can {extension.use}.", topic="X extensions")
    return Check(
        extension.name,
        Health.MISSING if extension.is_needed else Health.WARNING,
        f"The X server cannot {extension.use}.",
        f"Enable the {extension.name} extension in the X server's configuration and log in again.",
    )


def _window_manager(connection: Connection) -> Check:
    check = connection.numbers_property(connection.root.id, "_NET_SUPPORTING_WM_CHECK")
    name = connection.title_of(check[0]) if check else ""
    if check:
        return Check(
            "Window manager",
            Health.OK,
            f"{name} runs and names the active window." if name else "One runs and names the active window.",
        )
    return Check(
        "Window manager",
        Health.WARNING,
        "No window manager names the active window; the input focus alone decides.",
        "Start a window manager, such as openbox.",
    )


def _compositor(connection: Connection) -> Check:
    owner = connection.display.get_selection_owner(connection.atom("_NET_WM_CM_S0"))
    name = connection.title_of(owner if isinstance(owner, int) else owner.id) if owner else ""
    if name.casefold() in FADING_COMPOSITORS:
        return Check(
            "Compositor",
            Health.WARNING,
            f"{name} may fade any window, so a hidden window is blanked even where others cover it.",
            "Nothing need be done; without that compositor less is blanked.",
        )
    if owner:
        return Check("Compositor", Health.OK, f"{name} runs." if name else "One runs.")
    return Check("Compositor", Health.OK, "None runs.")


def _buses() -> Iterator[Check]:
    session, system = MessageBus.connect("SESSION"), MessageBus.connect("SYSTEM")
    try:
        if session is None:
            yield Check("Session bus", Health.WARNING, "None answers.", _START_A_BUS)
            yield Check("Accessibility", Health.WARNING, _NO_ACCESSIBILITY, _START_A_BUS)
        else:
            yield Check("Session bus", Health.OK, "It answers.")
            yield _accessibility(session)
        yield _screen_lock(_lock_sources(session, system))
        yield _sleep(is_told=bool(_lock_sources(None, system)))
    finally:
        for bus in (session, system):
            if bus is not None:
                bus.close()


def _lock_sources(session: MessageBus | None, system: MessageBus | None) -> tuple[str, ...]:
    try:
        return lock_sources(session, system)
    except BusGoneError:
        return ()


def _screen_lock(sources: tuple[str, ...]) -> Check:
    if sources:
        return Check("Screen lock", Health.OK, f"A locked screen is told by {', '.join(sources)}.")
    return Check(
        "Screen lock",
        Health.WARNING,
        "No desktop service tells of it: it is noticed by its look, as i3lock's or xscreensaver's is.",
        "Lock the screen once while you record: the line says “Paused”. If it does not, pause by hand.",
    )


def _sleep(*, is_told: bool) -> Check:
    """Never more than a word: the clocks tell of it in any case, once the computer is awake again."""
    return Check(
        "Sleep",
        Health.OK,
        "It is told beforehand by the system."
        if is_told
        else "It is noticed by the clocks when the computer wakes.",
    )


_START_A_BUS: Final = (
    "Start the desktop under a D-Bus session: dbus-run-session, or the package dbus-user-session."
)
_NO_ACCESSIBILITY: Final = (
    "Password fields cannot be told from others, so no typed characters are recorded outside of terminals."
)


def _accessibility(session: MessageBus) -> Check:
    try:
        answer = session.call("org.a11y.Bus", "/org/a11y/bus", "org.a11y.Bus.GetAddress", timeout_s=3.0)
        bus = MessageBus.connect(answer[0]) if answer else None
    except BusGoneError:
        bus = None
    if bus is None:
        return Check("Accessibility", Health.WARNING, _NO_ACCESSIBILITY, "Install the package at-spi2-core.")
    bus.close()
    return Check("Accessibility", Health.OK, "Applications say which field has the keyboard.")

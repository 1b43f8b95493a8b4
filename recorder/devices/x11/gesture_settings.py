"""What the desktop counts as a double click or a drag.

Desktops publish it through XSETTINGS (the property ``_XSETTINGS_SETTINGS`` of the window that owns the
selection ``_XSETTINGS_S0``; specification 0.5). Without that, ``*multiClickTime`` of the X resources gives
the time, as for Xt programs. What is left are the documented defaults of GTK: 400 ms, 5 pixels, a drag after
8 pixels. Each value says where it comes from.
"""

import re
import struct
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from recorder.devices.x11.connection import Connection, screen_may_go, window_id_of
from recorder.episode.gestures import Gestures
from recorder.episode.time import NS_PER_MS

_RESOURCE: Final = re.compile(rb"^\*?multiClickTime:\s*(\d+)\s*$", re.MULTILINE)
_INTEGER: Final = 0
_STRING: Final = 1
_COLOR: Final = 2
_BIG_ENDIAN: Final = 1


class SettingSource(StrEnum):
    """Where a value comes from."""

    XSETTINGS = "xsettings"
    X_RESOURCES = "x_resources"
    GTK_DEFAULT = "gtk_default"


@dataclass(frozen=True, slots=True)
class Setting:
    """A number and where it comes from."""

    value: int
    source: SettingSource


@dataclass(frozen=True, slots=True)
class GestureSettings:
    """The desktop's own numbers.

    Attributes:
        double_click_ms: The longest time between two clicks of a double click, in milliseconds.
        double_click_px: The longest way between them, in pixels.
        drag_px: The way after which a press becomes a drag, in pixels.
        scale: Device pixels to one of these pixels (``Gdk/WindowScalingFactor``).
    """

    double_click_ms: Setting
    double_click_px: Setting
    drag_px: Setting
    scale: int

    def in_device_pixels(self) -> Gestures:
        """The numbers as the recognition of actions needs them."""
        return Gestures(
            double_click_ns=self.double_click_ms.value * NS_PER_MS,
            double_click_px=self.double_click_px.value * self.scale,
            drag_px=self.drag_px.value * self.scale,
        )


def read_gesture_settings(display_name: str | None = None) -> GestureSettings:
    """Ask the desktop.

    Args:
        display_name: Such as ``:0``; ``None`` asks the environment.

    Raises:
        NoDisplayError: No X server answers.
        ScreenGoneError: It went away just now.
    """
    connection = Connection(display_name)
    try:
        with screen_may_go():
            owner = connection.display.get_selection_owner(connection.atom("_XSETTINGS_S0"))
            raw = connection.bytes_property(window_id_of(owner), "_XSETTINGS_SETTINGS") if owner else None
            resources = connection.bytes_property(connection.root.id, "RESOURCE_MANAGER") or b""
    finally:
        connection.close()
    return choose_settings(parse_xsettings(raw or b""), resources)


def choose_settings(published: dict[str, int], resources: bytes) -> GestureSettings:
    """Pick each number from the first source that has it."""

    def pick(name: str, default: int) -> Setting:
        if name in published:
            return Setting(published[name], SettingSource.XSETTINGS)
        return Setting(default, SettingSource.GTK_DEFAULT)

    time = pick("Net/DoubleClickTime", 400)
    of_xt = _RESOURCE.search(resources)
    if time.source is SettingSource.GTK_DEFAULT and of_xt is not None:
        time = Setting(int(of_xt.group(1)), SettingSource.X_RESOURCES)
    return GestureSettings(
        time,
        pick("Net/DoubleClickDistance", 5),
        pick("Net/DndDragThreshold", 8),
        scale=max(1, published.get("Gdk/WindowScalingFactor", 1)),
    )


def parse_xsettings(raw: bytes) -> dict[str, int]:
    """The whole numbers among published settings; what cannot be read ends the list."""
    found: dict[str, int] = {}
    if len(raw) < 12:  # noqa: PLR2004 - the property's header
        return found
    order = ">" if raw[0] == _BIG_ENDIAN else "<"
    (count,) = struct.unpack_from(order + "I", raw, 8)
    at = 12
    try:
        for _ in range(count):
            kind, name_length = struct.unpack_from(order + "BxH", raw, at)
            name = raw[at + 4 : at + 4 + name_length].decode("ascii", "replace")
            at += 4 + _padded(name_length) + 4
            if kind == _INTEGER:
                (found[name],) = struct.unpack_from(order + "i", raw, at)
                at += 4
            elif kind == _STRING:
                (length,) = struct.unpack_from(order + "I", raw, at)
                at += 4 + _padded(length)
            elif kind == _COLOR:
                at += 8
            else:
                break
    except struct.error:
        return found
    return found


def _padded(length: int) -> int:
    return (length + 3) & ~3

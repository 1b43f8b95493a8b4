"""The monitors, as RANDR 1.5 lists them.

The scale is ``Xft.dpi`` over 96, the one number by which X11 desktops tell toolkits how large to draw; 1
where the desktop sets none. A monitor's millimetres are not used: they say how dense the pixels are, not how
the desktop draws, and are often invented.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from Xlib.ext import randr

from recorder.devices.x11.connection import Connection
from recorder.episode.screen import Monitor, Rect

_XFT_DPI: Final = re.compile(rb"^Xft\.dpi:\s*([0-9.]+)\s*$", re.MULTILINE)
_PLAIN_DPI: Final = 96.0


@dataclass(frozen=True, slots=True)
class FoundMonitor:
    """A monitor before it has its number."""

    name: str
    rect: Rect
    is_primary: bool


class MonitorNumbers:
    """Gives each monitor a number that it keeps while it is plugged in."""

    def __init__(self) -> None:
        self._ids: dict[str, int] = {}

    def number(self, found: Sequence[FoundMonitor], *, scale: float) -> tuple[Monitor, ...]:
        """The monitors with their numbers; a new one takes the least that is free."""
        names = {monitor.name for monitor in found}
        self._ids = {name: number for name, number in self._ids.items() if name in names}
        for monitor in found:
            if monitor.name not in self._ids:
                taken = set(self._ids.values())
                self._ids[monitor.name] = next(n for n in range(len(taken) + 1) if n not in taken)
        numbered = (
            Monitor(self._ids[monitor.name], monitor.name, monitor.rect, scale, monitor.is_primary)
            for monitor in found
        )
        return tuple(sorted(numbered, key=lambda monitor: monitor.id))


class MonitorList:
    """Asks for the monitors; the caller's connection receives RANDR's events from now on."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._numbers = MonitorNumbers()
        root: Any = connection.root
        if connection.display.has_extension("RANDR"):
            connection.display.xrandr_query_version()
            root.xrandr_select_input(
                randr.RRScreenChangeNotifyMask | randr.RRCrtcChangeNotifyMask | randr.RROutputChangeNotifyMask
            )

    def read(self) -> tuple[Monitor, ...]:
        """The monitors as the server has them now."""
        resources = self._connection.bytes_property(self._connection.root.id, "RESOURCE_MANAGER") or b""
        return self._numbers.number(self._find(), scale=scale_of(resources))

    def _find(self) -> list[FoundMonitor]:
        root: Any = self._connection.root
        if self._connection.display.has_extension("RANDR"):
            found = [
                FoundMonitor(
                    self._connection.display.get_atom_name(info.name),
                    Rect(info.x, info.y, info.width_in_pixels, info.height_in_pixels),
                    bool(info.primary),
                )
                for info in root.xrandr_get_monitors(is_active=True).monitors
            ]
            if found:
                return found
        geometry = root.get_geometry()
        return [FoundMonitor("screen", Rect(0, 0, geometry.width, geometry.height), is_primary=True)]


def scale_of(resources: bytes) -> float:
    """The scale that a desktop's resources ask for, 1 when they say nothing usable."""
    match = _XFT_DPI.search(resources)
    if match is None:
        return 1.0
    try:
        dpi = float(match.group(1))
    except ValueError:
        return 1.0
    return dpi / _PLAIN_DPI if dpi > 0 else 1.0

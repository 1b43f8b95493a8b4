"""What a screen reader is told of the programs on a private desktop: names, roles, states and places.

A test that finds a button by this proves on the way that somebody who cannot see the screen would find it.
Numbers are those of ``atspi-constants.h``.
"""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, Final

from jeepney import DBusAddress, Message, Properties, new_method_call
from jeepney.io.blocking import DBusConnection, open_dbus_connection

from recorder.episode.screen import Rect

_ROOT: Final = "/org/a11y/atspi/accessible/root"
_ACCESSIBLE: Final = "org.a11y.atspi.Accessible"
_COMPONENT: Final = "org.a11y.atspi.Component"
_BUS: Final = DBusAddress("/org/a11y/bus", bus_name="org.a11y.Bus", interface="org.a11y.Bus")
_ON_THE_SCREEN: Final = 0
_ANSWER_S: Final = 10.0

CHECKED, ENABLED, FOCUSABLE, FOCUSED, SHOWING = 4, 8, 11, 12, 25


class GoneError(Exception):
    """It went away while it was asked."""


@dataclass(frozen=True, slots=True)
class Element:
    """Something that a screen reader can tell of.

    Attributes:
        path: Of this element, as long as it is there.
        name: What it is called.
        role: In the words of the bus, such as ``push button``.
        states: A bit for each that holds.
        rect: Where it is on the screen; empty if it is not shown.
        parents: The paths of what it is in, outermost first.
    """

    path: str
    name: str
    role: str
    states: int = field(repr=False)
    rect: Rect
    parents: tuple[str, ...] = field(repr=False)

    def has(self, state: int) -> bool:
        """Whether a state holds."""
        return bool(self.states >> state & 1)

    @property
    def middle(self) -> tuple[int, int]:
        """Where a hand would click."""
        return self.rect.x + self.rect.width // 2, self.rect.y + self.rect.height // 2


class ScreenReader:
    """Reads one program; owned by one thread.

    Args:
        session_bus: The address of the desktop's.
        process: The program's.
    """

    def __init__(self, session_bus: str, process: int) -> None:
        with open_dbus_connection(session_bus) as session:
            (address,) = session.send_and_get_reply(new_method_call(_BUS, "GetAddress")).body
        self._bus: DBusConnection = open_dbus_connection(address)
        self._process = process
        self._program = ""

    def close(self) -> None:
        """Hang up."""
        self._bus.close()

    def elements(self) -> list[Element]:
        """All that the program shows now, from its windows down; empty while it shows nothing."""
        with suppress(GoneError):
            return list(self._below(_ROOT, ()))
        return []

    def _below(self, path: str, parents: tuple[str, ...]) -> Iterator[Element]:
        if not self._program and not self._find_program():
            return
        for _, child in self._ask(path, _ACCESSIBLE, "GetChildren")[0]:
            element = self._element(child, parents)
            if element.has(SHOWING):
                yield element
                yield from self._below(child, (*parents, child))

    def _element(self, path: str, parents: tuple[str, ...]) -> Element:
        low, high = self._ask(path, _ACCESSIBLE, "GetState")[0]
        rect = Rect(0, 0, 0, 0)
        if low >> SHOWING & 1:
            rect = Rect(*self._ask(path, _COMPONENT, "GetExtents", "u", (_ON_THE_SCREEN,))[0])
        address = DBusAddress(path, bus_name=self._program, interface=_ACCESSIBLE)
        name = self._send(Properties(address).get("Name"))[0][1]
        role = self._ask(path, _ACCESSIBLE, "GetRoleName")[0]
        return Element(path, name, role, low | high << 32, rect, parents)

    def _find_program(self) -> bool:
        registry = DBusAddress(_ROOT, bus_name="org.a11y.atspi.Registry", interface=_ACCESSIBLE)
        for name, _ in self._send(new_method_call(registry, "GetChildren"))[0]:
            bus = DBusAddress(
                "/org/freedesktop/DBus", bus_name="org.freedesktop.DBus", interface="org.freedesktop.DBus"
            )
            with suppress(GoneError):
                (process,) = self._send(new_method_call(bus, "GetConnectionUnixProcessID", "s", (name,)))
                if process == self._process:
                    self._program = name
                    return True
        return False

    def _ask(
        self, path: str, interface: str, method: str, signature: str = "", body: tuple[Any, ...] = ()
    ) -> tuple[Any, ...]:
        address = DBusAddress(path, bus_name=self._program, interface=interface)
        return self._send(new_method_call(address, method, signature or None, body))

    def _send(self, message: Message) -> tuple[Any, ...]:
        try:
            reply = self._bus.send_and_get_reply(message, timeout=_ANSWER_S)
        except (TimeoutError, ConnectionError) as error:
            raise GoneError from error
        if reply.header.message_type.name == "error":
            raise GoneError
        body: tuple[Any, ...] = reply.body
        return body

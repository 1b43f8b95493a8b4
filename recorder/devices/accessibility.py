"""Which element has the keyboard, and whether it is a password field: asked over AT-SPI.

Applications announce each focus change; which element *has* the focus, and its role, are asked anew each time
someone wants to know, since a role may change (a "show password" button) and an announcement may come late.
An element counts only while it says of itself that it is focused and its process is the one asked about.
Where nothing was announced yet, the application's tree is searched, a slice at a time.

Numbers are those of ``atspi-constants.h``.
"""

import threading
import time
from collections.abc import Iterator
from enum import Enum, auto
from typing import Any, Final, Self

from recorder.devices.message_bus import BusGoneError, MessageBus

Element = tuple[str, str]

_ROLE_PASSWORD_TEXT: Final = 40
# Check menu item, menu, menu bar, menu item, pop-up menu, radio menu item, tear-off menu item.
_MENU_ROLES: Final = frozenset({8, 33, 34, 35, 41, 45, 59})
_STATE_ACTIVE: Final = 1
_STATE_FOCUSED: Final = 12
_STATE_MANAGES_DESCENDANTS: Final = 31
_ACCESSIBLE: Final = "org.a11y.atspi.Accessible"
_REGISTRY: Final = "org.a11y.atspi.Registry"
_ROOT_PATH: Final = "/org/a11y/atspi/accessible/root"
_EVENTS: Final = ("object:state-changed:focused", "object:property-change:accessible-role", "window:activate")
_ASK_S: Final = 0.05
_SLICE_S: Final = 0.03
_SEARCH_LIMIT: Final = 600
_SEARCH_PAUSE_S: Final = 2.0


class FieldKind(Enum):
    """What has the keyboard."""

    UNKNOWN = auto()
    PLAIN = auto()
    PASSWORD = auto()
    MENU = auto()


class AccessibilityStart:
    """Connects in a thread of its own, since a desktop may take seconds to start its accessibility bus."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._is_wanted = True
        self._found: Accessibility | None = None
        self._thread = threading.Thread(target=self._connect, name="accessibility-start", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_exc: object) -> None:
        """What arrives from now on, or was not taken, is closed."""
        with self._lock:
            self._is_wanted = False
            left, self._found = self._found, None
        if left is not None:
            left.close()

    def take(self) -> "Accessibility | None":
        """The bus, once, when it is there."""
        with self._lock:
            found, self._found = self._found, None
        return found

    def _connect(self) -> None:
        found = Accessibility.connect()
        with self._lock:
            if self._is_wanted:
                self._found = found
                return
        if found is not None:
            found.close()


class Accessibility:
    """The accessibility bus; owned by one thread. Use ``connect``."""

    def __init__(self, bus: MessageBus, session: MessageBus) -> None:
        self._bus = bus
        self._session = session
        self._focused: dict[int, Element] = {}
        self._announced: set[Element] = set()
        self._processes: dict[str, int | None] = {}
        self._search: Iterator[Element | None] | None = None
        self._search_process: int | None = None
        self._search_not_before = 0.0

    @classmethod
    def connect(cls) -> "Accessibility | None":
        """Turn accessibility on and listen; ``None`` where the desktop has no accessibility bus."""
        session = MessageBus.connect("SESSION")
        if session is None:
            return None
        bus = None
        try:
            answer = session.call("org.a11y.Bus", "/org/a11y/bus", "org.a11y.Bus.GetAddress", timeout_s=5.0)
            bus = MessageBus.connect(answer[0]) if answer else None
            if bus is None:
                session.close()
                return None
            session.call(
                "org.a11y.Bus",
                "/org/a11y/bus",
                "org.freedesktop.DBus.Properties.Set",
                "org.a11y.Status",
                "IsEnabled",
                ("b", True),
                signature="ssv",
            )
            found = cls(bus, session)
            found._listen()
        except BusGoneError:
            session.close()
            if bus is not None:
                bus.close()
            return None
        return found

    def fileno(self) -> int:
        """The socket, to wait on."""
        return self._bus.fileno()

    @property
    def has_waiting(self) -> bool:
        """Whether a signal arrived along with an answer."""
        return self._bus.has_waiting

    def close(self) -> None:
        """Hang up."""
        self._bus.close()
        self._session.close()

    def take_signals(self) -> bool:
        """Take in what applications announced; whether the focus or a role may have changed.

        Raises:
            BusGoneError: The bus hung up.
        """
        has_changed = False
        for signal in list(self._bus.signals()):
            if signal.member == "StateChanged" and signal.body[:2] == ("focused", 1):
                self._announced.add((signal.sender, signal.path))
                process = self._process_of(signal.sender)
                if process is not None:
                    self._focused[process] = (signal.sender, signal.path)
            self._search_not_before = 0.0
            has_changed = True
        return has_changed

    def take_announced(self) -> frozenset[Element]:
        """The elements of any process that announced since the last call that the keyboard came to them."""
        announced = frozenset(self._announced)
        self._announced.clear()
        return announced

    def focused_in(self, process: int) -> Element | None:
        """The element that ``field_of`` last spoke of; ``None`` where it knew of none."""
        return self._focused.get(process)

    def field_of(self, process: int) -> FieldKind:
        """What has the keyboard in that process, as it says right now; takes at most about 0.1 s.

        Raises:
            BusGoneError: The bus hung up.
        """
        element = self._focused.get(process)
        if element is not None:
            kind = self._kind_of(element)
            if kind is not FieldKind.UNKNOWN:
                return kind
            self._focused.pop(process, None)
        found = self._search_slice(process)
        if found is None:
            return FieldKind.UNKNOWN
        self._focused[process] = found
        return self._kind_of(found)

    def _listen(self) -> None:
        for event in _EVENTS:
            self._bus.call(
                _REGISTRY,
                "/org/a11y/atspi/registry",
                f"{_REGISTRY}.RegisterEvent",
                event,
                [],
                "",
                signature="sass",
            )
        self._bus.listen(interface="org.a11y.atspi.Event.Object", member="StateChanged", arg0="focused")
        self._bus.listen(
            interface="org.a11y.atspi.Event.Object", member="PropertyChange", arg0="accessible-role"
        )
        self._bus.listen(interface="org.a11y.atspi.Event.Window", member="Activate")

    def _kind_of(self, element: Element) -> FieldKind:
        if not self._has_state(element, _STATE_FOCUSED):
            return FieldKind.UNKNOWN
        answer = self._ask(element, "GetRole")
        if not answer:
            return FieldKind.UNKNOWN
        if answer[0] == _ROLE_PASSWORD_TEXT:
            return FieldKind.PASSWORD
        return FieldKind.MENU if answer[0] in _MENU_ROLES else FieldKind.PLAIN

    def _has_state(self, element: Element, state: int) -> bool:
        answer = self._ask(element, "GetState")
        if not answer:
            return False
        words = answer[0]
        return len(words) > state // 32 and bool(words[state // 32] >> (state % 32) & 1)

    def _ask(self, element: Element, member: str) -> tuple[Any, ...] | None:
        sender, path = element
        return self._bus.call(sender, path, f"{_ACCESSIBLE}.{member}", timeout_s=_ASK_S)

    def _children(self, element: Element) -> list[Element]:
        answer = self._ask(element, "GetChildren")
        if not answer or not isinstance(answer[0], list):
            return []
        return [(child[0], child[1]) for child in answer[0]]

    def _process_of(self, sender: str) -> int | None:
        if sender not in self._processes:
            answer = self._bus.call(
                "org.freedesktop.DBus",
                "/org/freedesktop/DBus",
                "org.freedesktop.DBus.GetConnectionUnixProcessID",
                sender,
                signature="s",
                timeout_s=_ASK_S,
            )
            if answer is None:
                return None
            self._processes[sender] = int(answer[0])
        return self._processes[sender]

    def _search_slice(self, process: int) -> Element | None:
        """Go on with the search for a while."""
        now = time.monotonic()
        if self._search is None or self._search_process != process:
            if self._search_process == process and now < self._search_not_before:
                return None
            self._search, self._search_process = self._elements(process), process
        until = now + _SLICE_S
        for element in self._search:
            if element is not None:
                self._search = None
                return element
            if time.monotonic() >= until:
                return None
        self._search = None
        self._search_not_before = time.monotonic() + _SEARCH_PAUSE_S
        return None

    def _elements(self, process: int) -> Iterator[Element | None]:
        """Walk the active windows of a process; gives the focused element, or ``None`` for each other one."""
        waiting: list[Element] = []
        for application in self._children((_REGISTRY, _ROOT_PATH)):
            yield None
            if self._process_of(application[0]) == process:
                for window in self._children(application):
                    yield None
                    if self._has_state(window, _STATE_ACTIVE):
                        waiting.append(window)
        for _ in range(_SEARCH_LIMIT):
            if not waiting:
                return
            element = waiting.pop()
            if self._has_state(element, _STATE_FOCUSED):
                yield element
                return
            yield None
            if not self._has_state(element, _STATE_MANAGES_DESCENDANTS):
                waiting.extend(reversed(self._children(element)))

"""What D-Bus says about the lock and about sleep: the desktops' screen savers and logind.

A bus or a service that is not there says nothing; no service is started by asking.
"""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from recorder.devices.message_bus import BusGoneError, MessageBus, Signal

_SAVERS: Final = {
    "org.freedesktop.ScreenSaver": "/org/freedesktop/ScreenSaver",
    "org.gnome.ScreenSaver": "/org/gnome/ScreenSaver",
    "org.mate.ScreenSaver": "/org/mate/ScreenSaver",
    "org.cinnamon.ScreenSaver": "/org/cinnamon/ScreenSaver",
}
_LOGIND: Final = "org.freedesktop.login1"
_MANAGER_PATH: Final = "/org/freedesktop/login1"
_MANAGER: Final = "org.freedesktop.login1.Manager"
_SESSION: Final = "org.freedesktop.login1.Session"
_PROPERTIES: Final = "org.freedesktop.DBus.Properties"
_ASK_S: Final = 0.5


class Topic(StrEnum):
    """What a word from a bus is about."""

    LOCK = "lock"
    SLEEP = "sleep"


@dataclass(frozen=True, slots=True)
class Word:
    """One source said something.

    Attributes:
        topic: What about.
        source: Who said it, so that each can only take back its own word.
        is_on: Locked, or about to sleep; else unlocked, or awake again.
    """

    topic: Topic
    source: str
    is_on: bool


class LockBuses:
    """Listens on the session's bus and the system's; owned by one thread."""

    def __init__(self) -> None:
        self._session = MessageBus.connect("SESSION")
        self._system = MessageBus.connect("SYSTEM")
        self._login_path: str | None = None

    def begin(self) -> Iterator[Word]:
        """Start to listen, and say what is the case already."""
        try:
            yield from self._begin_session()
        except BusGoneError:
            self._lose(self._session)
        try:
            yield from self._begin_system()
        except BusGoneError:
            self._lose(self._system)

    def filenos(self) -> list[int]:
        """The sockets, to wait on."""
        return [bus.fileno() for bus in (self._session, self._system) if bus is not None]

    def words(self) -> Iterator[Word]:
        """What was said since the last call, without waiting."""
        for bus in (self._session, self._system):
            if bus is None:
                continue
            try:
                for signal in list(bus.signals()):
                    word = self._word(signal)
                    if word is not None:
                        yield word
            except BusGoneError:
                self._lose(bus)

    def close(self) -> None:
        """Hang up."""
        for bus in (self._session, self._system):
            if bus is not None:
                bus.close()
        self._session = self._system = None

    def _lose(self, bus: MessageBus | None) -> None:
        if bus is None:
            return
        bus.close()
        if bus is self._session:
            self._session = None
        else:
            self._system = None

    def _begin_session(self) -> Iterator[Word]:
        if self._session is None:
            return
        for interface, path in _SAVERS.items():
            self._session.listen(interface=interface, member="ActiveChanged")
            if not _is_there(self._session, interface):
                continue
            answer = self._session.call(interface, path, f"{interface}.GetActive", timeout_s=_ASK_S)
            if answer and answer[0]:
                yield Word(Topic.LOCK, interface, is_on=True)

    def _begin_system(self) -> Iterator[Word]:
        bus = self._system
        if bus is None:
            return
        bus.listen(interface=_MANAGER, member="PrepareForSleep")
        if not _is_there(bus, _LOGIND):
            return
        name = os.environ.get("XDG_SESSION_ID", "")
        ask, argument, signature = (
            ("GetSession", name, "s") if name else ("GetSessionByPID", os.getpid(), "u")
        )
        answer = bus.call(
            _LOGIND, _MANAGER_PATH, f"{_MANAGER}.{ask}", argument, signature=signature, timeout_s=_ASK_S
        )
        if not answer:
            return
        self._login_path = str(answer[0])
        bus.listen(interface=_SESSION, path=self._login_path)
        bus.listen(interface=_PROPERTIES, path=self._login_path, member="PropertiesChanged")
        hint = bus.call(
            _LOGIND,
            self._login_path,
            f"{_PROPERTIES}.Get",
            _SESSION,
            "LockedHint",
            signature="ss",
            timeout_s=_ASK_S,
        )
        if hint and hint[0][1]:
            yield Word(Topic.LOCK, _LOGIND, is_on=True)

    def _word(self, signal: Signal) -> Word | None:
        if signal.interface in _SAVERS and signal.member == "ActiveChanged" and signal.body:
            return Word(Topic.LOCK, signal.interface, is_on=bool(signal.body[0]))
        if signal.interface == _MANAGER and signal.member == "PrepareForSleep" and signal.body:
            return Word(Topic.SLEEP, _LOGIND, is_on=bool(signal.body[0]))
        if signal.path != self._login_path:
            return None
        if signal.interface == _SESSION and signal.member in {"Lock", "Unlock"}:
            return Word(Topic.LOCK, _LOGIND, is_on=signal.member == "Lock")
        if signal.member == "PropertiesChanged" and signal.body[:1] == (_SESSION,):
            hint = signal.body[1].get("LockedHint")
            if hint is not None:
                return Word(Topic.LOCK, _LOGIND, is_on=bool(hint[1]))
        return None


def lock_sources(session: MessageBus | None, system: MessageBus | None) -> tuple[str, ...]:
    """The services on these buses that say when the screen is locked."""
    return tuple(
        name
        for bus, names in ((session, _SAVERS), (system, (_LOGIND,)))
        if bus is not None
        for name in names
        if _is_there(bus, name)
    )


def _is_there(bus: MessageBus, name: str) -> bool:
    answer = bus.call(
        "org.freedesktop.DBus",
        "/org/freedesktop/DBus",
        "org.freedesktop.DBus.NameHasOwner",
        name,
        signature="s",
        timeout_s=_ASK_S,
    )
    return bool(answer and answer[0])

"""Devices and a disk that do as they are told, for tests of what stands between them."""

import threading
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Final

import numpy as np
from numpy.typing import NDArray

from recorder.episode.consent import EMPTY_HEAD
from recorder.episode.ending import EndReason
from recorder.episode.events import Event, InputEvent, NumberedEvent
from recorder.episode.frames import Packet
from recorder.episode.gestures import Gestures
from recorder.episode.screen import Monitor, Rect
from recorder.episode.study import Stream
from recorder.ports import DesktopSignal, UnreadableScreenError
from recorder.privacy import FocusObservation, ScreenObservation
from recorder.recording.clock import MonotonicClock
from recorder.recording.messages import Begin, Hotkeys
from recorder.recording.recorder import Devices
from recorder.vault.session_header import SessionHeader, SessionSummary

NOWHERE: Final = Rect(0, 0, 0, 0)
PLACE: Final = Rect(0, 0, 128, 64)
MONITOR: Final = Monitor(0, "synthetic", PLACE, 1.0, is_primary=True)
HEADER: Final = SessionHeader(
    session_id="synthetic",
    study_id="office",
    study_version="1.0",
    study_sha256="ab",
    task_id="write",
    grant_hash="cd",
    streams=("keyboard", "pointer"),
    started_at=datetime(2026, 5, 1, 12, 30, 1, 123456, tzinfo=UTC),
    platform="Linux",
    display=":3",
    gestures=Gestures(400_000_000, 5, 8),
    frames_per_second=10,
)
KEY: Final = bytes(range(32))
BEGIN: Final = Begin(
    study_toml='title = "Ü"\n\x00'.encode(),
    consent_entries=("one", 'two\n"with a line"'),
    consent_head=EMPTY_HEAD,
    task_id="write",
    streams=(Stream.KEYBOARD, Stream.POINTER),
    session_path="/home/someone/a folder/a1.db",
    session_key=KEY,
    header=HEADER,
    hotkeys=Hotkeys(),
    off_the_record_ns=120,
    longest_ns=None,
    own_windows=(1, 2),
    own_pids=(3,),
)
_LONGEST_S: Final = 30.0


class SetClock:
    """A clock that stands where it was set."""

    def __init__(self) -> None:
        self.at_ns = 0

    def now_ns(self) -> int:
        return self.at_ns


class SyntheticSource:
    """An input, focus or desktop watch: what is handed to ``send`` was reported."""

    def __init__(self, error: Exception | None = None) -> None:
        self.error = error
        self.is_running = False
        self._take: Callable[..., None] = lambda _: None

    def start(self, take: Callable[..., None]) -> None:
        if self.error is not None:
            raise self.error
        self._take = take
        self.is_running = True

    def stop(self) -> None:
        self.is_running = False

    def send(self, what: InputEvent | FocusObservation | DesktopSignal) -> None:
        self._take(what)


class SyntheticScreen:
    """A screen, its windows and its pictures; ``ScreenWatch`` and ``PictureSource`` in one.

    Attributes:
        pixels: ``(height, width, 4)`` bytes, blue first.
        on_grab: Called in the middle of every picture.
        error: Raised by the next observations.
    """

    def __init__(self, monitor: Monitor = MONITOR) -> None:
        self._lock = threading.Lock()
        self.placed: tuple[Monitor, ...] = (monitor,)
        self.pixels = np.zeros((monitor.rect.height, monitor.rect.width, 4), np.uint8)
        self.hidden: tuple[Rect, ...] = ()
        self.are_own = False
        self.version = 0
        self.on_grab: Callable[[], None] = lambda: None
        self.error: Exception | None = None
        self.is_readable = True
        self.looks = 0
        self.grabs: list[Rect] = []
        self.is_closed = False
        self._damaged = NOWHERE

    def draw(self, rect: Rect, value: int, *, is_reported: bool = True) -> None:
        """Fill a place with one value."""
        with self._lock:
            self.pixels[rect.y : rect.bottom, rect.x : rect.right] = value
            if is_reported:
                self._damaged = self._damaged.hull(rect)

    def resize(self, monitor: Monitor, value: int) -> None:
        """Now the monitor is this one, of one colour."""
        with self._lock:
            self.placed = (monitor,)
            self.version += 1
            self.pixels = np.full((monitor.rect.height, monitor.rect.width, 4), value, np.uint8)

    def change_windows(self, *hidden: Rect) -> None:
        """Now these places are hidden."""
        with self._lock:
            self.hidden = hidden
            self.version += 1

    def monitors(self) -> tuple[Monitor, ...]:
        return self.placed

    def has_news(self) -> bool:
        return True

    def observe(self) -> ScreenObservation:
        if self.error is not None:
            raise self.error
        with self._lock:
            self.looks += 1
            damaged, self._damaged = self._damaged, NOWHERE
            return ScreenObservation(self.version, self.hidden, damaged, are_own=self.are_own)

    def grab_region(self, region: Rect) -> NDArray[np.uint8]:
        if not self.is_readable:
            raise UnreadableScreenError
        with self._lock:
            self.grabs.append(region)
            place = self.placed[0].rect
            if region.intersection(place) != region:
                raise UnreadableScreenError
            own = region.moved(-place.x, -place.y)
            pixels = self.pixels[own.y : own.bottom, own.x : own.right].copy()
        self.on_grab()
        return pixels

    def close(self) -> None:
        self.is_closed = True


class SyntheticDisk:
    """A ``SessionSink`` in memory.

    Attributes:
        may_go_on: Cleared, every call waits for it, as on a disk that hangs.
        errors: Raised by the next calls, one each.
    """

    def __init__(self) -> None:
        self.may_go_on = threading.Event()
        self.may_go_on.set()
        self.is_waiting = threading.Event()
        self.errors: list[Exception] = []
        self.events: list[NumberedEvent] = []
        self.packets: list[Packet] = []
        self.wipes: list[int] = []
        self.reason: EndReason | None = None
        self.is_destroyed = False
        self.appends = 0

    def append(self, events: Sequence[NumberedEvent], packets: Sequence[Packet]) -> None:
        self._go()
        self.appends += 1
        self.events += events
        self.packets += packets

    def wipe_since(self, at_ns: int) -> None:
        self._go()
        self.wipes.append(at_ns)
        self.events = [each for each in self.events if each.event.at_ns < at_ns]
        self.packets = [each for each in self.packets if each.at_ns < at_ns]

    def finish(self, ended_ns: int, reason: EndReason) -> SessionSummary:
        self._go()
        self.reason = reason
        size = sum(len(packet.data) for packet in self.packets)
        return SessionSummary(
            "synthetic", ended_ns, reason, len(self.events), len(self.packets), size, len(self.events), 0, ""
        )

    def destroy(self) -> None:
        self.events, self.packets = [], []
        self.is_destroyed = True

    def kept(self, *kinds: type) -> list[Event]:
        """The events of these kinds."""
        return [each.event for each in self.events if isinstance(each.event, kinds)]

    def _go(self) -> None:
        self.is_waiting.set()
        assert self.may_go_on.wait(_LONGEST_S), "the test never let the disk go on"
        self.is_waiting.clear()
        if self.errors:
            raise self.errors.pop(0)


class SyntheticDevices:
    """All that a recording listens to and looks at."""

    def __init__(self) -> None:
        self.clock = MonotonicClock(time.monotonic_ns())
        self.input, self.focus, self.desktop = SyntheticSource(), SyntheticSource(), SyntheticSource()
        self.screen = SyntheticScreen()
        self.housekeeping: Callable[[], None] = lambda: None
        self.is_closed = False

    def opened(self) -> Devices:
        """As the recorder takes them."""
        return Devices(
            clock=self.clock,
            input=self.input,
            focus=self.focus,
            desktop=self.desktop,
            open_screen_watch=lambda: self.screen,
            open_pictures=lambda: self.screen,
            keep_house=self._keep_house,
            close=self._close,
        )

    def _keep_house(self) -> None:
        self.housekeeping()

    def _close(self) -> None:
        self.is_closed = True

"""Random sessions in which everything can be told apart: each picture bears a number, each key its own name.

Small monitors, short groups, pauses, changes of resolution: whatever a bake must get right, close together.
The same seed gives the same session.
"""

import random
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from recorder.episode.ending import EndReason
from recorder.episode.events import (
    Button,
    ButtonPressed,
    ButtonReleased,
    ContextChanged,
    Event,
    HiddenReason,
    KeyPressed,
    KeyReleased,
    KeysHidden,
    Mark,
    MarkKind,
    MonitorsChanged,
    NumberedEvent,
    PointerMoved,
    Scrolled,
    WindowContext,
)
from recorder.episode.frames import Packet
from recorder.episode.screen import Monitor, Rect
from recorder.episode.time import NS_PER_MS
from recorder.vault.session_reader import SessionAccess
from recorder.vault.session_writer import SessionWriter
from recorder.video.encoder import EncoderSettings, PictureEncoder
from tests.rigs.synthetic import HEADER, KEY

STAMP_PX: Final = 32
_LEVELS: Final = 6
_FIRST_CHARACTER: Final = 0x4E00
_SETTINGS: Final = EncoderSettings(gop_frames=6)
_SIZES: Final = ((160, 96), (161, 95), (128, 112))
_STAMP_COLOURS: Final = _LEVELS**3


@dataclass
class StampedSession:
    """What is known of the session.

    Attributes:
        access: Opens it.
        events: All of them.
        pictures: By monitor, when each was taken and with which stamp.
        packets: By monitor.
    """

    access: SessionAccess
    events: tuple[NumberedEvent, ...]
    pictures: dict[int, list[tuple[int, int]]]
    packets: dict[int, list[Packet]]

    @property
    def ended_ns(self) -> int:
        return self.access.summary.ended_ns


@dataclass
class _Screen:
    monitor: Monitor
    encoder: PictureEncoder
    canvas: NDArray[np.uint8]


@dataclass
class _Making:
    chance: random.Random
    now_ns: int = 0
    events: list[NumberedEvent] = field(default_factory=list)
    packets: dict[int, list[Packet]] = field(default_factory=dict)
    pictures: dict[int, list[tuple[int, int]]] = field(default_factory=dict)
    screens: list[_Screen] = field(default_factory=list)
    held: list[KeyPressed] = field(default_factory=list)
    buttons: list[ButtonPressed] = field(default_factory=list)
    typed: int = 0
    titled: int = 0
    stamped: int = 0
    next_gop: int = 0

    def record(self, event: Event) -> None:
        self.events.append(NumberedEvent(len(self.events) + 1, event))

    def place(self) -> tuple[int, int]:
        return self.chance.randrange(-120, 150), self.chance.randrange(0, 100)

    def set_monitors(self) -> None:
        places = []
        right = 0
        for number in range(2):
            width, height = self.chance.choice(_SIZES)
            places.append(Rect(right - width if number else 0, 0, width, height))
            right = 0
        monitors = tuple(
            Monitor(number, f"M{number}", rect, 1.0, is_primary=not number)
            for number, rect in enumerate(places)
        )
        self.record(MonitorsChanged(self.now_ns, monitors))
        self.screens = [self._screen(monitor) for monitor in monitors]
        for screen in self.screens:
            self.picture(screen)

    def _screen(self, monitor: Monitor) -> _Screen:
        width = monitor.rect.width + monitor.rect.width % 2
        height = monitor.rect.height + monitor.rect.height % 2
        encoder = PictureEncoder(monitor.id, width, height, first_gop=self.next_gop, settings=_SETTINGS)
        canvas = np.zeros((height, width, 4), np.uint8)
        canvas[..., 0] = np.linspace(60, 200, width, dtype=np.uint8)
        canvas[..., 1] = np.linspace(200, 60, height, dtype=np.uint8)[:, np.newaxis]
        return _Screen(monitor, encoder, canvas)

    def picture(self, screen: _Screen) -> None:
        self.now_ns += NS_PER_MS
        self.stamped += 1
        for place, number in enumerate((self.stamped % _STAMP_COLOURS, self.stamped // _STAMP_COLOURS)):
            left = place * STAMP_PX
            screen.canvas[:STAMP_PX, left : left + STAMP_PX, :3] = _colour(number)
        left, top = self.chance.randrange(0, 100), self.chance.randrange(STAMP_PX, 80)
        screen.canvas[top : top + 14, left : left + 24, :3] = self.chance.randrange(256)
        whole = Rect(0, 0, screen.canvas.shape[1], screen.canvas.shape[0])
        packet = screen.encoder.encode(screen.canvas, whole, self.now_ns)
        self.next_gop = max(self.next_gop, screen.encoder.next_gop)
        self.packets.setdefault(screen.monitor.id, []).append(packet)
        self.pictures.setdefault(screen.monitor.id, []).append((self.now_ns, self.stamped))

    def press(self) -> None:
        char = chr(_FIRST_CHARACTER + self.typed)
        self.typed += 1
        pressed = KeyPressed(self.now_ns, f"canary{self.typed:05}x", char, ord(char))
        self.record(pressed)
        self.held.append(pressed)

    def release(self) -> None:
        if self.held:
            pressed = self.held.pop(self.chance.randrange(len(self.held)))
            self.record(KeyReleased(self.now_ns, pressed.name, pressed.char, pressed.vk))

    def point(self) -> None:
        for _ in range(self.chance.randrange(1, 6)):
            self.now_ns += 8 * NS_PER_MS
            self.record(PointerMoved(self.now_ns, *self.place()))

    def button(self) -> None:
        if self.buttons:
            self.record(ButtonReleased(self.now_ns, *self.place(), self.buttons.pop().button))
        else:
            pressed = ButtonPressed(self.now_ns, *self.place(), Button.LEFT)
            self.buttons.append(pressed)
            self.record(pressed)

    def scroll(self) -> None:
        self.record(Scrolled(self.now_ns, *self.place(), 0, -1))

    def focus(self) -> None:
        self.titled += 1
        window = WindowContext(f"app{self.titled:04}x", title_of(self.titled), Rect(5, 5, 90, 60))
        self.record(ContextChanged(self.now_ns, window if self.chance.random() < 0.9 else None))

    def hide_keys(self) -> None:
        began_ns = self.now_ns
        self.now_ns += self.chance.randrange(500) * NS_PER_MS
        self.record(KeysHidden(began_ns, self.now_ns, HiddenReason.PASSWORD))

    def pause(self) -> None:
        began_ns = self.now_ns
        self.now_ns += self.chance.randrange(100, 3000) * NS_PER_MS
        self.record(Mark(began_ns, self.now_ns, MarkKind.PAUSED))
        self.held.clear()
        self.buttons.clear()
        self.record(MonitorsChanged(self.now_ns, tuple(screen.monitor for screen in self.screens)))
        self.focus()
        for screen in self.screens:
            screen.encoder.restart_group()
            self.picture(screen)


def title_of(number: int) -> str:
    """The title of the session's window of that number."""
    return f"title{number:04}x"


def stamp_of(picture: NDArray[np.uint8]) -> int:
    """The number on a decoded picture."""
    digits = [_number(picture[8:24, left + 8 : left + 24].mean(axis=(0, 1))) for left in (0, STAMP_PX)]
    return digits[0] + digits[1] * _STAMP_COLOURS


def stamped_session(path: Path, seed: int, *, steps: int = 120) -> StampedSession:
    """A finished random session."""
    making = _Making(random.Random(seed))
    making.set_monitors()
    making.focus()
    doings = (
        [lambda: making.picture(making.chance.choice(making.screens))] * 30
        + [making.press] * 16
        + [making.release] * 16
        + [making.point] * 12
        + [making.button] * 8
        + [making.scroll] * 4
        + [making.focus] * 5
        + [making.hide_keys] * 2
        + [making.pause] * 3
        + [making.set_monitors]
    )
    for _ in range(steps):
        making.now_ns += making.chance.randrange(0, 300) * NS_PER_MS
        making.chance.choice(doings)()
    writer = SessionWriter.create(path, KEY, replace(HEADER, session_id="stamped"))
    writer.append(making.events, [packet for packets in making.packets.values() for packet in packets])
    summary = writer.finish(making.now_ns, EndReason.STOPPED)
    access = SessionAccess(path, KEY, summary)
    return StampedSession(access, tuple(making.events), making.pictures, making.packets)


def _colour(number: int) -> tuple[int, int, int]:
    digits = (number % _LEVELS, number // _LEVELS % _LEVELS, number // _LEVELS**2)
    blue, green, red = (30 + 40 * digit for digit in digits)
    return blue, green, red


def _number(colour: NDArray[np.float64]) -> int:
    red, green, blue = (min(_LEVELS - 1, max(0, round((float(value) - 30) / 40))) for value in colour)
    return blue + green * _LEVELS + red * _LEVELS**2

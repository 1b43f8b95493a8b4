"""Sessions that look like work, made without a screen: windows, typing, pointing, scrolling, pauses.

The same seed gives the same session. Used where a test or a benchmark needs content that it knows: what was
typed and when, which window stood where, what each picture showed.
"""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from recorder.episode.ending import EndReason
from recorder.episode.events import (
    Button,
    ButtonPressed,
    ButtonReleased,
    ContextChanged,
    Event,
    KeyPressed,
    KeyReleased,
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
from recorder.episode.time import NS_PER_MS, NS_PER_SECOND
from recorder.vault.session_header import SessionHeader, SessionSummary
from recorder.vault.session_reader import SessionAccess
from recorder.vault.session_writer import SessionWriter
from recorder.video.encoder import EncoderSettings, PictureEncoder
from tests.rigs.synthetic import HEADER, KEY

FONT: Final = "/usr/share/fonts/truetype/dejavu/DejaVuSansMono.ttf"
_PROSE: Final = """
the quick brown fox jumps over a lazy dog while nine grey geese watch from the old garden wall and somebody
writes a short letter about tea cake music weather trains and the price of apples
"""
WORDS: Final = tuple(_PROSE.split())
_TEXT_PX: Final = 18
_LINE_PX: Final = 24
_BAR_PX: Final = 30
_BATCH: Final = 500

Pixels = NDArray[np.uint8]


@dataclass
class DrawnWindow:
    """A window of the drawn desktop."""

    app: str
    title: str
    rect: Rect
    ground: tuple[int, int, int] = (250, 250, 250)
    lines: list[str] = field(default_factory=lambda: [""])
    scrolled: int = 0

    @property
    def context(self) -> WindowContext:
        return WindowContext(self.app, self.title, self.rect)


class DrawnDesktop:
    """Records what a script does on a drawn desktop into a session file.

    Attributes:
        now_ns: The session's time; a script moves it with ``wait``.
        typed: Every text typed, with the times of its first and last key.
    """

    def __init__(
        self,
        path: Path,
        *,
        key: bytes = KEY,
        header: SessionHeader = HEADER,
        size: tuple[int, int] = (1280, 720),
        windows: tuple[DrawnWindow, ...] = (),
        settings: EncoderSettings | None = None,
        seed: int = 7,
        first_picture_ms: float = 0,
    ) -> None:
        self.now_ns = 0
        self.typed: list[tuple[str, int, int]] = []
        self.chance = random.Random(seed)
        self.monitor = Monitor(0, "drawn", Rect(0, 0, *size), 1.0, is_primary=True)
        self.windows = list(windows) or [default_editor(size)]
        self.pointer = (size[0] // 2, size[1] // 2)
        self._path, self._key = path, key
        self._writer = SessionWriter.create(path, key, header)
        self._image = Image.new("RGB", size, (58, 74, 92))
        self._draw = ImageDraw.Draw(self._image)
        self._font = ImageFont.truetype(FONT, _TEXT_PX)
        self._encoder = PictureEncoder(0, *size, settings=settings or EncoderSettings(gop_frames=100))
        self._canvas = np.zeros((size[1], size[0], 4), np.uint8)
        self._dirty = Rect(0, 0, *size)
        self._seq = 0
        self._events: list[NumberedEvent] = []
        self._packets: list[Packet] = []
        self._last_picture_ns = -NS_PER_SECOND
        self.record(MonitorsChanged(0, (self.monitor,)))
        self.wait(first_picture_ms)
        self.redraw()
        self.focus(self.windows[-1])

    @property
    def focused(self) -> DrawnWindow:
        """The topmost window."""
        return self.windows[-1]

    def record(self, event: Event) -> int:
        """Write an event; its number."""
        self._seq += 1
        self._events.append(NumberedEvent(self._seq, event))
        if len(self._events) >= _BATCH:
            self._flush()
        return self._seq

    def wait(self, ms: float) -> None:
        """Let time pass."""
        self.now_ns += round(ms * NS_PER_MS)

    def focus(self, window: DrawnWindow) -> None:
        """Raise a window and give it the keyboard."""
        self.windows.remove(window)
        self.windows.append(window)
        self.record(ContextChanged(self.now_ns, window.context))
        self.redraw()
        self.picture()

    def close_window(self, window: DrawnWindow) -> None:
        """Take a window away; the next one gets the focus."""
        self.windows.remove(window)
        self.redraw()
        if self.windows:
            self.focus(self.windows[-1])
        else:
            self.record(ContextChanged(self.now_ns, None))
            self.picture()

    def open_window(self, window: DrawnWindow) -> DrawnWindow:
        """Show one more window, with the focus."""
        self.windows.append(window)
        self.focus(window)
        return window

    def retitle(self, window: DrawnWindow, title: str) -> None:
        """Give a window another title."""
        window.title = title
        self.redraw()
        self.record(ContextChanged(self.now_ns, window.context))
        self.picture()

    def move_window(self, window: DrawnWindow, rect: Rect) -> None:
        """Put a window elsewhere."""
        window.rect = rect
        self.redraw()
        self.record(ContextChanged(self.now_ns, window.context))
        self.picture()

    def type(self, text: str, *, ms_a_key: float = 120) -> None:
        """Type into the focused window, a picture for each key."""
        began_ns = self.now_ns
        for char in text:
            self._press(char)
            self.wait(ms_a_key * self.chance.uniform(0.6, 1.4))
        self.typed.append((text, began_ns, self.now_ns))

    def press(self, name: str, *, vk: int | None = None) -> None:
        """Press a key that types nothing."""
        self.record(KeyPressed(self.now_ns, name, None, vk))
        self.wait(60)
        self.record(KeyReleased(self.now_ns, name, None, vk))

    def move(self, x: int, y: int, *, ms: float = 400, hz: float = 125) -> None:
        """Move the pointer along a line."""
        steps = max(1, round(ms * hz / 1000))
        from_x, from_y = self.pointer
        for step in range(1, steps + 1):
            self.wait(ms / steps)
            share = step / steps
            at = (round(from_x + (x - from_x) * share), round(from_y + (y - from_y) * share))
            self.record(PointerMoved(self.now_ns, *at))
        self.pointer = (x, y)

    def click(self, x: int, y: int) -> None:
        """Go there and click."""
        self.move(x, y)
        self.record(ButtonPressed(self.now_ns, x, y, Button.LEFT))
        self.wait(80)
        self.record(ButtonReleased(self.now_ns, x, y, Button.LEFT))

    def scroll(self, notches: int) -> None:
        """Turn the wheel over the focused window; down is negative."""
        step = 1 if notches > 0 else -1
        for _ in range(abs(notches)):
            self.record(Scrolled(self.now_ns, *self.pointer, 0, step))
            self.focused.scrolled = max(0, self.focused.scrolled - step)
            self._paint_window(self.focused)
            self.picture()
            self.wait(90)

    def pause(self, ms: float) -> None:
        """Record nothing for a while."""
        began_ns = self.now_ns
        self.wait(ms)
        self.record(Mark(began_ns, self.now_ns, MarkKind.PAUSED))
        self.record(MonitorsChanged(self.now_ns, (self.monitor,)))
        self.record(ContextChanged(self.now_ns, self.focused.context))
        self._encoder.restart_group()
        self._dirty = self.monitor.rect
        self.picture()

    def fill(self, rect: Rect, colour: tuple[int, int, int]) -> None:
        """Paint a plain rectangle over everything, as a canary; ``redraw`` takes it away."""
        self._draw.rectangle((rect.x, rect.y, rect.right - 1, rect.bottom - 1), fill=colour)
        self._dirty = self._dirty.hull(rect)

    def paint(self, draw: Callable[[ImageDraw.ImageDraw], None], changed: Rect) -> None:
        """Draw anything."""
        draw(self._draw)
        self._dirty = self._dirty.hull(changed)

    def show(self, pixels: Pixels) -> None:
        """Show a picture of a whole desktop, blue first, instead of what is drawn."""
        self._image.paste(Image.fromarray(np.ascontiguousarray(pixels[:, :, 2::-1])))
        self._dirty = self.monitor.rect
        self.picture()

    def redraw(self) -> None:
        """Draw the desktop and all windows anew."""
        self._draw.rectangle((0, 0, *self._image.size), fill=(58, 74, 92))
        for window in self.windows:
            self._paint_window(window)
        self._dirty = self.monitor.rect

    def picture(self) -> None:
        """Take a picture if anything changed; the clock moves on a nanosecond where two share one."""
        if self._dirty.is_empty:
            return
        at_ns = max(self.now_ns, self._last_picture_ns + 1)
        area = self._dirty.intersection(self.monitor.rect)
        box = (area.x, area.y, area.right, area.bottom)
        fresh = np.asarray(self._image.crop(box))[:, :, ::-1]
        self._canvas[area.y : area.bottom, area.x : area.right, :3] = fresh
        self._packets.append(self._encoder.encode(self._canvas, area, at_ns))
        self._last_picture_ns = at_ns
        self._dirty = Rect(0, 0, 0, 0)

    def finish(self) -> SessionAccess:
        """End the session."""
        self._flush()
        ended_ns = max(self.now_ns, self._last_picture_ns) + 1
        summary: SessionSummary = self._writer.finish(ended_ns, EndReason.STOPPED)
        return SessionAccess(self._path, self._key, summary)

    def leave(self) -> None:
        """Let go of the file as a crash would: what was done is there, the end is not."""
        self._flush()
        self._writer.close()

    def _press(self, char: str) -> None:
        name = {" ": "space", "\n": "enter"}.get(char, char)
        typed = None if char == "\n" else char
        self.record(KeyPressed(self.now_ns, name, typed, ord(char)))
        window = self.focused
        if char == "\n" or len(window.lines[-1]) * 11 > window.rect.width - 40:
            window.lines.append("")
        if char != "\n":
            window.lines[-1] += char
        self._paint_last_line(window)
        self.wait(30)
        self.picture()
        self.record(KeyReleased(self.now_ns, name, typed, ord(char)))

    def _visible_lines(self, window: DrawnWindow) -> tuple[int, int]:
        rows = max(1, (window.rect.height - _BAR_PX - 10) // _LINE_PX)
        first = max(0, len(window.lines) - rows - window.scrolled)
        return first, rows

    def _paint_window(self, window: DrawnWindow) -> None:
        rect = window.rect
        self._draw.rectangle((rect.x, rect.y, rect.right - 1, rect.bottom - 1), fill=window.ground)
        self._draw.rectangle((rect.x, rect.y, rect.right - 1, rect.y + _BAR_PX), fill=(40, 44, 52))
        self._draw.text((rect.x + 10, rect.y + 5), window.title, font=self._font, fill=(235, 235, 235))
        first, rows = self._visible_lines(window)
        for row, line in enumerate(window.lines[first : first + rows]):
            place = (rect.x + 10, rect.y + _BAR_PX + 6 + row * _LINE_PX)
            self._draw.text(place, line, font=self._font, fill=(25, 25, 25))
        self._dirty = self._dirty.hull(rect)

    def _paint_last_line(self, window: DrawnWindow) -> None:
        first, rows = self._visible_lines(window)
        row = len(window.lines) - 1 - first
        if window.scrolled or not window.lines[-1] or row >= rows or first:
            window.scrolled = 0
            self._paint_window(window)
            return
        rect = window.rect
        top = rect.y + _BAR_PX + 6 + row * _LINE_PX
        line = Rect(rect.x + 8, top, rect.width - 16, _LINE_PX)
        self._draw.rectangle((line.x, line.y, line.right - 1, line.bottom - 1), fill=window.ground)
        self._draw.text((rect.x + 10, top), window.lines[-1], font=self._font, fill=(25, 25, 25))
        self._dirty = self._dirty.hull(line)

    def _flush(self) -> None:
        self._writer.append(self._events, self._packets)
        self._events, self._packets = [], []


def default_editor(size: tuple[int, int]) -> DrawnWindow:
    """An editor that fills most of the screen."""
    return DrawnWindow("mousepad", "letter.txt - Mousepad", Rect(60, 40, size[0] * 2 // 3, size[1] - 120))


def work(desktop: DrawnDesktop, seconds: float) -> None:
    """An office worker's way: typing, pointing, scrolling, reading, changing windows, pausing."""
    until_ns = desktop.now_ns + round(seconds * NS_PER_SECOND)
    width, height = desktop.monitor.rect.width, desktop.monitor.rect.height
    files = desktop.open_window(
        DrawnWindow("pcmanfm", "Documents", Rect(width // 2, height // 4, width // 3, height // 2),
                    lines=["letter.txt", "list.txt", "notes.txt"], ground=(238, 242, 247))
    )  # fmt: skip
    doings = _doings(desktop, files)
    while desktop.now_ns < until_ns:
        next(doings)


def _doings(desktop: DrawnDesktop, files: DrawnWindow) -> Iterator[None]:
    chance = desktop.chance
    width, height = desktop.monitor.rect.width, desktop.monitor.rect.height
    editor = next(window for window in desktop.windows if window is not files)
    while True:
        what = chance.random()
        if what < 0.45:
            if desktop.focused is not editor:
                desktop.focus(editor)
            ending = chance.choice([". ", ", ", "\n"])
            desktop.type(" ".join(chance.choices(WORDS, k=chance.randint(2, 7))) + ending)
        elif what < 0.75:
            desktop.move(chance.randrange(width), chance.randrange(height), ms=chance.uniform(200, 1500))
        elif what < 0.82:
            desktop.click(editor.rect.x + chance.randrange(200), editor.rect.y + 50)
        elif what < 0.88:
            desktop.scroll(chance.choice([-3, 3, -8, 8]))
        elif what < 0.92:
            desktop.focus(files)
        elif what < 0.99:
            desktop.wait(chance.uniform(1500, 6000))
        else:
            desktop.pause(chance.uniform(5000, 20000))
        desktop.wait(chance.uniform(100, 900))
        yield


def worked_session(
    path: Path, *, seconds: float, session_id: str = HEADER.session_id, size: tuple[int, int] = (1280, 720)
) -> SessionAccess:
    """A finished session of that much work."""
    desktop = DrawnDesktop(path, header=replace(HEADER, session_id=session_id), size=size)
    work(desktop, seconds)
    return desktop.finish()

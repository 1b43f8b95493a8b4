"""Pictures one after the other, each kept as what changed since the one before.

A desktop changes little from step to step: a caret, a line of text, a menu. So a run of hundreds of steps
fits into memory, and it crosses the pipe in a fraction of what its pictures weigh.
"""

import zlib
from typing import Annotated, Final

import msgspec
import numpy as np

from recorder.episode.screen import Rect
from replay.seeing.picture import Pixels

# The fastest: a text window shrinks to a fiftieth by it, and by the best to a hundredth, ten times slower.
_LEVEL: Final = 1
_CHANNELS: Final = 4
_KEY_EVERY: Final = 16
LONGEST_SIDE: Final = 32_767
MOST_PIXELS: Final = 64_000_000

_Side = Annotated[int, msgspec.Meta(ge=0, le=LONGEST_SIDE)]


class FilmError(ValueError):
    """What should be a picture is none."""


class Change(msgspec.Struct, frozen=True, array_like=True):
    """What is new in a picture.

    Attributes:
        x: The first column that is new, in the picture.
        y: The first row.
        width: How many columns; 0 where nothing changed.
        height: How many rows.
        packed: The new pixels, blue, green, red and 255 each, deflated.
    """

    x: _Side
    y: _Side
    width: _Side
    height: _Side
    packed: bytes

    def __repr__(self) -> str:
        return f"<Change of {self.width} by {self.height}>"


class Camera:
    """Turns pictures into changes. Owned by one thread."""

    def __init__(self) -> None:
        self._last: Pixels | None = None

    def see(self, pixels: Pixels) -> tuple[Change, Pixels]:
        """Note a picture and find what is new; ``pack`` does the slow part, on any thread.

        Args:
            pixels: ``(height, width, 4)``; not kept.

        Returns:
            The place of what is new, its bytes still missing, and a copy of the pixels there.
        """
        last = self._last
        if last is None or last.shape != pixels.shape:
            self._last = pixels.copy()
            height, width = pixels.shape[:2]
            return Change(0, 0, width, height, b""), self._last.copy()
        # Whole pixels at once: a fourth byte that differs alone costs nothing but a little room.
        changed = _as_words(last) != _as_words(pixels)
        rows = np.flatnonzero(changed.any(axis=1))
        if not rows.size:
            return Change(0, 0, 0, 0, b""), np.empty((0, 0, _CHANNELS), np.uint8)
        top, bottom = int(rows[0]), int(rows[-1]) + 1
        columns = np.flatnonzero(changed[top:bottom].any(axis=0))
        left, right = int(columns[0]), int(columns[-1]) + 1
        part = pixels[top:bottom, left:right].copy()
        last[top:bottom, left:right] = part
        return Change(left, top, right - left, bottom - top, b""), part


def pack(change: Change, part: Pixels) -> Change:
    """A change with its bytes."""
    part = np.ascontiguousarray(part)
    part[..., 3] = 255
    return msgspec.structs.replace(change, packed=zlib.compress(part.tobytes(), _LEVEL))


class Canvas:
    """Draws changes one over the other. Owned by one thread.

    Args:
        place: What it shows; all black at first.

    Raises:
        FilmError: It is empty, or larger than any desktop.
    """

    def __init__(self, place: Rect) -> None:
        if not 0 < place.width * place.height <= MOST_PIXELS:
            raise FilmError("a desktop is empty or larger than any picture")
        self.place: Final = place
        self.pixels: Final[Pixels] = np.zeros((place.height, place.width, _CHANNELS), np.uint8)

    def draw(self, change: Change) -> None:
        """Draw what is new.

        Raises:
            FilmError: It lies outside, or its bytes are not as many as its pixels; nothing is drawn then.
        """
        if change.x + change.width > self.place.width or change.y + change.height > self.place.height:
            raise FilmError("a change lies outside of its picture")
        part = _unpacked(change)
        self.pixels[change.y : change.y + change.height, change.x : change.x + change.width] = part


class Film:
    """The pictures of one run, in the order in which they were taken. Owned by one thread.

    Args:
        place: The desktop that they show.
        most_bytes: How much memory they may take.

    Raises:
        FilmError: The place is empty, or larger than any desktop.
    """

    def __init__(self, place: Rect, *, most_bytes: int) -> None:
        self._place: Final = place
        self._canvas: Canvas | None = Canvas(place)
        self._most_bytes: Final = most_bytes
        self._bytes = 0
        self._changes: list[Change] = []
        self._keys: dict[int, bytes] = {}
        self._at = -1

    def __len__(self) -> int:
        return len(self._changes)

    @property
    def place(self) -> Rect:
        """The desktop that the pictures show."""
        return self._place

    @property
    def size(self) -> int:
        """How many bytes it takes while it rests."""
        return self._bytes

    def rest(self) -> None:
        """Keep nothing as pixels until somebody asks again: a desktop takes more than a run of it."""
        self._canvas, self._at = None, -1

    def add(self, change: Change) -> int:
        """Add the next picture, and return its number, from 0.

        Raises:
            FilmError: It is no picture of this place, or there is no more room.
        """
        self._bytes += len(change.packed)
        if self._bytes > self._most_bytes:
            raise FilmError("a run took more pictures than there is room for")
        canvas = self._canvas_at(len(self._changes) - 1)
        canvas.draw(change)
        self._changes.append(change)
        self._at = len(self._changes) - 1
        if self._at % _KEY_EVERY == 0:
            self._keys[self._at] = zlib.compress(canvas.pixels.tobytes(), _LEVEL)
            self._bytes += len(self._keys[self._at])
        return self._at

    def at(self, number: int) -> Pixels:
        """A picture by its number, as a copy.

        Raises:
            IndexError: There is none.
        """
        if not 0 <= number < len(self._changes):
            raise IndexError("no picture of that number was taken")
        return self._canvas_at(number).pixels.copy()

    def _canvas_at(self, number: int) -> Canvas:
        """The canvas, with a picture drawn on it; as it is where there is none yet."""
        canvas = self._canvas = self._canvas or Canvas(self._place)
        if number in {self._at, -1}:
            return canvas
        key = number - number % _KEY_EVERY
        if not key <= self._at < number:
            kept = np.frombuffer(zlib.decompress(self._keys[key]), np.uint8)
            canvas.pixels[...] = kept.reshape(canvas.pixels.shape)
            self._at = key
        for each in range(self._at + 1, number + 1):
            canvas.draw(self._changes[each])
        self._at = number
        return canvas


def _unpacked(change: Change) -> Pixels:
    length = change.width * change.height * _CHANNELS
    if not length:
        return np.zeros((change.height, change.width, _CHANNELS), np.uint8)
    opened = zlib.decompressobj()
    try:
        # One byte more than there may be: a bomb is noticed and goes no further.
        raw = opened.decompress(change.packed, length + 1)
    except zlib.error:
        raise FilmError("a change's bytes are none") from None
    if len(raw) != length or not opened.eof or opened.unused_data:
        raise FilmError("a change's bytes are not as many as its pixels")
    return np.frombuffer(raw, np.uint8).reshape(change.height, change.width, _CHANNELS)


def _as_words(pixels: Pixels) -> np.ndarray[tuple[int, ...], np.dtype[np.uint32]]:
    return np.ascontiguousarray(pixels).view(np.uint32)[..., 0]

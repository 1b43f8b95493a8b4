"""What the scripted person sees in a picture: where it changed, and what can be read in it."""

import io
import os
import re
import shutil
import subprocess
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Final

import av
import numpy as np
from numpy.typing import NDArray

from recorder.commands.frame_command import png_of
from recorder.episode.screen import Rect

Picture = NDArray[np.uint8]
"""``(height, width, 3)`` bytes, red first."""

_READER: Final = "tesseract"
_READ_SECONDS: Final = 60.0
_AT_ONCE: Final = 2
# More than what one lossy picture differs by from the next of the same content.
_CHANGED: Final = 60
_NO_LETTER: Final = re.compile(r"[\W_]+")


def picture_of(png: bytes) -> Picture:
    """Decode a PNG."""
    with av.open(io.BytesIO(png), "r") as image:
        return _rgb(next(image.decode(video=0)))


def pictures_of(video: Path) -> list[Picture]:
    """Decode every picture of an exported video."""
    with av.open(video, "r") as container:
        return [_rgb(frame) for frame in container.decode(video=0)]


def changed_box(before: Picture, after: Picture, *, margin: int) -> Rect | None:
    """The smallest box around all that differs, and a margin; ``None`` where nothing does."""
    differs = np.abs(before.astype(np.int16) - after).max(axis=2) > _CHANGED
    rows, columns = np.flatnonzero(differs.any(axis=1)), np.flatnonzero(differs.any(axis=0))
    if not rows.size:
        return None
    height, width = differs.shape
    left, top = max(0, int(columns[0]) - margin), max(0, int(rows[0]) - margin)
    right, bottom = min(width, int(columns[-1]) + 1 + margin), min(height, int(rows[-1]) + 1 + margin)
    return Rect(left, top, right - left, bottom - top)


def can_read() -> bool:
    """Whether the program that reads text in pictures is installed."""
    return shutil.which(_READER) is not None


def read_all(pictures: Iterable[Picture]) -> str:
    """All text that can be read in these pictures; empty where the program for it is missing.

    Raises:
        subprocess.SubprocessError: It failed.
    """
    if not can_read():
        return ""
    with ThreadPoolExecutor(_AT_ONCE) as hands:
        return "\n".join(hands.map(_read, pictures))


def is_read(word: str, text: str) -> bool:
    """Whether a word stands in what was read, whatever became of spaces, dashes and capital letters."""
    return _letters(word) in _letters(text)


def _letters(text: str) -> str:
    return _NO_LETTER.sub("", text).lower()


def _read(picture: Picture) -> str:
    # Letters of a screen are half as large as those that it learned from.
    larger = np.repeat(np.repeat(picture, 2, axis=0), 2, axis=1)
    done = subprocess.run(
        [_READER, "stdin", "stdout", "--psm", "11"],
        input=png_of(larger),
        env=os.environ | {"OMP_THREAD_LIMIT": "1"},
        check=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        timeout=_READ_SECONDS,
    )
    return done.stdout.decode()


def _rgb(frame: av.VideoFrame) -> Picture:
    return frame.to_ndarray(format="rgb24").astype(np.uint8, copy=False)

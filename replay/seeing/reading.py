"""What is written in a picture, read by the program ``tesseract`` where it is installed.

The picture goes in and the text comes out through pipes: nothing captured touches a disk. One thread, one
model, the same picture: the same text.
"""

import os
import re
import shutil
import subprocess
from contextlib import suppress
from typing import Final, Protocol

import numpy as np

from recorder.episode.screen import Rect
from replay.seeing.difference import columns_with_edges
from replay.seeing.picture import Luma, ScreenPicture, luma_of

_SECONDS: Final = 20
_SCALE: Final = 3
"""The model was trained on letters of about 30 pixels; those of a screen have 10 to 14."""
_MARGIN_PX: Final = 10
_DARK: Final = 128
_MOST_PIXELS: Final = 600_000
_ABOVE_PX: Final = 6
_GAP_PX: Final = 12
"""Words of a line are nearer to each other than that, and what is beside it is not."""
_NO_LETTERS: Final = re.compile(r"[^\w.,:%+\-$€£]")


class TextReader(Protocol):
    """Reads what is written in a picture."""

    def read(self, picture: ScreenPicture) -> str | None:
        """The text, words apart by single blanks; ``None`` where nobody can tell."""


class Tesseract:
    """Reads with the program ``tesseract``. Safe on any thread.

    Args:
        program: Its path.
    """

    def __init__(self, program: str) -> None:
        self._program: Final = program

    @classmethod
    def if_installed(cls) -> "Tesseract | None":
        """One, where the program is found on the path."""
        program = shutil.which("tesseract")
        return None if program is None else cls(program)

    def read(self, picture: ScreenPicture) -> str | None:
        """The text; ``None`` of a picture that is too large to read, or where the program failed."""
        if picture.place.is_empty or picture.place.width * picture.place.height > _MOST_PIXELS:
            return None
        with suppress(subprocess.SubprocessError, OSError):
            read = subprocess.run(
                [self._program, "stdin", "stdout", "--psm", "6", "--dpi", "300"],
                input=_as_pgm(_enlarged(luma_of(picture.pixels))),
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env={"OMP_THREAD_LIMIT": "1", "PATH": os.environ.get("PATH", os.defpath)},
                timeout=_SECONDS,
                check=True,
            )
            return " ".join(read.stdout.decode(errors="replace").split())
        return None


def letters_of(text: str) -> str:
    """What of a read text tells one from another: letters, digits and the signs of numbers."""
    return _NO_LETTERS.sub("", text)


def line_around(rect: Rect, one: ScreenPicture, other: ScreenPicture) -> Rect:
    """A region and the rest of its line in two pictures of one place: a word that is cut reads as another."""
    rows = Rect(one.place.x, rect.y - _ABOVE_PX, one.place.width, rect.height + 2 * _ABOVE_PX)
    drawn = np.zeros(one.place.width, np.bool_)
    for picture in (one, other):
        drawn |= columns_with_edges(picture.part(rows))
    left, right = rect.x - one.place.x, rect.right - one.place.x
    while left > 0 and drawn[max(0, left - _GAP_PX) : left].any():
        left -= 1
    while right < drawn.size and drawn[right : right + _GAP_PX].any():
        right += 1
    line = Rect.from_edges(left - _GAP_PX // 2, rows.y, right + _GAP_PX // 2, rows.bottom)
    return line.moved(one.place.x, 0).intersection(one.place)


def _enlarged(luma: Luma) -> Luma:
    """Dark on light, with room around it, three times as large by straight lines between pixels."""
    if np.median(luma) < _DARK:
        luma = 255 - luma
    padded = np.pad(luma, _MARGIN_PX, constant_values=float(np.median(luma)))
    for axis in (0, 1):
        length = padded.shape[axis]
        at = (np.arange(length * _SCALE) + 0.5) / _SCALE - 0.5
        low = np.clip(np.floor(at).astype(np.intp), 0, length - 1)
        high = np.minimum(low + 1, length - 1)
        share = np.clip(at - low, 0, 1).astype(np.float32)
        share = share[:, np.newaxis] if axis == 0 else share
        padded = padded.take(low, axis) * (1 - share) + padded.take(high, axis) * share
    return padded


def _as_pgm(luma: Luma) -> bytes:
    height, width = luma.shape
    return b"P5 %d %d 255\n" % (width, height) + np.clip(luma, 0, 255).astype(np.uint8).tobytes()

"""Collects a run's pictures while it goes on: each as PNG, the same picture only once."""

import hashlib

import numpy as np
from numpy.typing import NDArray

from replay.report.png import png_of
from replay.report.record import MAX_PICTURE_PIXELS, MAX_PICTURE_SIDE, Picture


class Gallery:
    """The pictures of one run. Not for several threads at once."""

    def __init__(self) -> None:
        self._by_pixels: dict[bytes, Picture] = {}
        self._by_name: dict[str, Picture] = {}
        self._size = 0

    @property
    def size(self) -> int:
        """How many bytes the pictures take."""
        return self._size

    def keep(self, pixels: NDArray[np.uint8], *, left: int, top: int) -> str:
        """Keep a picture, or find that it is kept already.

        Args:
            pixels: ``(height, width, 3)`` red first, or ``(height, width, 4)`` blue first; not kept.
            left: Where its first column lies on the desktop.
            top: Where its first row lies.

        Returns:
            Its name, for a ``Comparison``.

        Raises:
            ValueError: It is empty, or larger than any picture of a report.
        """
        height, width, depth = pixels.shape
        if not (0 < width <= MAX_PICTURE_SIDE and 0 < height <= MAX_PICTURE_SIDE):
            raise ValueError("a picture of a report has sides of at least 1 and at most 32,768 pixels")
        if width * height > MAX_PICTURE_PIXELS:
            raise ValueError("a picture of a report has at most 64 million pixels")
        digest = hashlib.sha256(f"{width} {height} {depth} {left} {top}".encode())
        digest.update(np.ascontiguousarray(pixels).data)
        known = self._by_pixels.get(digest.digest())
        if known is None:
            known = self._add(pixels, left=left, top=top)
            self._by_pixels[digest.digest()] = known
        return known.name

    @property
    def pictures(self) -> tuple[Picture, ...]:
        """All of them, in the order in which they came."""
        return tuple(self._by_name.values())

    def _add(self, pixels: NDArray[np.uint8], *, left: int, top: int) -> Picture:
        height, width, _ = pixels.shape
        png = png_of(pixels)
        picture = Picture(
            name=name_of(png, left=left, top=top), left=left, top=top, width=width, height=height, png=png
        )
        if picture.name in self._by_name:
            return self._by_name[picture.name]
        self._by_name[picture.name] = picture
        self._size += len(png)
        return picture


def name_of(png: bytes, *, left: int, top: int) -> str:
    """The SHA-256 of a picture's place and file: the same pixels elsewhere are another picture."""
    return hashlib.sha256(f"{left} {top}\n".encode() + png).hexdigest()

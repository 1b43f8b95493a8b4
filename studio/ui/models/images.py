"""Decoded pixels as Qt's images, without copying them."""

from typing import Final

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRect
from PySide6.QtGui import QColor, QImage, QPainter

from recorder.episode.screen import Rect

REDACTED: Final = QColor(0x80, 0x80, 0x80)
"""What is left where a picture was redacted: the same grey that a recording leaves over what it hides."""


def image_of(pixels: NDArray[np.uint8]) -> QImage:
    """An image over the same memory, which lives for as long as any image of it does.

    Args:
        pixels: ``(height, width, 4)`` bytes, blue first; rows may lie further apart than they are long.
    """
    height, width, _ = pixels.shape
    stride = pixels.strides[0]
    # One row of bytes after the other, as Qt wants its memory; the last row's padding is not ours to touch.
    flat = np.lib.stride_tricks.as_strided(
        pixels, (stride * (height - 1) + width * 4,), (1,), writeable=False
    )
    return QImage(flat.data, width, height, stride, QImage.Format.Format_RGB32)


def painted_over(image: QImage, covered: tuple[Rect, ...], place: Rect) -> QImage:
    """A copy with some places filled, as they will be in the episode.

    Args:
        image: Of the whole monitor, in any size.
        covered: Places of the virtual desktop.
        place: The monitor's.
    """
    copy = image.copy()
    painter = QPainter(copy)
    across, down = image.width() / max(1, place.width), image.height() / max(1, place.height)
    for rect in covered:
        own = rect.moved(-place.x, -place.y)
        left, top = int(own.x * across), int(own.y * down)
        right, bottom = -int(-own.right * across // 1), -int(-own.bottom * down // 1)
        painter.fillRect(QRect(left, top, right - left, bottom - top), REDACTED)
    painter.end()
    return copy

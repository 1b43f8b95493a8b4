"""What differs between two pictures, drawn: the first in a dim grey, and in it each pixel that differs.

Works on a thread of its own: takes and gives images, and knows no widget. A pixel differs where red, green
and blue together differ by more than the report's page tells apart as well.
"""

from dataclasses import dataclass
from typing import Final, cast

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor, QImage

from recorder.episode.screen import Rect
from studio.ui.models.images import image_of

LEAST_DIFFERENCE: Final = 32
"""Of 765; less is noise of a renderer. It is an eighth of one channel, as in ``replay.report.stage``."""
_BAND_ROWS: Final = 64
_LEVELS: Final = 256
_CHANNELS: Final = 4


@dataclass(frozen=True, slots=True)
class DifferenceLook:
    """The colours, as ``#rrggbb``.

    Attributes:
        darkest: Of the grey that a black pixel becomes.
        lightest: As above, of a white one.
        mark: Of what differs; far lighter or darker than either.
    """

    darkest: str
    lightest: str
    mark: str


@dataclass(frozen=True, slots=True)
class Difference:
    """What came of it.

    Attributes:
        image: As large as was asked for.
        share: Of the pixels that both pictures have, how many differ, from 0 to 1.
    """

    image: QImage
    share: float


def difference(
    expected: QImage, expected_at: Rect, actual: QImage, actual_at: Rect, *, size: QSize, look: DifferenceLook
) -> Difference:
    """Draw what differs.

    Args:
        expected: The recording's picture.
        expected_at: Where it lies on the desktop.
        actual: The replay's.
        actual_at: Where that lies, as it is compared.
        size: Of the drawing, which shows the place of the first; a single pixel that differs is seen in any.
        look: In which colours.
    """
    mask, compared = _mask(expected, expected_at, actual, actual_at)
    share = float(np.count_nonzero(mask)) / compared if compared else 0.0
    grey = expected.convertToFormat(QImage.Format.Format_Grayscale8)
    if grey.size() != size:
        ignoring, smooth = Qt.AspectRatioMode.IgnoreAspectRatio, Qt.TransformationMode.SmoothTransformation
        grey = grey.scaled(size, ignoring, smooth).convertToFormat(QImage.Format.Format_Grayscale8)
    levels = np.frombuffer(grey.constBits(), np.uint8).reshape(grey.height(), grey.bytesPerLine())
    pixels = _dimmed(look)[levels[:, : grey.width()]]
    pixels[_reduced(mask, grey.width(), grey.height())] = _blue_first(look.mark)
    return Difference(image_of(np.ascontiguousarray(pixels)), share)


def _mask(
    expected: QImage, expected_at: Rect, actual: QImage, actual_at: Rect
) -> tuple[NDArray[np.bool_], int]:
    """Where they differ, and how many pixels were compared."""
    mask = np.zeros((expected.height(), expected.width()), np.bool_)
    both = expected_at.intersection(actual_at)
    if both.is_empty:
        return mask, 0
    ours = _part(expected, both.moved(-expected_at.x, -expected_at.y))
    theirs = _part(actual, both.moved(-actual_at.x, -actual_at.y))
    top, left = both.y - expected_at.y, both.x - expected_at.x
    # In bands, each of which fits the processor's cache: most of them are the same, pixel by pixel.
    for row in range(0, both.height, _BAND_ROWS):
        one, other = ours[row : row + _BAND_ROWS], theirs[row : row + _BAND_ROWS]
        columns = np.flatnonzero((one != other).any(axis=0))
        if not columns.size:
            continue
        first, last = int(columns[0]), int(columns[-1]) + 1
        apart = _channels_apart(one[:, first:last], other[:, first:last])
        band = mask[top + row : top + row + one.shape[0], left + first : left + last]
        band[:] = apart > LEAST_DIFFERENCE
    return mask, both.width * both.height


def _channels_apart(one: NDArray[np.uint32], other: NDArray[np.uint32]) -> NDArray[np.uint16]:
    shape = (*one.shape, _CHANNELS)
    ours = np.ascontiguousarray(one).view(np.uint8).reshape(shape)
    theirs = np.ascontiguousarray(other).view(np.uint8).reshape(shape)
    # The fourth channel is the same in both: pictures of a screen are opaque.
    apart: NDArray[np.uint16] = (np.maximum(ours, theirs) - np.minimum(ours, theirs)).sum(
        axis=2, dtype=np.uint16
    )
    return apart


def _part(image: QImage, rect: Rect) -> NDArray[np.uint32]:
    """A part of an image, a number for each pixel."""
    rows = np.frombuffer(image.constBits(), np.uint32).reshape(image.height(), -1)
    return rows[rect.y : rect.bottom, rect.x : rect.right]


def _reduced(mask: NDArray[np.bool_], width: int, height: int) -> NDArray[np.bool_]:
    """The same, smaller: whatever differs anywhere in a pixel differs in it."""
    if mask.shape == (height, width):
        return mask
    rows = np.arange(height) * mask.shape[0] // height
    columns = np.arange(width) * mask.shape[1] // width
    fewer = np.logical_or.reduceat(mask, rows, axis=0)
    return cast("NDArray[np.bool_]", np.logical_or.reduceat(fewer, columns, axis=1))


def _dimmed(look: DifferenceLook) -> NDArray[np.uint8]:
    darkest, lightest = _blue_first(look.darkest), _blue_first(look.lightest)
    shares = np.linspace(0, 1, _LEVELS)[:, None]
    return np.round(darkest + (lightest.astype(np.float64) - darkest) * shares).astype(np.uint8)


def _blue_first(colour: str) -> NDArray[np.uint8]:
    named = QColor(colour)
    return np.array((named.blue(), named.green(), named.red(), 255), np.uint8)

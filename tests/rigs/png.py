"""Reads the PNGs that a browser takes of its pages."""

from io import BytesIO
from typing import cast

import av
import numpy as np
from numpy.typing import NDArray


def read_png(png: bytes) -> NDArray[np.uint8]:
    """Its pixels, ``(height, width, 3)``, red first."""
    with av.open(BytesIO(png), "r") as container:
        frame = next(container.decode(video=0))
        return cast("NDArray[np.uint8]", frame.to_ndarray(format="rgb24"))
